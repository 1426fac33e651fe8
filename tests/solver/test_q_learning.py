"""Targets and updates against a table that is stepped through, and the values it converges to."""

from fractions import Fraction

import numpy as np
import pytest

from quizgen.solver import (
    ShapeError,
    double_q_target,
    q_target,
    q_update,
    sarsa_target,
    sarsa_update,
)


def test_numpy_says_the_same() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        first, second = rng.integers(-9, 10, (2, 4))
        reward, q, taken = (int(n) for n in rng.integers(0, 4, 3))
        gamma, alpha = 0.75, 0.25
        exact = Fraction(3, 4), Fraction(1, 4)
        target = reward + gamma * first.max()
        assert float(q_target(reward, exact[0], first)) == target
        assert float(q_update(q, reward, exact[0], first, exact[1])) == q + alpha * (target - q)
        on = reward + gamma * first[taken]
        assert float(sarsa_target(reward, exact[0], first[taken])) == on
        assert float(sarsa_update(q, reward, exact[0], first[taken], exact[1])) == q + alpha * (on - q)  # fmt: skip
        double = reward + gamma * second[np.argmax(first)]
        assert float(double_q_target(reward, exact[0], first, second)) == double


def test_values_of_a_corridor() -> None:
    """Left costs 1, right reaches the end with 8 from the last of three states: Bellman's equation holds."""
    half = Fraction(1, 2)
    q = {state: [0, 0] for state in range(3)}
    for _ in range(60):
        for state, values in q.items():
            left, right = max(state - 1, 0), state + 1
            values[0] = q_update(values[0], -1, half, q[left], 1)
            end = right == 3
            values[1] = q_update(values[1], 8 if end else 0, half, [0] if end else q[right], 1, end)  # fmt: skip
    assert [values[1] for values in q.values()] == [2, 4, 8]
    assert [values[0] for values in q.values()] == [0, 0, 1]


def test_an_end_has_no_value_after_it() -> None:
    assert q_target(3, Fraction(9, 10), [5, 7], terminal=True) == 3
    assert sarsa_target(3, Fraction(9, 10), 7, terminal=True) == 3
    assert double_q_target(3, Fraction(9, 10), [5, 7], [1, 2], terminal=True) == 3
    assert q_update(1, 3, Fraction(9, 10), [7], Fraction(1, 2), terminal=True) == 2


def test_refuses() -> None:
    with pytest.raises(ShapeError, match="no action"):
        q_target(1, 1, [])
    with pytest.raises(ShapeError, match="2 and 1 actions"):
        double_q_target(1, 1, [1, 2], [1])
