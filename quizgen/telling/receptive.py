"""Worked solutions of receptive fields: the field grows from layer to layer."""

from typing import Any

from quizgen.solver.trace import Call
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("field after a layer")
def _(call: Call) -> Told:
    before, windows, layer = (call.arguments[name] for name in ("before", "windows", "layer"))
    lines = [_line(*axis) for axis in zip(before, windows, call.result, strict=True)]
    apart = f"which goes over values that lie {_apart(before)} apart in the input"
    note = f"After {type(layer).__name__}, {apart}:"
    if call.arguments["is_back"]:
        sizes = " and ".join(dict.fromkeys(f"$r = {span.size}$" for span in before))
        note = f"In another branch, from {sizes} on:"
    for i, line in enumerate(dict.fromkeys(lines)):
        yield Step("r", line[0], line[1], line[2], note if i == 0 else "")


def _apart(before: Any) -> str:
    jumps = dict.fromkeys(span.jump for span in before)
    return " and ".join(map(str, jumps))


def _line(before: Any, window: Any, after: Any) -> tuple[str, str, str]:
    spread = window.dilation != 1
    formula = r"q + d \cdot (k - 1) \cdot s" if spread else r"q + (k - 1) \cdot s"
    factor = rf"{window.dilation} \cdot " if spread else ""
    numbers = rf"{before.size} + {factor}({window.kernel} - 1) \cdot {before.jump}"
    return formula, numbers, str(after.size)


@teller("fields of branches")
def _(call: Call) -> Told:
    for i, after in enumerate(dict.fromkeys(call.result)):
        sizes = ", ".join(str(branch[i].size) for branch in call.arguments["branches"])
        yield Step("r", "", rf"\max({sizes})", str(after.size), "Where branches join:")
