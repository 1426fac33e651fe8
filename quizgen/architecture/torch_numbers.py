"""Numbers and lists in torch code: arithmetic, comparisons, `range`, `len` and the like."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from reprlib import repr as brief
from typing import Any

from quizgen.errors import UserError

STEPS = 100_000
LARGEST = 10**12
MOST_POWER = 64
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


def computed(symbol: ast.operator, left: Any, right: Any) -> Any:
    """The value of `left symbol right` for numbers and lists; `UserError` for anything else.

    >>> computed(ast.FloorDiv(), 7, 2), computed(ast.Add(), [1], [2])
    (3, [1, 2])
    """
    if isinstance(left, list) and isinstance(right, list) and isinstance(symbol, ast.Add):
        if len(left) + len(right) > STEPS:
            raise UserError("is too long", "describe fewer layers")
        return left + right
    if isinstance(left, list) and type(right) is int and isinstance(symbol, ast.Mult):
        if len(left) * right > STEPS:
            raise UserError("is too long", "describe fewer layers")
        return left * right
    if isinstance(symbol, ast.Pow):
        return _power(left, right)
    compute = _ARITHMETIC.get(type(symbol))
    if compute is None or not all(isinstance(value, int | float) for value in (left, right)):
        raise UserError("is not understood", "numbers and + - * / // %")
    found = compute(left, right)
    if abs(found) > LARGEST:
        raise UserError("is too large", "write smaller numbers")
    return found


def _power(base: Any, exponent: Any) -> Any:
    if not all(isinstance(value, int | float) for value in (base, exponent)):
        raise UserError("is not understood", "numbers and + - * / // % **")
    if abs(exponent) > MOST_POWER or abs(base) > LARGEST or not base:
        raise UserError("is too large", "write smaller numbers")
    found = base**exponent
    if isinstance(found, complex) or abs(found) > LARGEST:
        raise UserError("is too large", "write smaller numbers")
    return found


def _sum(entries: list[Any], start: Any = 0) -> Any:
    found = start
    for entry in entries:
        found = computed(ast.Add(), found, entry)
    return found


def _range(*given: int) -> list[int]:
    found = range(*given)
    if len(found) > STEPS:
        raise UserError(f"{found} is too long", "loop over fewer layers")
    return list(found)


BUILTINS: Mapping[str, Callable[..., Any]] = {
    "range": _range,
    "len": len,
    "int": int,
    "min": min,
    "max": max,
    "list": list,
    "tuple": tuple,
    "zip": lambda *lists: list(zip(*lists, strict=False)),
    "enumerate": lambda entries: list(enumerate(entries)),
    "str": brief,
    **dict.fromkeys(("math.sqrt", "np.sqrt", "sqrt"), lambda value: _power(value, 0.5)),
    "math.floor": math.floor,
    "math.ceil": math.ceil,
    "round": round,
    "abs": abs,
    "sum": _sum,
}
