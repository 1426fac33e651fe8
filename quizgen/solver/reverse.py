r"""Gradients through any graph of layers: backwards along every edge, summed where paths meet.

Source: Hocking (2021), slides "Back propagation" and "Computation graph".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizgen.solver import forward
from quizgen.solver.errors import ShapeError
from quizgen.solver.graph import Graph
from quizgen.solver.node import Node
from quizgen.solver.trace import silent
from quizgen.solver.values import as_array, tidy


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


def reverse(net: Graph, x: Any, grad_output: Any, weights: Any, biases: Any) -> Gradients:
    """`Network.backward`."""
    matrices, intercepts = forward.aligned(net, weights, biases)
    with silent():
        values = forward.values(net, x, weights, biases)
        places = forward.places(net)
        grads = _of_outputs(net, grad_output)
        learned_weights: list[Any] = [None] * len(matrices)
        learned_biases: list[Any] = [None] * len(matrices)
        for node in reversed(net.nodes):
            if node.name not in grads:
                continue  # its value leads nowhere
            taken = [values[name] for name in node.inputs]
            given = taken[0] if len(taken) == 1 else tuple(taken)
            if node.name not in places:
                found = node.backward(given, grads[node.name])
            else:
                w, b = places[node.name]
                bias = None if b is None else intercepts[b]
                found = _backward(node, given, grads[node.name], matrices[w], bias)
                learned_weights[w] = _sum(learned_weights[w], found.get("weight"))
                if b is not None:
                    learned_biases[b] = _sum(learned_biases[b], found.get("bias"))
            passed = found["input"] if len(taken) > 1 else (found["input"],)
            for name, gradient in zip(node.inputs, passed, strict=True):
                grads[name] = _sum(grads.get(name), gradient)
    inputs = tuple(grads.get(name) for name in net.inputs)
    return Gradients(
        inputs[0] if len(inputs) == 1 else inputs,
        tuple(learned_weights),
        tuple(learned_biases),
        grads,
    )


def _of_outputs(net: Graph, grad_output: Any) -> dict[str, Any]:
    """The gradient in every output by its node; a node that is two outputs has the sum."""
    given = [grad_output] if len(net.results) == 1 else list(grad_output)
    if len(given) != len(net.results):
        raise ShapeError(f"grad_output: {len(given)} gradients for {len(net.results)} outputs")
    grads: dict[str, Any] = {}
    for name, gradient in zip(net.results, given, strict=True):
        grads[name] = _sum(grads.get(name), as_array(gradient))
    return grads


def _backward(node: Node, given: Any, gradient: Any, weight: Any, bias: Any) -> Any:
    if isinstance(weight, Mapping):
        raise ShapeError(f"{node.name}: gradients of {type(node.layer).__name__} are not computed")
    return node.backward(given, gradient, as_array(weight), bias)


def _sum(old: Any, new: Any) -> Any:
    """The sum of two paths; None is a path that was not taken."""
    if old is None or new is None:
        return new if old is None else old
    left, right = as_array(old), as_array(new)
    if left.dtype.kind == right.dtype.kind == "f":
        return left + right
    return tidy(as_array(left.astype(object) + right.astype(object)))
