"""Options that are pictures: a figure for each choice, whose name nobody sees or types."""

import json
from pathlib import Path

import pytest

from quizgen.bank import draw
from quizgen.bank.check import find_problems
from quizgen.bank.lints.constant import meant
from quizgen.bank.load import load_text
from quizgen.bank.statement import identity
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import Sheet, sheet
from quizgen.language.judges import kind_of
from quizgen.targets.page import prompt
from quizgen.targets.question import question_of
from quizgen.variant import Variant

GOOD = """[[exercise]]
id = "which"
draw = { a = "integer(2, 20)", c = "integer(2, 20)" }
require = ["a != c"]
ask = "Which figure shows ${{ a }} x - {{ c }} y = 0$?"
choices = ["the lineasasked", "theaxes exchanged", "thesign lost"]
pictures = "map_of(plane(lines=[h]), h=[[a, -c, 0], [c, -a, 0], [a, c, 0]])"
answer = "choices[0]"
mistakes = { swap = { value = "choices[1]", hint = "The first number belongs to $x$." } }
"""
PICTURES = GOOD[GOOD.index("pictures") : GOOD.index("answer")]
# What is changed in the good exercise, the line that is said, and what is said of it.
WRONG = {
    "too few": ("h=[[a, -c, 0], [c, -a, 0], [a, c, 0]]", "h=[[a, -c, 0], [c, -a, 0]]", 7, "2 pictures for 3 choices"),
    "two alike": ("[a, c, 0]]", "[a, -c, 0]]", 7, "two pictures are the same"),
    "no figures": (PICTURES, 'pictures = "[a, c, 3]"\n', 7, "gives no list of figures"),
    "no figure": (PICTURES, 'pictures = ["a", "c", "3"]\n', 7, "'a' is not a figure"),
    "an unknown name": ("plane(lines=[h])", "plane(lines=[g])", 7, "unknown name 'g'"),
    "no choices": ('choices = ["the lineasasked", "theaxes exchanged", "thesign lost"]\n', "", 6, "stand without choices"),
    "numbers": (PICTURES, "pictures = [1, 2, 3]\n", 7, "pictures: is neither text nor a list of texts"),
}  # fmt: skip


def problems(tmp_path: Path, bank: str) -> list[str]:
    path = tmp_path / "bank.toml"
    path.write_text(bank, encoding="utf-8")
    return [str(problem).removeprefix(str(path)) for problem in find_problems([path], draws=60)]


def drawn(seed: int = 1) -> Variant:
    variant: Variant = draw(load_text(GOOD, "b.toml").exercises[0], seed)
    return variant


def page(seed: int = 1) -> Sheet:
    return sheet([drawn(seed)], title="Pictures", code="AB-1")


def test_a_good_exercise_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


@pytest.mark.parametrize("name", WRONG)
def test_misuse_is_told_at_its_line(name: str, tmp_path: Path) -> None:
    old, new, line, said = WRONG[name]
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(p.startswith(f":{line}: ") and said in p for p in found), found


def test_a_variant_keeps_its_pictures() -> None:
    variant = drawn()
    assert Variant.from_json(json.loads(variant.to_line())) == variant


def test_pictures_stand_in_the_order_of_their_letters() -> None:
    orders = set()
    for seed in range(12):
        variant = drawn(seed)
        part, v = variant.parts[0], dict(variant.values)
        right = part.pictures[part.settings["choices"].index(part.key)]
        (x0, y0), (x1, y1) = right.data["lines"][0]
        assert v["a"] * x0 - v["c"] * y0 == pytest.approx(0, abs=1e-4)
        assert v["a"] * x1 - v["c"] * y1 == pytest.approx(0, abs=1e-4)
        orders.add(part.key)
    assert len(orders) == 3


def test_only_letters_are_answers() -> None:
    part = drawn().parts[0]
    judge = kind_of(part)
    assert judge.judge(part.key).status == "correct"
    assert judge.judge(f"figure {part.key}").status == "correct"
    assert judge.judge("the lineasasked").status == "unreadable"
    swapped = next(m.value for m in part.mistakes if m.name == "swap")
    verdict = judge.judge(swapped)
    assert verdict.status == "wrong"
    assert "first number" in verdict.feedback


def test_the_same_question_in_another_order_is_the_same() -> None:
    first, second = drawn(), drawn()
    assert identity(first) == identity(second)
    assert identity(drawn(1)) != identity(drawn(2))
    assert meant(first.parts[0]) != meant(drawn(2).parts[0])


def test_paper_shows_figures_and_no_names() -> None:
    for printer, one in (
        (typst, "figure(alt"),
        (latex, r"\begin{tikzpicture}[x=1mm"),
        (html, "<svg"),
    ):
        paper, key = printer.sheet(page(), key=False), printer.sheet(page(), key=True)
        assert paper.count(one) == key.count(one) == 3
        assert "asasked" not in paper
        assert "asasked" in key
    paper = text.sheet(page(), key=False, width=100)
    assert "asasked" not in paper
    assert paper.count("Figure: Plane") + paper.count("┌") == 3


def test_the_pdf_meets_its_standards_with_an_option_to_tick_for_each_picture() -> None:
    import io

    import pikepdf

    data = typst_pdf(typst.sheet(page(), key=False))
    assert b"pdfuaid" in data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        widgets = [a for p in pdf.pages for a in p.get("/Annots", ()) if a.get("/FT") == "/Btn"]
    assert len(widgets) == 3


def test_learning_systems_get_a_picture_for_each_letter() -> None:
    question = question_of(drawn())
    shown = prompt(question, question.asked[0], lambda scene: f"<img alt='{scene.alt}'>")
    assert shown.count("<img") == 3
    assert all(f"<strong>{letter}</strong>" in shown for letter in "ABC")
    assert "asasked" not in shown
