"""What `quizgen grade` and `quizgen regrade` do alike: what was decided is read, results are written."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from quizgen.assignment import Assignment
    from quizgen.grading.mark import Marked
    from quizgen.grading.outputs import Class
    from quizgen.grading.overrides import Override
    from quizgen.grading.review import Review


def tables_folder(folder: Path, output: Path | None) -> Path:
    """Where the instructor's tables stand."""
    return output or folder / "marks"


def decisions(folder: Path, output: Path | None) -> "tuple[tuple[Override, ...], Review]":
    """What an instructor has decided: in `overrides.toml` and in `review.csv`."""
    from quizgen.bank.toml import read_file
    from quizgen.course.results import finish
    from quizgen.grading import overrides, review

    finish(output or folder)
    written, entered = folder / overrides.FILE, tables_folder(folder, output) / review.FILE
    text = read_file(written) if written.exists() else ""
    found = overrides.read_overrides(text, str(written)) if text else ()
    if not entered.exists():
        return found, review.Review()
    with entered.open("rb") as stream:
        return found, review.Review(review.read_decisions(stream, str(entered)))


def stems(sheets: "Sequence[Assignment]") -> dict[str, str]:
    """What each student's files are called, as the sheets, by key."""
    from quizgen.course.assignment import file_names

    names = file_names([sheet.student for sheet in sheets])
    return {sheet.key: name for sheet, name in zip(sheets, names, strict=True)}


def write(
    of: "Class", folder: Path, output: Path | None, *, feedback: bool, force: bool
) -> tuple[list[Path], tuple[str, ...]]:
    """Put all results in their places; what was written, and what is to be said of it."""
    from quizgen.course.results import replace_results
    from quizgen.grading.outputs import feedback_files, record_file, tables
    from quizgen.grading.review import FILE

    found, said = tables(of)
    prefix = "" if output else "marks/"

    def files() -> Iterator[tuple[str, bytes]]:
        for name, data in found.items():
            yield prefix + name, data
        yield record_file(of)
        if feedback:
            yield from feedback_files(of)

    # A review without entries is nobody's work.
    paths = replace_results(output or folder, files(), force=force, entered=[prefix + FILE])
    return paths, said


def tell(marked: "Marked", said: Iterable[str], review: Path) -> None:
    """What a person has to know and to decide, on stderr."""
    from quizgen.answers.escape import for_terminal_line
    from quizgen.grading.class_report import undecided

    for line in (*marked.refused, *marked.notes, *said):
        click.echo(for_terminal_line(line), err=True)
    if left := undecided(marked, str(review)):
        click.echo(for_terminal_line(left), err=True)
