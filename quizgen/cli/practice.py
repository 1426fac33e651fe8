"""`quizgen practice`: questions at the prompt."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options, output

if TYPE_CHECKING:
    from quizgen.practice.course import Course
    from quizgen.practice.history import History
    from quizgen.practice.outcome import Tally


@click.command(name="practice")
@click.argument("topic", metavar="[TOPIC|ID|SHEET]", required=False)
@options.seed
@click.option(
    "--level",
    help="E (easy), M (medium) or H (hard) for all questions; by your skill if not given.",
)
@click.option("--count", type=click.IntRange(min=1), help="Stop after this many exercises.")
@options.bank
def command(
    topic: str | None,
    seed: str | None,
    level: str | None,
    count: int | None,
    banks: tuple[Path, ...],
) -> None:
    r"""Ask me: hints, diagnoses and worked solutions.

    \b
    Examples:
      quizgen practice
      quizgen practice convolution --count 5
      quizgen practice conv1d-strided-arch --level H
      quizgen practice week-4-convolution --seed 7

    What is asked next and how hard it is follows from what was answered before; with --seed the
    exercises come in turn. While answering: h is a hint, s shows the solution, q stops. An answer
    that cannot be read costs nothing, and every answer is saved at once; ? tells what can be typed.
    """
    import sys
    import time

    from quizgen.practice.prompt import asker, is_coloured, is_plain
    from quizgen.practice.run import practise
    from quizgen.practice.words import Page, say

    course = _course(topic, options.drawn_seed(seed), level, banks, reproducible=seed is not None)
    history = _opened(course)
    before = set(_mastered(course))

    def show(message: object) -> None:
        # Measured each time: the terminal may have been resized.
        page = Page(output.width(), colour=is_coloured(), keys=is_plain())
        text = say(message, page)  # type: ignore[arg-type]  # practise sends messages only
        if text:
            click.echo(text)

    try:
        tally = practise(course, history, ask=asker(), say=show, clock=time.time, count=count)
    finally:
        history.close()
    _farewell(tally, course, before, saved=history.path is not None)
    sys.stdout.flush()


def _course(
    topic: str | None, seed: str, level: str | None, banks: tuple[Path, ...], *, reproducible: bool
) -> "Course":
    from quizgen.bank import load_banks
    from quizgen.errors import UserError
    from quizgen.practice.course import Course
    from quizgen.practice.order import in_lecture_order

    library = load_banks(banks)
    library.check_ids()
    exercises = library.find(topic) if topic else in_lecture_order(library)
    if level:
        known = sorted({name for exercise in exercises for name in exercise.level})
        if level not in known:
            raise UserError(f"there is no level {level!r} here", f"levels are {', '.join(known)}")
        exercises = [exercise for exercise in exercises if level in exercise.level]
    levels = {}
    if topic in library.sheets and not level:
        levels = {q.id: q.level for q in library.sheets[str(topic)].questions if q.level}
    return Course(exercises, seed, level, levels, reproducible)


def _log_file() -> Path:
    """The log's place; `~` is the learner's own folder, a relative path counts from here."""
    import os

    home = os.environ.get("QUIZGEN_HOME") or click.get_app_dir("quizgen")
    return Path(os.path.expanduser(home)).absolute() / "practice.sqlite"  # noqa: PTH111 - refuses nothing


def _opened(course: "Course") -> "History":
    """The log, its outcomes told to the course; one that is forgotten where it cannot be used."""
    from quizgen.errors import UserError
    from quizgen.practice.history import History

    try:
        history = History(_log_file())
        course.log.extend(history.outcomes())
    except UserError as error:
        course.log.clear()
        click.echo(f"quizgen: {error}", err=True)
        click.echo("Practice goes on, but nothing of it is saved.", err=True)
        return History(None)
    if history.unreadable:
        click.echo(
            f"left out: {history.unreadable} rows of {history.path} cannot be read", err=True
        )
    return history


def _mastered(course: "Course") -> set[str]:
    from quizgen.practice.reviews import mastered

    return mastered(course.reviews())


def _farewell(tally: "Tally", course: "Course", before: set[str], *, saved: bool) -> None:
    new = sorted(_mastered(course) - before)
    if new:
        click.echo(f"Mastered now: {', '.join(new)}.")
    for family, error in course.broken.items():
        click.echo(f"left out: {family}: {error}", err=True)
    if tally.answered and saved:
        click.echo("Saved; `quizgen practice` goes on from here.", err=True)
