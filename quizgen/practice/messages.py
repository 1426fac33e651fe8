"""What a session tells the student, the log and the edge; `words` has the text for a terminal."""

from dataclasses import dataclass
from typing import Literal

from quizgen.answers.verdict import Status
from quizgen.practice.outcome import Outcome, Tally
from quizgen.variant import Part, Variant

Kind = Literal[
    "unread",  # text: why an answer could not be read
    "wrong",  # title: the mistake's name, where it is known; text: what it is, in Markdown
    "again",  # text: the key for a hint
    "rounded",  # text: what is asked instead
    "repeated",
    "hint",  # title: which of how many; text: Markdown
    "tick",
    "own",  # text: the points of the lines that were ticked
    "no-hint",  # text: the key that shows the solution
    "no-why",
    "unasked",  # text: what was typed where nothing is asked
    "resumed",  # text: where it goes on
    "not-saved",  # text: why, and what to do
    "saved-again",
    "left-unsaved",  # text: how many
]


@dataclass(frozen=True, slots=True)
class Statement:
    """The exercise is shown from its top, `number` counting variants from 1."""

    variant: Variant
    number: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Ask:
    """A part is asked.

    `why` if the solution of the part before can be shown on demand, `steps` if it was shown in brief
    and can be in full, `how` if the session has not told yet how such an answer is typed.
    """

    variant: Variant
    place: int
    why: bool = False
    steps: bool = False
    how: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """How an answer was read, with a mark at every entry where there are entries, and its status."""

    text: str
    kind: str
    status: Status


@dataclass(frozen=True, slots=True)
class Note:
    """Anything that is told in a sentence or two."""

    kind: Kind
    text: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """What can be typed at a part."""

    part: Part


@dataclass(frozen=True, slots=True)
class Solution:
    """The worked solution of a part, in full or told `briefly`."""

    variant: Variant
    place: int
    briefly: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Time to read what was shown, before more is."""


@dataclass(frozen=True, slots=True)
class Record:
    """An outcome to be saved before anything else happens."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The session is over, for now or for good."""

    tally: Tally


Message = Statement | Ask | Reading | Note | Help | Solution | Pause | Record | Goodbye
