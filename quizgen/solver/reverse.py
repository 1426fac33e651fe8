r"""Gradients through any graph of layers: backwards along every edge, summed where paths meet.

Source: Hocking (2021), slides "Back propagation" and "Computation graph".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizgen.solver import forward
from quizgen.solver.errors import ShapeError
from quizgen.solver.graph import Graph, given
from quizgen.solver.node import Node
from quizgen.solver.trace import silent
from quizgen.solver.values import as_array, plus


@dataclass(frozen=True, slots=True)
class Gradients:
    """The gradient of a loss in the input (one for each input), the weights and the biases.

    `weights` and `biases` have one entry for each layer that learns; a tied weight has the sum
    over its uses. `nodes` holds the gradient in the output of every node by name.
    """

    input: Any
    weights: tuple[Any, ...]
    biases: tuple[Any, ...]
    nodes: Mapping[str, Any]


def walked_back(
    nodes: Sequence[Node],
    values: Mapping[str, Any],
    grads: dict[str, Any],
    step: Callable[[Node, Any, Any], Any],
) -> None:
    """Add the gradient in what every node reads, from the last one back; `grads` holds those known.

    `step` takes a node, what it reads and the gradient in its output, and gives the gradient in what
    it reads: one for each of several.
    """
    for node in reversed(nodes):
        if node.name not in grads:
            continue  # its value leads nowhere
        found = step(node, given([values[name] for name in node.inputs]), grads[node.name])
        passed = found if len(node.inputs) > 1 else (found,)
        for name, gradient in zip(node.inputs, passed, strict=True):
            grads[name] = _sum(grads.get(name), gradient)


def reverse(net: Graph, x: Any, grad_output: Any, weights: Any, biases: Any) -> Gradients:
    """`Network.backward`."""
    matrices, intercepts = forward.aligned(net, weights, biases)
    places = forward.places(net)
    learned_weights: list[Any] = [None] * len(matrices)
    learned_biases: list[Any] = [None] * len(matrices)

    def step(node: Node, taken: Any, gradient: Any) -> Any:
        if node.name not in places:
            return node.backward(taken, gradient)["input"]
        w, b = places[node.name]
        bias = None if b is None else intercepts[b]
        found = _backward(node, taken, gradient, matrices[w], bias)
        learned_weights[w] = _sum(learned_weights[w], found.get("weight"))
        if b is not None:
            learned_biases[b] = _sum(learned_biases[b], found.get("bias"))
        return found["input"]

    with silent():
        values = forward.values(net, x, weights, biases)
        grads = _of_outputs(net, grad_output)
        walked_back(net.nodes, values, grads, step)
    return Gradients(
        given([grads.get(name) for name in net.inputs]),
        tuple(learned_weights),
        tuple(learned_biases),
        grads,
    )


def _of_outputs(net: Graph, grad_output: Any) -> dict[str, Any]:
    """The gradient in every output by its node; a node that is two outputs has the sum."""
    several = [grad_output] if len(net.results) == 1 else list(grad_output)
    if len(several) != len(net.results):
        raise ShapeError(f"grad_output: {len(several)} gradients for {len(net.results)} outputs")
    grads: dict[str, Any] = {}
    for name, gradient in zip(net.results, several, strict=True):
        grads[name] = _sum(grads.get(name), as_array(gradient))
    return grads


def _backward(node: Node, taken: Any, gradient: Any, weight: Any, bias: Any) -> Any:
    if isinstance(weight, Mapping):
        raise ShapeError(f"{node.name}: gradients of {type(node.layer).__name__} are not computed")
    return node.backward(taken, gradient, as_array(weight), bias)


def _sum(old: Any, new: Any) -> Any:
    """The sum of two paths; None is a path that was not taken."""
    if old is None or new is None:
        return new if old is None else old
    return plus(as_array(old), as_array(new))
