"""Fillable PDFs: links to private addresses, drawn where answers are written, become fields of a form.

The address says all there is to say of a field (`document.address`), so that a source in Typst needs nothing
besides itself. What the standards PDF/UA-1 and PDF/A-2a ask of a form is met: each field is a `Form` of
the document's structure, has a tooltip, and looks of its own with an embedded font.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from quizgen.document.address import LINES, PICK, READ_ONLY, TICK, Link, link_of
from quizgen.document.fields import CODE
from quizgen.errors import UserError

# Bits of a field's flags (PDF 32000-1, tables 221 and 228), and of an annotation's (table 165).
_READ_ONLY, _MULTILINE, _PRINT = 1, 1 << 12, 4
# The name of the font in the form, and of type that fits its field.
_FONT = "A"
_FITTED = f"/{_FONT} 0 Tf 0 g"
# Points between a box and its field, and how high a line of type stands in one: not as high as handwriting.
_MARGIN, _LINE = 1.7, 17.5
_NOTHING = b"/Tx BMC\nEMC\n"
# What is drawn over an option that is ticked, in a square of ten units.
_MARKS = {
    TICK: b"1.3 w 1 J 1 j 2 5 m 4.2 2.6 l 8 7.8 l S",
    PICK: b"5 8 m 6.66 8 8 6.66 8 5 c 8 3.34 6.66 2 5 2 c 3.34 2 2 3.34 2 5 c 2 6.66 3.34 8 5 8 c f",
}


def fillable(pdf: bytes) -> bytes:
    """The PDF of Typst with a form field in the place of each link that is a field's address.

    `UserError` for two fields of one name. The same PDF gives the same bytes.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        form = _Form(document)
        for page in document.pages:
            for annotation in page.obj.get("/Annots", ()):
                if found := link_of(str(annotation.get("/Contents", ""))):
                    form.add(annotation, found)
        if not form.names:
            return pdf
        form.finish()
        written = BytesIO()
        # Nothing is compressed anew: the bytes of that depend on the library of the machine.
        document.save(
            written,
            deterministic_id=True,
            fix_metadata_version=False,
            compress_streams=False,
            object_stream_mode=ObjectStreamMode.preserve,
        )
    return written.getvalue()


class _Form:
    """The form of one document while its fields are found."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self.document = document
        self.names: set[str] = set()
        self.fonts = Dictionary(Font=Dictionary({f"/{_FONT}": _embedded(document)}))
        self.top: list[pikepdf.Object] = []
        self.groups: dict[str, pikepdf.Object] = {}
        self.elements = dict(_objects(document))
        self.marks: dict[str, pikepdf.Object] = {}

    def add(self, annotation: pikepdf.Object, link: Link) -> None:
        """Make a field of a link's annotation."""
        if link.name in self.names:
            raise UserError(f"two answer boxes are called {link.name}")
        self.names.add(link.name)
        for key in ("/A", "/Border", "/Contents"):
            if key in annotation:
                del annotation[key]
        annotation.Subtype = Name.Widget
        annotation.F = _PRINT
        parent, _, last = link.name.rpartition(".")
        annotation.T = String(last)
        annotation.TU = String(link.said)
        if link.kind in _MARKS:
            annotation.FT, annotation.V, annotation.AS = Name.Btn, Name.Off, Name.Off
            annotation.AP = Dictionary(N=Dictionary(Yes=self._mark(link.kind), Off=self._mark("")))
        else:
            annotation.FT, annotation.DA = Name.Tx, String(_FITTED)
            box = _inside([float(side) for side in annotation.Rect], link.kind)
            annotation.Rect = Array(box)
            annotation.Ff = {LINES: _MULTILINE, READ_ONLY: _READ_ONLY}.get(link.kind, 0)
            if link.kind == READ_ONLY:
                annotation.V, annotation.TU = String(link.said), String(CODE)
            annotation.AP = Dictionary(N=self._empty(box))
        self._put(annotation, parent)
        # Typst made a `Link` of it, with the annotation as its one child, as a `Form` has.
        self.elements[int(annotation.StructParent)].S = Name.Form

    def _put(self, field: pikepdf.Object, parent: str) -> None:
        """Hang a field below the one whose name is before the last dot of its own."""
        if not parent:
            self.top.append(field)
            return
        if parent not in self.groups:
            above, _, last = parent.rpartition(".")
            group = self.document.make_indirect(Dictionary(T=String(last), Kids=Array()))
            self.groups[parent] = group
            self._put(group, above)
        field.Parent = self.groups[parent]
        self.groups[parent].Kids.append(field)

    def _empty(self, box: list[float]) -> pikepdf.Object:
        left, bottom, right, top = box
        return self._drawing(_NOTHING, [0, 0, right - left, top - bottom], self.fonts)

    def _mark(self, kind: str) -> pikepdf.Object:
        if kind not in self.marks:
            drawn = _MARKS.get(kind, b"")
            self.marks[kind] = self._drawing(drawn, [0, 0, 10, 10], Dictionary())
        return self.marks[kind]

    def _drawing(self, drawn: bytes, box: list[object], resources: Dictionary) -> pikepdf.Object:
        return self.document.make_stream(
            drawn, Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=resources
        )

    def finish(self) -> None:
        """Put the form into the document."""
        self.document.Root.AcroForm = Dictionary(
            Fields=Array(self.top),
            DR=self.fonts,
            DA=String(_FITTED),
        )


def _inside(box: list[float], kind: str) -> list[float]:
    """Where in a box a field stands; a hidden one takes no room."""
    left, bottom, right, top = box
    if kind == READ_ONLY:
        return [left, bottom, left, bottom]
    side = _MARGIN if kind == LINES else max(_MARGIN, (top - bottom - _LINE) / 2)
    corners = (left + _MARGIN, bottom + side, right - _MARGIN, top - side)
    return [round(corner, 3) for corner in corners]


def _objects(document: pikepdf.Pdf) -> Iterator[tuple[int, pikepdf.Object]]:
    """The structure elements of annotations, by what these call their `StructParent`."""
    stack = [document.Root.StructTreeRoot.ParentTree]
    while stack:
        node = stack.pop()
        stack.extend(node.get("/Kids", ()))
        numbers = node.get("/Nums", ())
        for i in range(0, len(numbers), 2):
            yield int(numbers[i]), numbers[i + 1]


def _embedded(document: pikepdf.Pdf) -> pikepdf.Object:
    """The font of typed answers: the letters of Windows-1252, all of one width."""
    program = _font_file()
    descriptor = document.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/DejaVuSansMono"),
            Flags=1 | 1 << 5,  # of fixed width, with letters of the usual alphabet
            FontBBox=[-559, -375, 718, 1028],
            ItalicAngle=0,
            Ascent=928,
            Descent=-236,
            CapHeight=729,
            StemV=80,
            MissingWidth=602,
            FontFile2=document.make_stream(program, Length1=len(program)),
        )
    )
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name("/DejaVuSansMono"),
            Encoding=Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=[602] * 224,
            FontDescriptor=descriptor,
        )
    )


@cache
def _font_file() -> bytes:
    return files("quizgen.document").joinpath("fonts", "DejaVuSansMono.ttf").read_bytes()
