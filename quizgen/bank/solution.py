"""A part's worked solution: what the solver recorded, and a last line that comes to the key."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.bank.formula import (
    Evaluate,
    expression_step,
    is_arithmetic,
    is_number,
    reduction_step,
)
from quizgen.solver.derivation import Step
from quizgen.solver.notation import latex
from quizgen.solver.quantity import Call

TITLES = {
    "output_shape": "shape",
    "unit_shape": "shape",
    "parameter_count": "parameters",
    "macs": "MACs",
}


def solution(
    expression: str,
    value: Any,
    steps: tuple[Step, ...],
    calls: Sequence[Call],
    let: Mapping[str, str],
    evaluate: Evaluate,
) -> tuple[Step, ...]:
    """The steps recorded, then the expression around them, or what was asked and its value."""
    text = expression.strip()
    reduced = reduction_step(let.get(text, text), value, evaluate)
    if reduced is not None:
        return (*steps, reduced)
    if is_arithmetic(text) and is_number(value):
        return (*steps, expression_step(text, value, evaluate))
    if not steps and is_arithmetic(let.get(text, "")) and is_number(value):
        last = expression_step(let[text], value, evaluate)
        symbol = text if len(text) == 1 else ""
        return (Step(symbol, last.formula, last.substitution, last.value),)
    asked = next((call for call in reversed(calls) if call.depth == 0), None)
    if asked is not None and asked.result is not value:
        return steps[: _end(value, steps)]
    return (*steps, *_closing(value, steps, asked))


def _end(value: Any, steps: tuple[Step, ...]) -> int | None:
    """Where the steps come to a piece of what was computed: a layer's outputs, one gradient of many.

    The last place counts, so that a number that occurs twice leaves out nothing.
    """
    entries = value.ravel().tolist() if hasattr(value, "ravel") else [value]
    wanted, size = [latex(entry) for entry in entries], len(entries)
    found = [step.value for step in steps]
    ends = range(len(found), size - 1, -1)
    return next((end for end in ends if found[end - size : end] == wanted), None)


def _closing(value: Any, steps: tuple[Step, ...], asked: Call | None) -> tuple[Step, ...]:
    """The quantity asked and its value, where no step says it: a shape by a rule, not by arithmetic."""
    if asked is None or not isinstance(value, int | tuple):
        return ()
    entries = value if isinstance(value, tuple) else (value,)
    said = re.findall(r"-?\d+", steps[-1].value) if steps else []
    if said == list(map(str, entries)):
        return ()
    rule = getattr(asked.subject, "shape_rule", "") if asked.quantity == "output_shape" else ""
    title = TITLES.get(asked.quantity, asked.quantity.replace("_", " "))
    return (Step(rf"\text{{{title}}}", "", "", latex(value), "" if steps else rule),)
