"""Marks for a class: every answer judged against its own student's variant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import PARTIAL, ROUNDED, UNREADABLE, WRONG, Verdict
from quizgen.assignment import Assignment
from quizgen.grading.attempts import attempts
from quizgen.grading.copied import with_classmates
from quizgen.grading.judging import judged, kind_of
from quizgen.grading.mark import Mark, Marked
from quizgen.grading.parallel import chunks, in_order
from quizgen.grading.roster import Roster, places
from quizgen.grading.submissions import Submission
from quizgen.variant import Part

if TYPE_CHECKING:
    # Only named here: grading in one process does not wait for it.
    from concurrent.futures import Executor

# Sheets that go to another process at a time.
SHEETS = 8
# So many lines are told; a file of another class would fill the screen.
TOLD = 100
# So many different answers of one student to one question are kept.
KEPT = 100


# The answers to each question of a sheet, the one that counts last.
Answers = Mapping[str, Sequence[str]]
_Sheet = tuple[Assignment, Answers]


class _Lines:
    """What is said about lines of the submissions: the first of them, and how many more."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.more = 0

    def say(self, text: str) -> None:
        if len(self.told) < TOLD:
            self.told.append(text)
        else:
            self.more += 1

    def all(self) -> tuple[str, ...]:
        return (*self.told, *([f"… and {self.more} more such lines"] if self.more else []))


def grade(
    assignments: Sequence[Assignment],
    submissions: Iterable[Submission],
    *,
    executor: "Executor | None" = None,
    done: Callable[[int], None] | None = None,
) -> Marked:
    """Marks of every part of every student; the last answer to a question that can be read counts.

    A part nobody answered earns nothing; what could not be read is kept for a person to decide.
    Lines for unknown students or questions are reported and leave the others as they are. With an `executor` the sheets are judged in its processes;
    the marks are the same. `done` is told how many sheets more are judged.
    """
    roster = Roster(assignments)
    refused, notes = _Lines(), _Lines()
    answers = _answers(roster, submissions, refused, notes)
    if not roster.sheets:  # one sheet for everybody, and nobody handed it in
        return Marked((), refused.all(), notes.all())
    work: Iterable[list[_Sheet]] = (
        [(_judged_part(sheet) if executor else sheet, answers.get(i, {})) for i, sheet in chunk]
        for chunk in chunks(enumerate(roster.sheets), SHEETS)
    )
    marks: list[Mark] = []
    for sheets in in_order(_sheets_marks, work, executor):
        for sheet in sheets:
            marks += sheet
        if done:
            done(len(sheets))
    return Marked(with_classmates(marks, roster), refused.all(), notes.all())


def _answers(
    roster: Roster, submissions: Iterable[Submission], refused: _Lines, notes: _Lines
) -> dict[int, dict[str, list[str]]]:
    """By sheet and question, so memory grows with the class, not with the file."""
    answers: dict[int, dict[str, list[str]]] = {}
    lines: dict[tuple[int, str], int] = {}
    for submission in submissions:
        index = roster.student(submission.student)
        if index is None:
            guess = roster.nearest_student(submission.student)
            refused.say(f"line {submission.line}: unknown student {submission.student!r}{guess}")
            continue
        place = roster.place(index, submission.question)
        if place is None:
            guess = roster.nearest_question(index, submission.question)
            refused.say(f"line {submission.line}: unknown question {submission.question!r}{guess}")
            continue
        given = answers.setdefault(index, {}).setdefault(place.label, [])
        before = lines.get((index, place.label))
        which = _standing(place.part, given, submission.answer) if before is not None else ""
        if before is not None:
            counts = (
                f"{which}, so line {before} still counts"
                if which
                else f"this one counts, not line {before}"
            )
            notes.say(
                f"line {submission.line}: a second answer of {roster.sheets[index].student!r} to {place.label}; {counts}"
            )
        if not which:
            lines[index, place.label] = submission.line
        if submission.answer in given:
            given.remove(submission.answer)
        given.append(submission.answer)
        del given[:-KEPT]
    return answers


def _standing(part: Part, earlier: Iterable[str], text: str) -> str:
    """Why a later answer does not replace one that can be read; empty where it does."""
    kind = kind_of(part)

    def can_be_read(answer: str) -> bool:
        return bool(answer.strip()) and kind.judge(answer).status != UNREADABLE

    if can_be_read(text) or not any(map(can_be_read, earlier)):
        return ""
    return "it cannot be read" if text.strip() else "it is blank"


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
    return [sheet_marks(assignment, answers) for assignment, answers in sheets]


def sheet_marks(assignment: Assignment, answers: Answers) -> list[Mark]:
    """The marks of one sheet; `answers` by question label."""
    marks = []
    earlier: dict[int, dict[str, str]] = {}
    for place in places(assignment):
        given = answers.get(place.label, ("",))
        text, unread = _counting(kind_of(place.part), given)
        seen = earlier.setdefault(id(place.variant), {})
        verdict, follows = judged(place.variant, place.part, text, seen)
        seen[place.part.id] = text
        maximum = Fraction(place.part.points)
        marks.append(
            Mark(
                assignment.student,
                place.label,
                place.exercise,
                text,
                verdict,
                verdict.score * maximum,
                maximum,
                _attempts(place.part, [*(one for one in given if one != text), text], verdict),
                follows,
                unread=unread,
            )
        )
    return marks


def _counting(kind: AnswerKind, given: Sequence[str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The last answer that can be read, and the later ones that cannot, with the reasons.

    Where none can, the last that is not blank.
    """
    unread: list[tuple[str, str]] = []
    for text in reversed(given):
        if not text.strip():
            continue
        verdict = kind.judge(text)
        if verdict.status != UNREADABLE:
            return text, tuple(unread)
        unread.append((text, verdict.feedback))
    return (unread[0][0] if unread else given[-1]), tuple(unread)


def _attempts(part: Part, given: Sequence[str], verdict: Verdict) -> int:
    """Different wrong answers; a last one that is right because it follows is none of them."""
    counts = verdict.status in (WRONG, PARTIAL, ROUNDED)
    if len(given) == 1:
        return int(counts and verdict.status != ROUNDED)
    return attempts(kind_of(part), given if counts else given[:-1])
