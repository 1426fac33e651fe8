"""The page of a class's report, table by table: every cell beside what the class did."""

import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from quizgen.grading.marks import grade
from quizgen.grading.record import Record, of_sheet
from quizgen.grading.report import Cluster, Drawn, Report, Slip, report
from quizgen.grading.report_page import LISTED, named, page
from quizgen.grading.submissions import Submission
from tests.grading.conftest import Build

# Who drew what, and what is right of 1a, 1b (2 points) and 2; the last handed nothing in.
CLASS = [(3, "101"), (3, "010"), (3, "110"), (4, "001"), (4, "111"), (4, "010"), (4, "")]
COLUMNS = ["Item", "Exercise", "Students", "Facility", "", "Deviation", "Discrimination", "Efficiency", "Effective weight"]  # fmt: skip


@pytest.fixture
def found(part: Build, variant: Build, sheet: Build) -> Report:
    sheets, rows = [], []
    for i, (d, right) in enumerate(CLASS):
        parts = part("a", "integer", 7), part("b", "integer", 7, points="2")
        first = variant(*parts, values={"D": d})
        sheets.append(sheet(f"S{i}", first, variant(part("a", "integer", 7), name="other")))
        rows += [
            Submission(f"S{i}", q, "7" if r == "1" else "5", i)
            for q, r in zip(("1a", "1b", "2"), right, strict=bool(right))
        ]
    marks = grade(sheets, rows).marks
    graded = [of_sheet(s, {}, [m for m in marks if m.student == s.student], "") for s in sheets]
    return report(Record(tuple(graded), (), (), "last"))


def told(report: Report) -> dict[str, tuple[list[list[str]], list[str]]]:
    """By section its rows, with what a plot says in its place, and its paragraphs."""
    text = re.sub(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', r"[\1]", page(report), flags=re.DOTALL)
    sections = re.findall(r"<section><h2>(.*?)</h2>(.*?)</section>", text, flags=re.DOTALL)
    return {
        title: (
            [
                re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)
                for row in re.findall(r"<tr>(.*?)</tr>", body)
            ],
            re.findall(r"<(?:p|figure)>(.*?)</(?:p|figure)>", body),
        )
        for title, body in sections
    }


def test_every_table(found: Report) -> None:
    pages = told(found)
    assert list(pages) == [
        "Points", "Questions", "Parts", "Answers to each part", "Wrong answers that no slip explains",
        "Difficulty by drawn numbers", "Handed nothing in",
    ]  # fmt: skip
    points, (plot,) = pages["Points"]
    # 2, 2, 3, 1, 4 and 2 points: mean 14/6, median 2, deviation √(16/15).
    assert points[:4] == [["Maximum", "4"], ["Mean", "2.33"], ["Median", "2.00"], ["Standard deviation", "1.03"]]  # fmt: skip
    whole = found.whole
    assert points[4:] == [
        ["Skewness", f"{whole.skewness:.2f}"], ["Kurtosis", f"{whole.kurtosis:.2f}"], ["Alpha", f"{whole.alpha:.3f}"],
        ["Error ratio", f"{whole.error_ratio:.1f}%"], ["Standard error", f"{whole.standard_error:.2f}"],
    ]  # fmt: skip
    assert (
        plot
        == "[Students by percent of the points. 20 to 30 percent: 1, 50 to 60 percent: 3, 70 to 80 percent: 1, 90 to 100 percent: 1]"
    )
    for title, items in (("Questions", found.questions), ("Parts", found.parts)):
        assert pages[title][0] == [COLUMNS] + [
            [
                one.name, found.exercises[one.name], "6", f"{one.facility:.1f}%",
                f"[facility of {one.name}: {one.facility:.1f}%]", f"{one.deviation:.1f}%",
                f"{one.discrimination:.1f}", f"{one.efficiency:.1f}%", f"{one.effective_weight:.1f}%",
            ]
            for one in items
        ]  # fmt: skip
    assert [row[:4] for row in pages["Parts"][0][1:]] == [
        ["1a", "by-hand/a", "6", "50.0%"], ["1b", "by-hand/b", "6", "66.7%"], ["2", "other", "6", "50.0%"],
    ]  # fmt: skip
    assert pages["Answers to each part"][0] == [
        ["Part", "correct", "partial", "rounded", "wrong", "unreadable", "waiting", "blank", ""],
        ["1a", "3", "", "", "3", "", "", "", "[1a: 3 correct, 3 wrong]"],
        ["1b", "4", "", "", "2", "", "", "", "[1b: 4 correct, 2 wrong]"],
        ["2", "3", "", "", "3", "", "", "", "[2: 3 correct, 3 wrong]"],
    ]
    assert pages["Wrong answers that no slip explains"][0] == [
        ["Part", "Exercise", "Answer, as read", "Students", "unexplained in all"],
        ["1a", "by-hand/a", "<code>5</code>", "3", "3"],
        ["2", "other", "<code>5</code>", "3", "3"],
        ["1b", "by-hand/b", "<code>5</code>", "2", "2"],
    ]
    # Of 3 points in question 1: 6 of 9, and 5 of 9.
    assert pages["Difficulty by drawn numbers"][0] == [
        ["Question", "Number", "Students", "Mean share", ""],
        ["1", "<code>D = 3</code>", "3", "66.7%", "[D = 3]"],
        ["1", "<code>D = 4</code>", "3", "55.6%", "[D = 4]"],
    ]
    assert pages["Handed nothing in"] == ([], ["S6"])


