"""Who gets which questions: a sheet, a seed and a student give the same variants everywhere."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b

from quizgen.assignment import Assignment
from quizgen.bank import Library, Sheet, draw
from quizgen.bank.exercise import SheetQuestion
from quizgen.bank.sheets import unknown_questions
from quizgen.course.student import Student
from quizgen.errors import UserError
from quizgen.variant import Part, Variant


def assign(
    library: Library,
    sheet: Sheet,
    seed: str,
    student: Student | str = "",
    *,
    owner: str | None = None,
    version: str = "",
    profile: Mapping[str, str] | None = None,
) -> Assignment:
    """The student's own variants of a sheet, or those of the `owner` whose numbers are shared.

    `profile` are the conventions of the course.

    Everything printed on a sheet follows from `seed`: numbers and codes alike show who tries a seed
    that it is the right one. Only a seed of 128 random bits (`secret`) keeps the keys a secret.
    A question keeps its numbers when others are added, removed or moved. `version` is printed.
    """
    for problem in unknown_questions(sheet, library):
        raise UserError(
            f"{problem.file}:{problem.line}: {problem.field}: {problem.message}", problem.fix
        )
    who = student if isinstance(student, Student) else Student(student)
    key = unicodedata.normalize("NFC", who.key)
    shared = key if owner is None else owner
    variants = []
    times: Counter[str] = Counter()
    for question in sheet.questions:
        time = times[question.id]
        variants.append(drawn_question(library, sheet, question, seed, shared, time, profile))
        times[question.id] += 1
    code = f"{sheet.id}·{_letters(derived(seed, 'sheet', sheet.id, key))}"
    name = unicodedata.normalize("NFC", who.name)
    return Assignment(
        name, code, sheet.title, sheet.intro, tuple(variants), who.id, who.email, version
    )


def drawn_question(
    library: Library,
    sheet: Sheet,
    question: SheetQuestion,
    seed: str,
    owner: str,
    time: int,
    profile: Mapping[str, str] | None = None,
) -> Variant:
    """The owner's variant of a question that the sheet has asked `time` times before."""
    own = derived(seed, "question", sheet.id, owner, question.id, str(time))
    exercise = library.exercise(question.id)
    variant = draw(exercise, own, question.level or None, question.instance or None, profile)
    if question.points:
        variant = _worth(variant, question.points)
    return _all_or_nothing(variant) if sheet.partial else variant


def derived(seed: str, *names: str) -> str:
    """128 bits that only who knows the seed computes, others for other names."""
    key = blake2b(seed.encode(), digest_size=32).digest()
    return blake2b("\0".join(names).encode(), key=key, digest_size=16).hexdigest()


# Without those that look alike; so many that in a class of thousands no two codes are the same.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 8


def _letters(bits: str) -> str:
    """A short code from hexadecimal digits.

    >>> _letters("ffff0000ffff")
    '7sme8sm2'
    """
    number = int(bits, 16)
    places = (number // len(_ALPHABET) ** i for i in range(_LENGTH))
    return "".join(_ALPHABET[place % len(_ALPHABET)] for place in places)


def _worth(variant: Variant, points: str) -> Variant:
    """The variant with its points shared evenly by the parts."""
    from fractions import Fraction

    each = Fraction(points) / len(variant.parts)
    return replace(variant, parts=tuple(replace(part, points=str(each)) for part in variant.parts))


def _all_or_nothing(variant: Variant) -> Variant:
    """The variant without partial credit."""
    return replace(variant, parts=tuple(map(_undivided, variant.parts)))


def _undivided(part: Part) -> Part:
    if part.holds:
        return replace(part, holds=replace(part.holds, partial="all"))
    if "partial" not in part.settings:
        return part
    settings = {name: value for name, value in part.settings.items() if name != "trivial"}
    return replace(part, settings={**settings, "partial": "all"})


def checked_students(students: Iterable[Student | str]) -> list[Student]:
    """The students, each once, in order; a text is a student's name.

    `UserError` for a blank name, one with characters that cannot be printed, and for a student who
    is there twice: by id, else by e-mail, else by name.
    """
    found: dict[str, Student] = {}
    for student in students:
        given = student if isinstance(student, Student) else Student(student)
        name = " ".join(unicodedata.normalize("NFC", given.name).split())
        if not name:
            raise UserError(
                "a student without a name", "leave --student out for one sheet without a name"
            )
        hidden = next(
            (c for c in name if unicodedata.category(c) in _UNPRINTED and c not in _JOINERS), None
        )
        if hidden is not None:
            raise UserError(
                f"the student {name!r} has the character U+{ord(hidden):04X} in the name",
                "remove it: it cannot be printed",
            )
        own = replace(given, name=name)
        if own.key in found:
            said = "" if own.key == name else f" ({own.key})"
            raise UserError(
                f"the student {name!r}{said} is named twice",
                "each student has one sheet; ids tell two of one name apart",
            )
        found[own.key] = own
    return list(found.values())


# Control, direction and private characters, and halves of surrogate pairs.
_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co"})
# Persian and Indic names are written with them.
_JOINERS = "\u200c\u200d"
