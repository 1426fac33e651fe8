"""`quizgen practice`: questions at the prompt."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.practice.course import Course
    from quizgen.practice.history import History
    from quizgen.practice.messages import Message
    from quizgen.practice.resume import Begun
    from quizgen.practice.run import Edge


@click.command(name="practice")
@click.argument("topic", metavar="[TOPIC|ID|SHEET|FILE]", required=False)
@options.seed
@click.option(
    "--level",
    help="E (easy), M (medium) or H (hard) for all questions; by your skill if not given.",
)
@click.option("--count", type=click.IntRange(min=1), help="Stop after this many exercises.")
@click.option("--new", is_flag=True, help="Begin afresh, also where a session was left open.")
@options.profile
@options.bank
def command(
    topic: str | None,
    seed: str | None,
    level: str | None,
    count: int | None,
    profile: str | None,
    banks: tuple[Path, ...],
    *,
    new: bool,
) -> None:
    r"""Ask me: hints, diagnoses and worked solutions.

    \b
    Examples:
      quizgen practice
      quizgen practice convolution --count 5
      quizgen practice conv1d-strided-arch --level H
      quizgen practice week-4-convolution --seed 7
      quizgen practice mine/sheets/week-3.toml
      quizgen practice week-1-architecture --profile torch

    What is asked next and how hard it is follows from what was answered before. A session that was
    left, however it was, is taken up by the same command: the same exercise, parts, tries and hints;
    --new begins afresh. --seed begins at the first exercise too: those of the session that printed
    the seed come again, and then the others in turn, whatever was answered since.

    While answering: h is a hint, s shows the solution in brief, w every step of it, or of what was right
    last, q stops until another time, finish for good. An answer that cannot be read costs nothing; every line is saved
    when it is typed; ? tells what can be typed.
    """
    from quizgen.practice.begin import Place, afresh, given_up, taken_up
    from quizgen.practice.claim import claimed
    from quizgen.practice.keeper import Keeper
    from quizgen.practice.rows import command_of, request

    course = _course(topic, level, banks)
    course.profile = options.conventions(profile, course.exercises)
    history, later = _opened(course)
    mastered = set(_mastered(course))
    edge = _edge()
    place = Place(course, Keeper(history, edge.say, later), edge)
    wanted = request(topic, level, banks, profile)
    waiting = _waiting(history, wanted, course)
    claim = claimed(history.path, waiting.session.key) if waiting else None
    if waiting and claim is None:
        output.tell("This session is going on in another terminal; a new one begins here.")
        waiting = None
    if waiting and new:
        given_up(place, waiting)
        waiting = None
    if waiting and seed is None:
        click.echo(f"seed: {waiting.session.seed}", err=True)
        run = taken_up(place, waiting, count or 0)
    else:
        drawn = options.drawn_seed(seed)
        run = afresh(place, wanted, drawn, count or 0, adaptive=seed is None)
        other = history.seeded(drawn) if seed is not None else None
        if other and other.request != wanted:
            which = command_of(other.request)
            output.tell(f"This seed is of `{which}`; here it asks something else.")
        if waiting:
            output.tell("A session is open: without --seed, this command goes on with it.")
    if waiting is None or run.session.key != waiting.session.key:
        if claim is not None:
            claim.release()
        claim = claimed(history.path, run.session.key)
    try:
        run.to_the_end()
    finally:
        place.keeper.history.close()
        if claim is not None:
            claim.release()
    _farewell(course, mastered)
    if run.lines and place.keeper.history.path is not None and not place.keeper.waiting:
        goes_on = "" if run.finished else f"; `{command_of(wanted)}` goes on from here"
        output.tell(f"Saved{goes_on}.")


def _edge() -> "Edge":
    import time

    from quizgen.practice.prompt import asker, is_coloured, is_plain, pause, typed_after
    from quizgen.practice.run import Edge
    from quizgen.practice.words import Page, say

    def show(message: "Message") -> None:
        # Measured each time: the terminal may have been resized.
        text = say(message, Page(output.width(), colour=is_coloured(), keys=is_plain()))
        if text:
            click.echo(text)

    return Edge(asker(), show, time.time, typed_after, pause)


def _course(topic: str | None, level: str | None, banks: tuple[Path, ...]) -> "Course":
    from quizgen.bank import load_banks
    from quizgen.bank.library import home, is_path
    from quizgen.errors import UserError
    from quizgen.practice.course import Course
    from quizgen.practice.order import in_lecture_order

    library = load_banks([*banks, *home(topic or "")])
    library.check_ids()
    exercises = library.find(topic) if topic else in_lecture_order(library)
    if level:
        known = sorted({name for exercise in exercises for name in exercise.level})
        if level not in known:
            raise UserError(f"there is no level {level!r} here", f"levels are {', '.join(known)}")
        exercises = [exercise for exercise in exercises if level in exercise.level]
    levels = {}
    if topic and not level and (is_path(topic) or topic in library.sheets):
        sheets = library.sheets_of(topic)
        levels = {q.id: q.level for sheet in sheets for q in sheet.questions if q.level}
    return Course(exercises, "", level, levels)


def _opened(course: "Course") -> "tuple[History, Callable[[], History] | None]":
    """The log, its outcomes told to the course; one that is forgotten where it cannot be used.

    Where it is only locked, also what opens it later.
    """
    from quizgen.cli.state import log_file
    from quizgen.errors import UserError
    from quizgen.practice.faults import LockedError
    from quizgen.practice.history import History

    try:
        history = History(log_file())
        course.log.extend(history.outcomes())
    except UserError as error:
        course.log.clear()
        click.echo(f"quizgen: {error}", err=True)
        if isinstance(error, LockedError):
            click.echo("Practice goes on, and is saved as soon as the log is free.", err=True)
            return History(None), lambda: History(log_file(), patience=0)
        click.echo("Practice goes on, but nothing of it is saved.", err=True)
        return History(None), None
    if history.unreadable:
        click.echo(
            f"left out: {history.unreadable} rows of {history.path} cannot be read", err=True
        )
    return history, None


def _waiting(history: "History", request: str, course: "Course") -> "Begun | None":
    """The session that was left open, if it can be read."""
    import time

    from quizgen.errors import UserError
    from quizgen.practice.resume import begun

    try:
        return begun(history, request, course.log, time.time())
    except UserError as error:
        click.echo(f"quizgen: {error}", err=True)
        click.echo("The session that was left cannot be taken up; a new one begins.", err=True)
        return None


def _mastered(course: "Course") -> set[str]:
    from quizgen.practice.reviews import mastered

    return mastered(course.reviews())


def _farewell(course: "Course", before: set[str]) -> None:
    new = sorted(_mastered(course) - before)
    if new:
        click.echo(f"Mastered now: {', '.join(new)}.")
    for family, error in course.broken.items():
        output.tell(f"left out: {family}: {error}")
