"""A part's worked solution: what is told of the trace, and a last line that comes to the key."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from jinja2 import nodes

from quizgen.bank.slip_values import Truth
from quizgen.bank.statement import formulas, heads, options
from quizgen.language.expression import Scope, compiled
from quizgen.language.formula import (
    entry_steps,
    expression_step,
    has_cases,
    is_arithmetic,
    is_number,
    reduction_step,
)
from quizgen.language.iteration_steps import iteration_steps, steps_inside
from quizgen.telling import Step
from quizgen.telling.stopping import closing, needed, run_of, without_idle_names
from quizgen.variant import Variant

# Some values of a path: `h[1:]`, `path_of(…)[1:]`.
_SOME = re.compile(r"(.+)\[[-0-9: ]+\]", re.DOTALL)


def solution(
    expression: str,
    truth: Truth,
    let: Mapping[str, str],
    scope: Scope,
    prompt: str = "",
) -> tuple[Step, ...]:
    """The steps told, then the expression around them, or what was asked and its value.

    The prompt's symbols tell which of the steps work out what is asked.
    """
    text, value, steps = expression.strip(), truth.value, without_idle_names(truth.steps)
    iterated = iteration_steps(_of_path(text, let), value, scope)
    # Values alone, one after the other, say no more than the steps that led to them.
    if iterated and (not steps or any(line.formula or line.substitution for line in iterated)):
        return (*steps, *iterated)
    reduced = reduction_step(let.get(text, text), value, scope.value_of)
    if reduced is not None:
        return (*steps, reduced)
    if _is_worked_out(text, value, scope):
        used = needed(steps, _run_of_let(text, let, scope, steps, prompt))
        before = (*used, *steps_inside(text, scope))
        last = expression_step(text, value, scope.value_of)
        # A value alone, without the numbers it comes from, is the answer once more.
        return (*before, last) if before or last.formula or last.substitution else ()
    if not steps and _is_worked_out(let.get(text, ""), value, scope):
        last = expression_step(let[text], value, scope.value_of)
        if not (last.formula or last.substitution):
            return ()
        return (Step(_named(text, prompt), last.formula, last.substitution, last.value),)
    entries = () if steps else entry_steps(let.get(text, text), value, scope.value_of)
    if entries:
        return entries
    asked = next((call for call in reversed(truth.calls) if call.depth == 0), None)
    run = run_of(value, steps, prompt)
    if asked is not None and asked.result is not value:
        return needed(steps, run)
    if run and all(step.formula and not step.substitution for step in steps[run.stop :]):
        return steps[: run.stop]  # what follows only gives the answer another name
    return (*steps, *closing(value, steps, asked))


def _named(text: str, prompt: str) -> str:
    r"""What a prompt calls a quantity that the bank calls by a letter: with its index, or not at all.

    >>> _named("c", "What is the new cell state $c_1$?"), _named("D", "What is this loss?")
    ('c_1', '')
    """
    if len(text) != 1:
        return ""
    named = re.compile(rf"{re.escape(text)}(?:_(?:\w|\{{[^{{}}]*\}}))?'?")
    return next((f.strip() for f in formulas(prompt) if named.fullmatch(f.strip())), "")


def _is_worked_out(text: str, value: object, scope: Scope) -> bool:
    """Whether an expression is arithmetic that a line can say; of several cases only where it comes to numbers."""
    in_letters = bool(getattr(value, "free_symbols", None)) and has_cases(text)
    return is_number(value) and not in_letters and is_arithmetic(text, scope.value_of)


def without_given(variant: Variant) -> Variant:
    """The variant whose solutions do not work out what the statement says: `$U = 29$` is given."""
    parts = []
    before = [variant.text]
    for part in variant.parts:
        before += (part.prompt, *heads(part))
        steps = _not_given(part.solution, (*before, *options(part)))
        is_shorter = steps and steps != part.solution
        parts.append(replace(part, solution=steps) if is_shorter else part)
    found = tuple(parts)
    return variant if found == variant.parts else replace(variant, parts=found)


def _not_given(steps: tuple[Step, ...], texts: Sequence[str]) -> tuple[Step, ...]:
    """The steps without those whose result is a formula of the texts."""
    printed = "\n".join(texts)
    lines = {line for step in steps if (line := f"{step.symbol} = {step.value}") in printed}
    if not lines:
        return steps  # almost always
    given = {formula.strip() for text in texts for formula in formulas(text)}
    return tuple(step for step in steps if f"{step.symbol} = {step.value}" not in given)


def _run_of_let(
    text: str, let: Mapping[str, str], scope: Scope, steps: tuple[Step, ...], prompt: str
) -> range:
    """The steps that come to the one let of an expression, where that is a list: `w - alpha * g`; else empty."""
    named = [name for name in _operands(text) if name in let]
    if len(named) != 1 or not getattr(value := scope[named[0]], "size", 0) > 1:
        return range(0)
    return run_of(value, steps, prompt)


@lru_cache(maxsize=4096)
def _operands(text: str) -> tuple[str, ...]:
    """The names of an expression that asks the solver nothing; none of another."""
    expression = compiled(text)
    asks = any(expression.tree.find(kind) for kind in (nodes.Call, nodes.Getattr))
    return () if asks else expression.in_order


def _of_path(text: str, let: Mapping[str, str]) -> str:
    """The expression, by its let; of some values of a path the whole path."""
    found = _SOME.fullmatch(text)
    path = let.get(found[1], found[1]) if found else ""
    return path if path.startswith("path_of(") else let.get(text, text)
