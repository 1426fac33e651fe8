"""What tests of several rooms share."""

import sys
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

import pytest

import quizgen.bank.lints.arithmetic
import quizgen.language.budget
from quizgen.bank.legend import defined, step_symbols
from quizgen.solver.quantity import Call
from quizgen.telling import Step
from quizgen.telling.legend import legend


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


@pytest.fixture(autouse=True)
def _time_beside_a_tracer(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Coverage makes everything slower: tests marked `timed` run without it, draws of others may take longer."""
    tracer = sys.gettrace()
    if tracer is None:
        yield
    elif request.node.get_closest_marker("timed"):
        sys.settrace(None)
        yield
        sys.settrace(tracer)
    else:
        monkeypatch.setattr(quizgen.language.budget, "SECONDS", 8)
        yield
