"""What NumPy and SymPy print now, and what other programs have printed, is read as it is.

The expected entries are those the program was given, never those a reader found.
"""

import csv
import io
import pprint
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.answers import answer_kind

INTEGERS = [[1, -2, 30], [0, 4, -500]]
DECIMALS = [[0.5, -1.25, 3.0], [1e-05, 2e07, -0.125]]


def exactly(values: Any) -> Any:
    """The decimals that are printed for the numbers of a program."""
    return [
        exactly(value) if isinstance(value, list) else Fraction(repr(value)) for value in values
    ]


def read(kind: str, text: str, **settings: Any) -> Any:
    key = [[1]] if kind == "matrix" else [1]
    return answer_kind(kind, key, **settings).read(text)


def status(kind: str, text: str, **settings: Any) -> Any:
    key = [[1]] if kind == "matrix" else [1]
    return answer_kind(kind, key, **settings).judge(text).status


class TestNumPy:
    """`print(a)` and the echo of the prompt, whatever the print options are."""

    @pytest.mark.parametrize("show", [str, repr])
    @pytest.mark.parametrize("values", [INTEGERS, DECIMALS])
    @pytest.mark.parametrize("options", [{}, {"linewidth": 20}, {"suppress": True}])
    def test_matrices(self, show: Any, values: Any, options: dict[str, Any]) -> None:
        # Suppressed scientific notation needs the digits to show 1e-05 at all.
        with np.printoptions(precision=10, **options):
            text = show(np.array(values))
        assert read("matrix", text) == exactly(values)

    @pytest.mark.parametrize("show", [str, repr])
    @pytest.mark.parametrize("size", [1, 2, 5, 24, 25, 60, 120])
    @pytest.mark.parametrize("width", [20, 75])
    def test_long_vectors_wrap(self, show: Any, size: int, width: int) -> None:
        values = [(-1) ** i * i for i in range(size)]
        with np.printoptions(linewidth=width):
            assert read("vector", show(np.array(values))) == values

    @pytest.mark.parametrize("show", [str, repr])
    def test_a_column_is_a_vector(self, show: Any) -> None:
        assert read("vector", show(np.array([[3], [-4]]))) == [3, -4]

    @pytest.mark.parametrize("dtype", ["float32", "int16", "uint8", "float16"])
    def test_types_are_no_entries(self, dtype: str) -> None:
        assert read("vector", repr(np.array([3, 4], dtype=dtype))) == [3, 4]
        assert read("matrix", repr(np.array([[3, 4]], dtype=dtype))) == [[3, 4]]

    def test_a_list_of_numpy_scalars(self) -> None:
        text = repr([np.float64(3.5), np.int64(-4), np.float32(0.25)])
        assert "np.float64" in text
        assert read("vector", text) == [Fraction(7, 2), -4, Fraction(1, 4)]
        assert answer_kind("real", 3.5).judge(repr(np.float64(3.5))).status == "correct"

    @pytest.mark.parametrize(
        "array",
        [
            np.arange(2000),
            np.array([]),
            np.array([1.0, np.nan]),
            np.array([1.0, -np.inf]),
            np.array([1 + 2j, 3]),
            np.array([True, False]),
            np.zeros((2, 2, 2)),
            np.array(["1", "x"]),
        ],
        ids=["cut", "empty", "nan", "inf", "complex", "booleans", "three axes", "texts"],
    )
    @pytest.mark.parametrize("show", [str, repr])
    @pytest.mark.parametrize("kind", ["vector", "matrix"])
    def test_what_is_no_table_of_numbers_cannot_be_read(
        self, kind: str, show: Any, array: Any
    ) -> None:
        assert status(kind, show(array)) == "unreadable"

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=40),
        st.integers(12, 100),
        st.sampled_from([str, repr]),
    )
    def test_any_vector_at_any_width(self, values: list[int], width: int, show: Any) -> None:
        with np.printoptions(linewidth=width):
            assert read("vector", show(np.array(values))) == values

    @settings(max_examples=60, deadline=None)
    @given(
        st.integers(1, 4).flatmap(
            lambda n: st.lists(
                st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=n, max_size=n),
                min_size=1,
                max_size=4,
            )
        ),
        st.integers(30, 100),
        st.sampled_from([str, repr]),
    )
    def test_any_matrix_at_any_width(self, rows: Any, width: int, show: Any) -> None:
        with np.printoptions(linewidth=width, precision=17, floatmode="unique"):
            assert read("matrix", show(np.array(rows))) == exactly(rows)


