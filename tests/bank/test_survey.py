"""What `check` says of many draws: shares that rules refuse, slow draws, and where an error stands."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.bank import draw
from quizgen.bank.check import examine
from quizgen.bank.field import BankError
from quizgen.bank.load import load_text
from quizgen.bank.survey import Survey
from quizgen.cli.group import group

ONE_IN_FOUR = (
    "draw = { a = 'integer(1, 4)' }\nrequire = ['a == 1']\nask = 'Twice?'\nanswer = '2 * a'"
)
ONE_IN_FIFTY = ONE_IN_FOUR.replace("(1, 4)", "(1, 50)")


def written(folder: Path, body: str) -> Path:
    path = folder / "b.toml"
    path.write_text(f"[[exercise]]\nid = 'a'\n{body}\n", encoding="utf-8")
    return path


def test_the_share_a_rule_refuses_is_told_and_is_no_problem(tmp_path: Path) -> None:
    report = examine([written(tmp_path, ONE_IN_FOUR)], draws=100)
    (row,) = report.refused
    # Three of four: of 100 draws taken, about 300 were refused.
    assert 0.65 < row.share < 0.85
    assert row.draws - row.refused == 100
    assert row.rule == "require 'a == 1'"
    assert not [p for p in report.problems if "refused" in p.message]


def test_a_rule_that_refuses_nearly_all_is_a_problem(tmp_path: Path) -> None:
    report = examine([written(tmp_path, ONE_IN_FIFTY)], draws=40)
    (problem,) = (p for p in report.problems if "refused" in p.message)
    assert (problem.line, problem.field) == (4, "a.require")
    assert "98% of the draws" in problem.message or "97% of the draws" in problem.message


@pytest.mark.parametrize("as_json", [False, True])
def test_the_command_tells_the_share(*, as_json: bool, tmp_path: Path) -> None:
    path = written(tmp_path, ONE_IN_FOUR.replace("draw =", "level.M ="))
    words = ["check", str(path), "--draws", "30", "--jobs", "1", *(["--json"] if as_json else [])]
    result = CliRunner().invoke(group, words)
    if as_json:
        (row,) = json.loads(result.stdout)["refused"]
        assert (row["exercise"], row["level"], row["rule"]) == ("a", "M", "require 'a == 1'")
        assert row["draws"] == row["refused"] + 30
    else:
        (line,) = [line for line in result.stderr.splitlines() if line.startswith("  a ")]
        assert line.split()[1] == "M"
        assert line.split()[2].endswith("%")


def test_slow_draws_are_a_problem_and_end_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    # Looked at three times a draw.
    clock = iter(range(10_000))
    monkeypatch.setattr("quizgen.bank.survey.time.process_time", lambda: 0.1 * next(clock))
    levels = "level = { E = { a = 'integer(1, 9)' }, M = { a = 'integer(1, 99)' } }"
    (exercise,) = load_text(
        f"[[exercise]]\nid = 'a'\n{levels}\nask = 'Twice?'\nanswer = '2 * a'", "b.toml"
    ).exercises
    found = Survey(exercise, 200).run()
    assert [p.message for p in found.problems] == ["a draw takes 0.3 s of the processor; 2 were looked at"]  # fmt: skip
    # The first draw, which loads what is needed, is not measured.
    assert [len(level.variants) for level in found.drawn] == [3]


def test_one_draw_that_loads_something_is_no_slow_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    # Looked at four times a draw with the start of the next: a second is lost in the second draw.
    clock = (0.001 * i + (1 if i > 6 else 0) for i in range(10_000))
    monkeypatch.setattr("quizgen.bank.survey.time.process_time", lambda: next(clock))
    (exercise,) = load_text(
        "[[exercise]]\nid = 'a'\ndraw = { a = 'integer(1, 9)' }\nask = 'Twice?'\nanswer = '2 * a'",
        "b.toml",
    ).exercises
    found = Survey(exercise, 40).run()
    assert [p.message for p in found.problems] == []
    assert [len(level.variants) for level in found.drawn] == [40]


PLACES = [
    # What is quoted in a message says nothing of where it stands.
    ("let = { c = 'Conv1d(1, 1' }\nask = 'x?'\nanswer = 'c.parameter_count'", "let.c", 3),
    ("let.b = '1 / 0'\nlet.c = 'b + 1'\nask = 'x?'\nanswer = 'c'", "let.b", 3),
    ("let = { c = 'Conv1d(1, 1, 0)' }\nask = 'x?'\nanswer = '1'\nfigure = 'connections(c, 3)'", "let.c", 3),
    ("ask = 'x?'\nanswer = '1'\nmistakes = { follow = 'hint' }", "mistakes.follow", 5),
    ("ask = '{{ 1 +  }}'\nanswer = '1'", "ask", 3),
    ("ask = 'x?'\nanswer = '1'\nhint = '{{ answr }}'", "hint", 5),
    ("ask = 'x?'\nanswer = '1'\nexplanation = '{{ answr }}'", "explanation", 5),
    ("ask = 'x?'\nanswer = '\"ask\" + 1'", "answer", 4),
    ("ask = 'x?'\nanswer = '\"text\"'", "answer", 4),
    ("ask = 'x?'\nanswer = '\"a\"'\nchoices = ['b', 'c']", "answer", 4),
    ("ask = 'x?'\nanswer = '\"b\"'\nchoices = ['b', '{{ nothing }}']", "choices", 5),
    ("ask = 'Order'\nitems = ['a', 'b']\nbefore = 'follow'", "before", 5),
    ("ask = 'x?'\nanswer = 'D'\ninstance.slide = { D = '1 +' }\ndraw = { D = '1' }", "instance.slide.D", 5),
    ("[[exercise.part]]\nask = 'x?'\nanswer = '1'\n[[exercise.part]]\nask = 'y?'\nanswer = '2'\nfollow = 'a + b'", "part.1.follow", 9),
]  # fmt: skip


@pytest.mark.parametrize(("body", "field", "line"), PLACES, ids=[f for _, f, _ in PLACES])
def test_an_error_carries_its_place(body: str, field: str, line: int) -> None:
    loaded = load_text(f"[[exercise]]\nid = 'a'\n{body}", "b.toml")
    assert not loaded.problems
    instance = "slide" if "slide" in body else None
    with pytest.raises(BankError) as error:
        draw(loaded.exercises[0], "1", instance=instance)
    problem = error.value.problem
    assert (problem.file, problem.line, problem.field) == ("b.toml", line, f"a.{field}")
    assert str(error.value).startswith(f"b.toml:{line}: a: {field}: {problem.message}")


@pytest.mark.parametrize(
    ("key", "count"), [("part", 41), ("level", 13), ("mistakes", 41), ("items", 27), ("let", 101)]
)
def test_more_than_anybody_could_mean_is_refused_unread(key: str, count: int) -> None:
    body = {
        "part": "[[exercise.part]]\nask = 'x?'\nanswer = '1'\n" * count,
        "level": "ask = 'x?'\nanswer = '1'\n[exercise.level]\n"
        + "".join(f"L{i} = {{ D = '1' }}\n" for i in range(count)),
        "mistakes": "ask = 'x?'\nanswer = '1'\n[exercise.mistakes]\n"
        + "".join(f"m{i} = '{i}'\n" for i in range(count)),
        "items": f"ask = 'x?'\nitems = {[str(i) for i in range(count)]}",
        "let": "ask = 'x?'\nanswer = '1'\n[exercise.let]\n"
        + "".join(f"l{i} = '{i}'\n" for i in range(count)),
    }[key]
    problems = load_text(f"[[exercise]]\nid = 'a'\n{body}", "b.toml").problems
    assert f"{count} entries; at most {count - 1}" in problems[0].message
    assert problems[0].line >= (1 if key == "part" else 3)
