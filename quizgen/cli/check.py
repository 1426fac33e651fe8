"""`quizgen check`: every mistake of a bank."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options
from quizgen.how_many import how_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizgen.bank.measures import Measures
    from quizgen.bank.survey import Refused
    from quizgen.errors import Problem


@click.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--draws",
    type=click.IntRange(1, 100_000),
    default=200,
    show_default=True,
    help="Draws of each exercise at each level.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=None,
    help="Processes; one for each core if not given.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Check and show again on a page in the browser whenever a file is saved; Ctrl-C stops.",
)
@click.option(
    "--measures",
    is_flag=True,
    help="Print how each exercise draws, spreads its answers and how much work it is.",
)
@options.as_json
def command(
    paths: tuple[Path, ...],
    draws: int,
    jobs: int | None,
    *,
    watch: bool,
    measures: bool,
    as_json: bool,
) -> None:
    r"""Report every mistake of bank files as file:line, and draw each exercise many times.

    A homework.toml, or a folder with it, is checked with its roster, before anything is made.

    \b
    Examples:
      quizgen check banks/mine.toml
      quizgen check banks --draws 1000
      quizgen check --watch banks/mine.toml
      quizgen check banks --measures
      quizgen check hw4/homework.toml
      quizgen check --json

    Without PATHS: ./banks and the shipped banks. Exit code 1 when there are problems.
    """
    import os
    import sys
    from concurrent.futures import ProcessPoolExecutor
    from contextlib import nullcontext

    from quizgen.answers.escape import for_terminal_line
    from quizgen.bank import load_banks
    from quizgen.bank.check import examine
    from quizgen.course.examining import examine_homework, is_homework
    from quizgen.document.check import check_document

    if watch:
        if as_json or not paths or any(map(is_homework, paths)):
            raise click.UsageError("--watch is for bank files, which are named, and without --json")
        from quizgen.cli.watching import run

        run(paths, draws)
        return
    examined = {path: examine_homework(path) for path in paths if is_homework(path)}
    for path, found in examined.items():
        for line in found.said:
            click.echo(for_terminal_line(line), err=True)
        said = f"{found.questions} questions, {found.students} students"
        click.echo(f"{path}: {said}: {_counted(len(found.problems))}", err=True)
    of_homework = [problem for found in examined.values() for problem in found.problems]
    if examined and len(examined) == len(paths):
        _tell(of_homework, [], 0, as_json=as_json)
        raise SystemExit(1 if of_homework else 0)
    paths = tuple(path for path in paths if path not in examined)
    count = len(load_banks(list(paths), shipped_too=not paths).exercises)
    workers = jobs or min(os.cpu_count() or 1, max(1, count))
    shown = (
        sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and "NO_COLOR" not in os.environ
    )
    executor = ProcessPoolExecutor(workers) if workers > 1 else None
    with (
        executor or nullcontext(),
        click.progressbar(length=count, label="Drawing", file=sys.stderr, hidden=not shown) as bar,
    ):
        report = examine(
            paths,
            draws=draws,
            document_problems=check_document,
            executor=executor,
            done=lambda _: bar.update(1),
        )
    problems = [*of_homework, *report.problems]
    _tell(problems, report.refused, count, report.measures, as_json=as_json)
    if measures and not as_json:
        from quizgen.cli.measured import table

        click.echo("\n".join(table(report.measures)))
    if not as_json:
        said = _counted(len(report.problems))
        click.echo(
            f"{how_many(count, 'exercise')}, {how_many(draws, 'draw')} each at every level: {said}",
            err=True,
        )
    raise SystemExit(1 if problems else 0)


def _counted(problems: int) -> str:
    return {0: "no problems", 1: "1 problem"}.get(problems, f"{problems} problems")


def _tell(
    problems: "Sequence[Problem]",
    refused: "Sequence[Refused]",
    count: int,
    measures: "Sequence[Measures]" = (),
    *,
    as_json: bool,
) -> None:
    if as_json:
        import json
        from dataclasses import asdict

        data = {
            "format": 1,
            "exercises": count,
            "problems": [asdict(p) for p in problems],
            "refused": [asdict(r) for r in refused],
            "measures": [asdict(m) for m in measures],
        }
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    for problem in problems:
        click.echo(str(problem))
    if refused:
        click.echo("draws that a rule refused, and others were taken:", err=True)
        click.echo("\n".join(_table(refused)), err=True)


def _table(refused: "Sequence[Refused]") -> "Iterator[str]":
    """Exercise, level, share and the rule that refused most, one a line."""
    width = max(len(row.exercise) for row in refused)
    levels = max(len(row.level) for row in refused)
    for row in refused:
        yield f"  {row.exercise:<{width}}  {row.level:<{levels}}  {row.share:>4.0%}  {row.rule}"
