"""Gradients of formulas: the surface of slide S18 and torch's autograd."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy

from quizgen.language.expression import Scope
from quizgen.solver import Conv1d, ShapeError
from quizgen.solver.formula import (
    as_expression,
    cos,
    descend,
    exp,
    gradient,
    gradient_at,
    hessian,
    jacobian,
    ln,
    multiple_of_pi,
    numeric,
    sin,
    symbol,
    value_at,
)
from quizgen.solver.values import as_array
from quizgen.telling import recording

x, y = symbol("x"), symbol("y")
SURFACE = x**2 + 3 * sin(y)


def test_lecture_surface() -> None:
    assert gradient(SURFACE, [x, y]).tolist() == [2 * x, 3 * cos(y)]
    for minimum in (Fraction(-1, 2), Fraction(3, 2)):
        point = [0, multiple_of_pi(minimum)]
        assert gradient_at(SURFACE, [x, y], point).tolist() == [0, 0]
        assert value_at(SURFACE, [x, y], point) == -3
    corner = gradient_at(SURFACE, [x, y], [-2 * math.pi, 2.0])
    assert [float(g) for g in corner] == pytest.approx([-12.566, -1.248], abs=5e-4)


def test_steps_at_nice_angles_are_exact() -> None:
    path = descend(SURFACE, [x, y], [2, multiple_of_pi(Fraction(1, 3))], Fraction(1, 2), 1)
    assert path[0, 0] == 0
    assert path[0, 1] == multiple_of_pi(Fraction(1, 3)) - Fraction(3, 4)


def test_path_against_torch() -> None:
    torch = pytest.importorskip("torch")
    p = torch.tensor([1.5, -0.5], dtype=torch.float64, requires_grad=True)
    expected = []
    for _ in range(3):
        loss = p[0] ** 2 * torch.exp(p[1]) + 3 * torch.sin(p[1])
        (slope,) = torch.autograd.grad(loss, p)
        p = (p - 0.1 * slope).detach().requires_grad_()
        expected.append(p.tolist())
    ours = descend(x**2 * exp(y) + 3 * sin(y), [x, y], [1.5, -0.5], 0.1, 3)
    for row, wanted in zip(ours, expected, strict=True):
        assert [float(entry) for entry in row] == pytest.approx(wanted)


def test_an_entry_of_an_array_is_a_number_like_any_other() -> None:
    whole, part = as_array([2, -3])[0], as_array([0.5, 1])[0]
    assert as_expression(whole) == sympy.Integer(2)
    assert as_expression(part) == sympy.Float(0.5)
    assert multiple_of_pi(as_array([2, -3])[1]) == -3 * sympy.pi


@pytest.mark.parametrize("value", [2, 5, Fraction(3, 7), Fraction(1, 9)])
def test_logarithms_of_rationals_stay_exact(value: Any) -> None:
    found = ln(value)
    assert float(found) == pytest.approx(math.log(value))
    assert exp(found) == value
    assert found + ln(1 / Fraction(value)) == 0


def test_text_is_refused() -> None:
    with pytest.raises(ShapeError, match="'x\\*\\*2' is text: build formulas from symbol"):
        as_expression("x**2")


class TestName:
    """Steps call a formula what its question calls it, or print the formula itself."""

    @pytest.mark.parametrize(
        ("called", "slope", "value"),
        [
            ("f", r"\frac{\partial}{\partial x} f = 2 x", "f = x^{2} = 3^{2} = 9"),
            ("", r"\frac{\partial}{\partial x} x^{2} = 2 x", "x^{2} = 3^{2} = 9"),
        ],
    )
    def test_steps_of_a_named_and_a_bare_formula(self, called: str, slope: str, value: str) -> None:
        with recording() as steps:
            gradient_at(x**2, [x], [3], called=called)
            value_at(x**2, [x], [3], called=called)
        assert [str(step) for step in steps] == [slope, r"g_{1} = 2 x = 2 \cdot 3 = 6", value]

    def test_a_bank_passes_the_name_of_its_let(self) -> None:
        lets = {"u": "symbol('u')", "loss": "u ** 2", "J": "u ** 2", "theta": "u ** 2"}
        for name, symbol_ in [("J", "J"), ("theta", r"\theta"), ("loss", ""), ("u ** 2", "")]:
            with recording() as steps:
                Scope({}, lets).evaluate(f"value_at({name}, [u], [3])")
            assert [step.symbol for step in steps] == [symbol_]


A, B = sympy.cos(1), sympy.sin(2)
PLACES = (
    1 + A,
    -1 - A,
    A - 1,
    1 - 3 * A / 5,
    Fraction(-3, 2) - A * B,
    sympy.pi + A,
    sympy.pi / 3 - 1,
    2 * sympy.pi / 3,
    A - A,
    symbol("u") - 1,
    1 + 0.5 * A,
)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_values_are_put_in_as_sympy_puts_them_in(place: Any) -> None:
    for formula in (3 * sin(y), 3 * cos(y), cos(2 * y - 1), x * sin(y + x) - exp(cos(y)), x + y):
        expected = formula.xreplace({x: sympy.Rational(7, 3), y: as_expression(place)})
        assert as_expression(value_at(formula, [x, y], [Fraction(7, 3), place])) == expected


class TestMatricesOfDerivatives:
    """Jacobians and Hessians beside torch's own, at points and as formulas."""

    def test_like_torch(self) -> None:
        functional = pytest.importorskip("torch").autograd.functional
        torch = pytest.importorskip("torch")
        at = torch.tensor([2.0, -3.0], dtype=torch.float64)
        found = jacobian([x**2 * y, 5 * y**3 - x, exp(x) * 0 + 7], [x, y], at=[2, -3])
        wanted = functional.jacobian(
            lambda p: torch.stack([p[0] ** 2 * p[1], 5 * p[1] ** 3 - p[0], p[0] * 0 + 7]), at
        )
        assert found.astype(float).tolist() == wanted.tolist()
        curved = hessian(x**3 * y + 4 * y**2, [x, y], at=[2, -3])
        assert (
            curved.astype(float).tolist()
            == functional.hessian(lambda p: p[0] ** 3 * p[1] + 4 * p[1] ** 2, at).tolist()
        )
        assert all(isinstance(entry, int) for entry in [*found.flat, *curved.flat])

    def test_as_formulas(self) -> None:
        assert jacobian([x * y], [y]).tolist() == [[x]]
        assert hessian(x**3 * y, [y, x]).tolist() == [[0, 3 * x**2], [3 * x**2, 6 * x * y]]

    def test_told_with_the_point_put_in(self) -> None:
        with recording() as steps:
            hessian(x**2 * y, [x, y], [3, 5], called="J")
        said = [str(step) for step in steps]
        assert r"\frac{\partial}{\partial x} J = 2 x y" in said
        assert r"\frac{\partial}{\partial x} 2 x y = 2 y = 2 \cdot 5 = 10" in said

    @pytest.mark.parametrize(
        ("formulas", "names", "at", "said"),
        [
            (x * y, [x, y], None, r"x\*y is no list of formulas, such as \[f, g\]"),
            ([], [x, y], None, r"\[\] is no list of formulas"),
            ([[x, y], [x, y]], [x, y], None, r"\[x, y\] is a list: one formula is asked for here"),
            ([x], x, None, r"x is no list of different symbols, such as \[x, y\]"),
            ([x], [], None, r"\[\] is no list of different symbols"),
            ([x], [x, 2], None, r"\[x, 2\] is no list of different symbols"),
            (
                [x],
                [x] * 200,
                None,
                r"^\[x, x, x, x, x, x, \.\.\.\] is no list of different symbols",
            ),
            ([x * y], [x, y], [1], "1 coordinates for 2 variables"),
            ([x * y], [x, y], 3, "3 is no point: write a list of numbers"),
        ],
    )
    def test_refused(self, formulas: Any, names: Any, at: Any, said: str) -> None:
        with pytest.raises(ShapeError, match=said):
            jacobian(formulas, names, at)


