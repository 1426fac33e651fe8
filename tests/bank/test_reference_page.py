"""docs/reference.md is what the code says now: every name, every example evaluated.

QUIZGEN_REFERENCE=write writes it anew.
"""

import os
from pathlib import Path

import pytest

from quizgen.language.iteration import BINDING
from quizgen.language.vocabulary import figure_names, known_names
from tests.bank import reference_page
from tests.bank.reference_page import INNER, names

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"


def test_the_page_is_current() -> None:
    made = reference_page.page()
    if os.environ.get("QUIZGEN_REFERENCE") == "write":
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    said = "write it anew: QUIZGEN_REFERENCE=write pytest tests/bank/test_reference_page.py"
    assert PAGE.read_text(encoding="utf-8").split("\n### ") == made.split("\n### "), said


@pytest.mark.parametrize("name", sorted({*known_names(), *BINDING} - INNER))
def test_every_name_is_described(name: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    _, _, own = text.partition(f"\n### `{name}`\n")
    assert f"{name}" in own.partition("\n### ")[0].partition("    → ")[0].partition("\n    ")[2]


def test_figures_and_what_is_left_out() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"- `{name}(" in text for name in figure_names())
    assert known_names() >= INNER
    assert set(names()) | INNER >= known_names()
