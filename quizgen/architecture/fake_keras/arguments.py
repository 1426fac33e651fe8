"""The arguments of Keras's layers: names, order, and what is given where nothing is said."""

import ast
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from quizgen.architecture.minipython.values import Stop
from quizgen.architecture.vocabulary import near

_CONV = "filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, groups=1, activation=None, use_bias=True"
_SEPARABLE = "filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, depth_multiplier=1, activation=None, use_bias=True"
_DEPTHWISE = "kernel_size, strides=1, padding='valid', depth_multiplier=1, data_format=None, dilation_rate=1, activation=None, use_bias=True"
_TRANSPOSED = "filters, kernel_size, strides=1, padding='valid', output_padding=None, data_format=None, dilation_rate=1, activation=None, use_bias=True"
_POOL = "pool_size=2, strides=None, padding='valid', data_format=None"
_GLOBAL = "data_format=None, keepdims=False"
_GATED = "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True"
_STATES = "return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False, dropout=0, recurrent_dropout=0"

SIGNATURES: Mapping[str, str] = {
    "Dense": "units, activation=None, use_bias=True",
    **{f"Conv{n}D": _CONV for n in (1, 2, 3)},
    **{f"SeparableConv{n}D": _SEPARABLE for n in (1, 2)},
    **{f"DepthwiseConv{n}D": _DEPTHWISE for n in (1, 2)},
    **{f"Conv{n}DTranspose": _TRANSPOSED for n in (1, 2, 3)},
    **{f"{kind}Pooling{n}D": _POOL for kind in ("Max", "Average") for n in (1, 2, 3)},
    **{f"Global{kind}Pooling{n}D": _GLOBAL for kind in ("Max", "Average") for n in (1, 2, 3)},
    "Flatten": "data_format=None",
    "Reshape": "target_shape",
    "Permute": "dims",
    "RepeatVector": "n",
    "Dropout": "rate, noise_shape=None, seed=None",
    **{f"SpatialDropout{n}D": "rate, data_format=None" for n in (1, 2, 3)},
    "GaussianNoise": "stddev, seed=None",
    "GaussianDropout": "rate, seed=None",
    "AlphaDropout": "rate, noise_shape=None, seed=None",
    "ActivityRegularization": "l1=0, l2=0",
    "Masking": "mask_value=0",
    "Activation": "activation",
    "ReLU": "max_value=None, negative_slope=0, threshold=0",
    "LeakyReLU": "negative_slope=0.3",
    "PReLU": "shared_axes=None",
    "ELU": "alpha=1",
    "Softmax": "axis=-1",
    "BatchNormalization": "axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True",
    "LayerNormalization": "axis=-1, epsilon=0.001, center=True, scale=True",
    "GroupNormalization": "groups=32, axis=-1, epsilon=0.001, center=True, scale=True",
    "Embedding": "input_dim, output_dim, mask_zero=False, input_length=None",
    "SimpleRNN": f"units, activation='tanh', use_bias=True, {_STATES}",
    "LSTM": f"{_GATED}, unit_forget_bias=True, {_STATES}, implementation=2, use_cudnn='auto', time_major=False",
    "GRU": f"{_GATED}, {_STATES}, implementation=2, use_cudnn='auto', time_major=False, reset_after=True",
    "Bidirectional": "layer, merge_mode='concat', backward_layer=None",
    "TimeDistributed": "layer",
    "MultiHeadAttention": "num_heads, key_dim, value_dim=None, dropout=0, use_bias=True, output_shape=None, attention_axes=None",
    "Add": "", "Subtract": "", "Multiply": "", "Average": "",
    "Concatenate": "axis=-1",
    "ZeroPadding1D": "padding=1", "ZeroPadding2D": "padding=1, data_format=None", "ZeroPadding3D": "padding=1, data_format=None",
    "Cropping1D": "cropping=1", "Cropping2D": "cropping=0, data_format=None", "Cropping3D": "cropping=1, data_format=None",
    "UpSampling1D": "size=2", "UpSampling2D": "size=2, data_format=None, interpolation='nearest'", "UpSampling3D": "size=2, data_format=None",
    "Rescaling": "scale, offset=0",
    "Resizing": "height, width, interpolation='bilinear', crop_to_aspect_ratio=False",
    "Lambda": "function, output_shape=None, mask=None, arguments=None",
    "InputLayer": "shape=None, batch_size=None, dtype=None, sparse=None, ragged=None, batch_shape=None, input_tensor=None, optional=False",
    **dict.fromkeys(("Identity",), ""),
    **dict.fromkeys("RandomFlip RandomRotation RandomZoom RandomContrast RandomBrightness RandomTranslation RandomCrop RandomHeight RandomWidth".split(), "*"),
}  # fmt: skip
# Earlier versions' names for the same.
ALIASES: Mapping[str, Mapping[str, str]] = {
    "Dense": {"output_dim": "units"},
    "LeakyReLU": {"alpha": "negative_slope"},
    "Conv2D": {"nb_filter": "filters", "subsample": "strides", "border_mode": "padding"},
}
SAME_AS: Mapping[str, str] = {
    **{f"Convolution{n}D": f"Conv{n}D" for n in (1, 2, 3)},
    **{f"MaxPool{n}D": f"MaxPooling{n}D" for n in (1, 2, 3)},
    **{f"AvgPool{n}D": f"AveragePooling{n}D" for n in (1, 2, 3)},
    **{f"GlobalMaxPool{n}D": f"GlobalMaxPooling{n}D" for n in (1, 2, 3)},
    **{f"GlobalAvgPool{n}D": f"GlobalAveragePooling{n}D" for n in (1, 2, 3)},
    **{f"Convolution{n}DTranspose": f"Conv{n}DTranspose" for n in (1, 2, 3)},
    "SeparableConvolution2D": "SeparableConv2D",
    "CuDNNLSTM": "LSTM", "CuDNNGRU": "GRU",
}  # fmt: skip
# What changes neither shapes nor counts: first values, penalties, bounds of weights.
_HARMLESS = re.compile(
    r"\w*_(initializer|regularizer|constraint|init)|name|dtype|trainable|seed|W_regularizer|b_regularizer"
    r"|batch_size|autocast|activity_regularizer|sparse|ragged|renorm\w*|fused|virtual_batch_size|synchronized"
)
# What tells the shape of an input.
SHAPED = ("input_shape", "input_dim", "batch_input_shape", "batch_shape", "shape")


