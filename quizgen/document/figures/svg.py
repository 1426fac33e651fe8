"""Scenes as SVG for a browser: the page's own ink and paper, formulas as text with scripts.

`currentColor` and `--paper` are what a dark page sets; everything else says its colour.
"""

from html import escape

from quizgen.document.figures.scene import (
    INK,
    PAPER,
    Circle,
    Element,
    Label,
    Path,
    Rectangle,
    Scene,
    Stroke,
)
from quizgen.document.figures.size import POINT
from quizgen.document.math import Element as MathElement
from quizgen.document.math import mathml
from quizgen.document.printers.math_text import formula as text_formula

_ANCHORS = {
    "center": "middle",
    "west": "start",
    "east": "end",
    "north": "middle",
    "south": "middle",
}
# How far below the point the baseline lies, in parts of the type size.
_BASELINES = {"center": 0.33, "west": 0.33, "east": 0.33, "north": 0.95, "south": -0.3}
_FONTS = "'Latin Modern Math','STIX Two Math','Cambria Math','Times New Roman',serif"
_SCRIPT = 0.7
_DROP = {"msub": 0.22, "msup": -0.38}
_SPACED = frozenset("=+−<>≤≥→∈⋅×")


def scene_svg(scene: Scene) -> str:
    """An `svg` element for a scene, with its text description."""
    x, y = scene.origin
    body = "\n".join(_element(element) for element in scene.elements)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{scene.width:g}mm" '
        f'height="{scene.height:g}mm" viewBox="{x:g} {y:g} {scene.width:g} {scene.height:g}" '
        f'font-family="{_FONTS}" stroke-linejoin="round"><title>{escape(scene.alt)}</title>\n'
        f"{body}\n</svg>"
    )


def _element(element: Element) -> str:
    match element:
        case Path(lines, stroke, fill):
            close = "Z" if fill else ""
            drawn = "".join(
                "M" + "L".join(f"{u:.2f} {v:.2f}" for u, v in line) + close for line in lines
            )
            return f'<path d="{drawn}" {_style(stroke, fill)}/>'
        case Circle((u, v), radius, stroke, fill):
            return f'<circle cx="{u:.2f}" cy="{v:.2f}" r="{radius:.2f}" {_style(stroke, fill)}/>'
        case Rectangle((u, v), width, height, stroke, fill):
            size = f'width="{width:.2f}" height="{height:.2f}"'
            return f'<rect x="{u:.2f}" y="{v:.2f}" {size} {_style(stroke, fill)}/>'
        case Label():
            return _label(element)


def _label(label: Label) -> str:
    em = label.size * POINT
    u, v = label.at[0], label.at[1] + _BASELINES[label.anchor] * em
    halo = (
        f' stroke="{_colour(PAPER)}" stroke-width="0.9" paint-order="stroke"' if label.halo else ""
    )
    font = ' font-family="monospace"' if label.style == "code" else ""
    body = _formula(label.content) if label.style == "math" else escape(label.content)
    return (
        f'<text x="{u:.2f}" y="{v:.2f}" font-size="{em:.2f}" fill="{_colour(label.colour)}" '
        f'text-anchor="{_ANCHORS[label.anchor]}"{font}{halo}>{body}</text>'
    )


def _formula(latex: str) -> str:
    """Letters and scripts as `tspan`s; what has no place in a line of text as the text printer has it."""
    runs: list[tuple[str, str, float, float]] = []
    for child in mathml(latex).children:
        if not _collect(child, 1.0, 0.0, runs):
            return escape(str(text_formula(latex)))
    return _spans(runs)


def _collect(
    element: MathElement, size: float, rise: float, runs: list[tuple[str, str, float, float]]
) -> bool:
    """Append the runs (text, style, size, baseline) of an element; False if it is no line of text."""
    match element.tag:
        case "mi" | "mn" | "mo" | "mtext":
            slanted = (
                element.tag == "mi"
                and len(element.text) == 1
                and element.get("mathvariant") != "normal"
            )
            text = f" {element.text} " if element.text in _SPACED and size == 1.0 else element.text
            runs.append((text, "italic" if slanted else "", size, rise))
            return True
        case "mrow" | "fenced":
            left, right = element.get("open"), element.get("close")
            runs.append((left, "", size, rise))
            done = all(_collect(child, size, rise, runs) for child in element.children)
            runs.append((right, "", size, rise))
            return done
        case "mspace":
            return True
        case "msub" | "msup" | "msubsup":
            base, *scripts = element.children
            done = _collect(base, size, rise, runs)
            tags = ("msub", "msup") if len(scripts) == 2 else (element.tag,)
            # Superscripts come first in a line: h¹₂ reads as layer 1, unit 2.
            pairs = list(zip(tags, scripts, strict=True))[::-1]
            for tag, script in pairs:
                done &= _collect(script, size * _SCRIPT, rise + _DROP[tag] * size, runs)
            return done
    return False


def _spans(runs: list[tuple[str, str, float, float]]) -> str:
    """Runs as `tspan`s; `dy` is relative to the run before, in parts of the run's own size."""
    found, before = [], 0.0
    for text, style, size, rise in runs:
        if not text:
            continue
        shift = (rise - before) / size
        before = rise
        marks = f' dy="{shift:.3f}em"' if abs(shift) > 1e-9 else ""
        marks += f' font-size="{size:.0%}"' if size < 1 else ""
        marks += f' font-style="{style}"' if style else ""
        found.append(f"<tspan{marks}>{escape(text)}</tspan>" if marks else escape(text))
    return "".join(found)


def _style(stroke: Stroke | None, fill: str) -> str:
    found = f'fill="{_colour(fill) if fill else "none"}"'
    if stroke is None:
        return found
    found += f' stroke="{_colour(stroke.colour)}" stroke-width="{stroke.width:g}"'
    if stroke.dash:
        found += f' stroke-dasharray="{" ".join(f"{part:g}" for part in stroke.dash)}"'
    return found


def _colour(colour: str) -> str:
    return {INK: "currentColor", PAPER: "var(--paper, #fff)"}.get(colour, colour)
