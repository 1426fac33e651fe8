"""A homework, made: the class checked, sheets drawn, and every file written into its folder."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from quizgen.bank import Library, Sheet
from quizgen.bank.printing import printing
from quizgen.course.assignment import assign, checked_students
from quizgen.course.folder import (
    check_nobody_vanishes,
    load_assignments,
    replaceable,
    variants_file,
)
from quizgen.course.papers import is_private, papers
from quizgen.course.secret import keep_secret, secret_of
from quizgen.errors import UserError
from quizgen.files import write_all
from quizgen.variant import Variant

# Why a class's numbers follow from no seed of one's own.
SEED_IS_OPEN = (
    "a sheet tells who tries seeds which one is right, and so everybody's key; "
    "without a seed a secret is drawn and kept in the folder"
)


@dataclass(frozen=True, slots=True)
class Homework:
    """What was written. `seed` is what the numbers follow from; None where that is a secret."""

    sheet: str
    folder: Path
    files: tuple[Path, ...]
    seed: str | None


def make(
    library: Library,
    sheet: Sheet,
    folder: Path,
    students: Iterable[str] = (),
    *,
    seed: str | None = None,
    is_open: bool = False,
    use_latex: bool = False,
    force: bool = False,
    done: Callable[[int], None] | None = None,
) -> Homework:
    """Write each student's sheet and keys into `folder`; without students one sheet without a name.

    The numbers of named students follow from a secret in the folder, unless `is_open` says that the
    keys are none. `done` is told how many students more are done. `UserError` if students who have
    sheets in the folder would vanish, or a file would be replaced without `force`.
    """
    names = checked_students(students) or [""]
    if seed is not None and names != [""] and not is_open:
        raise UserError(
            "a seed with named students", f"leave it out, or say is_open: {SEED_IS_OPEN}"
        )
    before = load_assignments(folder) if variants_file(folder).exists() else []
    check_nobody_vanishes(folder, before, names)
    is_secret = names != [""] and not is_open
    source = secret_of(folder) if is_secret else seed if seed is not None else secrets.token_hex(8)
    assignments = [assign(library, sheet, source, name) for name in names]
    drawn = (variant for assignment in assignments for variant in assignment.questions)
    with printing(library, drawn, _problems, sheet):
        files = papers(
            assignments, use_latex=use_latex, done=(lambda _: done(1)) if done is not None else None
        )
    if is_secret:
        keep_secret(folder, source)
    paths = write_all(
        folder,
        files,
        force=force,
        replaceable=replaceable(before, assignments),
        private=is_private,
    )
    return Homework(sheet.id, folder, tuple(paths), None if is_secret else source)


def _problems(variant: Variant) -> list[str]:
    """What cannot be printed of a variant: looked for only where something could not be."""
    from quizgen.document.check import check_document

    return check_document(variant)
