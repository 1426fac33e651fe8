"""A sheet that two of a class get alike is told; one with enough to draw, or nothing, is not."""

from pathlib import Path

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.alike import CLASS, sharing
from quizgen.bank.check import find_problems
from quizgen.bank.statement import identity

BANK = """
[[exercise]]
id = "NAME"
title = "Twice"
draw = { n = "integer(1, MOST)" }
ask = "What is twice {{ n }}?"
answer = "2 * n"
explanation = "It is {{ 2 * n }}."
[exercise.instance]
seven = { n = 7 }
"""


def told(folder: Path, sheet: str, few: str = "", draws: int = 80) -> list[str]:
    """What is said of a sheet beside a bank of an exercise with 3 statements, one with 90, one with a million."""
    for name, most in (("little", 3), ("some", 90), ("much", 1_000_000)):
        text = BANK.replace("NAME", name).replace("MOST", str(most))
        (folder / f"{name}.toml").write_text(
            text.replace('title = "Twice"', f'title = "Twice"{few}')
        )
    (folder / "sheet.toml").write_text(f'id = "s"\ntitle = "A sheet"\nquestions = {sheet}\n')
    found = find_problems([folder], draws=draws)
    return [problem.message for problem in found if problem.field == "questions"]


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ('["little"]', 300),
        # Of 3 times 90 sheets a student has one that none of 299 others has with (1 - 1/270)^299.
        ('["little", "some"]', 201),
        ('["little", "much"]', 0),
        ('[{ id = "little", instance = "seven" }]', 0),
    ],
)
def test_sheets_that_are_alike_are_told(tmp_path: Path, sheet: str, expected: int) -> None:
    found = told(tmp_path, sheet)
    if expected:
        (said,) = found
        count = int(said.removeprefix(f"of {CLASS} students ").split()[0])
        assert said.endswith(" get a sheet that another has too")
        assert abs(count - expected) < 30
    assert bool(found) == bool(expected)


def test_draws_that_say_too_little_are_taken_again(tmp_path: Path) -> None:
    assert len(told(tmp_path, '["little"]', draws=2)) == 1
    assert told(tmp_path, '["much"]', draws=2) == []


def test_few_statements_that_are_meant_are_not_told(tmp_path: Path) -> None:
    assert told(tmp_path, '["little"]', '\nfew = true\nfew_reason = "a test"') == []


def test_a_class_is_counted_as_if_whole_sheets_were_compared() -> None:
    library = load_banks()
    questions = [(library.exercise(name), "") for name in ("name-lstm-gates", "default-stride")]
    sheets = [
        tuple(
            identity(draw(exercise, f"alike {n} {i}")) for n, (exercise, _) in enumerate(questions)
        )
        for i in range(40)
    ]
    assert sharing(questions, 40) == sum(sheets.count(sheet) > 1 for sheet in sheets) > 0


def test_every_sheet_is_looked_at(tmp_path: Path) -> None:
    """Before the one that is told stand one with much to draw and one with nothing to draw."""
    for name, sheet in (("much", '["much"]'), ("seven", '[{ id = "little", instance = "seven" }]')):
        (tmp_path / f"a_{name}.toml").write_text(
            f'id = "{name}"\ntitle = "A sheet"\nquestions = {sheet}\n'
        )
    assert len(told(tmp_path, '["little"]')) == 1
