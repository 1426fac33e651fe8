r"""What the letters of derivations mean: one table, by the quantity or the layer that prints them.

A worked solution says what a letter is where the statement does not: "$D$ is the number of inputs
and $P$ the kernel size." Whoever adds a letter to a step adds it here; a test holds the two together.
"""

from collections.abc import Iterable, Mapping

from quizgen.solver.quantity import Call

_WINDOW = {
    "D": "the number of inputs",
    "P": "the size of the window",
    "S": "the stride",
    "p": "the padding at each end",
    "d": "the dilation",
}
_KERNEL = {
    **_WINDOW,
    "P": "the kernel size",
    "v": "a weight of the kernel",
    "w": "a weight of the kernel",
    "x": "an input",
}
_LOSS = {"f": "what is predicted", "y": "what is true", "J": "the loss", "p": "a probability"}
_BACK = {
    "J": "the loss",
    "W": "a weight",
    "a": "what enters the activation",
    "b": "an intercept",
    "h": "what a layer gives to the next",
    "x": "an input",
    "sigma": "the activation",
    "f": "what is predicted",
    "y": "what is true",
}
_STEP = {
    "w": "a weight",
    "g": "a gradient",
    "alpha": "the step size",
    "v": "the velocity",
    "mu": "the momentum",
}
_ADAM = {
    **_STEP,
    "m": "the mean of the gradients",
    "v": "the mean of their squares",
    "beta": "how much of a mean is kept",
    r"\hat m": "the mean without the bias of its start",
    r"\hat v": "the mean of squares without the bias of its start",
    "varepsilon": "a small number against division by 0",
    "d": "the direction",
}
_SPREAD = {
    "mu": "the mean",
    "sigma": "the standard deviation",
    "varepsilon": "the small number that is added",
    "n": "how many values there are",
    "x": "a value",
    "z": "a standardized value",
    "gamma": "the scale",
    "beta": "the shift",
}
_RECURRENT = {
    "W": "a weight",
    "V": "a weight of the state before",
    "b": "an intercept",
    "x": "an input",
    "h": "the state",
    "a": "what enters the activation",
}

LEGENDS: Mapping[str, Mapping[str, str]] = {
    # Layers, whatever is asked of them
    **dict.fromkeys(("Convolution", "TransposedConvolution"), _KERNEL),
    "Pooling": _WINDOW,
    "Linear": {"D": "the number of inputs", "U": "the number of outputs", "w": "a weight", "v": "a weight", "W": "a weight", "x": "an input", "b": "an intercept"},
    **dict.fromkeys(("BatchNormalization", "InstanceNormalization", "LayerNorm", "RMSNorm", "GroupNorm"), _SPREAD),
    "Recurrent": _RECURRENT,
    "GELU": {"Phi": "the normal distribution function", "z": "what enters the activation"},
    "Network": {**_BACK, "L": "the number of layers with weights", "u": "the number of units of a layer"},
    # Functions
    **dict.fromkeys(
        ("mse", "mae", "logistic_loss", "binary_cross_entropy", "hinge_loss", "squared_hinge_loss", "poisson_loss", "huber_loss", "cross_entropy", "loss_gradient"),
        _LOSS,
    ),
    "activation_derivative": {"sigma": "the activation", "z": "what enters it"},
    **dict.fromkeys(("backprop", "weight_gradient", "pre_activation_gradient", "input_gradient"), _BACK),
    "gradient_shapes": {**_BACK, "b": "the batch size", "u": "the number of units of a layer"},
    "gd_quadratic_path": {**_STEP, "f": "the function"},
    **dict.fromkeys(("momentum_path", "gd_given_gradients", "accumulated_path"), _STEP),
    "adam_path": _ADAM,
    "weight_decay_step": {**_STEP, "lambda": "the weight decay"},
    "clip_by_norm": {"g": "the gradient", "c": "the largest norm allowed"},
    "step_decay": {"alpha": "the step size", "gamma": "the factor of each drop", "s": "the number of steps between two drops", "t": "the step"},
}  # fmt: skip


def legend(calls: Iterable[Call]) -> Mapping[str, str]:
    r"""The meanings of the letters that the derivation of these calls may print.

    >>> from quizgen.solver.quantity import tracing
    >>> from quizgen.solver import Linear
    >>> with tracing() as calls:
    ...     Linear(3, 2).parameter_count
    8
    >>> legend(calls)["U"]
    'the number of outputs'
    """
    found: dict[str, str] = {}
    for call in calls:
        for name in (call.quantity, *(kind.__name__ for kind in type(call.subject).__mro__)):
            for symbol, meaning in LEGENDS.get(name, {}).items():
                found.setdefault(symbol, meaning)
    return found


def said(meanings: Mapping[str, str]) -> str:
    r"""A legend as a sentence, in Markdown.

    >>> said({"D": "the number of inputs", "P": "the kernel size", "S": "the stride"})
    '$D$ is the number of inputs, $P$ the kernel size and $S$ the stride.'
    """
    items = [rf"${shown(symbol)}$ {meaning}" for symbol, meaning in meanings.items()]
    items[0] = items[0].replace("$ ", "$ is ", 1)
    *first, last = items
    return f"{', '.join(first)} and {last}." if first else f"{last}."


def shown(symbol: str) -> str:
    r"""The LaTeX of a symbol: a letter, a Greek one by its name, or with an accent before it."""
    accent, _, letter = symbol.rpartition(" ")
    named = letter if len(letter) == 1 else rf"\{letter}"
    return f"{accent}{{{named}}}" if accent else named