class TestSymPy:
    """`print`, the prompt's echo, the picture, LaTeX."""

    MATRIX = sympy.Matrix([[1, sympy.Rational(3, 2)], [-4, 0]])
    ROWS = ((1, Fraction(3, 2)), (-4, 0))

    @pytest.mark.parametrize(
        "show",
        [
            str,
            repr,
            sympy.latex,
            sympy.pretty,
            lambda m: sympy.pretty(m, use_unicode=False),
            lambda m: str(sympy.ImmutableMatrix(m)),
        ],
        ids=["str", "repr", "latex", "pretty", "ascii", "immutable"],
    )
    def test_numbers(self, show: Any) -> None:
        text = show(self.MATRIX)
        verdict = answer_kind("matrix", [list(row) for row in self.ROWS]).judge(text)
        assert verdict.status == "correct", (text, verdict)

    @pytest.mark.parametrize("text", [sympy.srepr(MATRIX), sympy.latex(MATRIX, mode="equation*")])
    def test_other_texts_are_refused(self, text: str) -> None:
        assert status("matrix", text) == "unreadable"

    @pytest.mark.parametrize("show", [str, repr, sympy.latex, sympy.pretty])
    def test_symbols(self, show: Any) -> None:
        v1, v2 = sympy.symbols("v_1 v_2")
        matrix = sympy.Matrix([[v1, v2, 0], [0, v1, v2]])
        kind = answer_kind("symbolic_matrix", [["v_1", "v_2", 0], [0, "v_1", "v_2"]])
        assert kind.judge(show(matrix)).status == "correct"

    def test_a_picture_with_powers_is_refused(self) -> None:
        v, w = sympy.symbols("v w")
        kind = answer_kind("symbolic_matrix", [["v^2", "w"], ["w", "v"]])
        text = sympy.pretty(sympy.Matrix([[v**2, w], [w, v]]))
        assert kind.judge(text).status == "unreadable"

    def test_a_column(self) -> None:
        assert read("vector", sympy.pretty(sympy.Matrix([3, -4]))) == [3, -4]
        assert read("vector", str(sympy.Matrix([3, -4]))) == [3, -4]


R_WRAPPED = """\
 [1]  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25
[26] 26 27 28 29 30"""
R_MATRIX = """\
     [,1] [,2] [,3]
[1,]    1  2.5   -3
[2,]    0  4.0 1e-5"""
R_BLOCKS = """\
     [,1] [,2] [,3]
[1,]    1    3    5
[2,]    2    4    6
     [,4] [,5]
[1,]    7    9
[2,]    8   10"""
MATLAB_MATRIX = """\

ans =

     1     2
     3    -4

"""
MATLAB_SCALE = """\

A =

   1.0e+03 *

    1.0000    0.0010
    0.0025   -2.0000

"""
MATLAB_COLUMNS = """\

x =

  Columns 1 through 8

     1     2     3     4     5     6     7     8

  Columns 9 through 10

     9    10

"""
OCTAVE_COLUMNS = """\
ans =

 Columns 1 through 8:

    1    2    3    4    5    6    7    8

 Columns 9 and 10:

    9   10

"""
OCTAVE_LAST_COLUMN = """\
x =

 Columns 1 through 3:

   1   2   3
   4   5   6

 Column 4:

   7
   8

"""
JULIA_VECTOR = """\
3-element Vector{Int64}:
  3
 -4
  5"""