@cache
def _signature(kind: str) -> dict[str, Any]:
    """The arguments and their defaults; `...` for one that must be given."""
    given = ast.parse(f"def f({SIGNATURES[kind]}): pass").body[0].args  # type: ignore[attr-defined]
    names = [argument.arg for argument in given.args]
    needed = len(names) - len(given.defaults)
    defaults = [ast.literal_eval(value) for value in given.defaults]
    return dict(zip(names, [...] * needed + defaults, strict=True))


def bound(kind: str, given: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a layer by name; `Stop` for one it does not take.

    >>> bound("Dense", [10], {"activation": "relu", "kernel_initializer": "he_normal"})
    {'units': 10, 'activation': 'relu', 'use_bias': True}
    """
    if SIGNATURES[kind] == "*":
        return {}
    known = _signature(kind)
    if len(given) > len(known):
        raise Stop(
            f"{kind}: {len(given)} arguments are too many",
            f"write {kind}({', '.join(known)})",
            "TypeError",
        )
    found = dict(zip(known, given, strict=False))
    for called, value in named.items():
        name = ALIASES.get(kind, {}).get(called, called)
        if name in known:
            found[name] = value
        elif name not in SHAPED and name != "weights" and not _HARMLESS.fullmatch(name):
            raise Stop(f"{kind}: unknown argument {name!r}", near(name, known), "TypeError")
    missing = [name for name, value in known.items() if value is ... and name not in found]
    if missing:
        raise Stop(
            f"{kind}: {', '.join(missing)} missing",
            f"write {kind}({', '.join(known)})",
            "TypeError",
        )
    return {**known, **found}