def test_slips_and_classmates(found: Report) -> None:
    slips = tuple(
        Slip(f"{i}<", f"e{i}", "ignores-stride or forgets-plus-1", i, 8, i)
        for i in range(1, LISTED + 1)
    )
    own = replace(found, slips=slips, pairs=(("Ada <", "Bob", ("1a", "2")),), absent=())
    pages = told(own)
    head = ["Part", "Exercise", "Slip", "Students", "of wrong answers", "of all"]
    assert pages["Slips"][0][0] == head
    assert len(pages["Slips"][0]) == LISTED + 1
    assert pages["Slips"][0][1] == [
        "1&lt;", "e1", "ignores the stride or forgets the + 1", "1", "12.5%", "100.0%",
    ]  # fmt: skip
    assert pages["Slips"][1] == []
    assert pages["Keys of classmates"] == (
        [["Student", "gave the keys of", "in"], ["Ada &lt;", "Bob", "1a, 2"]],
        ["Wrong answers that are one classmate's keys, more of them than chance explains."],
    )
    assert "Handed nothing in" not in pages
    more = told(replace(own, slips=(*slips, slips[0])))["Slips"]
    assert more[1] == ["and 1 more, each made less often"]
    assert len(more[0]) == LISTED + 1


def test_names_of_slips() -> None:
    assert named("ignores-stride or forgets-plus-1") == "ignores the stride or forgets the + 1"
    assert named("ignores-stride + forgets-plus-1") == "ignores the stride and forgets the + 1"


@pytest.mark.parametrize(
    ("undecided", "unmatched", "said"),
    [
        ({}, 0, "No answer waits for a decision."),
        ({"1a": 1}, 0, "1 answer waits for a decision in review.csv: 1 unread, rounded or for a person to mark, 0 of nobody."),
        ({"1a": 1, "2": 2}, 4, "7 answers wait for a decision in review.csv: 3 unread, rounded or for a person to mark, 4 of nobody."),
    ],
)  # fmt: skip
def test_what_waits(found: Report, undecided: dict[str, int], unmatched: int, said: str) -> None:
    text = page(replace(found, undecided=Counter(undecided), unmatched=unmatched, title="<T>"))
    assert f"6 of 7 students handed something in. {said}" in text
    assert "<title>&lt;T&gt;: report</title>" in text


def test_as_many_as_are_listed(found: Report) -> None:
    cluster = Cluster("1a", "e", "5", 2, 3)
    drawn = Drawn("1", "D", "3", 2, Fraction(1, 3))
    pages = told(replace(found, clusters=(cluster,) * (LISTED + 1), drawn=(drawn,), statuses={}))
    rows = pages["Wrong answers that no slip explains"][0]
    assert rows[1:] == [["1a", "e", "<code>5</code>", "2", "3"]] * LISTED
    assert pages["Difficulty by drawn numbers"][0][1:] == [["1", "<code>D = 3</code>", "2", "33.3%", "[D = 3]"]]  # fmt: skip
