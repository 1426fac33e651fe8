"""A session from the first question to the tally: the machine, the course, the log, the edge."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizgen.practice.course import Course
from quizgen.practice.events import ANSWER, FINISH, HELP, QUIT, WHY, Away, Event, Posed, Typed
from quizgen.practice.keeper import Keeper
from quizgen.practice.messages import Message, Note, Pause, Record
from quizgen.practice.outcome import Tally
from quizgen.practice.rows import End, Exercise, Line, Row, Session, storable
from quizgen.practice.session import State, opened, step
from quizgen.practice.typed import COMMANDS, command, shortened

if TYPE_CHECKING:
    from quizgen.variant import Part

PAUSE = "Enter goes on, q stops "
_LEAVING = frozenset({QUIT, FINISH})
LAST = "Enter ends, w shows why that was right "
STEPS = "Enter ends, w shows every step "


@dataclass(frozen=True, slots=True)
class Edge:
    """Where lines come from and messages go to.

    `ask` gives the line typed at a part, `line` one typed after a text, `pause` one typed where
    somebody sits, and none elsewhere; each raises EOFError or KeyboardInterrupt when there is none.
    """

    ask: "Callable[[Part], str]"
    say: Callable[[Message], None]
    clock: Callable[[], float]
    line: Callable[[str], str]
    pause: Callable[[str], str]


@dataclass(slots=True)
class Run:
    """A session going on; `state` is where it was taken up, if it was.

    `lines` counts what was typed and has to be saved, `finished` says that nothing is to be taken up.
    """

    course: Course
    session: Session
    keeper: Keeper
    edge: Edge
    state: State
    count: int = 0
    lines: int = 0
    finished: bool = False

    def to_the_end(self) -> Tally:
        """Pose variants until the student leaves or `count` are through; the tally of all parts."""
        leaving = False
        while True:
            # Ctrl-C may come at any moment, also while something is being said, and more than once.
            try:
                if not leaving:
                    self._ask_and_judge()
                return self._goodbye()
            except (EOFError, KeyboardInterrupt):
                leaving = True

    def _ask_and_judge(self) -> None:
        self.state, messages = opened(self.state)
        self._deliver(messages)
        while not self.state.over:
            self._take(self._event())

    def _goodbye(self) -> Tally:
        if not self.state.over:
            self._take(Typed(QUIT, self.edge.clock()))
        self.keeper.farewell()
        return self.state.tally

    @property
    def _at_the_end(self) -> bool:
        return self.state.variant is None and 0 < self.count <= self.state.number

    def _event(self) -> Event:
        if self._at_the_end:
            return self._last_event()
        if self.state.variant is None:
            at = self.edge.clock()
            number = self.state.number + 1
            return Posed(self.course.next(at), f"{self.session.key}/{number}", at)
        text = self.edge.ask(self.state.part)
        return Typed(command(text, self.state.part) or ANSWER, self.edge.clock(), text)

    def _last_event(self) -> Event:
        """All is through; what was right last may still be explained."""
        line = ""
        if self.state.unseen:
            with suppress(EOFError, KeyboardInterrupt):
                line = self.edge.line(STEPS if self.state.in_brief else LAST)
        if _said(line) == WHY:
            return Typed(WHY, self.edge.clock())
        self._tell_unasked(line)
        return Typed(FINISH, self.edge.clock())

    def _take(self, event: Event) -> None:
        """One event: saved with what comes of it, then told."""
        before = self.state
        self.state, messages = step(before, event)
        outcomes = [message.outcome for message in messages if isinstance(message, Record)]
        self.course.log.extend(outcomes)
        rows = (*self._rows(before, event), *outcomes)
        if rows:
            self.keeper.keep(*rows)
        self._deliver(messages)

    def _rows(self, before: State, event: Event) -> tuple[Row, ...]:
        match event:
            case Posed(variant, attempt, at):
                exercise = Exercise(
                    self.session.key,
                    attempt,
                    at,
                    self.state.number,
                    variant.id,
                    variant.level,
                    variant.seed,
                    variant.code,
                    variant.to_line(),
                )
                return (self.session, exercise) if self.state.number == 1 else (exercise,)
            case Typed(what, at, text) if what not in {HELP, QUIT, WHY}:
                self.finished = what == FINISH
                line = Line(before.attempt, before.place, at, what, storable(text))
                typed = (line,) if before.variant is not None else ()
                self.lines += len(typed)
                return (*typed, End(self.session.key, at)) if self.finished else typed
        return ()

    def _deliver(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if not isinstance(message, Pause):
                self.edge.say(message)
            elif not self._at_the_end:
                since = self.edge.clock()
                line = self.edge.pause(PAUSE)
                self.state, _ = step(self.state, Away(since, self.edge.clock()))
                if (what := _said(line)) in _LEAVING:
                    self._take(Typed(what, self.edge.clock()))
                    return
                self._tell_unasked(line)

    def _tell_unasked(self, line: str) -> None:
        """What was typed where nothing is asked is not passed over in silence."""
        if line.strip() and _said(line) not in _LEAVING:
            self.edge.say(Note("unasked", shortened(line.strip())))


def _said(line: str) -> str:
    """The command of a line where no answer is asked; empty for none."""
    return COMMANDS.get(line.strip().lower().lstrip(":"), "")
