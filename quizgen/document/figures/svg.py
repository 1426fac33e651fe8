"""Scenes as SVG for a browser: the page's own ink and paper, formulas as text with scripts.

`currentColor` and `--paper` are what a dark page sets; everything else says its colour.
"""

from dataclasses import dataclass, replace
from html import escape

from quizgen.document.figures.scene import (
    INK,
    PAPER,
    Circle,
    Element,
    Image,
    Label,
    Path,
    Rectangle,
    Scene,
    Slot,
    Stroke,
)
from quizgen.document.figures.size import POINT, extent
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
        case Image((u, v), width, height):
            size = f'width="{width:g}" height="{height:g}"'
            # Most pictures are drawn for white paper: on a dark page black lines would not be seen.
            place = f'x="{u:.2f}" y="{v:.2f}" {size}'
            return f'<rect {place} fill="#fff"/><image {place} href="{element.address}"/>'
        case Slot():
            return "\n".join(map(_element, element.drawn))


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


@dataclass(frozen=True, slots=True)
class _Run:
    """Text of one size and height, in parts of the label's size; `back` is how far it starts to the left."""

    text: str
    size: float
    rise: float
    slanted: bool = False
    back: float = 0.0


def _formula(latex: str) -> str:
    """Letters and scripts as `tspan`s; what has no place in a line of text as the text printer has it."""
    runs: list[_Run] = []
    for child in mathml(latex).children:
        if not _collect(child, 1.0, 0.0, runs):
            return escape(str(text_formula(latex)))
    return _spans(runs)


def _collect(element: MathElement, size: float, rise: float, runs: list[_Run]) -> bool:
    """Append the runs of an element; False if it is no line of text."""
    match element.tag:
        case "mi" | "mn" | "mo" | "mtext":
            upright = element.get("mathvariant") == "normal"
            slanted = element.tag == "mi" and len(element.text) == 1 and not upright
            # A sign at the start belongs to its number, one between two things stands apart.
            apart = element.text in _SPACED and size == 1.0 and runs
            text = f" {element.text} " if apart else element.text
            runs.append(_Run(text, size, rise, slanted))
            return True
        case "mrow" | "fenced":
            runs.append(_Run(element.get("open"), size, rise))
            done = all(_collect(child, size, rise, runs) for child in element.children)
            runs.append(_Run(element.get("close"), size, rise))
            return done
        case "mspace":
            return True
        case "msub" | "msup" | "msubsup":
            return _scripts(element, size, rise, runs)
    return False


def _scripts(element: MathElement, size: float, rise: float, runs: list[_Run]) -> bool:
    """A letter and its scripts; the superscript of two starts where the subscript does."""
    base, *scripts = element.children
    done = _collect(base, size, rise, runs)
    small, width = size * _SCRIPT, 0.0
    tags = ("msub", "msup") if len(scripts) == 2 else (element.tag,)
    for tag, script in zip(tags, scripts, strict=True):
        first = len(runs)
        done &= _collect(script, small, rise + _DROP[tag] * size, runs)
        if width:
            runs[first] = replace(runs[first], back=width)
        text = "".join(run.text for run in runs[first:])
        width = extent(text, small / POINT, "words")[0]
    return done


def _spans(runs: list[_Run]) -> str:
    """Runs as `tspan`s; shifts are relative to the run before, in parts of the run's own size."""
    found, before = [], 0.0
    for run in runs:
        if not run.text:
            continue
        shift = (run.rise - before) / run.size
        before = run.rise
        marks = f' dx="{-run.back / run.size:.2f}em"' if run.back else ""
        marks += f' dy="{shift:.3f}em"' if abs(shift) > 1e-9 else ""
        marks += f' font-size="{run.size:.0%}"' if run.size < 1 else ""
        marks += ' font-style="italic"' if run.slanted else ""
        found.append(f"<tspan{marks}>{escape(run.text)}</tspan>" if marks else escape(run.text))
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
