"""A session from the first question to the tally: the machine, the course, the log, the edge."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from quizgen.errors import UserError
from quizgen.practice.course import Course
from quizgen.practice.history import History
from quizgen.practice.outcome import Outcome, Tally
from quizgen.practice.session import (
    Answered,
    Event,
    HelpAsked,
    HintAsked,
    Left,
    LeftUnsaved,
    Message,
    NotSaved,
    Posed,
    Record,
    SavedAgain,
    Skipped,
    State,
    step,
)
from quizgen.practice.typed import command

if TYPE_CHECKING:
    from quizgen.variant import Part


class _Keeper:
    """Saves outcomes; what could not be saved waits for the next one."""

    def __init__(self, history: History, say: Callable[[Message], None]) -> None:
        self.history, self.say = history, say
        self.unsaved: list[Outcome] = []

    def keep(self, outcome: Outcome) -> None:
        """Save it and what could not be saved before; practice goes on when that fails."""
        trouble = bool(self.unsaved)
        self.unsaved.append(outcome)
        try:
            while self.unsaved:
                self.history.add(self.unsaved[0])
                del self.unsaved[0]
        except UserError as error:
            if not trouble:
                self.say(NotSaved(str(error.args[0]), error.fix))
        else:
            if trouble:
                self.say(SavedAgain())


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
    keeper = _Keeper(history, say)

    def deliver(messages: Iterable[Message]) -> None:
        for message in messages:
            if isinstance(message, Record):
                course.log.append(message.outcome)
                keeper.keep(message.outcome)
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
    if keeper.unsaved:
        say(LeftUnsaved(len(keeper.unsaved)))
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
        case "help":
            return HelpAsked()
        case "skip":
            return Skipped(clock())
        case "quit":
            return Left(clock())
    return Answered(text, clock())
