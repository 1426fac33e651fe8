"""What the log keeps besides outcomes: sessions, the exercises posed in them, the lines typed."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quizgen.bank.library import is_path
from quizgen.practice.outcome import Outcome

# A line longer than any answer that is read is kept so far; what it was judged as is not changed by that.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Session:
    """A session begun: what was asked for, and what the order of its exercises follows from.

    An `adaptive` one went by the log and the clock; its order can be had again only from what was
    posed. `count` is the number of exercises wanted, 0 for no end.
    """

    key: str
    at: float
    request: str
    seed: str
    adaptive: bool
    count: int


@dataclass(frozen=True, slots=True)
class Exercise:
    """A variant posed, as JSON; `number` counts those of the session from 1."""

    session: str
    attempt: str
    at: float
    number: int
    family: str
    level: str
    seed: str
    code: str
    variant: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line typed at a part, counted from 0: an answer, or a command (`typed.COMMANDS`)."""

    attempt: str
    place: int
    at: float
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class End:
    """A session finished for good: nothing of it is taken up again."""

    session: str
    at: float


Row = Outcome | Session | Exercise | Line | End
TABLES: dict[type, str] = {
    Outcome: "outcome",
    Session: "session",
    Exercise: "exercise",
    Line: "line",
    End: "ending",
}


def request(
    topic: str | None, level: str | None, banks: Sequence[Path], profile: str | None = None
) -> str:
    """What was asked for, the same text for the same: a session is taken up by the command that began it.

    >>> request("relu", None, [])
    '["relu",null,[]]'
    """
    found: list[object] = [topic, level, [str(bank.absolute()) for bank in banks]]
    if profile:
        found.append(str(Path(profile).absolute()) if is_path(profile) else profile)
    return json.dumps(found, separators=(",", ":"))


def command_of(request: str) -> str:
    """The command that asks for the same.

    >>> command_of('["relu","E",[]]')
    'quizgen practice relu --level E'
    >>> command_of(request("relu", None, [], "torch"))
    'quizgen practice relu --profile torch'
    """
    topic, level, banks, *profile = json.loads(request)
    words = ["quizgen", "practice", *([topic] if topic else [])]
    words += ["--level", level] if level else []
    words += [word for bank in banks for word in ("--bank", bank)]
    words += [word for name in profile for word in ("--profile", name)]
    return shlex.join(words)


def storable(text: str) -> str:
    """Text as a database takes it: of bounded length, without halves of characters."""
    return text[:LONGEST].encode("utf-8", "replace").decode()
