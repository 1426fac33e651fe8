"""Everything that is written of one graded class, letter for letter as it stands in `whole/`.

The class has a mark of every sort. What a user notices of a change is read in the difference:
QUIZGEN_WHOLE=write writes the files anew, and who changed something looks through them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest

from quizgen.answers.verdict import (
    BLANK,
    CORRECT,
    PARTIAL,
    ROUNDED,
    UNREADABLE,
    WAITING,
    WRONG,
    Status,
    Verdict,
)
from quizgen.assignment import Assignment
from quizgen.document.frame import Frame
from quizgen.document.messages import shipped_messages
from quizgen.grading.answered import Given
from quizgen.grading.class_report import class_report, undecided
from quizgen.grading.counting import Unread
from quizgen.grading.feedback import student_feedback
from quizgen.grading.feedback_page import feedback_page
from quizgen.grading.grades import grades_rows, marks_rows
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked
from quizgen.grading.record import Record, lines, of_sheet
from quizgen.grading.report import report
from quizgen.grading.report_page import page, table
from quizgen.grading.review import Review, of_mark, of_unmatched, read_decisions
from quizgen.grading.review import table as review_table
from quizgen.grading.submissions import Unmatched
from quizgen.telling.step import Step
from quizgen.variant import Mistake, Part, Variant
from tests.grading.whole_files import FOLDER, compared

WHEN = datetime(2026, 11, 2, 10, 5, tzinfo=UTC)
RUBRIC = (("Names the gate", "1"), ("Says why, in *words*", "2"))


def mark(student: str, question: str, answer: str, status: Status, score: str = "0", reading: str = "",
         said: str = "", slip: str | None = None, **more: object) -> Mark:  # fmt: skip
    verdict = Verdict(status, Fraction(score), reading, said, slip)
    most = Fraction(2 if question == "1b" else 3 if question == "3" else 1)
    exercise = {"1a": "gates/a", "1b": "gates/b", "2": "sizes", "3": "essay"}[question]
    points = Fraction(score) * most
    own = Mark(student, question, exercise, answer, verdict, points, most)
    return replace(own, **more)  # type: ignore[arg-type]


MARKS = [
    mark("Ada Öz", "1a", "7", CORRECT, "1", "7", file="a.csv", line=2, attempts=1, id="a7", email="ada@x.org"),
    mark("Ada Öz", "1b", "[1, 2]", PARTIAL, "1/2", "[1, 2]", "2 of 4 entries are right.", file="a.csv", line=2,
         follows=("a",), id="a7", email="ada@x.org"),
    mark("Ada Öz", "2", "about 5", UNREADABLE, "0", "", "'about' is not a number", unread=(Unread("about 5", "'about' is not a number", "a.csv", 2),),
         id="a7", email="ada@x.org", file="a.csv", line=2),
    mark("Ada Öz", "3", "It forgets.", WAITING, "0", rubric=RUBRIC, id="a7", email="ada@x.org", file="a.csv", line=2),
    mark("=Bob <b>", "1a", "8", WRONG, "0", "8", "One too many.", "off-by-one", attempts=2, late=Fraction(1, 4), file="a.csv", line=3),
    mark("=Bob <b>", "1b", "0.33", ROUNDED, "0", "0.33", "write 1/3", file="a.csv", line=3, unread=(Unread("?", "no number", "b.csv", 9),)),
    mark("=Bob <b>", "2", "5", WRONG, "0", "5", classmates=("Cy", "Dana", "Eve", "Finn")),
    mark("=Bob <b>", "3", "x\ny", WAITING, "0", "", "", rubric=RUBRIC, rubric_points=("1", "1/2"), points=Fraction(3, 2),
         decided="review.csv:4: a mark by hand", by_hand=True, late=Fraction(1, 2), note="Say *why*."),
    mark("Cy", "1a", "9", WRONG, "0", "9", "Signs or one too many.", "off-by-one + wrong-sign or drops-bias", points=Fraction(-1, 3)),
    mark("Cy", "1b", "", BLANK, points=Fraction(2), decided="o.toml:3: full marks for all"),
    mark("Cy", "2", "5", WRONG, "0", "5", is_void=True, decided="o.toml:9: the question is void", maximum=Fraction(0)),
    mark("Cy", "3", "y" * 240, WAITING, "0", "", "nobody can read this", rubric=RUBRIC, late=Fraction(1)),
    *(mark("Dana", q, "", BLANK, id="d1") for q in ("1a", "1b", "2")),
    mark("Dana", "1a", "4", WRONG, "0", "4", slip="off-by-one", id="d2", classmates=("Cy",)),
    mark("Dana", "1b", "[1, 2]", PARTIAL, "1/2", "[1, 2]", id="d2"),
    mark("Dana", "2", "6", WRONG, "0", "6", id="d2"),
    mark("Eve", "1a", "4", WRONG, "0", "4", slip="drops-bias", late=Fraction(1)),
    mark("Eve", "1b", "[1, 2]", PARTIAL, "1/2", "[1, 2]"),
    mark("Eve", "2", "6", WRONG, "0", "6"),
]  # fmt: skip
UNMATCHED = (
    Unmatched("a.csv", 7, "Zoë", "1a", "5", "unknown student 'Zoë'"),
    Unmatched("a.csv", 8, "Zoë", "1b", "-6", "unknown student 'Zoë'"),
    Unmatched("b.pdf", 0, "", "", "", "no form is in it"),
)
# In a review: one answer has a mark, one is given to somebody, one does not count any more.
ENTERED = "entry,file,line,student,id,email,question,answer,reading,reason,likeliest,mark,note\n"


def sheet(student: str, mine: Sequence[Mark], drawn: int) -> Assignment:
    def part(name: str, kind: str, key: object, **more: object) -> Part:
        return Part(name, f"What is `{name}`?", kind, key, **more)  # type: ignore[arg-type]

    def variant(title: str, *parts: Part, **values: object) -> Variant:
        return Variant(
            id=title, revision=1, bank="b.toml", title=title.title(), level="", instance="", seed="1", generator="0",
            profile={}, values=values, text=f"Of *{title}* and $x^2$.", parts=parts, code=f"{title}·{student[:3]}",
        )  # fmt: skip

    slip = Mistake("off-by-one", 8, "One too many.")
    gates = variant(
        "gates",
        part("a", "integer", 7, mistakes=(slip,), solution=(Step("n", "3 + 4", "", "7"),)),
        part("b", "vector", [1, 2, 3, 4], points="2"),
        n=drawn,
        name="x",
    )
    rest = [variant("sizes", part("a", "integer", 6), size=10 - drawn)]
    if any(one.question == "3" for one in mine):
        rest.append(variant("essay", part("a", "text", "", points="3"), t=1))
    who = mine[0]
    return Assignment(student, f"hw·{student[:3]}", "Homework <1>", "", (gates, *rest), id=who.id, email=who.email)  # fmt: skip


def students() -> list[tuple[Assignment, list[Mark]]]:
    by_key: dict[str, list[Mark]] = {}
    for one in MARKS:
        by_key.setdefault(one.key, []).append(one)
    return [(sheet(own[0].student, own, 3 + i % 2), own) for i, own in enumerate(by_key.values())]


def record() -> Record:
    given = {"1a": [Given("6", 2, "a.csv", WHEN, Fraction(1, 4)), Given("7", 3, "a.csv", None, Fraction(0), "a doubt")], "2": [Given("", 4)]}  # fmt: skip
    graded = (of_sheet(one, given, own, f"{one.student}.html") for one, own in students())
    return Record(tuple(graded), UNMATCHED, ("a note",), "best")


def csv(rows: Iterable[Sequence[str]]) -> str:
    return "".join("|".join(map(repr, row)) + "\n" for row in rows)


def many() -> Marked:
    """More slips, pairs of classmates and unread answers than are listed."""
    found = []
    for i in range(64):
        found += [
            mark(f"S{i:02}", "1a", f"{i}", WRONG, "0", f"{i}", slip=f"slip-{i:02}"),
            mark(f"S{i:02}", "2", "z" * (198 + i % 5), UNREADABLE, "0", unread=(Unread("z" * (198 + i % 5), "no number"),), classmates=(f"S{i // 2:02}",)),
            mark(f"S{i:02}", "1b", "u", WRONG, "0", f"{i % 10}"),
        ]  # fmt: skip
    return Marked(tuple(found))


def many_record() -> Record:
    own: dict[str, list[Mark]] = {}
    for one in many().marks:
        own.setdefault(one.key, []).append(one)
    return Record(tuple(of_sheet(sheet(k, m, int(k[1:]) % 6), {}, m, "") for k, m in own.items()), (), (), "last")  # fmt: skip


def reviewed() -> str:
    rows = [row for one in MARKS for row in of_mark(one, {"about 5": "5"})]
    rows += map(of_unmatched, UNMATCHED)
    entered = ENTERED + "".join(
        f"{name},f,1,{who},,,1a,a,,,,{points},{note}\n"
        for name, who, points, note in (
            (rows[0].entry, "Ada", "1/2", "fine"),
            (rows[-3].entry, "Cy", "1", ""),
            ("gone", "Eve", "0", "-x"),
        )
    )
    review = Review(read_decisions(BytesIO(entered.encode()), "review.csv"))
    marks = [review.decided(one) for one in MARKS]
    told = "".join(f"{m.question} {m.points} {m.decided} {m.note}\n" for m in marks if m.by_hand)
    unused = "".join(f"{one.where} {one.entry}\n" for one in review.unused())
    return review_table(rows, review) + review_table(rows, Review()) + told + unused


def marked() -> Marked:
    return Marked(tuple(MARKS), UNMATCHED, ("a note",))


def pages(language: str) -> str:
    frame = Frame(words=shipped_messages(language))
    return "\n".join(feedback_page(one, own, frame) for one, own in students()[:3])


def texts(language: str) -> str:
    frame = Frame(words=shipped_messages(language))
    return "\n".join(student_feedback(one, own, frame) for one, own in students()[:3])


OUTPUTS: dict[str, Callable[[], str]] = {
    "class.txt": lambda: f"{class_report(marked())}---\n{class_report(marked(), 1)}---\n{undecided(marked())}\n{marked().refused}\n",
    "class-many.txt": lambda: f"{class_report(many(), 3)}---\n{undecided(many(), 'r.csv')}\n",
    "marks.csv": lambda: csv(marks_rows(marked())),
    "marks-none.csv": lambda: csv(marks_rows(Marked(()))),
    "grades.csv": lambda: csv(grades_rows(marked())),
    "review.csv": reviewed,
    "report.html": lambda: page(report(record())),
    "report-many.html": lambda: page(report(many_record())),
    "report.csv": lambda: table(report(record())),
    "marks.jsonl": lambda: "".join(lines(record().graded, UNMATCHED, ("a note",), "best", "../h")),
    "feedback.html": lambda: pages("en"),
    "feedback-de.html": lambda: pages("de"),
    "feedback.txt": lambda: texts("en"),
    "feedback-de.txt": lambda: texts("de"),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_letter(name: str) -> None:
    made, stored = compared(name, OUTPUTS[name]())
    assert made == stored


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.html")), ids=lambda file: file.name)
def test_each_head_of_a_page_has_words_for_who_hears_it(file: Path) -> None:
    page = file.read_text(encoding="utf-8")
    assert re.findall(r"<th[^>]*></th>", page) == []
    assert "<th" in page
