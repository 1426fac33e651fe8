"""Functions and tensor methods of PyTorch that stand for a layer."""

from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.architecture.vocabulary import HARMLESS, layer, layer_class, near
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError

# torch.nn.functional and torch functions, and tensor methods, by the layer they are.
FUNCTIONS: Mapping[str, str] = {
    "relu": "ReLU",
    "relu_": "ReLU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softmax": "Softmax",
    "log_softmax": "LogSoftmax",
    "leaky_relu": "LeakyReLU",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "hardswish": "Hardswish",
    "softplus": "Softplus",
    "dropout": "Dropout",
    "flatten": "Flatten",
    "max_pool1d": "MaxPool1d",
    "max_pool2d": "MaxPool2d",
    "max_pool3d": "MaxPool3d",
    "avg_pool1d": "AvgPool1d",
    "avg_pool2d": "AvgPool2d",
    "avg_pool3d": "AvgPool3d",
    "adaptive_avg_pool1d": "AdaptiveAvgPool1d",
    "adaptive_avg_pool2d": "AdaptiveAvgPool2d",
    "adaptive_avg_pool3d": "AdaptiveAvgPool3d",
    "adaptive_max_pool1d": "AdaptiveMaxPool1d",
    "adaptive_max_pool2d": "AdaptiveMaxPool2d",
    "adaptive_max_pool3d": "AdaptiveMaxPool3d",
}
# Methods every tensor has under the same name.
METHODS = frozenset({"relu", "relu_", "sigmoid", "tanh", "softmax", "log_softmax", "flatten"})
UNCHANGED = frozenset(
    {"contiguous", "expand", "clone", "float", "double", "detach", "to", "cuda", "cpu"}
)
# How many arguments stand before `inplace`, which the solver's layers do not have: nn.ReLU(True).
_IN_PLACE = {
    "ReLU": 0,
    "SELU": 0,
    "SiLU": 0,
    "Hardswish": 0,
    "ELU": 1,
    "LeakyReLU": 1,
    "Threshold": 2,
}
_IGNORED = HARMLESS | {"training"}


def function_layer(name: str, given: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """The layer a function stands for, from its arguments after the tensor.

    >>> print(function_layer("max_pool2d", [2], {}))
    MaxPool2d(2)
    """
    if name not in FUNCTIONS:
        raise UserError(f"unknown function {name!r}", near(name, FUNCTIONS))
    kept = {key: value for key, value in named.items() if key not in _IGNORED}
    if name == "flatten" and not given and not kept:
        raise UserError("flatten without start_dim takes the batch too", "write flatten(x, 1)")
    return made(FUNCTIONS[name], given, kept)


def made(name: str, given: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """A layer by the name of its class; refusals of the solver say which one."""
    if name in _IN_PLACE and len(given) > _IN_PLACE[name] and isinstance(given[-1], bool):
        given = given[:-1]
    try:
        return layer(layer_class(name), given, named)
    except ShapeError as error:
        raise UserError(str(error), "change its arguments") from None
