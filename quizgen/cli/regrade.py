"""`quizgen regrade`: the same answers with corrected keys."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options

if TYPE_CHECKING:
    from quizgen.bank import Library
    from quizgen.grading.regrading import Change

# So many students are told; of more, the first.
TOLD = 200


@click.command(name="regrade")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Say who gains and loses, and write nothing.")
@click.option("--force", is_flag=True, help="Replace files that were changed since the last run.")
@click.option("--feedback/--no-feedback", default=True, help="Write each student's feedback too.")
@options.bank
@options.as_json
def command(
    folder: Path,
    banks: tuple[Path, ...],
    *,
    yes: bool,
    dry_run: bool,
    force: bool,
    feedback: bool,
    as_json: bool,
) -> None:
    r"""Grade again what was graded last, with the keys of a mended bank.

    \b
    Examples:
      quizgen regrade hw4 --dry-run
      quizgen regrade hw4 --bank mended.toml --yes

    Every question is drawn again with the numbers that were handed out; keys, settings, slips and
    solutions are those of the bank as it is now. A question for which the bank draws other numbers
    keeps its key, and that is said. DIR/overrides.toml and the marks entered in DIR/marks/review.csv
    are read anew too. DIR may also be the folder that `quizgen grade -o` wrote the marks to. Who gains and who loses is shown before anything is written.
    """
    from dataclasses import replace

    from quizgen.bank import load_banks
    from quizgen.cli import grading
    from quizgen.course.folder import opened_class
    from quizgen.course.kept import feedback_frame
    from quizgen.course.mended import mend
    from quizgen.grading.marks import grade_collected
    from quizgen.grading.outputs import Class
    from quizgen.grading.policy import Policy
    from quizgen.grading.record import read_record
    from quizgen.grading.regrading import changes, collected
    from quizgen.grading.roster import Roster
    from quizgen.grading.stored import briefs, open_class

    folder, output = grading.places(folder)
    overrides, review = grading.decisions(folder, output)
    record = read_record(output or folder)
    with opened_class(folder, open_class) as handed_out:
        asked = {one.exercise for sheet in handed_out for one in briefs(sheet.questions)}
        library = _checked(load_banks(banks), banks, asked)
        mended = mend(handed_out, grading.mended_of(folder, output), library)
        for exercise, why in mended.refused.items():
            click.echo(f"{exercise} keeps its keys: {why}", err=True)
        roster = Roster(mended.sheets)
        found = collected(record, roster)
        marked = grade_collected(
            roster, found, policy=Policy(record.attempts), overrides=overrides, review=review
        )
        marked = replace(marked, notes=record.notes)
        changed = changes([mark for one in record.graded for mark in one.marks], marked)
        _tell(changed, as_json=as_json)
        if dry_run or not _agreed(yes=yes):
            return
        names = grading.stems(folder, roster.sheets)
        graded = Class(
            roster.sheets, found.answers, marked, review, names,
            attempts=record.attempts, frame=feedback_frame(folder),
            homework=grading.way_to(folder, output),
        )  # fmt: skip
        paths, said = grading.write(
            graded, folder, output, feedback=feedback, force=force, mended=mended.questions
        )
        grading.tell(marked, said, grading.tables_folder(folder, output) / "review.csv")
    click.echo(f"wrote {len(paths)} files to {output or folder}", err=True)


def _checked(library: "Library", banks: tuple[Path, ...], asked: set[str]) -> "Library":
    """The library; `UserError` where a bank cannot be read, or has nothing that the homework asks.

    Keys would silently stay what they are.
    """
    from quizgen.errors import UserError

    problems = [problem for problem in library.problems if problem not in library.twice]
    if problems:
        more = f" (and {len(problems) - 1} more problems)" if len(problems) > 1 else ""
        first = problems[0]
        raise UserError(
            f"{first.file}:{first.line}: {first.field}: {first.message}{more}",
            first.fix or "`quizgen check` tells all of them",
        )
    files = {Path(e.file).resolve() for e in library.exercises.values() if e.id in asked}
    for bank in banks:
        if not any(file.is_relative_to(bank.resolve()) for file in files):
            raise UserError(
                f"{bank}: none of its exercises is asked in this homework",
                f"name the bank with one of {', '.join(sorted(asked)[:6])}",
            )
    return library


def _tell(changed: "list[Change]", *, as_json: bool) -> None:
    from quizgen.answers.escape import for_terminal_line

    if as_json:
        import json

        rows = [
            {
                "student": one.student,
                "before": float(one.before),
                "after": float(one.after),
                "parts": [[part, float(old), float(new)] for part, old, new in one.parts],
            }
            for one in changed
        ]
        click.echo(json.dumps({"format": 1, "changes": rows}, indent=2, ensure_ascii=False))
        return
    lose = sum(one.after < one.before for one in changed)
    gain = sum(one.after > one.before for one in changed)
    for one in changed[:TOLD]:
        click.echo(for_terminal_line(str(one)))
    if len(changed) > TOLD:
        click.echo(f"and {len(changed) - TOLD} more")
    click.echo(f"{gain} gain, {lose} lose")


def _agreed(*, yes: bool) -> bool:
    from quizgen.errors import UserError

    if yes:
        return True
    if not sys.stdin.isatty():
        raise UserError("nothing is written without a yes", "add --yes, or --dry-run")
    return click.confirm("Write these marks?", err=True)
