"""What a plot of the report shows lies within its picture, and says in words what it shows."""

import re
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from quizgen.grading.report_plots import bar, histogram, stacked

SHARES = [Fraction(n, 20) for n in (0, 1, 2, 9, 10, 10, 11, 19, 20, 20, 20)]
PLOTS = {
    "histogram": histogram(SHARES),
    "nobody": histogram([]),
    "bar": bar(62.5, "62.5 percent"),
    "full": bar(100, "all"),
    "stacked": stacked({"right": 3, "wrong": 1}, ["right", "partial", "wrong"], "3 right, 1 wrong"),
}


def sizes(element: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom; a text has no width here."""
    if element.get("x1"):
        x1, y1, x2, y2 = (float(element.get(name, "")) for name in ("x1", "y1", "x2", "y2"))
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
    x, y, width, height = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


@pytest.mark.parametrize("name", PLOTS)
def test_everything_lies_within(name: str) -> None:
    picture = ET.fromstring(PLOTS[name])  # noqa: S314 - our own
    _, _, right, bottom = map(float, picture.get("viewBox", "").split())
    assert len(picture) > 1
    for element in picture.iter():
        if element is not picture and re.search(r"rect|text|line", element.tag):
            x0, y0, x1, y1 = sizes(element)
            assert 0 <= x0 <= x1 <= right, ET.tostring(element)
            assert 0 <= y0 <= y1 <= bottom, ET.tostring(element)


def test_the_bars_of_a_histogram_are_as_high_as_their_tenths_are_full() -> None:
    picture = ET.fromstring(PLOTS["histogram"])  # noqa: S314 - our own
    bars = [e for e in picture.iter() if e.tag.endswith("rect")]
    counted = [sum(int(share * 10) == i for share in SHARES) for i in range(10)]
    counted[9] += sum(share == 1 for share in SHARES)
    heights = [float(e.get("height", "")) for e in bars]
    assert [round(h / max(heights) * max(counted)) for h in heights] == counted
    # They stand on one line, and do not overlap.
    assert len({round(float(e.get("y", "")) + float(e.get("height", "")), 1) for e in bars}) == 1
    edges = [sizes(e) for e in bars]
    assert all(a[2] < b[0] for a, b in pairwise(edges))
    shown = [t.text for t in picture.iter() if t.tag.endswith("text")]
    assert [t for t in shown if t and not t.endswith("%")] == [str(c) for c in counted if c]


def test_the_pieces_of_a_stack_are_as_wide_as_their_shares() -> None:
    picture = ET.fromstring(PLOTS["stacked"])  # noqa: S314 - our own
    pieces = [e for e in picture.iter() if e.tag.endswith("rect")]
    (x0, _, x1, _), (y0, _, y1, _) = map(sizes, pieces)
    assert x1 - x0 == pytest.approx(3 * (y1 - y0), rel=0.01)
    assert x1 == pytest.approx(y0)
    assert stacked({}, ["right"], "nothing") == ""
