"""The facts of a network as one table: shapes, parameters, connections, zeros, MACs."""

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from functools import cache, lru_cache
from typing import Any, ClassVar, NamedTuple

from quizgen.errors import UserError
from quizgen.shown import Shown
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.each import Each
from quizgen.solver.network import Network

COLUMNS = ("layer", "output", "parameters", "connections", "zeros", "macs")


class Line(NamedTuple):
    """One layer; counts that need the input's shape are None without it."""

    place: int
    name: str
    layer: Any
    input_shape: Any
    output_shape: tuple[int, ...] | None
    parameters: int
    connections: int | None
    zeros: int | None
    macs: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Summary(Shown):
    """The table and its totals."""

    printed_by: ClassVar[str] = "quizgen.architecture.table"

    network: Network
    input_shape: Any
    lines: tuple[Line, ...]

    def total(self, column: str) -> int | None:
        """The sum of a column; None when the shapes are not known. Unused layers learn as well."""
        counts = [getattr(line, column) for line in self.lines]
        if column == "parameters":
            counts += [layer.parameters for layer in self.network.unused]
        return None if None in counts else sum(counts)

    @property
    def output_shape(self) -> tuple[int, ...] | None:
        """The shape of the output; of several, of the main one."""
        return self.shape_of(self.network.results[0])

    def shape_of(self, name: str) -> tuple[int, ...] | None:
        """The shape after a layer, or of an input; None when the shapes are not known."""
        for line in self.lines[::-1]:
            if line.name == name:
                return line.output_shape
        if self.input_shape is None:
            return None
        shapes = self.network.input_shapes(self.input_shape)
        return dict(zip(self.network.inputs, shapes, strict=True))[name]

    def outputs(self) -> Iterator[tuple[str, str, tuple[int, ...] | None]]:
        """What each output is called, its node, and its shape."""
        results = self.network.results
        titles = self.network.labels or results
        for title, name in zip(titles, results, strict=True):
            yield title, name, self.shape_of(name)

    def remarks(self) -> Iterator[str]:
        """What the table alone does not show: several outputs, unused layers, what is left out."""
        if self.network.outputs:
            shapes = (f"{title} ({shape_text(shape)})" for title, _, shape in self.outputs())
            yield f"outputs: {', '.join(shapes)}"
        if self.network.shape_from:
            said = "; ".join(map(shape_text, self.network.input_shapes(self.input_shape)))
            yield f"input {said}: {self.network.shape_from}; --input gives another one"
        for layer in self.network.unused:
            yield (
                f"unused: {layer.name}: {describe(layer.layer)} is never called;"
                f" its {count_text(layer.parameters)} parameters count"
            )
        for what in self.network.left_out:
            yield f"left out: {what}; shapes and counts hold, values are not computed"
        yield from self.network.notes
        if self.network.files:
            yield f"read as well: {', '.join(self.network.files)}"

    def line(self, wanted: str) -> Line:
        """The line of a layer by its place from 1 or its name; `UserError` for another."""
        for line in self.lines:
            if wanted in {line.name, str(line.place)}:
                return line
        from quizgen.architecture.vocabulary import near

        raise UserError(
            f"no layer {wanted!r}: there are 1 to {len(self.lines)}",
            near(wanted, [line.name for line in self.lines][:20]),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values with the format version."""
        counts = ("parameters", "connections", "zeros", "macs")
        return {
            "format": 1,
            "input_shape": _plain(self.input_shape),
            "input_from": self.network.shape_from,
            "output_shape": _plain(self.output_shape),
            **{name: self.total(name) for name in counts},
            "outputs": [
                {"name": title, "layer": name, "shape": _plain(shape)}
                for title, name, shape in self.outputs()
            ],
            "unused": [
                {
                    "name": layer.name,
                    "layer": str(layer.layer),
                    "type": type(layer.layer).__name__,
                    "parameters": layer.parameters,
                    "note": "forward never calls it; PyTorch counts it",
                }
                for layer in self.network.unused
            ],
            "left_out": list(self.network.left_out),
            "notes": list(self.network.notes),
            "files": list(self.network.files),
            "layers": [
                {
                    "place": line.place,
                    "name": line.name,
                    "layer": str(line.layer),
                    "type": type(line.layer).__name__,
                    "input_shape": _plain(line.input_shape),
                    "output_shape": _plain(line.output_shape),
                    **{name: getattr(line, name) for name in counts},
                }
                for line in self.lines
            ],
        }

    def records(self) -> Iterator[tuple[object, ...]]:
        """The table as values: a head, then one row for each layer; None is not known."""
        yield ("place", "name", *COLUMNS)
        for line in self.lines:
            shape = None if line.output_shape is None else "x".join(map(str, line.output_shape))
            counts = (getattr(line, name) for name in COLUMNS[2:])
            yield (line.place, line.name, describe(line.layer), shape, *counts)


def summarise(network: Network, input_shape: tuple[int, ...] | None = None) -> Summary:
    """The table of a network for this input, or for its own; counts only when there is neither.

    >>> from quizgen.solver import Conv1d, sequential
    >>> found = summarise(sequential([Conv1d(1, 1, 5, stride=5, bias=False)]), (20,))
    >>> found.output_shape, found.total("parameters"), found.total("connections"), found.total("zeros")
    ((1, 4), 5, 20, 60)
    """
    shape = network.input_shape if input_shape is None else _for_first(network, input_shape)
    says_its_input = len(network.inputs) == 1 and hasattr(network.nodes[0].layer, "in_features")
    if shape is None and not says_its_input:
        return Summary(network, None, tuple(_counts_only(network)))
    try:
        rows = network.rows(shape)
    except ShapeError as error:
        raise _misfit(network, str(error)) from None
    # A row without its buffers.
    lines = tuple([Line(place, *row[:5], *row[6:]) for place, row in enumerate(rows, start=1)])
    return Summary(network, shape if shape is not None else lines[0].input_shape, lines)


def _misfit(network: Network, message: str) -> UserError:
    """What does not fit, with the layer's name and place where the message begins with its name."""
    name, _, rest = message.partition(": ")
    fix = "change the layer or the shape of its input"
    if name not in network.names:
        return UserError(message, "give the shape with --input, such as 20 or 3x224x224")
    return UserError(f"layer {network.names.index(name) + 1} ({name}): {rest}", fix)


def _for_first(network: Network, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A bare length is one channel where the first layer slides over a sequence."""
    if shape == network.input_shape:
        return shape
    first = network.nodes[0].layer
    one_dimensional = getattr(first, "dims", 0) == 1
    return (1, *shape) if one_dimensional and len(shape) == 1 else shape


def _counts_only(network: Network) -> Iterator[Line]:
    seen: list[Any] = []
    for place, node in enumerate(network.nodes, start=1):
        again = any(layer is node.layer for layer in seen)
        seen.append(node.layer)
        count = 0 if again else int(node.layer.parameter_count)
        yield Line(place, node.name, node.layer, None, None, count, None, None, None)


def shown(line: Line) -> str:
    """A layer by its name, when it has one of its own, and its arguments."""
    text = describe(line.layer)
    kind = type(line.layer).__name__.lower()
    return text if line.name.lower().startswith(kind) else f"{line.name}: {text}"


def describe(layer: Any) -> str:
    """A layer as code, without the arguments that are PyTorch's defaults."""
    kind: Any = type(layer)
    if kind is Each:
        return f"each {describe(layer.layer)}"
    if kind.__str__ is not object.__str__:
        return str(layer)
    required, optional, defaults = _arguments(kind)
    arguments = [repr(getattr(layer, name)) for name in required]
    values = [getattr(layer, name) for name in optional]
    if values != defaults:
        pairs = zip(optional, values, defaults, strict=True)
        arguments += [f"{name}={value!r}" for name, value, usual in pairs if value != usual]
    return f"{kind.__name__}({', '.join(arguments)})"


@cache
def _arguments(kind: Any) -> tuple[list[str], list[str], list[Any]]:
    """The arguments of a class of layers that must be given, the others, and their defaults."""
    must = [f for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    may = [field for field in fields(kind) if field not in must]
    return [field.name for field in must], [f.name for f in may], [f.default for f in may]


def shape_text(shape: Any) -> str:
    """A shape as sizes with a times sign; `?` when it is not known."""
    return "?" if shape is None else _sizes(tuple(shape))


# Large networks have few shapes.
@lru_cache(maxsize=1024)
def _sizes(shape: tuple[Any, ...]) -> str:
    return " × ".join(map(str, shape))


def count_text(count: int | None) -> str:
    """A count with thousands groups; `?` when it is not known."""
    return "?" if count is None else f"{count:,}"


def _plain(shape: Any) -> Any:
    if isinstance(shape, tuple | list):
        return [_plain(size) for size in shape]
    return shape
