"""Filled sheets: read alike whoever wrote them; what holds no answers is reported, never guessed."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf.form import CheckboxField, Form
from pypdf import PdfReader, PdfWriter

from quizgen.answers.verdict import CORRECT
from quizgen.assignment import Assignment
from quizgen.bank import load_banks
from quizgen.course.assignment import assign
from quizgen.document.fields import Field, fields
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import typst
from quizgen.document.shown import page_of
from quizgen.grading import forms
from quizgen.grading.files import read_files
from quizgen.grading.forms import grid, read_form
from quizgen.grading.marks import grade
from quizgen.grading.submissions import Submission, Unmatched

VIEWERS = Path(__file__).parent / "viewers"


@pytest.fixture(scope="module")
def sheets() -> list[Assignment]:
    library = load_banks()
    sheet = library.sheet_or_exercise("week-4-convolution")
    return [assign(library, sheet, "forms", name) for name in ("Ada", "Zoë")]


@pytest.fixture(scope="module")
def blank(sheets: list[Assignment]) -> bytes:
    return typst_pdf(typst.sheet(page_of(sheets[0]), key=False))


def answers(assignment: Assignment) -> dict[Field, str]:
    """The key of every part as a student would fill it in; tables over several lines."""
    found: dict[Field, str] = {}
    for number, variant in enumerate(assignment.questions, start=1):
        for index, part in enumerate(variant.parts):
            for field in fields(number, index, part):
                ticked = part.key if isinstance(part.key, list) else [part.key]
                if field.option:
                    found[field] = "tick" if field.option in map(str, ticked) else ""
                elif isinstance(part.key, list) and part.key and isinstance(part.key[0], list):
                    found[field] = "\n".join(" ".join(map(str, row)) for row in part.key)
                else:
                    found[field] = part.key if isinstance(part.key, str) else json.dumps(part.key)
    return found


def with_pypdf(blank: bytes, filled: dict[Field, str]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(blank))
    values = {f.name: "/Yes" if f.option else text for f, text in filled.items() if text}
    for page in writer.pages:
        if page.get("/Annots"):
            writer.update_page_form_field_values(page, values)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_pypdf_updated(blank: bytes, filled: dict[Field, str]) -> bytes:
    """As viewers save: the changes behind the old file."""
    writer = PdfWriter(io.BytesIO(blank), incremental=True)
    values = {f.name: "/Yes" if f.option else text for f, text in filled.items() if text}
    for page in writer.pages:
        if page.get("/Annots"):
            writer.update_page_form_field_values(page, values)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_pikepdf(blank: bytes, filled: dict[Field, str]) -> bytes:
    values = {f.name: text for f, text in filled.items() if text}
    found: Any
    with pikepdf.open(io.BytesIO(blank)) as pdf:
        for found in Form(pdf):
            text = values.get(found.fully_qualified_name)
            if isinstance(found, CheckboxField):
                found.checked = bool(text)
            elif text:
                found.value = text
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def with_qpdf(blank: bytes, filled: dict[Field, str]) -> bytes:
    """Rewritten by qpdf: linear, every stream packed anew."""
    with pikepdf.open(io.BytesIO(with_pypdf(blank, filled))) as pdf:
        out = io.BytesIO()
        pdf.save(out, linearize=True, recompress_flate=True)
    return out.getvalue()


def read(data: bytes, sheets: list[Assignment]) -> list[Submission | Unmatched]:
    return list(read_form(io.BytesIO(data), "ada.pdf", sheets))


Fill = Callable[[bytes, dict[Field, str]], bytes]


class TestWriters:
    """pypdf, pikepdf and qpdf."""

    @pytest.mark.parametrize("fill", [with_pypdf, with_pypdf_updated, with_pikepdf, with_qpdf])
    def test_every_answer_is_right(
        self, fill: Fill, blank: bytes, sheets: list[Assignment]
    ) -> None:
        found = read(fill(blank, answers(sheets[0])), sheets)
        assert {type(one) for one in found} == {Submission}
        marked = grade(sheets, found)
        own = [mark for mark in marked.marks if mark.student == "Ada"]
        assert [m.question for m in own if m.points != m.maximum] == []
        assert all(mark.verdict.status == "blank" for mark in marked.marks if mark.student != "Ada")

    def test_the_same_from_all(self, blank: bytes, sheets: list[Assignment]) -> None:
        filled = answers(sheets[0])
        first = read(with_pypdf(blank, filled), sheets)
        for fill in (with_pypdf_updated, with_pikepdf, with_qpdf):
            assert read(fill(blank, filled), sheets) == first

    def test_any_letters(self, blank: bytes, sheets: list[Assignment]) -> None:
        field = next(f for f in answers(sheets[0]) if f.is_multiline)
        for text in ("ŷ = ½ · 3²", "α, β", "答えは 5", "(3, −4)\n(1, 2)"):
            for fill in (with_pypdf, with_pikepdf):
                (one,) = read(fill(blank, {field: text}), sheets)
                assert isinstance(one, Submission)
                assert one.answer == text


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object], **save: object) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **save)  # type: ignore[arg-type]
    return out.getvalue()


def without_form(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm
    for page in pdf.pages:
        if "/Annots" in page:
            del page["/Annots"]


def code(text: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for field in pdf.Root.AcroForm.Fields:
            if field.get("/T") == "code":
                field.V = pikepdf.String(text)

    return change


def drawn_on(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 9, 9],
        Contents=pikepdf.String("50"),
    )  # fmt: skip
    page = pdf.pages[0]
    page["/Annots"] = pikepdf.Array([*page.get("/Annots", []), pdf.make_indirect(note)])


def both(pdf: pikepdf.Pdf) -> None:
    without_form(pdf)
    drawn_on(pdf)


def emptied(pdf: pikepdf.Pdf) -> None:
    """As qpdf flattens: of the fields a null is left."""
    for page in pdf.pages:
        page["/Annots"] = pikepdf.Array([None, 5, *page.get("/Annots", [])][:2])
    pdf.Root.AcroForm.Fields = pikepdf.Array([None, 5])


def endless(pdf: pikepdf.Pdf) -> None:
    field = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("q1"), Kids=[]))
    field.Kids = pikepdf.Array([field])
    pdf.Root.AcroForm.Fields = pikepdf.Array([field])


class TestReported:
    """No answers, and why."""

    @pytest.mark.filterwarnings("ignore:This document has")
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (without_form, "it has no fields: printed, scanned or flattened"),
            (emptied, "it has no fields: printed, scanned or flattened"),
            (both, "it is written on, but it has no fields"),
            (code(""), "its fields are of another form"),
            (code("week-4-convolution·000000"), "the code 'week-4-convolution·000000' is on no sheet of this homework"),
            (lambda _: None, "all fields are empty"),
            (drawn_on, "all fields are empty; something is written onto the pages instead"),
            (endless, "the PDF is damaged: more than 20000 fields, or fields 16 deep"),
        ],
    )  # fmt: skip
    def test_said(
        self,
        change: Callable[[pikepdf.Pdf], object],
        said: str,
        blank: bytes,
        sheets: list[Assignment],
    ) -> None:
        (one,) = read(changed(blank, change), sheets)
        assert isinstance(one, Unmatched)
        assert (one.file, one.line) == ("ada.pdf", 0)
        assert one.reason.startswith(said)

    def test_locked(self, blank: bytes, sheets: list[Assignment]) -> None:
        lock = pikepdf.Encryption(owner="o", user="secret")
        (one,) = read(changed(blank, lambda _: None, encryption=lock), sheets)
        assert isinstance(one, Unmatched)
        assert one.reason == "the PDF is locked by a password; save it without one"

    def test_only_owners_lock(self, blank: bytes, sheets: list[Assignment]) -> None:
        lock = pikepdf.Encryption(owner="o", user="")
        data = changed(with_pypdf(blank, answers(sheets[0])), lambda _: None, encryption=lock)
        assert isinstance(read(data, sheets)[0], Submission)

    @pytest.mark.parametrize("keep", [5, 200, 5000])
    def test_damaged(self, keep: int, blank: bytes, sheets: list[Assignment]) -> None:
        found = read(blank[:keep], sheets)
        assert isinstance(found[0], Unmatched)
        assert found[0].reason.startswith("the PDF is damaged: ") or "no fields" in found[0].reason
        assert "0x" not in found[0].reason

    def test_flattened_by_pypdf(self, blank: bytes, sheets: list[Assignment]) -> None:
        writer = PdfWriter(clone_from=io.BytesIO(with_pypdf(blank, answers(sheets[0]))))
        writer.remove_annotations(subtypes="/Widget")
        del writer.root_object["/AcroForm"]
        out = io.BytesIO()
        writer.write(out)
        assert PdfReader(io.BytesIO(out.getvalue())).get_fields() is None
        (one,) = read(out.getvalue(), sheets)
        assert isinstance(one, Unmatched)
        assert "flattened" in one.reason

    def test_huge(
        self, blank: bytes, sheets: list[Assignment], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forms, "BYTES", 1000)
        (one,) = read(blank, sheets)
        assert isinstance(one, Unmatched)
        assert one.reason == "a PDF of more than 1000 bytes is no sheet"

    def test_a_folder_of_them(self, blank: bytes, sheets: list[Assignment], tmp_path: Path) -> None:
        (tmp_path / "Ada_1").mkdir()
        (tmp_path / "Ada_1/sheet.pdf").write_bytes(with_pypdf(blank, answers(sheets[0])))
        (tmp_path / "bob.pdf").write_bytes(b"%PDF-1.7 no more")
        (tmp_path / "late.csv").write_text("Name,1\nZoë,5\n", encoding="utf-8")
        (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
        said: list[str] = []
        marked = grade(sheets, read_files([tmp_path], sheets, said.append))
        assert [Path(one.file).name for one in marked.unmatched] == ["bob.pdf"]
        assert marked.totals()["Ada"][0] == marked.totals()["Ada"][1]
        assert said == [f"{tmp_path}: not read, no table or PDF: 1 file (photo.jpg)"]


def test_cells_of_a_grid() -> None:
    """A table with a field for each entry, as other forms have them."""
    assert grid("q1.a", {"q1.a.1": "3", "q1.a.2": "1,5"}) == "[3, (1,5)]"
    assert grid("q1.a", {"q1.a.1.1": "3", "q1.a.2.1": "4"}) == "[[3], [4]]"
    assert grid("q1.a", {"q1.a.1.1": " ", "q1.b.2.1": "4"}) == ""


@pytest.mark.parametrize("file", sorted(VIEWERS.glob("*.pdf.gz")), ids=lambda path: path.name)
def test_as_viewers_have_saved_it(file: Path) -> None:
    """Right answers, ticks among them: by pdf.js, as browsers save, and from there by pdftk `fill_form`."""
    line = gzip.decompress((VIEWERS / "sheet.json.gz").read_bytes())
    sheets = [Assignment.from_json(json.loads(line))]
    found = read(gzip.decompress(file.read_bytes()), sheets)
    assert [one.answer for one in found if isinstance(one, Submission)] == [
        "[−21, 11, 42, 2]", "B, C, E", "[0, 0, 6, 2, 1]",
    ]  # fmt: skip
    assert {mark.verdict.status for mark in grade(sheets, found).marks} == {CORRECT}
