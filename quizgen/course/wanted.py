"""The homework that a person names: by a file, by a folder, or by a ready-made sheet (the short form)."""

from collections.abc import Sequence
from pathlib import Path

from quizgen.bank import Library, load_banks
from quizgen.bank.library import home
from quizgen.course.asking import check_questions
from quizgen.course.folder import FILE
from quizgen.course.specification import Specification, of_sheet
from quizgen.course.specification_file import read_specification
from quizgen.errors import UserError


def wanted(name: str, banks: Sequence[Path] = ()) -> tuple[Library, Specification]:
    """The specification of `homework.toml`, of a folder with one, or of a sheet or exercise by its id.

    With it comes the library that has its questions. `UserError` for what is not there, with the
    line in the file.
    """
    path = Path(name)
    if (path / FILE).is_file() or (path.suffix == ".toml" and path.is_file()):
        specification = read_specification(path)
        library = load_banks([*banks, *specification.banks, *home(name)])
        check_questions(specification, library)
        return library, specification
    library = load_banks(banks, naming=name)
    if path.is_dir() and name not in {*library.sheets, *library.exercises}:
        raise UserError(f"{name}: there is no {FILE} in the folder", f"quizgen new homework {name}")
    return library, of_sheet(library.sheet_or_exercise(name))


def folder_of(specification: Specification) -> Path | None:
    """The folder that a homework is made in if nothing else is said: where its file is; None for the short form."""
    path = Path(specification.file)
    return path.parent if path.name == FILE else None
