"""The inputs of an ONNX graph: which axis is that of the observations, and the sizes that the file leaves open."""

from collections.abc import Sequence
from typing import Any

from quizgen.architecture.traced import Shape, Tensor
from quizgen.errors import UserError


def sizes(
    inputs: Sequence[Any], given: Any, batch: int | None, observations: int
) -> tuple[int, dict[str, Tensor]]:
    """The number of observations, and the inputs of a graph, each with its axis of observations.

    `given` are the shapes of one observation where the file leaves sizes open, `batch` the axis of the
    observations in the file, None for a graph of one observation; `observations` are as many as there
    are where the file leaves that open.
    """
    sizes = {value.name: _dimensions(value) for value in inputs}
    if not sizes:
        raise UserError("the graph has no input", "export the network again")
    wanted = _by_input(given, list(sizes))
    first = next(iter(sizes.values()))
    # A single axis of fixed size is one observation.
    if batch is None or (len(first) == 1 and isinstance(first[0], int)):
        alone = {n: Tensor(n, _open_sizes(n, d, wanted.get(n)), None) for n, d in sizes.items()}
        return 1, alone
    if len(first) <= batch:
        raise UserError(f"the input {next(iter(sizes))!r} has no axes", "export with a batch")
    mark = first[batch]
    size = mark if isinstance(mark, int) else observations
    found = {}
    for name, dims in sizes.items():
        axis = batch if dims[batch : batch + 1] == [mark] or mark not in dims else dims.index(mark)
        if dims[axis : axis + 1] != [mark] and isinstance(dims[axis], int):
            raise UserError(
                f"the input {name!r} of shape {_shown(dims)} has no axis of {size} observations",
                "give all inputs the same batch",
            )
        sample = _open_sizes(name, [*dims[:axis], *dims[axis + 1 :]], wanted.get(name))
        found[name] = Tensor(name, (*sample[:axis], size, *sample[axis:]), axis)
    return size, found


def _open_sizes(name: str, sizes: Sequence[int | str], given: Shape | None) -> Shape:
    """The shape of one observation, what the file leaves open taken from the shape given."""
    if given is not None:
        fits = len(given) == len(sizes) and all(
            isinstance(size, str) or size == own for size, own in zip(sizes, given, strict=True)
        )
        if not fits:
            shown = _shown(sizes)
            raise UserError(f"the input {name!r} has the shape {shown}", f"give --input {shown}")
        return given
    if not sizes or any(isinstance(size, str) for size in sizes):
        raise UserError(
            f"the shape of the input {name!r} is open", "give --input, or export with fixed sizes"
        )
    return tuple(int(size) for size in sizes)


def _shown(sizes: Sequence[int | str]) -> str:
    return "x".join(str(size) if isinstance(size, int) else "?" for size in sizes)


def _dimensions(value: Any) -> list[int | str]:
    """The sizes of an input, names where they are open."""
    dims = value.type.tensor_type.shape.dim
    if any(d.HasField("dim_value") and d.dim_value == 0 and not d.dim_param for d in dims):
        raise UserError(f"the input {value.name!r} has no entries", "export with some")
    return [int(d.dim_value) if d.dim_value > 0 else str(d.dim_param) for d in dims]


def _by_input(given: Any, names: Sequence[str]) -> dict[str, Shape]:
    """The shapes of observations as they were given, by the input."""
    if given is None:
        return {}
    several = isinstance(given, tuple | list) and any(isinstance(g, tuple | list) for g in given)
    each = list(given) if several else [given]
    if len(each) != len(names):
        raise UserError(
            f"there are {len(names)} inputs ({', '.join(names)}), {len(each)} shapes were given",
            "give the shapes in order with semicolons between them",
        )
    return {
        name: (shape,) if isinstance(shape, int) else tuple(shape)
        for name, shape in zip(names, each, strict=True)
    }
