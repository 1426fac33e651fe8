"""Where a worked solution stops: with the number asked, without what it does not need."""

import re
from collections.abc import Sequence
from dataclasses import replace

from quizgen.solver.quantity import Call
from quizgen.telling.notation import latex
from quizgen.telling.step import Step

# What is said before a number that stands exactly and rounded.
ROUNDED = "Rounded:"
TITLES = {
    "output_shape": "shape",
    "unit_shape": "shape",
    "parameter_count": "parameters",
    "macs": "MACs",
}


def without_idle_names(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps without those that only give a value another name, which no later step uses; the last stays.

    Unless it rounds a number to what the line before it has come to already. What the last layer gives
    without an activation is its pre-activation, `h = a`: worth a line where the loss is computed from
    `h`, and none where it is computed from something else.
    """
    if len(steps) > 1 and steps[-1].note == ROUNDED and steps[-1].value == steps[-2].value:
        steps = steps[:-1]
    kept: list[Step] = list(steps[-1:])
    for step in reversed(steps[:-1]):
        renames = bool(step.formula) and not step.substitution and not step.note
        name = unindexed(step.symbol)
        if not renames or any(name in unindexed(" ".join(later.sides)) for later in kept):
            kept.insert(0, step)
    return tuple(kept)


def run_of(value: object, steps: Sequence[Step], prompt: str) -> range:
    """The steps that come to the entries of the value, one after the other; empty where none do.

    Of several runs: one of a symbol that the prompt prints, then one that is all there is of its
    symbol, then the last, so that a number that occurs twice leaves out nothing.
    """
    entries = value.ravel().tolist() if hasattr(value, "ravel") else [value]
    wanted, size = [latex(entry) for entry in entries], len(entries)
    found = [step.value for step in steps]
    runs = [
        range(start, start + size)
        for start in range(len(found) - size, -1, -1)
        if found[start : start + size] == wanted
    ]
    if len(runs) < 2:
        return runs[0] if runs else range(0)
    symbols = [unindexed(step.symbol) for step in steps]

    def rank(run: range) -> tuple[bool, bool]:
        symbol = symbols[run.start]
        whole = [i for i, other in enumerate(symbols) if other == symbol] == list(run)
        return bool(symbol) and symbol in prompt, whole

    return max(runs, key=rank)


def needed(steps: tuple[Step, ...], run: range) -> tuple[Step, ...]:
    """The steps up to a run, without those beside it that it does not need; all where there is none."""
    if not run:
        return steps
    last = unindexed(steps[run.start].symbol)
    kept = list(steps[run.start : run.stop])
    said = bool(kept[0].note)
    for step in reversed(steps[: run.start]):
        beside = bool(last) and unindexed(step.symbol) == last
        if not beside or any(_uses(other, step) for other in kept):
            kept.insert(0, step)
            said = True
        elif step.note and not said:
            # The words before the first of several entries are about all of them.
            kept[0] = replace(kept[0], note=step.note)
            said = True
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


def closing(value: object, steps: tuple[Step, ...], asked: Call | None) -> tuple[Step, ...]:
    """The quantity asked and its value, where no step says it: a shape by a rule, not by arithmetic."""
    if asked is None or not isinstance(value, (int, tuple)):
        return ()
    entries = value if isinstance(value, tuple) else (value,)
    said = re.findall(r"-?\d+", steps[-1].value) if steps else []
    if said == list(map(str, entries)):
        return ()
    rule = "" if steps else _shape_words(asked)
    title = TITLES.get(asked.quantity, asked.quantity.replace("_", " "))
    return (Step(rf"\text{{{title}}}", "", "", latex(value), rule),)


def _shape_words(asked: Call) -> str:
    """What a layer says of its output's shape, where that is asked of a layer."""
    words = getattr(asked.subject, "shape_words", None)
    if words is None or asked.quantity != "output_shape":
        return ""
    said: str = words(asked.arguments["input_shape"])
    return said
