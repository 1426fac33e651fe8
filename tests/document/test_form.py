"""Fillable sheets: a field for each answer, where its box is, by the rules of PDF/UA and PDF/A."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import pikepdf
import pypdf
import pytest
import segno
from pikepdf import Array, Dictionary, Name, Pdf

from quizgen.answers import KINDS, how_to_type
from quizgen.assignment import Assignment
from quizgen.bank import load_banks
from quizgen.course.assignment import assign
from quizgen.document.fields import CODE, Field, answer, fields_of
from quizgen.document.frame import Frame
from quizgen.document.messages import shipped_messages
from quizgen.document.part import Part
from quizgen.document.pdf import latex_engine, latex_pdf, typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.qr import code
from quizgen.document.sheet import Sheet, sheet
from quizgen.document.shown import page_of
from quizgen.errors import UserError
from quizgen.variant import Part as Asked
from quizgen.variant import Variant
from tests.document.conftest import VARIANTS
from tests.document.form_rules import problems, terminal_fields

SHEETS = sorted(load_banks().sheets)
MM = 72 / 25.4
needs_tex = pytest.mark.skipif(
    latex_engine() is None, reason="no TeX is installed: latexmk, tectonic or pdflatex"
)
Box = tuple[float, float, float, float]


@cache
def shipped(sheet_id: str) -> Assignment:
    library = load_banks()
    return assign(library, library.sheets[sheet_id], "fields", "Ada Lovelace")


@cache
def shipped_pdf(sheet_id: str) -> bytes:
    return typst_pdf(typst.sheet(page_of(shipped(sheet_id)), key=False))


@pytest.fixture(scope="module")
def every_kind(page: Sheet) -> bytes:
    # Sets, terms and pieces of code are typed into one line as formulas are; texts and tables have tests of their own.
    found = {part.kind for q in page.questions for part in q.parts}
    assert found == set(KINDS) - {"interval", "snippet", "words", "terms", "text", "table"}
    return typst_pdf(typst.sheet(page, key=False))


def outlines(page: pikepdf.Page) -> Iterator[Box]:
    """Where closed lines are drawn on a page, as left, bottom, right, top."""
    stack, matrix, points = [], pikepdf.Matrix(), []
    for instruction in pikepdf.parse_content_stream(page):
        match str(instruction.operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, instruction.operands)) @ matrix
            case "m" | "l" | "c":
                x, y = list(map(float, instruction.operands))[-2:]
                points.append(matrix.transform((x, y)))
            case "S" | "B" | "f" | "n" | "s":
                if points:
                    xs, ys = zip(*points, strict=True)
                    yield min(xs), min(ys), max(xs), max(ys)
                points = []


class Found(NamedTuple):
    """A field as it stands in the file; `box` is left, bottom, right, top."""

    page: int
    name: str
    kind: str
    tooltip: str
    flags: int
    value: str
    box: Box


def widgets(data: bytes) -> Iterator[Found]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        names = {field.objgen: name for name, field in terminal_fields(pdf).items()}
        for number, page in enumerate(pdf.pages):
            for a in page.obj.get("/Annots", ()):
                if a.objgen in names:
                    left, bottom, right, top = map(float, a.Rect)
                    yield Found(
                        number,
                        names[a.objgen],
                        str(a.FT),
                        str(a.TU),
                        int(a.get("/Ff", 0)),
                        str(a.get("/V", "")),
                        (left, bottom, right, top),
                    )


def within(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - 0.1
        and inner[1] >= outer[1] - 0.1
        and inner[2] <= outer[2] + 0.1
        and inner[3] <= outer[3] + 0.1
    )


def check_fields(page: Sheet, data: bytes) -> None:
    """Each part's fields are there, say how they are filled, and stand in the box that is drawn."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        drawn = [list(outlines(p)) for p in pdf.pages]
    found = {field.name: field for field in widgets(data)}
    for question in page.questions:
        for part in question.parts:
            for own in part.fields:
                field = found.pop(own.name)
                check_tooltip(question.number, part, own, field.tooltip)
                check_place(part, own, field, drawn[field.page])
    code = found.pop(CODE)
    assert (code.value, code.flags, code.page) == (page.code, 1, 0)
    assert (code.box[0], code.box[1]) == (code.box[2], code.box[3]), "it takes no room"
    assert not found, "fields that belong to no part"


def check_tooltip(number: int, part: Part, own: Field, said: str) -> None:
    assert said.startswith(f"Question {number}")
    if part.label:
        assert f", part {part.label}" in said
    if own.option:
        assert f", option {own.option}: choose" in said
    elif own.place:
        place, _, how = said.rpartition(f"{own.place}: ")
        assert place.endswith(", ")
        assert how == own.how_to_type != ""
    else:
        assert said.endswith(f": {how_to_type(part.kind, part.drawn.settings)}")


