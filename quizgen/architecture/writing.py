"""A network as TOML and as torch code; both read back as the same network."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from fractions import Fraction
from typing import Any

from quizgen.errors import UserError
from quizgen.solver.layers import is_in_torch
from quizgen.solver.layers.each import Each
from quizgen.solver.layers.tensors import Parameter, Positions
from quizgen.solver.network import Network, Node, Unused


def to_toml(network: Network) -> str:
    """The network in the TOML form, every layer by its full name.

    >>> from quizgen.architecture import read
    >>> print(to_toml(read("mlp 3 1")))
    input = [3]
    layers = [
      { Linear = { in_features = 3, out_features = 1, bias = false }, name = "linear1" },
    ]
    """
    _check_whole(network)
    return layers_toml(network)


def layers_toml(network: Network) -> str:
    """The layers as TOML, also where something is left out that no layer stands for."""
    shape = network.input_shape
    if shape is None:
        raise UserError("the shape of the input is not known", "give --input")
    if len(network.inputs) == 1:
        given = (
            f"{_toml(shape)}"
            if network.inputs == ("input",)
            else f"{{ {_key(network.inputs[0])} = {_toml(shape)} }}"
        )
    else:
        pairs = zip(network.inputs, shape, strict=True)
        given = "{ " + ", ".join(f"{_key(name)} = {_toml(size)}" for name, size in pairs) + " }"
    lines = [f"input = {given}", "layers = ["]
    first: dict[int, str] = {}
    for node in network.nodes:
        first.setdefault(id(node.layer), node.name)
    again = {node.name: first[id(node.layer)] for node in network.nodes if _is_again(node, first)}
    shared = {node.shares for node in network.nodes if node.shares}
    outputs = set(network.outputs) - set(network.inputs)
    wanted = set(_out_of_order(network)) | shared | set(again.values()) | outputs
    before = network.inputs[0]
    for node in network.nodes:
        entry = _entry(node, before, again.get(node.name, ""), save=node.name in wanted)
        lines.append(f"  {{ {', '.join(entry)} }},")
        before = node.name
    return "\n".join([*lines, "]", *_unused(network), *_outputs(network), ""])


def _check_whole(network: Network) -> None:
    """`UserError` for a network that this text would write as another one."""
    if network.left_out:
        raise UserError(
            f"the network is not read whole: {network.left_out[0]}",
            "its table and counts hold; another text of it would compute other values",
        )


def _outputs(network: Network) -> Iterator[str]:
    """The line of several outputs, or of one that is not the last layer."""
    if network.labels:
        pairs = zip(network.labels, network.outputs, strict=True)
        named = ", ".join(f"{_toml(label)} = {_toml(name)}" for label, name in pairs)
        yield f"outputs = {{ {named} }}"
    elif network.outputs:
        yield f"outputs = {_toml(network.outputs)}"


def _unused(network: Network) -> Iterator[str]:
    """The layers that learn and are never called."""
    if not network.unused:
        return
    yield "unused = ["
    for layer in network.unused:
        _check_untied(layer)
        yield f"  {{ {_made(layer.layer)}, name = {_toml(layer.name)} }},"
    yield "]"


def _check_untied(layer: Unused) -> None:
    if layer.parameters != layer.layer.parameter_count:
        raise UserError(
            f"{layer.name} is never called and shares weights", "leave it out of the network"
        )


def _out_of_order(network: Network) -> Iterator[str]:
    """Names of nodes that some node takes though they do not stand right before it."""
    before = network.inputs[0]
    for node in network.nodes:
        if node.inputs and node.inputs != (before,):
            yield from node.inputs
        before = node.name


def _is_again(node: Node, first: dict[int, str]) -> bool:
    """Whether a node is an earlier one's layer again, with something learned."""
    return first[id(node.layer)] != node.name and bool(node.layer.parameter_shapes)


def _entry(node: Node, before: str, again: str, *, save: bool) -> Iterator[str]:
    if not node.inputs:
        if isinstance(node.layer, Parameter):
            yield f"parameter = {_toml(node.layer.shape)}"
        elif isinstance(node.layer, Positions):
            yield f"positions = {_toml(node.layer.length)}"
        yield f"name = {_toml(node.name)}"
        if node.shares:
            yield f"share = {_toml(node.shares)}"
        yield f"save = {_toml(node.name)}"
        return
    yield f"reuse = {_toml(again)}" if again else _made(node.layer)
    yield f"name = {_toml(node.name)}"
    if node.inputs != (before,):
        names = list(node.inputs)
        yield f"from = {_toml(names[0] if len(names) == 1 else names)}"
    if node.shares:
        yield f"share = {_toml(node.shares)}"
    if save:
        yield f"save = {_toml(node.name)}"


