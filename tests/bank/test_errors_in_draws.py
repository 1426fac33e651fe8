"""A rule refuses a draw and another is taken; an error is the bank's, and is said with its share."""

from fractions import Fraction
from pathlib import Path

import pytest

from quizgen.bank import draw, find_problems
from quizgen.bank.load import load_text
from quizgen.document.check import check_document
from quizgen.errors import UserError

CLASSES = "draw = { z = 'vector(3, -3, 3)', y = 'integer(1, 3)' }\nask = 'Loss?'\nanswer = 'cross_entropy(z, y)'"
SOMETIMES = [
    (CLASSES, "answer"),
    ("draw = { a = 'integer(0, 3)' }\nask = 'Ratio?'\nanswer = '6 / a'", "answer"),
    ("draw = { a = 'integer(1, 4)', b = 'integer(a, 3)' }\nask = 'Sum?'\nanswer = 'a + b'", "draw.b"),
    ("draw = { a = 'integer(0, 3)' }\nrequire = ['6 / a > 1']\nask = 'x?'\nanswer = 'a'", "require"),
    ("draw = { P = 'integer(2, 5)' }\nlet = { c = 'Conv1d(1, 1, P)' }\nask = 'x?'\nanswer = 'c.connections(4)'", "answer"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "field"), SOMETIMES)
def test_an_error_now_and_then_is_a_finding_with_its_share(
    body: str, field: str, tmp_path: Path
) -> None:
    path = tmp_path / "b.toml"
    path.write_text(f"[[exercise]]\nid = 'a'\n{body}\n", encoding="utf-8")
    problems = [p for p in find_problems([path], draws=60) if " of 60 draws)" in p.message]
    (problem,) = problems
    assert problem.field == f"a.{field}"
    share = int(problem.message.rpartition("(in ")[2].split()[0])
    assert 5 <= share <= 40
    assert "require" in problem.fix or problem.fix


@pytest.mark.parametrize(("body", "field"), SOMETIMES)
def test_drawing_says_the_line(body: str, field: str) -> None:
    (exercise,) = load_text(f"[[exercise]]\nid = 'a'\n{body}", "b.toml").exercises
    said = []
    for seed in range(60):
        try:
            draw(exercise, seed)
        except UserError as error:
            said.append(str(error))
    assert 5 <= len(said) <= 40
    assert all(text.startswith("b.toml:") and f"a: {field}: " in text for text in said)


def test_a_rule_before_the_error_refuses() -> None:
    body = "draw = { a = 'integer(0, 3)' }\nrequire = ['a > 0']\nask = 'Ratio?'\nanswer = '6 / a'"
    (exercise,) = load_text(f"[[exercise]]\nid = 'a'\n{body}", "b.toml").exercises
    assert {draw(exercise, seed).values["a"] for seed in range(60)} == {1, 2, 3}


def test_the_intro_of_a_sheet_is_typeset(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("questions = ['conv1d-arch']\nintro = 'Let $\\foo{1}$ be'\n", encoding="utf-8")
    found = find_problems([path], draws=1, document_problems=check_document)
    assert [problem.line for problem in found if problem.field == "intro"] == [2]


def test_a_decimal_prints_as_one() -> None:
    body = "draw = { a = 'decimal(1, 9, 2)' }\ntext = '{{ a }} or ${{ a|latex }}$'\nask = 'Twice?'\nanswer = '2 * a'"
    (exercise,) = load_text(f"[[exercise]]\nid = 'a'\n{body}", "b.toml").exercises
    for seed in range(20):
        variant = draw(exercise, seed)
        exact = Fraction(variant.values["a"])
        shown = f"{float(exact):.2f}".rstrip("0").rstrip(".")
        assert variant.text == f"{shown} or ${shown}$"
        assert Fraction(variant.parts[0].key) == 2 * exact
