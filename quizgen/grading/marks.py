"""Marks for a class: every answer judged against its own student's variant."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Any

from quizgen.answers import answer_kind
from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import CORRECT, UNREADABLE, Verdict
from quizgen.assignment import Assignment
from quizgen.grading.follow_through import follow
from quizgen.grading.submissions import Submission
from quizgen.variant import Part, Variant


@dataclass(frozen=True, slots=True)
class Mark:
    """One part of one student: what was answered and what it earned."""

    student: str
    question: str
    exercise: str
    answer: str
    verdict: Verdict
    points: Fraction
    maximum: Fraction
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """All marks of a class, in the order of its sheets, and the lines nobody could be given for."""

    marks: tuple[Mark, ...]
    problems: tuple[str, ...] = ()

    def totals(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Points and maximum by student."""
        found: dict[str, tuple[Fraction, Fraction]] = {}
        for mark in self.marks:
            got, most = found.get(mark.student, (Fraction(0), Fraction(0)))
            found[mark.student] = (got + mark.points, most + mark.maximum)
        return found

    def mistakes(self) -> list[tuple[str, str, int]]:
        """Exercise part, slip and how many students made it, the most frequent first."""
        counts = Counter(
            (mark.exercise, mark.verdict.mistake) for mark in self.marks if mark.verdict.mistake
        )
        return sorted(
            ((e, m, n) for (e, m), n in counts.items()), key=lambda row: (-row[2], row[0], row[1])
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of a student's sheet: its question number, letter and variant."""

    label: str
    variant: Variant
    part: Part
    names: frozenset[str] = field(default_factory=frozenset)


def places(assignment: Assignment) -> list[_Place]:
    """Every part of a sheet with the names a submission may call it by."""
    found = []
    for number, variant in enumerate(assignment.questions, start=1):
        alone = len(variant.parts) == 1
        only = sum(v.id == variant.id for v in assignment.questions) == 1
        for i, part in enumerate(variant.parts):
            letter = chr(ord("a") + i)
            names = {
                f"{number}{letter}",
                f"{number}{part.id}",
                f"{variant.code}{part.id}",
                f"{variant.code}{letter}",
            }
            if only:
                names |= {f"{variant.id}{part.id}", f"{variant.id}{letter}"}
            if alone:
                names |= {str(number), variant.code} | ({variant.id} if only else set())
            label = str(number) if alone else f"{number}{letter}"
            found.append(_Place(label, variant, part, frozenset(_bare(name) for name in names)))
    return found


def _bare(name: str) -> str:
    return re.sub(r"[\s().:/_#·-]|^(question|q|part)(?=\d)", "", name.casefold())


@lru_cache(maxsize=4096)
def _kind(kind: str, key: str, mistakes: str, settings: str) -> AnswerKind:
    found: AnswerKind = answer_kind(
        kind, json.loads(key), json.loads(mistakes), **json.loads(settings)
    )
    return found


def kind_of(part: Part) -> AnswerKind:
    """The judge of a part; parts with the same key share one, which remembers what it judged."""
    mistakes = [
        {"name": m.name, "value": m.value, "hint": m.hint, "credit": m.credit}
        for m in part.mistakes
    ]
    settings = json.dumps(dict(part.settings), sort_keys=True)
    return _kind(part.kind, json.dumps(part.key, sort_keys=True), json.dumps(mistakes), settings)


def grade(assignments: Sequence[Assignment], submissions: Iterable[Submission]) -> Marked:
    """Marks of every part of every student; the last answer to a question counts.

    A part nobody answered earns nothing. Lines for unknown students or questions are reported
    and leave the others as they are.
    """
    by_name = {_person(a.student): a for a in assignments}
    table = {
        _person(a.student): {name: p for p in places(a) for name in p.names} for a in assignments
    }
    answers: dict[tuple[str, str], Submission] = {}
    problems = []
    for submission in submissions:
        person = _person(submission.student)
        if person not in by_name:
            problems.append(
                _unknown(
                    submission, "student", submission.student, [a.student for a in assignments]
                )
            )
            continue
        place = table[person].get(_bare(submission.question))
        if place is None:
            labels = [p.label for p in places(by_name[person])]
            problems.append(_unknown(submission, "question", submission.question, labels))
            continue
        earlier = answers.get((person, place.label))
        if earlier is not None:
            problems.append(
                f"line {submission.line}: a second answer of {submission.student} to {place.label}; this one counts, not line {earlier.line}"
            )
        answers[person, place.label] = submission
    marks: list[Mark] = []
    for person, assignment in by_name.items():
        marks += _sheet_marks(person, assignment, answers)
    return Marked(tuple(marks), tuple(problems))


def _unknown(submission: Submission, what: str, name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    guess = f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(known[:12])}"
    return f"line {submission.line}: unknown {what} {name!r}{guess}"


def _person(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def _sheet_marks(
    person: str, assignment: Assignment, answers: dict[tuple[str, str], Submission]
) -> list[Mark]:
    marks = []
    earlier: dict[int, dict[str, tuple[str, Verdict]]] = {}
    for place in places(assignment):
        submission = answers.get((person, place.label))
        text = submission.answer if submission else ""
        seen = earlier.setdefault(id(place.variant), {})
        verdict, follows = judged(place.variant, place.part, text, seen)
        seen[place.part.id] = (text, verdict)
        maximum = Fraction(place.part.points)
        exercise = (
            f"{place.variant.id}/{place.part.id}"
            if len(place.variant.parts) > 1
            else place.variant.id
        )
        marks.append(
            Mark(
                assignment.student,
                place.label,
                exercise,
                text,
                verdict,
                verdict.score * maximum,
                maximum,
                follows,
            )
        )
    return marks


def judged(
    variant: Variant, part: Part, text: str, earlier: dict[str, tuple[str, Verdict]]
) -> tuple[Verdict, tuple[str, ...]]:
    """The better of the key and the key that follows from earlier answers."""
    if not text.strip():
        return Verdict(UNREADABLE, Fraction(0), "", "No answer was given."), ()
    verdict = kind_of(part).judge(text)
    if verdict.status in (CORRECT, UNREADABLE):
        return verdict, ()
    followed = follow(variant, part, text, earlier)
    if followed is None:
        return verdict, ()
    letters = {p.id: chr(ord("a") + i) for i, p in enumerate(variant.parts)}
    named = " and ".join(f"({letters[name]})" for name in followed.parts)
    said = f"Follows from your answer to {named}."
    return Verdict(CORRECT, Fraction(1), verdict.reading, said), followed.parts


def read_assignments(lines: Iterable[str]) -> list[Assignment]:
    """The class of a `variants.jsonl`; `ValueError` for a line that is none."""
    return [Assignment.from_json(json.loads(line)) for line in lines if line.strip()]


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
            "mistake": mark.verdict.mistake or "",
            "feedback": mark.verdict.feedback,
        }
        for mark in marked.marks
    ]
