"""A velocity that is the step itself is added; any other is taken with the step size and subtracted."""

from fractions import Fraction

import pytest

from quizgen.solver.optimizers import momentum_path
from quizgen.telling import recording


@pytest.mark.parametrize(
    ("form", "shown"),
    [("inside", r"1 + (-\frac{1}{5})"), ("torch", r"1 - \frac{1}{10} \cdot 2")],
)
def test_how_a_velocity_moves_the_weight(form: str, shown: str) -> None:
    with recording() as steps:
        momentum_path([2], 1, Fraction(1, 10), Fraction(1, 2), form)
    assert steps[-1].substitution == shown
