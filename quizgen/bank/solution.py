"""A part's worked solution: what is told of the trace, and a last line that comes to the key."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from quizgen.bank.slip_values import Truth
from quizgen.bank.statement import formulas, texts
from quizgen.language.expression import Scope
from quizgen.language.formula import (
    expression_step,
    is_arithmetic,
    is_number,
    reduction_step,
)
from quizgen.language.iteration_steps import iteration_steps, steps_inside
from quizgen.solver.quantity import Call
from quizgen.telling import Step
from quizgen.telling.notation import latex
from quizgen.variant import Part, Variant

# Some values of a path: `h[1:]`, `path_of(…)[1:]`.
_SOME = re.compile(r"(.+)\[[-0-9: ]+\]", re.DOTALL)
TITLES = {
    "output_shape": "shape",
    "unit_shape": "shape",
    "parameter_count": "parameters",
    "macs": "MACs",
}


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
    text, value, steps = expression.strip(), truth.value, _without_idle_names(truth.steps)
    iterated = iteration_steps(_of_path(text, let), value, scope)
    if iterated:
        return (*steps, *iterated)
    reduced = reduction_step(let.get(text, text), value, scope.value_of)
    if reduced is not None:
        return (*steps, reduced)
    if is_arithmetic(text) and is_number(value):
        before = (*steps, *steps_inside(text, scope))
        last = expression_step(text, value, scope.value_of)
        # A value alone, without the numbers it comes from, is the answer once more.
        return (*before, last) if before or last.formula or last.substitution else ()
    if not steps and is_arithmetic(let.get(text, "")) and is_number(value):
        last = expression_step(let[text], value, scope.value_of)
        symbol = text if len(text) == 1 else ""
        return (Step(symbol, last.formula, last.substitution, last.value),)
    asked = next((call for call in reversed(truth.calls) if call.depth == 0), None)
    run = _run(value, steps, prompt)
    if asked is not None and asked.result is not value:
        return _needed(steps, run)
    if run and all(step.formula and not step.substitution for step in steps[run.stop :]):
        return steps[: run.stop]  # what follows only gives the answer another name
    return (*steps, *_closing(value, steps, asked))


def without_given(variant: Variant) -> Variant:
    """The variant whose solutions do not work out what the statement says: `$U = 29$` is given."""

    def told(number: int, part: Part) -> Part:
        if not part.solution:
            return part
        given = {formula.strip() for text in texts(variant, number) for formula in formulas(text)}
        steps = tuple(
            step for step in part.solution if f"{step.symbol} = {step.value}" not in given
        )
        return replace(part, solution=steps) if steps and steps != part.solution else part

    parts = tuple(map(told, range(len(variant.parts)), variant.parts))
    return variant if parts == variant.parts else replace(variant, parts=parts)


def _without_idle_names(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps without those that only give a value another name, which no later step uses; the last stays.

    What the last layer gives without an activation is its pre-activation, `h = a`: worth a line
    where the loss is computed from `h`, and none where it is computed from something else.
    """
    kept: list[Step] = list(steps[-1:])
    for step in reversed(steps[:-1]):
        renames = bool(step.formula) and not step.substitution and not step.note
        name = unindexed(step.symbol)
        if not renames or any(name in unindexed(" ".join(later.sides)) for later in kept):
            kept.insert(0, step)
    return tuple(kept)


def _run(value: object, steps: Sequence[Step], prompt: str) -> range:
    """The steps that come to the entries of the value, one after the other; empty where none do.

    Of several runs: one of a symbol that the prompt prints, then one that is all there is of its
    symbol, then the last, so that a number that occurs twice leaves out nothing.
    """
    entries = value.ravel().tolist() if hasattr(value, "ravel") else [value]
    wanted, size = [latex(entry) for entry in entries], len(entries)
    found, symbols = [step.value for step in steps], [unindexed(step.symbol) for step in steps]
    runs = [
        range(start, start + size)
        for start in range(len(found) - size, -1, -1)
        if found[start : start + size] == wanted
    ]

    def rank(run: range) -> tuple[bool, bool]:
        symbol = symbols[run.start]
        whole = [i for i, other in enumerate(symbols) if other == symbol] == list(run)
        return bool(symbol) and symbol in prompt, whole

    return max(runs, key=rank, default=range(0))


def _of_path(text: str, let: Mapping[str, str]) -> str:
    """The expression, by its let; of some values of a path the whole path."""
    found = _SOME.fullmatch(text)
    path = let.get(found[1], found[1]) if found else ""
    return path if path.startswith("path_of(") else let.get(text, text)


def _needed(steps: tuple[Step, ...], run: range) -> tuple[Step, ...]:
    """The steps up to a run, without those beside it that it does not need; all where there is none."""
    if not run:
        return steps
    last = unindexed(steps[run.start].symbol)
    kept = list(steps[run.start : run.stop])
    for step in reversed(steps[: run.start]):
        beside = bool(last) and unindexed(step.symbol) == last
        if not beside or any(_uses(other, step) for other in kept):
            kept.insert(0, step)
    return tuple(kept)


def _uses(step: Step, earlier: Step) -> bool:
    """Whether a step names an earlier one or puts in its value."""
    before = f"{step.formula} {step.substitution}"
    return earlier.symbol in before or earlier.value in step.substitution


_ENTRY = re.compile(r"_(?:\{[^{}]*\}|\w)|(?<=\\partial )\\?\w+")


def unindexed(symbol: str) -> str:
    r"""The symbol of a whole vector or matrix from that of an entry; of a gradient from a derivative.

    >>> print(unindexed(r"\nabla_{W^{(2)}_{1 2}} J"), unindexed("h_3"))
    \nabla_{W^{(2)}} J h
    >>> print(unindexed(r"\frac{\partial}{\partial x} z"))
    \frac{\partial}{\partial } z
    """
    return _ENTRY.sub("", symbol)


def _closing(value: object, steps: tuple[Step, ...], asked: Call | None) -> tuple[Step, ...]:
    """The quantity asked and its value, where no step says it: a shape by a rule, not by arithmetic."""
    if asked is None or not isinstance(value, (int, tuple)):
        return ()
    entries = value if isinstance(value, tuple) else (value,)
    said = re.findall(r"-?\d+", steps[-1].value) if steps else []
    if said == list(map(str, entries)):
        return ()
    rule = getattr(asked.subject, "shape_rule", "") if asked.quantity == "output_shape" else ""
    title = TITLES.get(asked.quantity, asked.quantity.replace("_", " "))
    return (Step(rf"\text{{{title}}}", "", "", latex(value), "" if steps else rule),)
