"""Quantities: what a question can ask the solver for, seen while they are computed.

A function or layer method marked `@quantity` can be *traced* (which quantities did this answer
need?) and can be computed *wrongly on purpose* (a mal-rule in force). Neither costs anything
when it is not asked for.
"""

import functools
import inspect
from collections.abc import Callable, Collection
from contextvars import ContextVar
from dataclasses import replace
from types import FunctionType
from typing import Any, ParamSpec, Protocol, TypeVar

from quizgen.solver.trace import Call, begun, ended, is_traced

__all__ = ["Call", "Rule", "in_force", "inside", "quantity", "tracing", "unasked", "wants_name"]

P = ParamSpec("P")
R = TypeVar("R")


class Rule(Protocol):
    """What `in_force` takes; `quizgen.slips.MalRule` is the one kind there is."""

    @property
    def quantities(self) -> Collection[str]:
        """The quantities it speaks of."""

    @property
    def applies(self) -> Callable[[Call], bool]:
        """Whether the mistake can happen in a call of one of them."""

    @property
    def wrong(self) -> Callable[[Call], Any]:
        """What the call gives with the mistake."""


_calls: ContextVar[list[Call] | None] = ContextVar("calls", default=None)
_depth: ContextVar[int] = ContextVar("depth", default=0)
_rules: ContextVar[tuple[Rule, ...]] = ContextVar("rules", default=())

# Quantities with a keyword `called`.
_wanting: set[Callable[..., Any]] = set()


def quantity(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as something a question can ask for.

    >>> @quantity
    ... def area(width: int, height: int) -> int:
    ...     return width * height
    >>> with tracing() as calls:
    ...     area(2, height=3)
    6
    >>> [(call.quantity, dict(call.arguments), call.result) for call in calls]
    [('area', {'width': 2, 'height': 3}, 6)]
    """
    name = function.__name__
    names, defaults, most = _parameters(function)

    @functools.wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        rules = _rules.get()
        calls = _calls.get()
        if len(args) > most:
            return function(*args, **kwargs)  # too many arguments are Python's to refuse
        if calls is None and not is_traced():
            if not rules:
                return function(*args, **kwargs)
            for rule in rules:
                if name in rule.quantities:
                    break
            else:
                return _deeper(function, *args, **kwargs)
        # inspect's own bind takes five times as long, and every slip of a question comes by here.
        arguments = defaults.copy()
        arguments.update(zip(names, args, strict=False), **kwargs)
        depth = _depth.get()
        call = Call(name, function, arguments, depth)
        if calls is not None:
            calls.append(call)
        token, started = _depth.set(depth + 1), begun(call)
        try:
            call.result = _result(call, rules) if rules else function(*args, **kwargs)
            call.finished = True
        finally:
            _depth.reset(token)
            ended(started)
        return call.result  # type: ignore[no-any-return]

    if "called" in names:
        _wanting.add(asked)
    return asked


def _deeper(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """A call that nobody looks at and no mistake is about: what it needs is one deeper."""
    token = _depth.set(_depth.get() + 1)
    try:
        return function(*args, **kwargs)
    finally:
        _depth.reset(token)


def _parameters(function: Callable[..., Any]) -> tuple[list[str], dict[str, Any], int]:
    """Names and defaults of its arguments, and how many may be given by place.

    They are read from the code: `inspect.signature` takes ten times as long, and every layer that is
    loaded has several quantities.
    """
    if not isinstance(function, FunctionType):
        raise TypeError(f"{function!r}: a quantity is a function of Python's own")
    code, usual = function.__code__, function.__defaults__ or ()
    if code.co_flags & inspect.CO_VARARGS:
        raise TypeError(
            f"{function.__name__}: a quantity takes no *args, its calls are compared by name"
        )
    most = code.co_argcount
    names = list(code.co_varnames[: most + code.co_kwonlyargcount])
    by_place = dict(zip(names[most - len(usual) : most], usual, strict=True))
    return names, {**by_place, **(function.__kwdefaults__ or {})}, most


def wants_name(function: Any) -> bool:
    """Whether it is a quantity that prints, as `called`, what its first argument is called.

    >>> from quizgen.solver.formula import value_at
    >>> wants_name(value_at), wants_name(print)
    (True, False)
    """
    return isinstance(function, FunctionType) and function in _wanting


def _result(call: Call, rules: tuple[Rule, ...]) -> Any:
    """What the call gives: the first mistake that applies to it, made in what the others leave."""
    for place, rule in enumerate(rules):
        if call.quantity in rule.quantities and rule.applies(call):
            rest = rules[place + 1 :]
            if not rest:
                return rule.wrong(call)

            left = functools.partial(_left, call, rest)
            return rule.wrong(replace(call, function=left))
    return call.compute()


def inside(call: Call, compute: Callable[[Call], R], *rules: Rule) -> R:
    """`compute(call)` as if it were done within the call, with mistakes in force."""
    in_force, depth = _rules.set(rules), _depth.set(call.depth + 1)
    try:
        return compute(call)
    finally:
        _depth.reset(depth)
        _rules.reset(in_force)


def _left(call: Call, rules: tuple[Rule, ...], /, **arguments: Any) -> Any:
    return _result(replace(call, arguments=arguments), rules)


class tracing:  # noqa: N801 - used like a function; as a generator it took twice as long
    """Collect every quantity computed inside, in the order the computations start.

    The asked ones have `depth` 0, those they needed more.
    """

    __slots__ = ("_calls", "_depth")

    def __enter__(self) -> list[Call]:
        calls: list[Call] = []
        self._calls, self._depth = _calls.set(calls), _depth.set(0)
        return calls

    def __exit__(self, *_: object) -> None:
        _calls.reset(self._calls)
        _depth.reset(self._depth)


class unasked:  # noqa: N801 - used like the functions above; as a generator it took twice as long
    """Compute the truth unseen: for what is looked up on the way, not asked.

    >>> @quantity
    ... def double(n: int) -> int:
    ...     return 2 * n
    >>> with tracing() as calls, unasked():
    ...     double(3)
    6
    >>> calls
    []
    """

    __slots__ = ("_calls", "_rules")

    def __enter__(self) -> None:
        self._calls, self._rules = _calls.set(None), _rules.set(())

    def __exit__(self, *_: object) -> None:
        _calls.reset(self._calls)
        _rules.reset(self._rules)


class in_force:  # noqa: N801 - used like the functions above; as a generator it took twice as long
    """Compute as somebody would who makes these mistakes.

    Two that apply to one call are both made: the first one is given what the second leaves.
    """

    __slots__ = ("_made", "_token")

    def __init__(self, *rules: Rule) -> None:
        self._made = rules

    def __enter__(self) -> None:
        self._token = _rules.set(self._made)

    def __exit__(self, *_: object) -> None:
        _rules.reset(self._token)
