"""Values from their JSON form, as expressions take them: drawn numbers, keys, a student's answers."""

import re
from fractions import Fraction
from typing import Any

from quizgen.answers.kind import AnswerKind
from quizgen.errors import UserError

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


def decoded(encoded: Any) -> Any:
    """Exact numbers from their JSON form; other text stays text.

    >>> decoded(["3/2", 1])
    [Fraction(3, 2), 1]
    """
    if isinstance(encoded, list):
        return [decoded(entry) for entry in encoded]
    if isinstance(encoded, str):
        top, slash, bottom = encoded.partition("/")
        if slash and top.lstrip("-").isdigit() and bottom.isdigit():
            return Fraction(int(top), int(bottom))
    return encoded


def restored(encoded: Any) -> Any:
    """A drawn value or key from its JSON form, as expressions take it: numbers in lists are arrays.

    >>> restored([[1, 2], [3, 4]]).shape, restored(["1/2", 1]).tolist(), restored(["a", "b"])
    ((2, 2), [Fraction(1, 2), 1], ['a', 'b'])
    """
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
    return isinstance(value, (str, bool)) or value is None


def for_expressions(kind: AnswerKind, encoded: Any) -> Any:
    """An answer as expressions take it: numbers in lists are arrays, a shape is a tuple, code a layer.

    `ValueError` for what expressions have no value for.
    """
    if kind.symbolic:
        return _formulas(kind.known(encoded))
    value = restored(encoded) if kind.computed else encoded
    found = kind.as_computed(value, kind.settings)
    # Python's own numbers: those of an array would overflow without a word.
    return found.astype(object) if hasattr(found, "astype") else found


def _formulas(read: Any) -> Any:
    """A formula, or an array of formulas, to compute with."""
    from quizgen.answers.formula_value import FormulaValue

    if not isinstance(read, list):
        return FormulaValue(read)
    import numpy as np

    found = np.empty((len(read), len(read[0])), dtype=object)
    for i, row in enumerate(read):
        for j, tree in enumerate(row):
            found[i, j] = FormulaValue(tree)
    return found
