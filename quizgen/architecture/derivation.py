"""How the numbers of one layer come about, and its weight matrix."""

from typing import TYPE_CHECKING, Any

from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.layer_counts import draws_edges
from quizgen.telling import Step, recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quizgen.architecture.summary import Line

# A matrix with more columns or rows than this is not read by anybody.
ROWS, COLUMNS = 64, 40


def derivation(line: "Line") -> list[Step]:
    """Steps of the output shape, parameters, connections, zeros and multiply-adds of a layer.

    Each quantity ends in a step with its value, also where a layer has nothing to compute.

    >>> from quizgen.architecture import read, summarise
    >>> line = summarise(read("Conv1d(1, 1, 5, stride=5)"), (20,)).line("1")
    >>> [step.value for step in derivation(line)]
    ['4', '(1, 4)', '5', '20', '60', '20']
    """
    found: list[Step] = []
    for symbol, compute in _quantities(line):
        with recording() as steps:
            value = compute()
        found += [step for step in steps if step not in found]
        if not steps or steps[-1].value != str(value):
            said = symbol == "shape" and not steps
            rule = line.layer.shape_words(line.input_shape) if said else ""
            found.append(Step(rf"\text{{{symbol}}}", "", "", str(value), rule))
    return found


def _quantities(line: "Line") -> "Iterator[tuple[str, Callable[[], Any]]]":
    """What can be asked of the layer, by the names of the table."""
    layer, shape = line.layer, line.input_shape
    if shape is not None:
        yield "shape", lambda: layer.output_shape(shape)
    yield "parameters", lambda: layer.parameter_count
    if shape is None:
        return
    if draws_edges(layer):
        yield "connections", lambda: layer.connections(shape)
        yield "zeros", lambda: layer.zeros(shape)
    yield "MACs", lambda: layer.macs(shape)


def matrix_rows(line: "Line") -> list[list[str]]:
    """The weight matrix of a small linear layer as text; `UserError` when there is none to write."""
    layer, shape = line.layer, line.input_shape
    if not hasattr(layer, "weight_matrix") or shape is None:
        raise UserError(
            f"{line.name} has no weight matrix"
            if shape is not None
            else "the input shape is not known",
            "ask for a linear layer such as Conv1d(1, 1, 5) and give --input",
        )
    import math

    inputs, outputs = math.prod(_sizes(shape)), math.prod(line.output_shape or ())
    if inputs > COLUMNS or outputs > ROWS:
        raise UserError(
            f"{line.name}: a matrix of {outputs} × {inputs} is too large to write out",
            f"at most {ROWS} × {COLUMNS}; the counts need no matrix",
        )
    try:
        matrix: Any = layer.weight_matrix(shape)
    except ShapeError as error:
        raise UserError(f"{line.name}: {error}") from None
    return [[_plain(str(entry)) for entry in row] for row in matrix.tolist()]


def _sizes(shape: Any) -> tuple[int, ...]:
    return (shape,) if isinstance(shape, int) else tuple(shape)


def _plain(symbol: str) -> str:
    """`v_{1,2}` as `v1,2`: narrow columns."""
    return symbol.translate({ord(c): None for c in "_{}"})
