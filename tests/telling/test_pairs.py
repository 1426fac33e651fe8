"""Pairs of an axis are told as they are counted tap by tap, in words that hold for each tap lost."""

import re
from itertools import product

from quizgen.solver.errors import ShapeError
from quizgen.solver.window import Axis
from quizgen.telling.pairs import joined_pairs
from quizgen.telling.step import Step

# Of words about taps that are lost, where those may lie.
PLACES = {
    "on padding": {"padding"},
    "behind the end": {"behind"},
    "outside": {"padding", "behind"},
    "repeated": {"inside"},
}


def axes() -> list[Axis]:
    modes = [(mode, False) for mode in ("zeros", "reflect", "replicate", "circular")]
    grid = product((2, 5, 6), (2, 3), (1, 3), (0, 1), (0, 1), (1, 2), [*modes, ("zeros", True)])
    found = [
        Axis(n, k, s, left, right, d, ceil, mode) for n, k, s, left, right, d, (mode, ceil) in grid
    ]
    return [axis for axis in found if fits(axis)]


def fits(axis: Axis) -> bool:
    try:
        return axis.windows > 0
    except ShapeError:
        return False


def places(axis: Axis) -> set[str]:
    """Where the taps lie that join no further input."""
    found = set()
    for window in range(axis.windows):
        start = window * axis.stride - axis.left
        sources = axis.sources(window)
        for tap, source in enumerate(sources):
            beyond = start + tap * axis.dilation >= axis.in_size + axis.right
            if source < 0:
                found.add("behind" if beyond else "padding")
            elif source in sources[:tap]:
                found.add("inside")
    return found


def test_what_is_lost_is_counted_and_told_where_it_is() -> None:
    told = set()
    for axis in axes():
        inputs = [set(axis.sources(window)) - {-1} for window in range(axis.windows)]
        pairs = sum(map(len, inputs))
        steps = [step for step in joined_pairs([axis], "kernel") if isinstance(step, Step)]
        if pairs == axis.windows * axis.kernel_size:
            assert not steps
            continue
        windows, taps, lost = map(int, re.findall(r"\d+", steps[0].substitution))
        assert (windows * taps - lost, steps[0].value) == (pairs, str(pairs))
        [words] = [words for words in PLACES if words in steps[0].formula]
        assert places(axis) <= PLACES[words], axis
        told.add(words)
    assert told == set(PLACES)
