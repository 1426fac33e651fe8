"""Worked solutions of a fully connected layer, and of matrices written out row by row."""

from quizgen.solver.trace import Call
from quizgen.solver.values import as_array
from quizgen.telling.notation import number
from quizgen.telling.products import sum_of_products
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

# A matrix with more entries is not written out.
ENTRIES = 10_000
# A product of matrices with more entries is not worked out.
PRODUCTS = 12
# A sum of more terms is written with a sign for the sum.
TERMS = 4


@teller("weighted sums")
def _(call: Call) -> Told:
    """One line for each output of a vector; the outputs of several rows are not written out."""
    x, weights, bias = (call.arguments[name] for name in ("x", "weight", "bias"))
    if x.ndim > 1:
        return
    units = x.tolist()
    intercepts = [None] * len(weights) if bias is None else bias.tolist()
    several = len(weights) > 1
    rows = zip(weights.tolist(), intercepts, call.result.tolist(), strict=True)
    for u, (row, intercept, value) in enumerate(rows, start=1):
        index = f"_{{{u}}}" if several else ""
        formula = _sum(f"{u}, " if several else "", len(units))
        if intercept is not None:
            formula += f" + b{index}"
        numbers = sum_of_products(list(zip(row, units, strict=True)), intercept)
        yield Step(f"h{index}", formula, numbers, number(value))


def _sum(row: str, size: int) -> str:
    """The products of a row of weights and the inputs, in letters."""
    if size > TERMS:
        return rf"\sum_d w_{{{row}d}} x_d"
    return " + ".join(f"w_{{{row}{d}}} x_{{{d}}}" for d in range(1, size + 1))


@teller("MatMul.output")
def _(call: Call) -> Told:
    """One line for each entry of the product of two matrices."""
    left, right = (as_array(part) for part in call.arguments["x"])
    if left.ndim != 2 or call.result.size > PRODUCTS:
        return
    note = "Each entry is a row of the left matrix times a column of the right one:"
    for row, found in zip(left.tolist(), call.result.tolist(), strict=True):
        for column, value in zip(right.T.tolist(), found, strict=True):
            numbers = sum_of_products(list(zip(row, column, strict=True)))
            yield Step("", "", numbers, number(value), note)
            note = ""


@teller(
    "Convolution.weight_matrix",
    "TransposedConvolution.weight_matrix",
    "AvgPool.weight_matrix",
    "Upsample.weight_matrix",
)
def _(call: Call) -> Told:
    """One line for each row of a matrix that a person could read."""
    if call.result.size > ENTRIES:
        return
    for u, row in enumerate(call.result.tolist(), start=1):
        entries = " & ".join(map(number, row))
        yield Step(rf"\text{{row }} {u}", "", "", rf"\begin{{bmatrix}} {entries} \end{{bmatrix}}")