def _made(layer: Any) -> str:
    """A layer under its full name with its arguments."""
    if isinstance(layer, Each):
        return f"each = {{ {_made(layer.layer)} }}"
    values = ", ".join(f"{name} = {_toml(value)}" for name, value in _arguments(layer))
    return f"{type(layer).__name__} = {f'{{ {values} }}' if values else 'true'}"


def _arguments(layer: Any) -> Iterator[tuple[str, Any]]:
    """Arguments that are not the defaults."""
    for field in fields(layer):
        value = getattr(layer, field.name)
        if (
            field.init
            and (field.default is MISSING or value != field.default)
            and value is not None
        ):
            yield field.name, value


def _key(name: str) -> str:
    """A name that TOML takes as it is, or in quotes: exporters call inputs `onnx::Slice_0`."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _toml(name)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        return str(value.numerator if value.denominator == 1 else float(value))
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        import json

        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def to_torch(network: Network) -> str:
    """The network as a `torch.nn.Module` class, or `nn.Sequential` for a chain.

    >>> from quizgen.architecture import read
    >>> print(to_torch(read("Sequential(nn.Linear(10, 100), ReLU())")))
    from torch import nn
    <BLANKLINE>
    net = nn.Sequential(
        nn.Linear(10, 100),
        nn.ReLU(),
    )
    """
    _check_whole(network)
    objects = {id(node.layer) for node in network.nodes}
    plain = network.is_chain and len(objects) == len(network.nodes)
    plain = plain and not any(
        isinstance(node.layer, Each) or hasattr(node.layer, "batch_first") for node in network.nodes
    )
    if plain and not any(_expression(node, ["x"]) for node in network.nodes):
        layers = "".join(f"    {_torch(node.layer)},\n" for node in network.nodes)
        return f"from torch import nn\n\nnet = nn.Sequential(\n{layers})\n"
    return _class(network)


def _class(network: Network) -> str:
    names = {name: _identifier(name) for name in (*network.inputs, *network.names)}
    made: dict[int, str] = {}
    init, forward = [], []
    for node in network.nodes:
        if node.shares:
            raise UserError(f"{node.name} shares the weights of {node.shares}", "write it as TOML")
        sources = [names[source] for source in node.inputs]
        expression = _expression(node, sources)
        if not expression:
            if id(node.layer) not in made:
                made[id(node.layer)] = names[node.name]
                init.append(f"        self.{names[node.name]} = {_torch(node.layer)}\n")
            first = names[network.inputs[0]]
            module = f"self.{made[id(node.layer)]}"
            expression = node.layer.torch_call(module, sources, first)
        forward.append(f"        {names[node.name]} = {expression}\n")
    for layer in network.unused:
        _check_untied(layer)
        init.append(f"        self.{_identifier(layer.name)} = {_torch(layer.layer)}\n")
    given = ", ".join(names[name] for name in network.inputs)
    return (
        "import torch\nfrom torch import nn\n\n\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n"
        + "".join(init)
        + f"\n    def forward(self, {given}):\n"
        + "".join(forward)
        + f"        return {_returned(network, names)}\n\n\nnet = Net()\n"
    )


def _returned(network: Network, names: dict[str, str]) -> str:
    """What forward gives: one value, several, or a dictionary."""
    found = [names[name] for name in network.results]
    if network.labels:
        pairs = zip(network.labels, found, strict=True)
        return "{" + ", ".join(f"{label!r}: {name}" for label, name in pairs) + "}"
    return ", ".join(found)


def _identifier(name: str) -> str:
    import keyword

    plain = "".join(c if c.isalnum() else "_" for c in name)
    return plain if plain.isidentifier() and not keyword.iskeyword(plain) else f"n_{plain}"


def _expression(node: Node, sources: list[str]) -> str:
    """What is no module in torch, as an expression; empty for a module."""
    return str(node.layer.torch_expression(sources))


def _torch(layer: Any) -> str:
    """A layer as torch code: required arguments by place, others by name where they differ."""
    if isinstance(layer, Each):
        return _torch(layer.layer)
    name = type(layer).__name__
    if isinstance(layer, Parameter):
        return f"nn.Parameter(torch.empty({', '.join(map(str, (1, *layer.shape)))}))"
    if not is_in_torch(name):
        raise UserError(f"torch.nn has no layer {name}", "write it as TOML")
    parts = []
    for field in fields(layer):
        value = getattr(layer, field.name)
        if not field.init:
            continue
        if field.name == "batch_first":
            value = True  # the code's first axis is the batch
        shown = float(value) if isinstance(value, Fraction) else value
        if field.default is MISSING and field.default_factory is MISSING:
            parts.append(repr(shown))
        elif value != field.default:
            parts.append(f"{field.name}={shown!r}")
    return f"nn.{name}({', '.join(parts)})"
