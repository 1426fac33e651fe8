"""`quizgen homework`: a class's sheets and keys."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from quizgen.course.student import Student
    from quizgen.parallel import Workers


@click.command(name="homework")
@click.argument("target", metavar="HOMEWORK")
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
    help="A file with one name a line, or a table: what Canvas, Moodle or Google export, CSV or .xlsx.",
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
    help="The folder for all files; that of homework.toml if not given, else ./homework.",
)
@click.option(
    "--latex",
    "use_latex",
    is_flag=True,
    help="Set the PDFs from the .tex with the TeX of this machine.",
)
@click.option(
    "--names",
    "naming",
    type=click.Choice(["name", "id", "email"]),
    default="name",
    show_default=True,
    help="What students' files are called by.",
)
@click.option(
    "--moodle",
    metavar="WORKSHEET",
    type=click.Path(path_type=Path),
    help="The grading worksheet of a Moodle assignment: the sheets as a zip for its feedback files.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help="Processes to work in; the files are the same. Without it one for each core, for a class of some size.",
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Work on a running Dask cluster, by the address of its scheduler: pip install 'quizgen[dask]'.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Replace or take away sheets that are in the folder; what goes is listed first.",
)
@options.bank
@options.as_json
def command(
    target: str,
    students: tuple[str, ...],
    roster: Path | None,
    seed: str | None,
    output: Path | None,
    banks: tuple[Path, ...],
    *,
    naming: str,
    moodle: Path | None,
    jobs: int | None,
    dask: str | None,
    is_open: bool,
    use_latex: bool,
    force: bool,
    as_json: bool,
) -> None:
    r"""Write each student's sheet, its key and a short key, as PDF and LaTeX.

    \b
    Examples:
      quizgen homework hw4
      quizgen homework hw4/homework.toml -o elsewhere
      quizgen homework week-4-convolution --student Ada --student Carl
      quizgen homework week-1-architecture --roster class.csv -o hw1
      quizgen homework week-1-architecture --student Ada --open --seed 7 -o demo
      quizgen homework lecture-verbatim --latex -o slides

    HOMEWORK is a file homework.toml or the folder it is in (`quizgen new homework`), or a ready-made
    sheet or an exercise (`quizgen list`). Hand out `sheets`, as a whole or
    one by one; keep `keys` and `private` to yourself. There stand variants.jsonl, which `quizgen
    grade` and `quizgen explain` read, and for named students the secret that their numbers follow
    from: as long as it is there, the same command writes the same sheets, and one with more
    students adds theirs.
    """
    from quizgen.answers.escape import for_terminal_line
    from quizgen.cli.progress import progress
    from quizgen.course.making import SEED_IS_OPEN, Naming, make
    from quizgen.course.wanted import folder_of, wanted

    library, specification = wanted(target, banks)
    listed = roster or specification.roster
    names: list[Student | str] = [*students, *(_roster(listed) if listed else [])]
    folder = output or folder_of(specification) or Path("homework")
    if seed is not None and names and not is_open:
        raise click.UsageError(f"--seed with named students needs --open: {SEED_IS_OPEN}.")
    if jobs and dask:
        raise click.UsageError("--jobs is for this machine, and --dask for a cluster: one of them.")
    worksheet = _roster(moodle) if moodle else ()
    with _workers(jobs, dask, len(names)) as workers:
        made = make(
            library,
            specification,
            folder,
            names,
            seed=seed,
            is_open=is_open,
            use_latex=use_latex,
            naming=Naming(naming),
            force=force,
            workers=workers,
            bar=progress,
            say=lambda line: click.echo(for_terminal_line(line), err=True),
        )
    if worksheet:
        _for_moodle(folder, worksheet)
    if seed is None and made.seed is not None:
        click.echo(f"seed: {made.seed}", err=True)
    if as_json:
        import json

        data = {
            "format": 1,
            "seed": made.seed,
            "sheet": made.sheet,
            "files": [str(path) for path in made.files],
        }
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    sheets = 0
    for path in made.files:
        if path.suffix == ".pdf":
            click.echo(str(path))
            sheets += path.parent.name == "sheets"
    others = "" if made.made == sheets else ", the others were there"
    click.echo(
        f"{made.made} of {sheets} sheets made now{others}; "
        f"hand out {folder / 'sheets'}; next: quizgen grade {folder} ANSWERS.csv",
        err=True,
    )


def _for_moodle(folder: Path, worksheet: "tuple[Student, ...]") -> None:
    from quizgen.answers.escape import for_terminal_line
    from quizgen.course.moodle import ZIP, write_feedback
    from quizgen.few import few

    done = write_feedback(folder, worksheet)
    said = [f"{folder / ZIP}: {done.sheets} sheets"]
    if done.not_in_worksheet:
        said.append(f"not in the worksheet: {few(done.not_in_worksheet)}")
    if done.without_sheet:
        said.append(f"without a sheet: {few(done.without_sheet)}")
    for line in said:
        click.echo(for_terminal_line(line), err=True)


# A process that begins costs as much as this many sheets.
FEW = 8


def _workers(
    jobs: int | None, dask: str | None, students: int
) -> "AbstractContextManager[Workers]":
    from quizgen.parallel import cluster, cores, processes

    if dask:
        return cluster(dask)
    return processes(jobs or (cores() if students > FEW else 1))


def _roster(path: Path) -> "tuple[Student, ...]":
    """The students of a file; who was left out and what was guessed is said."""
    from quizgen.answers.escape import for_terminal_line
    from quizgen.course.roster import read_roster
    from quizgen.errors import UserError

    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    found = read_roster(data, "stdin" if str(path) == "-" else str(path))
    for line in (*found.left_out, *found.notes):
        click.echo(for_terminal_line(line), err=True)
    return found.students