JULIA_RATIONAL = """\
2×2 Matrix{Rational{Int64}}:
 1//2  3
 0     4//3"""
PANDAS = """\
     0    1
0  1.0  2.0
1  3.0 -4.0"""
PANDAS_NAMED = """\
   width  height
0      1       2
1      3      -4"""
R_FRAME = """\
  V1 V2
1  1  2
2  3 -4"""
SERIES = """\
0    3.5
1   -4.0
Name: output, dtype: float64"""
TENSORFLOW = (
    "<tf.Tensor: shape=(2, 2), dtype=int32, numpy=\narray([[1, 2],\n       [3, -4]], dtype=int32)>"
)

SQUARE = [[1, 2], [3, -4]]


class TestTranscripts:
    """Other programs, copied from their prompts."""

    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            (R_MATRIX, [[1, Fraction(5, 2), -3], [0, 4, Fraction(1, 100_000)]]),
            (R_BLOCKS, [[1, 3, 5, 7, 9], [2, 4, 6, 8, 10]]),
            (R_FRAME, SQUARE),
            (MATLAB_MATRIX, SQUARE),
            (MATLAB_SCALE, [[1000, 1], [Fraction(5, 2), -2000]]),
            (OCTAVE_LAST_COLUMN, [[1, 2, 3, 7], [4, 5, 6, 8]]),
            ("[1 2; 3 -4]", SQUARE),
            ("[1, 2\n 3, -4]", SQUARE),
            ("[1 3; 2 -4]'", SQUARE),
            ("[1 2; 3 -4];", SQUARE),
            ("2×2 Matrix{Int64}:\n 1   2\n 3  -4", SQUARE),
            (JULIA_RATIONAL, [[Fraction(1, 2), 3], [0, Fraction(4, 3)]]),
            (PANDAS, SQUARE),
            (PANDAS_NAMED, SQUARE),
            (TENSORFLOW, SQUARE),
            ("tf.Tensor(\n[[ 1  2]\n [ 3 -4]], shape=(2, 2), dtype=int32)", SQUARE),
            ("Array([[ 1,  2],\n       [ 3, -4]], dtype=int32, weak_type=True)", SQUARE),
            ("{{1, 2}, {3, -4}}", SQUARE),
            ("mat(1, 2; 3, -4)", SQUARE),
        ],
    )
    def test_matrices(self, text: str, rows: Any) -> None:
        assert read("matrix", text) == rows

    @pytest.mark.parametrize(
        ("text", "entries"),
        [
            (R_WRAPPED, list(range(1, 31))),
            ("[1]  3 -4  5", [3, -4, 5]),
            ("[1] 3", [3]),
            ("c(3, -4, 5)", [3, -4, 5]),
            (MATLAB_COLUMNS, list(range(1, 11))),
            (OCTAVE_COLUMNS, list(range(1, 11))),
            ("ans =\n\n   3\n  -4\n   5\n", [3, -4, 5]),
            (JULIA_VECTOR, [3, -4, 5]),
            ("1×3 adjoint(::Vector{Int64}) with eltype Int64:\n 3  -4  5", [3, -4, 5]),
            ("Rational{Int64}[3//2, -1//2]", [Fraction(3, 2), Fraction(-1, 2)]),
            ("Float64[3.0, -4.0]", [3, -4]),
            (SERIES, [Fraction(7, 2), -4]),
        ],
    )
    def test_vectors(self, text: str, entries: Any) -> None:
        assert read("vector", text) == entries

    @pytest.mark.parametrize(
        "text",
        [
            R_WRAPPED.replace("[26]", "[25]"),
            R_WRAPPED.replace("  7", ""),
            R_MATRIX.replace("[2,]", "[3,]"),
            R_MATRIX.replace("[,3]", "[,4]"),
            R_MATRIX.replace("  2.5", ""),
            R_BLOCKS.replace("[2,]    8   10", ""),
            MATLAB_COLUMNS.replace("9 through 10", "10 through 11"),
            MATLAB_COLUMNS.replace("     9    10", "     9"),
            MATLAB_SCALE.replace("0.0010", "0.0010i"),
            "4-element Vector{Int64}:\n 3\n 4\n ⋮\n 5",
            "3-element Vector{Int64}:\n 3\n 4",
            "0    3\n    ..\n9    4\nLength: 10, dtype: int64",
            "0    3\n1    4\nLength: 10, dtype: int64",
            "matrix(c(1, 2, 3, 4), nrow = 3)",
            "   a  b\nr  1  2",
            "[1, 2, 3, ..., 9]",
            "[1 2 ... 9]",
            "structure(c(1, 2), dim = 2:1)",
            "range(3)",
        ],
    )
    @pytest.mark.parametrize("kind", ["vector", "matrix"])
    def test_what_is_not_whole_cannot_be_read(self, kind: str, text: str) -> None:
        assert status(kind, text) == "unreadable"


