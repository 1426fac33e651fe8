"""Where things stand on the page, read back from the PDF: nothing touches, nothing is left alone."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import pypdf
import pytest

from quizgen.assignment import Assignment
from quizgen.bank import draw, load_banks
from quizgen.course.assignment import assign
from quizgen.document import markdown, tree, wording
from quizgen.document.apart import is_tall
from quizgen.document.frame import PLAIN, Frame
from quizgen.document.grid import columns
from quizgen.document.messages import shipped_messages
from quizgen.document.pdf import latex_engine, latex_pdf, typst_pdf
from quizgen.document.printers import html, latex, math_text, text, typst
from quizgen.document.sheet import Sheet, question
from quizgen.document.sheet import sheet as typeset
from quizgen.figure import BUILDERS
from quizgen.variant import Mistake, Part, Variant

needs_tex = pytest.mark.skipif(
    latex_engine() is None, reason="no TeX is installed: latexmk, tectonic or pdflatex"
)
SETTERS = [
    pytest.param(lambda page: typst_pdf(typst.sheet(page, key=False)), id="typst"),
    pytest.param(lambda page: latex_pdf(latex.sheet(page, key=False)), id="latex", marks=needs_tex),
]
Setter = Callable[[Sheet], bytes]


def variant(name: str, text: str, *parts: Part, title: str = "Title") -> Variant:
    return Variant(
        name,
        1,
        "test",
        title,
        "M",
        "",
        "1",
        "0",
        {},
        {},
        text,
        parts,
        minutes="2",
        code=f"{name}·7k3f",
    )


class Piece(NamedTuple):
    """Text as the PDF places it, in points from the lower left corner; `size` is that of the type."""

    page: int
    x: float
    y: float
    size: float
    text: str


def pieces(pdf: bytes) -> list[Piece]:
    found: list[Piece] = []

    def visit(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = abs(cm[3]) * (tm[2] ** 2 + tm[3] ** 2) ** 0.5
            found.append(Piece(number, x, y, size * scale, text.strip()))

    pages = list(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    for number in range(len(pages)):
        pages[number].extract_text(visitor_text=visit)
    return found


@cache
def shipped(sheet_id: str) -> Assignment:
    library = load_banks()
    return assign(library, library.sheets[sheet_id], "1", "Ada")


SHEETS = sorted(load_banks().sheets)


def page_of(assignment: Assignment, frame: Frame = PLAIN) -> Sheet:
    return typeset(
        assignment.questions,
        title=assignment.title,
        student="Ada",
        intro=assignment.intro,
        frame=frame,
    )


def many(count: int, statement: str = "A statement.") -> Sheet:
    asked = Part("p", "What is asked?", "integer", 1)
    return typeset(
        [variant("title", statement, asked, title=f"Qtitle{i}") for i in range(1, count + 1)],
        title="Long",
    )


@pytest.mark.parametrize("setter", SETTERS)
def test_numbers_of_two_digits_keep_clear_of_the_titles(setter: Setter) -> None:
    found = pieces(setter(many(12)))
    for number in range(1, 13):
        title = next(p for p in found if re.search(rf"Qtitle{number}(?!\d)", p.text))
        if not title.text.startswith("Qtitle"):
            # Read as one line: a blank stands for a distance.
            assert title.text.startswith(f"{number} Qtitle")
            continue
        sign = next(
            p
            for p in found
            if p.page == title.page and abs(p.y - title.y) < 1 and p.text.split()[0] == str(number)
        )
        # A bold digit is 0.58 of its size wide.
        assert title.x - (sign.x + 0.58 * sign.size * len(str(number))) > 2


@pytest.mark.parametrize("setter", SETTERS)
def test_no_empty_line_where_there_is_no_statement(setter: Setter) -> None:
    def gap(statement: str) -> float:
        found = pieces(setter(many(1, statement)))
        title, asked = (next(p for p in found if w in p.text) for w in ("Qtitle", "What"))
        return title.y - asked.y

    # A line of type and the distance of a paragraph.
    assert gap("A statement.") - gap("") > 12


def test_a_tall_answer_keeps_clear_of_its_frame() -> None:
    """A fraction is twice as high as a letter, and the frame keeps away from all of it."""
    asked = Part("p", "What is asked?", "fraction", "6/8")
    page = typeset([variant("tall", "", asked)], title="Title")
    found = pieces(typst_pdf(typst.sheet(page, key=True)))
    prompt, above = (next(p for p in found if re.search(w, p.text)) for w in ("asked", "^6$"))
    # Between the lines: the white above the frame, the white in it, and a digit.
    assert prompt.y - above.y > 0.7 * prompt.size + 4.5 + 0.64 * above.size


@pytest.mark.parametrize("setter", SETTERS)
def test_codes_and_words_are_large_enough_to_read(setter: Setter) -> None:
    page = page_of(shipped("week-2-learning"))
    found = pieces(setter(page))
    codes = [
        p
        for p in found
        for q in page.questions
        if p.text.split("·")[0].strip() == q.code.split("·")[0]
    ]
    assert len(codes) >= len(page.questions) / 2
    assert min(p.size for p in codes) >= 7
    listings = [p for p in found if "optimizer" in p.text or "drop_last" in p.text]
    assert listings
    assert min(p.size for p in listings) >= 7


@pytest.mark.again
@pytest.mark.parametrize("sheet_id", SHEETS)
def test_a_short_key_is_short(sheet_id: str) -> None:
    page = page_of(shipped(sheet_id))
    reader = pypdf.PdfReader(io.BytesIO(typst_pdf(typst.short_key(page))))
    assert len(reader.pages) <= (2 if len(page.questions) < 10 else 3)
    printed = " ".join("".join(p.extract_text() for p in reader.pages).split())
    names = {wording.slip(w.name) for q in page.questions for p in q.parts for w in p.watch}
    missing = [name for name in names if name.replace(" ", "") not in printed.replace(" ", "")]
    assert not missing
    full = pypdf.PdfReader(io.BytesIO(typst_pdf(typst.sheet(page, key=True))))
    assert len(full.pages) <= len(page.questions) + 1


@needs_tex
def test_a_short_key_in_latex() -> None:
    page = page_of(shipped("week-3-backprop"))
    assert len(pypdf.PdfReader(io.BytesIO(latex_pdf(latex.short_key(page)))).pages) <= 2


@pytest.mark.parametrize("printer", [typst, latex])
def test_what_a_short_key_leaves_out_is_said(printer: object) -> None:
    def printed(wrong: object) -> str:
        asked = Part("p", "W?", "matrix", [[1]], mistakes=(Mistake("transpose", wrong, "No."),))
        return str(printer.short_key(typeset([variant("q", "x", asked)], title="t")))  # type: ignore[attr-defined]  # a module

    assert "the full key has" not in printed([[2]])
    assert "the full key has" in printed([list(range(30))] * 3)


@pytest.mark.again
@pytest.mark.parametrize("setter", SETTERS)
def test_a_heading_is_never_far_from_what_is_asked(setter: Setter) -> None:
    """Statements of every length, so that each place of a page is once the end of one."""
    asked = (Part("a", "Ask first?", "integer", 1), Part("b", "Ask second?", "integer", 2))
    made = [
        variant("q", "Words. " * (10 + 17 * i % 90), *asked, title=f"Qtitle{i}") for i in range(30)
    ]
    found = pieces(setter(typeset(made, title="Many")))
    marks = [(p.page, m) for p in found for m in re.findall(r"Qtitle|Ask first|Ask second", p.text)]
    assert [m for _, m in marks] == ["Qtitle", "Ask first", "Ask second"] * 30
    pages = [page for page, _ in marks]
    assert all(len(set(pages[i : i + 3])) == 1 for i in range(0, 90, 3))


def first_fields(pdf: bytes, each: int) -> list[int]:
    """The page of the first field of each question, of so many fields each."""
    fields = []
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(pdf)).pages):
        for annotation in page.get("/Annots", ()):
            field = annotation.get_object()
            if field["/Subtype"] == "/Widget":
                fields.append((number, -float(field["/Rect"][3]), float(field["/Rect"][0])))
    return [number for number, _, _ in sorted(fields)][::each]


@pytest.mark.parametrize("setter", SETTERS)
def test_no_page_ends_between_a_question_and_the_high_box_for_its_answer(setter: Setter) -> None:
    """Statements of every length, so that each place of a page is once the end of one."""
    asked = Part("p", "Why? " * 25, "text", "Nobody.", settings={"lines": 7})
    made = [variant("q", "Words. " * (10 + 17 * i % 90), asked) for i in range(20)]
    pdf = setter(typeset(made, title="Many"))
    marks = [p.page for p in pieces(pdf) for _ in re.findall("Why", p.text)]
    boxes = first_fields(pdf, 1)
    assert len(boxes) == 20
    assert set(boxes) == set(range(boxes[-1] + 1))
    # What is asked stands 25 times above each box.
    assert marks == [page for page in boxes for _ in range(25)]


@pytest.mark.parametrize("setter", SETTERS)
def test_no_page_ends_between_a_question_and_its_first_pictures(setter: Setter) -> None:
    exercise = load_banks().exercises["half-plane-pictures"]
    (asked,) = draw(exercise, "1").parts
    made = [variant("q", "Words. " * (10 + 17 * i % 90), asked) for i in range(12)]
    pdf = setter(typeset(made, title="Many"))
    marks = [p.page for p in pieces(pdf) for _ in re.findall(r"In which figure", p.text)]
    assert marks == first_fields(pdf, 4)
    assert len(marks) == 12


@pytest.mark.parametrize("setter", SETTERS)
def test_no_page_ends_in_the_code_of_a_network_of_four_layers(setter: Setter) -> None:
    library = load_banks()
    asked = draw(library.exercises["torch-mlp-read"], "1", "H")
    made = [replace(asked, text="Words. " * (40 * i) + f"\n\n{asked.text}") for i in range(12)]
    found = pieces(setter(typeset(made, title="Many")))
    ends = [[p.page for p in found if word in p.text] for word in ("class Net", "return self")]
    assert ends[0] == ends[1]
    assert len(ends[0]) == 12


@pytest.mark.parametrize("setter", SETTERS)
def test_a_figure_stands_on_the_page_of_its_statement(setter: Setter) -> None:
    """Statements of 1 to 9 lines above planes of 7 centimetres."""
    asked = Part("p", "How many units?", "integer", 1)
    figure = BUILDERS["plane"]([[1, 1, "Q"]])
    made = []
    for i in range(16):
        bare = variant("n", "words " * (10 + 29 * i % 140) + "(seen) .", asked, title="title")
        made.append(replace(bare, figures=(figure,)))
    found = pieces(setter(typeset(made, title="many")))
    ends = [p.page for p in found for _ in re.findall("seen", p.text)]
    figures = [p.page for p in found for _ in re.findall("Q", p.text)]
    assert len(ends) == 16
    assert ends == figures


KEYS = [
    pytest.param(lambda page: typst_pdf(typst.sheet(page, key=True)), id="typst"),
    pytest.param(lambda page: latex_pdf(latex.sheet(page, key=True)), id="latex", marks=needs_tex),
]


@pytest.mark.parametrize("setter", KEYS)
def test_no_page_of_a_key_begins_with_the_last_slip_alone(setter: Setter) -> None:
    made = []
    for i in range(40):
        slips = tuple(Mistake(f"name-{j}", 9 + j, "Hint.") for j in range(2 + i % 5))
        last = Mistake("last", 3, "Omega.")
        before = replace(slips[-1], hint="Alpha.")
        asked = Part("p", "How many?", "integer", 1, mistakes=(*slips[:-1], before, last))
        made.append(variant("q", "Words. " * (5 + 23 * i % 90), asked))
    found = pieces(setter(typeset(made, title="Many")))
    pages = [[p.page for p in found if word in p.text] for word in ("Alpha", "Omega")]
    assert len(pages[0]) == 40
    assert pages[0] == pages[1]


def least(pdf: bytes, page: Sheet) -> list[float]:
    """How much of each page but the last is to be filled: half where the next begins with a question that has figures."""
    found = pieces(pdf)
    heads = [f"{q.number}{q.title.split()[0]}" for q in page.questions if q.figures]
    shares = []
    for number in range(1, 1 + max(p.page for p in found)):
        top = max(p.y for p in found if p.page == number)
        row = sorted((p for p in found if p.page == number and p.y > top - 4), key=lambda p: p.x)
        text = "".join(p.text for p in row).replace(" ", "")
        shares.append(1 / 2 if text.startswith(tuple(heads)) else 2 / 3)
    return shares


def too_empty(pdf: bytes, page: Sheet) -> list[tuple[int, float]]:
    pairs = zip(filled(pdf), least(pdf, page), strict=True)
    return [(number, share) for number, (share, bound) in enumerate(pairs, 1) if share <= bound]


def filled(pdf: bytes) -> list[float]:
    """How much of each page but the last is filled: down to the lowest text or box above the footer."""
    found = pieces(pdf)
    shares = []
    for number, page in enumerate(list(pypdf.PdfReader(io.BytesIO(pdf)).pages)[:-1]):
        top = float(page.mediabox.top) - 57
        boxes = [float(a.get_object()["/Rect"][1]) for a in page.get("/Annots", ())]
        texts = [p.y for p in found if p.page == number]
        # The footer stands at 50 pt, what is asked from 62 pt up to 57 pt from the edge.
        lowest = min(y for y in (*boxes, *texts) if y > 60)
        shares.append((top - lowest) / (top - 62))
    return shares


# Each paper with the size of type that fills it worst: a line more or less, and all else moves.
LOW_AND_LARGE = Frame(shipped_messages("de"), paper="letter", font_size=13)


@pytest.mark.again
@pytest.mark.parametrize(
    ("sheet_id", "seed", "frame"),
    [
        *((sheet_id, "1", Frame(font_size=11)) for sheet_id in SHEETS[::2]),
        *((sheet_id, "2", LOW_AND_LARGE) for sheet_id in SHEETS[1::2]),
    ],
)
def test_pages_but_the_last_are_filled(sheet_id: str, seed: str, frame: Frame) -> None:
    library = load_banks()
    page = page_of(assign(library, library.sheets[sheet_id], seed, "Ada"), frame)
    assert too_empty(typst_pdf(typst.sheet(page, key=False)), page) == []


@needs_tex
def test_pages_of_latex_are_filled() -> None:
    page = page_of(shipped("convolution-values"), LOW_AND_LARGE)
    assert too_empty(latex_pdf(latex.sheet(page, key=False)), page) == []


@pytest.mark.again
@pytest.mark.parametrize("setter", SETTERS)
def test_pages_are_filled_whatever_stands_on_them(setter: Setter) -> None:
    """Diagrams of every height, boxes of every height, statements of every length."""
    made = []
    for i in range(24):
        rows = 2 + i * 5 % 6
        asked = [Part("p", "Which matrix is it, by its rows?", "matrix", [[1] * 6] * rows)]
        asked += [Part(f"q{j}", "How many units?", "integer", 1) for j in range(i % 4)]
        bare = variant("q", "Words. " * (5 + 13 * i % 70), *asked, title=f"Qtitle{i}")
        figure = BUILDERS["network"]((3 + 7 * i % 18, 2, 1))
        made.append(replace(bare, figures=(figure,) if i % 5 else ()))
    page = typeset(made, title="Many", frame=LOW_AND_LARGE)
    pdf = setter(page)
    assert len(filled(pdf)) > 8
    assert too_empty(pdf, page) == []


def formulas(blocks: tuple[tree.Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, tree.Paragraph):
            yield from (node.latex for node in block.content if isinstance(node, tree.Math))
        elif isinstance(block, tree.List):
            for item in block.items:
                yield from formulas(item)


@pytest.mark.again
def test_no_tall_formula_stands_in_a_sentence_of_a_shipped_exercise() -> None:
    tall: list[tuple[str, str]] = []
    for exercise in load_banks().exercises.values():
        for level in exercise.levels:
            made = question(draw(exercise, "1", level or None, None), 1)
            texts = (made.text, *(part.prompt for part in made.parts))
            tall.extend((exercise.id, f) for t in texts for f in formulas(t) if is_tall(f))
    assert not tall


@pytest.mark.parametrize(
    ("source", "nodes"),
    [
        (r"Let $x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$.", ["Paragraph"]),
        (r"Let $W = \begin{pmatrix} 1 & 0 \\ 2 & 3 \end{pmatrix}$, as said.", ["Paragraph", "Display", "Paragraph"]),
        (r"- Let $W = \begin{pmatrix} 1 & 0 \\ 2 & 3 \end{pmatrix}$.", ["List"]),
        (r"$f = \begin{cases} 1 & z \\ 0 & y \end{cases}$", ["Display"]),
        (r"Let $W = \begin{bmatrix} 1 & 0 \end{bmatrix}$ be.", ["Paragraph"]),
    ],
)  # fmt: skip
def test_tall_formulas_are_set_apart(source: str, nodes: list[str]) -> None:
    blocks = markdown.parse(source)
    assert [type(block).__name__ for block in blocks] == nodes
    assert not any(is_tall(formula) for formula in formulas(blocks))


def choices(kind: str, key: object) -> Variant:
    settings = {"choices": ["A", "B"], "choice_texts": ["one", "two"]}
    return variant("q", "x", Part("p", "Which?", kind, key, settings=settings))


def test_how_to_choose_is_broken_between_words() -> None:
    """Wherever the line ends: no word is parted, and the points keep their number."""
    several = choices("multi", ["A"]).parts[0]
    asked = [replace(several, id=f"p{i}", prompt=f"Which{' is' * i}?") for i in range(10, 40)]
    printed = typst_pdf(typst.sheet(typeset([variant("n", "", *asked)], title="T"), key=False))
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    lines = "\n".join(page.extract_text() for page in pages)
    assert " ".join(lines.split()).count("choose all that apply") == len(asked)
    assert re.search(r"(choose|all|that) ?\n", lines)
    assert not re.search(r"(·|\d) ?\n\W*(\d|point)", lines)


def test_one_and_several_choices_look_different() -> None:
    for printer, signs in (
        (typst, ("choice(pick,", "choice(tick,")),
        (latex, (r"{\pick}\hspace", r"{\tick}\hspace")),
        (html, ('type="radio"', 'type="checkbox"')),
        (text, ("○ A", "□ A")),
    ):
        one, several = (
            printer.sheet(typeset([choices(kind, key)], title="t"), key=False)
            for kind, key in (("choice", "A"), ("multi", ["A"]))
        )
        assert signs[0] in one and signs[1] not in one, printer.__name__  # noqa: PT018
        assert signs[1] in several and signs[0] not in several, printer.__name__  # noqa: PT018
        assert "choose one" in one
        assert "choose all that apply" in several


@pytest.mark.parametrize("printer", [typst, latex, html, text])
def test_the_key_names_the_source_and_the_level(printer: object) -> None:
    page = page_of(shipped("week-4-convolution"))
    sheet, key = (
        printer.sheet(page, key=key)  # type: ignore[attr-defined]  # a module
        for key in (False, True)
    )
    flat = " ".join(key.split())
    for asked in page.questions:
        assert asked.source
        assert flat.count("Source: Hocking") >= 1
    assert flat.count("Source: ") == len(page.questions)
    assert flat.count("Level: ") == len(page.questions)
    assert "Source: " not in sheet


@pytest.mark.parametrize("sheet_id", SHEETS)
def test_every_written_answer_is_told_how_it_is_typed_once(sheet_id: str) -> None:
    page = page_of(shipped(sheet_id))
    told: list[str] = []
    for places, _ in page.how_to_type:
        for place in places.split(", "):
            first, _, last = place.partition("–")
            number, letter = re.fullmatch(r"(\d+)([a-z]?)", first).groups()  # type: ignore[union-attr]  # else it fails
            if not last:
                told.append(first)
            elif last.isdigit():
                told.extend(str(n) for n in range(int(number), int(last) + 1))
            else:
                told.extend(f"{number}{chr(c)}" for c in range(ord(letter), ord(last) + 1))
    written = {q.number: [p.label for p in q.parts if p.box] for q in page.questions}
    named = [
        f"{place}{label}"
        for place in told
        for label in (written[int(place)] if place.isdigit() else [""])
    ]
    assert sorted(named) == sorted(
        f"{n}{label}" for n, labels in written.items() for label in labels
    )


def test_slips_are_named_in_words() -> None:
    names = {
        mistake.name
        for sheet_id in SHEETS
        for asked in shipped(sheet_id).questions
        for part in asked.parts
        for mistake in part.mistakes
    }
    assert len(names) > 50
    assert not [name for name in names if re.search(r"[A-Za-z]-[A-Za-z0-9]", wording.slip(name).replace("cross-entropy", "").replace("feed-forward", "").replace("one-hot", "").replace("pre-activation", ""))]  # fmt: skip


class TestTerminalWidth:
    """Formulas wider than the terminal are cut at their operators, and nothing of them is lost."""

    @pytest.mark.parametrize("width", [16, 24, 40])
    def test_a_cut_formula_has_all_its_signs(self, formula: str, width: int) -> None:
        for display in (False, True):
            parts = math_text.fitted(formula, width, display=display)
            signs = sorted("".join("".join(map(str, parts)).split()))
            whole = (math_text.formula(formula, display=d) for d in {display, False})
            assert signs in [sorted("".join(str(grid).split())) for grid in whole]

    def test_a_long_sum_fits(self) -> None:
        terms = " + ".join(rf"(-{i}) \cdot {i + 11}" for i in range(1, 13))
        parts = math_text.fitted(rf"\begin{{aligned}} z &= {terms} \\ &= 1 \end{{aligned}}", 36)
        assert max(part.width for part in parts) <= 36
        assert {str(part)[:3] for part in parts[1:]} == {"  +", "  ="}

    @pytest.mark.parametrize("sheet_id", SHEETS)
    def test_shipped_keys_keep_to_forty_columns(self, sheet_id: str) -> None:
        wide: list[str] = []
        for asked in page_of(shipped(sheet_id)).questions:
            rows = text.question(asked, width=40, key=True).split("\n")
            # Matrices and lines of a program cannot be cut.
            wide.extend(
                row
                for row in rows
                if columns(row) > 40 and not set(row) & set("⎡⎢⎣[]") and not row.startswith("    ")
            )
        assert not wide

    @pytest.mark.parametrize(
        ("latex_source", "shows"),
        [
            (r"\frac{1}{2}(w - 2)^2", "1/2·(w − 2)²"),
            (r"\frac{1}{2}w", "1/2·w"),
            (r"\frac{1}{2} \|w\|^2", "1/2·‖w‖²"),
            (r"x + \frac{1}{2}", "x + 1/2"),
            (r"\frac{1}{2} + x", "1/2 + x"),
            (r"(\frac{1}{2}, 3)", "(1/2, 3)"),
        ],
    )
    def test_a_fraction_before_a_factor(self, latex_source: str, shows: str) -> None:
        assert str(math_text.formula(latex_source)) == shows


@needs_tex
def test_fractions_of_a_column_keep_clear_of_each_other() -> None:
    """A denominator is farther from the numerator of the next row than from its own."""
    column = r"$$h = \begin{bmatrix} \frac{17}{41} \\ \frac{23}{51} \end{bmatrix}$$"
    made = latex_pdf(latex.sheet(typeset([variant("q", column)], title="t"), key=False))
    heights = {p.text: p.y for p in pieces(made) if p.text in {"17", "41", "23", "51"}}
    inside = heights["17"] - heights["41"]
    assert heights["41"] - heights["23"] > 1.2 * inside


@needs_tex
@pytest.mark.parametrize("sign", ["", "\N{CIRCLED DIGIT ONE}"])
def test_every_listing_lies_on_a_ground(sign: str) -> None:
    asked = variant("q", f"```\nnet = Linear({sign})\n```")
    made = latex_pdf(latex.sheet(typeset([asked], title="t"), key=False))
    drawn = pypdf.PdfReader(io.BytesIO(made)).pages[0].get_contents()
    assert drawn is not None
    assert b"0.95 g" in drawn.get_data()
