"""What PDF/UA-1, PDF/A-2a and form readers ask of a fillable PDF, as a checker of our own.

Rules are quoted by their number in the Matterhorn protocol 1.1 (PDF/UA, `28-005`) or their clause in
ISO 19005-2 (PDF/A, `6.4.1`). `problems` reads the file with pikepdf and knows nothing of how it was made.
"""

import struct
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

PRINT, UNSEEN = 4, 1 | 2 | 32 | 256  # Invisible, Hidden, NoView, ToggleNoView


def problems(data: bytes) -> list[str]:
    """The rules that a PDF breaks, each with the field it is about."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [*_document(pdf), *_form(pdf), *_pages(pdf)]


def terminal_fields(pdf: Pdf) -> dict[str, Object]:
    """The fields with a type, by their full names; `ValueError` for two of one name."""
    found: dict[str, Object] = {}
    stack = [(field, "") for field in pdf.Root.AcroForm.Fields]
    while stack:
        field, above = stack.pop()
        name = f"{above}.{field.T}".lstrip(".")
        if "/Kids" in field:
            stack.extend((kid, name) for kid in field.Kids)
        elif name in found:
            raise ValueError(name)
        else:
            found[name] = field
    return found


def _document(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    xmp = unescape(root.Metadata.read_raw_bytes().decode()) if "/Metadata" in root else ""
    if "/Filter" in root.get("/Metadata", {}):
        yield "6.6.2.1 metadata that only a PDF program can read"
    for said in ("<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<"):
        if said not in xmp:
            yield f"6-002 metadata without {said}"
    info = pdf.trailer.get("/Info", Dictionary())
    if str(info.get("/Title", "")) not in xmp or (
        "/ModDate" in info and "xmp:ModifyDate" not in xmp
    ):
        yield "6.6.3 the title or the dates of the metadata are others"
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "1-007 not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "11-006 no language"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "7-002 viewers show the file's name"
    if len(pdf.trailer.get("/ID", ())) != 2:
        yield "6.1.3 no ID"


def _form(pdf: Pdf) -> Iterator[str]:
    form = pdf.Root.get("/AcroForm")
    if form is None:
        yield "no form"
        return
    if "/NeedAppearances" in form:
        yield "6.4.1 viewers are to draw the fields"
    if "/XFA" in form:
        yield "6.4.2 XFA"
    try:
        fields = terminal_fields(pdf)
    except ValueError as twice:
        yield f"{twice}: two fields of one name"
        return
    shown = {a.objgen for page in pdf.pages for a in page.obj.get("/Annots", ())}
    for name, field in fields.items():
        if "." in str(field.T):
            yield f"{name}: a partial name has a dot"
        if field.objgen not in shown:
            yield f"{name}: on no page"
        if Name.Tx == field.FT:
            yield from _typed(name, field, form)


def _typed(name: str, field: Object, form: Object) -> Iterator[str]:
    """A field for text says with which font it is filled, and that font is in the file."""
    said = str(field.get("/DA", form.get("/DA", ""))).split()
    if "Tf" not in said:
        yield f"{name}: no font to type with"
        return
    font = said[said.index("Tf") - 2]
    found = form.get("/DR", Dictionary()).get("/Font", Dictionary()).get(font)
    if found is None:
        yield f"{name}: the font {font} is none of the form's"
    else:
        yield from _font(name, found)


def _font(name: str, font: Object) -> Iterator[str]:
    program = font.get("/FontDescriptor", Dictionary()).get("/FontFile2")
    if program is None:
        yield f"{name}: 6.2.11.4.1 the font is not embedded"
        return
    widths = _widths(bytes(program.read_bytes()), "cp1252")
    for code, width in enumerate(font.Widths, start=int(font.FirstChar)):
        if abs(widths.get(code, int(width)) - int(width)) > 1:
            yield f"{name}: 6.2.11.5 the width of code {code} is not that of the font"
    missing = {code for code in range(32, 127) if code not in widths}
    if missing:
        yield f"{name}: 6.2.11.4.1 no glyphs for {sorted(missing)}"


def _widths(program: bytes, encoding: str) -> dict[int, float]:
    """Widths by code in thousandths, read from the tables of a TrueType font itself."""
    tables = {}
    for i in range(struct.unpack(">H", program[4:6])[0]):
        tag, _, start, size = struct.unpack(">4sLLL", program[12 + 16 * i : 28 + 16 * i])
        tables[tag] = program[start : start + size]
    units = struct.unpack(">H", tables[b"head"][18:20])[0]
    count = struct.unpack(">H", tables[b"hhea"][34:36])[0]
    advances = [struct.unpack(">H", tables[b"hmtx"][4 * i : 4 * i + 2])[0] for i in range(count)]
    glyphs = _glyphs(tables[b"cmap"])
    found = {}
    for code in range(32, 256):
        sign = bytes([code]).decode(encoding, "ignore")
        if sign and glyphs.get(ord(sign)):
            found[code] = advances[min(glyphs[ord(sign)], count - 1)] * 1000 / units
    return found


def _glyphs(cmap: bytes) -> dict[int, int]:
    """Glyphs by character, of the table for Windows and Unicode (3, 1) in format 4."""
    for i in range(struct.unpack(">H", cmap[2:4])[0]):
        platform, encoding, start = struct.unpack(">HHL", cmap[4 + 8 * i : 12 + 8 * i])
        if (platform, encoding) == (3, 1):
            break
    else:
        return {}
    table = cmap[start:]
    segments = struct.unpack(">H", table[6:8])[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack(f">{segments}H", table[at : at + 2 * segments])
        for at in (14, *(16 + 2 * segments * k for k in (1, 2, 3)))
    )
    found = {}
    for s in range(segments):
        for code in range(starts[s], ends[s] + 1):
            if offsets[s]:
                at = 16 + 6 * segments + 2 * s + offsets[s] + 2 * (code - starts[s])
                glyph = struct.unpack(">H", table[at : at + 2])[0]
                glyph = (glyph + deltas[s]) % 65536 if glyph else 0
            else:
                glyph = (code + deltas[s]) % 65536
            found[code] = glyph
    return found


def _pages(pdf: Pdf) -> Iterator[str]:
    parents = _parents(pdf)
    reachable = _reachable(pdf)
    for page in pdf.pages:
        widgets = [a for a in page.obj.get("/Annots", ()) if a.Subtype == Name.Widget]
        if widgets and page.obj.get("/Tabs") != Name.S:
            yield f"28-009 the tabs of page {page.index + 1} do not follow the structure"
        for annotation in page.obj.get("/Annots", ()):
            if annotation.Subtype == Name.Link and "quizgen:" in str(annotation.get("/A", "")):
                yield "a link to a field's address is left"
        for widget in widgets:
            yield from _widget(widget)
            yield from _tagged(widget, parents, reachable)


def _widget(widget: Object) -> Iterator[str]:
    name = str(widget.get("/T", "?"))
    if not str(widget.get("/TU", "")):
        yield f"{name}: 28-005 no tooltip"
    if int(widget.get("/F", 0)) & (PRINT | UNSEEN) != PRINT:
        yield f"{name}: 6.3.2 is not printed, or hidden"
    if {"/A", "/AA"} & set(widget.keys()):
        yield f"{name}: 6.4.1 an action"
    left, bottom, right, top = map(float, widget.Rect)
    drawn = widget.get("/AP", Dictionary()).get("/N")
    if drawn is None:
        yield f"{name}: 6.3.3 no appearance"
        return
    if widget.get("/FT") == Name.Btn:
        states = dict(drawn.items()) if isinstance(drawn, Dictionary) else {}
        if str(widget.get("/AS", "")) not in states or len(states) != 2 or "/Off" not in states:
            yield f"{name}: 6.3.3 not one appearance for each state"
        return
    if not isinstance(drawn, pikepdf.Stream):
        yield f"{name}: 6.3.3 the appearance is no drawing"
        return
    box = [float(side) for side in drawn.get("/BBox", ())]
    if any(abs(a - b) > 0.01 for a, b in zip(box, (0, 0, right - left, top - bottom), strict=True)):
        yield f"{name}: the appearance has another size"
    fonts = drawn.get("/Resources", Dictionary()).get("/Font", Dictionary())
    if not fonts or any("/FontFile2" not in f.get("/FontDescriptor", {}) for f in fonts.values()):
        yield f"{name}: 6.2.11.4.1 an appearance without an embedded font"


def _tagged(
    widget: Object, parents: dict[int, Object], reachable: set[tuple[int, int]]
) -> Iterator[str]:
    name = str(widget.get("/T", "?"))
    element = parents.get(int(widget.get("/StructParent", -1)))
    if element is None:
        yield f"{name}: 28-010 not in the structure"
        return
    if element.get("/S") != Name.Form:
        yield f"{name}: 28-010 is no Form of the structure but {element.get('/S')}"
    inside = element.get("/K", Array())
    children = list(inside) if isinstance(inside, Array) else [inside]
    objects = [child for child in children if isinstance(child, Dictionary) and "/Obj" in child]
    if len(children) != 1 or len(objects) != 1 or objects[0].Obj.objgen != widget.objgen:
        yield f"{name}: a Form with other children than the field"
    if element.objgen not in reachable:
        yield f"{name}: its Form hangs in the air"


def _parents(pdf: Pdf) -> dict[int, Object]:
    found: dict[int, Object] = {}
    stack = [pdf.Root.StructTreeRoot.ParentTree]
    while stack:
        node = stack.pop()
        stack.extend(node.get("/Kids", ()))
        numbers = list(node.get("/Nums", ()))
        found.update(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    return found


def _reachable(pdf: Pdf) -> set[tuple[int, int]]:
    """The structure elements that are found from the root."""
    found = set()
    stack = [pdf.Root.StructTreeRoot]
    while stack:
        node = stack.pop()
        found.add(node.objgen)
        inside = node.get("/K", Array())
        children = list(inside) if isinstance(inside, Array) else [inside]
        stack.extend(kid for kid in children if isinstance(kid, Dictionary) and "/S" in kid)
    return found
