r"""What the letters of derivations mean: by the quantity that prints them here, by the layer in its class.

A worked solution says what a letter is where the statement does not: "$D$ is the number of inputs
and $P$ the kernel size." Whoever adds a letter to a step adds it to one of them; a test holds the two together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from quizgen.solver.layers.letters import BACK
from quizgen.solver.trace import Call
from quizgen.telling.letters import of_latex
from quizgen.telling.step import Step

_LOSS = {"f": "what is predicted", "y": "what is true", "J": "the loss", "p": "a probability"}
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
LEGENDS: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(
        ("mse", "mae", "logistic_loss", "binary_cross_entropy", "hinge_loss", "squared_hinge_loss", "poisson_loss", "huber_loss", "cross_entropy", "loss_gradient"),
        _LOSS,
    ),
    "normalize_batch_backward": {"J": "the loss", "u": "the gradient with respect to the scores", r"\bar u": "its mean", "c": "the mean of its products with the scores"},
    "activation_derivative": {"sigma": "the activation", "z": "what enters it"},
    **dict.fromkeys(("backprop", "weight_gradient", "pre_activation_gradient", "input_gradient"), BACK),
    "gradient_shapes": {**BACK, "b": "the batch size", "u": "the number of units of a layer"},
    "gd_quadratic_path": {**_STEP, "f": "the function"},
    **dict.fromkeys(("momentum_path", "gd_given_gradients", "accumulated_path"), _STEP),
    "adam_path": _ADAM,
    "weight_decay_step": {**_STEP, "lambda": "the weight decay", "g": "the gradient of the error", "d": "the gradient of the whole loss"},
    "clip_by_norm": {"g": "the gradient", "c": "the largest norm allowed"},
    "step_decay": {"alpha": "the step size", "gamma": "the factor of each drop", "s": "the number of steps between two drops", "t": "the step"},
    "entropy": {"H": "the entropy", "p": "a probability"},
    "distribution_cross_entropy": {"H": "the cross-entropy", "p": "a true probability", "q": "one that the model says"},
    "kl_divergence": {"D": "the divergence", "p": "a true probability", "q": "one that the model says"},
    "receptive_field": {"r": "the receptive field", "q": "the receptive field before the layer", "k": "the kernel size", "d": "the dilation", "s": "the product of the strides before"},
    "q_target": {"y": "the target", "r": "the reward"},
    "sarsa_target": {"y": "the target", "r": "the reward"},
    "double_q_target": {"y": "the target", "r": "the reward", "Q": "the value of an action"},
    "q_update": {"y": "the target", "r": "the reward", "Q": "the value of the action", "alpha": "the learning rate"},
    "sarsa_update": {"y": "the target", "r": "the reward", "Q": "the value of the action", "alpha": "the learning rate"},
    "hopfield_energy": {"E": "the energy", "W": "the matrix of weights", "s": "the state"},
    "hopfield_weights": {"W": "the matrix of weights", "p": "a pattern"},
    "hopfield_update": {"s": "the state"},
    "hopfield_recall": {"s": "the state"},
    "spectral_norm": {"G": "the product with the transpose", "t": "its trace", "d": "its determinant", "lambda": "the larger eigenvalue", "sigma": "the norm"},
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
        own = getattr(call.subject, "letters", {})
        for letters in (LEGENDS.get(call.quantity, {}), own):
            for symbol, meaning in letters.items():
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


def introduced(
    steps: Sequence[Step], known: set[str], meanings: Mapping[str, str]
) -> tuple[Step, ...]:
    r"""The steps, each with a legend of the letters that are new in it; `known` grows by what is told.

    A formula with a letter that neither is known nor has a meaning is left out, and with it a line
    that would only say the value again.

    >>> from quizgen.telling import Step
    >>> introduced([Step("", r"\frac{k}{n}", "", r"\frac{3}{7}")], set(), {})
    ()
    """
    told = []
    for step in steps:
        computed, in_formula, in_substitution, in_value = _side_symbols(step)
        if len(computed) == 1:
            known |= computed
        new = computed.union(in_formula, in_substitution, in_value) - known
        legend = {symbol: text for symbol, text in meanings.items() if symbol in new}
        known |= legend.keys()
        unknown = in_formula - known and not in_substitution - known
        if unknown or legend:
            formula = "" if unknown else step.formula
            if not (formula or step.symbol or step.substitution or step.note or legend):
                continue  # a value alone is the answer once more
            told.append(replace(step, formula=formula, legend=said(legend) if legend else ""))
        else:
            told.append(step)
    return tuple(told)


def step_symbols(step: Step) -> frozenset[str]:
    """Every symbol a step prints in its formulas."""
    return frozenset().union(*_side_symbols(step))


def _side_symbols(step: Step) -> tuple[frozenset[str], ...]:
    """The symbols of what is computed, of its formula, of the substitution and of the value."""
    return tuple(map(of_latex, (step.symbol, step.formula, step.substitution, step.value)))


def defined(step: Step) -> frozenset[str]:
    """The symbol a step computes: what stands alone on its left."""
    found = of_latex(step.symbol)
    return found if len(found) == 1 else frozenset()
