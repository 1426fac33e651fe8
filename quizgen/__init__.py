"""Exercises, answer keys and grading for neural networks, from one description of an architecture.

>>> import quizgen
>>> quizgen.solve("lenet5").total("parameters")
61706
>>> variant = quizgen.draw("conv1d-arch", seed=7)
>>> quizgen.judge(variant, str(variant.parts[0].key), "a").status
'correct'
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizgen.answers.verdict import Verdict
    from quizgen.front import (
        draw,
        exercises,
        explain,
        grade,
        homework,
        judge,
        load_banks,
        read,
        sheet,
        solve,
    )
    from quizgen.variant import Variant

__version__ = "0.1.0"
__all__ = [
    "Variant", "Verdict", "draw", "exercises", "explain", "grade", "homework", "judge",
    "load_banks", "read", "sheet", "solve",
]  # fmt: skip
_HOME = {"Variant": "quizgen.variant", "Verdict": "quizgen.answers.verdict"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'quizgen' has no attribute {name!r}")
    return getattr(import_module(_HOME.get(name, "quizgen.front")), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
