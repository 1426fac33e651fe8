"""Taking up a session that was interrupted: the same exercise, at the part and with the tries it had."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from quizgen.errors import UserError
from quizgen.practice.events import ANSWER, FINISH, Away, Typed
from quizgen.practice.history import History
from quizgen.practice.messages import Message, Record
from quizgen.practice.outcome import HELPED, RIGHT, Outcome, Tally
from quizgen.practice.rows import End, Exercise, Line, Row, Session
from quizgen.practice.session import State, step
from quizgen.variant import Variant


@dataclass(frozen=True, slots=True)
class Begun:
    """An interrupted session: its variants, where it is, and rows that reading it again brought.

    A line whose outcome was never written, which only another version's judgement can bring about,
    closes its part now.
    """

    session: Session
    posed: tuple[Variant, ...]
    state: State
    rows: tuple[Row, ...] = ()

    def finished(self, at: float) -> tuple[Row, ...]:
        """The rows that end it for good: a part answered wrongly and left alone has been answered."""
        _, messages = step(self.state, Typed(FINISH, at))
        return (*self.rows, *_outcomes(messages), End(self.session.key, at))

    def where(self) -> str:
        """In words, such as "exercise 2, part b (1 try, 2 hints)"."""
        state = self.state
        if state.variant is None:
            return f"exercise {state.number + 1}"
        part = f", part {chr(ord('a') + state.place)}" if len(state.variant.parts) > 1 else ""
        counts = ((len(state.wrong), "try", "tries"), (state.hints, "hint", "hints"))
        used = [f"{n} {one if n == 1 else many}" for n, one, many in counts if n]
        return f"exercise {state.number}{part}" + (f" ({', '.join(used)})" if used else "")


def begun(history: History, request: str, log: Sequence[Outcome], now: float) -> Begun | None:
    """The session of a request that waits to be taken up; `UserError` for one that cannot be read."""
    session = history.session(request)
    exercises = history.exercises(session) if session else []
    if session is None or not exercises:
        return None
    attempts = {exercise.attempt for exercise in exercises}
    outcomes = [outcome for outcome in log if outcome.attempt in attempts]
    posed = tuple(stored(exercise, history) for exercise in exercises)
    last = exercises[-1]
    with _readable(history, last):
        return _at_its_part(session, posed, last, outcomes, history.lines(last.attempt), now)


def stored(exercise: Exercise, history: History) -> Variant:
    """The variant of a row; `UserError` if it is none."""
    with _readable(history, exercise):
        return Variant.from_json(json.loads(exercise.variant))


@contextmanager
def _readable(history: History, exercise: Exercise) -> Iterator[None]:
    """What is wrong with JSON that nobody checked when it came, as one error."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise UserError(
            f"{history.path}: exercise {exercise.code} is kept, but cannot be read: {error}",
            "it was damaged, or written by another version of quizgen; nothing of it is changed",
        ) from None


def _at_its_part(
    session: Session,
    posed: tuple[Variant, ...],
    last: Exercise,
    outcomes: Sequence[Outcome],
    lines: Sequence[Line],
    now: float,
) -> Begun:
    """Closed parts stay as the log has them; the lines typed at the open one are gone through again."""
    tally = Tally()
    for outcome in outcomes:
        tally = tally.with_one(outcome.result, tried=outcome.tries > 0)
    closed = [outcome for outcome in outcomes if outcome.attempt == last.attempt]
    place = max((outcome.place + 1 for outcome in closed), default=0)
    since = max((outcome.at for outcome in closed), default=last.at)
    typed = {
        line.place: line.text for line in lines if line.what == ANSWER
    }  # the last of each part
    right = tuple(
        (outcome.part, typed[outcome.place])
        for outcome in closed
        if outcome.result in {RIGHT, HELPED} and outcome.place in typed
    )
    state = State(posed[-1], last.attempt, last.number, place, since, tally=tally, right=right)
    if place >= len(posed[-1].parts):
        return Begun(session, posed, State(number=last.number, since=now, tally=tally))
    rows: list[Row] = []
    seen = since
    for line in lines:
        if line.place == place == state.place and state.variant is not None:
            state, messages = step(state, Typed(line.what, line.at, line.text))
            rows += _outcomes(messages)
            seen = line.at
    state, _ = step(replace(state, told=frozenset()), Away(seen, now))
    return Begun(session, posed, state, tuple(rows))


def _outcomes(messages: Sequence[Message]) -> list[Outcome]:
    return [message.outcome for message in messages if isinstance(message, Record)]
