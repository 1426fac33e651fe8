"""Sheets as the weeks of a course: in order, listed together, one sheet a week."""

import json
from pathlib import Path

import pytest

from quizgen.bank import load_banks
from quizgen.bank.check import file_problems
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture

WEEK = (
    'id = "{id}"\ntitle = "Title {id}"\npart_of = "{course}"\nweek = {week}\nquestions = {asked}\n'
)


def written(folder: Path, *weeks: tuple[str, str, object, list[str]]) -> Path:
    for name, course, week, asked in weeks:
        text = WEEK.format(id=name, course=course, week=week, asked=json.dumps(asked))
        (folder / f"{name}.toml").write_text(text)
    return folder


def said(folder: Path) -> list[str]:
    return [f"{p.line} {p.field}: {p.message}" for p in file_problems([folder], None)[2]]


def test_weeks_are_in_order_and_exercises_named_once(tmp_path: Path) -> None:
    written(
        tmp_path,
        ("z-first", "mine", 1, ["dense-params", "conv1d-arch"]),
        ("a-tenth", "mine", 10, ["conv1d-arch", "pool1d-max"]),
        ("b-second", "mine", 2, ["loss-mse"]),
    )
    assert said(tmp_path) == []
    library = load_banks([tmp_path])
    assert [sheet.id for sheet in library.course("mine")] == ["z-first", "b-second", "a-tenth"]
    found = [exercise.id for exercise in library.find("mine")]
    assert found == ["dense-params", "conv1d-arch", "loss-mse", "pool1d-max"]


def test_two_sheets_of_one_week_are_told_of_both(tmp_path: Path) -> None:
    written(tmp_path, ("one", "mine", 3, ["loss-mse"]), ("two", "mine", 3, ["loss-mse"]))
    assert said(tmp_path) == [
        "4 week: week 3 of 'mine' is also two",
        "4 week: week 3 of 'mine' is also one",
    ]


@pytest.mark.parametrize(
    ("course", "week", "problem"),
    [
        ("mine", 0, "4 week: a course and its week stand together"),
        ("", 2, "4 week: a course and its week stand together"),
        ("mine", -1, "4 week: a course and its week stand together"),
        ("mine", '"3"', "4 week: is not a whole number"),
    ],
)
def test_half_a_week_is_told(tmp_path: Path, course: str, week: object, problem: str) -> None:
    written(tmp_path, ("one", course, week, ["loss-mse"]))
    assert said(tmp_path) == [problem]


def test_list_shows_courses_week_by_week(tmp_path: Path, run: Run) -> None:  # noqa: F811
    written(tmp_path, ("late", "mine", 2, ["loss-mse"]), ("early", "mine", 1, ["dense-params"]))
    for _ in range(2):  # the second time from what is kept
        lines = run("list", "--bank", str(tmp_path)).stdout.splitlines()
        at = lines.index("course mine, week by week:")
        assert [line.split()[0] for line in lines[at + 1 : at + 3]] == ["early", "late"]
    shown = run("list", "mine", "--bank", str(tmp_path)).stdout
    assert shown.index("early") < shown.index("late")
    assert "dense-params" in shown
    assert "week-1-architecture" not in shown
    data = json.loads(run("list", "--json", "--bank", str(tmp_path)).stdout)
    assert {(s["part_of"], s["week"]) for s in data["sheets"] if s["id"] in ("late", "early")} == {
        ("mine", 1),
        ("mine", 2),
    }
