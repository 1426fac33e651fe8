"""Worked solutions of temporal-difference targets and updates."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("target")
def _(call: Call) -> Told:
    reward, gamma, following, values = (
        call.arguments[key] for key in ("reward", "gamma", "following", "values")
    )
    if call.arguments["terminal"]:
        note = "The episode ends: nothing follows, and the reward alone is the target."
        yield Step("y", "r", "", number(call.result), note)
        return
    value = signed(following)
    if values is not None:
        value = rf"\max({', '.join(map(number, values))})"
    numbers = rf"{number(reward)} + {signed(gamma)} \cdot {value}"
    yield Step("y", "", numbers, number(call.result), "The target:")


@teller("action chosen")
def _(call: Call) -> Told:
    values = ", ".join(map(number, call.arguments["values"]))
    largest, other = (number(call.arguments[name]) for name in ("largest", "other"))
    yield Step(r"\max Q_1", "", rf"\max({values})", largest, "The first table chooses the action:")
    words = "What that action is worth in the second table:"
    yield Step(r"\text{worth}", "", "", other, words)


@teller("value moved")
def _(call: Call) -> Told:
    q, target, alpha = (call.arguments[key] for key in ("q", "target", "alpha"))
    numbers = rf"{number(q)} + {signed(alpha)} \cdot ({number(target)} - {signed(q)})"
    yield Step("Q", r"Q + \alpha (y - Q)", numbers, number(call.result))
