"""Worked solutions of the perceptron rule."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import latex, number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("observation shown")
def _(call: Call) -> Told:
    """The score, and the new weights where its sign is not the label."""
    w, x, y, rate, score = (call.arguments[key] for key in ("w", "x", "y", "rate", "score"))
    mistaken = call.arguments["mistaken"]
    pairs = zip(w.tolist(), x.tolist(), strict=True)
    numbers = " + ".join(rf"{signed(a)} \cdot {signed(b)}" for a, b in pairs)
    judged = "a mistake" if mistaken else "right, nothing changes"
    label, turn = "positive label" if y > 0 else "negative label", call.arguments["number"]
    note = f"Pass {turn}, {label}: {judged}." if turn else f"{label.capitalize()}: {judged}."
    yield Step(r"w \cdot x", "", numbers, number(score), note)
    if mistaken:
        factor = "" if rate == 1 else rf"{number(rate)} \cdot "
        moved = rf"{latex(w)} + {factor}{signed(y)} \cdot {latex(x)}"
        yield Step("w", "", moved, latex(call.result))


@teller("weights of the rule")
def _(call: Call) -> Told:
    yield Step("w", "", "", latex(call.result), "The last pass leaves the weights as they are:")


@teller("passes of the rule")
def _(call: Call) -> Told:
    counts = ", ".join(map(str, call.arguments["mistakes"]))
    note = f"Mistakes of each pass: {counts}. The last pass has none."
    yield Step(r"\text{passes}", "", "", str(call.result), note)


@teller("mistakes of the rule")
def _(call: Call) -> Told:
    terms = " + ".join(map(str, call.arguments["mistakes"]))
    yield Step(r"\text{mistakes}", "", terms, str(call.result))
