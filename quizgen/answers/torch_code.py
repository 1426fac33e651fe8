"""Code of torch layers as a student writes it: one call, or a Sequential of calls; never executed.

The syntax tree may hold nothing but calls of layers with literal arguments. They are bound to
PyTorch's signatures and brought to one form, so that two codes that build the same layer are equal.
"""

import ast
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from quizgen.answers.torch_arguments import LayerCode, RefusedError, bound, shown, signature
from quizgen.answers.torch_source import one_call
from quizgen.answers.verdict import Unreadable

LAYERS = 200


def read_layers(text: str) -> tuple[LayerCode, ...]:
    """The layers a code builds, in order; `Unreadable` for other code, `RefusedError` where PyTorch refuses.

    >>> [layer.shown for layer in read_layers("nn.Sequential(nn.Flatten(), nn.Linear(4, 2))")]
    ['Flatten()', 'Linear(4, 2)']
    """
    found = tuple(_layers(one_call(text)))
    if len(found) > LAYERS:
        raise Unreadable(f"{len(found)} layers; at most {LAYERS} are read")
    return found


def _layers(node: ast.expr) -> Iterator[LayerCode]:
    if not isinstance(node, ast.Call):
        raise Unreadable(f"{_source(node)} is not a layer; write one such as nn.Linear(3, 2)")
    name = _name(node.func)
    if name == "Sequential":
        if node.keywords:
            raise Unreadable("Sequential takes layers, without names")
        for module in _modules(node.args):
            yield from _layers(module)
        return
    given = [_literal(argument, name) for argument in node.args]
    named: dict[str, Any] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            raise Unreadable("write the arguments out, without **")
        if keyword.arg in named:
            raise RefusedError(f"{name}: {keyword.arg} is given twice")
        named[keyword.arg] = _literal(keyword.value, f"{name}: {keyword.arg}")
    yield bound(name, given, named)


def _modules(nodes: Sequence[ast.expr]) -> Sequence[ast.expr]:
    """The layers of a Sequential; of an OrderedDict without their names."""
    match nodes:
        case [ast.Call(func=function, args=[ast.List(elts=pairs)])] if ast.unparse(function) in (
            "OrderedDict",
            "collections.OrderedDict",
        ):
            names, layers = [], []
            for pair in pairs:
                match pair:
                    case ast.Tuple(elts=[ast.Constant(value=str() as name), layer]):
                        names.append(name)
                        layers.append(layer)
            if len(layers) < len(pairs):
                raise Unreadable('write OrderedDict([("name", nn.Linear(4, 3)), …])')
            if len(set(names)) < len(names) or any("." in name or not name for name in names):
                raise RefusedError("OrderedDict: every layer needs a name of its own, without dots")
            return layers
    return nodes


def _name(node: ast.expr) -> str:
    """The class called: `torch.nn.Linear`, `nn.Linear` or `Linear`."""
    from quizgen.solver.layers import is_in_torch, layer_names

    title = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    prefix, _, name = title.rpartition(".")
    known = [
        *filter(is_in_torch, layer_names()),
        "Sequential",
    ]
    if prefix not in ("", "nn", "torch.nn") or name not in known:
        lowered = {layer.lower(): layer for layer in known}
        close = get_close_matches(name.lower(), lowered, n=1, cutoff=0.7)
        guess = f"; did you mean {lowered[close[0]]}?" if close else ""
        raise Unreadable(f"{_source(node)} is not a layer of torch.nn{guess}")
    return name


def _literal(node: ast.expr, where: str) -> Any:
    match node:
        case ast.Constant(value=int() | float() | str() | None as value):
            if isinstance(value, int) and value.bit_length() > 64:
                raise Unreadable(f"{where}: the number is too large")
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.Tuple(elts=entries) | ast.List(elts=entries):
            return tuple(_literal(entry, where) for entry in entries)
        case ast.BinOp():
            value = calculated(node)
            if value is not None:
                return value
    raise Unreadable(
        f"{where}: {_source(node)} is not a plain number; write numbers, True, False or text"
    )


def calculated(node: ast.expr) -> int | None:
    """The value of a calculation with whole numbers, such as 6*12*12; None for anything else.

    >>> calculated(ast.parse("6*12*12", mode="eval").body)
    864
    """
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return value if value.bit_length() <= 64 else None
        case ast.BinOp(left=left, op=op, right=right):
            one, other = calculated(left), calculated(right)
            if one is None or other is None:
                return None
            result = _operated(one, op, other)
            return result if result is not None and result.bit_length() <= 64 else None
    return None


def _operated(left: int, op: ast.operator, right: int) -> int | None:
    match op:
        case ast.Mult():
            return left * right
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.FloorDiv() if right:
            return left // right
        case ast.Pow() if 0 <= right <= 20 and abs(left) < 1 << 20:
            return int(left**right)
    return None


def _source(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 40 else text[:39] + "…"


def layer_code(layers: object) -> str:
    """A layer of the solver, or a list of layers, as torch code with `nn.`.

    >>> from quizgen.solver import Conv1d, Linear, ReLU
    >>> layer_code(Conv1d(1, 2, 3, stride=2)), layer_code([Linear(4, 3), ReLU()])
    ('nn.Conv1d(1, 2, 3, stride=2)', 'nn.Sequential(nn.Linear(4, 3), nn.ReLU())')
    """
    if isinstance(layers, list | tuple):
        return f"nn.Sequential({', '.join(map(layer_code, layers))})"
    kind = type(layers).__name__
    values = {
        argument: float(value) if isinstance(value, Fraction) else value
        for argument, default in signature(kind).items()
        if (value := getattr(layers, argument, default)) != default
    }
    return f"nn.{shown(kind, values)}"


def is_layer(value: object) -> bool:
    """Whether a value is one of the solver's layers that torch has too."""
    from quizgen.solver.layers import is_in_torch
    from quizgen.solver.layers.layer import Countable

    return isinstance(value, Countable) and is_in_torch(type(value).__name__)
