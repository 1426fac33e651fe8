"""Worked solutions of a fully connected layer, and of matrices written out row by row."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import number
from quizgen.telling.products import sum_of_products
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

# A matrix with more entries is not written out.
ENTRIES = 10_000
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
