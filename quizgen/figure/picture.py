"""An author's own picture: a PNG, or an SVG with nothing in it but shapes and words."""

import re
from base64 import b64encode
from typing import Any
from xml.etree import ElementTree as ET

from quizgen.errors import UserError
from quizgen.figure.data import Figure
from quizgen.figure.png import is_whole_png, png_size

# Bytes of a file (a variant carries it), pixels of a side, millimetres of a width, letters of the words.
BYTES, PIXELS, WIDTH, HEIGHT, WORDS = 100_000, 2_500, 150, 110, 600
# Elements inside one another.
DEEP = 40
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs use symbol marker "
    "linearGradient radialGradient stop clipPath mask pattern style".split()
)
# What reaches out of the file, or acts: in an attribute, and in a sheet of styles.
_REACHES = re.compile(
    r"url\(\s*['\"]?(?!#)|:\s*//|javascript:|data:|expression\(|@|\\", re.IGNORECASE
)
_OUTSIDE = "http://www.w3.org/2000/svg http://www.w3.org/1999/xlink".split()


def picture(file: Any, alt: Any, width: Any = 60) -> Figure:
    """A PNG or SVG file beside the bank, `width` millimetres wide, and what it shows in words.

    >>> picture(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0"/></svg>', "a line").alt
    'a line.'
    """
    if not isinstance(file, bytes):
        raise UserError(
            f"picture: {file!r} is the name of a file, and there is no bank beside it",
            "use it in a bank",
        )
    said = str(alt).strip() if isinstance(alt, str) else ""
    if not said or len(said) > WORDS or not said.isprintable():
        raise UserError(
            "picture: no words for who cannot see it",
            f"say what it shows, in at most {WORDS} letters on one line, and not the answer",
        )
    if isinstance(width, bool) or not isinstance(width, int | float) or not 5 <= width <= WIDTH:
        raise UserError(f"picture: width = {width!r}", f"give millimetres from 5 to {WIDTH}")
    if len(file) > BYTES:
        raise UserError(
            f"picture: {len(file):,} bytes; at most {BYTES:,}",
            "make it smaller: every sheet carries it",
        )
    kind, content, (across, down) = _png(file) if file[:1] == b"\x89" else _svg(file)
    height = round(width * down / across, 2)
    if height > HEIGHT:
        raise UserError(
            f"picture: {height:g} mm high",
            f"make it at most {HEIGHT} mm high: give it a smaller width",
        )
    data = {"kind": kind, "content": content, "width": width, "height": height}
    return Figure("picture", data, said if said[-1] in ".!?" else f"{said}.")


def _png(file: bytes) -> tuple[str, str, tuple[float, float]]:
    if not is_whole_png(file):
        raise UserError("picture: is no PNG, or not all of one", "save it again as PNG")
    size = png_size(file)
    if max(size) > PIXELS:
        raise UserError(f"picture: {size[0]} × {size[1]} pixels", f"at most {PIXELS} a side")
    return "png", b64encode(file).decode(), size


def _svg(file: bytes) -> tuple[str, str, tuple[float, float]]:
    try:
        text = file.decode("utf-8-sig")
        # Entities may stand for anything, and for very much of it.
        if re.search(r"<!(?!--)", text) or "<?xml-" in text:
            raise UserError(
                "picture: an SVG with a document type or a style sheet of its own",
                "save it as plain SVG",
            )
        root = ET.fromstring(text)  # noqa: S314 - without a document type there are no entities
    except (UnicodeDecodeError, ET.ParseError) as error:
        raise UserError(
            f"picture: is neither PNG nor SVG ({error})", "give a .png or an .svg file"
        ) from None
    if root.tag != f"{_SVG}svg":
        raise UserError("picture: is neither PNG nor SVG", "give a .png or an .svg file")
    size = _size(root)
    _clean(root)
    for prefix, space in zip(("", "xlink"), _OUTSIDE, strict=True):
        ET.register_namespace(prefix, space)
    return "svg", ET.tostring(root, encoding="unicode"), size


def _size(root: ET.Element) -> tuple[float, float]:
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox", ""))]
    if len(numbers) != 4:
        found = [re.match(r"\d{1,6}(?:\.\d+)?", root.get(side, "")) for side in ("width", "height")]
        numbers = [0.0, 0.0, *(float(match[0]) if match else 0.0 for match in found)]
    if not (0 < numbers[2] < 10**6 and 0 < numbers[3] < 10**6):
        raise UserError("picture: an SVG without a size", 'give it a viewBox="0 0 60 40"')
    if not root.get("viewBox"):
        root.set("viewBox", f"0 0 {numbers[2]:g} {numbers[3]:g}")
    return numbers[2], numbers[3]


def _clean(element: ET.Element, depth: int = 0) -> None:
    """Take out what draws nothing (editors' notes), refuse what acts or reaches out of the file."""
    if depth > DEEP:
        raise UserError(f"picture: elements more than {DEEP} deep", "save it as plain SVG")
    for child in list(element):
        if not child.tag.startswith(_SVG) or child.tag == f"{_SVG}metadata":
            element.remove(child)
            continue
        _clean(child, depth + 1)
    name = element.tag.removeprefix(_SVG)
    if name not in _DRAWN:
        raise UserError(
            f"picture: <{name}> in an SVG", "keep to shapes and words: save it as plain SVG"
        )
    if name == "style" and _REACHES.search(element.text or ""):
        raise UserError("picture: a style that reaches out of the file", "save it as plain SVG")
    for key, value in list(element.attrib.items()):
        own = key.removeprefix("{http://www.w3.org/1999/xlink}")
        if own.startswith("{"):
            del element.attrib[key]
        elif own.lower().startswith("on"):
            raise UserError(
                f"picture: {own} in an SVG", "a picture does nothing: take the script out"
            )
        elif (own == "href" and not value.startswith("#")) or (
            own != "xmlns" and _REACHES.search(value)
        ):
            raise UserError(
                f"picture: {own} = {value[:40]!r} reaches out of the file",
                "keep everything in the file",
            )
