"""Fine points of reading and remarks: bounds, counts in a text, and what both sides of a bound are."""

from fractions import Fraction
from typing import Any

import pytest

from quizgen.answers import answer_kind, kind_class
from quizgen.answers.arrays import read_vector
from quizgen.answers.blank import is_short
from quizgen.answers.constants import constant, constants
from quizgen.answers.names import Labels
from quizgen.answers.rational import MOST_BITS, MOST_POWER, TooLongError, ratio
from quizgen.answers.syntax import Formula


class TestVeryClose:
    """One off is said from two digits on; a single digit is another number."""

    @pytest.mark.parametrize("key", [10, 11, 100, -10, -28])
    @pytest.mark.parametrize("off", [1, -1])
    def test_from_ten_on(self, key: int, off: int) -> None:
        said = answer_kind("integer", key).judge(str(key + off)).feedback
        assert said == "Very close: one off."

    @pytest.mark.parametrize("key", range(-9, 10))
    @pytest.mark.parametrize("off", [1, -1])
    def test_of_single_digits_nothing(self, key: int, off: int) -> None:
        assert "close" not in answer_kind("integer", key).judge(str(key + off)).feedback

    @pytest.mark.parametrize("off", [2, -2])
    def test_two_off_is_not_close(self, off: int) -> None:
        assert "close" not in answer_kind("integer", 28).judge(str(28 + off)).feedback


class TestWhatDiffers:
    """Arguments of a layer, one or several."""

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ("nn.Conv1d(1, 2, 3, stride=1, padding=1)", "Conv1d: stride differs."),
            ("nn.Conv1d(1, 2, 3, stride=2)", "Conv1d: padding differs."),
            ("nn.Conv1d(1, 2, 3)", "Conv1d: padding and stride differ."),
            ("nn.Conv1d(2, 1, 3, stride=2, padding=1)", "Conv1d: in_channels and out_channels are exchanged."),
            ("nn.Conv1d(2, 1, 3, stride=1, padding=1)", "Conv1d: in_channels and out_channels are exchanged. Besides, stride differs."),
            ("nn.Conv1d(2, 1, 3)", "Conv1d: in_channels and out_channels are exchanged. Besides, padding and stride differ."),
        ],
    )  # fmt: skip
    def test_one_and_several(self, answer: str, said: str) -> None:
        key = "nn.Conv1d(1, 2, 3, stride=2, padding=1)"
        assert answer_kind("code", key).judge(answer).feedback == said


R_MATRIX = """\
     [,1] [,2]
[1,]    1    2
[2,]    3    4
     [,3]
[1,]    5
[2,]    6"""


class TestMatrixOfR:
    """Columns in blocks; what is out of order is told with the number that should stand there."""

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("[,3]", "[,4]", "column [,4] stands where [,3] should"),
            ("[,3]", "[,2]", "column [,2] stands where [,3] should"),
            ("[,1] [,2]", "[,2] [,3]", "column [,2] stands where [,1] should"),
            ("[,1] [,2]", "[,1] [,3]", "column [,3] stands where [,2] should"),
            ("[2,]    6", "[3,]    6", "'[3,]    6' is not row [2,]"),
            ("[2,]    3    4", "[1,]    3    4", "'[1,]    3    4' is not row [2,]"),
            ("[1,]    5", "[1,]    5    7", "row [1,] has not 1 entries"),
            ("[1,]    1    2", "[1,]    1", "row [1,] has not 2 entries"),
        ],
    )
    def test_out_of_order(self, old: str, new: str, said: str) -> None:
        kind = answer_kind("matrix", [[1, 2, 5], [3, 4, 6]])
        assert kind.judge(R_MATRIX).status == "correct"
        verdict = kind.judge(R_MATRIX.replace(old, new))
        assert (verdict.status, verdict.feedback) == ("unreadable", said)