def test_one_variable_has_no_mixed_derivatives() -> None:
    for variables, said in (([x], False), ([x, y], True)):
        with recording() as steps:
            hessian(x**2 * y, variables)
        assert any("mixed" in step.note for step in steps) is said


@pytest.mark.parametrize("names", [x, [], [x, x], [2]])
def test_variables_are_symbols(names: Any) -> None:
    for asks in (
        lambda: gradient(x, names),
        lambda: hessian(x, names),
        lambda: value_at(x, names, [1]),
        lambda: gradient_at(x, names, [1]),
        lambda: descend(x, names, [1], 1),
    ):
        with pytest.raises(ShapeError, match="is no list of different symbols"):
            asks()


@pytest.mark.parametrize(
    ("formula", "place"),
    [
        (1 / x, 0), (ln(x), 0), (x ** Fraction(1, 2), -1), (x ** Fraction(1, 3), -8), (sin(x) / x, 0), (y / x, 0),
        (exp(1 / x), 0), (1 / (x - x**2), 1),
    ],
)  # fmt: skip
def test_where_a_formula_has_no_real_value(formula: Any, place: int) -> None:
    """No key is made of what SymPy writes for infinity or a complex number."""
    for asks in (
        lambda: value_at(formula, [x], [place]),
        lambda: gradient_at(formula, [x], [place]),
        lambda: jacobian([x, formula], [x], at=[place]),
        lambda: hessian(formula, [x], at=[place]),
        lambda: descend(formula, [x], [place], 1),
    ):
        with pytest.raises(ShapeError, match=f"has no real value at x = {place}$"):
            asks()


