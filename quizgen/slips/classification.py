"""Wrong ways with the measures of a confusion matrix."""

from collections.abc import Callable
from typing import Any

from quizgen.slips.functions import Wrong, asked, exact, slip
from quizgen.solver.classification import (
    accuracy,
    precision,
    recall,
    specificity,
)
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array

_PAIR = (
    (precision, "recall", "precision-for-recall", "That is the precision, a share of the predictions; a share of the true members of the class is asked."),
    (recall, "precision", "recall-for-precision", "That is the recall, a share of the true members of the class; a share of the predictions is asked."),
    (recall, "specificity", "recall-for-specificity", "That is the recall of the class itself; the share of the others that are predicted as others is asked."),
    (specificity, "recall", "specificity-for-recall", "That is the share of the others that are predicted as others; the class itself is asked."),
)  # fmt: skip


def _other(measure: Callable[..., Any]) -> Wrong:
    return lambda call: measure(**call.arguments)


for _function, _measure, _name, _hint in _PAIR:
    slip(_name, _measure, hint=_hint)(_other(_function))


@slip(
    "transposed-table",
    "balanced_accuracy",
    hint="Rows are the true classes: each share is taken of a row, not of a column.",
)
def _(call: Call) -> Any:
    return call.compute(matrix=as_array(call.arguments["matrix"]).T)


@slip(
    "accuracy-for-share",
    "precision",
    "recall",
    "specificity",
    "f1_score",
    "balanced_accuracy",
    hint="That is the accuracy, the share of all observations that are predicted right.",
)
def _(call: Call) -> Any:
    return accuracy(call.arguments["matrix"])


@slip(
    "error-rate",
    "accuracy",
    hint="That is the share predicted wrong; the share predicted right is asked.",
)
def _(call: Call) -> Any:
    return 1 - call.compute()


@slip(
    "positives-of-all",
    "accuracy",
    when=lambda call: as_array(call.arguments["matrix"]).shape == (2, 2),
    hint="Observations of the negative class that are predicted right count too.",
)
def _(call: Call) -> Any:
    matrix = as_array(call.arguments["matrix"])
    return exact(int(matrix[1, 1]), int(matrix.sum()))


@slip(
    "arithmetic-mean",
    "f1_score",
    hint="That is the ordinary mean of precision and recall; the harmonic one is asked.",
)
def _(call: Call) -> Any:
    given = call.arguments
    return exact(precision(**given) + recall(**given), 2)


@slip(
    "no-factor-two",
    "f1_score",
    hint="The harmonic mean is twice the product divided by the sum: a factor of two is missing.",
)
def _(call: Call) -> Any:
    return exact(call.compute(), 2)


@slip(
    "false-share",
    "specificity",
    hint="That is the share of the others that are taken for the class; what it lacks to the whole is asked.",
)
def _(call: Call) -> Any:
    return 1 - call.compute()


@slip(
    "columns-for-true",
    "confusion_matrix",
    when=asked,
    hint="Each true class has a row, each predicted class a column.",
)
def _(call: Call) -> Any:
    return call.compute(actual=call.arguments["predicted"], predicted=call.arguments["actual"])
