"""`quizgen gallery`: every exercise to leaf through."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options

if TYPE_CHECKING:
    from quizgen.bank.exercise import Exercise
    from quizgen.targets.gallery import Hung

# So many exercises are drawn before other processes have begun.
FEW = 4


@click.command(name="gallery")
@click.argument("topic", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder for the pages.",
)
@click.option(
    "--draws",
    type=click.IntRange(1, 100_000),
    default=300,
    show_default=True,
    help="Draws of each exercise at each level, for the figures beside it.",
)
@click.option("--force", is_flag=True, help="Replace pages that are there.")
@options.bank
def command(
    topic: str | None, output: Path, draws: int, banks: tuple[Path, ...], *, force: bool
) -> None:
    r"""Write every exercise at every level with key, solution and recognised mistakes as web pages.

    \b
    Examples:
      quizgen gallery -o gallery
      quizgen gallery convolution -o gallery --draws 60
      quizgen gallery --bank mine.toml mine.toml -o gallery

    Of a TOPIC (tag, bank, sheet, file or exercise) if one is given. The folder gets index.html, where
    exercises are found by words, bank, level and tag, and a page for each bank. They have the answers:
    they are for teachers. Beside each level stand figures of its draws.
    """
    from functools import partial

    from quizgen.bank.library import home, load_banks
    from quizgen.cli.progress import progress
    from quizgen.files import write_all
    from quizgen.parallel import cores, processes
    from quizgen.targets.gallery import gallery

    library = load_banks([*banks, *home(topic or "")])
    for problem in library.problems:
        click.echo(f"{problem}", err=True)
    exercises = library.find(topic) if topic else list(library.exercises.values())
    hung = []
    with (
        processes(cores() if len(exercises) > FEW else 1) as workers,
        progress("Drawing", len(exercises)) as drawn,
    ):
        for one in workers.map(partial(hang, draws=draws), exercises):
            hung.append(one)
            drawn(1)
    for path in write_all(output, gallery(hung), force=force):
        click.echo(str(path))


def hang(exercise: "Exercise", draws: int) -> "Hung":
    """An exercise with the first draw of each level; one that cannot be drawn has none, and problems."""
    from quizgen.bank.check import exercise_report
    from quizgen.bank.variants import draw
    from quizgen.errors import UserError
    from quizgen.targets.gallery import Hung

    report = exercise_report(exercise, draws=draws)
    shown = []
    for level in exercise.levels:
        try:
            shown.append(draw(exercise, "gallery", level or None))
        except UserError:
            continue
    return Hung(exercise, tuple(shown), report.measures, len(report.problems))
