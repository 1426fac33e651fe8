"""What `quizgen grade` and `quizgen regrade` do alike: what was decided is read, results are written."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from quizgen.assignment import Assignment
    from quizgen.course.mended import Questions
    from quizgen.grading.marked import Marked
    from quizgen.grading.outputs import Class
    from quizgen.grading.overrides import Override
    from quizgen.grading.review import Review


def tables_folder(folder: Path, output: Path | None) -> Path:
    """Where the instructor's tables stand."""
    return output or folder / "marks"


def places(folder: Path) -> tuple[Path, Path | None]:
    """The homework's folder, and that of its marks where it is another: by either's name."""
    from quizgen.course.folder import variants_file
    from quizgen.grading.record import homework_of

    homework = None if variants_file(folder).exists() else homework_of(folder)
    return (homework, folder) if homework else (folder, None)


def way_to(folder: Path, output: Path | None) -> str:
    """The way from the folder of the marks to that of the homework; empty where they are one."""
    if output is None:
        return ""
    try:
        return Path(os.path.relpath(folder, output)).as_posix()
    except ValueError:  # another drive of Windows
        return folder.absolute().as_posix()


def mended_of(folder: Path, output: Path | None) -> "Questions":
    """The questions with mended keys: those of the homework, and those that the marks have besides."""
    from quizgen.course.mended import read_mended

    return read_mended(folder) | read_mended(output) if output else read_mended(folder)


def decisions(folder: Path, output: Path | None) -> "tuple[tuple[Override, ...], Review]":
    """What an instructor has decided: in `overrides.toml` and in `review.csv`."""
    from quizgen.course.manifest import file_digest
    from quizgen.course.results import finish
    from quizgen.grading import review

    finish(output or folder)
    found, entered = overrides_of(folder), tables_folder(folder, output) / review.FILE
    if not entered.exists():
        return found, review.Review()
    digest = file_digest(entered)
    with entered.open("rb") as stream:
        return found, review.Review(review.read_decisions(stream, str(entered)), digest)


def overrides_of(folder: Path) -> "tuple[Override, ...]":
    """What stands in `overrides.toml`, if there is one."""
    from quizgen.bank.toml import read_file
    from quizgen.grading import overrides

    written = folder / overrides.FILE
    text = read_file(written) if written.exists() else ""
    return overrides.read_overrides(text, str(written)) if text else ()


def stems(folder: Path, sheets: "Sequence[Assignment]") -> dict[str, str]:
    """What each student's files are called, by key: as the sheets, where each has one of its own."""
    from quizgen.course.file_names import file_names
    from quizgen.course.manifest import read_manifest

    manifest = read_manifest(folder)
    known = {entry.key: entry.stem for entry in manifest.entries} if manifest else {}
    if all(sheet.key in known for sheet in sheets):
        return {sheet.key: known[sheet.key] for sheet in sheets}
    names = file_names([sheet.student for sheet in sheets])
    return {sheet.key: name for sheet, name in zip(sheets, names, strict=True)}


def write(
    of: "Class",
    folder: Path,
    output: Path | None,
    *,
    feedback: bool,
    force: bool,
    mended: "Questions",
) -> tuple[list[Path], tuple[str, ...]]:
    """Put all results in their places; what was written, and what is to be said of it."""
    from quizgen.course.lock import locked
    from quizgen.course.mended import FILE as FILE_OF_MENDED
    from quizgen.course.mended import Questions, read_mended
    from quizgen.course.results import replace_results
    from quizgen.grading.outputs import feedback_files, record_file, tables
    from quizgen.grading.review import FILE

    found, said = tables(of)
    prefix = "" if output else "marks/"
    own = mended.but(read_mended(folder) if output else Questions())

    def files() -> Iterator[tuple[str, bytes | Iterable[bytes]]]:
        for name, data in found.items():
            yield prefix + name, data
        yield record_file(of)
        if own:
            yield FILE_OF_MENDED, own.lines()
        if feedback:
            yield from feedback_files(of)

    # What was entered in the review has been taken over.
    with locked(folder):
        paths = replace_results(
            output or folder, files(), force=force, entered={prefix + FILE: of.review.digest}
        )
    return paths, said


def tell(marked: "Marked", said: Iterable[str], review: Path) -> None:
    """What a person has to know and to decide, on stderr."""
    from quizgen.answers.escape import for_terminal_line
    from quizgen.grading.class_report import undecided

    for line in (*marked.refused, *marked.notes, *said):
        click.echo(for_terminal_line(line), err=True)
    if left := undecided(marked, str(review)):
        click.echo(for_terminal_line(left), err=True)
