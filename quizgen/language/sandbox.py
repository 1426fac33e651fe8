"""The Jinja environment a stranger's bank runs in: exact, bounded, without side effects.

Attributes are allowed by a list, not refused by one: NumPy arrays can write files and SymPy
expressions evaluate strings.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import wraps
from itertools import pairwise
from math import isfinite
from types import FunctionType
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quizgen.errors import UserError
from quizgen.language.budget import (
    BITS,
    ELEMENTS,
    LENGTH,
    Exhausted,
    bounded,
    is_array,
    spend,
    weight,
)
from quizgen.language.exact_functions import ROOTS, root, sqrt
from quizgen.solver.layers.table import is_registered, until_registered

TEXT = 8_000
# Whole numbers below this one need no look at how many digits they have.
SMALL = 1 << 60
NESTED_LOOPS = 2
RANGE = 1_000

ATTRIBUTES: dict[str, frozenset[str]] = {
    "ndarray": frozenset(
        "T shape ndim size sum min max tolist ravel argmax argmin reshape all any prod cumsum diagonal trace".split()
    ),
    "str": frozenset(
        "upper lower strip split count index find startswith endswith title capitalize isalpha islower isdigit".split()
    ),
    "list": frozenset({"index", "count"}),
    "tuple": frozenset({"index", "count"}),
    "dict": frozenset({"items", "keys", "values", "get"}),
    "int": frozenset({"numerator", "denominator", "bit_length"}),
    "Fraction": frozenset({"numerator", "denominator"}),
    "LoopContext": frozenset({"index", "index0", "first", "last", "length", "revindex"}),
}
FILTERS = frozenset(
    "abs capitalize count first int join last length list lower map max min reverse sort string sum title trim unique upper default".split()
)
FORBIDDEN = (
    nodes.Macro, nodes.CallBlock, nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends,
    nodes.Block, nodes.Concat, nodes.FilterBlock,
)  # fmt: skip


@until_registered
def is_solvers(kind: type) -> bool:
    """Whether all public members of a value may be used: ours, and layers of other packages."""
    return kind.__module__.startswith("quizgen.") or is_registered(kind)


class Sandbox(ImmutableSandboxedEnvironment):
    """Expressions and templates of a bank."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
        )
        self.filters = {n: counted(f) for n, f in self.filters.items() if n in FILTERS}
        self.filters |= {"join": counted(_joined), "sum": counted(_sum)}
        tests: dict[str, Any] = dict(self.tests)
        self.tests = {name: _tested(test) for name, test in tests.items()}
        self.globals = {"range": bounded_range}

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002 - Jinja's signature
        """A call of what the vocabulary offers."""
        return self.called(obj, args, kwargs)

    def called(self, obj: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The same with its arguments as they are given: what goes in and what comes out counts."""
        work = 1
        if type(obj) is not FunctionType:  # most are functions of the solver
            if isinstance(obj, Undefined):
                str(obj)  # a strict undefined value says what is missing
            owner = getattr(obj, "__self__", None)
            work += weight(owner) if isinstance(owner, str) else 0
            if not self.is_safe_callable(obj):
                raise SecurityError(f"{obj!r} is not safely callable")
        for value in (*args, *kwargs.values()) if kwargs else args:
            work += 1 if type(value) in EXACT else weight(value)
        spend(work)
        found = obj(*args, **kwargs)
        if type(found) in EXACT:
            return bounded(found)
        return found if type(found) is bool else bounded(scalar(found))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An entry, a number of an array as Python's own; no array is indexed by a list, which can be longer."""
        if is_array(obj):
            places = argument if isinstance(argument, tuple) else (argument,)
            for place in places:
                if not isinstance(place, (int, slice)) and not hasattr(place, "__index__"):
                    raise SecurityError("the place in an array is a whole number or a slice")
        found = super().getitem(obj, argument)
        return scalar(found)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - Jinja's signature
        """Public members of the solver's values, and the listed ones of plain values."""
        if attr.startswith("_"):
            return False
        kind = type(obj)
        return is_solvers(kind) or attr in ATTRIBUTES.get(kind.__name__, ())

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A member; one that is not there is said at once, with the nearest that is."""
        found = super().getattr(obj, attribute)
        if isinstance(found, Undefined):
            known = self._members(obj)
            close = get_close_matches(attribute, known, n=1)
            guess = f"; did you mean {close[0]!r}?" if close else ""
            raise UndefinedError(f"{type(obj).__name__} has no {attribute!r}{guess}")
        return found

    def _members(self, obj: Any) -> list[str]:
        kind = type(obj)
        if is_solvers(kind):
            return [name for name in dir(kind) if not name.startswith("_")]
        own = [str(name) for name in obj] if kind is dict else []
        return sorted({*ATTRIBUTES.get(kind.__name__, ()), *own})

    def is_safe_callable(self, obj: Any) -> bool:
        """What the vocabulary offers is callable; attributes were checked before."""
        return callable(obj) and not isinstance(obj, StrictUndefined)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - Jinja's signature
        """Exact arithmetic with bounded operands."""
        return OPERATIONS[operator](left, right)


EXACT = frozenset({int, Fraction})
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}


def _counted(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """One comparison, which counts."""

    def compared_pair(left: Any, right: Any) -> Any:
        if type(left) in EXACT and type(right) in EXACT:
            spend(2)  # by far the most
            return compare(left, right)
        for side in (left, right):
            if isinstance(side, Undefined):
                str(side)  # a strict undefined value says what is missing
        _check_pair(left, right)
        return compare(left, right)

    return compared_pair


COMPARISONS = {sign: _counted(compare) for sign, compare in _COMPARISONS.items()}


def compared(operands: Sequence[Any], signs: Sequence[str]) -> Any:
    """A comparison of the operands, each with the next; each one counts."""
    result: Any = True
    for sign, (left, right) in zip(signs, pairwise(operands), strict=True):
        result = COMPARISONS[sign](left, right)
        if not result:
            return result
    return result


def counted_turns(items: Iterable[Any]) -> Iterator[Any]:
    """What a loop goes through, each turn counted."""
    for item in items:
        spend()
        yield item


def _tested(test: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(test)
    def tested(value: Any, *others: Any) -> Any:
        for other in others:
            _check_pair(value, other)
        return test(value, *others)

    return tested


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose arguments and result count."""

    @wraps(function)
    def filtered(*args: Any, **kwargs: Any) -> Any:
        spend(1 + sum(map(weight, args)) + sum(map(weight, kwargs.values())))
        return bounded(scalar(function(*args, **kwargs)))

    return filtered


def _joined(values: Iterable[Any], between: str = "") -> str:
    texts = [str(value) for value in values]
    length = sum(map(len, texts)) + len(str(between)) * max(len(texts) - 1, 0)
    if length > LENGTH:
        raise Exhausted(f"a text of {length:,} characters; at most {LENGTH:,}")
    return str(between).join(texts)


def printed(value: Any) -> Any:
    """What a text prints; an undefined value itself says which name is missing."""
    return value if isinstance(value, Undefined) else bounded(value)


def _sum(values: Iterable[Any], start: Any = 0) -> Any:
    total = start
    for value in values:
        _check_pair(total, value)
        total = bounded(total + value)
    return total


def _check_pair(left: Any, right: Any) -> None:
    """Count two operands, and refuse arrays that make a larger one together."""
    if type(left) in EXACT and type(right) in EXACT:
        spend(2)
        return
    spend(weight(left) + weight(right))
    if not (is_array(left) or is_array(right)):
        return
    import numpy as np

    sides = [np.shape(side) if is_array(side) or isinstance(side, (list, tuple)) else () for side in (left, right)]  # fmt: skip
    try:
        together = np.broadcast_shapes(*sides)
    except ValueError:
        return  # the operation itself says what does not fit
    size = 1
    for length in together:
        size *= length
    if size > ELEMENTS:
        raise Exhausted(f"an array of {size:,} elements; at most {ELEMENTS:,}")
    spend(size)


def bounded_range(*limits: int) -> range:
    """`range`, not longer than `RANGE`."""
    found = range(*(int(limit) for limit in limits))
    if len(found) > RANGE:
        raise SecurityError(f"range of {len(found)} values; at most {RANGE}")
    return found


def scalar(value: Any) -> Any:
    """Python's own number for a NumPy one, such as an entry or the largest of an array."""
    if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0:
        return value.item()
    return value


def _plain(value: Any) -> Any:
    value = scalar(value)
    if getattr(value, "is_Rational", False):  # SymPy's numbers grow without a bound
        return bounded(Fraction(int(value.p), int(value.q)))
    return value


def _times(left: Any, right: Any) -> Any:
    for many, times in ((left, right), (right, left)):
        if isinstance(many, (str, list, tuple)) and (
            not isinstance(times, int) or len(many) * max(times, 0) > LENGTH
        ):
            raise SecurityError("a repetition that is too long")
    return left * right


def _divided(left: Any, right: Any) -> Any:
    if type(left) is int and type(right) is int and right:
        return Fraction(left, right)
    if isinstance(left, (int, Fraction)) and isinstance(right, (int, Fraction)):
        return Fraction(left) / Fraction(right)
    if is_array(left) or is_array(right):
        from quizgen.solver.values import as_array, tidy

        exact = tuple(as_array(side).astype(object) * Fraction(1) for side in (left, right))
        return tidy(exact[0] / exact[1])
    return left / right


_HALF = Fraction(1, 2)


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(exponent, (Fraction, float)) and exponent == _HALF:
        return sqrt(base)
    if isinstance(exponent, Fraction) and exponent.numerator == 1 < exponent.denominator <= ROOTS:
        return root(base, exponent.denominator)
    if isinstance(base, (int, Fraction)) and isinstance(exponent, int):
        size = max(Fraction(base).numerator.bit_length(), Fraction(base).denominator.bit_length())
        if size * abs(exponent) > BITS:
            raise SecurityError(f"a power of more than {BITS} bits")
        return Fraction(base) ** exponent
    if (isinstance(exponent, int) and abs(exponent) <= 64) or hasattr(exponent, "free_symbols"):
        if is_array(base) and base.dtype.hasobject:
            for entry in base.ravel().tolist():
                _power(_plain(entry), exponent)
        return base**exponent
    raise SecurityError(
        "a power that is neither a small whole number nor 1/2, 1/3, …; write sqrt(…) for a root"
    )


def _remainder(left: Any, right: Any) -> Any:
    if isinstance(left, str):
        raise SecurityError("text formatting is not part of the language")
    return left % right


def _bounded(
    operate: Callable[[Any, Any], Any], exact: Callable[[Any, Any], Any] | None = None
) -> Callable[[Any, Any], Any]:
    """An operation with bounded operands and result; `exact` is that of two numbers, where it differs."""
    exact = exact or operate

    def operated(left: Any, right: Any) -> Any:
        if type(left) in EXACT and type(right) in EXACT:  # by far the most
            spend(2)
            found = exact(left, right)
        else:
            left, right = _plain(left), _plain(right)
            _check_pair(left, right)
            found = operate(left, right)
        kind = type(found)
        if kind is int:
            return found if -SMALL < found < SMALL else bounded(found)  # by far the most
        if kind is not Fraction and hasattr(found, "free_symbols"):
            found = _plain(found)
        return bounded(found)

    return operated


OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": _bounded(operator.add),
    "-": _bounded(operator.sub),
    "*": _bounded(_times, operator.mul),
    "/": _bounded(_divided),
    "//": _bounded(operator.floordiv),
    "%": _bounded(_remainder),
    "**": _bounded(_power),
}


