r"""A worked solution in brief: for whoever marks, or knows the way and wants to see the numbers.

One line that comes to what was asked, formula, numbers and result; before it the line whose result it
uses, if there is one. Of several entries the first is worked out, of the others only the values are said.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from quizgen.telling.legend import step_symbols
from quizgen.telling.letters import of_latex
from quizgen.telling.step import Step
from quizgen.telling.stopping import unindexed

# Entries that stand on one line.
ABREAST = 6
# Lines before the one that comes to the key, such as both sides of a shape, and how far back they are looked for.
BEFORE, WINDOW = 2, 3
_VALUE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")
# A decimal of a key and the same as it is printed.
ROUNDED = 1e-3
_WHOLE = ("[", "(", r"\begin{")
_COUNTED = re.compile(r"-?[\d.]+")
_FORMULA = re.compile(r"\$([^$]+)\$")


def brief(steps: Sequence[Step], key: object = None) -> tuple[Step, ...]:
    r"""The steps in brief: never more of them, and they come to the whole `key`, given in its JSON form.

    Each number in them is one of the steps; notes are left out where a line has numbers. Where it
    is not plain which lines come to the key, all of them are told.

    >>> size = Step("U", r"D - P + 1", "6 - 3 + 1", "4", "The kernel has so many places.")
    >>> edges = Step(r"\text{connections}", "U P", r"4 \cdot 3", "12")
    >>> print(*brief([Step("D", "", "", "6"), size, edges], 12), sep="\n")
    U = D - P + 1 = 6 - 3 + 1 = 4
    \text{connections} = U P = 4 \cdot 3 = 12
    >>> outputs = [Step(f"h_{i}", r"v x", rf"2 \cdot {i}", str(2 * i)) for i in (1, 2, 3)]
    >>> print(*brief(outputs, [2, 4, 6]), sep="\n")
    h_1 = v x = 2 \cdot 1 = 2
    h_2, h_3 = 4, 6
    """
    last = _last(steps, key)
    if len(last) == 1:
        used = _used(steps[: steps.index(last[0])], last[0])
        told = [*([_joined(used)] if _are_alike(used) else used), *last]
    else:
        told = [*_beside_each_other(last)] if _are_alike(last) else [*last]
    return tuple(_with_legends([*map(_without_note, told)], steps))


def _last(steps: Sequence[Step], key: object) -> Sequence[Step]:
    """The lines that come to the key: one, or one for each of its entries or rows; all if that is not plain."""
    wanted = _numbers(key)
    if len(steps) < 2 or not isinstance(key, list) or _entries(key) == 1:
        return steps[-1:]
    size = _entries(key)
    alike: dict[str, list[Step]] = {}
    for step in steps:
        alike.setdefault(_name(step), []).append(step)
    for some in (
        *([step] for step in reversed(steps)),
        *(
            of[i : i + size]
            for of in reversed(alike.values())
            for i in range(len(of) - size, -1, -1)
        ),
        *(steps[start:] for start in range(len(steps) - 1, -1, -1)),
    ):
        if _are_same([number for step in some for number in _numbers(step.value)], wanted):
            return some
    return steps[-1:] if steps[-1].value.startswith(_WHOLE) else steps


def _entries(key: object) -> int:
    return sum(map(_entries, key)) if isinstance(key, list) else 1


def _numbers(value: object) -> list[str]:
    """The numbers in a value, one after the other, without their signs."""
    if isinstance(value, list):
        return [number for entry in value for number in _numbers(entry)]
    return _VALUE.findall(str(value))


def _are_same(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether numbers are the same, decimals as far as they are printed."""
    return len(left) == len(right) and all(
        a == b or ("." in a + b and math.isclose(float(a), float(b), rel_tol=ROUNDED))
        for a, b in zip(left, right, strict=True)
    )


def _name(step: Step) -> str:
    """What an entry is one of: its symbol without indices, layers, and numbers in brackets."""
    return _COUNTED.sub("", unindexed(step.symbol))


def _are_alike(steps: Sequence[Step]) -> bool:
    """Whether lines are entries of one vector or matrix, no rows."""
    symbols = {step.symbol for step in steps}
    single = not any("," in step.value or step.value.startswith(_WHOLE) for step in steps)
    named = len(symbols) == len(steps) > 1 and "" not in symbols
    return single and named and len(set(map(_name, steps))) == 1


def _beside_each_other(steps: Sequence[Step]) -> Iterable[Step]:
    """Entries: the first as it is worked out, of the others the values."""
    yield steps[0]
    rest = steps[1:]
    for start in range(0, len(rest), ABREAST):
        yield _joined(rest[start : start + ABREAST])


def _joined(steps: Sequence[Step]) -> Step:
    if len(steps) == 1:
        return steps[0]
    symbols, values = (
        ", ".join(sides) for sides in zip(*((s.symbol, s.value) for s in steps), strict=True)
    )
    return Step(symbols, "", "", values)


def _used(before: Sequence[Step], step: Step) -> Sequence[Step]:
    """The lines shortly before one that it stands on."""
    worked = bool(step.formula or step.substitution)
    side = f"{step.formula} {step.substitution}" if worked else step.value
    near = before[-WINDOW:]
    used = [
        earlier
        for earlier in near
        if _is_in(earlier, side) or (not worked and earlier is before[-1])
    ]
    return used[-BEFORE:]


def _is_in(earlier: Step, side: str) -> bool:
    """Whether a formula names an earlier line, or has its value among its numbers."""
    if earlier.symbol and earlier.symbol in side:
        return True
    if _VALUE.fullmatch(earlier.value):
        return earlier.value in _VALUE.findall(side)
    return earlier.value in side


def _without_note(step: Step) -> Step:
    return replace(step, note="") if step.formula or step.substitution else step


def _with_legends(told: Sequence[Step], steps: Sequence[Step]) -> Iterable[Step]:
    """The lines, each with the legends that lines left out had of its letters."""
    own = {step.legend for step in told}
    said: set[str] = set()
    for step in told:
        letters = step_symbols(step)
        needed = [
            legend
            for legend in dict.fromkeys(s.legend for s in steps if s.legend)
            if legend == step.legend
            or (
                legend not in own
                and legend not in said
                and not letters.isdisjoint(_letters(legend))
            )
        ]
        said.update(needed)
        yield replace(step, legend=" ".join(needed)) if needed else step


def _letters(legend: str) -> frozenset[str]:
    return frozenset().union(*map(of_latex, _FORMULA.findall(legend)))
