"""Code of torch layers as a student writes it: one call, or a Sequential of calls; never executed.

The syntax tree may hold nothing but calls of layers with literal arguments. They are bound to
PyTorch's signatures, which the solver's layers have word for word, and brought to one form, so that
two codes that build the same layer are equal.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from typing import Any

from quizgen.answers.verdict import Unreadable

LENGTH, NESTING, LAYERS = 4_000, 40, 200
# The solver's own nodes, which are no classes of torch.nn.
NOT_IN_TORCH = frozenset(
    {"Abs", "Add", "Concat", "Exp", "MatMul", "Mean", "Multiply", "Parameter", "Permute", "Positions", "Reshape", "Scale", "Select", "Shift", "Squeeze", "Step", "Subtract",
     "Transpose", "Unsqueeze"}
)  # fmt: skip
# Arguments of PyTorch that say where and how numbers are stored, not what is computed.
STORAGE = frozenset({"inplace", "device", "dtype", "requires_grad"})
_PLACED = {"device": None, "dtype": None}
# What PyTorch takes after the arguments the solver has, in its order.
_MORE: Mapping[str, Mapping[str, Any]] = {
    **{
        kind: {"inplace": False}
        for kind in (
            "ReLU", "SELU", "SiLU", "Hardswish", "ELU", "LeakyReLU", "Threshold", "Hardsigmoid", "ReLU6", "Mish", "CELU"
        )
    },
    "Hardtanh": {"inplace": False, "min_value": None, "max_value": None},
    "PReLU": _PLACED,
    **{f"ConvTranspose{n}d": {"padding_mode": "zeros", **_PLACED} for n in (1, 2, 3)},
    **{f"Conv{n}d": _PLACED for n in (1, 2, 3)},
    **{f"{kind}Norm{n}d": {**_PLACED, "bias": True} for kind in ("Batch", "Instance") for n in (1, 2, 3)},
    "GroupNorm": {**_PLACED, "bias": True},
    **dict.fromkeys(
        ("Linear", "LayerNorm", "RMSNorm", "MultiheadAttention", "RNN", "LSTM", "GRU",
         "TransformerEncoderLayer", "TransformerDecoderLayer"), _PLACED,
    ),
    "Embedding": {
        "max_norm": None, "norm_type": 2.0, "scale_grad_by_freq": False, "sparse": False,
        "_weight": None, "_freeze": False, **_PLACED,
    },
    "GELU": {"approximate": "none"},
    "Upsample": {"recompute_scale_factor": None},
}  # fmt: skip
# Arguments with an entry for each dimension, where one number stands for all of them.
_PER_AXIS = frozenset(
    {"kernel_size", "stride", "padding", "dilation", "output_padding", "output_size"}
)
_ABSENT = object()
_BOLD = re.compile(r"\s*(?:\*\*|\$)(.*?)(?:\*\*|\$)\s*", re.DOTALL)
# What a word processor makes of blanks and quotes.
_PASTED = {
    0xA0: " ", 0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x3000: " ", 0x3001: ",", 0x3002: ".", 0x2212: "-", 0xD7: "*",
    **{0xFF01 + i: chr(0x21 + i) for i in range(94)},
    **dict.fromkeys((0x200B, 0x200C, 0x200E, 0x200F, 0x202A, 0x202C, 0x202D, 0x2060, 0x2066, 0x2068, 0x2069, 0xFEFF)),
}  # fmt: skip
# Lines that only say where names come from.
_IMPORTED = ("torch", "torch.nn", "torch.nn.functional", "torch.optim", "collections")


class RefusedError(ValueError):
    """What PyTorch would not build: readable, and wrong."""


@dataclass(frozen=True, slots=True)
class LayerCode:
    """A layer by its class and its arguments, defaults filled in, each in one form."""

    name: str
    arguments: tuple[tuple[str, Any], ...]
    shown: str

    @property
    def behaviour(self) -> tuple[str, tuple[tuple[str, Any], ...]]:
        """What decides whether two layers compute the same."""
        return self.name, self.arguments


def read_layers(text: str) -> tuple[LayerCode, ...]:
    """The layers a code builds, in order; `Unreadable` for other code, `RefusedError` where PyTorch refuses.

    >>> [layer.shown for layer in read_layers("nn.Sequential(nn.Flatten(), nn.Linear(4, 2))")]
    ['Flatten()', 'Linear(4, 2)']
    """
    found = tuple(_layers(_one_call(text)))
    if len(found) > LAYERS:
        raise Unreadable(f"{len(found)} layers; at most {LAYERS} are read")
    return found


def _one_call(text: str) -> ast.expr:
    if len(text) > LENGTH:
        raise Unreadable(f"{len(text)} characters; at most {LENGTH} are read")
    code = _unfenced(text)
    if not code:
        raise Unreadable("nothing is written")
    if _depth(code) > NESTING:
        raise Unreadable("the brackets are nested too deeply")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a number beside a bracket, say
            body = ast.parse(code).body
    except SyntaxError as error:
        where = f"line {error.lineno}: " if "\n" in code else ""
        raise Unreadable(f"{where}this is not Python: {error.msg}", error.offset or 0) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("this is not Python") from None
    body = [statement for statement in body if not _is_import(statement)]
    if len(body) != 1:
        raise Unreadable(f"write one layer; there are {len(body)} statements")
    match body[0]:
        case ast.Assign(targets=[ast.Name() | ast.Attribute()], value=value):
            found = value
        case ast.Expr(value=value):
            found = value
        case _:
            raise Unreadable("write one layer, such as nn.Linear(3, 2)")
    if isinstance(found, ast.Tuple) and len(found.elts) == 1:
        found = found.elts[0]  # the comma that stood behind it in a list of layers
    return found


def _is_import(statement: ast.stmt) -> bool:
    """`import torch.nn as nn` and the like; under another name than `nn` it stays and is refused."""
    match statement:
        case ast.Import(names=names):
            usual = {None, "nn", "F", "optim"}
            return all(name.name in _IMPORTED and name.asname in usual for name in names)
        case ast.ImportFrom(module=str() as module, names=names, level=0):
            return module in _IMPORTED and all(name.asname in (None, "nn", "F") for name in names)
    return False


def _unfenced(text: str) -> str:
    """The code between Markdown's fences, without the indentation it had in a class."""
    text = bold[1] if (bold := _BOLD.fullmatch(text := text.translate(_PASTED))) else text
    text = re.sub(r"^\s*(?:>>> ?|\.\.\. )", "", text, flags=re.MULTILINE) if ">>>" in text else text
    lines = [line for line in text.strip().splitlines() if not line.strip().startswith("```")]
    return "\n".join(lines).strip().strip("`").strip()