def test_real_values_that_look_like_none() -> None:
    with pytest.raises(ShapeError, match="no real value at x = -1"):
        value_at(ln(x), [x], [-1])
    assert value_at(x**3 + ln(x + 2), [x], [-1]) == -1
    assert value_at((-8) ** x, [x], [3]) == -512
    assert str(value_at(ln(x) * cos(x), [x], [2])) == "log(2)*cos(2)"


def test_names_with_an_index_are_typeset() -> None:
    """Neither a step nor a row gives a name a second index."""
    from quizgen.document.math import mathml

    a, b = symbol("x_1"), symbol("x_2")
    with recording() as steps:
        descend(a**2 + b, [a, b], [2, 1], Fraction(1, 4), steps=2)
        jacobian([a * b, a], [a, b], [1, 2], called="g_1")
        hessian(a * b**2, [a, b], [1, 2], called="J_1")
    assert r"x_{1}^{(2)} = " in "\n".join(map(str, steps))
    for step in steps:
        for side in step.sides:
            mathml(side)


class TestWhatIsAFormula:
    def test_the_name_of_a_weight_is_a_symbol(self) -> None:
        weight = Conv1d(1, 1, 2, bias=False).weight_matrix((1, 3))[0][0]
        assert as_expression(weight) == sympy.Symbol(str(weight))
        assert gradient(weight * x + weight, [x]) == [sympy.Symbol(str(weight))]
        assert gradient(weight, [x]) == [0]

    @pytest.mark.parametrize("ask", [
        lambda: numeric(None), lambda: numeric([1, None]), lambda: gradient(None, [x]), lambda: value_at(None, [x], [1]),
        lambda: exp(None), lambda: ln(None),
    ])  # fmt: skip
    def test_nothing_is_none(self, ask: Callable[[], Any]) -> None:
        """Cells that say nothing have no value: that is said, not what Python makes of it."""
        with pytest.raises(ShapeError) as refused:
            ask()
        assert str(refused.value) == "None is no number and no formula"
