"""`quizgen homework`: a class's sheets and keys."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options

if TYPE_CHECKING:
    from quizgen.assignment import Assignment
    from quizgen.bank.exercise import Sheet
    from quizgen.bank.library import Library


@click.command(name="homework")
@click.argument("sheet_id", metavar="SHEET")
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="NAME",
    help="A student; may be given many times.",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, allow_dash=True),
    help="A file with one name a line (or a CSV column `student`).",
)
@click.option(
    "--seed",
    help="The same seed gives the same bytes, to anybody who knows or guesses it; for named students only with --open.",
)
@click.option(
    "--open",
    "is_open",
    is_flag=True,
    help="The keys are no secret: they follow from a seed, which is printed if it is drawn.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("homework"),
    show_default=True,
    help="The folder for all files.",
)
@click.option(
    "--latex",
    "use_latex",
    is_flag=True,
    help="Set the PDFs from the .tex with the TeX of this machine.",
)
@click.option("--force", is_flag=True, help="Replace files of another homework in the folder.")
@options.bank
@options.as_json
def command(
    sheet_id: str,
    students: tuple[str, ...],
    roster: Path | None,
    seed: str | None,
    output: Path,
    banks: tuple[Path, ...],
    *,
    is_open: bool,
    use_latex: bool,
    force: bool,
    as_json: bool,
) -> None:
    r"""Write each student's sheet, its key and a short key, as PDF and LaTeX.

    \b
    Examples:
      quizgen homework week-4-convolution --student Ada --student Carl
      quizgen homework week-1-architecture --roster class.csv -o hw1
      quizgen homework week-1-architecture --student Ada --open --seed 7 -o demo
      quizgen homework lecture-verbatim --latex -o slides

    SHEET is a ready-made sheet or an exercise (`quizgen list`). The folder also gets
    private/variants.jsonl, which `quizgen grade` and `quizgen explain` read, and for named students
    private/secret, which their numbers follow from: as long as it is there, the same command writes
    the same sheets, and one with more students adds theirs. Keep `private` and the keys to yourself.
    """
    from quizgen.bank import load_banks
    from quizgen.cli.progress import progress
    from quizgen.files import write_all
    from quizgen.homework.assignment import assign, checked_students
    from quizgen.homework.folder import check_nobody_vanishes, replaceable
    from quizgen.homework.papers import is_private, papers
    from quizgen.homework.secret import keep_secret, secret_of

    library = load_banks(banks)
    sheet = _sheet(library, sheet_id)
    names = checked_students([*students, *(_roster(roster) if roster else [])]) or [""]
    if seed is not None and names != [""] and not is_open:
        raise click.UsageError(
            "--seed with named students needs --open, which says that the keys are no secret: "
            "a sheet tells who tries seeds which one is right, and so everybody's key. "
            "Without --seed a secret is drawn and kept in the folder."
        )
    before = _sheets_there(output)
    check_nobody_vanishes(output, before, names)
    is_secret = names != [""] and not is_open
    source = secret_of(output) if is_secret else options.drawn_seed(seed)
    with progress("Setting", len(names)) as done:
        assignments = [assign(library, sheet, source, name) for name in names]
        files = papers(assignments, use_latex=use_latex, done=lambda _: done(1))
    if is_secret:
        keep_secret(output, source)
    paths = write_all(
        output,
        files,
        force=force,
        replaceable=replaceable(before, assignments),
        private=is_private,
    )
    pdfs = [path for path in paths if path.suffix == ".pdf"]
    if as_json:
        import json

        data = {
            "format": 1,
            "seed": None if is_secret else source,
            "sheet": sheet.id,
            "files": [str(path) for path in paths],
        }
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    for path in pdfs:
        click.echo(str(path))
    click.echo(
        f"wrote {len(paths)} files to {output}; next: quizgen grade {output} ANSWERS.csv", err=True
    )


def _sheets_there(folder: Path) -> "list[Assignment]":
    """The sheets of a homework that the folder holds already."""
    from quizgen.cli.grade import load_assignments
    from quizgen.homework.folder import variants_file

    return load_assignments(folder) if variants_file(folder).exists() else []


def _sheet(library: "Library", name: str) -> "Sheet":
    """The sheet of that name; an exercise is a sheet of one question."""
    from quizgen.bank.exercise import Sheet, SheetQuestion

    if name not in library.sheets and name in library.exercises:
        exercise = library.exercise(name)
        return Sheet(exercise.id, exercise.file, exercise.title, (SheetQuestion(exercise.id),))
    return library.sheet(name)


def _roster(path: Path) -> list[str]:
    """The names of a text file, one a line, or of the column `student` of a CSV."""
    import csv
    import io

    from quizgen.errors import UserError
    from quizgen.grading.tables import decoded

    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    text = decoded(data, str(path))
    first = text.partition("\n")[0]
    header = [cell.strip().lower() for cell in next(csv.reader([first]), [])]
    for column in ("student", "name"):
        if column in header:
            place = header.index(column)
            return [
                row[place]
                for row in list(csv.reader(io.StringIO(text)))[1:]
                if len(row) > place and row[place].strip()
            ]
    if len(header) > 1:
        raise UserError(
            f"{path}:1: no column student; the header is {', '.join(header)}",
            "name one column student",
        )
    names = [line.strip() for line in text.splitlines() if line.strip()]
    if not names:
        raise UserError(f"{path}: there are no names in it")
    return names
