"""What a specification comes to: the questions of the sheet, and who shares whose numbers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from quizgen.assignment import Assignment
from quizgen.bank import Library, Sheet
from quizgen.bank.declared import notes
from quizgen.bank.exercise import SheetQuestion
from quizgen.bank.wording import own_wordings
from quizgen.course.asking import fitting
from quizgen.course.assignment import assign, derived
from quizgen.course.specification import Asked, Specification, Variants
from quizgen.course.student import Student
from quizgen.errors import UserError
from quizgen.few import few
from quizgen.how_many import how_many
from quizgen.tables.writing import csv_text, for_spreadsheets


@dataclass(frozen=True, slots=True)
class Share:
    """A student, the `owner` whose numbers the sheet has (None: the student's own), and the printed version."""

    student: Student
    owner: str | None = None
    version: str = ""


def assignments(
    library: Library,
    specification: Specification,
    seed: str,
    students: Sequence[Student],
    kept: Mapping[str, str] | None = None,
) -> Iterator[Assignment]:
    """The sheet of each student, one after the other; without students one that is nobody's.

    `kept` has the versions that students have already, by their keys.
    """
    sheet = sheet_of(library, specification, seed)
    for share in shares(specification, students or [Student("")], kept):
        yield assigned(library, specification, sheet, seed, share)


def assigned(
    library: Library, specification: Specification, sheet: Sheet, seed: str, share: Share
) -> Assignment:
    """One student's sheet; `sheet` is that of `sheet_of`."""
    with own_wordings(specification.templates):
        return assign(
            library,
            sheet,
            seed,
            share.student,
            owner=share.owner,
            version=share.version,
            profile=specification.course_conventions,
        )


def sheet_of(library: Library, specification: Specification, seed: str) -> Sheet:
    """The questions, with those that are picked from a tag: the same ones for the whole class.

    They follow from `seed`. Nothing is asked twice, unless it is named twice.
    """
    named = {asked.id for asked in specification.questions if asked.id}
    questions: list[SheetQuestion] = []
    for asked in specification.questions:
        ids = [asked.id] if asked.id else _picked(library, specification, asked, seed, named)
        named.update(ids)
        questions.extend(
            SheetQuestion(each, asked.level, asked.instance, asked.points) for each in ids
        )
    return Sheet(
        specification.id,
        specification.file,
        specification.title,
        tuple(questions),
        specification.intro,
        specification.partial,
        specification.lines,
    )


def keeping(library: Library, specification: Specification, sheet: Sheet) -> list[str]:
    """The questions that keep a convention though the course has it otherwise: a line for each."""
    asked = {question.id: library.exercise(question.id) for question in sheet.questions}
    return notes(asked.values(), specification.course_conventions)


def _picked(
    library: Library, specification: Specification, asked: Asked, seed: str, taken: Iterable[str]
) -> list[str]:
    others = set(taken)
    fit = [e.id for e in fitting(library, specification, asked) if e.id not in others]
    if len(fit) < asked.pick:
        where = f"{specification.file}:{specification.line(asked.field)}"
        raise UserError(
            f"{where}: the tag {asked.tag!r} has {how_many(len(fit), 'exercise')} not asked yet, "
            f"to be picked: {asked.pick}",
            f"pick = {len(fit)}" if fit else "another tag",
        )
    ranked = sorted(fit, key=lambda name: derived(seed, "pick", specification.id, asked.tag, name))
    return ranked[: asked.pick]


def shares(
    specification: Specification,
    students: Sequence[Student],
    kept: Mapping[str, str] | None = None,
) -> list[Share]:
    """Who has whose numbers, in the order of the students.

    `UserError` names the students without a group where groups share, and a version of a roster
    that the specification does not have.
    """
    alone = not any(student.key for student in students)
    if alone and specification.variants in {Variants.GROUP, Variants.VERSION}:
        where = (
            f"{specification.file}:{specification.line('variants')}: " if specification.file else ""
        )
        column = (
            "group"
            if specification.variants is Variants.GROUP
            else "version, if you choose who has which"
        )
        raise UserError(
            f"{where}variants are {specification.variants}, and there are no students",
            f'name them: roster = "class.csv", a table with the columns name, id and {column}; '
            'or one sheet for everybody: variants = "for all"',
        )
    match specification.variants:
        case Variants.STUDENT:
            return [Share(student) for student in students]
        case Variants.ALL:
            return [Share(student, "") for student in students]
        case Variants.GROUP:
            _check_groups(students)
            return [Share(s, f"group\0{s.group}", s.group) for s in students]
        case Variants.VERSION:
            versions = _versions(specification, students, kept or {})
            return [
                Share(s, f"version\0{version}", version)
                for s, version in zip(students, versions, strict=True)
            ]


def _check_groups(students: Sequence[Student]) -> None:
    alone = [s.name or s.key or "the sheet without a name" for s in students if not s.group]
    if alone:
        raise UserError(
            f"variants are per group, and no group is known of {few(alone)}",
            "add a column `group` to the roster",
        )


def _versions(
    specification: Specification, students: Sequence[Student], kept: Mapping[str, str]
) -> list[str]:
    """The version of the roster, or the one already had, or the one that the fewest have."""
    versions = specification.versions
    found = [s.version or kept.get(s.key, "") for s in students]
    for student, version in zip(students, found, strict=True):
        if version and version not in versions:
            raise UserError(
                f"{student.name or student.key} has the version {version!r} in the roster, "
                f"and there are {', '.join(versions)}",
                f"versions = {[*versions, version]}".replace("'", '"'),
            )
    count = Counter(found)
    for place, version in enumerate(found):
        if not version:
            found[place] = min(versions, key=lambda name: count[name])
            count[found[place]] += 1
    return found


def versions_csv(whose: Iterable[Share]) -> bytes:
    r"""The instructor's map of who has which version, by version.

    >>> versions_csv([Share(Student("Bob", "2"), "", "B"), Share(Student("Ada", "1"), "", "A")])
    b'\xef\xbb\xbfversion,name,id,email\nA,Ada,1,\nB,Bob,2,\n'
    """
    named = [(s.version, s.student.name, s.student.id, s.student.email) for s in whose]
    named.sort(key=itemgetter(0))
    return for_spreadsheets(csv_text([("version", "name", "id", "email"), *named]))
