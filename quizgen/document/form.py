"""Fillable PDFs: links to private addresses, drawn where answers are written, become fields of a form.

The address says all there is to say of a field (`document.address`), so that a source in Typst needs nothing
besides itself. What the standards PDF/UA-1 and PDF/A-2a ask of a form is met: each field is a `Form` of
the document's structure, has a tooltip, and looks of its own with an embedded font.
"""

import re
from functools import cache
from importlib.resources import files

from quizgen.document.address import LINES, LIST, PICK, READ_ONLY, TICK, Link, link_of
from quizgen.document.fields import CODE
from quizgen.document.increment import Increment, read_text, text
from quizgen.errors import UserError

# What Typst makes of a link: an annotation, and an element of the structure with it as its one child.
_ANNOTATION = re.compile(
    rb"<</Type/Annot/Subtype/Link/Rect\[([-\d. ]+)\].*/F 4/StructParent (\d+)/Contents(<[0-9A-F]+>|\(.*\))>>"
)
_ELEMENT = re.compile(
    rb"<</Type/StructElem/S/Link/.*/K\[<</Type/OBJR/Pg \d+ 0 R/Obj (\d+) 0 R>>\]>>"
)

# Bits of a field's flags (PDF 32000-1, tables 221, 228 and 230).
_READ_ONLY, _MULTILINE, _COMBO = 1, 1 << 12, 1 << 17
# The font in the form, and type that fits its field.
_FITTED = b"(/A 0 Tf 0 g)"
# Points between a box and its field, and how high a line of type stands in one: not as high as handwriting.
_MARGIN, _LINE = 1.7, 17.5
_NOTHING = b"/Tx BMC\nEMC"
# What is drawn over an option that is ticked, in a square of ten units.
_MARKS = {
    TICK: b"1.3 w 1 J 1 j 2 5 m 4.2 2.6 l 8 7.8 l S",
    PICK: b"5 8 m 6.66 8 8 6.66 8 5 c 8 3.34 6.66 2 5 2 c 3.34 2 2 3.34 2 5 c 2 6.66 3.34 8 5 8 c f",
}


def fillable(pdf: bytes) -> bytes:
    """The PDF of Typst with a form field in the place of each link that is a field's address.

    `UserError` for two fields of one name, `ValueError` for a PDF that Typst did not write. The same
    PDF gives the same bytes.
    """
    form = _Form(Increment(pdf))
    elements: dict[int, tuple[int, bytes]] = {}
    for number, held in form.increment.objects():
        if found := _ELEMENT.fullmatch(held):
            elements[int(found[1])] = (number, held)
        elif (found := _ANNOTATION.fullmatch(held)) and (link := link_of(read_text(found[3]))):
            box = [float(side) for side in found[1].split()]
            form.add(number, link, box, int(found[2]))
    for annotation in form.annotations:
        number, held = elements[annotation]
        form.increment.put(number, held.replace(b"/S/Link/", b"/S/Form/", 1))
    return form.written()


