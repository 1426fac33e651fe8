"""Temporal-difference targets and updates: Q-learning, SARSA and double Q-learning.

Source: Sutton and Barto (2018), sections 6.4 to 6.7.
"""

from typing import Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, scalar


@quantity
def q_target(reward: Any, gamma: Any, next_values: Any, terminal: bool = False) -> Any:  # noqa: FBT001, FBT002 - part of the transition
    """R + γ max_a Q(s', a); the reward alone where the next state ends the episode.

    >>> from fractions import Fraction
    >>> q_target(1, Fraction(1, 2), [4, 6, -2]), q_target(1, Fraction(1, 2), [4, 6], terminal=True)
    (4, 1)
    """
    values = _values(next_values, "q_target")
    return _target(reward, gamma, max(values), terminal, values)


@quantity
def q_update(
    q: Any,
    reward: Any,
    gamma: Any,
    next_values: Any,
    alpha: Any,
    terminal: bool = False,  # noqa: FBT001, FBT002 - part of the transition
) -> Any:
    """Q-learning: Q + α (target - Q).

    >>> from fractions import Fraction
    >>> q_update(2, 1, Fraction(1, 2), [4, 6], Fraction(1, 4))
    Fraction(5, 2)
    """
    return _moved(q, q_target(reward, gamma, next_values, terminal), alpha)


@quantity
def sarsa_target(reward: Any, gamma: Any, next_value: Any, terminal: bool = False) -> Any:  # noqa: FBT001, FBT002 - part of the transition
    """R + γ Q(s', a') for the action a' that is taken next.

    >>> from fractions import Fraction
    >>> sarsa_target(1, Fraction(1, 2), -2)
    0
    """
    return _target(reward, gamma, scalar(next_value), terminal, None)


@quantity
def sarsa_update(
    q: Any,
    reward: Any,
    gamma: Any,
    next_value: Any,
    alpha: Any,
    terminal: bool = False,  # noqa: FBT001, FBT002 - part of the transition
) -> Any:
    """SARSA: Q + α (target - Q).

    >>> from fractions import Fraction
    >>> sarsa_update(2, 1, Fraction(1, 2), -2, Fraction(1, 4))
    Fraction(3, 2)
    """
    return _moved(q, sarsa_target(reward, gamma, next_value, terminal), alpha)


@quantity
def double_q_target(
    reward: Any,
    gamma: Any,
    chooses: Any,
    values: Any,
    terminal: bool = False,  # noqa: FBT001, FBT002 - part of the transition
) -> Any:
    """R + γ Q₂(s', argmax_a Q₁(s', a)): one table chooses the action, the other values it.

    >>> from fractions import Fraction
    >>> double_q_target(1, Fraction(1, 2), [4, 6], [8, 2])
    2
    """
    first, second = _values(chooses, "double_q_target"), _values(values, "double_q_target")
    if len(first) != len(second):
        raise ShapeError(f"double_q_target: {len(first)} and {len(second)} actions")
    place = first.index(max(first))
    leave("action chosen", place, values=first, largest=first[place], other=second[place])
    return _target(reward, gamma, second[place], terminal, None)


def _target(
    reward: Any, gamma: Any, following: Any, terminal: Any, values: list[Any] | None
) -> Any:
    target = scalar(reward if terminal else reward + gamma * following)
    leave(
        "target",
        target,
        reward=reward,
        gamma=gamma,
        following=following,
        terminal=bool(terminal),
        values=values,
    )
    return target


def _moved(q: Any, target: Any, alpha: Any) -> Any:
    found = scalar(q + alpha * (target - q))
    leave("value moved", found, q=q, target=target, alpha=alpha)
    return found


def _values(values: Any, where: str) -> list[Any]:
    found: list[Any] = as_array(values).ravel().tolist()
    if not found:
        raise ShapeError(f"{where}: there is no action")
    return found
