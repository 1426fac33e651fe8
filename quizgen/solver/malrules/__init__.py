"""Named wrong ways of computing: what a student with one slip would answer, and the hint to give.

Source: CATALOGUE sections 7 and 8; each rule is a mutant of a layer or of a quantity.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
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


AREAS = (
    "layers",
    "layer_values",
    "networks",
    "forward",
    "activations",
    "losses",
    "backprop",
    "descent",
    "optimizers",
)


def all_rules() -> tuple[MalRule, ...]:
    """Every rule there is, in the order of `AREAS`."""
    for area in AREAS:
        import_module(f"quizgen.solver.malrules.{area}")
    return tuple(REGISTRY)


def applicable(calls: Iterable[Call]) -> tuple[MalRule, ...]:
    """The rules that could have gone wrong in these calls, in registry order."""
    calls = list(calls)
    return tuple(rule for rule in all_rules() if any(rule.applies(call) for call in calls))
