"""Diagrams and matrices of convolution and pooling: sparse connections, shared weights."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby, product
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.data import Figure, exact, listed
from quizgen.figure.network import in_a_row, plain
from quizgen.solver.layers.layer import as_shape

# Bounds of what can be read on a sheet.
INPUTS = 20
OUTPUTS = 24
WEIGHTS = 12
CELLS = 12
FACETS = 4
# Weights are named by letters: the kernel is v, as in the lecture.
KERNEL = "v"


def connections(
    layer: Any,
    D: Any,
    dense: bool = False,  # noqa: FBT001, FBT002 - banks write connections(conv, D, dense=true)
    labels: bool = True,  # noqa: FBT001, FBT002
) -> Figure:
    """The diagram of a convolution or pooling: one colour and dash for each shared weight.

    `D` is the input's length or `(channels, length)`. A list of layers is drawn as a chain.
    `dense` puts the fully connected diagram of the same units beside it; `labels` names the
    weights.

    >>> from quizgen.solver import Conv1d
    >>> connections(Conv1d(1, 1, 2, bias=False), 3).alt
    'Connection diagram. Inputs: x1 to x3. By v1 and v2, in this order, h1 is joined with x1 and x2; h2 with x2 and x3.'
    """
    layers = list(layer) if isinstance(layer, list | tuple) else [layer]
    shape = as_shape(D if isinstance(D, int) else listed(D), channels=1)
    columns, edges = [_names("x", shape)], []
    weights: list[str] = []
    for place, each in enumerate(layers, start=1):
        found, named = _edges(each, shape)
        shape = tuple(each.output_shape(shape))
        letter = "h" if len(layers) == 1 else f"h^{{({place})}}"
        columns.append(_names(letter, shape))
        edges.append(
            [[u, x, len(weights) + w if w is not None else None] for u, x, w in sorted(found)]
        )
        weights.extend(named)
    for column, bound in zip(columns, (INPUTS, *(OUTPUTS,) * len(layers)), strict=True):
        _check(len(column), bound, "units in a column")
    _check(len(weights), WEIGHTS, "different weights")
    data = {
        "columns": columns,
        "edges": edges,
        "weights": weights,
        "dense": bool(dense),
        "labels": bool(labels),
    }
    return Figure("connections", data, _described(data))


def strides(D: int, P: int, strides: Any = None) -> Figure:
    """Windows of P of D inputs, one diagram for each stride (1 to P unless given).

    >>> strides(4, 2, strides=[2]).alt
    'Stride 2: inputs x1 to x4; h1 is joined with x1 and x2; h2 with x3 and x4.'
    """
    from quizgen.solver.window import Axis

    offsets = list(range(1, P + 1)) if strides is None else [int(s) for s in listed(strides)]
    _check(len(offsets), FACETS, "strides")
    _check(D, INPUTS, "inputs")
    facets, said = [], []
    inputs = _names("x", (1, D))
    for stride in offsets:
        axis = Axis(D, P, stride)
        outputs = _names("h", (1, axis.windows))
        edges = [[u, x, None] for u in range(axis.windows) for x in axis.sources(u)]
        facets.append({"stride": stride, "columns": [inputs, outputs], "edges": [edges]})
        said.append(
            f"Stride {stride}: inputs {in_a_row(inputs)}; "
            f"{'; '.join(_joins(inputs, outputs, edges, []))}."
        )
    return Figure("strides", {"facets": facets, "kernel_size": P}, " ".join(said))


def weight_matrix(layer: Any, D: Any, weight: Any = None) -> Figure:
    """The matrix a layer stands for, between the outputs and the inputs: zeros grey, weights coloured.

    With `weight` the entries are its numbers, otherwise their names.

    >>> from quizgen.solver import Conv1d
    >>> weight_matrix(Conv1d(1, 1, 2, bias=False), 3).alt
    'Matrix equation: the vector (h1, h2) is a matrix times the vector (x1, x2, x3). Row 1: v1, v2, 0. Row 2: 0, v1, v2.'
    """
    shape = as_shape(D if isinstance(D, int) else listed(D), channels=1)
    edges, names = _edges(layer, shape)
    inputs, outputs = _names("x", shape), _names("h", tuple(layer.output_shape(shape)))
    _check(len(inputs), CELLS, "columns")
    _check(len(outputs), CELLS, "rows")
    shown: list[Any] = list(names)
    if weight is not None:
        shown = [exact(entry) for entry in _flat(listed(weight))]
        if len(shown) != len(names):
            raise UserError(
                f"weight_matrix: {len(shown)} weights for a layer of {len(names)}",
                f"give {len(names)} numbers",
            )
    cells: list[list[Any]] = [[None] * len(inputs) for _ in outputs]
    for u, x, w in edges:
        cells[u][x] = w
    data = {"rows": outputs, "columns": inputs, "cells": cells, "weights": shown}
    words = [plain(entry) if isinstance(entry, str) else str(entry) for entry in shown]
    rows = (
        f"Row {i}: {', '.join('0' if w is None else words[w] for w in row)}."
        for i, row in enumerate(cells, start=1)
    )
    alt = (
        f"Matrix equation: the vector ({', '.join(map(plain, outputs))}) is a matrix times "
        f"the vector ({', '.join(map(plain, inputs))}). {' '.join(rows)}"
    )
    return Figure("weight_matrix", data, alt)


def _check(found: int, bound: int, what: str) -> None:
    if found > bound:
        raise UserError(f"{found} {what} cannot be drawn", f"draw at most {bound} {what}")


def _flat(values: list[Any]) -> list[Any]:
    return [e for v in values for e in (_flat(v) if isinstance(v, list) else [v])]


def _names(letter: str, shape: Sequence[int]) -> list[str]:
    """The units of a shape in order; axes of length 1 in front are not counted."""
    kept = [axis for axis, size in enumerate(shape) if size > 1] or [len(shape) - 1]
    return [
        f"{letter}_{{{','.join(str(index[axis] + 1) for axis in kept)}}}"
        for index in product(*(range(size) for size in shape))
    ]


def _edges(layer: Any, shape: tuple[int, ...]) -> tuple[list[list[Any]], list[str]]:
    """Edges (output unit, input unit, weight or None) and the names of the weights."""
    if not hasattr(layer, "axes"):
        if tuple(layer.output_shape(shape)) == shape:
            return [[i, i, None] for i in range(math.prod(shape))], []
        raise UserError(
            f"connections: {type(layer).__name__} has no windows",
            "give a convolution, a pooling or an activation",
        )
    axes = layer.axes(shape)
    windows = list(product(*(_windows(axis) for axis in axes)))
    taps = math.prod(axis.kernel_size for axis in axes)
    sizes = [axis.in_size for axis in axes]
    found = []
    channels_of, weights = _channels(layer, shape[0], taps)
    positions = math.prod(sizes)
    for k, channels in enumerate(channels_of):
        for (u, sources), (c, first) in product(enumerate(windows), channels):
            for tap, place in enumerate(product(*sources)):
                if -1 not in place:
                    x = c * positions + _flattened(place, sizes)
                    weight = None if first is None else first + tap
                    found.append([k * len(windows) + u, x, weight])
    return found, weights


def _windows(axis: Any) -> Iterator[list[int]]:
    return (axis.sources(window) for window in range(axis.windows))


def _flattened(place: Sequence[int], sizes: list[int]) -> int:
    index = 0
    for position, size in zip(place, sizes, strict=True):
        index = index * size + position
    return index


def _channels(
    layer: Any, in_channels: int, taps: int
) -> tuple[list[list[tuple[int, int | None]]], list[str]]:
    """For each output channel the input channels it reads, each with the first of its weights."""
    if not hasattr(layer, "out_channels"):
        return [[(c, None)] for c in range(in_channels)], []
    per_kernel = in_channels // layer.groups
    per_group = layer.out_channels // layer.groups
    found: list[list[tuple[int, int | None]]] = [
        [
            ((k // per_group) * per_kernel + c, (k * per_kernel + c) * taps)
            for c in range(per_kernel)
        ]
        for k in range(layer.out_channels)
    ]
    kernel = layer.kernel_size
    sizes = (kernel,) if isinstance(kernel, int) else tuple(kernel)
    sizes = sizes * layer.dims if len(sizes) == 1 else sizes
    return found, _names(KERNEL, (layer.out_channels, per_kernel, *sizes))


def _described(data: dict[str, Any]) -> str:
    columns, weights = data["columns"], data["weights"]
    said = [f"Inputs: {in_a_row(columns[0])}."]
    for place, edges in enumerate(data["edges"]):
        joins = _joins(columns[place], columns[place + 1], edges, weights)
        said.extend(f"{sentence}." for sentence in joins)
    if data["dense"]:
        said.append("Beside it a diagram in which every unit is joined to every input.")
    return " ".join(["Connection diagram.", *said])


def _joins(
    inputs: list[str], outputs: list[str], edges: list[list[Any]], weights: list[str]
) -> Iterator[str]:
    """Who is joined with whom: units side by side that share their weights in one sentence."""
    ends: list[list[tuple[int, Any]]] = [[] for _ in outputs]
    for unit, x, w in edges:
        ends[unit].append((x, w if weights else None))
    told: list[str] = []
    before = ""
    for shared, group in groupby(range(len(outputs)), lambda u: _weights_of(ends[u])):
        units = list(group)
        names = [weights[w] for w in shared]
        by = f"By {in_a_row(names)}{', in this order' if len(names) > 1 else ''}, " if names else ""
        windows = [in_a_row([inputs[x] for x, _ in ends[u]]) or "nothing" for u in units]
        own = in_a_row([outputs[u] for u in units])
        if windows == told:
            is_joined = "is joined" if len(units) == 1 else "are joined"
            yield f"{by}{own} {is_joined} with the same inputs as {before}"
        else:
            first, *others = map(" with ".join, zip(_said(outputs, units), windows, strict=True))
            yield "; ".join([by + first, *others])
        told, before = windows, own


def _weights_of(ends: list[tuple[int, Any]]) -> list[int]:
    return [w for _, w in ends if w is not None]


def _said(outputs: list[str], units: list[int]) -> list[str]:
    first, *others = (plain(outputs[u]) for u in units)
    return [f"{first} is joined", *others]
