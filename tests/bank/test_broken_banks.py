"""Banks with a slip of the pen: every one is answered with its line and field, none with a traceback."""

from pathlib import Path

import pytest

from quizgen.bank import draw
from quizgen.bank.check import find_problems
from quizgen.bank.load import load_text
from quizgen.errors import UserError

HEAD = "[[exercise]]\nid = 'slip'\n"
# What is written, and what is said of it while the file is read.
MISSHAPEN = {
    "ask = 3": "ask: is not text",
    "ask = '1 + 1'\ntags = 'dense'": "tags: is not a list of texts",
    "ask = '1 + 1'\nmistakes = 'D'": "mistakes: is not a table",
    "ask = '1 + 1'\nlevel = { E = 'D' }": "level: is not a table of tables",
    "ask = '1 + 1'\nfigure = 1": "figure: is neither text nor a list of texts",
    "ask = '1 + 1'\nrevision = 'b'": "revision: 'b' is not a whole number from 1",
    "part = 'a'": "part: is not a list of tables",
    "ask = 'Order'\nitems = ['a', 'b']\nbefore = [[0]]": "before: is not a list of pairs of places",
    "ask = 'Order'\nitems = 7": "items: is neither text nor a list of texts",
}
# The same while an exercise is drawn.
UNDRAWABLE = {
    "ask = 'Order'\nitems = ['a', 'b']\nbefore = [[0, 9]]": "before: .* are not pairs of places",
    "ask = 'Order'\nitems = ['a', 'b']\nmistakes = { late = '[0, 41]' }": "mistakes.late: not an order",
    "ask = 'Sum'\nanswer = '1 + 1'\nmistakes = { huge = '10 ** 3000 / 7' }": "mistakes.huge: ",
    "ask = 'Sum'\nanswer = '[1, 2][:1]'\nmistakes = { none = '([1][3], 2)' }": "mistakes.none: ",
    "ask = 'Linear(2, 3).conections()'": "Linear has no 'conections'; did you mean 'connections'",
    "ask = 'Sum'\nanswer = '[1, 2].tofile()'": "list has no 'tofile'",
    "ask = 'Conv1d(1, 1, kernal_size=2).parameter_count'": "Conv1d has no argument 'kernal_size'",
    "ask = 'Linear(2, 3).connections(2, true)'": "takes from 1 to 2 positional arguments",
    "ask = 'Sum'\nanswer = 'Linear(2, 3).output_shape'": "output_shape is not called",
    "ask = 'How many?'": "expected token",
    "ask = 'One'\nanswer = \"'c'\"\nchoices = ['a', 'b']": "answer: 'c' is not among the choices",
    "ask = 'One'\nanswer = \"'a'\"\nchoices = ['a']": "choices: 1 texts",
    "ask = 'One'\nanswer = '4'\nfollow = '3'": "follow: gives 3, but the answer is 4",
    **{
        f"ask = 'n'\ndraw = {{ n = '{drawn}' }}\nanswer = 'n'": f"draw.n: .*{said}"
        for drawn, said in {
            "choice([])": "choice of an empty list",
            "vector(2, 0, 0)": "the only value is 0, and entries are not zero",
            "distinct(5, 1, 4)": "there are only 4 values",
            "distinct(5, -2, 2)": "there are only 4 values",
            "sample([1, 2], 3)": "sample of 3 from 2",
            "vector(0, 1, 2)": "0 entries; 1 to ",
            "matrix(900, 900, 1, 2)": "810000 entries; 1 to ",
            "distinct(2, 0, 10 ** 9)": "values are taken from 1,000,000,001; at most ",
            "logits(2, 10 ** 9)": "values are taken from 1,000,000,000; at most ",
            "integer(3, 2)": "is an empty range; the smaller number comes first",
        }.items()
    },
    "ask = 'Units'\nanswer = '3'\nfollow = 'mlp([2]).parameter_count'": "follow: .*at least inputs",
}


@pytest.mark.parametrize("text", MISSHAPEN)
def test_a_field_of_the_wrong_shape_is_named(text: str) -> None:
    problems = load_text(HEAD + text, "bank.toml").problems
    assert any(MISSHAPEN[text] in str(problem) for problem in problems), problems
    assert all(str(problem).startswith("bank.toml:") for problem in problems)


@pytest.mark.parametrize("text", UNDRAWABLE)
def test_what_cannot_be_drawn_is_named(text: str) -> None:
    loaded = load_text(HEAD + text, "bank.toml")
    assert not loaded.problems
    with pytest.raises(UserError, match=rf"bank.toml:\d+: slip: .*{UNDRAWABLE[text]}"):
        draw(loaded.exercises[0], "1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind = 'intger'", "kind: unknown answer kind 'intger'; did you mean 'integer'?"),
        ("settings = { tolerance = 1 }", "settings: integer: unknown setting 'tolerance'"),
        ("kind = 'vector'", "kind: 6 is no vector"),
    ],
)
def test_a_part_nobody_can_judge_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(f"{HEAD}ask = 'Linear(2, 3).connections()'\n{text}\n", encoding="utf-8")
    (problem,) = find_problems([path], draws=1)
    assert problem.line == 4
    assert said in str(problem)


@pytest.mark.parametrize("text", ["exercise = [1, 2]", "exercise = 'a'", "questions = 'a'"])
def test_a_file_that_is_no_bank(text: str) -> None:
    assert load_text(text, "bank.toml").problems


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{ level = 'E' }", "entry 2 names no exercise"),
        ("7", "entry 2 names no exercise"),
        ("{ id = 'b', level = 3 }", "entry 2: level is not text"),
        ("{ id = 'b', instance = 3 }", "entry 2: instance is not text"),
        ("{ id = 'b', points = 'two' }", "entry 2: points are not a number"),
        ("{ id = 'b', point = 2 }", "entry 2: unknown key 'point'"),
    ],
)
def test_the_entry_of_a_sheet_that_is_wrong_is_counted_as_people_count(
    tmp_path: Path, entry: str, said: str
) -> None:
    sheet = tmp_path / "sheets" / "mine.toml"
    sheet.parent.mkdir()
    sheet.write_text(f"id = 'mine'\nquestions = ['a', {entry}, 'c']\n", encoding="utf-8")
    found = [str(problem) for problem in load_text(sheet.read_text("utf-8"), str(sheet)).problems]
    assert len(found) == 1
    assert f"questions: {said}" in found[0]


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e99999", "0." + "3" * 5000])
def test_what_is_no_number_of_a_bank_is_told_by_its_line(number: str) -> None:
    head = HEAD.replace("slip", "banana-info-1")  # the signs of some numbers stand in words, too
    loaded = load_text(f"{head}ask = '1 + 1'\nminutes = {number}\n", "bank.toml")
    (problem,) = loaded.problems
    assert str(problem).startswith(f"bank.toml:4: TOML: {number[:40]} is no number of a bank")
    assert problem.fix == "write a number such as 2.5, of at most 60 digits"
