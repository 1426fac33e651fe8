"""Numbers and lists in torch code: arithmetic, comparisons, `range`, `len` and the like."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from reprlib import repr as brief
from typing import Any

from quizgen.architecture.torch_modules import Batch
from quizgen.errors import UserError

STEPS = 100_000
# Characters of a text put together by the code.
LONGEST = 10_000
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
_LOGIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
_SHIFTS: Mapping[type[ast.operator], ast.operator] = {
    ast.LShift: ast.Mult(),
    ast.RShift: ast.FloorDiv(),
}
CONSTANTS: Mapping[str, float] = {"math.pi": math.pi, "math.e": math.e, "math.inf": math.inf}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
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
    if isinstance(left, str):
        return _text(symbol, left, right)
    if isinstance(left, bool) and isinstance(right, bool) and type(symbol) in _LOGIC:
        return _LOGIC[type(symbol)](left, right)
    if isinstance(symbol, ast.Pow):
        return _power(left, right)
    if isinstance(symbol, ast.LShift | ast.RShift) and type(left) is type(right) is int:
        return computed(_SHIFTS[type(symbol)], left, _power(2, right))
    compute = _ARITHMETIC.get(type(symbol))
    if compute is None or not all(isinstance(value, int | float) for value in (left, right)):
        raise UserError("is not understood", "numbers and + - * / // %")
    found = compute(left, right)
    if abs(found) > LARGEST:
        raise UserError("is too large", "write smaller numbers")
    return found


def _text(symbol: ast.operator, left: str, right: Any) -> str:
    """`"conv%d" % i` and `"conv" + name`."""
    if isinstance(symbol, ast.Add) and isinstance(right, str):
        return (left + right)[:LONGEST]
    if not isinstance(symbol, ast.Mod):
        raise UserError("is not understood", "write the text out")
    values = right if isinstance(right, tuple) else (right,)
    pieces = re.split(r"%[dsi]", left)
    if len(pieces) != len(values) + 1 or not all(isinstance(v, int | str) for v in values):
        raise UserError("is not understood", 'write f"{name}"')
    shown = [f"{value}{piece}" for value, piece in zip(values, pieces[1:], strict=True)]
    return (pieces[0] + "".join(shown))[:LONGEST]


def filled_in(text: str, given: Sequence[Any], named: Mapping[str, Any]) -> str:
    """The text with `{}`, `{0}` and `{name}` filled in; other braces stay.

    >>> filled_in("conv{}_{k}", [1], {"k": 3})
    'conv1_3'
    """
    known = {**{str(place): value for place, value in enumerate(given)}, **named}
    order = iter(given)

    def value(found: re.Match[str]) -> str:
        return str(known.get(found[1], found[0]) if found[1] else next(order, found[0]))

    return re.sub(r"\{(\w*)\}", value, text)[:LONGEST]


def _product(entries: Any) -> Any:
    """The product of sizes; a batch that is tried out is one observation."""
    found = 1
    for entry in entries:
        found = computed(ast.Mult(), found, 1 if isinstance(entry, Batch) else entry)
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
    "float": float,
    "bool": bool,
    "sorted": sorted,
    "reversed": lambda entries: list(entries)[::-1],
    "all": all,
    "any": any,
    **dict.fromkeys(("math.prod", "np.prod", "numpy.prod"), _product),
    **dict.fromkeys(("math.pow", "pow"), _power),
    **dict.fromkeys(("math.log", "np.log"), math.log),
    "math.log2": math.log2,
    "math.log10": math.log10,
    "math.exp": math.exp,
    "sum": _sum,
}
