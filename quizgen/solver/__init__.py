"""The solver: what is true about layers, networks, losses, gradients and descent.

The names below are stable. Each module is imported when one of its names is first used, so that
counting parameters does not wait for NumPy, nor a convolution for SymPy.

>>> from quizgen.solver import Conv1d
>>> Conv1d(1, 1, kernel_size=5, stride=5, bias=False).connections(20)
20
"""

from importlib import import_module
from typing import Any

_MODULES = {
    "layers.linear": ("Linear",),
    "layers.convolution": ("Conv1d", "Conv2d", "Conv3d", "true_convolution"),
    "layers.max_pooling": ("MaxPool1d", "MaxPool2d", "MaxPool3d"),
    "layers.average_pooling": ("AvgPool1d", "AvgPool2d", "AvgPool3d"),
    "layers.activation": (
        "ReLU", "Sigmoid", "Tanh", "LeakyReLU", "ELU", "SELU", "GELU", "SiLU", "Hardswish",
        "Softplus", "Threshold", "Step", "Identity", "Softmax", "LogSoftmax", "Hardsigmoid", "Hardtanh",
        "ReLU6", "Mish", "LogSigmoid", "Softsign", "Tanhshrink", "Softshrink", "Hardshrink", "CELU",
        "Softmin", "GLU", "Exp", "Abs", "Scale", "Shift",
    ),
    "layers.transposed_convolution": ("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"),
    "layers.adaptive_pooling": (
        "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d",
        "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d",
    ),
    "layers.lp_pooling": ("LPPool1d", "LPPool2d", "LPPool3d"),
    "layers.batch_normalization": (
        "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d",
    ),
    "layers.layer_normalization": ("LayerNorm", "GroupNorm", "RMSNorm"),
    "layers.local_response": ("LocalResponseNorm",),
    "layers.recurrent": ("RNN", "LSTM", "GRU"),
    "layers.attention": ("MultiheadAttention", "attention", "attention_scores"),
    "layers.transformer": ("TransformerEncoderLayer", "TransformerDecoderLayer"),
    "layers.embedding": ("Embedding",),
    "layers.prelu": ("PReLU",),
    "layers.shaping": (
        "Flatten", "Unflatten", "PixelShuffle", "PixelUnshuffle", "ChannelShuffle", "Dropout", "Reshape", "Squeeze", "Unsqueeze",
    ),
    "layers.joining": ("Concat", "Add", "Subtract", "Multiply", "MatMul"),
    "layers.unfolding": ("Unfold",),
    "layers.resizing": ("Upsample",),
    "layers.padding": (
        "ZeroPad1d", "ZeroPad2d", "ZeroPad3d", "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d",
        "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d",
        "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d",
    ),
    "layers.tensors": ("Parameter", "Positions", "Select", "Transpose", "Permute", "Mean"),
    "network": ("Network", "Node", "Row", "Unused"),
    "chains": ("mlp", "sequential"),
    "activations": (
        "activation", "relu", "sigmoid", "tanh", "leaky_relu", "step", "identity", "softplus", "softmax",
        "log_softmax", "activation_derivative", "softmax_jacobian",
    ),
    "losses": (
        "mse", "mae", "logistic_loss", "binary_cross_entropy", "hinge_loss", "squared_hinge_loss",
        "huber_loss", "poisson_loss", "cross_entropy", "loss_gradient",
    ),
    "descent": (
        "steps_per_epoch", "last_batch_size", "total_steps", "unseen_per_epoch", "epoch_of_step",
        "batch_of_step", "gd_quadratic_path", "quadratic_slope", "gd_given_gradients", "batch_gradient",
    ),
    "optimizers": (
        "momentum_path", "adam_path", "weight_decay_step", "clip_by_norm", "step_decay", "accumulated_path",
    ),
    "backpropagation": (
        "weight_gradient", "pre_activation_gradient", "input_gradient", "backprop", "gradient_shape", "gradient_shapes",
    ),
    "formula": (
        "symbol", "sin", "cos", "exp", "ln", "multiple_of_pi", "gradient", "value_at", "gradient_at", "descend", "numeric",
    ),
    "text": ("one_hot", "one_hot_positions", "alphabet_count", "zero_columns", "matches"),
    "order": ("forward_order", "backprop_order", "backprop_slip", "suborder", "suborder_slip", "order_count"),
    "logarithm": ("Log", "exact_log"),
    "conventions": ("CONVENTIONS", "DEFAULTS", "convention"),
    "errors": ("ShapeError",),
}  # fmt: skip
_HOME = {name: module for module, names in _MODULES.items() for name in names}
# Classes of layers, by which descriptions of architectures name them.
LAYER_NAMES = tuple(
    name
    for module, names in _MODULES.items()
    if module.startswith("layers.")
    for name in names
    if name[0].isupper()
)

__all__ = sorted([*_HOME, "LAYER_NAMES"])  # noqa: PLE0605 - computed from the table above, which is the one list


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'quizgen.solver' has no attribute {name!r}")
    value = getattr(import_module(f"quizgen.solver.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
