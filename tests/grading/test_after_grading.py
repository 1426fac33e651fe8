"""What is told of marks afterwards: how one came about, why it is what it is, and what changes on a regrade."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from quizgen.answers.verdict import CORRECT, WRONG, Verdict
from quizgen.errors import UserError
from quizgen.grading.answered import Given
from quizgen.grading.counting import Unread
from quizgen.grading.history import told_marks
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked
from quizgen.grading.record import Record, of_sheet
from quizgen.grading.regrading import changes, collected
from quizgen.grading.roster import Roster
from quizgen.grading.submissions import Unmatched
from quizgen.grading.told import _why
from tests.grading.conftest import Build

RIGHT = Verdict(CORRECT, Fraction(1), "7")
OFF = Verdict(WRONG, Fraction(0), "8", mistake="off-by-one", feedback="One too many.")
WHEN = datetime(2026, 11, 2, 10, 5, tzinfo=UTC)


def mark(student: str, question: str, points: str, verdict: Verdict = RIGHT) -> Mark:
    return Mark(student, question, "by-hand/a", "7", verdict, Fraction(points), Fraction(2))


@pytest.fixture
def record(part: Build, variant: Build, sheet: Build) -> Record:
    one = variant(part("a", "integer", 7), part("b", "integer", 8))
    marks = [
        mark("Ada", "1a", "2"),
        replace(
            mark("Ada", "1b", "1/2", OFF), late=Fraction(1, 4), decided="o.toml:3: a mark by hand",
            unread=(Unread("?", "no number", "a.csv", 9),),
        ),
    ]  # fmt: skip
    given = {"1a": [Given("6", 2, "a.csv", WHEN), Given("7", 3, "a.csv")], "1b": [Given("8", 4, "a.csv")]}  # fmt: skip
    graded = of_sheet(sheet("Ada", one), given, marks, "Ada.html")
    stray = Unmatched("a.csv", 7, "Eve", "1a", "5", "unknown")
    return Record((graded,), (stray,), (), "last")


def test_how_a_mark_came_about(record: Record) -> None:
    (first, one), (second, other) = told_marks(record, "by-hand·aaaa")
    assert (one.question, other.question) == ("1a", "1b")
    assert first.splitlines() == [
        "Ada, 1a (by-hand/a)",
        "  handed in: 6 (a.csv:2, 2026-11-02 10:05)",
        "  handed in: 7 (a.csv:3) <- counts",
        "  read as: 7",
        "  judged: correct",
        "  points: 2 of 2",
    ]
    assert second.splitlines() == [
        "Ada, 1b (by-hand/a)",
        "  handed in: 8 (a.csv:4)",
        "  read as: 8",
        "  judged: wrong, off-by-one",
        "  said: One too many.",
        "  not read: ?: no number",
        "  late: 25% lost",
        "  decided: o.toml:3: a mark by hand",
        "  points: 0.5 of 2",
    ]
    assert [one.question for _, one in told_marks(record, "by-hand·aaaa", 0)] == ["1a"]
    assert [one.question for _, one in told_marks(record, "by-hand·aaaa", 1)] == ["1b"]
    for code, number in (("other·aaaa", None), ("by-hand·aaaa", 2)):
        with pytest.raises(UserError) as error:
            told_marks(record, code, number)
        assert str(error.value) == f"{code} was not graded\n    fix: name an answer to judge it now"


def test_answers_are_graded_again(
    record: Record, part: Build, variant: Build, sheet: Build
) -> None:
    """For those who still have a sheet; who was renamed is found as in a table."""
    one = variant(part("a", "integer", 7), part("b", "integer", 8))
    found = collected(record, Roster([sheet("Bob", one), sheet("Ada", one)]))
    assert [(i, label, [g.text for g in given]) for i in (0, 1) for label, given in found.answers.of(i).items()] == [
        (1, "1a", ["6", "7"]), (1, "1b", ["8"]),
    ]  # fmt: skip
    assert [item.student for item in found.unmatched] == ["Eve"]
    renamed = collected(record, Roster([replace(sheet("Ada", one), id="17")]))
    assert [g.text for g in renamed.answers.of(0)["1a"]] == ["6", "7"]
    gone = collected(record, Roster([sheet("Bob", one)]))
    assert not gone.answers.of(0)


def test_whose_points_change() -> None:
    before = [mark("Ada", "1a", "2"), mark("Ada", "1b", "1"), mark("Bob", "1a", "0"), mark("Cy", "1a", "1"), mark("Di", "1a", "2")]  # fmt: skip
    after = [mark("Ada", "1a", "1/2"), mark("Ada", "1b", "2"), mark("Bob", "1a", "2"), mark("Cy", "1a", "1"), mark("Di", "1a", "0")]  # fmt: skip
    assert [str(one) for one in changes(before, Marked(tuple(after)))] == [
        "Di: 2 → 0 (1a: 2 → 0)",
        "Ada: 3 → 2.5 (1a: 2 → 0.5, 1b: 1 → 2)",
        "Bob: 0 → 2 (1a: 0 → 2)",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"late": Fraction(1, 4)}, ["Handed in late: 25% of the points are lost."]),
        ({"points": Fraction(-1, 2)}, ["A wrong answer costs points here; none costs nothing."]),
        ({"points": Fraction(0)}, []),
        ({"decided": "o.toml:1: full marks for all"}, ["Full marks, whatever the answer."]),
        ({"decided": "o.toml:1: full marks", "late": Fraction(1, 4)}, ["Full marks, whatever the answer."]),
        ({"is_void": True, "by_hand": True, "decided": "x"}, ["This question is void: it counts for nobody."]),
        ({"by_hand": True, "decided": "x"}, ["Marked by your instructor."]),
        ({"by_hand": True, "decided": "x", "late": Fraction(1, 2), "rubric_points": ("1",)}, ["Handed in late: 50% of the points are lost.", "Marked by your instructor."]),
        ({"unread": (Unread("?", "no number", "a.csv", 9),)}, ["A person will look at this answer; it has no points yet."]),
        ({"note": "Well done."}, ["Your instructor's note: Well done."]),
    ],
)  # fmt: skip
def test_why_a_mark_is_what_it_is(change: dict[str, object], said: list[str]) -> None:
    def say(text: str, **more: str) -> str:
        return text.format(**more) if more else text

    assert _why(replace(mark("Ada", "1a", "2"), **change), say) == said  # type: ignore[arg-type]
