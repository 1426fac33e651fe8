r"""Backpropagation: the rules 0-3 one by one, and all of them for a whole network.

Layout "column": a = W h, ∇_W = ∇_a hᵀ, ∇_h = Wᵀ ∇_a (a batch is columns).
Layout "rows": a = h W, ∇_W = hᵀ ∇_a, ∇_h = ∇_a Wᵀ (a batch is rows).
The lecture prints rule 1 for columns and rule 3 for rows, so a question states its layout.
Source: Hocking (2021), slides "Back propagation", "Computation graph", "Backprop rules".
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.solver import forward
from quizgen.solver.activation_table import Activation, activation_named
from quizgen.solver.activations import leave_slopes
from quizgen.solver.errors import ShapeError
from quizgen.solver.graph import Graph
from quizgen.solver.layout import check_layout
from quizgen.solver.losses import any_loss, loss_gradient
from quizgen.solver.node import Node, is_dense
from quizgen.solver.quantity import quantity, unasked
from quizgen.solver.reverse import walked_back
from quizgen.solver.trace import leave, silent
from quizgen.solver.values import as_array, product, tidy

if TYPE_CHECKING:
    import numpy as np


@quantity
def weight_gradient(grad_a: Any, h: Any, layout: str = "column") -> "np.ndarray[Any, Any]":
    """Rule 1: ∇_W J = ∇_a hᵀ (column) or hᵀ ∇_a (rows); a batch is summed.

    `h` are the units that enter the layer. Shape of W: (out, in) or, in rows, (in, out).

    >>> weight_gradient([1, -2], [3, 4, 5]).tolist()
    [[3, 4, 5], [-6, -8, -10]]
    """
    check_layout(layout)
    gradient: np.ndarray[Any, Any] = outer(as_array(grad_a), as_array(h), layout)
    return gradient


@quantity
def pre_activation_gradient(grad_h: Any, a: Any, activation: str = "ReLU") -> Any:
    """Rule 2: ∇_a J = ∇_h J ⊙ σ'(a), for an elementwise activation.

    >>> pre_activation_gradient([3, -4], [-1, 2], "ReLU").tolist()
    [0, -4]
    """
    gradients, sums = as_array(grad_h), as_array(a)
    if gradients.shape != sums.shape:
        raise ShapeError(f"rule 2: ∇h of shape {gradients.shape} and a of shape {sums.shape}")
    slopes = as_array(activation_named(activation).derivative(sums))
    found = multiplied(gradients, slopes)
    leave_slopes(activation_named(activation), sums, slopes, "a")
    leave("rule 2", found, gradient=gradients, slopes=slopes, place=0)
    return found


@quantity
def input_gradient(W: Any, grad_a: Any, layout: str = "column") -> Any:
    """Rule 3: the gradient of the units that enter a layer, Wᵀ ∇_a (column) or ∇_a Wᵀ (rows).

    >>> input_gradient([[1, 2], [3, 4]], [1, -1]).tolist()
    [-2, -2]
    """
    check_layout(layout)
    matrix, gradient = as_array(W), as_array(grad_a)
    outputs = matrix.shape[0] if layout == "column" else matrix.shape[-1]
    given = gradient.shape[0] if layout == "column" else gradient.shape[-1]
    if matrix.ndim != 2 or outputs != given:
        raise ShapeError(
            f"rule 3: W of shape {matrix.shape} and ∇a of shape {gradient.shape}, layout {layout!r}"
        )
    return product(matrix.T, gradient) if layout == "column" else product(gradient, matrix.T)


def outer(grad_a: Any, h: Any, layout: str) -> Any:
    """∇_a hᵀ or hᵀ ∇_a for vectors and for batches."""
    if grad_a.ndim != h.ndim:
        raise ShapeError(f"rule 1: ∇a of shape {grad_a.shape} and h of shape {h.shape}")
    if layout == "column":
        left, right = (grad_a, h.T) if h.ndim == 2 else (grad_a[:, None], h[None, :])
    else:
        left, right = (h.T, grad_a) if h.ndim == 2 else (h[:, None], grad_a[None, :])
    if left.shape[1] != right.shape[0]:
        raise ShapeError(f"rule 1: ∇a of shape {grad_a.shape} and h of shape {h.shape}")
    return product(left, right)


def multiplied(left: "np.ndarray[Any, Any]", right: "np.ndarray[Any, Any]") -> Any:
    """The entrywise product, exact for exact numbers."""
    if left.dtype.kind == right.dtype.kind == "f":
        return left * right
    return tidy(as_array(left.astype(object) * right.astype(object)))


@dataclass(frozen=True, slots=True)
class Backprop:
    """Everything backpropagation computes; lists are indexed by layer, `h[0]` is the input.

    `grad_W[l]` has the shape of W^(l); what does not exist (`a[0]`, `grad_W[0]`, gradients of
    absent biases) is None. `f` is the prediction and `loss` the value of J.
    """

    f: Any
    loss: Any
    a: tuple[Any, ...]
    h: tuple[Any, ...]
    grad_a: tuple[Any, ...]
    grad_h: tuple[Any, ...]
    grad_W: tuple[Any, ...]  # noqa: N815 - the lecture's name of the weights
    grad_b: tuple[Any, ...]


@quantity
def backprop(
    net: Graph,
    x: Any,
    y: Any,
    weights: Any,
    biases: Any = None,
    loss: str = "square",
    reduction: str | None = None,
    layout: str = "column",
) -> Backprop:
    """All gradients of J = loss(net(x), y), from the loss backwards by the rules 0-3.

    The network is a chain of layers with elementwise activations (and pooling). "square" is the
    sum of (f - y)²; `reduction` is the loss's own unless given.

    >>> from quizgen.solver.chains import mlp
    >>> found = backprop(mlp((2, 1)), [1, 2], [1], weights=[[[3, -1]]])
    >>> found.f.tolist(), found.loss, found.grad_W[1].tolist()
    ([1], 0, [[0, 0]])
    """
    matrices, intercepts = forward.aligned(net, weights, biases)
    values = forward.chain_values(net, x, weights, biases, layout)
    found = forward.traced(net, values)
    f = found.h[-1]
    labels = _labels(y, f, loss)
    with unasked():
        total = any_loss(loss, f, labels, reduction)
    belongs = net.chain_places
    of_weights: list[Any] = [None] * (len(matrices) + 1)
    of_biases: list[Any] = [None] * (len(matrices) + 1)

    def step(node: Node, taken: Any, gradient: Any) -> Any:
        place, begins, ends = belongs[node.name]
        if not begins:
            return _back_through(node, taken, gradient, place)
        if ends:
            leave("gradient as it is", gradient, place=place)
        weight, bias = matrices[place - 1], intercepts[place - 1]
        of_weights[place], of_biases[place], lower = _back_layer(
            node, taken, gradient, weight, bias, place, layout
        )
        return lower

    nodes = [node for node in net.nodes if belongs[node.name][0]]
    last = net.names[-1]
    grads = {last: loss_gradient(loss, f, labels, reduction)}
    walked_back(nodes, values, grads, step)
    of_sums = [grads[node.name] for node in nodes if belongs[node.name][1]]
    of_units = [grads[node.name] for node in nodes if belongs[node.name][2]]
    start = nodes[0].inputs[0] if nodes else last
    return Backprop(
        f,
        total,
        found.a,
        found.h,
        (None, *of_sums),
        (grads[start], *of_units),
        tuple(of_weights),
        tuple(of_biases),
    )


def _labels(y: Any, f: Any, loss: str) -> Any:
    """The labels in the shape of the predictions; one label may be written as a number."""
    if loss == "cross_entropy":
        return y
    labels = as_array(y)
    return labels.reshape(f.shape) if labels.size == f.size else labels


def _back_through(node: Node, taken: Any, gradient: Any, place: int) -> Any:
    """The gradient before an activation by rule 2, before pooling by the layer's own rule."""
    activation = forward.activation_of(node.layer)
    if activation is not None:
        return _rule_2(gradient, taken, node.layer, activation, place)
    found = input_of(node.backward(taken, gradient))
    leave("gradient before a layer", found, place=place, layer=node.layer)
    return found