class _Form:
    """The form of one document while its fields are found."""

    def __init__(self, increment: Increment) -> None:
        self.increment = increment
        self.annotations: list[int] = []
        self.names: set[str] = set()
        self.fonts = b"<</Font<</A %d 0 R>>>>" % _font(increment)
        # By full name: the number of a group of fields, and its children's.
        self.groups: dict[str, tuple[int, list[int]]] = {"": (0, [])}
        self.marks: dict[str, int] = {}

    def add(self, number: int, link: Link, box: list[float], place: int) -> None:
        """Make a field of the link's annotation, `place` its place in the document's structure."""
        if link.name in self.names:
            raise UserError(f"two answer boxes are called {link.name}")
        self.names.add(link.name)
        self.annotations.append(number)
        above, _, last = link.name.rpartition(".")
        self.increment.put(
            number,
            b"<</Type/Annot/Subtype/Widget/F 4/StructParent %d/T%b%b%b>>"
            % (place, text(last), self._hung(number, above), self._looks(link, box)),
        )

    def _looks(self, link: Link, box: list[float]) -> bytes:
        """What a field takes, where, and how it is drawn."""
        if link.kind in _MARKS:
            states = (self._mark(link.kind), self._mark(""))
            return b"/FT/Btn/TU%b/Rect[%b]/V/Off/AS/Off/AP<</N<</Yes %d 0 R/Off %d 0 R>>>>" % (
                text(link.said),
                _numbers(box),
                *states,
            )
        left, bottom, right, top = box = _inside(box, link.kind)
        drawing = self._drawing(_NOTHING, [0, 0, right - left, top - bottom], self.fonts)
        flags = {LINES: _MULTILINE, LIST: _COMBO, READ_ONLY: _READ_ONLY}.get(link.kind, 0)
        if link.kind == LIST:
            # The empty one takes a choice back.
            takes = b"/FT/Ch/Opt[%b]" % b"".join(map(text, ("", *link.options)))
        else:
            takes = b"/FT/Tx"
        tooltip = (
            b"(%b)/V%b" % (CODE.encode(), text(link.said))
            if flags == _READ_ONLY
            else text(link.said)
        )
        return b"%b/TU%b/Rect[%b]/Ff %d/DA%b/AP<</N %d 0 R>>" % (
            takes,
            tooltip,
            _numbers(box),
            flags,
            _FITTED,
            drawing,
        )

    def _hung(self, number: int, above: str) -> bytes:
        """Hang a field below the group of the name above its own, and that below the one above it."""
        if above not in self.groups:
            self.groups[above] = (self.increment.reserve(), [])
            self._hung(self.groups[above][0], above.rpartition(".")[0])
        group, children = self.groups[above]
        children.append(number)
        return b"/Parent %d 0 R" % group if group else b""

    def _mark(self, kind: str) -> int:
        if kind not in self.marks:
            self.marks[kind] = self._drawing(_MARKS.get(kind, b""), [0, 0, 10, 10], b"<<>>")
        return self.marks[kind]

    def _drawing(self, drawn: bytes, box: list[float], resources: bytes) -> int:
        entries = b"/Type/XObject/Subtype/Form/BBox[%b]/Resources%b" % (_numbers(box), resources)
        return self.increment.add_stream(entries, drawn)

    def written(self) -> bytes:
        """The document with the form in it."""
        if not self.annotations:
            raise ValueError("Typst wrote no link to a field where one was drawn")
        for name, (number, children) in self.groups.items():
            if not name:
                continue
            above, _, last = name.rpartition(".")
            parent = b"/Parent %d 0 R" % self.groups[above][0] if above else b""
            held = b"<</T%b%b/Kids[%b]>>" % (text(last), parent, _references(children))
            self.increment.put(number, held)
        root = self.increment.object(self.increment.root)
        fields = _references(self.groups[""][1])
        form = b"/AcroForm<</Fields[%b]/DR%b/DA%b>>>>" % (fields, self.fonts, _FITTED)
        self.increment.put(self.increment.root, root.removesuffix(b">>") + form)
        return self.increment.written()


def _inside(box: list[float], kind: str) -> list[float]:
    """Where in a box a field stands; a hidden one takes no room."""
    left, bottom, right, top = box
    if kind == READ_ONLY:
        return [left, bottom, left, bottom]
    side = _MARGIN if kind == LINES else max(_MARGIN, (top - bottom - _LINE) / 2)
    return [left + _MARGIN, bottom + side, right - _MARGIN, top - side]


def _numbers(numbers: list[float]) -> bytes:
    return b" ".join(b"%.3f" % number for number in numbers)


def _references(numbers: list[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _font(increment: Increment) -> int:
    """The font of typed answers: the letters of Windows-1252, all of one width."""
    program = _font_file()
    # Not compressed: the bytes of that would depend on the library of the machine.
    file = increment.add_stream(b"/Length1 %d" % len(program), program)
    descriptor = increment.add(
        b"<</Type/FontDescriptor/FontName/DejaVuSansMono/Flags 33/FontBBox[-559 -375 718 1028]/ItalicAngle 0"
        b"/Ascent 928/Descent -236/CapHeight 729/StemV 80/MissingWidth 602/FontFile2 %d 0 R>>"
        % file
    )
    return increment.add(
        b"<</Type/Font/Subtype/TrueType/BaseFont/DejaVuSansMono/Encoding/WinAnsiEncoding/FirstChar 32"
        b"/LastChar 255/Widths[%b]/FontDescriptor %d 0 R>>"
        % (b" ".join([b"602"] * 224), descriptor)
    )


@cache
def _font_file() -> bytes:
    return files("quizgen.document").joinpath("fonts", "DejaVuSansMono.ttf").read_bytes()
