"""Boxes of figures: a field at its place in each PDF, labels elsewhere, values on the key."""

import io
import re
import shutil

import pikepdf
import pytest

from quizgen.document.figures import scene_text
from quizgen.document.pdf import latex_pdf, typst_pdf
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import Sheet, sheet
from quizgen.figure import BUILDERS, Figure
from quizgen.figure.boxes import PLACES, Asked, place_in, with_boxes
from quizgen.grading.forms import _form
from quizgen.solver import Conv1d, MaxPool1d
from quizgen.variant import Part, Variant

GRAPH = [["x", 3], ["y", -1], ["u", "+", "x", "y"], ["f", r"\times", "u", "x"]]
FIGURES = {
    "computation_graph": (
        BUILDERS["computation_graph"](3),
        ["h(2)", "grad h(2)", "grad W(3)"],
    ),
    "expression_graph": (BUILDERS["expression_graph"](GRAPH), ["u", "grad x", "x -> u"]),
    "layer_stack": (
        BUILDERS["layer_stack"]([Conv1d(1, 2, 3), MaxPool1d(2)], (1, 12)),
        ["shape 1", "shape 2"],
    ),
    "network": (BUILDERS["network"]((2, 2, 1), bias=True), ["h_1", "f", "x_1 -> h_2"]),
    "recurrence": (BUILDERS["recurrence"](3), ["h_1", "x_2", "h_3"]),
}
# Millimetres in a point of a PDF.
MM = 25.4 / 72


def boxed(kind: str) -> Figure:
    figure, places = FIGURES[kind]
    return with_boxes(figure, [Asked(p, "abc"[i], 17) for i, p in enumerate(places)])


def page(*figures: Figure, alone: bool = False) -> Sheet:
    variants = []
    for number, figure in enumerate(figures):
        letters = [letter for _, letter, _ in figure.data["boxes"]]
        parts = tuple(
            Part(letter or "a", "What?", "fraction", "-98765/13", box=place)
            for place, letter, _ in figure.data["boxes"]
        )
        rest = () if alone else (Part("z", "Besides.", "integer", 4321),)
        assert letters == [""] or letters == list("abc"[: len(letters)])
        name = f"v{number}"
        variants.append(
            Variant(name, 1, "b", name, "", "", "1", "0", {}, {}, "Fill in.", (*parts, *rest), figures=(figure,))
        )  # fmt: skip
    return sheet(variants, title="Boxes", code="AB-1")


ALL = [boxed(kind) for kind in sorted(FIGURES)]


def widgets(pdf: bytes) -> dict[str, tuple[int, list[float]]]:
    """Page and rectangle (left, bottom, right, top in millimetres) of each field."""
    found: dict[str, tuple[int, list[float]]] = {}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for number, sheet_ in enumerate(opened.pages):
            for annotation in sheet_.get("/Annots", ()):
                if annotation.get("/Subtype") == "/Widget":
                    names = []
                    field: pikepdf.Object | None = annotation
                    while field is not None:
                        names += [str(field.T)] if "/T" in field else []
                        field = field.get("/Parent")
                    rect = [float(side) * MM for side in annotation.Rect]
                    found[".".join(reversed(names))] = (number, rect)
    return found


def test_every_kind_with_places_is_tried() -> None:
    assert set(FIGURES) == set(PLACES)


@pytest.mark.parametrize("kind", sorted(FIGURES))
class TestEveryKind:
    """Boxes lie apart and inside, every place can have one, the terminal names them."""

    def test_every_place_is_drawn(self, kind: str) -> None:
        figure, _ = FIGURES[kind]
        from quizgen.document.figures import draw

        for place in PLACES[kind](figure.data):
            (slot,) = draw(with_boxes(figure, [Asked(place, "a", 17)])).slots
            assert slot.letter == "a"

    def test_boxes_do_not_overlap(self, kind: str) -> None:
        from quizgen.document.figures import draw

        slots = draw(boxed(kind)).slots
        assert [slot.letter for slot in slots] == list("abc"[: len(slots)])
        for i, one in enumerate(slots):
            for other in slots[i + 1 :]:
                apart_across = abs(one.at[0] - other.at[0]) >= 17
                assert apart_across or abs(one.at[1] - other.at[1]) >= 7

    def test_the_terminal_names_boxes(self, kind: str) -> None:
        shown = scene_text(boxed(kind), 80)
        assert all(
            re.search(rf"[\[(]{letter}[\])]", shown) for _, letter, _ in boxed(kind).data["boxes"]
        )

    def test_names_may_be_written_plainly(self, kind: str) -> None:
        figure, _ = FIGURES[kind]
        for place in PLACES[kind](figure.data):
            plainly = place.replace("{", "").replace("}", "").replace(" -> ", "->")
            assert place_in(figure, plainly) == place


