"""Hints for a part that give no number away."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizgen.solver.derivation import Step
    from quizgen.variant import Part

_INDEX = re.compile(r"_(?:\{[^{}]*\}|\w)|\^\{\([^{}]*\)\}")
NO_HINT = "There is no hint for this one; skip shows the worked solution."


def hints(part: "Part") -> tuple[str, ...]:
    r"""Markdown, the author's hint first, then the formula that leads to the answer.

    >>> from quizgen.solver.derivation import Step
    >>> from quizgen.variant import Part
    >>> step = Step("U", "D - P + 1", "6 - 3 + 1", "4", legend="$D$ is the number of inputs.")
    >>> hints(Part("a", "?", "integer", 4, solution=(step,)))
    ('Work with $U = D - P + 1$. $D$ is the number of inputs.',)
    """
    found = [part.hint] if part.hint else []
    formulas = {
        _without_indices(f"{step.symbol} = {step.formula}"): step
        for step in reversed(part.solution)
        if step.formula and not _tells_a_number(step.formula)
    }
    found += [_sentence(step) for step in list(formulas.values())[1::-1]]
    return tuple(found) or (NO_HINT,)


def _sentence(step: "Step") -> str:
    """A formula to work with, and what its letters mean."""
    formula = f"{step.symbol} = {step.formula}" if step.symbol else step.formula
    return " ".join(text for text in (f"Work with ${formula}$.", step.legend) if text)


def _tells_a_number(formula: str) -> bool:
    """A number other than 1, as in D - P + 1; an index is none."""
    return any(sign.isdigit() for sign in _without_indices(formula).replace("1", ""))


def _without_indices(formula: str) -> str:
    """The formula of h_1 is that of h_2.

    >>> _without_indices(r"W_{12} h^{(1)}_2")
    'W h'
    """
    return _INDEX.sub("", formula)
