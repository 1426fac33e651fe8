"""Marks for a class: every answer judged against its own student's variant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from quizgen.answers.verdict import PARTIAL, ROUNDED, WRONG, Verdict
from quizgen.assignment import Assignment
from quizgen.grading.attempts import attempts
from quizgen.grading.collecting import Answers, Given, collect
from quizgen.grading.copied import with_classmates
from quizgen.grading.counting import counting
from quizgen.grading.judging import judged, kind_of
from quizgen.grading.mark import Mark, Marked
from quizgen.grading.parallel import chunks, in_order
from quizgen.grading.policy import DEFAULT, Policy
from quizgen.grading.roster import Place, Roster, places
from quizgen.grading.submissions import Submission, Unmatched
from quizgen.variant import Part

if TYPE_CHECKING:
    # Only named here: grading in one process does not wait for it.
    from concurrent.futures import Executor

# Sheets that go to another process at a time.
SHEETS = 8


_Sheet = tuple[Assignment, Answers, Policy]


def grade(
    assignments: Sequence[Assignment],
    submissions: Iterable[Submission | Unmatched],
    *,
    policy: Policy = DEFAULT,
    executor: "Executor | None" = None,
    done: Callable[[int], None] | None = None,
) -> Marked:
    """Marks of every part of every student; which of several answers counts says the `policy`.

    A part nobody answered earns nothing; what could not be read is kept for a person to decide, and
    so is what belongs to no student or part. With an `executor` the sheets are judged in its
    processes; the marks are the same. `done` is told how many sheets more are judged.
    """
    roster = Roster(assignments)
    found = collect(roster, submissions, policy)
    unmatched, notes = tuple(found.unmatched), found.notes.all()
    if not roster.sheets:  # one sheet for everybody, and nobody handed it in
        return Marked((), unmatched, notes)
    work: Iterable[list[_Sheet]] = (
        [
            (_judged_part(sheet) if executor else sheet, found.answers.get(i, {}), policy)
            for i, sheet in chunk
        ]
        for chunk in chunks(enumerate(roster.sheets), SHEETS)
    )
    marks: list[Mark] = []
    for sheets in in_order(_sheets_marks, work, executor):
        for sheet in sheets:
            marks += sheet
        if done:
            done(len(sheets))
    return Marked(with_classmates(marks, roster), unmatched, notes)


def _judged_part(sheet: Assignment) -> Assignment:
    """The sheet without what is only printed: another process need not be sent it."""
    questions = tuple(
        replace(
            variant,
            text="",
            figures=(),
            parts=tuple(
                replace(part, prompt="", solution=(), explanation="", figures=())
                for part in variant.parts
            ),
        )
        for variant in sheet.questions
    )
    return replace(sheet, intro="", questions=questions)


def _sheets_marks(sheets: list[_Sheet]) -> list[list[Mark]]:
    return [sheet_marks(*sheet) for sheet in sheets]


def sheet_marks(assignment: Assignment, answers: Answers, policy: Policy = DEFAULT) -> list[Mark]:
    """The marks of one sheet; `answers` by question label."""
    marks = []
    earlier: dict[int, dict[str, str]] = {}
    for place in places(assignment):
        given = answers.get(place.label, (Given(""),))
        seen = earlier.setdefault(id(place.variant), {})

        def score(text: str, place: Place = place, seen: Mapping[str, str] = seen) -> Fraction:
            return judged(place.variant, place.part, text, seen)[0].score

        one, unread = counting(kind_of(place.part), given, policy, score)
        verdict, follows = judged(place.variant, place.part, one.text, seen)
        seen[place.part.id] = one.text
        maximum = Fraction(place.part.points)
        others = [other.text for other in given if other.text != one.text]
        marks.append(
            Mark(
                assignment.student,
                place.label,
                place.exercise,
                one.text,
                verdict,
                verdict.score * maximum * (1 - one.late),
                maximum,
                _attempts(place.part, [*others, one.text], verdict),
                follows,
                unread=unread,
                late=one.late,
            )
        )
    return marks


def _attempts(part: Part, given: Sequence[str], verdict: Verdict) -> int:
    """Different wrong answers; a last one that is right because it follows is none of them."""
    counts = verdict.status in (WRONG, PARTIAL, ROUNDED)
    if len(given) == 1:
        return int(counts and verdict.status != ROUNDED)
    return attempts(kind_of(part), given if counts else given[:-1])
