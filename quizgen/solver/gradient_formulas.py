r"""Gradients of a stack of layers as formulas in its matrices, for any sizes.

Layout "column": z = W h + b, a batch is columns. Layout "rows": z = h W + b, a batch is rows, as in
Keras. Layout "torch": z = h Wᵀ + b, a batch is rows, as in PyTorch. Every gradient has the shape of
what it is the gradient of. Source: Hocking (2021), slide "Backprop rules"; Goodfellow, Bengio and
Courville (2016), section 6.5.6.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from quizgen.solver.trace import leave

LAYOUTS = ("column", "rows", "torch")
LINEAR, WITHOUT_BIAS = "Linear", "Linear(bias=false)"
# Sizes from the input on, and the size of a batch.
_SIZES, BATCH = "dmkpqr", "n"
LOSSES = ("squared", "mean_squared", "cross_entropy", "given")


# What a gradient is made by.
WEIGHTS, BIAS, LAYER, FUNCTION = "weights", "bias", "layer", "function"


class Made(NamedTuple):
    """A gradient in `name`: its formula, `{}` for the gradient in `before`, and the whole formula."""

    name: str
    before: str
    by: str
    formula: str
    whole: str


class Value(NamedTuple):
    """A value on the way forward: its name, its formula, its shape, and what its layer is."""

    name: str
    formula: str
    shape: str
    layer: str
    weights: str = ""
    bias: str = ""


@dataclass(frozen=True, slots=True)
class LayerStack:
    """Layers one after the other, each `"Linear"`, `"Linear(bias=false)"` or a function's name.

    The input is x, layer l has the weights W_l and b_l (W and b where it is the only one), its
    pre-activation is z_l and what a function makes of it h_l. The `loss` is one half of the squared
    distance to y (`"squared"`; of a batch over n, `"mean_squared"`), the cross-entropy of the softmax
    with y (of a batch its mean), or it is `"given"` by its gradient g in the output.
    In a batch x, z, h, y and g are matrices X, Z, H, Y and G of n observations.
    `ValueError` for layers or a loss that are not known.

    >>> net = LayerStack(("Linear", "sigma", "Linear"))
    >>> net.gradient("W_1")
    "((W_2^T @ (z_2 - y)) .* sigma'(z_1)) @ x^T"
    >>> net.shapes
    'x: d; W_1: m, d; b_1: m; W_2: k, m; b_2: k; y: k'
    >>> net.defined
    'z_1 = W_1 @ x + b_1; h_1 = sigma(z_1); z_2 = W_2 @ h_1 + b_2'
    """

    layers: tuple[str, ...]
    loss: str = "squared"
    layout: str = "column"
    batch: bool = False
    values: tuple[Value, ...] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        if self.layout not in LAYOUTS:
            raise ValueError(f"layout={self.layout!r}; known are {', '.join(LAYOUTS)}")
        if self.loss not in LOSSES or (self.loss == "mean_squared" and not self.batch):
            known = [loss for loss in LOSSES if self.batch or loss != "mean_squared"]
            raise ValueError(f"loss={self.loss!r}; known are {', '.join(known)}")
        linear = sum(layer.startswith(LINEAR) for layer in self.layers)
        if not 1 <= linear < len(_SIZES):
            raise ValueError(f"{linear} linear layers; a stack has 1 to {len(_SIZES) - 1}")
        object.__setattr__(self, "values", tuple(self._forward(linear)))

    # Forward

    @property
    def input(self) -> str:
        """The name of the input."""
        return "X" if self.batch else "x"

    @property
    def target(self) -> str:
        """The name of the target, or of the gradient that is given instead."""
        word = "g" if self.loss == "given" else "y"
        return word.upper() if self.batch else word

    @property
    def output(self) -> Value:
        """The last value."""
        return self.values[-1]

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the activation functions."""
        return tuple(dict.fromkeys(layer for layer in self.layers if not layer.startswith(LINEAR)))

    def _forward(self, linear: int) -> list[Value]:
        before, found, number = self.input, list[Value](), 0
        for layer in self.layers:
            number += layer.startswith(LINEAR)
            index = f"_{number}" if linear > 1 and number else ""
            if layer in (LINEAR, WITHOUT_BIAS):
                weights, bias = f"W{index}", f"b{index}" if layer == LINEAR else ""
                name = f"{'Z' if self.batch else 'z'}{index}"
                formula = self._product(weights, before) + self._shift(bias)
            elif layer.isidentifier() and number and found[-1].layer.startswith(LINEAR):
                weights = bias = ""
                name = f"{'H' if self.batch else 'h'}{index}"
                formula = f"{layer}({before})"
            else:
                raise ValueError(
                    f"the layer {layer!r}: write {LINEAR}, {WITHOUT_BIAS}, or a function behind one"
                )
            found.append(Value(name, formula, self._shape(_SIZES[number]), layer, weights, bias))
            before = name
        return found

    def _product(self, weights: str, inputs: str) -> str:
        if self.layout == "column":
            return f"{weights} @ {inputs}"
        return f"{inputs} @ {weights}" + ("^T" if self.layout == "torch" else "")

    def _shift(self, bias: str) -> str:
        if not bias or not self.batch:
            return f" + {bias}" if bias else ""
        return (
            f" + {bias} @ ones({BATCH})^T"
            if self.layout == "column"
            else f" + ones({BATCH}) @ {bias}"
        )

    def _shape(self, size: str) -> str:
        """The shape of units of a size."""
        if self.layout == "column":
            return f"{size}, {BATCH}" if self.batch else size
        return f"{BATCH if self.batch else 1}, {size}"

    @property
    def shapes(self) -> str:
        """The shapes of all that is given, as the answer kind `matrix_expression` takes them."""
        found, number = [f"{self.input}: {self._shape(_SIZES[0])}"], 0
        for value in self.values:
            if not value.weights:
                continue
            number += 1
            sizes = _SIZES[number], _SIZES[number - 1]
            rows, columns = reversed(sizes) if self.layout == "rows" else sizes
            found.append(f"{value.weights}: {rows}, {columns}")
            if value.bias:
                row = self.layout != "column"
                found.append(f"{value.bias}: {'1, ' if row else ''}{sizes[0]}")
        return "; ".join([*found, f"{self.target}: {self.output.shape}"])

    @property
    def defined(self) -> str:
        """The formulas of the values on the way forward, as `matrix_expression` takes them."""
        return "; ".join(f"{value.name} = {value.formula}" for value in self.values)

    # Backward

    def gradient(self, name: str) -> str:
        """The gradient of the loss in a weight matrix, bias, input or value; `ValueError` for another name."""
        return bare(self.way(name)[-1].whole)

    def way(self, name: str) -> list["Made"]:
        """The gradients from that in the output to that in `name`, each with what it is made of.

        >>> [(made.name, made.formula) for made in LayerStack(("Linear", "sigma")).way("b")]
        [('h', '(h - y)'), ('z', "({} .* sigma'(z))"), ('b', '{}')]
        """
        found = {made.name: made for made in self._made()}
        if name not in found:
            raise ValueError(f"there is no {name!r}; there are {', '.join(found)}")
        way = [found[name]]
        while way[0].before:
            way.insert(0, found[way[0].before])
        return way

    def _made(self) -> list["Made"]:
        """The gradients from the output back."""
        found = [Made(self.output.name, "", "", self._of_loss(), self._of_loss())]

        def add(name: str, by: str, formula: str, of: Made) -> Made:
            made = Made(name, of.name, by, formula, formula.replace("{}", of.whole))
            found.append(made)
            return made

        last = found[0]
        for place in range(len(self.values) - 1, -1, -1):
            value = self.values[place]
            before = self.values[place - 1].name if place else self.input
            if value.weights:
                add(value.weights, WEIGHTS, self._of_weights("{}", before), last)
                if value.bias:
                    add(value.bias, BIAS, self._of_bias("{}"), last)
                last = add(before, LAYER, self._of_input("{}", value.weights), last)
            else:
                last = add(before, FUNCTION, f"({{}} .* {value.layer}'({before}))", last)
        return found

    def _of_loss(self) -> str:
        output, target = self.output.name, self.target
        if self.loss == "given":
            return target
        if self.loss == "cross_entropy":
            columns = self.batch and self.layout == "column"  # softmax is taken along rows
            output = f"softmax({output}^T)^T" if columns else f"softmax({output})"
        mean = self.batch and self.loss != "squared"
        return f"(({output} - {target}) / {BATCH})" if mean else f"({output} - {target})"

    def _of_weights(self, gradient: str, inputs: str) -> str:
        if self.layout == "column":
            return f"({gradient} @ {inputs}^T)"
        return (
            f"({gradient}^T @ {inputs})" if self.layout == "torch" else f"({inputs}^T @ {gradient})"
        )

    def _of_bias(self, gradient: str) -> str:
        if not self.batch:
            return gradient
        return (
            f"({gradient} @ ones({BATCH}))"
            if self.layout == "column"
            else f"(ones({BATCH})^T @ {gradient})"
        )

    def _of_input(self, gradient: str, weights: str) -> str:
        if self.layout == "column":
            return f"({weights}^T @ {gradient})"
        return (
            f"({gradient} @ {weights})" if self.layout == "torch" else f"({gradient} @ {weights}^T)"
        )


def layer_stack(
    layers: list[str], loss: str = "squared", layout: str = "column", *, batch: bool = False
) -> LayerStack:
    """A stack of layers whose gradients are asked for as formulas; see `LayerStack`.

    >>> layer_stack(["Linear"], "given", "torch", batch=True).gradient("W")
    'G^T @ X'
    """
    return LayerStack(tuple(layers), loss, layout, batch)


def gradient_formula(stack: LayerStack, name: str) -> str:
    """The gradient of a stack's loss in one of its names, as a key of the kind `matrix_expression`.

    >>> gradient_formula(layer_stack(["Linear", "sigma"], "given"), "b")
    "g .* sigma'(z)"
    """
    for made in stack.way(name):
        leave("gradient in matrices", made.whole, **made._asdict())
    return stack.gradient(name)


def bare(text: str) -> str:
    """A formula without the brackets around all of it."""
    if not text.startswith("("):
        return text
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return text[1:-1] if at == len(text) - 1 else text
    return text
