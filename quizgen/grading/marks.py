"""Marks for a class: every answer judged against its own student's variant."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.answers import kind_class
from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import PARTIAL, ROUNDED, UNREADABLE, WRONG, Status, Verdict
from quizgen.assignment import Assignment
from quizgen.grading.attempts import attempts
from quizgen.grading.classmates import ClassKeys
from quizgen.grading.coincidence import WrongAnswer, improbable_pairs
from quizgen.grading.judging import judged, kind_of
from quizgen.grading.parallel import chunks, in_order
from quizgen.grading.roster import Place, Roster, places
from quizgen.grading.submissions import Submission
from quizgen.shown import Shown
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


@dataclass(frozen=True, slots=True)
class Mark:
    """One part of one student: what was answered and what it earned.

    `attempts` are the different wrong answers handed in, the last one included. `follows` are
    earlier parts a right answer follows from; `classmates` those whose keys the student's wrong answers
    are more often than chance explains, which the instructor may want to know and the student is not told. `unread` are answers that could
    not be read, with the reason, and no later one could: a person decides about them.
    """

    student: str
    question: str
    exercise: str
    answer: str
    verdict: Verdict
    points: Fraction
    maximum: Fraction
    attempts: int = 0
    follows: tuple[str, ...] = ()
    classmates: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Marked(Shown):
    """All marks of a class, in the order of its sheets.

    `refused` are lines for students or questions there are none of, `notes` other remarks.
    """

    printed_by: ClassVar[str] = "quizgen.grading.shown"

    marks: tuple[Mark, ...]
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def totals(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Points and maximum by student."""
        found: dict[str, tuple[Fraction, Fraction]] = {}
        for mark in self.marks:
            got, most = found.get(mark.student, (Fraction(0), Fraction(0)))
            found[mark.student] = (got + mark.points, most + mark.maximum)
        return found

    def counts(self) -> dict[Status, int]:
        """How many parts have each status; those nobody has are left out."""
        found = Counter(mark.verdict.status for mark in self.marks)
        return {status: found[status] for status in Status if found[status]}

    def unread(self) -> list[tuple[Mark, str, str]]:
        """The answers nobody could read: the mark they belong to, the text and the reason."""
        return [(mark, text, reason) for mark in self.marks for text, reason in mark.unread]

    def mistakes(self) -> list[tuple[str, str, int]]:
        """Exercise part, slip and how many students made it, the most frequent first."""
        counts = Counter(
            (mark.exercise, mark.verdict.mistake) for mark in self.marks if mark.verdict.mistake
        )
        return sorted(
            ((e, m, n) for (e, m), n in counts.items()), key=lambda row: (-row[2], row[0], row[1])
        )


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
    return Marked(_with_classmates(marks, roster), refused.all(), notes.all())


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


def _with_classmates(marks: Sequence[Mark], roster: Roster) -> tuple[Mark, ...]:
    """The marks with the classmates whose keys a student gave more often than chance explains."""
    own = [place for i in range(len(roster.sheets)) for place in roster.places(i)]
    owners = key_owners(marks, roster)
    keys: dict[str, dict[str, str]] = {}
    wrong: list[WrongAnswer] = []
    for mark, place, names in zip(marks, own, owners, strict=True):
        if names is None:
            continue
        part = f"{mark.question} {mark.exercise}"
        keys.setdefault(part, {})[mark.student] = json.dumps(place.part.key)
        if mark.verdict.status in (WRONG, PARTIAL) and not mark.verdict.mistake:
            question = re.match(r"[0-9]*", mark.question)
            wrong.append(WrongAnswer(mark.student, question[0] if question else "", part, names))
    pairs = improbable_pairs(wrong, keys)
    found = []
    for mark, names in zip(marks, owners, strict=True):
        of_pairs = tuple(name for name in names or () if (mark.student, name) in pairs)
        told = of_pairs and not mark.verdict.mistake
        found.append(replace(mark, classmates=of_pairs) if told else mark)
    return tuple(found)


def key_owners(marks: Sequence[Mark], roster: Roster) -> list[tuple[str, ...] | None]:
    """For each mark the classmates whose key a wrong answer is; None where everybody has one key."""
    own = [place for i in range(len(roster.sheets)) for place in roster.places(i)]
    wrong = {
        (mark.question, mark.exercise) for mark in marks if mark.verdict.status in (WRONG, PARTIAL)
    }
    asked: dict[tuple[str, str], list[tuple[str, Place]]] = {}
    for mark, place in zip(marks, own, strict=True):
        name = (mark.question, mark.exercise)
        if name in wrong and not kind_class(place.part.kind).few_answers:
            asked.setdefault(name, []).append((mark.student, place))
    keys = {
        name: ClassKeys([(student, kind_of(place.part)) for student, place in found])
        for name, found in asked.items()
        if len({json.dumps(place.part.key) for _, place in found}) > 1
    }
    found: list[tuple[str, ...] | None] = []
    for mark, place in zip(marks, own, strict=True):
        of_class = keys.get((mark.question, mark.exercise))
        if of_class is None:
            found.append(None)
        elif mark.verdict.status in (WRONG, PARTIAL):
            found.append(of_class.owners(mark.student, kind_of(place.part), mark.answer))
        else:
            found.append(())
    return found


def exact_points(value: Fraction) -> str:
    """Points as people write them: 2, 1.5 or 1.33.

    >>> exact_points(Fraction(2)), exact_points(Fraction(4, 3))
    ('2', '1.33')
    """
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def rows(marked: Marked) -> list[dict[str, Any]]:
    """The marks as a table for a spreadsheet."""
    return [
        {
            "student": mark.student,
            "question": mark.question,
            "exercise": mark.exercise,
            "answer": mark.answer,
            "read_as": mark.verdict.reading,
            "status": mark.verdict.status,
            "points": exact_points(mark.points),
            "maximum": exact_points(mark.maximum),
            "attempts": mark.attempts,
            "mistake": mark.verdict.mistake or "",
            "feedback": mark.verdict.feedback,
            "equals_key_of": named(mark.classmates),
        }
        for mark in marked.marks
    ]


def named(classmates: Sequence[str], most: int = 3) -> str:
    """A few names and how many more.

    >>> named(["Ada", "Bob"]), named(["A", "B", "C", "D", "E"])
    ('Ada, Bob', 'A, B, C and 2 more')
    """
    more = f" and {len(classmates) - most} more" if len(classmates) > most else ""
    return ", ".join(classmates[:most]) + more
