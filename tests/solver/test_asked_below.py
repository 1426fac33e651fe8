"""A mistake in force is made below calls that it is not about, at the depth it would have been seen at."""

from types import SimpleNamespace
from typing import Any

import pytest

from quizgen.solver.quantity import Call, in_force, quantity, tracing


@quantity
def side(area: int) -> int:
    return area // 2


@quantity
def border(area: int) -> int:
    return 2 * side(area)


@quantity
def fence(area: int, posts: int = 1) -> int:
    return border(area=area) + posts


def rule(depth: int) -> Any:
    def wrong(call: Call) -> int:
        return int(call.compute()) + 100

    return SimpleNamespace(
        quantities=("side",), applies=lambda call: call.depth == depth, wrong=wrong
    )


@pytest.mark.parametrize(("depth", "expected"), [(0, 7), (1, 7), (2, 207), (3, 7)])
def test_the_depth_counts_calls_that_no_mistake_is_about(depth: int, expected: int) -> None:
    with in_force(rule(depth)):
        assert fence(6) == expected
        assert (side(6), border(6)) == (
            (103, 6) if depth == 0 else (3, 206) if depth == 1 else (3, 6)
        )
    with in_force(rule(depth)), tracing() as calls:
        assert fence(6) == expected
    assert [(call.quantity, call.depth) for call in calls] == [
        ("fence", 0),
        ("border", 1),
        ("side", 2),
    ]


def test_an_error_below_leaves_the_depth_as_it_was() -> None:
    with in_force(rule(1)):
        with pytest.raises(TypeError):
            fence("6")  # type: ignore[arg-type]  # the error is what is looked at
        assert side(6) == 3
        with pytest.raises(TypeError):
            fence(6, 1, 2)  # type: ignore[call-arg]  # the error is what is looked at
        assert border(6) == 206
