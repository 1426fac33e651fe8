"""A bank checked again while it is written: problems appear and go, and what has not changed is not drawn anew."""

from pathlib import Path

import pytest

from quizgen.bank import check, rechecking
from quizgen.bank.exercise import Exercise
from quizgen.bank.rechecking import SHOWN, Checked, Rechecking

ONE = """[[exercise]]
id = "{name}"
draw = {{ D = "integer(2, 90)", U = "integer(2, 90)" }}
ask = "How many weights join {{{{ D }}}} inputs and {{{{ U }}}} outputs?"
answer = "{answer}"
"""


def last(checking: Rechecking) -> Checked:
    *_, found = checking.run()
    return found


def test_problems_come_and_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def counted(exercise: Exercise, **options: object) -> check.Report:
        drawn.append(exercise.id)
        return check.exercise_report(exercise, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(rechecking, "exercise_report", counted)
    file = tmp_path / "b.toml"
    first, second = ONE.format(name="a", answer="D * U"), ONE.format(name="b", answer="D * U")
    file.write_text(first + second, encoding="utf-8")
    checking = Rechecking((tmp_path,), 10)
    states = list(checking.run())
    assert [sum(e.report is None for e in s.exercises) for s in states] == [2, 1, 0]
    assert [len(e.draws) for e in states[0].exercises] == [SHOWN, SHOWN]
    assert not states[-1].all_problems
    assert drawn == ["a", "b"]

    file.write_text(first + ONE.format(name="b", answer="D * V"), encoding="utf-8")
    (problem,) = last(checking).all_problems
    assert "unknown name 'V'" in problem.message
    assert drawn == ["a", "b", "b"]  # a has not changed

    file.write_text(first + "[[exercise", encoding="utf-8")
    assert [p.line for p in last(checking).problems] == [6]

    file.write_text(first + second, encoding="utf-8")
    assert not last(checking).all_problems


def test_a_line_that_moves_moves_its_problem(tmp_path: Path) -> None:
    file = tmp_path / "b.toml"
    text = ONE.format(name="a", answer="D * V")
    file.write_text(text, encoding="utf-8")
    checking = Rechecking((file,), 10)
    lines = [last(checking).all_problems[0].line]
    file.write_text(f"# a comment\n\n{text}", encoding="utf-8")
    lines.append(last(checking).all_problems[0].line)
    assert lines == [5, 7]


def test_a_sheet_shows_what_it_asks_for(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text('id = "s"\ntitle = "S"\nquestions = ["conv1d-arch"]\n', encoding="utf-8")
    found = last(Rechecking((file,), 10))
    assert [(e.exercise.id, bool(e.draws)) for e in found.exercises] == [("conv1d-arch", True)]
    file.write_text('id = "s"\ntitle = "S"\nquestions = ["conv1d-arc"]\n', encoding="utf-8")
    (problem,) = last(Rechecking((file,), 10)).all_problems
    assert problem.fix == "did you mean 'conv1d-arch'?"
