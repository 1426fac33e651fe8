"""What an instructor begins with: a commented homework, bank or sheet, or the templates to change."""

import re
from pathlib import Path

from quizgen.course.folder import FILE
from quizgen.course.framing import template_files
from quizgen.errors import UserError
from quizgen.files import write_all
from quizgen.resources import shipped

# The shipped exercise that a new sheet asks for.
QUESTION = "conv1d-arch"


def new_homework(folder: Path, *, force: bool = False) -> Path:
    """Write a `homework.toml` that works as it is, named for its folder.

    `UserError` if there is another one already, and no `force`.
    """
    text = _start(FILE, _id(folder.resolve().name, "homework"))
    (path,) = write_all(folder, {FILE: text.encode()}, force=force)
    return path


def new_exercise(file: Path, *, force: bool = False) -> Path:
    """Write a bank file with one commented exercise, named for the file; `UserError` as for a homework."""
    return _written(file, _start("exercise.toml", _id(file.stem, "exercise")), force=force)


def new_sheet(file: Path, *, force: bool = False) -> Path:
    """Write a commented sheet, named for its file; `UserError` as for a homework."""
    return _written(file, _start("sheet.toml", _id(file.stem, "sheet"), QUESTION), force=force)


def new_bank(folder: Path, *, force: bool = False) -> list[Path]:
    """Write a folder of banks: a file of exercises of three sorts, and a sheet that asks for one of them.

    `UserError` as for a homework.
    """
    name = _id(folder.resolve().name, "bank")
    exercises = _start("exercise.toml", name) + _start("choices.toml", name)
    files = {
        f"{name}.toml": exercises.encode(),
        f"sheets/{name}-sheet.toml": _start("sheet.toml", f"{name}-sheet", name).encode(),
    }
    return write_all(folder, files, force=force)


def _start(source: str, name: str, question: str = "") -> str:
    """A file of `templates/new`, filled."""
    text = (shipped("templates") / "new" / source).read_text(encoding="utf-8")
    title = name.replace("-", " ").capitalize()
    return text.replace("{id}", name).replace("{title}", title).replace("{question}", question)


def _id(name: str, otherwise: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or otherwise


def _written(file: Path, text: str, *, force: bool) -> Path:
    if file.suffix != ".toml":
        raise UserError(
            f"{file} is not the name of a TOML file", f"{file.name or 'mine'}.toml, say"
        )
    (path,) = write_all(file.parent, {file.name: text.encode()}, force=force)
    return path


def new_templates(folder: Path, *, force: bool = False) -> list[Path]:
    """Copy every template and file of messages; those that stay as they are may be deleted again.

    `UserError` if another file is in the way, and no `force`.
    """
    root = shipped("templates")
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in template_files()}
    return write_all(folder, files, force=force)
