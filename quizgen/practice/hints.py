"""Hints for a part that give no number away."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizgen.telling import Step
    from quizgen.variant import Part

_INDEX = re.compile(r"_(?:\{[^{}]*\}|\w)")
_LAYER = re.compile(r"\^\{\([^{}]*\)\}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
NO_HINT = "There is no hint for this one; skip shows the worked solution."


def hints(part: "Part") -> tuple[str, ...]:
    r"""Markdown, the author's hint first, then the formulas of the two quantities worked out last.

    >>> from quizgen.telling import Step
    >>> from quizgen.variant import Part
    >>> step = Step("U", "D - P + 1", "6 - 3 + 1", "4", legend="$D$ is the number of inputs.")
    >>> hints(Part("a", "?", "integer", 4, solution=(step,)))
    ('Work with $U = D - P + 1$. $D$ is the number of inputs.',)
    """
    found = [part.hint] if part.hint else []
    steps = {_kind(step): step for step in reversed(part.solution)}
    last = reversed(list(steps.values())[:2])
    found += [
        _sentence(step) for step in last if step.formula and not _tells_a_number(step.formula)
    ]
    return tuple(found) or (NO_HINT,)


def _kind(step: "Step") -> str:
    r"""What a step works out, whichever entry of it: the formula, or the symbol where there is none.

    >>> from quizgen.telling import Step
    >>> _kind(Step(r"a^{(2)}_{1}", r"\sum_j W^{(2)}_{1 j} h^{(1)}_j", "3", "3"))
    'a^{(2)} = \\sum W^{(2)} h^{(1)}'
    >>> _kind(Step(r"\sigma(-7)", "", r"\max(0, -7)", "0"))
    '\\sigma(-)'
    """
    if step.formula:
        return _without_indices(f"{step.symbol} = {step.formula}")
    return _NUMBER.sub("", _without_indices(step.symbol))


def _sentence(step: "Step") -> str:
    """A formula to work with, and what its letters mean."""
    formula = f"{step.symbol} = {step.formula}" if step.symbol else step.formula
    return " ".join(text for text in (f"Work with ${formula}$.", step.legend) if text)


def _tells_a_number(formula: str) -> bool:
    """A number other than 1, as in D - P + 1; an index is none, nor the number of a layer."""
    plain = _LAYER.sub("", _without_indices(formula))
    return any(sign.isdigit() for sign in plain.replace("1", ""))


def _without_indices(formula: str) -> str:
    """The formula of h_1 is that of h_2, but not that of the layer after.

    >>> _without_indices(r"W_{12} h^{(1)}_2")
    'W h^{(1)}'
    """
    return _INDEX.sub("", formula)
