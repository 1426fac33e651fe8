"""What is told of marks afterwards: how one came about, why it is what it is, and what changes on a regrade."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from quizgen.answers.verdict import CORRECT, WRONG, Verdict
from quizgen.course.late import Late
from quizgen.errors import UserError
from quizgen.grading.answered import Given
from quizgen.grading.counting import Unread
from quizgen.grading.explaining import explanation
from quizgen.grading.feedback_page import _safe
from quizgen.grading.history import told_marks
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked
from quizgen.grading.marks import grade
from quizgen.grading.overrides import read_overrides
from quizgen.grading.record import Record, of_sheet
from quizgen.grading.regrading import changes, collected
from quizgen.grading.report import report
from quizgen.grading.roster import Roster
from quizgen.grading.rulings import rulings
from quizgen.grading.submissions import Submission, Unmatched
from quizgen.grading.told import _why, told
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


@pytest.mark.parametrize(
    ("minutes", "kept"),
    [
        (-1, "1"), (0, "1"), (10, "1"), (11, "9/10"), (24 * 60, "9/10"), (24 * 60 + 1, "4/5"), (48 * 60, "4/5"),
        (72 * 60, "7/10"), (72 * 60 + 1, "0"),
    ],
)  # fmt: skip
def test_what_is_kept_of_the_points(minutes: int, kept: str) -> None:
    """Ten minutes of grace, a tenth for each day that has begun, and nothing after the third."""
    policy = Late(10, Fraction(1, 10), 3)
    assert policy.kept(WHEN, WHEN + timedelta(minutes=minutes)) == Fraction(kept)
    assert policy.kept(None, WHEN) == 1
    always = Late(0, Fraction(1, 2))
    assert [always.kept(WHEN, WHEN + timedelta(days=n)) for n in (1, 2, 3, 90)] == [Fraction(1, 2), 0, 0, 0]  # fmt: skip


def test_a_rubric_is_told_with_what_was_entered() -> None:
    own = replace(
        mark("Ada", "1a", "1"),
        rubric=(("names it", "1"), ("says why", "2"), ("spells it", "1")),
        rubric_points=("1", "1/2", ""),
    )
    found = told(own)
    assert found.rubric == (("names it", "1 of 1 points"), ("says why", "0.5 of 2 points"))
    assert (found.sign, found.status, found.points, found.answer, found.reading) == ("✓", "right", "1 of 2 points", "7", "")  # fmt: skip
    wrong = told(replace(mark("Ada", "1b", "0", OFF), unread=(Unread("?", "no number", "a.csv", 9), Unread("7", "x", "", 0))))  # fmt: skip
    assert (wrong.sign, wrong.status, wrong.reading, wrong.said) == ("✗", "wrong", "8", "One too many.")  # fmt: skip
    assert wrong.unread == (("?", "no number"),)


@pytest.mark.parametrize(
    ("text", "safe"),
    [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\nb", "a\nb"), ("a\n\rb", "a\n\nb"), ("<b>&", "&lt;b&gt;&amp;")],
)  # fmt: skip
def test_an_answer_on_a_page(text: str, safe: str) -> None:
    assert _safe(text) == safe


def test_an_explanation(part: Build, variant: Build) -> None:
    one = variant(part("a", "integer", 7, mistakes={"slip": 8}), part("b", "integer", 3))
    assert explanation(one, one.parts[0], "8", width=60, said=["earlier: 1"]).splitlines() == [
        "1. By hand                                          2 points",
        "by-hand·aaaa",
        "",
        "(a) What is a?",
        "",
        "Key: 7",
        "",
        "Answer: 8",
        "Read as: 8",
        "Judged: wrong, mistake slip",
        "Hint of slip.",
        "earlier: 1",
    ]


@pytest.mark.parametrize(
    ("kind", "key", "shown"),
    [("vector", ["1/2", 3], "[1/2, 3]"), ("shape", [3, 4], "(3, 4)"), ("boolean", True, "true"), ("fraction", "1/2", "1/2")],
)  # fmt: skip
def test_an_explanation_has_the_key_as_it_is_typed(
    kind: str, key: object, shown: str, part: Build, variant: Build
) -> None:
    one = variant(part("a", kind, key))
    assert f"Key: {shown}" in explanation(one, one.parts[0], "8", width=60).splitlines()


def test_slips_of_the_class(part: Build, variant: Build, sheet: Build) -> None:
    """Of the wrong answers to a part, and of all who handed something in."""
    one = variant(
        part("a", "integer", 7, mistakes={"slip": 8, "other": 9}), part("b", "integer", 3)
    )
    sheets = [sheet(name, one) for name in "ABCDE"]
    given = [Submission(name, "1a", text, 1) for name, text in zip("ABCD", "8895", strict=True)]
    marks = grade(sheets, [*given, Submission("D", "1b", "4", 1)]).marks
    graded = [of_sheet(s, {}, [m for m in marks if m.student == s.student], "") for s in sheets]
    found = report(Record(tuple(graded), (), (), "last")).slips
    assert [(s.question, s.exercise, s.name, s.count, s.wrong, s.students) for s in found] == [
        ("1a", "by-hand/a", "slip", 2, 4, 4),
        ("1a", "by-hand/a", "other", 1, 4, 4),
    ]


def test_a_key_that_cannot_be_computed(part: Build, variant: Build, sheet: Build) -> None:
    one = variant(part("a", "integer", 7), values={"D": 3, "U": 2})
    roster = Roster([sheet("Ada", one)])
    for name, expression in (("key", "D + Q"), ("accept_computed", "Q")):
        line = f'{name} = ["{expression}"]' if name == "accept_computed" else f'{name} = "{expression}"'  # fmt: skip
        own = read_overrides(f'[[override]]\nquestion = "1"\n{line}', "o.toml")
        with pytest.raises(UserError) as error:
            rulings(own, roster).ruled(roster.sheets[0])
        assert str(error.value) == (
            f"o.toml:3: {expression!r} cannot be computed for 1"
            "\n    fix: use the drawn names (D = 3, U = 2) and what the bank language has"
        )