class TestLatex:
    """Rows, columns, arrays, transposes."""

    @pytest.mark.parametrize(
        "text",
        [
            r"\begin{pmatrix} 1 & 2 \\ 3 & -4 \end{pmatrix}",
            r"$$\begin{bmatrix}1&2\\3&-4\\\end{bmatrix}$$",
            r"\left[\begin{array}{rr} 1 & 2 \\ 3 & -4 \end{array}\right]",
            r"\left(\begin{array}{r|r} 1 & 2 \\ \hline 3 & -4 \end{array}\right)",
            "\\[\n\\begin{bmatrix}\n  1 & 2 \\\\[4pt]\n  3 & -4\n\\end{bmatrix}\n\\]",
            r"\mathbf{W} = \begin{bmatrix} 1 & 2 \\ 3 & -4 \end{bmatrix}",
            r"W = \begin{Bmatrix} 1 & 2 \\ 3 & -4 \end{Bmatrix}",
            r"\begin{bmatrix*}[r] 1 & 2 \\ 3 & -4 \end{bmatrix*}",
            r"\pmatrix{1 & 2 \cr 3 & -4}",
            r"\begin{pmatrix} 1 & 3 \\ 2 & -4 \end{pmatrix}^T",
            r"\begin{pmatrix} 1 & 3 \\ 2 & -4 \end{pmatrix}^{\top}",
            r"\begin{pmatrix} 1 & 3 \\ 2 & -4 \end{pmatrix}^\intercal",
            r"\begin{smallmatrix} 1 & \frac{4}{2} \\ 3 & -4 \end{smallmatrix}",
        ],
    )
    def test_matrices(self, text: str) -> None:
        assert read("matrix", text) == SQUARE

    @pytest.mark.parametrize(
        "text",
        [
            r"\begin{pmatrix} 3 & \frac{1}{2} \end{pmatrix}",
            r"\begin{bmatrix} 3 \\ 0.5 \end{bmatrix}",
            r"(3, \tfrac12)^T",
            r"[3, 1/2]^\top",
            r"\left(3, \frac{1}{2}\right)",
            r"\langle 3, 0.5 \rangle",
            r"$\vec{h} = (3, 0.5)$",
        ],
    )
    def test_vectors(self, text: str) -> None:
        assert read("vector", text) == [3, Fraction(1, 2)]

    @pytest.mark.parametrize(
        "text",
        [
            r"\begin{bmatrix}1&2\\3&4\end{bmatrix}\begin{bmatrix}1&2\\3&4\end{bmatrix}",
            r"\begin{bmatrix}1&2\\3&4\end{bmatrix}^{-1}",
            r"\begin{bmatrix}1&2\\3\end{bmatrix}",
            r"\begin{bmatrix}1&\cdots&2\end{bmatrix}",
            r"\begin{bmatrix}1&&2\end{bmatrix}",
            r"\begin{bmatrix}\end{bmatrix}",
        ],
    )
    def test_what_is_not_one_matrix_cannot_be_read(self, text: str) -> None:
        assert status("matrix", text) == "unreadable"