def check_tree(tree: nodes.Node, text: str) -> None:
    """Refuse what a template of a bank has no business doing; `UserError` says what."""
    if len(text) > TEXT:
        raise UserError(f"{len(text)} characters; at most {TEXT}")
    found = list(tree.find_all(nodes.Node))  # once: a walk takes as long as reading the text
    numbers = (node.value for node in found if isinstance(node, nodes.Const))
    if any(isinstance(number, float) and not isfinite(number) for number in numbers):
        raise UserError("a number that is too large")
    for kind in FORBIDDEN:
        if any(isinstance(node, kind) for node in found):
            name = "the operator ~" if kind is nodes.Concat else f"{{% {kind.__name__.lower()} %}}"
            raise UserError(f"{name} is not part of the bank language")
    for taken in (node for node in found if isinstance(node, nodes.Getitem)):
        # Jinja reads a slice along two axes and then writes Python that is none.
        if isinstance(taken.arg, nodes.Tuple) and taken.arg.find(nodes.Slice) is not None:
            raise UserError(
                "a slice along several axes is not part of the bank language",
                "take one axis after the other: V[0][::-1], or V.T for columns",
            )
    loops = [node for node in found if isinstance(node, nodes.For)]
    if any(loop.recursive for loop in loops):
        raise UserError("a recursive loop is not part of the bank language")
    if len(loops) > NESTED_LOOPS and _loop_depth(tree) > NESTED_LOOPS:
        raise UserError(f"loops are nested more than {NESTED_LOOPS} deep")


def _loop_depth(node: nodes.Node) -> int:
    inner = max((_loop_depth(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.For)
