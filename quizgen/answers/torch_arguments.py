"""The arguments of a torch layer: bound to PyTorch's signature, checked as PyTorch checks them, in one form.

The solver's layers have PyTorch's signatures word for word; what PyTorch takes besides is listed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from typing import Any

from quizgen.solver.layers.table import until_registered

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

    @property
    def built(self) -> Any:
        """The layer of the solver; along one axis sizes are plain numbers.

        >>> bound("Conv1d", [1, 2], {"kernel_size": (3,)}).built.output_shape((1, 5))
        (2, 3)
        """
        from quizgen.solver.layers import layer_class

        kind = layer_class(self.name)
        own = {field.name for field in fields(kind) if field.init}
        return kind(**{name: _plain(value) for name, value in self.arguments if name in own})

    @property
    def does_nothing(self) -> bool:
        """Whether every value stays as it is."""
        from quizgen.solver.layers import layer_class

        kind = layer_class(self.name)
        return bool(kind.elementwise and kind.keeps_values)


@until_registered
def signature(name: str) -> Mapping[str, Any]:
    """PyTorch's arguments of a layer in order, with defaults; those that must be given have none.

    >>> list(signature("Linear"))
    ['in_features', 'out_features', 'bias', 'device', 'dtype']
    """
    from quizgen.solver.layers import layer_class

    kind = layer_class(name)
    own = {
        field.name: _ABSENT if field.default is MISSING else field.default
        for field in fields(kind)
        # `biases` is the solver's, for the textbook's recurrent layers.
        if field.init and field.name != "biases"
    }
    return {**own, **_MORE.get(name, {})}


def is_required(default: object) -> bool:
    """Whether a value of `signature` stands for no default."""
    return default is _ABSENT


def bound(name: str, given: Sequence[object], named: Mapping[str, object]) -> LayerCode:
    """A layer with its arguments by place and by name; `RefusedError` where PyTorch refuses them.

    >>> bound("Linear", [4], {"out_features": 2}).shown
    'Linear(4, 2)'
    """
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
    return LayerCode(name, _one_form(name, full), shown(name, values))


def _check(name: str, values: Mapping[str, object]) -> None:
    """Refuse what PyTorch refuses; sizes and types are the solver's to check."""
    from quizgen.solver.errors import ShapeError
    from quizgen.solver.layers import layer_class

    kind = layer_class(name)
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


def _check_convolution(name: str, values: Mapping[str, object]) -> None:
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


def _plain(value: object) -> Any:
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def _axes(value: object) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _spread(value: object, name: str) -> tuple[Any, ...]:
    """One entry for each dimension of the layer; a layer that only pads has two, before and behind."""
    axes = _axes(value)
    places = _dims(name) * (2 if "Pad" in name else 1)
    return axes * places if len(axes) == 1 else axes


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
        if not isinstance(found[argument], str):
            found[argument] = _spread(found[argument], name)
    if "normalized_shape" in found:  # one size is a shape of one axis
        found["normalized_shape"] = _axes(found["normalized_shape"])
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


def shown(name: str, values: Mapping[str, object]) -> str:
    """The layer as it was read: what was given, arguments with a default by name."""
    written = [
        repr(values[argument]) if default is _ABSENT else f"{argument}={values[argument]!r}"
        for argument, default in signature(name).items()
        if argument in values
    ]
    return f"{name}({', '.join(written)})"
