"""Worked solutions whose printed arithmetic does not come out."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from quizgen.answers import kind_class
from quizgen.answers.description import Form
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.arithmetic import NotArithmeticError, Number, evaluate, same
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.statement import formulas
from quizgen.telling import Step
from quizgen.variant import Part

# Of the draws of a level, so many are computed again: it takes as long as drawing them.
DRAWS = 60
_EQUALS = re.compile(r"(=|\\approx|≈)")


def worked(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Equations of steps, explanations and hints whose sides are different numbers, one a part.

    Also a last step that comes to another number than the key.
    """
    for number in range(len(exercise.parts)):
        faults = (
            (level, field, fault)
            for level in drawn
            for variant in level.variants[:DRAWS]
            for field, fault in _faults(variant.parts[number])
        )
        for level, field, fault in faults:
            name = field or ("answer" if exercise.parts[number].answer else "ask")
            yield Finding(
                part_field(exercise, number, name),
                f"{fault}{level.named}",
                "the printed numbers must come to what is printed: write the expression plainly, "
                "with parentheses, or say it in an explanation",
            )
            break


def _faults(part: Part) -> Iterator[tuple[str, str]]:
    for step in part.solution:
        fault = wrong_equation(str(step), rounded=step.note.startswith("Rounded"))
        if fault:
            yield "", f"the worked solution says {fault}"
    yield from _other_end(part)
    for field, text in (("explanation", part.explanation), ("hint", part.hint)):
        for formula in formulas(text):
            fault = wrong_equation(formula)
            if fault:
                yield field, f"says {fault}"


def _other_end(part: Part) -> Iterator[tuple[str, str]]:
    if kind_class(part.kind).form is not Form.NUMBER or not part.solution:
        return
    last = _last_side(part.solution[-1])
    key = _number(str(part.key))
    found = _number(last)
    if key is None or found is None:
        return
    if not same(found, key, rounded="." in f"{last}{part.key}"):
        yield "", f"the worked solution ends with {last}, but the key is {part.key}"


def _last_side(step: Step) -> str:
    sides = (step.value, step.substitution, step.formula, step.symbol)
    return next((side for side in sides if side), "")


def wrong_equation(latex: str, *, rounded: bool = False) -> str:
    r"""The first two neighbouring sides that are different numbers, or nothing.

    Sides that are no numbers (letters, vectors, words) are passed over.

    >>> print(wrong_equation(r"U = 2 \cdot 3 + 1 = 8"))
    2 \cdot 3 + 1 = 8
    >>> wrong_equation(r"U = D - 1 = 7 = 14 / 2")
    ''
    """
    pieces = _EQUALS.split(latex)
    rounded = rounded or "." in latex or len(set(pieces[1::2]) - {"="}) > 0
    numbers = [
        (side.strip(), found) for side in pieces[::2] if (found := _number(side)) is not None
    ]
    for (left, one), (right, other) in pairwise(numbers):
        if not same(one, other, rounded=rounded):
            return f"{left} = {right}"
    return ""


def _number(latex: str) -> Number | None:
    if not any(sign.isdigit() for sign in latex):
        return None
    try:
        return evaluate(latex)
    except NotArithmeticError:
        return None
