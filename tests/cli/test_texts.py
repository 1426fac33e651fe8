"""A homework with a term, a text and working: handed out, filled in, marked by the rubric, marked again."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

BANK = r"""
[[exercise]]
id     = "my-why"
title  = "Why"
draw   = { n = "integer(3, 9)" }
[[exercise.part]]
ask      = "After {{ n }} epochs the training loss falls and the loss on new data rises. What is this called?"
kind     = "words"
answer   = "'overfitting'"
mistakes = { other = { value = "'underfitting'", hint = "Then both losses stay high." } }
[[exercise.part]]
ask    = "Why do {{ n }} linear layers compute no more than one?"
model  = "A product of {{ n }} matrices is **one** matrix."
rubric = [{ line = "says that $W_2 W_1$ is a product", points = 1 }, { line = "says that it is one matrix", points = "1/2" }]
lines  = 4
[[exercise.part]]
ask    = "What is $7 \\cdot {{ n }}$?"
answer = "7 * n"
work   = { points = 2 }
"""
WHY = "Because a product\nof matrices is a matrix, 2 < 3."


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def enter(hw: Path, cells: dict[tuple[str, str], dict[str, str]]) -> None:
    """Enter cells into the lines of students and questions, as a spreadsheet saves them."""
    path = hw / "marks/review.csv"
    rows = table(path)
    for (student, question), own in cells.items():
        (row,) = [r for r in rows if (r["student"], r["question"]) == (student, question)]
        assert own.keys() <= row.keys()
        row |= own
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def graded(hw: Path) -> dict[str, str]:
    return {row["name"]: row["total"] for row in table(hw / "marks/grades.csv")}


@pytest.fixture
def hw(run: Run, tmp_path: Path) -> Path:
    """Ada has all of it, Bob typed no working and misspelt the term, Cyd left the text blank and is wrong."""
    (tmp_path / "mine.toml").write_text(BANK, encoding="utf-8")
    made = run(
        "homework", "my-why", "--bank", "mine.toml", "--student", "Ada", "--student", "Bob", "--student", "Cyd", "-o", "hw"
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    rows = [["student", "question", "answer"]]
    for line in (tmp_path / "hw/private/variants.jsonl").read_text(encoding="utf-8").splitlines():
        sheet = json.loads(line)
        name, n = sheet["student"], sheet["questions"][0]["values"]["n"]
        answers = {
            "Ada": ["Over-fitting", WHY, str(7 * n), f"7 * {n}"],
            "Bob": ["overfiting", "=SUM(1)", str(7 * n), ""],
            "Cyd": ["underfitting", "", "", ""],
        }[name]
        rows += [[name, f"1{letter}", own] for letter, own in zip("abcd", answers, strict=True)]
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return tmp_path / "hw"


def grade(run: Run, *more: str) -> Any:
    return run("grade", "hw", "answers.csv", "--json", *more)


def test_the_way_of_a_text(run: Run, hw: Path) -> None:
    result = grade(run)
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    waiting = [(one["student"], one["question"]) for one in data["waiting"]]
    assert waiting == [("Ada", "1b"), ("Ada", "1d"), ("Bob", "1b"), ("Bob", "1d")]
    assert data["counts"]["waiting"] == 4
    assert "4 are for a person to mark by the rubric" in result.stderr
    # Nothing that waits is wrong, and what is wrong is not for a person.
    assert data["counts"]["wrong"] == 1
    assert graded(hw) == {"Ada": "2", "Bob": "1", "Cyd": "0"}
    rows = {(row["student"], row["question"]): row for row in table(hw / "marks/review.csv")}
    assert set(rows) == {*waiting, ("Bob", "1a")}
    assert (
        rows["Ada", "1b"]["rubric"]
        == "1: says that $W_2 W_1$ is a product (1); 2: says that it is one matrix (0.5)"
    )
    assert rows["Ada", "1b"]["answer"] == WHY
    assert "on paper" in rows["Bob", "1d"]["reason"]
    assert list(rows["Ada", "1b"])[-5:] == ["rubric", "rubric_1", "rubric_2", "mark", "note"]

    # Some lines first: the answer waits on, and nothing entered is lost.
    enter(
        hw,
        {
            ("Ada", "1b"): {"rubric_1": "x", "rubric_2": "0.5", "note": "Well said."},
            ("Ada", "1d"): {"rubric_1": "1,5"},
            ("Bob", "1b"): {"rubric_1": "1/2"},
        },
    )
    result = grade(run)
    assert result.exit_code == 0, result.output
    assert graded(hw) == {"Ada": "5", "Bob": "1", "Cyd": "0"}
    assert [(m["student"], m["question"]) for m in json.loads(result.stdout)["waiting"]] == [
        ("Bob", "1b"),
        ("Bob", "1d"),
    ]
    rows = {(row["student"], row["question"]): row for row in table(hw / "marks/review.csv")}
    assert rows["Bob", "1b"]["rubric_1"] == "1/2"
    assert rows["Bob", "1b"]["reason"] == "for a person: no points yet in rubric_2"
    assert (rows["Ada", "1b"]["rubric_1"], rows["Ada", "1b"]["note"]) == ("x", "Well said.")

    # The rest, one of them by a mark alone.
    enter(
        hw,
        {
            ("Bob", "1b"): {"rubric_2": "0"},
            ("Bob", "1d"): {"mark": "2"},
            ("Bob", "1a"): {"mark": "50%"},
        },
    )
    result = grade(run)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["waiting"] == []
    assert graded(hw) == {"Ada": "5", "Bob": "4", "Cyd": "0"}
    again = {
        name: (hw / "marks" / name).read_bytes()
        for name in ("grades.csv", "review.csv", "marks.csv")
    }
    assert grade(run).exit_code == 0
    assert again == {name: (hw / "marks" / name).read_bytes() for name in again}

    text = (hw / "feedback/Ada.txt").read_text(encoding="utf-8")
    assert "1.5 of 1.5 points: right" in text
    assert "is one matrix: 0.5 of 0.5 points" in text
    assert "Your instructor's note: Well said." in text
    assert "matrices is one matrix" in text  # the model answer
    page = (hw / "feedback/Bob.html").read_text(encoding="utf-8")
    assert "0.5 of 1.5 points: partly right" in page
    report = run("report", "hw")
    assert report.exit_code == 0, report.output
    # The record has it all: the same points, from the file alone.
    assert "Traceback" not in run("explain", "hw", "--help").output


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"rubric_1": "2"}, "rubric_1: '2' is more than the 1 there are for"),
        ({"rubric_2": "yes"}, "rubric_2: 'yes' is no mark"),
        ({"rubric_1": "1", "rubric_2": "0", "mark": "1.5"}, "mark: 1.5 here, and the lines of the rubric come to 1"),
        ({"rubric_1": "1", "mark": "0.5"}, "mark: 0.5 here, and the lines of the rubric come to 1"),
        ({"rubric_1": "-1"}, "rubric_1: '-1' is no mark"),
    ],
)  # fmt: skip
def test_points_that_do_not_add_up_are_told(
    run: Run, hw: Path, cells: dict[str, str], said: str
) -> None:
    assert grade(run).exit_code == 0
    before = (hw / "marks/grades.csv").read_bytes()
    enter(hw, {("Ada", "1b"): cells})
    result = grade(run)
    assert result.exit_code == 1
    assert said in result.output
    assert "review.csv:2" in result.output
    assert (hw / "marks/grades.csv").read_bytes() == before


def test_a_line_that_an_answer_does_not_have(run: Run, hw: Path) -> None:
    assert grade(run).exit_code == 0
    enter(hw, {("Ada", "1d"): {"rubric_1": "2", "rubric_2": "1"}})
    result = grade(run)
    assert result.exit_code == 1
    assert "rubric_2: this answer has a rubric of 1 line" in result.output
    enter(hw, {("Ada", "1d"): {"rubric_2": ""}, ("Bob", "1a"): {"rubric_1": "1"}})
    result = grade(run)
    assert "this answer has no rubric" in result.output


def test_the_printed_sheet_has_room_and_its_key_the_rubric(hw: Path) -> None:
    from pypdf import PdfReader

    fields = PdfReader(str(next((hw / "sheets").glob("*.pdf")))).get_fields() or {}
    assert {"q1.a", "q1.b", "q1.c", "q1.d"} <= set(fields)
    multiline = {
        name
        for name in ("q1.a", "q1.b", "q1.c", "q1.d")
        if int(fields[name].get("/Ff", 0)) & 1 << 12
    }
    assert multiline == {"q1.b", "q1.d"}
    key = "".join(
        page.extract_text() for page in PdfReader(str(next((hw / "keys").glob("*.pdf")))).pages
    )
    assert "one" in key
