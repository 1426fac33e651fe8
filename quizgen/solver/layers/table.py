"""The layers by their names; other packages add theirs by `register`."""

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cache
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Kind = TypeVar("Kind", bound=type)

# Ours, by their modules in this room, imported when they are asked for.
_MODULES = {
    "linear": ("Linear",),
    "convolution": ("Conv1d", "Conv2d", "Conv3d"),
    "max_pooling": ("MaxPool1d", "MaxPool2d", "MaxPool3d"),
    "average_pooling": ("AvgPool1d", "AvgPool2d", "AvgPool3d"),
    "activation": ("ReLU", "Sigmoid", "Tanh", "LeakyReLU", "ELU", "SELU", "GELU", "SiLU", "Hardswish", "Softplus", "Threshold", "Step", "Identity", "Hardsigmoid", "Hardtanh", "ReLU6", "Mish", "LogSigmoid", "Softsign", "Tanhshrink", "Softshrink", "Hardshrink", "CELU", "Exp", "Abs", "Scale", "Shift"),
    "along_axis": ("Softmax", "LogSoftmax", "Softmin", "GLU"),
    "transposed_convolution": ("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"),
    "adaptive_pooling": ("AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d"),
    "lp_pooling": ("LPPool1d", "LPPool2d", "LPPool3d"),
    "batch_normalization": ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"),
    "layer_normalization": ("LayerNorm", "GroupNorm", "RMSNorm"),
    "local_response": ("LocalResponseNorm",),
    "recurrent": ("RNN", "LSTM", "GRU"),
    "attention": ("MultiheadAttention",),
    "transformer": ("TransformerEncoderLayer", "TransformerDecoderLayer"),
    "embedding": ("Embedding",),
    "prelu": ("PReLU",),
    "shaping": ("Flatten", "Unflatten", "PixelShuffle", "PixelUnshuffle", "ChannelShuffle", "Dropout", "Reshape", "Squeeze", "Unsqueeze"),
    "joining": ("Concat", "Add", "Subtract", "Multiply", "MatMul"),
    "unfolding": ("Unfold",),
    "resizing": ("Upsample",),
    "padding": ("ZeroPad1d", "ZeroPad2d", "ZeroPad3d", "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d", "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d"),
    "tensors": ("Parameter", "Positions", "Select", "Transpose", "Permute", "Mean"),
}  # fmt: skip
_HOME = {name: module for module, names in _MODULES.items() for name in names}
# The names of our own layers.
OURS = tuple(_HOME)
# Ours that are no classes of torch.nn under this name.
_NOT_IN_TORCH = frozenset(
    {"Abs", "Add", "Concat", "Exp", "MatMul", "Mean", "Multiply", "Parameter", "Permute", "Positions", "Reshape", "Scale", "Select",
     "Shift", "Squeeze", "Step", "Subtract", "Transpose", "Unsqueeze"}
)  # fmt: skip
_registered: dict[str, type] = {}
_in_torch: set[str] = set()
_caches: list[Callable[[], None]] = []


def register(kind: Kind, *, in_torch: bool = False) -> Kind:
    """Add a layer of another package under the name of its class; also a decorator.

    The class is a frozen dataclass on `Countable`, whose members say all there is to say of it;
    CONTRIBUTING shows one. `in_torch` says that torch.nn has a class of this name with the same
    arguments. `ValueError` for what is no such class, or for a name that is taken.
    """
    import quizgen.solver
    from quizgen.solver.layers.layer import Countable

    name = kind.__name__
    frozen = is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]  # every dataclass has them
    if not (frozen and issubclass(kind, Countable)):
        raise ValueError(f"{name} is no layer: make it a frozen dataclass on Countable")
    if name in quizgen.solver.__all__ or _registered.get(name, kind) is not kind:
        raise ValueError(f"the solver has something called {name!r} already")
    _registered[name] = kind
    if in_torch:
        _in_torch.add(name)
    _forget()
    return kind


def unregister(*names: str) -> None:
    """Take layers of other packages away again, as tests do."""
    for name in names:
        _registered.pop(name, None)
        _in_torch.discard(name)
    _forget()


def until_registered(function: Callable[P, R]) -> Callable[P, R]:
    """`functools.cache`, emptied when a layer is registered: for tables made of the names of layers."""
    kept = cache(function)
    _caches.append(kept.cache_clear)
    return kept  # type: ignore[return-value]  # the same arguments, which must be hashable


def _forget() -> None:
    for forget in _caches:
        forget()


def layer_names() -> tuple[str, ...]:
    """The names of all layers: ours, then those of other packages in the order they were registered.

    >>> layer_names()[:2]
    ('Linear', 'Conv1d')
    """
    return (*OURS, *_registered)


def is_layer_name(name: object) -> bool:
    """Whether a layer is called so."""
    return name in _HOME or name in _registered


def is_registered(kind: type) -> bool:
    """Whether a class is a layer of another package."""
    return _registered.get(kind.__name__) is kind


def layer_class(name: str) -> type[Any]:
    """The class of a layer; `KeyError` for an unknown name."""
    if name in _registered:
        return _registered[name]
    return _ours(name)


@cache
def _ours(name: str) -> type[Any]:
    found: type[Any] = getattr(import_module(f"quizgen.solver.layers.{_HOME[name]}"), name)
    return found


def is_in_torch(name: str) -> bool:
    """Whether torch.nn has a class of a layer's name with its arguments.

    >>> is_in_torch("Linear"), is_in_torch("Concat")
    (True, False)
    """
    return name in _in_torch or (name in _HOME and name not in _NOT_IN_TORCH)
