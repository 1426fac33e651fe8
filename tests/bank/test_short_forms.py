"""What makes banks short: parts by their ids, keys with dots, and what a file says once for all its exercises."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from quizgen.bank import draw
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
SHORTEST = """
[defaults]
bloom = "apply"
[[exercise]]
id = "sizes"
minutes = 3
draw.D = "integer(2, 900)"
level.M = { U = "integer(3, 9)" }
instance.slide = { D = 5, U = 2 }
ask.P = ["How many weights join {{ D }} inputs and {{ U }} units?", "D * U"]
ask.all = "How many parameters are learned?"
answer.all = "D * U + U"
kind = { P = "integer", all = "fraction" }
mistakes.P.adds = ["D + U", "Multiply."]
follow.all = "P + U"
"""


def _only(text: str) -> Exercise:
    loaded = load_text(text, "bank.toml")
    assert not loaded.problems
    return loaded.exercises[0]


@pytest.mark.parametrize("text", [SHORT, SHORTEST])
def test_the_short_form_says_the_same(text: str) -> None:
    unplaced = partial(replace, path="")
    long, short = _only(LONG), _only(text)
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
    ("field", "line"),
    [
        ("part.P", 10),
        ("part.P.ask", 10),
        ("part.P.answer", 10),
        ("part.P.kind", 13),
        ("part.P.mistakes.adds.hint", 14),
        ("part.all", 11),
        ("part.all.answer", 12),
        ("part.all.follow", 15),
    ],
)
def test_lines_of_parts_without_headers_are_known(field: str, line: int) -> None:
    assert _only(SHORTEST).line(field) == line


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            "follow.all",
            "follow.al",
            ":15: follow.al: no part is called 'al'\n    fix: did you mean 'all'?",
        ),
        (
            "follow.all",
            "follow.Q",
            ":15: follow.Q: no part is called 'Q'\n    fix: the parts are P, all",
        ),
        ("follow.all", "hint", ":15: hint: does not say of which part\n    fix: hint.P = …"),
        ('follow.all = "P', 'follow.all = 3 #"', ":15: part.all.follow: is not text"),
        ("follow.all", "folow.all", ":15: folow: unknown key 'folow'"),
        ("follow.all", "points.all", ":15: part.all.points: is not a number of points"),
        ("answer.all", "answer.P", ":12: part.P.answer: stands beside an answer in ask"),
        (', "D * U"]', ', "D * U", "D"]', ":10: part.P.ask: is not text, nor a question with its"),
        ('all = "frac', 'al = "frac', ":13: kind.al: no part is called 'al'"),
        ("follow.all", "[exercise.part.b]\nask", ":15: part.b: no part is called 'b'"),
        ("follow.all", "[[exercise.part]]\nask", ":15: part: stands beside a table `ask`"),
        ("follow.all", "part.P.kind", ":15: part.P.kind: is said of P once more"),
    ],
)
def test_what_is_wrong_without_headers_is_told_with_its_line(was: str, now: str, said: str) -> None:
    assert was in SHORTEST
    problems = load_text(SHORTEST.replace(was, now), "bank.toml").problems
    assert any(str(problem).startswith(f"bank.toml{said}") for problem in problems), problems


@pytest.mark.parametrize(
    ("settings", "of_p", "of_all"),
    [
        ('settings = { rounding = "3" }', {"rounding": "3"}, {"rounding": "3"}),
        ('settings.P = { rounding = "3" }', {"rounding": "3"}, {}),
    ],
)
def test_settings_are_of_all_parts_or_of_those_that_they_name(
    settings: str, of_p: dict[str, str], of_all: dict[str, str]
) -> None:
    first, second = _only(SHORTEST + settings).parts
    assert (first.settings, second.settings) == (of_p, of_all)


def test_short_keys_of_a_part_may_share_a_line() -> None:
    apart = 'answer.all = "D * U + U"\nkind = { P = "integer", all = "fraction" }\n'
    assert apart in SHORTEST
    together = SHORTEST.replace(apart, 'kind.P = "integer"\n')
    together += 'part.all = { answer = "D * U + U", kind = "fraction" }'
    assert _only(together) == _only(SHORTEST)
    assert _only(together).line("part.all.kind") == 15


def test_a_letter_is_drawn_of_a_text_as_of_a_list() -> None:
    bank = '[[exercise]]\nid = "a"\ndraw.x = "choice({})"\nask = ["Type {{{{ x }}}}.", "7"]'
    text, letters = (_only(bank.format(of)) for of in ("'wxyz'", "['w', 'x', 'y', 'z']"))
    drawn = [draw(text, seed).values["x"] for seed in range(9)]
    assert drawn == [draw(letters, seed).values["x"] for seed in range(9)]
    assert set(drawn) <= set("wxyz")


def test_one_question_stands_with_its_answer_too() -> None:
    pair = '[[exercise]]\nid = "a"\nask = ["How many?", "2"]'
    apart = '[[exercise]]\nid = "a"\nask = "How many?"\nanswer = "2"'
    assert _only(pair) == _only(apart)
    assert _only(pair).line("answer") == 3


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('bloom = "apply"', "bloom = 3", ":3: defaults.bloom: 3 is no level"),
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
    """Lines of each exercise with its header, neither blank nor a comment."""
    lengths = [
        1 + sum(bool(line.strip()) and line[0] != "#" for line in exercise.splitlines()[1:])
        for file in shipped("banks").glob("*.toml")
        for exercise in file.read_text(encoding="utf-8").split("\n[[exercise]]")[1:]
    ]
    assert len(lengths) > 200
    assert median(lengths) <= 25
