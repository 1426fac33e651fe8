"""Functions and tensor methods of PyTorch that stand for a layer."""

from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.architecture.torch_modules import NOUNS
from quizgen.architecture.vocabulary import HARMLESS, layer, layer_class, near
from quizgen.errors import UserError
from quizgen.solver import LAYER_NAMES
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
    "hardsigmoid": "Hardsigmoid",
    "hardtanh": "Hardtanh",
    "relu6": "ReLU6",
    "mish": "Mish",
    "logsigmoid": "LogSigmoid",
    "softsign": "Softsign",
    "tanhshrink": "Tanhshrink",
    "softshrink": "Softshrink",
    "hardshrink": "Hardshrink",
    "celu": "CELU",
    "softmin": "Softmin",
    "exp": "Exp",
    "abs": "Abs",
    "glu": "GLU",
    "threshold": "Threshold",
    "dropout": "Dropout",
    "dropout1d": "Dropout",
    "dropout2d": "Dropout",
    "dropout3d": "Dropout",
    "alpha_dropout": "Dropout",
    "feature_alpha_dropout": "Dropout",
    "pixel_shuffle": "PixelShuffle",
    "pixel_unshuffle": "PixelUnshuffle",
    "channel_shuffle": "ChannelShuffle",
    "interpolate": "Upsample",
    "upsample": "Upsample",
    "local_response_norm": "LocalResponseNorm",
    "lp_pool1d": "LPPool1d",
    "lp_pool2d": "LPPool2d",
    "lp_pool3d": "LPPool3d",
    "unfold": "Unfold",
    "unflatten": "Unflatten",
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
# Classes of torch.nn that are another layer with something settled.
PRESETS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    **dict.fromkeys(
        ("Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"),
        ("Dropout", {}),
    ),
    "Softmax2d": ("Softmax", {"dim": 1}),
    "UpsamplingNearest2d": ("Upsample", {"mode": "nearest"}),
    "UpsamplingBilinear2d": ("Upsample", {"mode": "bilinear", "align_corners": True}),
}
TORCH_NAMES = (*LAYER_NAMES, *PRESETS)
# Methods every tensor has under the same name.
METHODS = frozenset(
    {"relu", "relu_", "sigmoid", "tanh", "softmax", "log_softmax", "flatten", "exp", "abs", "unflatten"}
)  # fmt: skip
UNCHANGED = frozenset(
    {
        "masked_fill",
        "masked_fill_",
        "contiguous",
        "expand",
        "expand_as",
        "clone",
        "float",
        "double",
        "half",
        "type_as",
        "detach",
        "to",
        "cuda",
        "cpu",
    }
)
# How many arguments stand before `inplace`, which the solver's layers do not have: nn.ReLU(True).
_IN_PLACE = {
    "ReLU": 0,
    "SELU": 0,
    "SiLU": 0,
    "Hardswish": 0,
    "Hardsigmoid": 0,
    "ReLU6": 0,
    "Mish": 0,
    "CELU": 1,
    "ELU": 1,
    "LeakyReLU": 1,
    "Threshold": 2,
    "Hardtanh": 2,
}
_IGNORED = HARMLESS | {"training", "recompute_scale_factor", "antialias"}


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
    """A layer by the name of its class in PyTorch; refusals of the solver say which one."""
    name, settled = PRESETS.get(name, (name, {}))
    named = {**named, **settled}
    if name in _IN_PLACE and len(given) > _IN_PLACE[name] and isinstance(given[-1], bool):
        given = given[:-1]
    for value in (*given, *named.values()):
        if type(value) in NOUNS:
            raise UserError(
                f"{name}: {NOUNS[type(value)]} is given where a number belongs",
                "change its arguments",
            )
    try:
        return layer(layer_class(name), given, named)
    except ShapeError as error:
        raise UserError(str(error), "change its arguments") from None
