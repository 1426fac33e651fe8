"""A part's worked solution: what the solver recorded, and a last line that comes to the key."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quizgen.bank.formula import expression_step, is_arithmetic, reduction_step
from quizgen.solver.derivation import Step
from quizgen.solver.notation import latex
from quizgen.solver.quantity import Call

TITLES = {"output_shape": "shape", "parameter_count": "parameters", "macs": "MACs"}


def solution(
    expression: str,
    value: Any,
    steps: tuple[Step, ...],
    calls: Sequence[Call],
    let: Mapping[str, str],
    evaluate: Callable[[str], Any],
) -> tuple[Step, ...]:
    """The steps recorded, then the expression around them, or what was asked and its value."""
    text = expression.strip()
    reduced = reduction_step(let.get(text, text), value, evaluate)
    if reduced is not None:
        return (*steps, reduced)
    if is_arithmetic(text):
        return (*steps, expression_step(text, value, evaluate))
    if not steps and is_arithmetic(let.get(text, "")):
        last = expression_step(let[text], value, evaluate)
        symbol = text if len(text) == 1 else ""
        return (Step(symbol, last.formula, last.substitution, last.value),)
    return (*steps, *_closing(value, steps, calls))


def _closing(value: Any, steps: tuple[Step, ...], calls: Sequence[Call]) -> tuple[Step, ...]:
    """The quantity asked and its value, where no step says it: a shape by a rule, not by arithmetic."""
    asked = next((call for call in reversed(calls) if call.depth == 0), None)
    if asked is None or asked.result is not value or not isinstance(value, int | tuple):
        return ()
    entries = value if isinstance(value, tuple) else (value,)
    said = re.findall(r"\d+", steps[-1].value) if steps else []
    if said == list(map(str, entries)):
        return ()
    rule = getattr(asked.subject, "shape_rule", "") if asked.quantity == "output_shape" else ""
    title = TITLES.get(asked.quantity, asked.quantity.replace("_", " "))
    return (Step(rf"\text{{{title}}}", "", "", latex(value), "" if steps else rule),)
