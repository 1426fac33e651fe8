"""What was graded, kept for later: one JSON line a student in `private/marks.jsonl`.

From it a report is written, a mark explained, and the homework graded again with a mended bank.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from quizgen.answers.verdict import Status, Verdict
from quizgen.assignment import Assignment
from quizgen.errors import UserError
from quizgen.grading.answered import Given
from quizgen.grading.class_marks import Own
from quizgen.grading.counting import Unread
from quizgen.grading.mark import Mark, Placed
from quizgen.grading.policy import Counting
from quizgen.grading.remembered import once
from quizgen.grading.stored import Brief, briefs
from quizgen.grading.submissions import Unmatched

FILE = "private/marks.jsonl"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Graded:
    """One student: who, the questions, all answers by part, and the marks. `file` names the feedback."""

    student: str
    id: str
    email: str
    code: str
    title: str
    file: str
    questions: tuple[Brief, ...]
    given: Mapping[str, tuple[Given, ...]]
    marks: Sequence[Mark]

    @property
    def key(self) -> str:
        """What tells the student from everybody else, as in `Assignment`."""
        return self.id or self.email or self.student


def of_sheet(
    sheet: Assignment, given: Mapping[str, Sequence[Given]], marks: Sequence[Mark], file: str
) -> Graded:
    """What is kept of one student."""
    questions = tuple(briefs(sheet.questions))
    kept = {label: tuple(answers) for label, answers in given.items()}
    return Graded(
        sheet.student, sheet.id, sheet.email, sheet.code, sheet.title, file, questions, kept,
        marks,
    )  # fmt: skip


def lines(
    graded: Iterable[Graded],
    unmatched: Iterable[Unmatched],
    notes: Sequence[str] = (),
    attempts: Counting = "last",
    homework: str = "",
) -> Iterator[str]:
    """The lines of the file: the format and what belongs to nobody first, then a line a student.

    `homework` is the way from here to the folder of the homework, where the marks stand in another.
    """
    head = {
        "format": FORMAT,
        "unmatched": [[getattr(one, f.name) for f in fields(one)] for one in unmatched],
        "notes": list(notes),
        "attempts": attempts,
        **({"homework": homework} if homework else {}),
    }
    yield f"{_encoded(head)}\n"
    shown, told, place = once(str), once(_mark_json), _places()
    for one in graded:
        marks = ",".join(
            f"{before}{place(file, line)}{behind}"
            for mark, file, line in _placed(one.marks)
            for before, behind in [told(mark)]
        )
        yield f'{_encoded(_graded_json(one, shown))[:-1]},"marks":[{marks}]}}\n'


_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _graded_json(one: Graded, shown: Callable[[Fraction], str]) -> dict[str, Any]:
    """All of a student but the marks."""
    return {
        "student": one.student,
        "id": one.id,
        "email": one.email,
        "code": one.code,
        "title": one.title,
        "file": one.file,
        "questions": [[q.exercise, q.title, q.code, dict(q.values)] for q in one.questions],
        "given": {
            label: [_given_json(answer, shown) for answer in answers]
            for label, answers in one.given.items()
        },
    }


def _given_json(one: Given, shown: Callable[[Fraction], str]) -> list[Any]:
    text, line, file, date, late, doubt = one
    told = [text, line, file, date.isoformat() if date else "", shown(late)]
    return [*told, doubt] if doubt else told


# Fields of a mark that stand once for the student, and those that take another form.
_ONCE = ("student", "id", "email")
_FRACTIONS = ("points", "maximum", "late")
_MARK = tuple(f.name for f in fields(Mark) if f.name not in (*_ONCE, "verdict"))
_PLACE = _MARK.index("file")


def _placed(marks: Sequence[Mark]) -> Iterable[Placed]:
    return marks.placed if isinstance(marks, Own) else map(Placed.of, marks)


def _mark_json(mark: Mark) -> tuple[str, str]:
    """A mark as text, without whose it is, in two pieces: between them is the place."""
    status, score, reading, feedback, mistake = mark.verdict
    told = {name: _plain(name, getattr(mark, name)) for name in _MARK}
    before = {"verdict": [status, str(score), reading, feedback, mistake]}
    before |= {name: told[name] for name in _MARK[:_PLACE] if told[name]}
    behind = {name: told[name] for name in _MARK[_PLACE:] if told[name]}
    return _encoded(before)[:-1], f",{_encoded(behind)[1:]}" if behind else "}"


def _plain(name: str, value: Any) -> Any:
    return str(value) if name in _FRACTIONS else value


def _places() -> Callable[[str, int], str]:
    named = once(lambda file: f',"file":{_encoded(file)}' if file else "")
    return lambda file, line: f'{named(file)},"line":{line}' if line else named(file)


@dataclass(frozen=True, slots=True)
class Record:
    """A whole file."""

    graded: tuple[Graded, ...]
    unmatched: tuple[Unmatched, ...]
    notes: tuple[str, ...]
    attempts: Counting


def read_record(folder: Path, code: str = "") -> Record:
    """What was graded last in a folder; `UserError` where nothing was, or the file is damaged.

    With the `code` of a question only who has it is read: of a class that is a line.
    """
    path = folder / FILE
    try:
        with path.open(encoding="utf-8-sig") as file:
            found = _record(file, str(path), code)
            if code and not found.graded:  # nobody has it, or the line that had it is damaged
                file.seek(0)
                _record(file, str(path), "")
            return found
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(
            f"{folder}: nothing was graded here: there is no {FILE}",
            f"quizgen grade {folder} ANSWERS; where that had -o FOLDER, the marks are in FOLDER: quizgen report FOLDER",
        ) from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None


def homework_of(folder: Path) -> Path | None:
    """The homework whose marks a folder has, where `quizgen grade -o` wrote them there; None for another."""
    try:
        with (folder / FILE).open(encoding="utf-8-sig") as file:
            way = json.loads(file.readline())["homework"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Path(os.path.normpath(folder / way)) if isinstance(way, str) else None


def _record(file: Iterable[str], name: str, code: str) -> Record:
    number = 0
    graded = []
    try:
        for number, line in enumerate(file, start=1):
            if number > 1 and code not in line:
                continue
            data = json.loads(line)
            if number > 1:
                graded.append(_graded(data))
            elif data["format"] != FORMAT:
                raise UserError(f"{name}: is of another version", "grade the homework again")
            else:
                unmatched = tuple(Unmatched(*one) for one in data["unmatched"])
                notes = tuple(data["notes"])
                attempts = data["attempts"]
        if not number:
            raise UserError(f"{name}: is empty", "grade the homework again")
        return Record(tuple(graded), unmatched, notes, attempts)
    except UnicodeDecodeError:  # which is a ValueError, too
        raise UserError(f"{name}: is not UTF-8", "grade the homework again") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            f"{name}:{number}: is damaged: {error}", "grade the homework again"
        ) from None


def _graded(data: Mapping[str, Any]) -> Graded:
    who = {name: data[name] for name in _ONCE}
    return Graded(
        **who,
        code=data["code"],
        title=data["title"],
        file=data["file"],
        questions=tuple(Brief(*question) for question in data["questions"]),
        given={label: tuple(map(_given, answers)) for label, answers in data["given"].items()},
        marks=tuple(_mark(mark, who) for mark in data["marks"]),
    )


def _given(data: Sequence[Any]) -> Given:
    text, line, file, date, late, *doubt = data
    when = datetime.fromisoformat(date) if date else None
    return Given(text, line, file, when, Fraction(late), *doubt)


def _mark(data: Mapping[str, Any], who: Mapping[str, Any]) -> Mark:
    status, score, reading, feedback, mistake = data["verdict"]
    known: dict[str, Any] = {"answer": "", **{name: data[name] for name in _MARK if name in data}}
    known |= {name: Fraction(data[name]) for name in _FRACTIONS}
    known["unread"] = tuple(Unread(*one) for one in data.get("unread", ()))
    known["rubric"] = tuple((line, worth) for line, worth in data.get("rubric", ()))
    for name in ("follows", "classmates", "rubric_points"):
        known[name] = tuple(data.get(name, ()))
    return Mark(
        **who, **known, verdict=Verdict(Status(status), Fraction(score), reading, feedback, mistake)
    )
