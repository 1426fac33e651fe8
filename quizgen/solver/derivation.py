"""Lines that the solver still words itself."""

from quizgen.solver.trace import is_traced as is_recording
from quizgen.solver.trace import leave, silent

__all__ = ["is_recording", "record", "silent"]


def record(symbol: str, formula: str, substitution: str, value: str, note: str = "") -> None:
    """Put a line into the trace."""
    leave(
        "ready line",
        symbol=symbol,
        formula=formula,
        substitution=substitution,
        value=value,
        note=note,
    )