def check_place(part: Part, own: Field, field: Found, drawn: list[Box]) -> None:
    box = field.box
    if own.option:
        assert field.kind == "/Btn"
        signs = [o for o in drawn if within(box, o) and within(o, box)]
        assert signs, f"{own.name} is not where the option's sign is"
        return
    assert field.kind == ("/Ch" if own.options else "/Tx")
    if own.place or part.drawn.box:
        # In a table's cell or a figure's box, which tests of their own look at.
        assert box[2] - box[0] > 5 * MM
        assert 3 * MM < box[3] - box[1] < 12 * MM
        return
    assert part.box
    wide, high = part.box.width * MM, part.box.height * MM
    sized = [o for o in drawn if abs(o[2] - o[0] - wide) < 1 and abs(o[3] - o[1] - high) < 1]
    around = [o for o in sized if within(box, o)]
    assert len(around) == 1, f"{own.name} does not stand in its box"
    assert box[2] - box[0] > 0.9 * wide
    assert abs(box[1] + box[3] - around[0][1] - around[0][3]) < 1, "in the middle"
    assert bool(field.flags & 1 << 12) == own.is_multiline == (part.box.height >= 18)


@pytest.mark.again
@pytest.mark.parametrize("sheet_id", SHEETS)
def test_fields_of_shipped_sheets(sheet_id: str) -> None:
    data, assignment = shipped_pdf(sheet_id), shipped(sheet_id)
    check_fields(page_of(assignment), data)
    assert {CODE, *(f.name for f in fields_of(assignment.questions))} == {
        field.name for field in widgets(data)
    }
    assert problems(data) == []


def test_fields_of_every_kind(page: Sheet, every_kind: bytes) -> None:
    check_fields(page, every_kind)
    assert problems(every_kind) == []


@pytest.mark.parametrize("sheet_id", SHEETS)
def test_no_two_fields_overlap(sheet_id: str) -> None:
    found = [(field.page, field.box) for field in widgets(shipped_pdf(sheet_id))]
    for i, (page, a) in enumerate(found):
        for other, b in found[:i]:
            apart = a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
            assert page != other or apart


def test_keys_have_no_fields(page: Sheet) -> None:
    for source in (typst.sheet(page, key=True), typst.short_key(page)):
        with pikepdf.open(io.BytesIO(typst_pdf(source))) as pdf:
            assert "/AcroForm" not in pdf.Root
            assert not any("/Annots" in p and "quizgen:" in str(p.Annots) for p in pdf.pages)


def test_two_fields_of_one_name_are_refused() -> None:
    box = '#link("quizgen:text:q1.a:Question 1", box(width: 9mm, height: 9mm))\n'
    with pytest.raises(UserError, match=r"two answer boxes are called q1\.a"):
        typst_pdf(f'#set document(title: "x")\n{box}{box}')


class TestFilling:
    """What is typed with a library stands in the file, and is read as an answer."""

    TYPED = "[[v_1, v_2, 0],\n [0, v_1, v_2]]"

    def answers(self, data: bytes, page: Sheet) -> dict[str, str]:
        found: dict[str, Any] = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
        values = {name: str(field.get("/V", "") or "") for name, field in found.items()}
        return {
            part.id: answer(question.number, index, part.drawn, values)
            for question in page.questions
            for index, part in enumerate(question.parts)
        }

    def test_with_pypdf(self, page: Sheet, every_kind: bytes) -> None:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(every_kind))
        for each in writer.pages:
            filled = {"q1.a": "6", "q3.a": self.TYPED, "q3.c.A": "/Yes", "q3.c.C": "/Yes"}
            writer.update_page_form_field_values(each, filled, auto_regenerate=False)
        written = io.BytesIO()
        writer.write(written)
        found = self.answers(written.getvalue(), page)
        assert found["P"] == "6"
        assert found["W"].split() == self.TYPED.split()
        assert found["statements"] == "A, C"
        assert found["stride"] == ""

    def test_with_pikepdf(self, page: Sheet, every_kind: bytes) -> None:
        with pikepdf.open(io.BytesIO(every_kind)) as pdf:
            fields = terminal_fields(pdf)
            fields["q1.a"].V = pikepdf.String("6")
            fields["q3.a"].V = pikepdf.String(self.TYPED)
            fields["q3.e.false"].V = fields["q3.e.false"].AS = Name.Yes
            pdf.Root.AcroForm.NeedAppearances = True
            pdf.generate_appearance_streams()
            written = io.BytesIO()
            pdf.save(written)
            typed = bytes(terminal_fields(pdf)["q1.a"].AP.N.read_bytes())
        found = self.answers(written.getvalue(), page)
        assert (found["P"], found["W"], found["flipped"]) == ("6", self.TYPED, "false")
        assert b"(6) Tj" in typed
        # An empty neighbour of the same size stays empty.
        assert found["connections"] == ""


