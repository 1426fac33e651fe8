"""Wrong ways with losses and their gradients."""

import math
from typing import Any

from quizgen.slips.functions import Test, Wrong, each, exact, slip
from quizgen.solver.activations import softmax
from quizgen.solver.arithmetic import arithmetic_of
from quizgen.solver.losses import REDUCTIONS, factor_of, loss_named, loss_value
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, scalar


def _count(call: Call) -> int:
    return int(as_array(call.arguments["f"]).size)


def _mean_of_several(call: Call) -> bool:
    return call.arguments["reduction"] == "mean" and _count(call) > 1


def _differences(call: Call) -> list[Any]:
    f, y = (as_array(call.arguments[name]).astype(object).ravel() for name in "fy")
    return list((f - y).tolist())


@slip("sum-not-mean", "mse", "logistic_loss", when=_mean_of_several)
def _(call: Call) -> Any:
    return call.compute(reduction="sum")


@slip("half-mean", "mse", when=lambda call: call.arguments["reduction"] in REDUCTIONS[:2])
def _(call: Call) -> Any:
    return exact(call.compute(), 2)


@slip("mean-absolute", "mse", when=_mean_of_several)
def _(call: Call) -> Any:
    return exact(sum(abs(d) for d in _differences(call)), _count(call))


@slip("n-minus-one", "mse", when=_mean_of_several)
def _(call: Call) -> Any:
    return exact(sum(d * d for d in _differences(call)), _count(call) - 1)


@slip("square-of-sum", "mse", when=_mean_of_several)
def _(call: Call) -> Any:
    return exact(sum(_differences(call)) ** 2, _count(call))


def _negated(call: Call) -> Any:
    return each(lambda y: -y, call.arguments["y"])


# With the label -1 this is the same as ignoring the label.
@slip(
    "sign-flipped",
    "logistic_loss",
    when=lambda call: not _some_negative(call),
    hint="The exponent is −y f, with a minus sign: for the label 1 it is minus the score.",
)
def _(call: Call) -> Any:
    return call.compute(y=_negated(call))


def _some_negative(call: Call) -> bool:
    return any(y < 0 for y in as_array(call.arguments["y"]).ravel().tolist())


@slip("ignores-label", "logistic_loss", when=_some_negative)
def _(call: Call) -> Any:
    return call.compute(y=each(abs, call.arguments["y"]))


@slip("no-log", "logistic_loss", when=lambda call: _count(call) == 1)
def _(call: Call) -> Any:
    f, y = (scalar(as_array(call.arguments[name]).ravel()[0]) for name in "fy")
    margin = -y * f
    return 1 + arithmetic_of(margin).exp(margin)


@slip("log10", "logistic_loss")
def _(call: Call) -> Any:
    return float(call.compute()) / math.log(10)


@slip("label-0/1", "logistic_loss", when=_some_negative)
def _(call: Call) -> Any:
    # No loss of the solver's takes the label 0; its formula does.
    scores, labels = (as_array(call.arguments[name]).ravel().tolist() for name in "fy")
    terms = [loss_named("logistic").at(f, max(y, 0)) for f, y in zip(scores, labels, strict=True)]
    total = sum(terms[1:], start=terms[0])
    return scalar(total * factor_of(call.arguments["reduction"], len(terms)))


def _several_probabilities(call: Call) -> bool:
    return call.arguments["reduction"] == "mean" and as_array(call.arguments["p"]).size > 1


@slip("sum-not-mean", "binary_cross_entropy", when=_several_probabilities)
def _(call: Call) -> Any:
    return call.compute(reduction="sum")


@slip("drops-negative-class", "binary_cross_entropy", when=_several_probabilities)
def _(call: Call) -> Any:
    p, y = (as_array(call.arguments[name]).ravel().tolist() for name in "py")
    kept = [pair for pair in zip(p, y, strict=True) if pair[1] == 1]
    right = [a for a, _ in kept]
    total = loss_value("binary_cross_entropy", right, [1] * len(right), "sum") if kept else 0
    return exact(total, len(p))


@slip("no-minus", "binary_cross_entropy")
def _(call: Call) -> Any:
    return -call.compute()


@slip("swaps-labels", "binary_cross_entropy")
def _(call: Call) -> Any:
    return call.compute(y=each(lambda y: 1 - y, call.arguments["y"]))


def _other_base(base: int) -> Wrong:
    def loss(call: Call) -> Any:
        return float(call.compute()) / math.log(base)

    return loss


slip("log2", "binary_cross_entropy")(_other_base(2))
slip("log10", "binary_cross_entropy")(_other_base(10))


@slip("softmax-twice", "cross_entropy")
def _(call: Call) -> Any:
    return call.compute(z=each(float, softmax(call.arguments["z"])))


@slip(
    "log-of-logit",
    "cross_entropy",
    when=lambda call: float(call.arguments["z"][call.arguments["c"]]) > 0,
)
def _(call: Call) -> Any:
    return -math.log(float(call.arguments["z"][call.arguments["c"]]))


@slip("wrong-class", "cross_entropy")
def _(call: Call) -> Any:
    logits = [float(z) for z in call.arguments["z"]]
    return call.compute(c=logits.index(max(logits)))


@slip("probability-not-log", "cross_entropy")
def _(call: Call) -> Any:
    return 1 - softmax(call.arguments["z"]).tolist()[call.arguments["c"]]


@slip("mean-over-classes", "cross_entropy")
def _(call: Call) -> Any:
    return exact(call.compute(), len(call.arguments["z"]))


def _loss_is(*names: str) -> Test:
    return lambda call: call.arguments["name"] in names


def _reduction(call: Call) -> str:
    return str(call.arguments["reduction"] or loss_named(call.arguments["name"]).reduction)


@slip("missing-2", "loss_gradient", when=_loss_is("mse", "square"))
def _(call: Call) -> Any:
    return each(lambda g: exact(g, 2), call.compute())


@slip(
    "missing-1/n",
    "loss_gradient",
    when=lambda call: (
        _loss_is("mse", "logistic", "binary_cross_entropy")(call)
        and _reduction(call) == "mean"
        and _count(call) > 1
    ),
)
def _(call: Call) -> Any:
    return call.compute(reduction="sum")


def _turned(call: Call) -> Any:
    return each(lambda g: -g, call.compute())


slip(
    "sign-flipped",
    "loss_gradient",
    when=_loss_is("mse", "square"),
    hint="The sign is the other way round: start from prediction minus label.",
)(_turned)
slip(
    "sign-flipped",
    "loss_gradient",
    # With the label -1 this is the same as losing the label.
    when=lambda call: _loss_is("logistic")(call) and not _some_negative(call),
    hint="The sign is the other way round: the loss falls where the score moves towards the label.",
)(_turned)


@slip("ce-no-onehot", "loss_gradient", when=_loss_is("cross_entropy"))
def _(call: Call) -> Any:
    return softmax(call.arguments["f"])


slip("ce-sign", "loss_gradient", when=_loss_is("cross_entropy"))(_turned)


@slip(
    "logistic-no-label",
    "loss_gradient",
    when=lambda call: _loss_is("logistic")(call) and _some_negative(call),
)
def _(call: Call) -> Any:
    slopes, labels = as_array(call.compute()), as_array(call.arguments["y"])
    pairs = zip(slopes.ravel().tolist(), labels.ravel().tolist(), strict=True)
    found = [g if y > 0 else -g for g, y in pairs]
    return found[0] if not slopes.ndim else as_array(found).reshape(slopes.shape)
