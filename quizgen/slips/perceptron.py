"""Wrong ways with the perceptron rule."""

from typing import Any

from quizgen.slips.functions import slip
from quizgen.solver.perceptron import perceptron_mistakes, perceptron_pass, perceptron_passes
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, plus, product, scalar, tidy


def _moved(call: Call, factor: Any) -> Any:
    w, x = as_array(call.arguments["w"]), as_array(call.arguments["x"])
    return plus(w, tidy(x.astype(object) * factor))


def _mistaken(call: Call) -> bool:
    score = product(as_array(call.arguments["w"]), as_array(call.arguments["x"]))
    return bool(call.arguments["y"] * scalar(score) <= 0)


@slip(
    "updates-when-right",
    "perceptron_update",
    when=lambda call: not _mistaken(call),
    hint="The sign of the score is the label already: nothing changes.",
)
def _(call: Call) -> Any:
    return _moved(call, call.arguments["rate"] * call.arguments["y"])


@slip(
    "label-forgotten",
    "perceptron_update",
    when=lambda call: _mistaken(call) and call.arguments["y"] == -1,
    hint="With a negative label the input is subtracted, not added.",
)
def _(call: Call) -> Any:
    return _moved(call, call.arguments["rate"])


@slip(
    "moves-away",
    "perceptron_update",
    when=lambda call: _mistaken(call) and call.arguments["y"] == 1,
    hint="That is a step the wrong way: with a positive label the input is added.",
)
def _(call: Call) -> Any:
    return _moved(call, -call.arguments["rate"])


@slip(
    "rate-forgotten",
    "perceptron_update",
    when=lambda call: _mistaken(call) and call.arguments["rate"] != 1,
    hint="The input is multiplied by the learning rate before it is added.",
)
def _(call: Call) -> Any:
    return _moved(call, call.arguments["y"])


@slip(
    "unchanged",
    "perceptron_update",
    when=_mistaken,
    hint="The sign of the score is not the label: the weights change.",
)
def _(call: Call) -> Any:
    return as_array(call.arguments["w"])


@slip(
    "clean-pass-not-counted",
    "perceptron_passes",
    hint="The last pass, in which nothing is mistaken, counts too.",
)
def _(call: Call) -> int:
    return int(call.compute()) - 1


@slip(
    "mistakes-for-passes",
    "perceptron_passes",
    hint="That is the number of mistakes; passes through all observations are asked.",
)
def _(call: Call) -> int:
    return perceptron_mistakes(**call.arguments)


@slip(
    "passes-for-mistakes",
    "perceptron_mistakes",
    hint="That is the number of passes; each observation that is mistaken counts by itself.",
)
def _(call: Call) -> int:
    return perceptron_passes(**call.arguments)


@slip(
    "observations-shown",
    "perceptron_mistakes",
    hint="That is how often an observation is shown; only those that are mistaken count.",
)
def _(call: Call) -> int:
    return perceptron_passes(**call.arguments) * len(as_array(call.arguments["y"]))


@slip(
    "all-with-old-weights",
    "perceptron_pass",
    hint="The weights move after each observation that is mistaken; the next one meets the new weights.",
)
def _(call: Call) -> Any:
    x, y = as_array(call.arguments["x"]), as_array(call.arguments["y"]).ravel().tolist()
    w = call.arguments["w"]
    weights = as_array([0] * x.shape[1] if w is None else w)
    for _pass in range(call.arguments["passes"]):
        scores = [scalar(product(weights, row)) for row in x]
        for row, label, score in zip(x, y, scores, strict=True):
            if label * score <= 0:
                weights = plus(weights, tidy(row.astype(object) * (call.arguments["rate"] * label)))
    return weights


@slip(
    "after-one-pass",
    "perceptron_weights",
    hint="After one pass some observations may still be mistaken: go on until a whole pass has no mistake.",
)
def _(call: Call) -> Any:
    return perceptron_pass(**call.arguments)


@slip(
    "rate-forgotten",
    "perceptron_pass",
    "perceptron_weights",
    when=lambda call: call.arguments["rate"] != 1,
    hint="The input is multiplied by the learning rate before it is added.",
)
def _(call: Call) -> Any:
    return call.compute(rate=1)
