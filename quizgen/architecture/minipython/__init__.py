"""A bounded interpreter of the Python that model files are written in; it knows nothing of torch.

Nothing of the host's Python is executed: the syntax tree is walked, and every value is a plain
number, text or container or one of the classes in `values`. What cannot be followed is an `Unknown`
that says why and where; it is an error only for whoever needs it.
"""

from quizgen.architecture.minipython.bounds import BoundError
from quizgen.architecture.minipython.machine import Machine
from quizgen.architecture.minipython.values import Stop, Unknown

__all__ = ["BoundError", "Machine", "Stop", "Unknown"]
