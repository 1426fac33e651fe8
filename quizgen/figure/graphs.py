"""Graphs of computations: backpropagation through layers, scalar expressions, recurrence."""

from collections.abc import Mapping
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.data import Figure, exact, joined, listed

LAYERS = 3
NODES = 14
TIMES = 5


def computation_graph(L: int, backward: bool = True) -> Figure:  # noqa: FBT001, FBT002 - banks write backward=false
    """From the input through L functions to the loss J, and the gradients on their way back.

    >>> computation_graph(1, backward=False).alt
    'Computation graph. x = h(0) and W(1) lead to a(1) by multiplication. a(1) leads to h(1) by the activation. h(1) and y lead to the loss J.'
    """
    layers = int(L)
    if not 1 <= layers <= LAYERS:
        raise UserError(f"computation_graph: L = {layers}", f"draw 1 to {LAYERS} functions")
    said = ["Computation graph."]
    for i in range(1, layers + 1):
        before = f"h({i - 1})" if i > 1 else "x = h(0)"
        said.append(f"{before} and W({i}) lead to a({i}) by multiplication.")
        said.append(f"a({i}) leads to h({i}) by the activation.")
    said.append(f"h({layers}) and y lead to the loss J.")
    if backward:
        said.append(f"Red arrows lead back: 0 from J to h({layers})")
        for i in range(layers, 0, -1):
            said[-1] += f", 2 from h({i}) to a({i}), 1 from a({i}) to W({i})"
            said[-1] += f", 3 from a({i}) to h({i - 1})" if i > 1 else "."
    return Figure(
        "computation_graph", {"layers": layers, "backward": bool(backward)}, " ".join(said)
    )


def layer_places(data: Mapping[str, Any]) -> list[str]:
    """Where boxes may stand: at each value on the way forward, at its gradient, and at that of each weight matrix.

    >>> layer_places(computation_graph(1).data)
    ['a(1)', 'h(1)', 'J', 'grad a(1)', 'grad h(1)', 'grad W(1)']
    """
    layers = range(1, data["layers"] + 1)
    values = [f"{name}({layer})" for layer in layers for name in "ah"]
    return [*values, "J", *(f"grad {n}" for n in values), *(f"grad W({n})" for n in layers)]


def expression_graph(nodes: Any) -> Figure:
    r"""A scalar expression as a graph: leaves with their values, operations on earlier nodes.

    Each node is [name, value] or [name, operation, earlier names…], the operation as LaTeX.

    >>> expression_graph([["x", 3], ["y", -1], ["f", r"\cdot", "x", "y"]]).alt
    'Computation graph. Leaf x = 3. Leaf y = -1. f is the product of x and y.'
    """
    rows = [listed(node) for node in listed(nodes)]
    names: list[str] = []
    found: list[dict[str, Any]] = []
    said = ["Computation graph."]
    for row in rows:
        if len(row) < 2 or any(name not in names for name in row[2:]):
            raise UserError(
                f"expression_graph: {row} is not a node",
                "write [name, value], or [name, operation, names of earlier nodes]",
            )
        name = str(row[0])
        if len(row) == 2:
            value = exact(row[1])
            found.append({"name": name, "value": value, "operation": "", "inputs": []})
            said.append(f"Leaf {name} = {value}.")
        else:
            inputs = [names.index(entry) for entry in row[2:]]
            operation = str(row[1])
            found.append({"name": name, "value": None, "operation": operation, "inputs": inputs})
            said.append(f"{name} is {_spoken(operation)} of {joined([str(e) for e in row[2:]])}.")
        names.append(name)
    if not 2 <= len(found) <= NODES:
        raise UserError(f"expression_graph: {len(found)} nodes", f"draw 2 to {NODES} nodes")
    return Figure("expression_graph", {"nodes": found}, " ".join(said))


def places(data: Mapping[str, Any]) -> list[str]:
    """Where boxes may stand: at each node, for its gradient, and on each edge.

    >>> graph = expression_graph([["x", 3], ["y", -1], ["f", "+", "x", "y"]])
    >>> places(graph.data)
    ['x', 'y', 'f', 'grad x', 'grad y', 'grad f', 'x -> f', 'y -> f']
    """
    names = [node["name"] for node in data["nodes"]]
    edges = dict.fromkeys(
        f"{names[entry]} -> {node['name']}" for node in data["nodes"] for entry in node["inputs"]
    )
    return [*names, *(f"grad {name}" for name in names), *edges]


def recurrence(T: int, names: Any = ("w_x", "w_h")) -> Figure:
    """A recurrent layer unrolled over T times; its two weights are the same at every time.

    >>> recurrence(2).alt
    'Unrolled recurrent network. h1 is computed from x1 with weight w_x and from h0 with weight w_h. h2 is computed from x2 with weight w_x and from h1 with weight w_h.'
    """
    times = int(T)
    if not 1 <= times <= TIMES:
        raise UserError(f"recurrence: T = {times}", f"draw 1 to {TIMES} times")
    of_x, of_h = (str(name) for name in listed(names))
    said = (
        f"h{t} is computed from x{t} with weight {of_x} and from h{t - 1} with weight {of_h}."
        for t in range(1, times + 1)
    )
    data = {"times": times, "names": [of_x, of_h]}
    return Figure("recurrence", data, f"Unrolled recurrent network. {' '.join(said)}")


def states(data: Mapping[str, Any]) -> list[str]:
    """Where boxes may stand in a recurrence: at each state after the first, and at each input."""
    times = range(1, data["times"] + 1)
    return [*(f"h_{t}" for t in times), *(f"x_{t}" for t in times)]


def _spoken(operation: str) -> str:
    return {
        "+": "the sum",
        "-": "the difference",
        r"\cdot": "the product",
        r"\times": "the product",
        r"(\cdot)^2": "the square",
        r"\max": "the larger",
        "R": "the ReLU",
    }.get(operation, operation.replace("\\", ""))
