"""Worked solutions of the measures of a confusion matrix."""

from collections.abc import Mapping

from quizgen.solver.trace import Call
from quizgen.telling.notation import number
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

# The formula in counts of true and false, positive and negative; of several classes there is none.
FORMULAS: Mapping[str, tuple[str, str]] = {
    "accuracy": ("accuracy", r"\frac{\text{right}}{\text{all}}"),
    "precision": ("precision", r"\frac{TP}{TP + FP}"),
    "recall": ("recall", r"\frac{TP}{TP + FN}"),
    "specificity": ("specificity", r"\frac{TN}{TN + FP}"),
    "f1_score": ("F_1", r"\frac{2 TP}{2 TP + FP + FN}"),
}

# What no one sees in the numbers: they come of the harmonic mean, not of a share that was told.
NOTES: Mapping[str, str] = {
    "f1_score": "The harmonic mean comes to twice what is rightly found, divided by that and all that is wrongly found or missed:",
}


@teller("share of a table")
def _(call: Call) -> Told:
    what, top, bottom = (call.arguments[name] for name in ("what", "top", "bottom"))
    name, formula = FORMULAS[what]
    symbol = name if name.startswith("F") else rf"\text{{{name}}}"
    above, below = (" + ".join(map(str, counts)) for counts in (top, bottom))
    numbers = rf"\frac{{{above}}}{{{below}}}"
    yield Step(symbol, formula, numbers, number(call.result), NOTES.get(what, ""))


@teller("mean of recalls")
def _(call: Call) -> Told:
    recalls, rows = call.arguments["recalls"], call.arguments["rows"]
    for i, (row, value) in enumerate(zip(rows, recalls, strict=True)):
        below = " + ".join(map(str, row))
        numbers = rf"\frac{{{row[i]}}}{{{below}}}"
        yield Step(rf"\text{{recall of class {i}}}", "", numbers, number(value))
    terms = " + ".join(map(number, recalls))
    yield Step(r"\text{mean}", "", rf"\frac{{{terms}}}{{{len(recalls)}}}", number(call.result))


@teller("confusion_matrix")
def _(call: Call) -> Told:
    words = "How often each class is predicted for the cases of a class:"
    for i, row in enumerate(call.result.tolist()):
        counts = ", ".join(map(str, row))
        yield Step(rf"\text{{class {i}}}", "", "", counts, "" if i else words)
