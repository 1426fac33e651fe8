"""Orders a second time: those in which every value has what it needs, and those that torch trains by."""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import permutations
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
Before = Mapping[str, set[str]]


def closed(before: Mapping[str, Any]) -> dict[str, set[str]]:
    """All items that come before each, by way of others too."""
    found = {item: set(needed) for item, needed in before.items()}
    for _ in found:
        for needed in found.values():
            needed |= {far for near in set(needed) for far in found.get(near, ())}
    return found


def these(needs: Before, items: list[str]) -> Callable[[Any], bool]:
    """Whether an answer orders these items after what they need: one order, or what stands before each."""
    wanted = {item: closed(needs)[item] & set(items) for item in items}

    def does(found: Any) -> bool:
        if isinstance(found, dict):
            return closed(found) == wanted
        places = {item: place for place, item in enumerate(found)}
        return places.keys() == wanted.keys() and all(
            places[one] < places[item] for item, needed in wanted.items() for one in needed
        )

    return does


def backprop_order(v: Values) -> Keys:
    """Each value from the one before; each gradient from those of what its value goes into."""
    layers = range(1, v["L"] + 1)
    forward = [f"${name}^{{({layer})}}$" for layer in layers for name in "ah"] + ["$J$"]
    needs_forward = {value: set(forward[:place]) for place, value in enumerate(forward)}

    def gradient(name: str, layer: int) -> str:
        return f"$\\nabla_{{{name}^{{({layer})}}}} J$"

    needs: dict[str, set[str]] = {}
    for layer in reversed(layers):
        above = {gradient("a", layer + 1)} if layer < v["L"] else set()
        needs[gradient("h", layer)] = above
        needs[gradient("a", layer)] = {gradient("h", layer)}
        needs[gradient("W", layer)] = {gradient("a", layer)}
    backward = list(needs)
    return {
        "forward": these(needs_forward, [forward[i] for i in v["fewer"]]),
        "backward": these(needs, [backward[i] for i in v["some"]]),
    }


STATEMENTS = ("zero_grad", "scores = ", "loss = ", "backward", "step()")


@cache
def orders_that_train() -> frozenset[tuple[str, ...]]:
    """The orders of the five statements whose step is that of the gradient, with old gradients left before."""
    code = {
        "zero_grad": "optimizer.zero_grad()",
        "scores = ": "scores = net(x)",
        "loss = ": "loss = criterion(scores, y)",
        "backward": "loss.backward()",
        "step()": "optimizer.step()",
    }
    after = {}
    for order in permutations(STATEMENTS):
        net = torch.nn.Linear(1, 1, bias=False)
        torch.nn.init.constant_(net.weight, 3.0)
        net.weight.grad = torch.tensor([[5.0]])
        names = {
            "net": net,
            "x": torch.tensor([[2.0]]),
            "y": torch.tensor([[1.0]]),
            "criterion": torch.nn.MSELoss(),
            "optimizer": torch.optim.SGD(net.parameters(), lr=0.25),
        }
        try:
            for statement in order:
                exec(code[statement], names)  # noqa: S102 - written above
        except (NameError, RuntimeError):
            continue
        after[order] = net.weight.item()
    # The loss is (2 w - 1)^2 with the slope 4 (2 w - 1) = 20.
    return frozenset(order for order, weight in after.items() if weight == 3 - 0.25 * 20)


def training_step_order(_: Values) -> Keys:
    def kind(text: str) -> str:
        (found,) = (one for one in STATEMENTS if one in text)
        return found

    def right(found: Any) -> bool:
        if not isinstance(found, dict):
            return tuple(map(kind, found)) in orders_that_train()
        before = {kind(item): set(map(kind, needed)) for item, needed in found.items()}
        allowed = {
            order for order in permutations(before) if these(before, list(before))(list(order))
        }
        return allowed == orders_that_train()

    return {"order": right}


KEYS: dict[str, Second] = {
    "backprop-order": backprop_order,
    "torch-training-step-order": training_step_order,
}
MISCONCEPTIONS = {
    "backprop-order": "weights-before-pre-activation first-layer-first rule3-before-rule2",
    "torch-training-step-order": "zero-after-backward step-before-backward zero-at-end",
}
