"""One line: `Conv1d(1, 1, 5)`, `nn.Conv2d(3, 20, 5)`, `Sequential(…)`, `mlp 10 100 1`, `10-100-1`.

Formulas of the lecture have no intercepts, torch code has them: a layer written bare has none
unless `bias=True` is written, one written with `nn.` is PyTorch's. Both may stand in one line.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from quizgen.architecture.literal import literal, parsed, source
from quizgen.architecture.vocabulary import layer, layer_class, near, without_intercept
from quizgen.errors import UserError
from quizgen.solver.chains import mlp
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers import is_layer_name, layer_names
from quizgen.solver.network import Network, Node

_UNITS = re.compile(r"\s*(?:mlp\b)?\s*\(?\s*\d+(?:\s*[-–→, ]\s*>?\s*\d+)+\s*,?\s*\)?\s*")
_TORCH = re.compile(r"(?:torch\.)?nn(?:\.\w+)*")
_IMPORTS = "import torch\nfrom torch import nn\n"


def read_line(text: str, *, bias: bool | None = None, input_shape: Any = None) -> Network:
    """The network one line describes; `bias` decides for layers that do not say it themselves.

    What is written with `nn.` is read as torch code, for an input of `input_shape`.

    >>> read_line("mlp 10 100 1").parameter_count, read_line("nn.Conv2d(3, 20, 5)").parameter_count
    (1100, 1520)
    """
    if _UNITS.fullmatch(text) and len(text) < 1000:
        return mlp([int(size) for size in re.findall(r"\d+", text)], bias=bool(bias))
    body = parsed(text.strip()).body  # type: ignore[attr-defined]  # mode="eval" gives an Expression
    if isinstance(body, ast.Call) and _name(body) == ("", "mlp"):
        return _mlp(body, bias=bias)
    if is_torch(body) and not _is_mixed(body):
        return _in_order(_torch(body, bias=bias, input_shape=input_shape))
    layers = _layers(body, bias=bias, input_shape=input_shape)
    if not layers:
        raise UserError("Sequential() has no layers", "write Sequential(Linear(10, 1))")
    return chain(layers)


def chain(layers: Sequence[Any]) -> Network:
    """The layers one after the other, each named by its kind and its place."""
    nodes: list[Node] = []
    for place, found in enumerate(layers, start=1):
        name = (
            f"{type(found).__name__.lower()}_{place}" if len(layers) > 1 else type(found).__name__
        )
        nodes.append(Node(name, found, (nodes[-1].name if nodes else "input",)))
    return Network(tuple(nodes))


def is_torch(node: ast.AST) -> bool:
    """Whether this is a call of PyTorch's, as `nn.Linear(3, 2)` is."""
    return isinstance(node, ast.Call) and _TORCH.fullmatch(_name(node)[0]) is not None


def _is_mixed(node: ast.AST) -> bool:
    """Whether a layer in it is written bare: PyTorch would not know it."""
    return any(
        isinstance(inner, ast.Name) and (is_layer_name(inner.id) or inner.id == "Sequential")
        for inner in ast.walk(node)
    )


def _torch(node: ast.AST, *, bias: bool | None, input_shape: Any = None) -> Network:
    """What PyTorch makes of a line: its arguments, its defaults, and what it refuses."""
    from quizgen.architecture.fake_torch import read_torch

    try:
        found = read_torch(f"{_IMPORTS}model = {ast.unparse(node)}\n", "<line>", input_shape)
    except UserError as error:
        said = re.sub(r"^<line>:\d+: ", "", error.args[0])
        raise UserError(f"{source(node)}: {said}", error.fix) from None
    if bias is False and any(getattr(entry.layer, "bias", False) for entry in found.nodes):
        raise UserError(
            f"{source(node)}: nn. has intercepts unless bias=False is written",
            "write bias=False, or the layer without nn.",
        )
    return found


def _between(node: ast.AST, *, bias: bool | None, input_shape: Any) -> Network:
    """PyTorch's layers in a line of others; the input is looked at where they ask for it.

    Else they would be left out where they change nothing of it, as `nn.Flatten()` of a vector.
    """
    try:
        return _torch(node, bias=bias)
    except UserError:
        if input_shape is None:
            raise
        return _torch(node, bias=bias, input_shape=input_shape)


