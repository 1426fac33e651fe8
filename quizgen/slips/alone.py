"""A slip made in one call and nowhere else: most wrong values need no second look at the question."""

from collections.abc import Callable
from typing import Any, NamedTuple

from quizgen.slips import MalRule
from quizgen.solver.quantity import Call, inside


class AlsoBelow(Exception):  # noqa: N818 - nothing is in error
    """A quantity needed on the way to the wrong value invites the slip too."""


class _Below(NamedTuple):
    """A slip that is looked for and not made."""

    quantities: tuple[str, ...]
    applies: Callable[[Call], bool]
    wrong: Callable[[Call], Any]


def made_alone(rule: MalRule, call: Call) -> Any:
    """What a call that was asked for itself gives with the slip; `AlsoBelow` if the call cannot tell.

    >>> from quizgen.slips import applicable
    >>> from quizgen.solver import Linear
    >>> from quizgen.solver.quantity import tracing
    >>> with tracing() as calls:
    ...     Linear(3, 2).parameter_count
    8
    >>> {rule.name: made_alone(rule, calls[0]) for rule in applicable(calls)}["forgets-bias"]
    6
    """

    def is_below(other: Call) -> bool:
        if rule.fits(other):
            raise AlsoBelow
        return False

    return inside(call, rule.wrong, _Below(rule.quantities, is_below, rule.wrong))
