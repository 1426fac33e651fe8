"""Diagrams of fully connected networks."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.data import Figure, exact, joined, listed

# More units in a column, or more columns, cannot be told apart on a sheet.
UNITS = 20
COLUMNS = 7
# A sheet has room for this many weights written on edges.
WEIGHTS = 16
# A name that counts: what stands before its last number, and that number.
_COUNTED = re.compile(r"(.+_\{(?:\d+,)*)(\d+)\}")


def network(
    net: Any,
    bias: bool = False,  # noqa: FBT001, FBT002 - banks write network(u, bias=true)
    weights: Any = None,
    biases: Any = None,
    mark: tuple[int, int] | None = None,
) -> Figure:
    """A network's units, column by column, with every edge.

    `net` is a network or its units per layer. `weights` (one matrix `(u_l, u_{l-1})` for each
    function) and `biases` are written on the edges; `bias` shows the intercepts as units with
    value 1. `mark=(l, i)` marks unit i, counted from 1, of column l, the inputs being column 0.

    >>> network((2, 2, 1), mark=(1, 2)).alt
    'Network diagram. Column 1: x1 and x2. Column 2: h1 and h2. Column 3: f. Every unit of a column is joined to every unit of the next column. Unit h2 is marked.'
    """
    units = [int(size) for size in listed(getattr(net, "units", net))]
    _check_units(units)
    bias = bias or biases is not None
    data = {
        "units": units,
        "bias": bias,
        "weights": None if weights is None else _matrices(weights, units),
        "biases": None if biases is None else _vectors(biases, units),
        "mark": None if mark is None else _marked(mark, units),
    }
    return Figure("network", data, _described(data))


def unit_names(units: Sequence[int]) -> list[list[str]]:
    """The LaTeX name of every unit: inputs x, hidden units h, outputs f.

    >>> unit_names((1, 2, 2, 1))[1]
    ['h^{(1)}_{1}', 'h^{(1)}_{2}']
    """
    last = len(units) - 1
    names = []
    for column, size in enumerate(units):
        letter = "x" if column == 0 else "f" if column == last else "h"
        if letter == "h" and last > 2:
            letter = f"h^{{({column})}}"
        plain = letter == "f" and size == 1
        names.append([letter if plain else f"{letter}_{{{i}}}" for i in range(1, size + 1)])
    return names


def places(data: Mapping[str, Any]) -> list[str]:
    """Where boxes may stand: at each unit, and on each edge where there are few.

    >>> places(network((1, 2, 1)).data)
    ['x_{1}', 'h_{1}', 'h_{2}', 'f', 'x_{1} -> h_{1}', 'x_{1} -> h_{2}', 'h_{1} -> f', 'h_{2} -> f']
    """
    names = unit_names(data["units"])
    edges = [f"{a} -> {b}" for left, right in pairwise(names) for b in right for a in left]
    return [name for column in names for name in column] + edges * (len(edges) <= WEIGHTS)


def _check_units(units: list[int]) -> None:
    if not 2 <= len(units) <= COLUMNS:
        raise UserError(
            f"network: {len(units)} columns of units cannot be drawn",
            f"give 2 to {COLUMNS} layers, inputs first",
        )
    for size in units:
        if not 1 <= size <= UNITS:
            raise UserError(
                f"network: a layer of {size} units cannot be drawn",
                f"draw networks of at most {UNITS} units in each layer",
            )


def _matrices(weights: Any, units: list[int]) -> list[list[list[Any]]]:
    matrices = [
        [[exact(entry) for entry in row] for row in listed(matrix)] for matrix in listed(weights)
    ]
    shapes = [(units[i + 1], units[i]) for i in range(len(units) - 1)]
    found = [(len(matrix), len(matrix[0]) if matrix else 0) for matrix in matrices]
    if found != shapes or any(len(row) != len(matrix[0]) for matrix in matrices for row in matrix):
        raise UserError(
            f"network: weights of shapes {found} do not fit the units {units}",
            f"give matrices of shapes {shapes}, one row for each unit that receives",
        )
    count = sum(rows * columns for rows, columns in shapes)
    if count > WEIGHTS:
        raise UserError(
            f"network: {count} weights cannot be written on the edges",
            f"give weights of networks with at most {WEIGHTS} edges",
        )
    return matrices


def _vectors(biases: Any, units: list[int]) -> list[list[Any]]:
    vectors = [[exact(entry) for entry in vector] for vector in listed(biases)]
    if [len(vector) for vector in vectors] != units[1:]:
        raise UserError(
            f"network: biases of lengths {[len(v) for v in vectors]} do not fit the units {units}",
            f"give vectors of lengths {units[1:]}",
        )
    return vectors


def _marked(mark: Any, units: list[int]) -> list[int]:
    column, unit = (int(entry) for entry in mark)
    if not (0 <= column < len(units) and 1 <= unit <= units[column]):
        raise UserError(
            f"network: there is no unit {unit} in column {column} of {units}",
            "mark=(l, i): column l from 0 (the inputs), unit i from 1",
        )
    return [column, unit]


def _described(data: dict[str, Any]) -> str:
    units = data["units"]
    columns = unit_names(units)
    names = [[plain(name) for name in column] for column in columns]
    listed_columns = [f"Column {i}: {in_a_row(column)}." for i, column in enumerate(columns, 1)]
    rule = "Every unit of a column is joined to every unit of the next column."
    said = ["Network diagram.", *listed_columns, rule]
    if data["bias"]:
        said.append(
            "Every column but the last also has a unit with the constant value 1, "
            "joined to every unit of the next column."
        )
    for place, matrix in enumerate(data["weights"] or []):
        rows = (
            f"into {names[place + 1][i]}: {joined(list(map(str, row)))}"
            for i, row in enumerate(matrix)
        )
        said.append(f"Weights from {in_a_row(columns[place])} {'; '.join(rows)}.")
    for place, vector in enumerate(data["biases"] or []):
        entries = [f"{names[place + 1][i]}: {entry}" for i, entry in enumerate(vector)]
        said.append(f"Weights from the constant 1 into {joined(entries)}.")
    if data["mark"]:
        column, unit = data["mark"]
        said.append(f"Unit {names[column][unit - 1]} is marked.")
    return " ".join(said)


def plain(name: str) -> str:
    """A unit's LaTeX name as words: h^{(1)}_{2} is h2 of layer 1, h_{1,2} is h(1,2).

    >>> plain("x_{1}"), plain("h^{(1)}_{2}"), plain("h_{1,2}")
    ('x1', 'h2 of layer 1', 'h(1,2)')
    """
    letter, _, index = name.replace("}", "").replace("{", "").partition("_")
    base, _, layer = letter.partition("^")
    index = f"({index})" if "," in index else index
    return f"{base}{index} of layer {layer.strip('()')}" if layer else f"{base}{index}"


def in_a_row(names: Sequence[str]) -> str:
    """Units as a person lists them: three and more that follow each other by the first and the last.

    >>> in_a_row(["x_{1}", "x_{2}", "x_{3}", "x_{5}"])
    'x1 to x3 and x5'
    >>> in_a_row(["h^{(1)}_{1}", "h^{(1)}_{2}", "h^{(1)}_{3}"]), in_a_row(["f"])
    ('h1 to h3 of layer 1', 'f')
    """
    rows: list[list[str]] = []
    for name in names:
        if rows and _after(rows[-1][-1]) == name:
            rows[-1].append(name)
        else:
            rows.append([name])
    said: list[str] = []
    for row in rows:
        if len(row) < 3:
            said.extend(map(plain, row))
        else:
            said.append(f"{plain(row[0]).partition(' of ')[0]} to {plain(row[-1])}")
    return joined(said)


def _after(name: str) -> str:
    """The next name; empty where nothing is counted."""
    found = _COUNTED.fullmatch(name)
    return f"{found[1]}{int(found[2]) + 1}}}" if found else ""
