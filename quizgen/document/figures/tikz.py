"""Scenes as TikZ pictures: plain `tikz`, no libraries."""

from base64 import b64decode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

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
from quizgen.document.math import mathml
from quizgen.document.printers.latex_text import code, escape

# Millimetres between a box and its field.
INSET = 0.6


def scene_tikz(scene: Scene, fields: Mapping[str, str] = NOTHING) -> str:
    """A `tikzpicture` for a scene; the text description stands before it as a comment.

    `fields` are what is written into its boxes, by their letters: names and tooltips of fields.
    """
    x, y = scene.origin
    body = "\n".join(_element(element, x, y) for element in scene.elements)
    # A comment ends with its line; whatever could start a new one is a blank.
    alt = " ".join(scene.alt.split())
    written = "".join(_field(slot, scene, fields) for slot in scene.slots)
    written = f"\\leavevmode{written}" if written else ""
    bounds = f"\\path[use as bounding box] (0,0) rectangle ({scene.width},{scene.height});"
    return (
        f"% {alt}\n{written}\\begin{{tikzpicture}}[x=1mm,y=-1mm,line join=round]\n"
        f"{bounds}\n{body}\n\\end{{tikzpicture}}"
    )


def _field(slot: Slot, scene: Scene, fields: Mapping[str, str]) -> str:
    """A field over the room of a box, from the lower left corner of the picture that follows; it takes no room."""
    if slot.letter not in fields:
        return ""
    left, top, width, height = slot.room
    across = left - scene.origin[0] + INSET
    up = scene.height - (top - scene.origin[1]) - height + INSET
    size = f"{{{width - 2 * INSET:.2f}mm}}{{{height - 2 * INSET:.2f}mm}}{{}}"
    field = rf"\formfield{fields[slot.letter]}{size}"
    return (
        rf"\rlap{{\hspace*{{{across:.2f}mm}}\raisebox{{{up:.2f}mm}}[0pt][0pt]{{{field}}}}}" + "%\n"
    )


def picture_name(image: Image) -> str:
    """The file that LaTeX includes, called by its content."""
    digest = blake2b(image.content.encode(), digest_size=8).hexdigest()
    return f"figure-{digest}.{'png' if image.kind == 'png' else 'pdf'}"


@lru_cache(maxsize=32)
def picture_file(image: Image) -> tuple[str, bytes]:
    """Its name and bytes: an SVG becomes PDF, once."""
    if image.kind == "png":
        return picture_name(image), b64decode(image.content)
    from quizgen.document.pdf import picture_pdf

    return picture_name(image), picture_pdf(image.svg, image.width)


def _element(element: Element, x: float, y: float) -> str:
    match element:
        case Path(lines, stroke, fill):
            close = " -- cycle" if fill else ""
            drawn = " ".join(
                " -- ".join(f"({u - x:.2f},{v - y:.2f})" for u, v in line) + close for line in lines
            )
            return f"\\path[{_style(stroke, fill)}] {drawn};"
        case Circle((u, v), radius, stroke, fill):
            return f"\\path[{_style(stroke, fill)}] ({u - x:.2f},{v - y:.2f}) circle[radius={radius:.2f}mm];"
        case Rectangle((u, v), width, height, stroke, fill):
            corner = f"({u - x + width:.2f},{v - y + height:.2f})"
            return f"\\path[{_style(stroke, fill)}] ({u - x:.2f},{v - y:.2f}) rectangle {corner};"
        case Label():
            return _label(element, x, y)
        case Image((u, v), width, height):
            name = picture_name(element)
            size = f"width={width:g}mm,height={height:g}mm"
            # A source without the file says that the picture is missing.
            framed = (
                rf"\fbox{{\parbox[c][{height:g}mm]{{{width - 2:g}mm}}{{\texttt{{{code(name)}}}}}}}"
            )
            shown = rf"\IfFileExists{{{name}}}{{\includegraphics[{size}]{{{name}}}}}{{{framed}}}"
            return (
                f"\\node[anchor=north west,inner sep=0pt] at ({u - x:.2f},{v - y:.2f}) {{{shown}}};"
            )
        case Slot():
            return "\n".join(_element(piece, x, y) for piece in element.drawn)


def _label(label: Label, x: float, y: float) -> str:
    u, v = label.at
    match label.style:
        case "math":
            # Refuses what is not plain LaTeX math: names of nodes may come from anybody's bank.
            mathml(label.content)
            body = f"${label.content}$"
        case "words":
            body = escape(label.content)
        case "code":
            body = rf"\texttt{{{code(label.content)}}}"
    # Words stand on one line whatever their letters reach.
    line = ",text height=0.68em,text depth=0.2em" if label.style == "words" else ""
    halo = "fill=white,inner sep=0.3mm" if label.halo else "inner sep=0pt"
    font = rf"font=\fontsize{{{label.size:g}}}{{{label.size * 1.2:g}}}\selectfont"
    style = f"anchor={label.anchor},{halo},text={_colour(label.colour)},{font}{line}"
    return f"\\node[{style}] at ({u - x:.2f},{v - y:.2f}) {{{body}}};"


def _style(stroke: Stroke | None, fill: str) -> str:
    found = []
    if stroke is not None:
        found.append(f"draw={_colour(stroke.colour)},line width={stroke.width:g}mm")
        if stroke.dash:
            pairs = zip(stroke.dash[::2], stroke.dash[1::2], strict=True)
            pattern = " ".join(f"on {on:g}mm off {off:g}mm" for on, off in pairs)
            found.append(f"dash pattern={pattern}")
    if fill:
        found.append(f"fill={_colour(fill)}")
    return ",".join(found)


def _colour(colour: str) -> str:
    if colour in {INK, PAPER}:
        return "black" if colour == INK else "white"
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{{rgb,255:red,{red};green,{green};blue,{blue}}}"
