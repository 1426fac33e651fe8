"""A session from the first question to the tally: the machine, the course, the log, the edge."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from quizgen.practice.course import Course
from quizgen.practice.history import History
from quizgen.practice.outcome import Tally
from quizgen.practice.session import (
    Answered,
    Event,
    HintAsked,
    Left,
    Message,
    Posed,
    Record,
    Skipped,
    State,
    step,
)
from quizgen.practice.typed import command

if TYPE_CHECKING:
    from quizgen.variant import Part


def practise(
    course: Course,
    history: History,
    *,
    ask: "Callable[[Part], str]",
    say: Callable[[Message], None],
    clock: Callable[[], float],
    count: int | None = None,
) -> Tally:
    """Pose variants until the student leaves or `count` are through; the tally of all parts.

    `ask` gives a typed line and raises EOFError or KeyboardInterrupt when there is none.
    """
    state = State()

    def deliver(messages: Iterable[Message]) -> None:
        for message in messages:
            if isinstance(message, Record):
                history.add(message.outcome)
                course.log.append(message.outcome)
            else:
                say(message)

    while not state.over:
        # Ctrl-C may come at any moment, also while something is being said.
        try:
            state, messages = step(state, _event(state, course, ask, clock, count))
            deliver(messages)
        except (EOFError, KeyboardInterrupt):
            state, messages = step(state, Left(clock()))
            deliver(messages)
    return state.tally


def _event(
    state: State,
    course: Course,
    ask: "Callable[[Part], str]",
    clock: Callable[[], float],
    count: int | None,
) -> Event:
    if state.variant is None:
        if count is not None and state.number >= count:
            return Left(clock())
        at = clock()
        variant = course.next(at)
        return Posed(variant, f"{course.seed}/{at:.6f}", at)
    text = ask(state.part)
    match command(text, state.part):
        case "hint":
            return HintAsked()
        case "skip":
            return Skipped(clock())
        case "quit":
            return Left(clock())
    return Answered(text, clock())
