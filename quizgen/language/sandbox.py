"""The Jinja environment a stranger's bank runs in: exact, bounded, without side effects.

Attributes are allowed by a list, not refused by one: NumPy arrays can write files and SymPy
expressions evaluate strings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import wraps
from math import isfinite
from types import FunctionType, MethodType
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quizgen.errors import UserError
from quizgen.language.budget import (
    BITS,
    LENGTH,
    Exhausted,
    bounded,
    is_array,
    spend,
    weight,
)
from quizgen.language.operations import EXACT, OPERATIONS, check_pair, scalar
from quizgen.solver.layers.table import is_registered, until_registered

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
        self.filters |= {"join": counted(_joined), "string": counted(written), "sum": counted(_sum)}
        tests: dict[str, Any] = dict(self.tests)
        self.tests = {name: _tested(test) for name, test in tests.items()}
        self.globals = {"range": bounded_range}

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002 - Jinja's signature
        """A call of what the vocabulary offers."""
        spend(1 + len(args) + len(kwargs))
        return self.called(obj, args, kwargs)

    def called(self, obj: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The same with its arguments as they are given: what is larger than a number counts, also what comes out.

        That there is a call, and a number for each argument, its expression has counted.
        """
        work = 0
        if type(obj) not in _PYTHONS:  # most are functions, methods and classes of the solver
            if isinstance(obj, Undefined):
                str(obj)  # a strict undefined value says what is missing
            owner = getattr(obj, "__self__", None)
            work = weight(owner) if isinstance(owner, str) else 0
            if not self.is_safe_callable(obj):
                raise SecurityError(f"{obj!r} is not safely callable")
        for given in args:
            if type(given) not in EXACT:
                work += weight(given)
        if kwargs:
            work += sum(map(weight, kwargs.values()))
        if work:
            spend(work)
        found = obj(*args, **kwargs) if kwargs else obj(*args)
        kind = type(found)
        if kind is bool or (kind is int and found.bit_length() <= BITS):
            return found  # by far the most
        return bounded(scalar(found))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An entry, a number of an array as Python's own; no array is indexed by a list, which can be longer."""
        if type(argument) is int and (type(obj) in _LISTS or is_array(obj)):
            try:
                found = obj[argument]
                return found if type(found) in EXACT else scalar(found)  # by far the most
            except IndexError:
                pass  # Jinja has a value that says what is missing
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

    def wrap_str_format(self, value: Any) -> None:
        """Nothing: Jinja would let `format` through, which fills a text up to any width."""

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
        spend(2)
        return OPERATIONS[operator](left, right)


_LISTS = frozenset({list, tuple})
_PYTHONS = frozenset({FunctionType, MethodType, type})


def counted_turns(items: Iterable[Any]) -> Iterator[Any]:
    """What a loop goes through, each turn counted."""
    for item in items:
        spend()
        yield item


def _tested(test: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(test)
    def tested(value: Any, *others: Any) -> Any:
        for other in others:
            check_pair(value, other)
        return test(value, *others)

    return tested


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose arguments and result count."""

    @wraps(function)
    def filtered(*args: Any, **kwargs: Any) -> Any:
        work = 1 + sum(1 if type(given) in EXACT else weight(given) for given in args)
        spend(work + sum(map(weight, kwargs.values())) if kwargs else work)
        return bounded(scalar(function(*args, **kwargs)))

    return filtered


def _joined(values: Iterable[Any], between: str = "") -> str:
    texts = [written(value) for value in values]
    length = sum(map(len, texts)) + len(str(between)) * max(len(texts) - 1, 0)
    if length > LENGTH:
        raise Exhausted(f"a text of {length:,} characters; at most {LENGTH:,}")
    return str(between).join(texts)


def written(value: Any) -> str:
    """A value as a text has it: the entries of vectors, matrices, lists and tuples as they are written alone.

    >>> from fractions import Fraction
    >>> from quizgen.solver.values import as_array
    >>> written(as_array([8, -10])), written([[1, Fraction(1, 2)]]), written(["a", 3])
    ('[8, -10]', '[[1, 1/2]]', "['a', 3]")
    >>> written((Fraction(1, 2), 3)), written((2,)), written("AND")
    ('(1/2, 3)', '(2,)', 'AND')
    """
    if isinstance(value, str):
        return value
    entries = value.tolist() if hasattr(type(value), "tolist") else value
    if isinstance(entries, (list, tuple)):
        # A text within a list keeps its quotes, as in code.
        inner = ", ".join(repr(one) if isinstance(one, str) else written(one) for one in entries)
        if isinstance(entries, list):
            return f"[{inner}]"
        return f"({inner},)" if len(entries) == 1 else f"({inner})"
    return str(entries)


def printed(value: Any) -> Any:
    """What a text prints; an undefined value itself says which name is missing."""
    if type(value) is str and len(value) <= LENGTH:
        return value  # by far the most
    return value if isinstance(value, Undefined) else bounded(value)


def _sum(values: Iterable[Any], start: Any = 0) -> Any:
    total = start
    for value in values:
        check_pair(total, value)
        total = bounded(total + value)
    return total


def bounded_range(*limits: int) -> range:
    """`range`, not longer than `RANGE`."""
    found = range(*(int(limit) for limit in limits))
    if len(found) > RANGE:
        raise SecurityError(f"range of {len(found)} values; at most {RANGE}")
    return found


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
            fix = "texts are joined by +: 'x_' + '1'" if kind is nodes.Concat else ""
            raise UserError(f"{name} is not part of the bank language", fix)
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
