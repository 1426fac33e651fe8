"""Hints for a part that give no number away."""

import re
from typing import TYPE_CHECKING

from quizgen.answers import kind_class

if TYPE_CHECKING:
    from quizgen.telling import Step
    from quizgen.variant import Part

_INDEX = re.compile(r"_(?:\{[^{}]*\}|\w)")
_LAYER = re.compile(r"\^\{\([^{}]*\)\}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# What stands in formulas whatever is drawn: the 0 of ReLU, the 2 before a bracket, the square of a letter.
_OF_THE_RULE = re.compile(r"\\max\(0,|(?<![\d.)}\w])2(?= ?\()|\^\{2\}")
_NAME = re.compile(r"\\text\{[^{}]*\}")
# One symbol, with what it is of: the h of h = a, the gradient that is passed on.
_COPY = re.compile(r"(?:\\nabla\w* )?[A-Za-z](?: J)?")
_SHAPE = re.compile(r"\([^()]*,[^()]*\)")
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
    steps = {_kind(step): step for step in reversed(part.solution) if not _is_a_copy(step.formula)}
    last = list(steps.values())[:2]
    if kind_class(part.kind).derived:
        del last[:1]
    found += [_sentence(step) for step in reversed(last) if _is_to_work_with(step)]
    return tuple(found) or (NO_HINT,)


def _is_to_work_with(step: "Step") -> bool:
    """A formula of letters for a quantity with a name; without one it is that of the answer."""
    formula = step.formula
    if not (step.symbol and formula):
        return False
    return not (_is_a_name(formula) or _is_a_shape(formula) or _tells_a_number(formula))


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


def _is_a_name(formula: str) -> bool:
    """Words alone, as in parameters = weights of a filter: nothing to work with."""
    return _NAME.fullmatch(formula) is not None


def _is_a_copy(formula: str) -> bool:
    r"""A quantity under another name, as in h = a: there is nothing to work out.

    >>> _is_a_copy(r"a^{(2)}"), _is_a_copy(r"\nabla_{h^{(2)}} J"), _is_a_copy(r"U D")
    (True, True, False)
    """
    return _COPY.fullmatch(_without_indices(_LAYER.sub("", formula))) is not None


def _is_a_shape(formula: str) -> bool:
    """Sizes in their order: which comes first is what is asked.

    >>> _is_a_shape("(u^{(1)}, b)"), _is_a_shape("(U - 1) S")
    (True, False)
    """
    return _SHAPE.fullmatch(_LAYER.sub("", formula)) is not None


def _tells_a_number(formula: str) -> bool:
    r"""A number that was drawn; not the 1 of D - P + 1, an index, the number of a layer, the 0 of ReLU.

    >>> _tells_a_number(r"\max(0, a^{(1)}_{1})"), _tells_a_number("2 (f - y)")
    (False, False)
    >>> _tells_a_number(r"\ln(11)"), _tells_a_number("21 - P"), _tells_a_number("x^{2} - 2")
    (True, True, True)
    """
    plain = _OF_THE_RULE.sub("", _LAYER.sub("", _without_indices(formula)))
    return any(number != "1" for number in _NUMBER.findall(plain))


def _without_indices(formula: str) -> str:
    """The formula of h_1 is that of h_2, but not that of the layer after.

    >>> _without_indices(r"W_{12} h^{(1)}_2")
    'W h^{(1)}'
    """
    return _INDEX.sub("", formula)
