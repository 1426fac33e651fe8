"""Wrong ways with the rules of backpropagation."""

from fractions import Fraction
from typing import Any

from quizgen.slips.functions import asked, each, slip
from quizgen.solver.activation_table import activation_named
from quizgen.solver.activations import relu
from quizgen.solver.backpropagation import multiplied
from quizgen.solver.logarithm import Log
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, tidy


@slip(
    "transposed",
    "weight_gradient",
    hint="Rows and columns are exchanged: the gradient is laid out like the weights themselves.",
)
def _(call: Call) -> Any:
    return call.compute().T


def _vectors(call: Call) -> bool:
    return asked(call) and as_array(call.arguments["grad_a"]).ndim == 1


def _as_long(call: Call) -> bool:
    return bool(as_array(call.arguments["grad_a"]).shape == as_array(call.arguments["h"]).shape)


@slip(
    "elementwise",
    "weight_gradient",
    when=lambda call: _vectors(call) and _as_long(call),
    hint="Every weight has a gradient, so the result is a matrix: each entry of the one vector times each entry of the other.",
)
def _(call: Call) -> Any:
    pairs = zip(*(as_array(call.arguments[name]).tolist() for name in ("grad_a", "h")), strict=True)
    return as_array([a * b for a, b in pairs])


@slip("uses-activated-gradient", "weight_gradient", when=asked)
def _(call: Call) -> Any:
    return call.compute(grad_a=relu(call.arguments["grad_a"]))


@slip("scalar-product", "weight_gradient", when=_vectors)
def _(call: Call) -> Any:
    pairs = zip(
        *(as_array(call.arguments[name]).tolist() for name in ("grad_a", "h")), strict=False
    )
    dot = sum(a * b for a, b in pairs)
    return each(lambda _: dot, call.compute())


def _masks(call: Call) -> bool:
    return asked(call) and call.arguments["activation"].lower() == "relu"


@slip("passes-all", "pre_activation_gradient", when=asked)
def _(call: Call) -> Any:
    return as_array(call.arguments["grad_h"])


@slip("no-relu-mask", "pre_activation_gradient", when=lambda call: not asked(call))
def _(call: Call) -> Any:
    return as_array(call.arguments["grad_h"])


@slip("relu-of-gradient", "pre_activation_gradient", when=_masks)
def _(call: Call) -> Any:
    return relu(call.arguments["grad_h"])


def _plain_sums(call: Call) -> bool:
    """Whether the pre-activations are numbers a student sees, not logarithms behind them."""
    entries = as_array(call.arguments["a"]).ravel().tolist()
    return asked(call) and not any(isinstance(entry, Log) for entry in entries)


@slip("multiplies-by-a", "pre_activation_gradient", when=_plain_sums)
def _(call: Call) -> Any:
    return multiplied(as_array(call.arguments["grad_h"]), as_array(call.arguments["a"]))


@slip("multiplies-by-h", "pre_activation_gradient", when=asked)
def _(call: Call) -> Any:
    heights = as_array(activation_named(call.arguments["activation"])(call.arguments["a"]))
    return multiplied(as_array(call.arguments["grad_h"]), heights)


@slip("mask-inverted", "pre_activation_gradient", when=_masks)
def _(call: Call) -> Any:
    return call.compute(a=each(lambda a: -a, call.arguments["a"]))


def _square(call: Call) -> bool:
    shape = as_array(call.arguments["W"]).shape
    return asked(call) and shape[0] == shape[1]


@slip("no-transpose", "input_gradient", when=_square)
def _(call: Call) -> Any:
    return call.compute(W=as_array(call.arguments["W"]).T)


@slip(
    "elementwise",
    "input_gradient",
    when=_square,
    hint="An input collects from all outputs: multiply each of its weights by the gradient of its output and add.",
)
def _(call: Call) -> Any:
    diagonal = as_array(call.arguments["W"]).astype(object).diagonal()
    return tidy(diagonal * as_array(call.arguments["grad_a"]).astype(object))


@slip("column-sums", "input_gradient", when=asked)
def _(call: Call) -> Any:
    return call.compute(grad_a=each(lambda _: 1, call.arguments["grad_a"]))


@slip("divides", "input_gradient", when=lambda call: _square(call) and _vectors(call))
def _(call: Call) -> Any:
    W = as_array(call.arguments["W"])
    matrix = W if call.arguments["layout"] == "column" else W.T
    found = solved(matrix.tolist(), as_array(call.arguments["grad_a"]).tolist())
    return call.compute() if found is None else as_array(found)


def solved(matrix: list[list[Any]], right: list[Any]) -> list[Any] | None:
    """The solution of a square system by exact elimination; None if there is not just one."""
    size = len(matrix)
    rows = [
        [Fraction(entry) for entry in row] + [Fraction(r)]
        for row, r in zip(matrix, right, strict=True)
    ]
    for column in range(size):
        pivot = next((i for i in range(column, size) if rows[i][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [entry / rows[column][column] for entry in rows[column]]
        for i in range(size):
            if i != column:
                factor = rows[i][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[column], strict=True)]
    return [row[-1] for row in rows]


@slip(
    "skips-W2",
    "input_gradient",
    when=lambda call: not asked(call) and as_array(call.arguments["grad_a"]).shape == (1,),
)
def _(call: Call) -> Any:
    slope = as_array(call.arguments["grad_a"]).tolist()[0]
    return each(lambda _: slope, call.compute())


@slip(
    "transposed",
    "gradient_shape",
    when=asked,
    hint="The two sizes are exchanged: a gradient is laid out like what it belongs to.",
)
def _(call: Call) -> Any:
    return call.compute()[::-1]


@slip(
    "drops-batch",
    "gradient_shape",
    when=lambda call: asked(call) and call.arguments["of"] != "W",
    hint="Every observation has a gradient of its own: one more axis for the batch.",
)
def _(call: Call) -> Any:
    return call.compute(batch=None)


@slip("transposed", "gradient_shapes", hint="The two sizes of the first shape are exchanged.")
def _(call: Call) -> Any:
    weight, *rest = call.compute()
    return (weight[::-1], *rest)