class TestSpreadsheets:
    """Excel, LibreOffice and Google put tabs between cells; CSV quotes what holds a comma."""

    @pytest.mark.parametrize(
        "text",
        [
            "1\t2\r\n3\t-4\r\n",
            "1\t2\n3\t-4",
            "1\t2\t\n3\t-4\t",
            " 1 \t 2 \n 3 \t−4 ",
            '"1","2"\r\n"3","-4"\r\n',
            "1,2\n3,-4\n",
            "\ufeff1,2\r\n3,-4\r\n",
            "1.00\t2.00\r\n3.00\t-4.00",
        ],
    )
    def test_cells(self, text: str) -> None:
        assert read("matrix", text) == SQUARE

    def test_thousands_stay_in_their_cell(self) -> None:
        assert read("matrix", "1,000\t2\n3\t-4,000.5") == [[1000, 2], [3, Fraction(-8001, 2)]]
        assert read("vector", '"1,000","2,000"') == [1000, 2000]

    def test_a_comma_without_a_cell_separates(self) -> None:
        assert read("vector", "1,100") == [1, 100]
        assert status("vector", "1,000, 2,000") == "unreadable"

    @pytest.mark.parametrize(
        "text",
        ["1,5\t2,25\n-3,0\t4", "1,5;2,25\n-3,0;4", '"1,5";"2,25"\n"-3,0";"4"', "1,5 2,25\n-3,0 4"],
    )
    def test_decimal_comma_is_a_setting(self, text: str) -> None:
        rows = [[Fraction(3, 2), Fraction(9, 4)], [-3, 4]]
        assert read("matrix", text, decimal_comma=True) == rows

    def test_a_decimal_comma_is_never_guessed(self) -> None:
        assert status("matrix", "1,5\t2,25") == "unreadable"

    @pytest.mark.parametrize(
        "text", ["1\t\t3", "1\t(2)", "1\t#DIV/0!", "1\t50%", '"1","2', "1\t2\n3", "$1\t2", "a\tb"]
    )
    def test_cells_that_are_no_numbers(self, text: str) -> None:
        assert status("matrix", text) == "unreadable"

    @settings(max_examples=50, deadline=None)
    @given(
        st.lists(
            st.lists(st.integers(-(10**7), 10**7), min_size=2, max_size=2), min_size=1, max_size=5
        ),
        st.sampled_from([",", "\t", ";"]),
        st.booleans(),
    )
    def test_any_quoted_table(self, rows: Any, separator: str, groups: bool) -> None:  # noqa: FBT001 - Hypothesis passes it
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL)
        writer.writerows([[f"{n:,}" if groups else str(n) for n in row] for row in rows])
        assert read("matrix", out.getvalue()) == rows


class TestPython:
    """Lists, tuples, `pprint`, fractions, JSON."""

    @pytest.mark.parametrize(
        "values",
        [
            [[1, 2], [3, -4]],
            [[float(i * j) for i in range(9)] for j in range(4)],
            [[10**12, -(10**12)], [0, 1]],
        ],
    )
    def test_nested(self, values: list[list[Any]]) -> None:
        as_tuples = tuple(tuple(row) for row in values)
        for text in (repr(values), repr(as_tuples), pprint.pformat(values, width=30)):
            assert read("matrix", text) == values

    def test_a_long_list_printed_one_on_a_line(self) -> None:
        values = list(range(-20, 40))
        assert read("vector", pprint.pformat(values, width=10)) == values

    def test_fractions(self) -> None:
        values = [Fraction(3, 2), Fraction(-1, 3), Fraction(4)]
        assert read("vector", repr(values)) == values

    def test_a_trailing_comma(self) -> None:
        assert read("vector", "(3,)") == [3]
        assert read("vector", "[\n    3,\n    4,\n]") == [3, 4]
