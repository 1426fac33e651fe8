"""Sheets for Moodle: a zip that its assignment takes as feedback files, one for each participant."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from quizgen.course.folder import SHEETS, place, stage, staged
from quizgen.course.lock import locked
from quizgen.course.manifest import Entry, read_manifest
from quizgen.course.student import Student
from quizgen.errors import UserError
from quizgen.tables.text_workbook import THEN

ZIP = "moodle-feedback.zip"


class Feedback(NamedTuple):
    """What was put into the zip: how many sheets; who is not in the worksheet, and who has no sheet."""

    sheets: int
    not_in_worksheet: tuple[str, ...]
    without_sheet: tuple[str, ...]


def write_feedback(folder: Path, worksheet: Sequence[Student]) -> Feedback:
    """Write `moodle-feedback.zip` into a homework folder.

    `worksheet` is the assignment's grading worksheet, read as a roster: its column Identifier has the
    participants' numbers. `UserError` where it has none.
    """
    numbers = {id(student): _number(student) for student in worksheet}
    if not any(numbers.values()):
        raise UserError(
            "the worksheet has no column Identifier with Participant 123",
            "download it in Moodle: Assignment, Submissions, Download grading worksheet",
        )
    with locked(folder):
        manifest = read_manifest(folder)
        if manifest is None:
            raise UserError(f"{folder}: holds no homework", "quizgen homework -o makes one")
        whose = _matched(manifest.entries, [s for s in worksheet if numbers[id(s)]])
        path = stage(folder, ZIP, b"")
        with path.open("wb") as file:
            _write(file, folder, [(e, numbers[id(s)]) for e, s in whose])
        place(folder, ZIP)
        staged(folder, ZIP).parent.rmdir()
    found = {e.key for e, _ in whose}
    named = {id(s) for _, s in whose}
    return Feedback(
        len(whose),
        tuple(e.name for e in manifest.entries if e.key not in found),
        tuple(s.name for s in worksheet if id(s) not in named),
    )


def _number(student: Student) -> str:
    for text in (*student.other.values(), student.id):
        if found := re.fullmatch(r"\D+ (\d+)", text):
            return found[1]
    return ""


def _matched(entries: Sequence[Entry], worksheet: Sequence[Student]) -> list[tuple[Entry, Student]]:
    """Each sheet with its participant: by id, else e-mail, else a name that only one has on either side."""
    mine = Counter(e.student.casefold() for e in entries)
    theirs = Counter(s.name.casefold() for s in worksheet)
    by = {f"id {s.id}": s for s in worksheet if s.id}
    by |= {f"email {s.email.casefold()}": s for s in worksheet if s.email}
    by |= {f"name {n}": s for s in worksheet if theirs[n := s.name.casefold()] == 1}
    found = []
    for entry in entries:
        names = [f"id {entry.id}", f"email {entry.email.casefold()}"]
        if mine[own := entry.student.casefold()] == 1:
            names.append(f"name {own}")
        student = next((by[name] for name in names if name in by), None)
        if student is not None:
            found.append((entry, student))
    return found


def _write(file: IO[bytes], folder: Path, whose: Iterable[tuple[Entry, str]]) -> None:
    """Moodle finds the number after the first underscore of a folder's name, so a name keeps none."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        for entry, number in whose:
            shown = re.sub(r"[_/\\:*?\"<>|\x00-\x1f]+", " ", entry.student).strip(" .")
            name = f"{shown or 'student'}_{number}_assignfeedback_file_/{entry.stem}.pdf"
            data = (folder / SHEETS / f"{entry.stem}.pdf").read_bytes()
            made.writestr(zipfile.ZipInfo(name, THEN), data)
