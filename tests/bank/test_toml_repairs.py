"""What is no TOML is told with what would be right, whatever the reader of this Python says of it."""

import time

import pytest

from quizgen.bank.load import load_text
from quizgen.bank.toml_repairs import repair

REPAIRS = {
    'answer = "a * b': "the text has no closing quote",
    "answer = 'a * b": "the text has no closing quote",
    'ask = "is "a" b?"': "a text in double quotes ends at the next one",
    "ask = 'h'(z)'": "a text in single quotes ends at the next one",
    'ask = "W $\\sigma$ x"': "write a text with backslashes between single quotes",
    'draw = { a = "integer(2, 9)"': "a table in braces ends on its own line",
    "settings = { atol = 0,5 }": "a decimal has a point",
    "text = '''\nabc": "''' stands at the beginning and at the end",
    'text = """\nabc': '""" stands at the beginning and at the end',
    "points = 1/2": 'put texts and expressions between quotes: points = "1/2"',
    "answer = D - P": 'put texts and expressions between quotes: answer = "D - P"',
    "few = True": "true and false are written small",
    'answer == "3"': "one equals sign",
    "[exercise.part": "a header ends with as many ]",
    'ask : "x"': "write name = value",
    'tags = ["a" "b"]': "a comma stands between two entries",
    'mistakes.a = { value = "1" hint = "b" }': "a comma stands between two entries",
    "few = FALSE": "true and false are written small",
    "[[exercise]": "a header ends with as many ]",
    "[exercise.part]]": "a header ends with as many ]",
    'draw = { a = integer(2, 9), b = "sign()" }': 'put texts and expressions between quotes: a = "…"',
    'draw = { b = "sign()", a = integer(2, 9) }': 'put texts and expressions between quotes: a = "…"',
    "mistakes.a = ['1', 'it's wrong']": "a text in single quotes ends at the next one",
    'mistakes.a = ["it\'s", "it is "that" one"]': "a text in double quotes ends at the next one",
    'tags = ["it\'s", "that\'s" "b"]': "a comma stands between two entries",
    "a = [[1],\n[2]]\n& = 3": "correct the TOML syntax",
    "& = 3": "correct the TOML syntax",
}


@pytest.mark.parametrize("written", REPAIRS)
def test_the_repair_is_said(written: str) -> None:
    loaded = load_text(f'[[exercise]]\nid = "q"\n{written}\nhint = "a"\n', "bank.toml")
    problem = loaded.problems[0]
    assert problem.field == "TOML"
    assert problem.fix.startswith(REPAIRS[written])


@pytest.mark.timed
@pytest.mark.parametrize(
    "line",
    [
        "= [" * 50_000,
        '="' * 50_000,
        "{ a = " * 50_000,
        " [" * 50_000,
        "= [" + "'a', " * 9_000 + "'",
        "= [" + '"\\"' * 9_000,
    ],
)
def test_a_long_line_takes_no_time(line: str) -> None:
    started = time.process_time()
    repair(line, 1)
    assert time.process_time() - started < 0.5
