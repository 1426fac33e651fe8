"""One student's sheet as a value: one line of `variants.jsonl`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2b
from sys import intern
from typing import Any, ClassVar

from quizgen.errors import UserError
from quizgen.shown import Shown
from quizgen.variant import Variant


@dataclass(frozen=True, slots=True, repr=False)
class Assignment(Shown):
    """One student's sheet. `student` is the name, empty for a sheet that is nobody's own.

    `version` names who has the same numbers, where a class has versions; it is printed.
    """

    printed_by: ClassVar[str] = "quizgen.document.shown"

    student: str
    code: str
    title: str
    intro: str
    questions: tuple[Variant, ...]
    id: str = ""
    email: str = ""
    version: str = ""

    @property
    def key(self) -> str:
        """What tells this student from everybody else: the id, else the e-mail, else the name."""
        return self.id or self.email or self.student

    def to_line(self) -> str:
        """The line of `variants.jsonl`."""
        data = {
            "student": self.student,
            "id": self.id,
            "email": self.email,
            "version": self.version,
            "code": self.code,
            "title": self.title,
            "intro": self.intro,
            "questions": [variant.to_json() for variant in self.questions],
        }
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Assignment":
        """What a line of `variants.jsonl` holds."""
        questions = tuple(Variant.from_json(variant) for variant in data["questions"])
        return cls(
            data["student"],
            data["code"],
            data.get("title", ""),
            data.get("intro", ""),
            questions,
            data.get("id", ""),
            data.get("email", ""),
            data.get("version", ""),
        )


# What stands around the questions in a line; they are most of it.
_BEFORE, _BEHIND = '"questions":', ',"student":'


def _of_line(line: str, shared: dict[bytes, tuple[Variant, ...]]) -> Assignment:
    """The sheet of a line. Where the same questions were read before, they are not read again."""
    start, end = line.find(_BEFORE) + len(_BEFORE), line.rfind(_BEHIND)
    if start < len(_BEFORE) or end < start:
        return _checked(Assignment.from_json(json.loads(line)))
    name = blake2b(line[start:end].encode("utf-8", "surrogatepass")).digest()
    known = shared.get(name)
    if known is None:
        sheet = _checked(Assignment.from_json(json.loads(line)))
        shared[name] = sheet.questions
        return sheet
    own = _checked(Assignment.from_json(json.loads(f"{line[:start]}[]{line[end:]}")))
    # Most have the same title and introduction, too.
    return replace(own, questions=known, title=intern(own.title), intro=intern(own.intro))


def _checked(sheet: Assignment) -> Assignment:
    """The sheet; `ValueError` where points are no number, or names and codes no text."""
    _check_texts(sheet, "student", "id", "email", "version", "code", "title", "intro")
    for variant in sheet.questions:
        _check_texts(variant, "id", "code")
        for part in variant.parts:
            _check_texts(part, "id", "kind", "prompt")
            Fraction(part.points)
    return sheet


def _check_texts(of: object, *names: str) -> None:
    for name in names:
        value = getattr(of, name)
        if not isinstance(value, str):
            raise ValueError(f"{name} = {json.dumps(value)} is no text, which has quotes")


def read_assignments(lines: Iterable[str], name: str = "variants.jsonl") -> list[Assignment]:
    """The class of a `variants.jsonl`; `UserError` names the line that is damaged."""
    found: dict[str, Assignment] = {}
    shared: dict[bytes, tuple[Variant, ...]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            assignment = _of_line(line, shared)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UserError(
                f"{name}:{number}: is damaged or from another version: {error}",
                "write the homework again",
            ) from None
        if assignment.key in found:
            raise UserError(
                f"{name}:{number}: a second sheet of {assignment.key!r}",
                "keep the line of the sheet that was handed out",
            )
        found[assignment.key] = assignment
    if not found:
        raise UserError(f"{name}: holds no sheets", "write the homework again")
    return list(found.values())
