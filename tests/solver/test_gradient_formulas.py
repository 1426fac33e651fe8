"""Gradients as formulas, evaluated as Python and beside torch's automatic differentiation."""

import itertools
import re
from typing import Any

import pytest

from quizgen.solver import gradient_formula, layer_stack
from quizgen.solver.gradient_formulas import LAYOUTS, LayerStack

torch = pytest.importorskip("torch")

SIZES = {"d": 4, "m": 3, "k": 5, "p": 2, "n": 6}
FUNCTIONS = {"sigma": torch.tanh, "phi": torch.sigmoid, "relu": torch.relu}
SLOPES = {
    "sigma": lambda z: 1 - torch.tanh(z) ** 2,
    "phi": lambda z: torch.sigmoid(z) * (1 - torch.sigmoid(z)),
    "relu": lambda z: (z > 0).double(),
}
STACKS = [
    ["Linear"],
    ["Linear(bias=false)"],
    ["Linear", "sigma"],
    ["Linear", "sigma", "Linear"],
    ["Linear(bias=false)", "relu", "Linear(bias=false)", "phi"],
    ["Linear", "sigma", "Linear", "phi", "Linear"],
    ["Linear", "Linear"],
]


def evaluated(text: str, names: dict[str, Any]) -> Any:
    """A formula of the solver as the Python that it nearly is."""
    code = re.sub(r"(\w+)'\(", r"slope_\1(", text).replace(".*", "*").replace("^T", ".T")
    return eval(code, {"__builtins__": {}}, names)  # noqa: S307 - the text is the solver's own


def drawn(net: LayerStack) -> dict[str, Any]:
    """Random values of all that is given; columns and rows as matrices with one of them."""
    torch.manual_seed(7)
    names: dict[str, Any] = {**FUNCTIONS, **{f"slope_{k}": v for k, v in SLOPES.items()}}
    names |= {"ones": lambda n: torch.ones(n, 1, dtype=torch.float64), **SIZES}
    names["softmax"] = lambda z: torch.softmax(z, dim=0 if z.shape[1] == 1 else 1)
    for line in net.shapes.split("; "):
        name, _, sizes = line.partition(": ")
        rows, columns = (*[SIZES.get(s, 1) for s in sizes.split(", ")], 1)[:2]
        names[name] = torch.randn(rows, columns, dtype=torch.float64, requires_grad=True)
    if net.loss == "cross_entropy":  # the target is a distribution
        along = 0 if net.layout == "column" else 1
        names[net.target] = torch.softmax(names[net.target].detach(), dim=along)
    return names


def loss_of(net: LayerStack, names: dict[str, Any]) -> Any:
    """The loss by torch's own functions, and the values on the way kept in `names`."""
    linear = torch.nn.functional.linear
    value = names[net.input]
    if net.layout == "column":
        value = value.T
    number, last = 0, ""
    several = sum(layer.startswith("Linear") for layer in net.layers) > 1
    for layer in net.layers:
        if layer.startswith("Linear"):
            number += 1
            last = f"_{number}" if several else ""
            weights, bias = names[f"W{last}"], names.get(f"b{last}")
            weights = weights.T if net.layout == "rows" else weights
            value = linear(value, weights, None if bias is None else bias.flatten())
            name = "Z" if net.batch else "z"
        else:
            value = FUNCTIONS[layer](value)
            name = "H" if net.batch else "h"
        if net.layout == "column":
            value = value.T
            value.retain_grad()
            names[name + last] = value
            value = value.T
        else:
            value.retain_grad()
            names[name + last] = value
    target = names[net.target]
    target = target.T if net.layout == "column" else target
    count = len(value)
    if net.loss == "given":
        return (value * target.detach()).sum()
    if net.loss == "cross_entropy":
        return torch.nn.functional.cross_entropy(value, target.detach(), reduction="mean")
    half = (value - target).pow(2).sum() / 2
    return half / count if net.loss == "mean_squared" else half


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize(
    ("layers", "loss"),
    list(itertools.product(STACKS, ["squared", "mean_squared", "cross_entropy", "given"])),
)
def test_gradients_are_those_of_torch(
    layers: list[str], loss: str, layout: str, *, batch: bool
) -> None:
    if loss == "mean_squared" and not batch:
        with pytest.raises(ValueError, match="known are squared, cross_entropy, given"):
            layer_stack(layers, loss, layout, batch=batch)
        return
    net = layer_stack(layers, loss, layout, batch=batch)
    names = drawn(net)
    loss_of(net, names).backward()
    wanted = [line.partition(":")[0] for line in net.shapes.split("; ")[:-1]]
    wanted += [value.name for value in net.values]
    for name in wanted:
        found = evaluated(gradient_formula(net, name), names)
        assert found.shape == names[name].grad.shape, name
        assert torch.allclose(found, names[name].grad), name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((["Liner"],), "0 linear layers"),
        ((["sigma", "Linear"],), "the layer 'sigma': write Linear"),
        ((["Linear", "sigma", "phi"],), "the layer 'phi': write Linear"),
        ((["Linear"], "cross"), "loss='cross'; known are squared"),
        ((["Linear"], "given", "columns"), "layout='columns'; known are column, rows, torch"),
    ],
)
def test_what_is_not_known_is_said(arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        layer_stack(*arguments)


def test_a_name_that_is_none_is_said_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"there is no 'W'; there are z_2, W_2, b_2"):
        gradient_formula(layer_stack(["Linear", "sigma", "Linear"]), "W")
