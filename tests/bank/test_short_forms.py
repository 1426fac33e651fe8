"""What makes banks short: parts by their ids, keys with dots, and what a file says once for all its exercises."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from quizgen.bank.exercise import Exercise
from quizgen.bank.load import load_text
from quizgen.bank.pieces import load_named
from quizgen.resources import shipped

LONG = """
[[exercise]]
id = "sizes"
bloom = "apply"
minutes = 3
[exercise.draw]
D = "integer(2, 900)"
[exercise.level]
M = { U = "integer(3, 9)" }
[exercise.instance]
slide = { D = 5, U = 2 }
[[exercise.part]]
id = "P"
kind = "integer"
ask = "How many weights join {{ D }} inputs and {{ U }} units?"
answer = "D * U"
[exercise.part.mistakes]
adds = { value = "D + U", hint = "Multiply." }
[[exercise.part]]
id = "all"
kind = "fraction"
ask = "How many parameters are learned?"
answer = "D * U + U"
follow = "P + U"
"""
SHORT = """
[defaults]
bloom = "apply"
minutes = 4
[[exercise]]
id = "sizes"
minutes = 3
kind = "integer"
draw.D = "integer(2, 900)"
level.M = { U = "integer(3, 9)" }
instance.slide = { D = 5, U = 2 }
[exercise.part.P]
ask = "How many weights join {{ D }} inputs and {{ U }} units?"
answer = "D * U"
mistakes.adds = ["D + U", "Multiply."]
[exercise.part.all]
kind = "fraction"
ask = "How many parameters are learned?"
answer = "D * U + U"
follow = "P + U"
"""


def _only(text: str) -> Exercise:
    loaded = load_text(text, "bank.toml")
    assert not loaded.problems
    return loaded.exercises[0]


def test_the_short_form_says_the_same() -> None:
    unplaced = partial(replace, path="")
    long, short = _only(LONG), _only(SHORT)
    parts = tuple(map(unplaced, short.parts))
    assert replace(short, parts=parts) == replace(long, parts=tuple(map(unplaced, long.parts)))


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("kind", 8),
        ("draw.D", 9),
        ("level.M", 10),
        ("instance.slide", 11),
        ("part.P", 12),
        ("part.P.answer", 14),
        ("part.P.mistakes.adds.hint", 15),
        ("part.all.follow", 20),
    ],
)
def test_its_lines_are_known(field: str, line: int) -> None:
    assert _only(SHORT).line(field) == line


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('bloom = "apply"', "bloom = 3", ":3: defaults.bloom: is not text"),
        ("[defaults]", "[defaults]\nid = 'a'", ":3: defaults.id: unknown key 'id'"),
        ("[defaults]", "[default]", ":2: default: unknown table 'default'"),
        ("[exercise.part.P]", "[exercise.part.P]\nid = 'Q'", ":13: part.P.id: stands beside an id"),
        ("[exercise.part.P]", "[exercise.part]", ":12: part: is not a list of tables, nor"),
        ('["D + U", ', '["D + U", "D", ', ":15: part.P.mistakes.adds: is not an expression"),
        ('kind = "integer"', "kind = 3", ":8: kind: is not text"),
        ('answer = "D * U"\n', "answer = 3\n", ":14: part.P.answer: is not text"),
        ('answer = "D * U"\n', "anwser = '3'\n", ":14: part.P.anwser: unknown key 'anwser'"),
    ],
)
def test_what_is_wrong_in_it_is_told_with_its_line(was: str, now: str, said: str) -> None:
    assert was in SHORT
    problems = load_text(SHORT.replace(was, now), "bank.toml").problems
    assert any(str(problem).startswith(f"bank.toml{said}") for problem in problems), problems


def test_defaults_behind_an_exercise_are_told() -> None:
    bank = LONG + '[defaults]\nbloom = "apply"'
    (problem,) = load_text(bank, "bank.toml").problems
    assert problem.line == bank.count("\n")
    assert problem.field == "defaults"
    assert "behind an exercise" in problem.message


def test_an_exercise_read_alone_has_what_its_file_says_for_all() -> None:
    bank = SHORT + "".join(SHORT.partition("[[exercise]]")[1:]).replace('"sizes"', '"more"')
    whole = load_text(bank, "bank.toml").exercises[1]
    (alone,) = load_named(bank.encode(), Path("bank.toml"), {"more"}).exercises
    assert alone == whole
    assert alone.bloom == "apply"
    assert alone.line("part.all.follow") == whole.line("part.all.follow")


def test_the_shipped_exercises_are_short() -> None:
    """Lines of each exercise behind its header, neither blank nor a comment."""
    lengths = [
        sum(bool(line.strip()) and not line.startswith("#") for line in exercise.splitlines()[1:])
        for file in shipped("banks").glob("*.toml")
        for exercise in file.read_text(encoding="utf-8").split("\n[[exercise]]")[1:]
    ]
    assert len(lengths) > 200
    assert median(lengths) <= 33
