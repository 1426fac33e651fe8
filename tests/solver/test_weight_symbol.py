"""Symbols of weights: alone without SymPy, in a sum or product as SymPy's."""

import subprocess
import sys
from typing import Any

import pytest
import sympy

from quizgen.solver import Conv1d, Conv2d, Linear
from quizgen.solver.weight_symbol import Symbol
from quizgen.telling.notation import number

V, W = Symbol("v_1"), Symbol("v_2")
S, T = sympy.symbols("v_1 v_2")


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (V + W, S + T), (V - W, S - T), (V * W, S * T), (V / W, S / T), (V**2, S**2), (2**V, 2**S),
        (3 - V, 3 - S), (3 / V, 3 / S), (-V, -S), (V + V, 2 * S), (V - V, 0), (V * 0, 0), (0 * V, 0),
        (1 * V, S), (V / 1, S), (V**1, S), (V - 0, S), (0 - V, -S), (S + V, 2 * S), (S * W, S * T),
        (+V, S), (V * True, S),
    ],
)  # fmt: skip
def test_it_computes_as_sympy_does(found: Any, wanted: Any) -> None:
    assert found == wanted
    assert sympy.simplify(sympy.sympify(found) - wanted) == 0


def test_equality_is_by_name() -> None:
    assert Symbol("v_1") == V == S
    assert S == V
    assert V != W
    assert V != 0
    assert not V == 1  # noqa: SIM201 - the operator itself
    assert {V, Symbol("v_1")} == {V}


@pytest.mark.parametrize("name", ["v", "v_1", "v_1_2", "v_10_2_3"])
def test_it_prints_as_sympy_does(name: str) -> None:
    assert str(Symbol(name)) == str(sympy.Symbol(name))
    assert number(Symbol(name)) == number(sympy.Symbol(name))


def test_a_matrix_times_numbers_is_a_formula() -> None:
    matrix = Conv1d(1, 1, 2, bias=False).weight_matrix((1, 3))
    assert (matrix @ [1, 2, 3]).tolist() == [S + 2 * T, 2 * S + 3 * T]
    folded = Conv1d(1, 1, 3, padding=1, padding_mode="reflect", bias=False).weight_matrix((1, 2))
    assert folded.tolist()[0] == [T, S + sympy.Symbol("v_3")]


def test_writing_a_matrix_does_not_load_sympy() -> None:
    code = (
        "import sys; from quizgen.solver import *; from quizgen.telling.notation import latex;"
        "print(latex(Conv2d(2, 3, 2).weight_matrix((2, 3, 3)))[:40], latex(Linear(3, 2).weight_matrix((3,))));"
        "assert 'sympy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert Conv2d(2, 3, 2).weight_matrix((2, 3, 3))[0][0] == Symbol("v_1_1_1_1")
    assert Linear(3, 2).weight_matrix((3,))[1][2] == Symbol("w_2_3")


def test_sympy_loads_in_a_sum_without_a_warning() -> None:
    code = (
        "import sys; from quizgen.solver import Linear;"
        "matrix = Linear(2, 2, bias=False).weight_matrix(2); assert 'sympy' not in sys.modules;"
        "print(matrix.sum())"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, capture_output=True)  # fmt: skip
    assert done.stdout.split() == b"w_1_1 + w_1_2 + w_2_1 + w_2_2".split()
