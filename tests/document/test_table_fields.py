"""Tables to be filled in: a field for each cell that is asked, in every printer, and read back as one answer."""

import io
from fractions import Fraction
from typing import Any

import pikepdf
import pytest

from quizgen.answers import answer_kind
from quizgen.document.fields import answer, fields
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import Sheet, sheet
from quizgen.grading.forms import _form
from quizgen.variant import Part, Variant
from tests.document.form_rules import problems, terminal_fields

SETTINGS: dict[str, Any] = {
    "rows": ["conv", "pool"],
    "columns": [["shape", "shape"], ["weights", "integer"], ["learns?", "boolean"]],
    "shown": [["pool", "weights"]],
    "partial": "per_entry",
}
PART = Part("t", "Fill it in.", "table", [[[8, 28], 216, True], [[8, 14], 7654, False]], settings=SETTINGS)  # fmt: skip
NAMES = ["q1.a.1.1", "q1.a.1.2", "q1.a.1.3", "q1.a.2.1", "q1.a.2.3"]
FILLED = dict(zip(NAMES, ["(8, 28)", "216", "yes", "8 x 14", "no"], strict=True))


@pytest.fixture
def page() -> Sheet:
    variant = Variant("t", 1, "b", "Table", "M", "", "1", "0", {}, {}, "Two layers.", (PART,))
    return sheet([variant], title="Tables", code="AB-1")


def judged(values: dict[str, str]) -> tuple[str, Fraction, str]:
    verdict = answer_kind("table", PART.key, **SETTINGS).judge(answer(1, 0, PART, values))
    return verdict.status, verdict.score, verdict.feedback


def test_a_field_for_each_cell_that_is_asked() -> None:
    assert [field.name for field in fields(1, 0, PART)] == NAMES
    assert fields(1, 0, PART)[-1].place == "pool, learns?"


def test_filled_cells_are_one_answer() -> None:
    assert judged(FILLED)[0] == "correct"
    assert answer(1, 0, PART, dict.fromkeys(NAMES, "")) == ""
    status, score, said = judged(FILLED | {"q1.a.1.2": "200", "q1.a.2.1": " "})
    assert (status, score) == ("partial", Fraction(3 - 1, 5 - 1))
    assert "Not right: conv, weights. Not answered: pool, shape." in said


@pytest.mark.parametrize("text", ["(8, 28) | 216", "(8, 28)\n; 216", "1; 2", "|"])
def test_what_parts_cells_does_not_shift_them(text: str) -> None:
    assert judged(FILLED | {"q1.a.1.1": text})[0] == "unreadable"


def test_the_pdf_has_the_fields_and_gives_back_what_is_written(page: Sheet) -> None:
    data = typst_pdf(typst.sheet(page, key=False))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for name, said in FILLED.items():
            group = pdf.Root.AcroForm.Fields
            for piece in name.split("."):
                found = next(field for field in group if str(field.get("/T")) == piece)
                group = found.get("/Kids", pikepdf.Array())
            found.V = pikepdf.String(said)
        written = io.BytesIO()
        pdf.save(written)
    read = _form(written.getvalue())
    assert not isinstance(read, str)
    assert judged(read[0])[0] == "correct"


def test_a_cell_with_options_is_chosen_from_a_list(page: Sheet) -> None:
    with pikepdf.open(io.BytesIO(typst_pdf(typst.sheet(page, key=False)))) as pdf:
        found = {
            name: [str(option) for option in field.Opt]
            for name, field in terminal_fields(pdf).items()
            if field.FT == "/Ch"
        }
    assert found == {name: ["", "true", "false"] for name in ("q1.a.1.3", "q1.a.2.3")}
    printed = html.sheet(page, key=False)
    listed = "<option></option><option>true</option><option>false</option></select>"
    assert printed.count(listed) == len(found)
    assert 'name="1.1.3" aria-label="conv, learns?">' in printed
    assert judged(FILLED | {"q1.a.1.3": "true", "q1.a.2.3": "true"})[1] == Fraction(4 - 1, 5 - 1)


def test_options_of_any_signs() -> None:
    options = ["a (b) \\", "grösser als", "x → y", "1:2", "50 %"]
    settings = {"rows": ["r|s"], "columns": [["c:d", options]], "partial": "all"}
    part = Part("t", "Fill it in.", "table", [["1:2"]], settings=settings)
    variant = Variant("t", 1, "b", "Table", "M", "", "1", "0", {}, {}, "One.", (part,))
    data = typst_pdf(typst.sheet(sheet([variant], title="T", code="AB-1"), key=False))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        field = terminal_fields(pdf)["q1.a.1.1"]
        assert [str(option) for option in field.Opt] == ["", *options]
        assert "r|s, c:d" in str(field.TU)
    assert problems(data) == []


def test_every_printer_has_cells_and_only_the_key_what_is_asked(page: Sheet) -> None:
    for printed in (html.sheet, latex.sheet, typst.sheet, text.sheet):
        paper, key = printed(page, key=False), printed(page, key=True)
        if printed is typst.sheet:
            assert typst_pdf(key).startswith(b"%PDF")
        assert "7654" in paper  # shown
        assert "216" not in paper.replace("216 |", "").replace(r"216 \textbar", "")
        assert "216" in key
    assert [name for name in NAMES if f'name="1{name[4:]}"' not in html.sheet(page, key=False)] == []  # fmt: skip
    assert [name for name in NAMES if name not in latex.sheet(page, key=False)] == []
    asked = text.part_prompt(page.questions[0].parts[0])
    assert asked.count("____") == len(NAMES) - 2
    assert asked.count("true / false") == 2
