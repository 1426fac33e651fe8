"""Worked solutions: from the trace that the solver leaves to lines that a person reads.

One teller for each quantity; another package adds its own with `teller`.
"""

from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, recording, teller

__all__ = ["Step", "Told", "recording", "teller"]