Break = Callable[[Pdf], None]


def widget(pdf: Pdf, name: str = "q1.a") -> Any:
    return terminal_fields(pdf)[name]


def element(pdf: Pdf) -> Any:
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))[
        int(widget(pdf).StructParent)
    ]


def replace_metadata(old: bytes, new: bytes) -> Break:
    def change(pdf: Pdf) -> None:
        said = bytes(pdf.Root.Metadata.read_raw_bytes())
        assert old in said
        pdf.Root.Metadata = pdf.make_stream(said.replace(old, new))

    return change


def drop(find: Callable[[Pdf], Any], key: str) -> Break:
    def change(pdf: Pdf) -> None:
        holder = find(pdf)
        assert key in holder
        del holder[key]

    return change


def put(find: Callable[[Pdf], Any], key: str, value: object) -> Break:
    def change(pdf: Pdf) -> None:
        find(pdf)[key] = value

    return change


def root(pdf: Pdf) -> Any:
    return pdf.Root


def form(pdf: Pdf) -> Any:
    return pdf.Root.AcroForm


def font(pdf: Pdf) -> Any:
    return pdf.Root.AcroForm.DR.Font.A


def not_embedded(pdf: Pdf) -> None:
    widget(pdf).AP.N.Resources.Font.A = Dictionary(Type=Name.Font, BaseFont=Name.Helvetica)


def marked_content(pdf: Pdf) -> None:
    element(pdf).K = Array([element(pdf).K[0], 0])


def second_name(pdf: Pdf) -> None:
    widget(pdf, "q2.a").Parent.Kids.append(widget(pdf, "q2.a"))


def off_the_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([a for a in pdf.pages[0].Annots if a.get("/T") != "code"])


def out_of_the_tree(pdf: Pdf) -> None:
    above = element(pdf).P
    above.K = Array([kid for kid in above.K if not hasattr(kid, "objgen") or kid.objgen != element(pdf).objgen])  # fmt: skip


