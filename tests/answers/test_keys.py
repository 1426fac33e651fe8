"""Keys as NumPy, SymPy and Python have them; and what the grading path imports."""

import subprocess
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from quizgen.answers import KINDS, answer_kind
from quizgen.answers.values import encode, infer_kind
from quizgen.solver import Linear, ReLU, exact_log
from quizgen.solver.values import as_array

x, y, v = sympy.symbols("x y v_1")
KEYS: list[tuple[str, Any, str]] = [
    ("integer", np.int64(3), "3"),
    ("integer", sympy.Integer(3), "3"),
    ("integer", "1,100", "1100"),
    ("real", np.float32(0.1), "0.1"),
    ("real", sympy.log(2), "0.6931"),
    ("fraction", sympy.Rational(3, 2), "3/2"),
    ("fraction", np.float64(1.5), "3/2"),
    ("vector", np.array([[3, 4]]), "3 4"),
    ("vector", sympy.Matrix([3, 4]), "3 4"),
    ("vector", [Fraction(1, 2), 4], "1/2 4"),
    ("matrix", sympy.eye(2), "1 0; 0 1"),
    ("matrix", np.eye(2), "1 0; 0 1"),
    ("shape", np.int64(4), "(4,)"),
    ("shape", np.zeros((3, 4)).shape, "3 by 4"),
    ("shape", (), "()"),
    ("expression", sympy.Max(0, x), "max(0, x)"),
    ("expression", sympy.Abs(x), "|x|"),
    ("expression", sympy.ceiling(x), "ceil(x)"),
    ("expression", sympy.Eq(y, x + 1), "y = x + 1"),
    ("expression", sympy.exp(-x) / 2, "e^-x/2"),
    ("symbolic_matrix", sympy.Matrix([[v, 0]]), "v1 0"),
    ("symbolic_matrix", "[[v_1*x, 0]]", "v1*x 0"),
    ("boolean", np.True_, "t"),
    ("code", Linear(3, 2), "nn.Linear(3, 2)"),
    ("code", [Linear(3, 2), ReLU()], "nn.Sequential(nn.Linear(3, 2), nn.ReLU())"),
]


@pytest.mark.parametrize(("kind", "key", "text"), KEYS)
def test_keys_of_other_libraries(kind: str, key: Any, text: str) -> None:
    assert answer_kind(kind, key).judge(text).status == "correct"


@pytest.mark.parametrize(
    ("kind", "key"),
    [("real", float("nan")), ("real", float("inf")), ("vector", 3), ("code", 3), ("code", "nn.Conv2d(0.5, 1, 1)"), ("boolean", "maybe"), ("expression", "2 +")],
)  # fmt: skip
def test_keys_that_are_none(kind: str, key: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        answer_kind(kind, key)


def test_a_key_beyond_what_is_compared_is_refused() -> None:
    """Whoever made it is told when it is made, not when the first answer comes."""
    with pytest.raises(ValueError, match="degree above"):
        answer_kind("expression", ((x + 1) ** 1000 + 1) ** 1000)


def test_grading_imports_neither_sympy_nor_numpy_nor_torch() -> None:
    """Every kind is imported and judges; formulas with functions are compared too."""
    code = f"""
import sys
from importlib import import_module
from quizgen.answers import answer_kind
for kind in {KINDS!r}:
    import_module(f"quizgen.answers.kinds.{{kind}}")
assert answer_kind("expression", "exp(x)").judge("e^x").status == "correct"
assert answer_kind("code", "nn.Linear(3, 2)").judge("nn.Linear(3, 2)").status == "correct"
assert answer_kind("matrix", [[1]]).judge("[[1]]").status == "correct"
print([name for name in ("sympy", "numpy", "torch", "mpmath", "scipy") if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


@pytest.mark.parametrize("method", [[].append, len, (1).bit_length, infer_kind, Linear(2, 3).output_shape])  # fmt: skip
def test_what_is_not_called_is_no_key(method: Any) -> None:
    with pytest.raises(ValueError, match=f"{method.__name__} is not called: write"):
        encode(method)


def test_a_function_of_sympy_is_a_key() -> None:
    """Its class is of no module."""
    assert encode(sympy.Function("f")(sympy.Symbol("x")) * sympy.E) == "e*f(x)"


def test_which_kind_lists_of_layers_and_numbers_are() -> None:
    """Layers are code, alone and in a list; a list without any, or of something else too, is none."""
    assert [infer_kind(key) for key in (ReLU(), [Linear(2, 3), ReLU()])] == ["code", "code"]
    assert [infer_kind(key) for key in ([], [1, 2], [ReLU(), 3])] == ["vector"] * 3
    assert encode([sympy.Integer(4), sympy.Rational(6, 8), sympy.Integer(-2) / 2]) == [4, "3/4", -1]
    assert [encode(key) for key in (x**2, sympy.E, sympy.Symbol("E"))] == ["x^2", "e", "E"]
    with pytest.raises(ValueError, match="bits"):
        encode(sympy.Integer(2) ** 200_000)


class TestLimitsOfKeys:
    """What a key may be, to the last one that is taken."""

    LARGEST = 2**4096 - 1

    @pytest.mark.parametrize("sign", [1, -1])
    def test_bits(self, sign: int) -> None:
        for kept in (self.LARGEST * sign, [self.LARGEST * sign], [1, self.LARGEST * sign]):
            assert encode(kept) == kept
        assert encode(Fraction(sign, self.LARGEST)) == f"{sign}/{self.LARGEST}"
        beyond = self.LARGEST + 1
        for refused in (beyond, Fraction(beyond, 3), Fraction(1, beyond), [beyond], [1, beyond]):
            with pytest.raises(ValueError, match=r"^a number of more than 4096 bits$"):
                encode(refused * sign if not isinstance(refused, list) else [n * sign for n in refused])  # fmt: skip

    @pytest.mark.parametrize(
        ("value", "kept"),
        [
            (3.0, 3), (-3.0, -3), (0.5, 0.5), (float(2**53 - 1), 2**53 - 1), (float(2**53), float(2**53)),
            (-float(2**53), -float(2**53)), (True, True), (None, None), ("a", "a"), ([], []), ([True, 2], [True, 2]),
            ({1: Fraction(1, 2), "b": (1, 2)}, {"1": "1/2", "b": [1, 2]}), (exact_log(5), "ln(5)"), (Fraction(1, 2) * exact_log(5), "1/2*ln(5)"), (as_array([[1, 2]]), [[1, 2]]),
        ],
    )  # fmt: skip
    def test_kinds_of_values(self, value: object, kept: object) -> None:
        found = encode(value)
        assert (found, type(found)) == (kept, type(kept))

    def test_a_table_of_numpy(self) -> None:
        table = {"rows": ["r", "s"], "columns": {"n": "integer", "m": "integer"}}
        found = answer_kind("table", np.array([[1, 2], [3, 4]]), **table)
        assert found.judge("1 | 2\n3 | 4").status == "correct"
        assert found.judge("1 | 2\n3 | 5").status == "wrong"
