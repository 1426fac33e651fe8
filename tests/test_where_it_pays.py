"""Whether other processes are worth it: what is cheap is done here, whatever the number of items."""

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from quizgen.parallel import MEASURED, where_it_pays


class Elsewhere(Executor):
    """Does the work at once, and keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[Any] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        self.given.extend(args)
        future: Future[Any] = Future()
        future.set_result(fn(*args))
        return future


@pytest.fixture
def spend(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock that goes on only by what an item spends."""
    now = [0.0]
    monkeypatch.setattr(time, "process_time", lambda: now[0])

    def spent(seconds: float) -> None:
        now[0] += seconds

    return spent


@pytest.mark.parametrize(
    ("seconds", "elsewhere"),
    [
        ([0.1] * 8, range(MEASURED, 8)),
        ([0.04] * 8, []),
        # The first loads what the work needs; where answers are the same again, later ones cost little.
        ([5.0, *[0.04] * 7], []),
        ([5.0, 0.1, 0.1, 0.01, *[0.1] * 4], []),
        ([0.0, *[0.1] * 7], range(MEASURED, 8)),
        ([0.1] * 3, []),
    ],
)
def test_items_go_elsewhere_only_where_each_is_dear(
    spend: Callable[[float], None], seconds: list[float], elsewhere: list[int]
) -> None:
    def work(item: int) -> int:
        spend(seconds[item])
        return -item

    executor = Elsewhere()
    found = list(where_it_pays(work, range(len(seconds)), executor, 0.06))
    assert found == [-item for item in range(len(seconds))]
    assert executor.given == list(elsewhere)
