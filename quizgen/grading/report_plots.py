"""The plots of a class's report as inline SVG: bars of one colour that follows the page's."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from html import escape

# Pixels of a histogram and of a bar.
WIDTH, HEIGHT, MARGIN = 560, 180, 28
BAR, BARS = 14, 220
BINS = 10


def histogram(shares: Sequence[Fraction]) -> str:
    """Students by percent of the points, in tenths; 100 percent belongs to the last tenth."""
    counts = [0] * BINS
    for share in shares:
        counts[min(BINS - 1, int(share * BINS))] += 1
    highest = max(counts) or 1
    step = (WIDTH - MARGIN) / BINS
    bars = []
    for i, count in enumerate(counts):
        height = (HEIGHT - 2 * MARGIN) * count / highest
        x, y = MARGIN + i * step, HEIGHT - MARGIN - height
        bars.append(f'<rect class="bar" x="{x + 2:.1f}" y="{y:.1f}" width="{step - 4:.1f}" height="{height:.1f}"/>')  # fmt: skip
        if count:
            bars.append(f'<text x="{x + step / 2:.1f}" y="{y - 4:.1f}" text-anchor="middle">{count}</text>')  # fmt: skip
    marks = [
        f'<text x="{MARGIN + i * step:.1f}" y="{HEIGHT - 10}" text-anchor="middle">{i * 100 // BINS}%</text>'
        for i in range(BINS + 1)
    ]
    base = f'<line class="axis" x1="{MARGIN}" y1="{HEIGHT - MARGIN}" x2="{WIDTH}" y2="{HEIGHT - MARGIN}"/>'
    said = ", ".join(
        f"{i * 10} to {i * 10 + 10} percent: {count}" for i, count in enumerate(counts) if count
    )
    return _svg(WIDTH + MARGIN, HEIGHT, f"Students by percent of the points. {said}", bars + marks + [base])  # fmt: skip


def bar(percent: float | None, said: str) -> str:
    """A percentage as a bar; nothing where there is none."""
    if percent is None:
        return ""
    length = max(0.0, min(100.0, percent)) / 100 * BARS
    frame = f'<rect class="frame" x=".5" y=".5" width="{BARS}" height="{BAR}"/>'
    filled = f'<rect class="bar" x=".5" y=".5" width="{length:.1f}" height="{BAR}"/>'
    return _svg(BARS + 1, BAR + 1, said, [frame, filled])


def stacked(counts: Mapping[str, int], order: Sequence[str], said: str) -> str:
    """How many answers have each status, side by side, with their numbers where there is room."""
    total = sum(counts.values())
    if not total:
        return ""
    pieces, x = [], 0.0
    for name in order:
        width = BARS * counts.get(name, 0) / total
        if width:
            pieces.append(f'<rect class="{escape(name)}" x="{x:.1f}" y="0" width="{width:.1f}" height="{BAR}"/>')  # fmt: skip
        x += width
    return _svg(BARS, BAR, said, pieces)


def _svg(width: float, height: float, said: str, pieces: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img" '
        f'aria-label="{escape(said)}">{"".join(pieces)}</svg>'
    )
