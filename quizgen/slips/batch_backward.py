"""Wrong ways of going back through batch normalisation while training."""

from typing import Any

from quizgen.slips.slips import slip
from quizgen.solver.layers.batch_normalization import BatchNormalization
from quizgen.solver.quantity import Call
from quizgen.solver.roots import square_root
from quizgen.solver.values import as_array, divided, tidy

QUANTITY = "normalize_batch_backward"


def _asked(call: Call) -> bool:
    return call.quantity == QUANTITY and isinstance(call.subject, BatchNormalization)


def _with_input(call: Call, inputs: Any) -> dict[str, Any]:
    return {**call.compute(), "input": tidy(inputs)}


def _slopes(call: Call) -> Any:
    """The incoming gradients times the scale, and the deviations, as columns of channels."""
    slopes = as_array(call.arguments["grad_output"]).astype(object)
    column = (1, slopes.shape[1], *(1,) * (slopes.ndim - 2))
    weight = call.arguments["weight"]
    return slopes if weight is None else slopes * as_array(weight).reshape(column)


def _deviations(call: Call) -> Any:
    """The standard deviation of each channel."""
    found = []
    for column in as_array(call.arguments["batch"]).T.tolist():
        mean = divided(sum(column), len(column))
        spread = divided(sum((value - mean) ** 2 for value in column), len(column))
        found.append(square_root(spread + call.subject.eps))
    return found


def _divided(values: Any, deviations: list[Any]) -> Any:
    """Each channel, a column, by its deviation."""
    rows = as_array(values).tolist()
    return as_array([[divided(v, d) for v, d in zip(row, deviations, strict=True)] for row in rows])


def _of_features(call: Call) -> bool:
    return _asked(call) and as_array(call.arguments["batch"]).ndim == 2


@slip(
    "statistics-constant",
    _of_features,
    QUANTITY,
    hint="Mean and variance are computed from the batch: every value moves them, so that two more terms are taken off.",
)
def _(call: Call) -> Any:
    return _with_input(call, _divided(_slopes(call), _deviations(call)))


@slip(
    "variance-constant",
    _of_features,
    QUANTITY,
    hint="The variance depends on the batch as well: the term with the scores is missing.",
)
def _(call: Call) -> Any:
    slopes = _slopes(call)
    total = slopes.sum(axis=0)
    means = as_array([divided(entry, len(slopes)) for entry in total.tolist()])
    return _with_input(call, _divided(slopes - means.astype(object), _deviations(call)))


@slip(
    "deviation-forgotten",
    _of_features,
    QUANTITY,
    hint="The result is divided by the standard deviation of the batch.",
)
def _(call: Call) -> Any:
    inverse = [divided(1, deviation) for deviation in _deviations(call)]
    return _with_input(call, _divided(call.compute()["input"], inverse))


@slip(
    "scale-forgotten",
    lambda call: _asked(call) and call.arguments["weight"] is not None,
    QUANTITY,
    hint="On its way back the gradient is multiplied by the scale first.",
)
def _(call: Call) -> Any:
    return _with_input(call, call.compute(weight=None)["input"])