def _rule_2(gradient: Any, a: Any, layer: Any, activation: Activation, place: int) -> Any:
    """∇_a for one activation layer: the quantity, said with the layer's number."""
    slopes = as_array(activation.derivative(a, **forward.parameters_of(layer, activation)))
    with silent():
        if activation.parameters:
            found = multiplied(as_array(gradient), slopes)
        else:
            found = pre_activation_gradient(gradient, a, activation.name)
    leave_slopes(activation, a, slopes, "a", place)
    leave("rule 2", as_array(found), gradient=as_array(gradient), slopes=slopes, place=place)
    return found


def _back_layer(
    node: Node, h: Any, grad_a: Any, weight: Any, bias: Any, place: int, layout: str
) -> tuple[Any, Any, Any]:
    """∇_W, ∇_b and the gradient of the units below a learned layer: rules 1 and 3."""
    if not is_dense(node.layer):
        found = node.backward(h, grad_a, weight, bias)
        leave("gradient of weights", found["weight"], place=place, layer=node.layer)
        return found["weight"], found.get("bias"), found["input"]
    W = as_array(weight)
    with silent():
        gradient = weight_gradient(grad_a, h, layout)
        lower = input_gradient(W, grad_a, layout)
    intercepts = None if bias is None else _bias_gradient(grad_a, layout)
    leave("rule 1", gradient, grad_a=grad_a, h=h, layout=layout, place=place)
    if intercepts is not None:
        leave("gradient of intercepts", intercepts, place=place)
    if place > 1:
        leave("rule 3", lower, W=W, grad_a=grad_a, layout=layout, place=place)
    return gradient, intercepts, lower


