"""Named wrong ways of computing: what a student with one slip would answer, and the hint to give.

Source: CATALOGUE sections 7 and 8; each rule is a mutant of a layer or of a quantity.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from quizgen.solver.quantity import Call


@dataclass(frozen=True, slots=True)
class MalRule:
    """One slip: whether it can happen in a `Call`, and what the call would then give."""

    name: str
    hint: str
    applies: Callable[[Call], bool] = field(compare=False)
    wrong: Callable[[Call], Any] = field(compare=False)


REGISTRY: list[MalRule] = []


def malrule(
    name: str, hint: str, applies: Callable[[Call], bool]
) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """Register the decorated function as the wrong way called `name`."""

    def register(wrong: Callable[[Call], Any]) -> Callable[[Call], Any]:
        REGISTRY.append(MalRule(name, hint, applies, wrong))
        return wrong

    return register


def applicable(calls: Iterable[Call]) -> tuple[MalRule, ...]:
    """The rules that could have gone wrong in these calls, in registry order."""
    calls = list(calls)
    return tuple(rule for rule in REGISTRY if any(rule.applies(call) for call in calls))
