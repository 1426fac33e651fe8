"""A variant's expressions solved again: with a student's own numbers, or with slips in force."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from quizgen.answers import answer_kind, encode, kind_class
from quizgen.errors import UserError
from quizgen.variant import Part, Variant

# What an expression may fail with when it is given numbers nobody drew.
FAILURES = (
    UserError,
    ValueError,
    ArithmeticError,
    TypeError,
    IndexError,
    KeyError,
    AttributeError,
    RecursionError,
)


def restored(encoded: Any) -> Any:
    """A drawn value or key from its JSON form, as expressions take it: numbers in lists are arrays.

    >>> restored([[1, 2], [3, 4]]).shape, restored(["1/2", 1]).tolist(), restored(["a", "b"])
    ((2, 2), [Fraction(1, 2), 1], ['a', 'b'])
    """
    from quizgen.bank import decoded

    value = _with_logarithms(decoded(encoded))
    if not isinstance(value, list) or not value or _has_text(value):
        return value
    from quizgen.solver.values import as_array

    try:
        return as_array(value)
    except (ValueError, TypeError):
        return value


# Exact numbers that are no fractions, as `encode` writes them: ln(2/3), -5*pi/3.
_IRRATIONAL = re.compile(r"[-+*/()0-9 ]*(?:ln\([0-9/]+\)|\bpi\b)[-+*/()0-9 ]*")


def _with_logarithms(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_logarithms(entry) for entry in value]
    if isinstance(value, str) and _IRRATIONAL.fullmatch(value):
        from quizgen.language.expression import evaluate

        try:
            return evaluate(value, {})
        except FAILURES:
            return value
    return value


def _has_text(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_text(entry) for entry in value)
    return isinstance(value, str | bool) or value is None


def key_value(part: Part) -> Any:
    """A part's key as the bank computed it: an option by its text, a shape as a tuple."""
    return as_computed(part, part.key)


def as_computed(part: Part, encoded: Any) -> Any:
    """An answer to a part as the bank's expressions take it."""
    kind = kind_class(part.kind)
    if kind.symbolic:
        return _formulas(part, encoded)
    return kind.as_computed(restored(encoded) if kind.computed else encoded, part.settings)


def _formulas(part: Part, encoded: Any) -> Any:
    """A formula, or an array of formulas, to compute with."""
    from quizgen.grading.formulas import FormulaValue

    read = answer_kind(part.kind, part.key, **part.settings).known(encoded)
    if not isinstance(read, list):
        return FormulaValue(read)
    import numpy as np

    found = np.empty((len(read), len(read[0])), dtype=object)
    for i, row in enumerate(read):
        for j, tree in enumerate(row):
            found[i, j] = FormulaValue(tree)
    return found


def names_of(variant: Variant, uses: Iterable[str] = ()) -> dict[str, Any]:
    """Drawn values by name, and the keys of the parts in `uses`."""
    names = {name: restored(value) for name, value in variant.values.items()}
    wanted = set(uses)
    return names | {part.id: key_value(part) for part in variant.parts if part.id in wanted}


def solved(expression: str, names: Mapping[str, Any], let: Mapping[str, str]) -> Any:
    """The value of an expression as JSON; None where these numbers lead nowhere."""
    from quizgen.language.expression import evaluate

    try:
        return encode(evaluate(expression, names, let))
    except FAILURES:
        return None
