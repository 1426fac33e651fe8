"""The marks of Moodle and Canvas beside ours: every difference is listed, with a reason where there is one."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from quizgen.answers.blank import Numeric
from quizgen.cli.differences import NOT_EXPLAINED
from quizgen.cli.group import group
from quizgen.course.responses import read_record
from quizgen.targets.question import Question, question_of
from tests.targets.engines import Moodle, engine
from tests.targets.trials import Given, Trial, texts, trials

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "week-4-convolution"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the record of a sheet."""
    made = tmp_path_factory.mktemp("exported")
    words = ["export", "moodle", SHEET, "-o", str(made / "w.xml"), "--seed", "1"]
    assert CliRunner().invoke(group, words).exit_code == 0
    return made


@pytest.fixture(scope="module")
def asked(folder: Path) -> list[Question]:
    """The questions that Moodle and Canvas ask as one."""
    record = read_record(folder / "w.record.jsonl")
    return [question_of(kept.variant) for kept in record.values()]


def graded(folder: Path, tmp_path: Path, *tables: list[list[str]]) -> dict[str, Any]:
    files = []
    for number, rows in enumerate(tables):
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        files.append(tmp_path / f"r{number}.csv")
        files[-1].write_text(out.getvalue(), encoding="utf-8-sig")
    words = ["grade", str(folder / "w.record.jsonl"), *map(str, files), "-o", str(tmp_path / "c")]
    result = CliRunner().invoke(group, [*words, "--json", "--no-feedback"])
    assert result.stdout, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    found["said"] = result.stderr
    table = tmp_path / "c" / "differences.csv"
    found["table"] = table.read_text(encoding="utf-8-sig") if table.exists() else ""
    return found


def one_cell(question: Question, given: Given) -> str:
    """The response as Moodle's report has it: all blanks of a cloze question."""
    own = [text for asked in question.asked for text in texts(asked, given)]
    return "; ".join(f"part {n}: {text or '-'}" for n, text in enumerate(own, 1)) if len(own) > 1 else own[0]  # fmt: skip


def of_one_item(asked: list[Question], target: str) -> list[tuple[Question, Any]]:
    """Questions that are one item there, each with the target's engine."""
    made = [(question, engine(target, question)[0]) for question in asked]
    whole = [q for q, e in made if all(a.slots for a in q.asked)]
    return [(q, e) for q, e in made if q in whole and (not isinstance(e, Moodle) or len(e.found) == 1)]  # fmt: skip


def rows_of(
    asked: list[Question], trial: str
) -> tuple[list[list[str]], list[list[str]], dict[str, tuple[float, float]]]:
    """Moodle's two reports of a student with one kind of answers; what Moodle and we give."""
    head, row, names, marks = ["Name", "Email"], ["Ada", "a@x"], ["Name", "Email"], ["Ada", "a@x"]
    expected = {}
    for place, (question, marked) in enumerate(of_one_item(asked, "moodle"), start=1):
        own = next((t for t in trials(question) if t.name == trial), None)
        if own is None:
            continue
        head += [f"Question {place}", f"Response {place}"]
        row += [f"[qg {question.code}]", one_cell(question, own.given)]
        got = sum(marked.marks(own.given).values())
        most = float(sum(a.points for a in question.asked))
        names.append(f"Q. {place} /{most:.2f}")
        marks.append(f"{got:.2f}")
        expected[question.code] = (got, sum(mark.points for mark in own.ours.values()))
    return [head, row], [names, marks], expected


@pytest.mark.parametrize("trial", ["right", "slip", "other slip", "malformed"])
def test_moodles_marks_differ_where_they_do(
    trial: str, folder: Path, asked: list[Question], tmp_path: Path
) -> None:
    """Its own marks of each place: those that differ are listed, all others are not, and each has a reason."""
    responses, grades, expected = rows_of(asked, trial)
    found = graded(folder, tmp_path, responses, grades)
    differ = [abs(theirs - ours) > 0.01 for theirs, ours in expected.values()]
    assert len(found["differences"]) == sum(differ)
    assert all(one["reason"] != NOT_EXPLAINED for one in found["differences"])
    assert f"{len(expected)} marks of the learning system compared with ours, not the same: {sum(differ)}" in found["said"]  # fmt: skip
    assert len(found["table"].splitlines()) == 1 + sum(differ)


def test_a_mark_that_nothing_explains_is_said(
    folder: Path, asked: list[Question], tmp_path: Path
) -> None:
    """One number, right in full for both; the system says 0."""
    question = next(q for q, _ in of_one_item(asked, "canvas") if len(q.asked) > 1)
    right: Trial = next(iter(trials(question)))
    header = ["name", "id", "submitted", f"4711: [qg {question.code}] text", "3.0"]
    cell = ",".join(text.replace(",", "\\,") for a in question.asked for text in texts(a, right.given))  # fmt: skip
    rows = [header, *([f"S{n}", str(n), "x", cell, got] for n, got in enumerate(("3.0", "1.5", "")))]  # fmt: skip
    found = graded(folder, tmp_path, rows)
    (one,) = found["differences"]
    assert (one["student"], one["theirs"], one["theirs_of"]) == ("S1", 1.5, 3.0)
    assert one["ours"] == one["ours_of"]
    assert one["reason"]
    assert "S1" in found["said"]


def test_a_fraction_is_right_here_and_wrong_there(folder: Path, asked: list[Question], tmp_path: Path) -> None:  # fmt: skip
    question, _ = next(
        (q, e) for q, e in of_one_item(asked, "moodle")
        if isinstance(q.asked[0].slots[0].blank.asks, Numeric)
    )  # fmt: skip
    given = dict(next(iter(trials(question))).given)
    slot = question.asked[0].slots[0]
    assert isinstance(slot.blank.asks, Numeric)
    value = Fraction(slot.blank.asks.value)
    given[slot.id] = f"{value.numerator * 2}/{value.denominator * 2}"
    most = float(sum(a.points for a in question.asked))
    rows = [["Name", "Email", "Question 1", "Response 1"], ["Ada", "a@x", f"[qg {question.code}]", one_cell(question, given)]]  # fmt: skip
    grades = [["Name", "Email", f"Q. 1 /{most:.2f}"], ["Ada", "a@x", f"{most - float(slot.points):.2f}"]]  # fmt: skip
    (one,) = graded(folder, tmp_path, rows, grades)["differences"]
    assert "working, units and fractions as answers" in one["reason"]


def test_the_grade_of_the_whole_quiz_is_compared(folder: Path, asked: list[Question], tmp_path: Path) -> None:  # fmt: skip
    responses, _, _ = rows_of(asked, "right")
    head, row = responses
    for grade, count in (("10,00", 0), ("7,50", 1)):
        (tmp_path / grade).mkdir()
        rows = [[*head[:2], "Bewertung/10,00", *head[2:]], [*row[:2], grade, *row[2:]]]
        assert len(graded(folder, tmp_path / grade, rows)["differences"]) == count
