r"""Text as the outlines of its letters: what the fonts of LaTeX lack is drawn by TikZ.

Typst shapes the text with its own fonts, and those of a folder, so that every script joins and
stacks as it should; the outlines compile with any LaTeX, without a font.
"""

import re
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as ET

from quizgen.pattern import pattern

# In Computer Modern numbers in circles are wider than their place.
CIRCLED = '(name: "Libertinus Serif", covers: regex("[①-⑳]"))'
# Outlines are taken at this size of type; LaTeX scales them to its own.
SIZE = 10
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DECIMAL = pattern(r"-?\d+\.\d+")
_PIECE = pattern(r"m (-?[\d.]+) (-?[\d.]+)")
# As Typst writes it: letters are drawn upwards, pages downwards.
_UPRIGHT = pattern(r"matrix\(1 0 0 -1 (-?[\d.]+) (-?[\d.]+)\)")


@lru_cache(maxsize=2048)
def outline(text: str, fonts: Path | None = None) -> str | None:
    r"""The text as `\outline{width}{letters}{text}` of the template; None where there are no outlines.

    That is so for signs that no font has, and for coloured pictures. The text is for the PDF's data.

    >>> print(outline("И")[:35])
    \outline{7.56}{\letter{0}{0}{M 0.33
    """
    from quizgen.document.missing import missing

    if missing([text], fonts):
        return None
    root = ET.fromstring(_svg(text, fonts))  # noqa: S314 - Typst has just written it
    paths = {
        symbol.get("id", ""): symbol.find(f"{_SVG}path") for symbol in root.iter(f"{_SVG}symbol")
    }
    letters = []
    for group in root.iter(f"{_SVG}g"):
        place = _place(group.get("transform", ""))
        for use in group.iter(f"{_SVG}use"):
            path = paths.get(use.get(_HREF, "").removeprefix("#"))
            if path is None or place is None or "transform" in use.attrib:
                return None
            x = place[0] + float(use.get("x", "0"))
            y = float(use.get("y", "0")) - place[1]
            drawn = _rounded(_anchored(path.get("d", "").strip()))
            letters.append(rf"\letter{{{_number(x)}}}{{{_number(y)}}}{{{drawn}}}")
    width = _rounded(root.get("width", "0pt").removesuffix("pt"))
    plain = "".join(rf'\unichar{{"{ord(sign):04X}}}' for sign in text)
    return rf"\outline{{{width}}}{{{''.join(letters)}}}{{{plain}}}"


def _svg(text: str, fonts: Path | None) -> bytes:
    """The text on a page of its width, its baseline below."""
    from quizgen.document.printers.typst_strings import string
    from quizgen.document.typst_compiler import compiler

    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#set text(font: ({CIRCLED}, "New Computer Modern", "DejaVu Sans Mono"), size: {SIZE}pt, '
        'top-edge: "baseline", bottom-edge: "baseline", ligatures: false)\n'
        f"#{string(text)}"
    )
    svg = compiler(fonts).compile(source.encode(), format="svg")
    if not isinstance(svg, bytes):  # pragma: no cover - one page
        raise TypeError(f"Typst made {type(svg).__name__} of a line")
    return svg


def _place(transform: str) -> tuple[float, float] | None:
    """Where the letters of a group begin, right and down; None for what is not upright."""
    if transform == "scale(1 -1)":
        return 0.0, 0.0
    found = _UPRIGHT.fullmatch(transform)
    return (float(found[1]), float(found[2])) if found else None


def _anchored(path: str) -> str:
    """A path whose pieces begin at places of their own: TikZ does not count from where the last began.

    >>> _anchored("M 0 0m 1 2h 3Z m 1 -1v 2Z")
    'M 1 2h 3Z M 2 1v 2Z'
    """
    x = y = 0.0

    def anchor(found: re.Match[str]) -> str:
        nonlocal x, y
        x, y = x + float(found[1]), y + float(found[2])
        return f"M {_number(x)} {_number(y)}"

    return _PIECE.sub(anchor, path.removeprefix("M 0 0"))


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _rounded(numbers: str) -> str:
    return _DECIMAL.sub(lambda found: _number(float(found[0])), numbers)
