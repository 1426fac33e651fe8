"""Who gets which questions: a sheet, a seed and a student give the same variants everywhere."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from quizgen.assignment import Assignment
from quizgen.bank import Library, Sheet, draw
from quizgen.errors import UserError
from quizgen.variant import Variant


def assign(library: Library, sheet: Sheet, seed: str, student: str = "") -> Assignment:
    """The student's own variants of a sheet.

    The seed is the course's secret: without it nobody computes another student's numbers.
    """
    name = unicodedata.normalize("NFC", student)
    variants = []
    for place, question in enumerate(sheet.questions):
        exercise = library.exercise(question.id)
        own = "/".join((seed, sheet.id, name, question.id, str(place)))
        secret = blake2b(own.encode(), digest_size=8).hexdigest()
        variant = draw(exercise, secret, question.level or None, question.instance or None)
        if question.points:
            variant = _worth(variant, question.points)
        variants.append(variant)
    digest = blake2b(f"{seed}/{sheet.id}/{name}".encode(), digest_size=4).hexdigest()
    return Assignment(name, f"{sheet.id}·{digest[:6]}", sheet.title, sheet.intro, tuple(variants))


def _worth(variant: Variant, points: str) -> Variant:
    """The variant with its points shared evenly by the parts."""
    from fractions import Fraction

    each = Fraction(points) / len(variant.parts)
    return replace(variant, parts=tuple(replace(part, points=str(each)) for part in variant.parts))


def checked_students(students: Iterable[str]) -> list[str]:
    """The names, each once, in order; `UserError` for a blank or repeated one."""
    found: list[str] = []
    for student in students:
        name = unicodedata.normalize("NFC", student).strip()
        if not name:
            raise UserError(
                "a student without a name", "leave --student out for one sheet without a name"
            )
        if name in found:
            raise UserError(f"the student {name!r} is named twice", "each student has one sheet")
        found.append(name)
    return found


def file_names(students: Sequence[str]) -> list[str]:
    """A safe file name for each student; two that would collide are told apart.

    >>> file_names(["Ada Lovelace", "Zoë", "ada lovelace", "../x", ""])
    ['Ada-Lovelace', 'Zoë', 'ada-lovelace-2', 'x', 'homework']
    """
    found: list[str] = []
    for student in students:
        stem = re.sub(r"[^\w.-]+", "-", student).strip("-. ")[:60] or "homework"
        if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d|variants", stem) or stem.endswith("-key"):
            stem = f"student-{stem}"
        name, count = stem, 1
        while name.casefold() in {other.casefold() for other in found}:
            count += 1
            name = f"{stem}-{count}"
        found.append(name)
    return found
