"""Wrong ways with spectral norms."""

from typing import Any

from quizgen.slips.functions import slip
from quizgen.solver.quantity import Call
from quizgen.solver.roots import square_root
from quizgen.solver.values import as_array, scalar


def _entries(call: Call) -> list[Any]:
    return list(as_array(call.arguments["weight"]).ravel().tolist())


@slip(
    "frobenius",
    "spectral_norm",
    when=lambda call: min(as_array(call.arguments["weight"]).shape) > 1,
    hint="That is the root of the sum of all squares, the Frobenius norm; the spectral norm is the largest singular value.",
)
def _(call: Call) -> Any:
    return square_root(scalar(sum(entry * entry for entry in _entries(call))))


@slip(
    "root-forgotten",
    "spectral_norm",
    hint="That is the eigenvalue of the product with the transpose; the singular value is its root.",
)
def _(call: Call) -> Any:
    return call.compute() ** 2


@slip(
    "largest-entry",
    "spectral_norm",
    hint="That is the largest absolute value of an entry; the norm says how much a vector can grow.",
)
def _(call: Call) -> Any:
    return max(abs(entry) for entry in _entries(call))


@slip(
    "largest-row-sum",
    "spectral_norm",
    hint="That is the largest sum of absolute values of a row, another norm.",
)
def _(call: Call) -> Any:
    rows = as_array(call.arguments["weight"]).tolist()
    return max(sum(abs(entry) for entry in row) for row in rows)
