"""Bar charts and histograms, to be read off."""

from itertools import pairwise
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.data import Figure, exact, joined, listed, measured
from quizgen.how_many import how_many

BARS = 20


def bars(
    values: Any, names: Any = None, edges: Any = None, across: str = "", up: str = ""
) -> Figure:
    """Bars of some heights; with `edges`, one more than bars, a histogram of classes side by side.

    `names` stand below the bars (1, 2, … unless given), `across` and `up` at the axes.

    >>> bars([3, 5], names=["cat", "dog"], up="count").alt
    'Bar chart. Up: count. cat: 3. dog: 5.'
    """
    heights = listed(values)
    if not 1 <= len(heights) <= BARS or any(measured(value) < 0 for value in heights):
        raise UserError(f"bars: {len(heights)} heights", f"give 1 to {BARS} numbers from 0")
    if not any(measured(value) for value in heights):
        raise UserError("bars: every height is 0", "draw at least one bar")
    data: dict[str, Any] = {
        "values": [measured(value) for value in heights],
        "across": _word(across),
        "up": _word(up),
    }
    if edges is not None:
        ends = [exact(edge) for edge in listed(edges)]
        if names is not None or len(ends) != len(heights) + 1:
            raise UserError(
                f"bars: {len(ends)} edges for {len(heights)} bars",
                "give one more edge than bars, and no names",
            )
        if any(
            measured(b) <= measured(a)
            for a, b in zip(listed(edges), listed(edges)[1:], strict=False)
        ):
            raise UserError(
                f"bars: edges {ends} do not grow", "give each edge above the one before"
            )
        data["edges"] = [measured(edge) for edge in listed(edges)]
        called = [f"From {a} to {b}" for a, b in pairwise(ends)]
    else:
        given = range(1, len(heights) + 1) if names is None else listed(names)
        called = [_word(name) for name in given]
        if len(called) != len(heights):
            raise UserError(
                f"bars: {how_many(len(called), 'name')} for {how_many(len(heights), 'bar')}",
                "give a name for each bar",
            )
        data["names"] = called
    said = ["Histogram." if edges is not None else "Bar chart."]
    axes = [
        f"{where}: {word}"
        for where, word in (("across", data["across"]), ("up", data["up"]))
        if word
    ]
    said += [f"{joined(axes).capitalize()}."] if axes else []
    said += [f"{name}: {exact(value)}." for name, value in zip(called, heights, strict=True)]
    return Figure("bars", data, " ".join(said))


def _word(name: Any) -> str:
    word = str(name)
    if len(word) > 30 or not word.isprintable():
        raise UserError(f"bars: {word[:40]!r} is no name", "write a word or two")
    return word