@pytest.fixture(scope="module")
def printed() -> Sheet:
    """Figures of every kind, some of them smaller than drawn."""
    made = page(*ALL)
    percents = {question.together.percent for question in made.questions}
    assert {100} < percents
    return made


def assert_in_frames(printed: Sheet, found: dict[str, tuple[int, list[float]]]) -> None:
    """Distances and sizes of fields are those of the drawing, by the one scale of its figure."""
    for n, question in enumerate(printed.questions, 1):
        scale = question.together.percent / 100
        slots = question.scenes[0].slots
        rects = [found[f"q{n}.{slot.letter}"][1] for slot in slots]
        first, origin = slots[0].room, rects[0]
        for slot, (left, bottom, right, top) in zip(slots, rects, strict=True):
            x, y, width, height = (scale * side for side in slot.room)
            assert left - origin[0] == pytest.approx(x - scale * first[0], abs=0.1)
            assert origin[3] - top == pytest.approx(y - scale * first[1], abs=0.1)
            # Millimetres between a frame and its field, on both sides.
            assert 1.0 < width - (right - left) < 1.3
            assert 1.0 < height - (top - bottom) < 1.3


def test_each_box_of_the_pdf_is_a_field_in_its_frame(printed: Sheet) -> None:
    data = typst_pdf(typst.sheet(printed, key=False))
    assert b"pdfuaid" in data
    found = widgets(data)
    expected = {
        f"q{n}.{letter}" for n, figure in enumerate(ALL, 1) for _, letter, _ in figure.data["boxes"]
    }
    assert expected < set(found)
    assert_in_frames(printed, found)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_each_box_of_latex_is_a_field_in_its_frame(printed: Sheet) -> None:
    assert_in_frames(printed, widgets(latex_pdf(latex.sheet(printed, key=False))))


def test_what_is_written_into_a_box_is_read_back() -> None:
    data = typst_pdf(typst.sheet(page(ALL[0]), key=False))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (group,) = (field for field in pdf.Root.AcroForm.Fields if str(field.T) == "q1")
        for field in group.Kids:
            field.V = pikepdf.String(f"written into {field.T}")
        written = io.BytesIO()
        pdf.save(written)
    read = _form(written.getvalue())
    assert not isinstance(read, str)
    assert read[0]["q1.b"] == "written into b"


def test_the_key_has_the_values_in_the_boxes_and_paper_has_not() -> None:
    for printer, value in (
        (typst, "98765"),
        (latex, r"\tfrac{98765}{13}"),
        (html, "98765"),
        (text, "98765"),
    ):
        paper, key = (printer.sheet(page(*ALL), key=is_key) for is_key in (False, True))
        assert value not in paper
        assert value in key
    assert page(ALL[0]).questions[0].filled_scenes[0].slots[0].filled is not None
    assert page(ALL[0]).questions[0].scenes[0].slots[0].filled is None
    typst_pdf(typst.sheet(page(*ALL), key=True))


@pytest.mark.parametrize("alone", [False, True])
def test_no_line_of_a_key_in_the_terminal_is_left_to_fill_in(*, alone: bool) -> None:
    """With a letter or without: each box of the stack has the value of its part."""
    places = [Asked("shape 1", "", 17)] if alone else [Asked(f"shape {i}", "ab"[i - 1], 17) for i in (1, 2)]  # fmt: skip
    printed = page(with_boxes(FIGURES["layer_stack"][0], places), alone=alone)
    paper, key = (text.sheet(printed, key=is_key) for is_key in (False, True))
    filled = re.findall(r"shape (?:\([ab]\) )?−98765/13", key)
    assert len(filled) == len(places)
    empty = [len(re.findall(r"shape .*____", said)) for said in (paper, key)]
    assert empty == [2, 2 - len(places)]


def test_html_has_an_input_for_each_box_below_what_is_asked() -> None:
    paper = html.sheet(page(ALL[0]), key=False)
    assert [name for name in ("1.a", "1.b", "1.c", "1.d") if f'name="{name}"' not in paper] == []


def test_a_box_without_a_letter_is_filled_too() -> None:
    figure = with_boxes(FIGURES["recurrence"][0], [Asked("h_1", "", 17)])
    printed = page(figure, alone=True)
    assert "q1.a" in widgets(typst_pdf(typst.sheet(printed, key=False)))
    assert printed.questions[0].filled_scenes[0].slots[0].filled is not None
