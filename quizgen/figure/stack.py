"""A stack of layers, their shapes left for the student."""

from collections.abc import Mapping
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.data import Figure, listed
from quizgen.solver.layers.layer import as_shape

LAYERS = 8
# What is said of a layer besides its sizes, unless it has the value that changes nothing.
_EXTRAS = (("padding", 0), ("dilation", 1), ("groups", 1))


def layer_stack(layers: Any, input_shape: Any) -> Figure:
    """Layers as boxes from the input on; the shape after each is a line to fill in.

    >>> from quizgen.solver import Conv1d, MaxPool1d
    >>> layer_stack([Conv1d(1, 4, 3), MaxPool1d(2)], (1, 20)).alt
    'Stack of layers. Input of shape (1, 20). Conv1d: 4 kernels of size 3, stride 1. MaxPool1d: window 2, stride 2. The shape after each layer is left blank.'
    """
    boxes = [described(layer) for layer in layers]
    if not 1 <= len(boxes) <= LAYERS:
        raise UserError(f"layer_stack: {len(boxes)} layers", f"draw 1 to {LAYERS} layers")
    shape = list(as_shape(input_shape if isinstance(input_shape, int) else listed(input_shape)))
    said = [
        "Stack of layers.",
        f"Input of shape ({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''}).",
        *(f"{box}." for box in boxes),
        "The shape after each layer is left blank.",
    ]
    return Figure("layer_stack", {"input": shape, "layers": boxes}, " ".join(said))


def places(data: Mapping[str, Any]) -> list[str]:
    """Where boxes may stand: for the shape after each layer, counted from 1.

    >>> from quizgen.solver import ReLU
    >>> places(layer_stack([ReLU(), ReLU()], 3).data)
    ['shape 1', 'shape 2']
    """
    return [f"shape {i}" for i in range(1, len(data["layers"]) + 1)]


def described(layer: Any) -> str:
    """A layer in words: its kind and its hyper-parameters, no counts that follow from them.

    >>> from quizgen.solver import Linear, ReLU
    >>> described(Linear(3, 2)), described(ReLU())
    ('Linear: 2 units', 'ReLU')
    """
    name = type(layer).__name__
    said = []
    if hasattr(layer, "out_features"):
        units = layer.out_features
        said.append(f"{units} unit{'s' if units != 1 else ''}")
    if hasattr(layer, "kernel_size"):
        dims = layer.dims
        size = _size(layer.kernel_size, dims)
        kernels = getattr(layer, "out_channels", 0)
        if kernels:
            said.append(f"{kernels} kernel{'s' if kernels != 1 else ''} of size {size}")
        else:
            said.append(f"window {size}")
        stride = layer.kernel_size if layer.stride is None else layer.stride
        said.append(f"stride {_size(stride, 1)}")
        said += [
            f"{extra} {_size(getattr(layer, extra), 1)}"
            for extra, usual in _EXTRAS
            if getattr(layer, extra, usual) != usual
        ]
    return f"{name}: {', '.join(said)}" if said else name


def _size(size: Any, dims: int) -> str:
    """A size along every axis.

    >>> _size(5, 2), _size("same", 2)
    ('5 × 5', 'same')
    """
    if isinstance(size, str):
        return size
    entries = (size,) * dims if isinstance(size, int) else tuple(size)
    return " × ".join(str(entry) for entry in entries)
