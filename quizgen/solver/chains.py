"""Networks made from a few numbers: fully connected ones and chains of layers."""

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any

from quizgen.how_many import how_many
from quizgen.solver.activation_table import activation_named
from quizgen.solver.errors import ShapeError
from quizgen.solver.network import Network, Node


def sequential(layers: Iterable[Any], input_shape: Any = None) -> Network:
    """A chain of layers, named by their place as in `torch.nn.Sequential`.

    >>> from quizgen.solver.layers.linear import Linear
    >>> sequential([Linear(3, 2), Linear(2, 1)]).names
    ('0', '1')
    """
    nodes: list[Node] = []
    for place, layer in enumerate(layers):
        before = nodes[-1].name if nodes else "input"
        nodes.append(Node(str(place), layer, (before,)))
    return Network(tuple(nodes), input_shape)


def mlp(
    units: Sequence[int],
    bias: bool | Sequence[bool] = False,  # noqa: FBT001, FBT002 - as PyTorch's Linear has it
    activation: str = "ReLU",
    last: str = "Identity",
) -> Network:
    """The fully connected network with these layer sizes, inputs first.

    `bias` may be one value for each layer; the formulas of the lecture have no intercepts.

    >>> mlp((10, 100, 1)).parameter_count, mlp((10, 100, 1), bias=True).parameter_count
    (1100, 1201)
    """
    from quizgen.solver.layers.linear import Linear

    sizes = [int(size) for size in units]
    if len(sizes) < 2:
        raise ShapeError(f"units={tuple(units)}: a network has at least inputs and outputs")
    count = len(sizes) - 1
    biases = [bool(bias)] * count if isinstance(bias, bool | int) else [bool(b) for b in bias]
    if len(biases) != count:
        raise ShapeError(
            f"bias={bias}: {how_many(len(biases), 'value')} for {how_many(count, 'layer')}"
        )
    hidden, final = activation_class(activation), activation_class(last)
    nodes: list[Node] = []
    for place in range(count):
        layer = Linear(sizes[place], sizes[place + 1], bias=biases[place])
        nodes.append(Node(f"linear{place + 1}", layer, _before(nodes)))
        after = hidden if place < count - 1 else final
        if after is not None:
            nodes.append(Node(f"activation{place + 1}", after(), _before(nodes)))
    return Network(tuple(nodes), (sizes[0],))


def _before(nodes: Sequence[Node]) -> tuple[str, ...]:
    return (nodes[-1].name if nodes else "input",)


@lru_cache(maxsize=256)
def activation_class(name: str) -> Any:
    """The activation layer called `name` ("ReLU" or "relu"); None for the identity."""
    from quizgen.solver.layers.activation import Elementwise
    from quizgen.solver.layers.table import OURS, layer_class

    wanted = name.lower().replace("_", "")
    if wanted == "identity":
        return None
    found: Any = next((layer_class(own) for own in OURS if own.lower() == wanted), object)
    if issubclass(found, Elementwise):
        needed = [field.name for field in fields(found) if field.default is MISSING]
        if needed:
            raise ShapeError(f"activation {name!r} has no default of {', '.join(needed)}")
        return found
    activation_named(name)  # says which names there are
    raise ShapeError(f"activation {name!r} has no layer")