def _in_order(network: Network) -> Network:
    """Layers one after the other have the names of a line; any other network is as it was read."""
    if not network.is_chain or network.repeated:
        return network
    named = chain([node.layer for node in network.nodes])
    return replace(named, input_shape=network.input_shape)


def _layers(node: ast.AST, *, bias: bool | None, input_shape: Any) -> list[Any]:
    if not isinstance(node, ast.Call):
        raise UserError(f"{source(node)} is not a layer", _guess(node))
    prefix, name = _name(node)
    if is_torch(node) and not _is_mixed(node):
        network = _between(node, bias=bias, input_shape=input_shape)
        if not network.is_chain:
            raise UserError(f"{source(node)} is not layers one after the other", "write it alone")
        return [entry.layer for entry in network.nodes]
    if prefix and not (is_torch(node) and name == "Sequential"):
        known = f"write nn.{name} or {name}" if is_layer_name(name) else near(name, layer_names())
        raise UserError(f"{prefix}.{name} is not a layer", known)
    if name == "Sequential":
        if node.keywords:
            raise UserError(
                "Sequential takes only layers", "write Sequential(Linear(10, 1), ReLU())"
            )
        found: list[Any] = []
        for entry in node.args:
            found += _layers(entry, bias=bias, input_shape=_behind(found, input_shape, entry))
        return found
    if not is_layer_name(name):
        raise UserError(
            f"unknown layer {name!r}", near(name, (*layer_names(), "Sequential", "mlp"))
        )
    return [_layer(node, name, bias=bool(bias))]


def _behind(layers: Sequence[Any], input_shape: Any, entry: ast.AST) -> Any:
    """What comes out of the layers before an entry, where one of PyTorch's may ask for it."""
    if input_shape is None or not layers or not any(map(is_torch, ast.walk(entry))):
        return input_shape
    try:
        return chain(layers).output_shape(input_shape)
    except ShapeError as error:
        raise UserError(str(error), "change the layer or the shape of its input") from None


def _layer(node: ast.Call, name: str, *, bias: bool) -> Any:
    kind = layer_class(name)
    given = [literal(argument, name) for argument in node.args]
    named = _keywords(node, name)
    if without_intercept(kind, named, len(given)):
        named["bias"] = bias
    try:
        return layer(kind, given, named)
    except ShapeError as error:
        raise UserError(f"{source(node)}: {error}", "change that argument") from None


def _keywords(node: ast.Call, name: str) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            raise UserError(f"{name}: **{source(keyword.value)}", "write the arguments out")
        if keyword.arg in named:
            raise UserError(f"{name}: {keyword.arg!r} is given twice", "give it once")
        named[keyword.arg] = literal(keyword.value, f"{name}: {keyword.arg}")
    return named


def _mlp(node: ast.Call, *, bias: bool | None) -> Network:
    given = [literal(argument, "mlp") for argument in node.args]
    if len(given) == 1 and isinstance(given[0], tuple):
        given = list(given[0])
    named = _keywords(node, "mlp")
    unknown = [name for name in named if name not in {"bias", "activation", "last"}]
    if unknown:
        raise UserError(
            f"mlp: unknown argument {unknown[0]!r}",
            near(unknown[0], ("bias", "activation", "last")),
        )
    units = [size for size in given if isinstance(size, int) and not isinstance(size, bool)]
    if len(units) < len(given):
        raise UserError(f"mlp: {source(node)} needs whole numbers", "write mlp(10, 100, 1)")
    named.setdefault("bias", bool(bias))
    try:
        return mlp(units, **named)
    except (ShapeError, TypeError, AttributeError) as error:
        raise UserError(f"{source(node)}: {error}", "write mlp(10, 100, 1)") from None


def _name(node: ast.Call) -> tuple[str, str]:
    """Prefix and last name of what is called."""
    text = ast.unparse(node.func)
    if not re.fullmatch(r"[\w.]+", text):
        raise UserError(f"{source(node.func)} is not the name of a layer", "write Linear(10, 1)")
    prefix, _, name = text.rpartition(".")
    return prefix, name


def _guess(node: ast.AST) -> str:
    name = ast.unparse(node).rpartition(".")[2]
    if is_layer_name(name):
        return f"write {name}(…) with its arguments"
    return "write a layer such as Conv1d(1, 1, 5), Sequential(…), or mlp 10 100 1"
