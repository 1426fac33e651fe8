"""`quizgen check`: every mistake of a bank."""

from pathlib import Path

import click

from quizgen.cli import options


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
@options.as_json
def command(paths: tuple[Path, ...], draws: int, jobs: int | None, *, as_json: bool) -> None:
    r"""Report every mistake of bank files as file:line, and draw each exercise many times.

    \b
    Examples:
      quizgen check banks/mine.toml
      quizgen check banks --draws 1000
      quizgen check --json

    Without PATHS: ./banks and the shipped banks. Exit code 1 when there are problems.
    """
    import os
    import sys
    from concurrent.futures import ProcessPoolExecutor

    from quizgen.bank import find_problems, load_banks
    from quizgen.document.check import check_document

    count = len(load_banks(list(paths), shipped_too=not paths).exercises)
    workers = jobs or min(os.cpu_count() or 1, max(1, count))
    shown = (
        sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and "NO_COLOR" not in os.environ
    )
    with click.progressbar(length=count, label="Drawing", file=sys.stderr, hidden=not shown) as bar:
        if workers > 1:
            with ProcessPoolExecutor(workers) as executor:
                problems = find_problems(
                    paths,
                    draws=draws,
                    document_problems=check_document,
                    executor=executor,
                    done=lambda _: bar.update(1),
                )
        else:
            problems = find_problems(
                paths, draws=draws, document_problems=check_document, done=lambda _: bar.update(1)
            )
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(
            json.dumps(
                {"format": 1, "exercises": count, "problems": [asdict(p) for p in problems]},
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        for problem in problems:
            click.echo(str(problem))
        said = {0: "no problems", 1: "1 problem"}.get(len(problems), f"{len(problems)} problems")
        click.echo(f"{count} exercises, {draws} draws each at every level: {said}", err=True)
    raise SystemExit(1 if problems else 0)
