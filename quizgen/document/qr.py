"""The code of a sheet as a QR code: for a phone, or for who sorts a pile of scanned sheets."""

from collections.abc import Iterator
from typing import NamedTuple


class Run(NamedTuple):
    """Dark modules beside each other: where they begin, counted from the top left, and how many."""

    x: int
    y: int
    length: int


class Code(NamedTuple):
    """A QR code of `size` by `size` modules, without the white around it."""

    size: int
    runs: tuple[Run, ...]


def code(text: str) -> Code:
    """The QR code of a text.

    >>> code("week-4·7k3f").runs[0]
    Run(x=0, y=0, length=7)
    """
    import segno

    # Readers take any of the eight masks; to look for the best takes four times as long.
    rows = segno.make_qr(text, mask=3).matrix
    return Code(len(rows), tuple(_runs(rows)))


def _runs(rows: "tuple[bytearray, ...]") -> Iterator[Run]:
    for y, row in enumerate(rows):
        x = 0
        for part in bytes(row).split(b"\0"):
            if part:
                yield Run(x, y, len(part))
            x += len(part) + 1


def svg(text: str) -> str:
    """The QR code as an SVG image, one unit a module."""
    found = code(text)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in found.runs)
    size = found.size
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}"><path d="{path}"/></svg>'
