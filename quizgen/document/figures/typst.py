"""Scenes as plain Typst: nothing but `place`, `curve`, `circle`, `rect` and `box`."""

import re
from collections.abc import Mapping

from quizgen.document.figures.scene import (
    INK,
    NOTHING,
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
from quizgen.document.printers.math_typst import formula
from quizgen.document.printers.typst_strings import string

# s: stroke, p: path, o: circle, r: rectangle, t: label in a large invisible block, so that it never
# wraps (a box would be a line of text around it), h: one with a halo. All lines of a path are one curve: elements are what costs Typst time.
_PRELUDE = """\
let at(x, y, body) = place(top + left, dx: x * 1mm, dy: y * 1mm, body)
let s(c, w, ..d) = (paint: c, thickness: w * 1mm, join: "round", dash: if d.pos().len() > 0 { d.pos().map(i => i * 1mm) })
let p(s, f, ..q) = at(0, 0, curve(stroke: s, fill: f, ..for l in q.pos() { (curve.move(l.at(0).map(i => i * 1mm)), ..l.slice(1).map(i => curve.line(i.map(j => j * 1mm))), ..if f != none { (curve.close(),) }) }))
let o(x, y, r, s, f) = at(x - r, y - r, circle(radius: r * 1mm, stroke: s, fill: f))
let r(x, y, w, h, s, f) = at(x, y, rect(width: w * 1mm, height: h * 1mm, stroke: s, fill: f))
let t(x, y, a, z, c, body) = at(x - if a.x == center { 150 } else if a.x == right { 300 } else { 0 }, y - if a.y == horizon { 20 } else if a.y == bottom { 40 } else { 0 }, block(width: 300mm, height: 40mm, align(a, text(size: z * 1pt, fill: c, body))))
let h(x, y, a, z, c, body) = t(x, y, a, z, c, box(fill: white, inset: (x: 0.4mm, y: 0.25mm), body))
"""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_ALIGN = {
    "center": "center + horizon",
    "west": "left + horizon",
    "east": "right + horizon",
    "north": "center + top",
    "south": "center + bottom",
}


def scene_typst(scene: Scene, fields: Mapping[str, str] = NOTHING) -> str:
    """A Typst expression (without `#`) for a scene, with its text description.

    `fields` are the addresses of what is written into its boxes, by their letters, as Typst strings.
    """
    x, y = scene.origin
    body = "\n".join(_element(element, x, y) for element in scene.elements)
    inner = f"box(width: {scene.width}mm, height: {scene.height}mm, {{\n{body}\n}})"
    drawing = (
        f"figure(alt: {string(scene.alt)}, kind: image, supplement: none, "
        f"numbering: none, outlined: false, {inner})"
    )
    if links := _links(scene, fields):
        # Above the figure, not in it: who reads the form finds each field by itself.
        size = f"width: {scene.width}mm, height: {scene.height}mm"
        drawing = f"box({size}, {{\nat(0, 0, {drawing})\n{links}\n}})"
    return f"{{\n{_PRELUDE}{drawing}\n}}"


def _links(scene: Scene, fields: Mapping[str, str]) -> str:
    """A link over the room of each box that has a field."""
    x, y = scene.origin
    return "\n".join(
        f"at({left - x:.2f}, {top - y:.2f}, "
        f"link({fields[slot.letter]}, box(width: {width:.2f}mm, height: {height:.2f}mm)))"
        for slot in scene.slots
        if slot.letter in fields
        for left, top, width, height in (slot.room,)
    )


def _element(element: Element, x: float, y: float) -> str:
    match element:
        case Path(lines, stroke, fill):
            drawn = ", ".join(
                f"({', '.join(f'({u - x:.2f}, {v - y:.2f})' for u, v in line)})" for line in lines
            )
            return f"p({_stroke(stroke)}, {_colour(fill)}, {drawn})"
        case Circle((u, v), radius, stroke, fill):
            return f"o({u - x:.2f}, {v - y:.2f}, {radius:.2f}, {_stroke(stroke)}, {_colour(fill)})"
        case Rectangle((u, v), width, height, stroke, fill):
            size = f"{width:.2f}, {height:.2f}"
            return f"r({u - x:.2f}, {v - y:.2f}, {size}, {_stroke(stroke)}, {_colour(fill)})"
        case Label():
            return _label(element, x, y)
        case Image((u, v), width, height):
            size = f"width: {width:g}mm, height: {height:g}mm"
            drawn = f'image(bytes({string(element.svg)}), format: "svg", {size})'
            return f"at({u - x:.2f}, {v - y:.2f}, {drawn})"
        case Slot():
            return "\n".join(_element(piece, x, y) for piece in element.drawn)


def _label(label: Label, x: float, y: float) -> str:
    u, v = label.at
    match label.style:
        case "math" if _NUMBER.fullmatch(label.content):
            # The same digits as in a formula, in two thirds of the time.
            body = string(label.content.replace("-", "−"))
        case "math":
            body = f"${formula(label.content)}$"
        case "words":
            body = string(label.content)
        case "code":
            body = f"raw({string(label.content)})"
    # The description of the figure says what its labels say.
    placed = f"{u - x:.2f}, {v - y:.2f}, {_ALIGN[label.anchor]}, {label.size:g}"
    function = "h" if label.halo else "t"
    return f"{function}({placed}, {_colour(label.colour)}, pdf.artifact({body}))"


def _stroke(stroke: Stroke | None) -> str:
    if stroke is None:
        return "none"
    numbers = ", ".join(f"{number:g}" for number in (stroke.width, *stroke.dash))
    return f"s({_colour(stroke.colour)}, {numbers})"


def _colour(colour: str) -> str:
    if not colour:
        return "none"
    return {INK: "black", PAPER: "white"}.get(colour) or f'rgb("{colour}")'