class TestTooLong:
    """Powers are worked out exactly up to a bound of the exponent and one of the value's bits."""

    @pytest.mark.parametrize(
        ("formula", "value"),
        [
            (f"x^{MOST_POWER + 1}", 1),
            ("x^2", 1 << (MOST_BITS // 2)),
            ("(1/x)^2", 1 << (MOST_BITS // 2)),
            ("x*x", 1 << (MOST_BITS // 2)),
            ("1/x + 1/y", 1 << (MOST_BITS // 2)),
        ],
    )
    def test_refused(self, formula: str, value: int) -> None:
        tree = Formula(["x", "y"]).read(formula)
        with pytest.raises(TooLongError):
            ratio(tree, {"x": value, "y": value + 1})

    @pytest.mark.parametrize(
        ("formula", "value"),
        [
            (f"x^{MOST_POWER}", 1),
            ("x^2", 1 << (MOST_BITS // 2 - 2)),
            ("(1/x)^2", 1 << (MOST_BITS // 2 - 2)),
            ("x*x", 1 << (MOST_BITS // 2 - 2)),
        ],
    )
    def test_up_to_the_bound(self, formula: str, value: int) -> None:
        top, bottom = ratio(Formula(["x"]).read(formula), {"x": value})
        assert max(top, bottom) in (1, value**2)


class TestOrientation:
    """Where it is strict, a row is no column; a key of one row is a row, however it is nested."""

    ROWS, COLUMNS = ("[1, 2]", "[[1, 2]]", "1 2"), ("[[1], [2]]", "1\n2")

    @pytest.mark.parametrize("key", [[1, 2], [[1, 2]]])
    def test_a_row_is_asked(self, key: list[object]) -> None:
        kind = answer_kind("vector", key, orientation="strict")
        assert {kind.judge(text).status for text in self.ROWS} == {"correct"}
        assert {kind.judge(text).feedback for text in self.COLUMNS} == {
            "a column is written; a row is asked"
        }

    def test_a_column_is_asked(self) -> None:
        kind = answer_kind("vector", [[1], [2]], orientation="strict")
        assert {kind.judge(text).status for text in self.COLUMNS} == {"correct"}
        assert {kind.judge(text).feedback for text in self.ROWS} == {
            "a row is written; a column is asked"
        }

    @pytest.mark.parametrize("key", [[1, 2], [[1, 2]], [[1], [2]]])
    def test_else_either_is_right(self, key: list[object]) -> None:
        kind = answer_kind("vector", key)
        assert {kind.judge(text).status for text in self.ROWS + self.COLUMNS} == {"correct"}


MATLAB = """\
  1.0e+03 *

  Columns 1 through 2

    1   2
    3   4

  Column 3

   5
   6"""


class TestMatrixOfMatlab:
    """A common factor and columns in blocks; what is quoted is cut after twenty signs."""

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("Column 3", "Column 4", "column 4 stands where 3 should"),
            ("3   4", "3   4   5", "3 entries in a row of 2 columns"),
            ("\n   6", "", "the blocks of columns have different numbers of rows"),
            ("   6", "   " + "x" * 30, f"{'x' * 20!r} under a common factor"),
        ],
    )
    def test_out_of_order(self, old: str, new: str, said: str) -> None:
        kind = answer_kind("matrix", [[1000, 2000, 5000], [3000, 4000, 6000]])
        assert kind.judge(MATLAB).status == "correct"
        verdict = kind.judge(MATLAB.replace(old, new))
        assert (verdict.status, verdict.feedback) == ("unreadable", said)


@pytest.mark.parametrize("text", ['[["v_{1,2}", "0"]]', '[["v_{1,2}", 0]]', "[[v_{1,2}, 0]]"])
def test_a_comma_in_quotes_separates_nothing(text: str) -> None:
    """As keys are kept in JSON."""
    kind = answer_kind("symbolic_matrix", [["v_{1,2}", 0]], variables=["v_{1,2}"])
    assert kind.judge(text).status == "correct"


@pytest.mark.parametrize(
    ("formula", "is_known"),
    [
        ("(10^300)^4", True),
        ("(10^300)^300", False),
        ("(1/10^300)^300", False),
        ("2^400", True),
        ("2^401", False),
        ("10^300*10^300*10^300", True),
        ("(10^300)^4*10^300", False),
    ],
)
def test_constants_are_worked_out_up_to_a_bound(formula: str, is_known: bool) -> None:  # noqa: FBT001 - a row of the table
    assert (constant(Formula([]).read(formula)) is not None) == is_known


def test_a_slip_with_roots_is_recognised_by_its_decimals() -> None:
    """The key is exact, so nothing is tolerated; what a slip gives is printed rounded all the same."""
    root = 3**-0.5
    for kind, key, slip, typed in (
        ("vector", [1, 2], [root, 2], "[0.577, 2]"),
        ("integer", 3, root, "0.577"),
        ("matrix", [[1, 2], [3, 4]], [[root, 2], [1, 4]], "[[0.577350, 2], [1, 4]]"),
    ):
        judged = answer_kind(kind, key, [{"name": "root", "value": slip, "hint": "No root."}])
        assert judged.judge(typed).mistake == "root", kind
        assert judged.judge(typed.replace("0.577", "0.6")).mistake is None, kind


@pytest.mark.parametrize(
    ("sizes", "filled"),
    [("ncol=2", "3 × 2"), ("nrow=2", "2 × 3"), ("2, 2", "2 × 2"), ("ncol=4", "2 × 4"), ("nrow=4", "4 × 2")],
)  # fmt: skip
def test_a_matrix_of_r_that_its_entries_do_not_fill(sizes: str, filled: str) -> None:
    """As many rows, or columns, as hold all five entries."""
    said = answer_kind("matrix", [[1, 2]]).judge(f"matrix(c(1,2,3,4,5), {sizes})").feedback
    assert said == f"{filled} is not filled by 5 entries"


@pytest.mark.parametrize(
    ("text", "number"), [("ln2 x", "2"), ("log12 x", "12"), (r"\ln2 (x)", "2")]
)
def test_digits_behind_a_logarithm(text: str, number: str) -> None:
    said = answer_kind("expression", "x", variables=["x"]).judge(text).feedback
    assert said.endswith(
        f"may be a logarithm of {number} or to that base; write ln({number})*… or ln(…)/ln({number})"
    )


@pytest.mark.parametrize("text", ["U = P", "P", "= P"])
def test_a_name_alone_is_no_value(text: str) -> None:
    assert "'P' is not a number" in answer_kind("integer", 7).judge(text).feedback


@pytest.mark.parametrize(("kind", "of"), [("vector", list), ("matrix", lambda row: [row])])
def test_a_tolerance_is_a_share_of_what_is_known(kind: str, of: Any) -> None:
    """Of the key, or of the mistake, not of what was written: 11.05 is not within a tenth of 10."""
    mistakes = [{"value": of([10]), "name": "ten", "hint": "That is ten."}]
    judge = answer_kind(kind, of([5]), mistakes, rtol="0.1")
    assert [judge.judge(str(of([x]))).status for x in (4.5, 5.5, 5.55, 4.45)] == ["correct"] * 2 + [
        "wrong"
    ] * 2
    assert [judge.judge(str(of([x]))).mistake for x in (9, 11, 11.05, 8.95)] == ["ten"] * 2 + [
        None
    ] * 2


def test_powers_of_0_are_worked_out_where_they_have_a_value() -> None:
    read = Formula(["x"]).read
    assert constants(read("x + 0^1")) == [0]
    assert constants(read("x + 0^2")) == [0]
    assert constants(read("x + 0^0")) == [0, 0]


@pytest.mark.parametrize(
    ("few", "many"),
    [("999999999999", "1000000000000"), ("-12345678.9012", "-12345678.90123"), ("0.00000000001", "0.000000000001")],
)  # fmt: skip
def test_twelve_digits_are_few(few: str, many: str) -> None:
    assert is_short(Fraction(few))
    assert not is_short(Fraction(many))


def test_an_array_may_stand_before_its_name() -> None:
    for text in ("[3, 4] = h", "h = [3, 4]", "(3, 4) = h"):
        assert read_vector(text, int, labels=Labels(["h"])) == [3, 4]


def test_what_is_summed_is_no_name_of_the_array() -> None:
    """A total beside a vector is another answer, and so is that of columns beside a matrix."""
    labels = Labels()
    assert [labels.known(word, "vector") for word in ("sum", "columns", "total")] == [False, True, True]  # fmt: skip
    assert [labels.known(word, "matrix") for word in ("sum", "columns", "total")] == [False, False, True]  # fmt: skip


def test_a_noun_with_an_index_is_a_name() -> None:
    texts = ("number 2", "number_2", "the answer number_2")
    assert [Labels().value(text) for text in texts] == ["2", "number_2", "number_2"]  # fmt: skip


def test_bars_are_absolute_values_entry_by_entry() -> None:
    for key, other in (("abs(x)", "x"), ("x", "abs(x)")):
        judge = answer_kind("matrix_expression", key, shapes={"x": "n"})
        right = "|x|" if key == "abs(x)" else "(x)"
        wrong = "(x)" if key == "abs(x)" else "|x|"
        assert judge.judge(right).status == judge.judge(key).status == "correct"
        assert judge.judge(wrong).status == judge.judge(other).status == "wrong"


@pytest.mark.parametrize("text", ["xprime", "qprime(x)", "q'(x)"])
def test_a_derivative_is_one_of_a_function_of_the_question(text: str) -> None:
    judge = answer_kind("matrix_expression", "sigma(x)", shapes={"x": "n"}, functions=["sigma"])
    verdict = judge.judge(text)
    assert verdict.status == "unreadable"
    assert verdict.feedback.endswith("is not used in this question; the names are x, sigma")


def test_cells_of_a_table_are_computed_with() -> None:
    own = {
        "rows": ["r"],
        "columns": [["p", "fraction"], ["v", "vector"], ["z", ["a", "b"]]],
    }
    ((p, v, empty),) = kind_class("table").as_computed([["1/2", ["1/3", 2], None]], own)
    assert p + Fraction(1, 2) == 1
    assert (3 * v).tolist() == [1, 6]
    assert empty is None


@pytest.mark.parametrize("key", ["sqrt(2)", "1.4142", "2^(1/2)"])
def test_digits_of_a_formula_that_is_a_number(key: str) -> None:
    judge = answer_kind("expression", key, rounding=3)
    texts = ("1.41", "1.414", "1.42", "1.4", "1.415")
    assert [judge.judge(text).status for text in texts] == ["correct", "correct", "wrong", "rounded", "wrong"]  # fmt: skip


def test_what_is_said_of_an_array_behind_it_is_no_entry() -> None:
    said = "dtype=torch.float64, device='cuda:0', requires_grad=True, grad_fn=<AddBackward0>"
    assert answer_kind("vector", [1, 2]).judge(f"tensor([1., 2.], {said})").status == "correct"
