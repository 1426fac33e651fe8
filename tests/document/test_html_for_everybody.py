"""What a page needs for who hears it, uses the keyboard alone, or reads it in the dark."""

import re

import pytest

from quizgen.bank import draw, load_banks
from quizgen.document import markdown
from quizgen.document.printers import html
from quizgen.document.sheet import question
from quizgen.resources import shipped
from quizgen.targets import page
from quizgen.targets.qti_html import content
from quizgen.variant import Mistake, Part
from tests.document.conftest import variant

HTML = shipped("templates") / "html"
EXERCISES = load_banks().exercises


def printed(name: str, *, key: bool) -> str:
    exercise = EXERCISES[name]
    return html.question(
        question(draw(exercise, "everybody", exercise.levels[0] or None), 1), key=key
    )


@pytest.mark.parametrize("key", [True, False])
@pytest.mark.parametrize(
    ("name", "rows"), [("layer-table", 4), ("activation-table", 3), ("gd-given-gradients", 0)]
)
def test_every_head_of_a_table_says_what_it_heads(name: str, rows: int, *, key: bool) -> None:
    """The corner between heads of rows and of columns is no head."""
    page = printed(name, key=key)
    heads = re.findall(r"<th((?: [^>]*)?)>(.*?)</th>", page)
    assert heads
    assert all(content for _, content in heads), heads
    assert all('scope="' in given for given, _ in heads), heads
    assert sum('scope="row"' in given for given, _ in heads) == rows


def test_wide_code_is_scrolled_with_the_keyboard() -> None:
    page = printed("torch-mlp-read", key=True)
    assert "<pre" in page
    assert page.count("<pre") == page.count('<pre tabindex="0">')


def test_a_picture_made_for_paper_lies_on_white() -> None:
    """Its black lines would be lost on a dark page."""
    page = printed("curves-picture", key=False)
    assert re.search(r'<rect ([^>]+) fill="#fff"/><image \1 href="data:', page)


class TestNothingIsMovedThatTheKeyboardCannotReach:
    """A window of 400 pixels shows about 24 columns of a formula; a formula is never broken, words are."""

    WIDE = r"W = \begin{bmatrix} 1000 & 2000 & 3000 & 4000 & 5000 & 6000 \end{bmatrix}"
    NARROW = r"W = \begin{bmatrix} 1 & 2 \end{bmatrix}"

    @pytest.mark.parametrize("page", sorted(file.name for file in HTML.iterdir()))
    def test_only_what_the_keyboard_reaches_may_be_moved(self, page: str) -> None:
        style = (HTML / page).read_text(encoding="utf-8")
        rules = re.findall(r"([^{}]*)\{([^{}]*)\}", style)
        moved = [
            which.strip() for which, said in rules if re.search(r"overflow(-x)?: *(a|s)", said)
        ]
        assert [which for which in moved if not which.endswith("[tabindex]")] == []

    @pytest.mark.parametrize(
        "around",
        ["Find ${}$ here.", "* one ${}$", "> ${}$", "# ${}$", "$$\n{}\n$$", "**Find ${}$**",
         "| a |\n|---|\n| ${}$ |"],
    )  # fmt: skip
    def test_what_holds_a_wide_formula_is_reached(self, around: str) -> None:
        held = html.blocks(markdown.parse(around.replace("{}", self.WIDE)))
        assert held.count("tabindex") == 1, held
        assert "tabindex" not in html.blocks(markdown.parse(around.replace("{}", self.NARROW)))

    @pytest.mark.parametrize(
        ("words", "is_wide"), [("many short words " * 9, False), ("h" * 60, True)]
    )
    def test_words_of_a_table_are_broken_but_not_one_word(
        self, words: str, *, is_wide: bool
    ) -> None:
        table = html.blocks(markdown.parse(f"| a | b |\n|---|---|\n| {words} | 1 |"))
        assert ('<table tabindex="0">' in table) == is_wide

    @pytest.mark.parametrize("width", [WIDE, NARROW])
    def test_answers_options_and_slips_are_reached(self, width: str) -> None:
        key = [[1000, 2000, 3000, 4000, 5000, 6000]] if width == self.WIDE else [[1, 2]]
        slip = Mistake("sum", [[entry + 1 for entry in row] for row in key], f"${width}$")
        asked = Part("a", "Which?", "matrix", key, mistakes=(slip,))
        options = {"choices": ["A", "B"], "choice_texts": ["one", f"${width}$"]}
        chosen = Part("b", "Which?", "choice", "A", settings=options)
        made = html.question(question(variant("q", "", asked, chosen), 1), key=True)
        assert made.count("tabindex") == (3 if width == self.WIDE else 0), made

    def test_a_table_to_fill_in_is_reached(self) -> None:
        for name, is_wide in (("layer-table", True), ("capacity-direction", False)):
            assert ('<table tabindex="0">' in printed(name, key=False)) == is_wide

    def test_code_is_reached_outside_of_questions_too(self) -> None:
        assert html.blocks(markdown.parse("```\na\n```")).startswith('<pre tabindex="0">')

    def test_other_readers_of_formulas_get_no_such_attribute(self) -> None:
        told = markdown.parse(f"${self.WIDE}$\n\n```\na\n```\n\n| a |\n|---|\n| {'h' * 60} |")
        assert "tabindex" not in page.blocks(told)
        assert all(
            "tabindex" not in one.attrib for e in content(html.blocks(told)) for one in e.iter()
        )


@pytest.mark.parametrize("name", sorted(file.name for file in HTML.iterdir()))
def test_a_formula_is_moved_to_the_left_as_a_browser_does_it(name: str) -> None:
    """A displayed formula is centred whatever `text-align` it has: in MathML that says nothing."""
    style = (HTML / name).read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", style)
    assert [which for which, said in rules if "math" in which and "text-align" in said] == []