def _depth(code: str) -> int:
    depth = deepest = 0
    for sign in code:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest


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
    yield _bound(name, given, named)


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


def _ending(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _name(node: ast.expr) -> str:
    """The class called: `torch.nn.Linear`, `nn.Linear` or `Linear`."""
    import quizgen.solver

    title = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    prefix, _, name = title.rpartition(".")
    known = [
        *(layer for layer in quizgen.solver.LAYER_NAMES if layer not in NOT_IN_TORCH),
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
            value = _whole(node)
            if value is not None:
                return value
    raise Unreadable(
        f"{where}: {_source(node)} is not a plain number; write numbers, True, False or text"
    )


def _whole(node: ast.expr) -> int | None:
    """The value of a calculation with whole numbers, such as 6*12*12; None for anything else."""
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return value if value.bit_length() <= 64 else None
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _whole(left), _whole(right)
            if one is None or other is None:
                return None
            result = _calculated(one, op, other)
            return result if result is not None and result.bit_length() <= 64 else None
    return None


def _calculated(left: int, op: ast.operator, right: int) -> int | None:
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


@cache
def signature(name: str) -> Mapping[str, Any]:
    """PyTorch's arguments of a layer in order, with defaults; those that must be given have none.

    >>> list(signature("Linear"))
    ['in_features', 'out_features', 'bias', 'device', 'dtype']
    """
    import quizgen.solver

    kind = getattr(quizgen.solver, name)
    own = {
        field.name: _ABSENT if field.default is MISSING else field.default
        for field in fields(kind)
        # `biases` is the solver's, for the textbook's recurrent layers.
        if field.init and field.name != "biases"
    }
    return {**own, **_MORE.get(name, {})}


def is_required(default: Any) -> bool:
    """Whether a value of `signature` stands for no default."""
    return default is _ABSENT


def _bound(name: str, given: Sequence[Any], named: Mapping[str, Any]) -> LayerCode:
    known = signature(name)
    if name == "Identity":
        return LayerCode(name, (), "Identity()")  # takes any arguments and looks at none
    if len(given) > len(known):
        raise RefusedError(f"{name} takes at most {len(known)} arguments, not {len(given)}")
    values = dict(zip(known, given, strict=False))
    for argument, value in named.items():
        if argument not in known:
            close = get_close_matches(argument, known, n=1)
            guess = f"; did you mean {close[0]}?" if close else ""
            raise RefusedError(f"{name} has no argument {argument}{guess}")
        if argument in values:
            raise RefusedError(f"{name}: {argument} is given twice")
        values[argument] = value
    missing = [a for a, default in known.items() if default is _ABSENT and a not in values]
    if missing:
        raise RefusedError(f"{name}: {', '.join(missing)} must be given")
    full = {**known, **values}
    _check(name, full)
    return LayerCode(name, _one_form(name, full), _shown(name, values))


def _check(name: str, values: Mapping[str, Any]) -> None:
    """Refuse what PyTorch refuses; sizes and types are the solver's to check."""
    import quizgen.solver
    from quizgen.solver.errors import ShapeError

    kind = getattr(quizgen.solver, name)
    own = {field.name: values[field.name] for field in fields(kind) if field.name in values}
    try:
        kind(**own)
    except (ShapeError, TypeError, ValueError, ArithmeticError) as error:
        raise RefusedError(str(error)) from None
    for argument in ("ceil_mode", "count_include_pad"):
        if not isinstance(values.get(argument, False), bool):
            raise RefusedError(f"{name}: {argument} is True or False")
    if name.startswith("Conv"):
        _check_convolution(name, values)
    elif name.startswith(("MaxPool", "AvgPool")) and isinstance(values["padding"], str):
        raise RefusedError(f"{name}: padding is a number")


def _check_convolution(name: str, values: Mapping[str, Any]) -> None:
    """What the solver allows beyond PyTorch."""
    for argument in ("kernel_size", "padding"):
        entries, given = _axes(values[argument]), isinstance(values[argument], tuple)
        if given and (len(entries) != _dims(name) or any(isinstance(n, tuple) for n in entries)):
            raise RefusedError(f"{name}: {argument} has one number for each dimension")
    padding = values["padding"]
    if name.startswith("ConvTranspose"):
        if isinstance(padding, str) or values["padding_mode"] != "zeros":
            raise RefusedError(f"{name}: padding is a number of zeros")
    elif isinstance(padding, str) and padding not in ("valid", "same"):
        raise RefusedError(f"{name}: padding is a number, 'valid' or 'same', not {padding!r}")
    elif padding == "same" and set(_axes(values["stride"])) != {1}:
        raise RefusedError(f"{name}: padding='same' goes with stride 1 only")


def _axes(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _spread(value: Any, name: str) -> tuple[Any, ...]:
    """One entry for each dimension of the layer."""
    axes = _axes(value)
    return axes * _dims(name) if len(axes) == 1 else axes


def _dims(name: str) -> int:
    return int(name[-2]) if name.endswith(("1d", "2d", "3d")) else 1


def _one_form(name: str, values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The arguments that matter, each as PyTorch understands it."""
    found = {a: value for a, value in values.items() if a not in STORAGE}
    if found.get("stride", 1) is None:
        found["stride"] = found["kernel_size"]
    if found.get("padding") == "valid":
        found["padding"] = 0
    for argument in _PER_AXIS & found.keys():
        if not isinstance(found[argument], str) and not name.endswith(("Pad1d", "Pad2d", "Pad3d")):
            found[argument] = _spread(found[argument], name)
    if found.get("padding") == "same":
        sizes = zip(found["dilation"], found["kernel_size"], strict=True)
        reaches = [d * (k - 1) for d, k in sizes]
        if not any(reach % 2 for reach in reaches):
            found["padding"] = tuple(reach // 2 for reach in reaches)
    if (
        "padding_mode" in found
        and isinstance(found["padding"], tuple)
        and not any(found["padding"])
    ):
        found["padding_mode"] = "zeros"
    if name.startswith("AvgPool") and not any(found["padding"]) and not found["ceil_mode"]:
        found["count_include_pad"] = True
    if "bias" in found:
        found["bias"] = bool(found["bias"])
    return tuple(sorted(found.items()))


def layer_code(layers: Any) -> str:
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
    return f"nn.{_shown(kind, values)}"


def is_layer(value: Any) -> bool:
    """Whether a value is one of the solver's layers that torch has too."""
    kind = type(value)
    return (
        kind.__module__.startswith("quizgen.solver.layers.") and kind.__name__ not in NOT_IN_TORCH
    )


def _shown(name: str, values: Mapping[str, Any]) -> str:
    """The layer as it was read: what was given, arguments with a default by name."""
    written = [
        repr(values[argument]) if default is _ABSENT else f"{argument}={values[argument]!r}"
        for argument, default in signature(name).items()
        if argument in values
    ]
    return f"{name}({', '.join(written)})"
