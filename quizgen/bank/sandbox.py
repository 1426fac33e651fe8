"""The Jinja environment a stranger's bank runs in: exact, bounded, without side effects.

Attributes are allowed by a list, not refused by one: NumPy arrays can write files and SymPy
expressions evaluate strings.
"""

import operator
from collections.abc import Callable
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quizgen.errors import UserError

BITS = 4096
LENGTH = 20_000
TEXT = 8_000
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


class Sandbox(ImmutableSandboxedEnvironment):
    """Expressions and templates of a bank."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
        )
        self.filters = {name: f for name, f in self.filters.items() if name in FILTERS}
        self.globals = {"range": bounded_range}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - Jinja's signature
        """Public members of the solver's values, and the listed ones of plain values."""
        if attr.startswith("_"):
            return False
        kind = type(obj)
        if kind.__module__.startswith("quizgen."):
            return True
        return attr in ATTRIBUTES.get(kind.__name__, ())

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
        if kind.__module__.startswith("quizgen."):
            return [name for name in dir(kind) if not name.startswith("_")]
        return sorted(ATTRIBUTES.get(kind.__name__, ()))

    def is_safe_callable(self, obj: Any) -> bool:
        """What the vocabulary offers is callable; attributes were checked before."""
        return callable(obj) and not isinstance(obj, StrictUndefined)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - Jinja's signature
        """Exact arithmetic with bounded operands."""
        return bounded(_OPERATIONS[operator](_plain(left), _plain(right)))


def bounded_range(*limits: int) -> range:
    """`range`, not longer than `RANGE`."""
    found = range(*(int(limit) for limit in limits))
    if len(found) > RANGE:
        raise SecurityError(f"range of {len(found)} values; at most {RANGE}")
    return found


def _plain(value: Any) -> Any:
    if type(value).__module__ == "numpy" and not hasattr(value, "tolist"):
        return value
    if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0:
        return value.item()
    return value


def bounded(value: Any) -> Any:
    """The value, if it is of a size a person could have meant; `SecurityError` otherwise."""
    if isinstance(value, int) and value.bit_length() > BITS:
        raise SecurityError(f"a number of {value.bit_length()} bits; at most {BITS}")
    if isinstance(value, Fraction):
        bounded(value.numerator)
        bounded(value.denominator)
        return value.numerator if value.denominator == 1 else value
    if isinstance(value, str | list | tuple) and len(value) > LENGTH:
        raise SecurityError(f"a value of length {len(value)}; at most {LENGTH}")
    return value


def _times(left: Any, right: Any) -> Any:
    for many, times in ((left, right), (right, left)):
        if isinstance(many, str | list | tuple) and (
            not isinstance(times, int) or len(many) * max(times, 0) > LENGTH
        ):
            raise SecurityError("a repetition that is too long")
    return left * right


def _divided(left: Any, right: Any) -> Any:
    if isinstance(left, int | Fraction) and isinstance(right, int | Fraction):
        return Fraction(left) / Fraction(right)
    if hasattr(left, "dtype") or hasattr(right, "dtype"):
        from quizgen.solver.values import as_array, tidy

        exact = tuple(as_array(side).astype(object) * Fraction(1) for side in (left, right))
        return tidy(exact[0] / exact[1])
    return left / right


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int | Fraction) and isinstance(exponent, int):
        size = max(Fraction(base).numerator.bit_length(), Fraction(base).denominator.bit_length())
        if size * abs(exponent) > BITS:
            raise SecurityError(f"a power of more than {BITS} bits")
        return Fraction(base) ** exponent
    if (isinstance(exponent, int) and abs(exponent) <= 64) or hasattr(exponent, "free_symbols"):
        return base**exponent
    raise SecurityError("a power that is not a small whole one")


def _remainder(left: Any, right: Any) -> Any:
    if isinstance(left, str):
        raise SecurityError("text formatting is not part of the language")
    return left % right


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": _times,
    "/": _divided,
    "//": operator.floordiv,
    "%": _remainder,
    "**": _power,
}


def check_tree(tree: nodes.Node, text: str) -> None:
    """Refuse what a template of a bank has no business doing; `UserError` says what."""
    if len(text) > TEXT:
        raise UserError(f"{len(text)} characters; at most {TEXT}")
    for kind in FORBIDDEN:
        if next(tree.find_all(kind), None) is not None:
            name = "the operator ~" if kind is nodes.Concat else f"{{% {kind.__name__.lower()} %}}"
            raise UserError(f"{name} is not part of the bank language")
    for taken in tree.find_all(nodes.Getitem):
        # Jinja reads a slice along two axes and then writes Python that is none.
        if isinstance(taken.arg, nodes.Tuple) and taken.arg.find(nodes.Slice) is not None:
            raise UserError(
                "a slice along several axes is not part of the bank language",
                "take one axis after the other: V[0][::-1], or V.T for columns",
            )
    if _loop_depth(tree) > NESTED_LOOPS:
        raise UserError(f"loops are nested more than {NESTED_LOOPS} deep")


def _loop_depth(node: nodes.Node) -> int:
    inner = max((_loop_depth(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.For)
