"""What judging an answer gives, and what stops it from being read.

Named tuples: one is made for every answer, in a third of the time of a frozen dataclass.
"""

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Status(StrEnum):
    """What an answer is; in JSON and beside a text its word.

    Rounded is the right value, rounded where an exact one is asked: it earns nothing and costs no
    attempt the first time. Unreadable costs no attempt and earns nothing. Waiting is what only a
    person marks. Blank is said in grading alone: whoever hands in nothing has not been misread.

    >>> Status("correct") is Status.CORRECT, Status.WRONG == "wrong", f"{Status.BLANK}"
    (True, True, 'blank')
    """

    CORRECT = "correct"
    PARTIAL = "partial"
    ROUNDED = "rounded"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    WAITING = "waiting"
    BLANK = "blank"

    def __repr__(self) -> str:
        """The word, as what is printed and read has it."""
        return repr(self.value)


CORRECT, PARTIAL, ROUNDED, WRONG, UNREADABLE, WAITING, BLANK = Status


class Verdict(NamedTuple):
    """How an answer was read and judged.

    `score` lies between 0 and 1, `reading` says how the text
    was understood, `mistake` names the slip where one is recognised (several, joined with " or ",
    where they coincide).
    """

    status: Status
    score: Fraction
    reading: str
    feedback: str = ""
    mistake: str | None = None


class Unreadable(Exception):  # noqa: N818 - not an error of the program: a text nobody can grade
    """Why a text cannot be read; of a formula, from which character on."""

    def __init__(self, reason: str, position: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class Comparison(NamedTuple):
    """A readable answer beside the key: right, partly right or wrong, and what to say of it.

    `rounded` says that it is right but for its rounding; then the score is what its exact entries earn.
    `likeness` is what the answer has in common with the key, such as its numbers in another order:
    a guess at what went wrong, for where no mistake is recognised.
    """

    score: Fraction
    feedback: str = ""
    rounded: bool = False
    likeness: str = ""

    @property
    def told(self) -> str:
        """What is said where no mistake is recognised."""
        return " ".join(filter(None, (self.likeness, self.feedback)))

    @property
    def status(self) -> Status:
        """The status that a score means."""
        if self.rounded:
            return ROUNDED
        if self.score == 1:
            return CORRECT
        return PARTIAL if self.score else WRONG


RIGHT = Comparison(Fraction(1))
