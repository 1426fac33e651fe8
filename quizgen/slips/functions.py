"""What the rules about plain functions (no layer, no network) are written with."""

from collections.abc import Callable
from typing import Any

from quizgen.slips import malrule
from quizgen.slips.hints import hint_of
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, divided, scalar, tidy

Test = Callable[[Call], bool]
Wrong = Callable[[Call], Any]


def always(call: Call) -> bool:  # noqa: ARG001 - a test takes the call
    """For rules that apply to every call of their quantities."""
    return True


def asked(call: Call) -> bool:
    """Whether the quantity was asked for itself, not needed on the way to another."""
    return call.depth == 0


def slip(
    name: str, *quantities: str, when: Test = always, hint: str = ""
) -> Callable[[Wrong], Wrong]:
    """Register a wrong way of computing some functions (quantities without a layer).

    `hint` is for a name that means something else elsewhere.
    """

    def applies(call: Call) -> bool:
        return call.subject is None and when(call)

    return malrule(name, hint or hint_of(name) or "", applies, quantities)


def each(function: Callable[[Any], Any], values: Any) -> Any:
    """The function at every entry, exact."""
    array = as_array(values)
    entries = [function(entry) for entry in array.ravel().tolist()]
    if not array.ndim:
        return scalar(entries[0])
    out = array.astype(object).ravel()
    out[:] = entries
    return tidy(out.reshape(array.shape))


def exact(top: Any, bottom: Any) -> Any:
    """A quotient, exact where both are."""
    return divided(top, bottom)
