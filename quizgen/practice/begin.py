"""How a session begins: taken up where it was left, by a seed that was given, or by the log."""

import secrets
from dataclasses import dataclass

from quizgen.practice.course import Course
from quizgen.practice.keeper import Keeper
from quizgen.practice.messages import Note
from quizgen.practice.outcome import Outcome
from quizgen.practice.resume import Begun
from quizgen.practice.rows import Session
from quizgen.practice.run import Edge, Run
from quizgen.practice.session import State


@dataclass(frozen=True, slots=True)
class Place:
    """What every session needs: the exercises, the log, and where lines come from."""

    course: Course
    keeper: Keeper
    edge: Edge


def afresh(at: Place, request: str, seed: str, count: int, *, adaptive: bool) -> Run:
    """A new session; one that is not adaptive goes through what its seed has posed before."""
    at.course.seed, at.course.adaptive = seed, adaptive
    if not adaptive:
        at.course.replay = at.keeper.history.replay(request, seed)
    key = secrets.token_hex(8)
    session = Session(key, at.edge.clock(), request, seed, adaptive, count)
    return Run(at.course, session, at.keeper, at.edge, State(), count)


def taken_up(at: Place, begun: Begun, count: int) -> Run:
    """A session where it was left; told in a line."""
    session = begun.session
    at.course.seed, at.course.adaptive = session.seed, session.adaptive
    at.course.posed.extend(begun.posed)
    if not session.adaptive:
        at.course.replay = at.keeper.history.replay(session.request, session.seed)
    at.edge.say(Note("resumed", begun.where()))
    if begun.rows:
        at.keeper.keep(*begun.rows)
    return Run(at.course, session, at.keeper, at.edge, begun.state, count or session.count)


def given_up(at: Place, begun: Begun) -> None:
    """A session that was left is over for good; what was answered wrongly in it counts."""
    rows = begun.finished(at.edge.clock())
    at.course.log.extend(row for row in rows if isinstance(row, Outcome))
    at.keeper.keep(*rows)
