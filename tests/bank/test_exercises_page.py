"""docs/exercises.md is what the banks say now.

QUIZGEN_REFERENCE=write writes it anew.
"""

import os
from pathlib import Path

from quizgen.bank import load_banks
from tests.bank import exercises_page

PAGE = Path(__file__).parents[2] / "docs" / "exercises.md"


def test_the_page_is_current() -> None:
    made = exercises_page.page()
    if os.environ.get("QUIZGEN_REFERENCE") == "write":
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    said = "write it anew: QUIZGEN_REFERENCE=write pytest tests/bank/test_exercises_page.py"
    assert PAGE.read_text(encoding="utf-8").split("\n## ") == made.split("\n## "), said


def test_every_exercise_and_sheet_has_its_line() -> None:
    text = PAGE.read_text(encoding="utf-8")
    library = load_banks()
    for name in (*library.exercises, *library.sheets):
        assert text.count(f"\n| `{name}` |") == 1, name


def test_every_exercise_says_what_is_learned() -> None:
    silent = [name for name, exercise in load_banks().exercises.items() if not exercise.objective]
    assert silent == []
