"""What can happen in a session: an exercise is posed, a line is typed, time goes by."""

from dataclasses import dataclass

from quizgen.variant import Variant

ANSWER, HINT, HELP, SKIP, WHY = "answer", "hint", "help", "skip", "why"
# To stop for now, and for good: only the first can be taken up again.
QUIT, FINISH = "quit", "finish"


@dataclass(frozen=True, slots=True)
class Posed:
    """A variant has been drawn for the attempt called `attempt`."""

    variant: Variant
    attempt: str
    at: float


@dataclass(frozen=True, slots=True)
class Typed:
    """A line was typed: an answer, or a command (`typed.COMMANDS`); Ctrl-C and the end of input are `quit`."""

    what: str
    at: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Nothing was asked between two moments: a solution was read, or the session lay by."""

    since: float
    until: float


Event = Posed | Typed | Away
