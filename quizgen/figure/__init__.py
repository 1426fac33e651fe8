"""What a figure shows: its kind and exact data, as plain JSON values.

Built from solver objects by the functions in `BUILDERS` (the bank's vocabulary of figures),
stored in a variant, drawn by `quizgen.document.figures`. The text description says what the
picture shows, so that an exercise works without seeing it, and no more than that.
"""

from typing import TYPE_CHECKING, Any

from quizgen.figure.data import Figure

if TYPE_CHECKING:
    from quizgen.figure.builders import BUILDERS

__all__ = ["BUILDERS", "Figure"]


def __getattr__(name: str) -> Any:
    """The builders when they are asked for: what is stored is drawn without them."""
    if name != "BUILDERS":
        raise AttributeError(f"module 'quizgen.figure' has no attribute {name!r}")
    from quizgen.figure import builders

    return builders.BUILDERS
