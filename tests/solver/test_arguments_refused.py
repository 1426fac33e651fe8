"""Arguments that a helper of the solver has no value for are refused with what was found and what is right."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from quizgen.solver import (
    accumulated_path,
    adam_path,
    hinge_loss,
    hopfield_recall,
    hopfield_update,
    logistic_loss,
    loss_gradient,
    momentum_path,
    mse,
    squared_hinge_loss,
    step_decay,
    symbol,
)
from quizgen.solver.errors import ShapeError

W = [[0, 2], [2, 0]]
PLACES = "for 2 units; give different places from 0 to 1"
STEPS = "gradients of shape (0,); give one number, or one row of numbers, for each step"
NO_NAME = "is no name; begin with a letter, as in x, x_1 or delta"
REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: hopfield_update(W, [1, -1], order=[0, 2]), f"hopfield: order = [0, 2] {PLACES}"),
    (lambda: hopfield_update(W, [1, -1], order=[-1, 0]), f"hopfield: order = [-1, 0] {PLACES}"),
    (lambda: hopfield_update(W, [1, -1], order=[0, 0]), f"hopfield: order = [0, 0] {PLACES}"),
    (lambda: hopfield_recall(W, [1, -1], order=[2]), f"hopfield: order = [2] {PLACES}"),
    (lambda: accumulated_path([], 1, 1), STEPS),
    (lambda: momentum_path([], 1, 1, Fraction(1, 2)), STEPS),
    (lambda: adam_path([], 1), STEPS),
    (lambda: accumulated_path(3, 1, 1), "gradients of shape ()"),
    (lambda: adam_path([[1, 2]], [1]), "w0 has 1 weights, and each gradient 2 entries; give as many"),
    (
        lambda: adam_path([0, 1], 1),
        "adam_path: after step 1 a mean square is 0 and eps is 0, so that nothing can be divided; give a gradient",
    ),
    (
        lambda: adam_path([2], 1, beta1=1),
        "adam_path: beta1 = 1 keeps the mean at 0; give a number below 1",
    ),
    (lambda: step_decay(1, Fraction(1, 2), 7, 0), "step_decay: every = 0; give a number of steps from 1 on"),
    (lambda: hinge_loss([2, 3], [1, 0]), "hinge: the label 0; its labels are -1 and 1"),
    (lambda: squared_hinge_loss(2, 0), "squared_hinge: the label 0; its labels are -1 and 1"),
    (lambda: logistic_loss(2, 0), "logistic: the label 0; its labels are -1 and 1"),
    (lambda: loss_gradient("hinge", 2, 2), "hinge: the label 2; its labels are -1 and 1"),
    (lambda: mse([], []), "mse: no predictions; give at least one with its label"),
    (lambda: symbol("2x"), f"symbol: '2x' {NO_NAME}"),
    (lambda: symbol("x y"), f"symbol: 'x y' {NO_NAME}"),
    (lambda: symbol(""), f"symbol: '' {NO_NAME}"),
    (lambda: symbol(3), f"symbol: 3 {NO_NAME}"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "said"), REFUSED, ids=[said[:40] for _, said in REFUSED])
def test_it_is_refused(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(ShapeError, match=f"^{re.escape(said)}"):
        call()


def test_what_has_a_value_is_taken() -> None:
    """A gradient of 0 where eps is not, labels of either sign, units in any order."""
    assert adam_path([0], 1, eps=1).w.tolist() == [1]
    assert hinge_loss([2, Fraction(1, 2)], [1, -1], "sum") == Fraction(3, 2)
    assert hopfield_update(W, [1, -1], order=[1, 0]).tolist() == [1, 1]
    assert hopfield_update(W, [1, -1], order=[0]).tolist() == [-1, -1]
    assert str(symbol("x_1")) == "x_1"
