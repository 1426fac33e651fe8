"""What makes banks short: parts by their ids, keys with dots, and what a file says once for all its exercises."""

from dataclasses import replace
from functools import partial

import pytest

from quizgen.bank.exercise import Exercise
from quizgen.bank.load import load_text

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
ask = "How many weights join {{ D }} inputs and {{ U }} units?"
answer = "D * U"
[exercise.part.mistakes]
adds = { value = "D + U", hint = "Multiply." }
[[exercise.part]]
id = "all"
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
draw.D = "integer(2, 900)"
level.M = { U = "integer(3, 9)" }
instance.slide = { D = 5, U = 2 }
[exercise.part.P]
ask = "How many weights join {{ D }} inputs and {{ U }} units?"
answer = "D * U"
mistakes.adds = { value = "D + U", hint = "Multiply." }
[exercise.part.all]
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
        ("draw.D", 8),
        ("level.M", 9),
        ("instance.slide", 10),
        ("part.P", 11),
        ("part.P.answer", 13),
        ("part.P.mistakes.adds.hint", 14),
        ("part.all.follow", 18),
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
        ("[exercise.part.P]", "[exercise.part.P]\nid = 'Q'", ":12: part.P.id: stands beside an id"),
        ("[exercise.part.P]", "[exercise.part]", ":11: part: is not a list of tables, nor"),
        ('answer = "D * U"\n', "answer = 3\n", ":13: part.P.answer: is not text"),
        ('answer = "D * U"\n', "anwser = '3'\n", ":13: part.P.anwser: unknown key 'anwser'"),
    ],
)
def test_what_is_wrong_in_it_is_told_with_its_line(was: str, now: str, said: str) -> None:
    assert was in SHORT
    problems = load_text(SHORT.replace(was, now), "bank.toml").problems
    assert any(str(problem).startswith(f"bank.toml{said}") for problem in problems), problems