def _bias_gradient(grad_a: Any, layout: str) -> Any:
    """∇_b: the gradient of the pre-activations, summed over the batch."""
    if grad_a.ndim == 1:
        return grad_a
    axis = 1 if layout == "column" else 0
    return tidy(grad_a.astype(object).sum(axis=axis))


def input_of(gradients: Any) -> Any:
    """The gradient in the input from what a layer's `backward` gives."""
    return gradients["input"] if isinstance(gradients, dict) else gradients


@quantity
def gradient_shape(
    of: str, units: Any, layer: int, batch: int | None = None, layout: str = "column"
) -> tuple[int, ...]:
    """Shape of ∇_W^(l), ∇_a^(l) or ∇_h^(l), `of` "W", "a" or "h": that of what it belongs to.

    >>> gradient_shape("W", (4, 3, 2), 1), gradient_shape("a", (4, 3, 2), 1, 5, layout="rows")
    ((3, 4), (5, 3))
    """
    check_layout(layout)
    sizes = [int(size) for size in units]
    if of not in {"W", "a", "h"}:
        raise ShapeError(f"gradient of {of!r}: it is one of W, a, h")
    if not 1 <= layer < len(sizes):
        raise ShapeError(f"layer {layer}: units {tuple(sizes)} have layers 1 to {len(sizes) - 1}")
    shape = [sizes[layer]]
    if of == "W":
        shape.append(sizes[layer - 1])
    elif batch is not None:
        shape.append(batch)
    return tuple(shape if layout == "column" else reversed(shape))


@quantity
def gradient_shapes(
    units: Any,
    layer: int,
    batch: int | None = None,
    layout: str = "column",
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Shapes of ∇_W^(l), ∇_a^(l), ∇_h^(l), all three of `gradient_shape`.

    >>> gradient_shapes((4, 3, 2), 1, batch=5, layout="rows")
    ((4, 3), (5, 3), (5, 3))
    """
    weight, a, h = (gradient_shape(of, units, layer, batch, layout) for of in "Wah")
    return weight, a, h
