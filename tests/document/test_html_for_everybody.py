"""What a page needs for who hears it, uses the keyboard alone, or reads it in the dark."""

import re

import pytest

from quizgen.bank import draw, load_banks
from quizgen.document.printers import html
from quizgen.document.sheet import question

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