BROKEN: dict[str, tuple[Break, str]] = {
    "no form": (drop(root, "/AcroForm"), "no form"),
    "viewers draw": (put(form, "/NeedAppearances", value=True), "6.4.1 viewers"),
    "XFA": (put(form, "/XFA", Array()), "6.4.2"),
    "name twice": (second_name, "two fields of one name"),
    "dot": (put(widget, "/T", pikepdf.String("a.b")), "has a dot"),
    "on no page": (off_the_page, "on no page"),
    "no DA": (drop(widget, "/DA"), ""),
    "strange font": (put(widget, "/DA", pikepdf.String("/Helv 0 Tf")), "none of the form's"),
    "no font": (put(widget, "/DA", pikepdf.String("0 g")), "no font to type with"),
    "font not embedded": (drop(lambda p: font(p).FontDescriptor, "/FontFile2"), "6.2.11.4.1"),
    "widths": (put(font, "/Widths", Array([500] * 224)), "6.2.11.5"),
    "tabs": (put(lambda p: p.pages[0].obj, "/Tabs", Name.R), "28-009"),
    "no tooltip": (drop(widget, "/TU"), "28-005"),
    "hidden": (put(widget, "/F", 6), "6.3.2"),
    "not printed": (put(widget, "/F", 0), "6.3.2"),
    "action": (put(widget, "/AA", Dictionary()), "6.4.1 an action"),
    "no appearance": (drop(widget, "/AP"), "6.3.3 no appearance"),
    "states": (drop(lambda p: widget(p, "q3.c.A").AP.N, "/Off"), "6.3.3 not one"),
    "size": (put(widget, "/Rect", Array([0, 0, 10, 10])), "another size"),
    "appearance's font": (not_embedded, "an appearance without an embedded font"),
    "no structure": (drop(widget, "/StructParent"), "28-010 not in"),
    "link": (put(element, "/S", Name.Link), "28-010 is no Form"),
    "other children": (marked_content, "other children"),
    "in the air": (out_of_the_tree, "hangs in the air"),
    "not accessible": (replace_metadata(b"pdfuaid:part", b"pdfuaid:pert"), "6-002"),
    "not for archives": (replace_metadata(b"<pdfaid:part>2", b"<pdfaid:part>3"), "6-002"),
    "no date": (replace_metadata(b"xmp:ModifyDate", b"xmp:ModifyDote"), "6.6.3"),
    "not marked": (drop(root, "/MarkInfo"), "1-007"),
    "no language": (drop(root, "/Lang"), "11-006"),
    "title": (drop(root, "/ViewerPreferences"), "7-002"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:This document has .* widget")
@pytest.mark.parametrize("name", BROKEN)
def test_the_checker_sees_what_is_broken(every_kind: bytes, name: str) -> None:
    change, said = BROKEN[name]
    with pikepdf.open(io.BytesIO(every_kind)) as pdf:
        change(pdf)
        written = io.BytesIO()
        pdf.save(written, compress_streams=False, fix_metadata_version=False)
    found = problems(written.getvalue())
    # The form has a font for fields that name none.
    assert found == [] if not said else any(said in problem for problem in found), found


def test_each_page_has_the_code_as_modules(page: Sheet, every_kind: bytes) -> None:
    matrix = segno.make_qr(page.code, mask=3).matrix
    dark = sum(map(sum, matrix))
    side = 12 * MM / len(matrix)
    with pikepdf.open(io.BytesIO(every_kind)) as pdf:
        assert len(pdf.pages) > 1
        for each in pdf.pages:
            high = [float(x) for x in each.mediabox][3]
            above = [o for o in outlines(each) if o[1] > high - 20 * MM and o[3] < high - 4 * MM]
            sides = [(o[2] - o[0], o[3] - o[1]) for o in above]
            assert any(min(square) > 11.9 * MM for square in sides)
    runs = code(page.code).runs
    assert sum(run.length for run in runs) == dark
    assert all(matrix[y][x : x + length] == b"\1" * length for x, y, length in runs)
    assert side > 0.9, "points a module: a phone reads it from paper"


OPTIONS = ["a (b) \\", "grösser als", "x → y", "1:2", "50 %", "a = b, c"]
LISTS = Asked(
    "t", "Fill it in.", "table", [["1:2", 3]],
    settings={"rows": ["r|s"], "columns": [["c:d", OPTIONS], ["n", "integer"]], "partial": "all"},
)  # fmt: skip


@needs_tex
def test_latex_has_the_same_fields(page: Sheet) -> None:
    lists = Variant("t", 1, "b", "Lists", "M", "", "1", "0", {}, {}, "One.", (LISTS,))
    page = sheet([*VARIANTS, lists], title=page.title, code=page.code)
    with pikepdf.open(io.BytesIO(latex_pdf(latex.sheet(page, key=False)))) as pdf:
        fields = terminal_fields(pdf)
        names = [f.name for q in page.questions for part in q.parts for f in part.fields]
        assert sorted(fields) == sorted([CODE, *names])
        assert len(pdf.Root.AcroForm.Fields) == len(fields)
        assert str(fields[CODE].V) == page.code
        assert int(fields[CODE].Ff) & 1
        for name, field in fields.items():
            assert name == CODE or str(field.TU).startswith("Question ")
        # A list that opens, nothing typed into it, in the order of the options.
        (chosen,) = [name for name, field in fields.items() if Name.Tx != field.FT]
        assert chosen == names[-2]
        assert Name.Ch == fields[chosen].FT
        assert int(fields[chosen].Ff) == 1 << 17
        assert [str(option).strip() for option in fields[chosen].Opt] == ["", *OPTIONS]
        multiline = {name for name, field in fields.items() if int(field.get("/Ff", 0)) & 1 << 12}
        assert multiline == {
            f.name for q in page.questions for part in q.parts for f in part.fields if f.is_multiline
        }  # fmt: skip


def test_latex_keys_have_no_fields(page: Sheet) -> None:
    for source in (latex.sheet(page, key=True), latex.short_key(page)):
        assert "formfield{q" not in source
        assert r"\begin{Form}" not in source


def test_fields_are_called_in_the_language_of_the_sheet() -> None:
    asked = [shipped("week-4-convolution").questions[5]]
    german = sheet(asked, title="x", code="y", frame=Frame(words=shipped_messages("de")))
    said = {f.name: f.tooltip for f in widgets(typst_pdf(typst.sheet(german, key=False)))}
    assert said["q1.a"].startswith("Aufgabe 1, Teil a: Zahlen wie [3, -4, 5]")
    assert said["q1.c.A"] == "Aufgabe 1, Teil c, Antwort A: eine Antwort ankreuzen"
