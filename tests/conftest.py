"""What tests of several rooms share."""

import sys
from collections.abc import Callable, Generator, Sequence
from types import ModuleType

import pytest

import quizgen.bank.lints.arithmetic
import quizgen.language.budget
from quizgen.solver.quantity import Call
from quizgen.telling import Step
from quizgen.telling.legend import defined, legend, step_symbols


@pytest.fixture(scope="session")
def arithmetic() -> ModuleType:
    """What reads the numbers of a derivation back, apart from the solver."""
    return quizgen.bank.lints.arithmetic


@pytest.fixture(scope="session")
def unexplained() -> Callable[[Sequence[Step], Sequence[Call]], set[str]]:
    """The letters of steps that no step before defines and the legend of the calls does not tell."""

    def found(steps: Sequence[Step], calls: Sequence[Call]) -> set[str]:
        known = set(legend(calls))
        unknown: set[str] = set()
        for step in steps:
            known |= defined(step)
            unknown |= step_symbols(step) - known
        return unknown

    return found


# Of a test with many parameters, so many are run beside the tracer.
TRACED = 8


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test with many parameters most are run `again`: they go the ways of the few that are traced.

    A tracer makes each three times as long. What it misses can only lower the coverage that is told.
    """
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for same in tests.values():
        for place, item in enumerate(same):
            if place * TRACED // len(same) == (place - 1) * TRACED // len(same):
                item.add_marker("again")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Beside a tracer (coverage), what is `timed` or done `again` runs without it: both marks say why."""
    tracer = sys.gettrace()
    if not tracer or not any(map(item.get_closest_marker, ("timed", "again"))):
        return (yield)
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


@pytest.fixture(autouse=True)
def _longer_beside_a_tracer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coverage makes everything slower: draws may take longer."""
    if sys.gettrace():
        monkeypatch.setattr(quizgen.language.budget, "SECONDS", 8)
