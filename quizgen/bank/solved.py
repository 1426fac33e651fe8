"""A part whose draw can tell right from wrong."""

from dataclasses import dataclass

from quizgen.bank.exercise import PartSpec
from quizgen.bank.mistakes import Checked
from quizgen.bank.slip_values import Truth


@dataclass(frozen=True, slots=True)
class Solved:
    """A part with its truth, and the mistakes that were checked."""

    spec: PartSpec
    truth: Truth
    checked: Checked
