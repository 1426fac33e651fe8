"""Hints for a part that give no number away."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizgen.variant import Part

NO_HINT = "There is no hint for this one; skip shows the worked solution."


def hints(part: "Part") -> tuple[str, ...]:
    r"""Markdown, the author's hint first, then the formula that leads to the answer.

    >>> from quizgen.solver.derivation import Step
    >>> from quizgen.variant import Part
    >>> hints(Part("a", "?", "integer", 4, solution=(Step("U", "D - P + 1", "6 - 3 + 1", "4"),)))
    ('$U = D - P + 1$',)
    """
    found = [part.hint] if part.hint else []
    formulas = dict.fromkeys(
        f"${step.symbol} = {step.formula}$" if step.symbol else f"${step.formula}$"
        for step in part.solution
        if step.formula and not any(sign.isdigit() for sign in step.formula.replace("1", ""))
    )
    found += list(formulas)[-2:]
    return tuple(found) or (NO_HINT,)
