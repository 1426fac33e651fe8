"""The solver: what is true about layers, networks, losses, gradients and descent.

The names below are stable. Each module is imported when one of its names is first used, so that
counting parameters does not wait for NumPy, nor a convolution for SymPy.

>>> from quizgen.solver import Conv1d
>>> Conv1d(1, 1, kernel_size=5, stride=5, bias=False).connections(20)
20
"""

from importlib import import_module
from typing import Any

from quizgen.solver.layers.table import OURS, layer_class

# Functions and other classes; those of layers stand in `quizgen.solver.layers`.
_MODULES = {
    "layers.convolution": ("true_convolution",),
    "layers.attention": ("attention", "attention_scores"),
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
        "symbol", "sin", "cos", "exp", "ln", "multiple_of_pi", "gradient", "value_at", "gradient_at", "jacobian", "hessian",
        "descend", "numeric",
    ),
    "gradient_formulas": ("layer_stack", "gradient_formula"),
    "text": ("one_hot", "one_hot_positions", "alphabet_count", "zero_columns", "matches"),
    "order": ("forward_order", "backprop_order", "backprop_slip", "suborder", "suborder_slip", "order_count"),
    "distributions": ("entropy", "distribution_cross_entropy", "kl_divergence"),
    "classification": ("confusion_matrix", "accuracy", "precision", "recall", "specificity", "f1_score", "balanced_accuracy"),
    "receptive": ("receptive_field",),
    "perceptron": ("perceptron_update", "perceptron_pass", "perceptron_weights", "perceptron_passes", "perceptron_mistakes"),
    "graph_layers": ("normalized_adjacency", "graph_convolution"),
    "q_learning": ("q_target", "q_update", "sarsa_target", "sarsa_update", "double_q_target"),
    "tokens": ("bag_of_words", "bpe_merge", "bpe_pair_count", "bpe_token_count"),
    "hopfield": ("hopfield_weights", "hopfield_energy", "hopfield_update", "hopfield_recall"),
    "spectral": ("spectral_norm",),
    "logarithm": ("Log", "exact_log"),
    "conventions": ("CONVENTIONS", "DEFAULTS", "convention"),
    "errors": ("ShapeError",),
}  # fmt: skip
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = sorted([*_HOME, *OURS])  # noqa: PLE0605 - computed from the tables, which are the one list


def __getattr__(name: str) -> Any:
    value: Any
    if name in OURS:
        value = layer_class(name)
    elif name in _HOME:
        value = getattr(import_module(f"quizgen.solver.{_HOME[name]}"), name)
    else:
        raise AttributeError(f"module 'quizgen.solver' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
