"""Arithmetic, comparisons, truth and what loops go over, of numbers, texts and containers."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds, ordering
from quizgen.architecture.minipython.formatting import percent
from quizgen.architecture.minipython.iterators import Iterator, Rest, iterator
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Host,
    Instance,
    Stop,
    Unknown,
    noun_of,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

SYMBOLS: Mapping[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_COMPUTE: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "//": operator.floordiv, "%": operator.mod, "&": operator.and_, "|": operator.or_,
    "^": operator.xor,
}  # fmt: skip
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
DUNDER = {"<<": "lshift", ">>": "rshift", "^": "xor", "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "@": "matmul", "**": "pow", "|": "or", "&": "and"}  # fmt: skip
SIGNS: Mapping[str, str] = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
_PLAIN = (int, float, bool)


def binary(machine: "Machine", symbol: str, left: Any, right: Any) -> Any:
    """`left symbol right`; unknown where one of them is.

    >>> binary(None, "//", 7, 2), binary(None, "*", [0], 3)
    (3, [0, 0, 0])
    """
    if type(left) in _PLAIN and type(right) in _PLAIN:
        return _of_numbers(symbol, left, right)
    if type(left) is Unknown:
        return left
    if type(right) is Unknown:
        return right
    if isinstance(left, Host):
        return left.binary(machine, symbol, right, reflected=False)
    if isinstance(right, Host):
        return right.binary(machine, symbol, left, reflected=True)
    if isinstance(left, Instance) or isinstance(right, Instance):
        return _of_objects(machine, symbol, left, right)
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _of_numbers(symbol, left, right)  # members of an IntEnum
    return _of_containers(machine, symbol, left, right)


def _of_numbers(symbol: str, left: Any, right: Any) -> Any:
    try:
        if symbol in _COMPUTE:
            return bounds.number(_COMPUTE[symbol](left, right))
        if symbol == "**":
            return power(left, right)
        if symbol == "<<" and right > bounds.BITS:
            raise bounds.too_much("a number is too large")
        if symbol in {"<<", ">>"} and right >= 0:
            return bounds.number(left << right if symbol == "<<" else left >> right)
    except ZeroDivisionError:
        raise Stop(f"{left} {symbol} 0", "divide by another number", "ZeroDivisionError") from None
    except (OverflowError, TypeError) as error:
        raise Stop(f"{left!r} {symbol} {right!r}: {error}"[:200], "", "TypeError") from None
    raise Stop(
        f"{left!r} {symbol} {right!r} is not understood"[:200], "numbers and + - * / // % **"
    )


def power(base: Any, exponent: Any) -> Any:
    """`base ** exponent`, of numbers that do not grow too large."""
    whole = isinstance(base, int) and isinstance(exponent, int)
    if whole and abs(base) > 1 and exponent * base.bit_length() > bounds.BITS:
        raise bounds.too_much("a number is too large")
    found = base**exponent
    if isinstance(found, complex):
        raise Stop(f"{base} ** {exponent} is no real number")
    return found


def _of_objects(machine: "Machine", symbol: str, left: Any, right: Any) -> Any:
    name = DUNDER.get(symbol, "")
    for owner, other, prefix in ((left, right, ""), (right, left, "r")):
        if isinstance(owner, Instance) and name:
            found = owner.kind.find(f"__{prefix}{name}__")
            if found is not MISSING:
                result = machine.call(found, [owner, other])
                if getattr(result, "name", "") != "NotImplemented":
                    return result
    raise Stop(f"{noun_of(left)} {symbol} {noun_of(right)} is not understood", "", "TypeError")


def _of_containers(machine: "Machine", symbol: str, left: Any, right: Any) -> Any:
    if isinstance(left, str) and symbol == "%":
        return percent(left, right)
    if symbol == "+" and isinstance(left, str) and isinstance(right, str):
        return bounds.text(left + right)
    alike = any(isinstance(left, kind) and isinstance(right, kind) for kind in (list, tuple))
    if symbol == "+" and alike:
        _grow(machine, len(left) + len(right))
        joined: Any = (*left, *right)
        return list(joined) if isinstance(left, list) else joined
    if symbol == "*":
        many, entries = (left, right) if isinstance(left, int) else (right, left)
        if isinstance(entries, list | tuple | str) and isinstance(many, int):
            return _repeated(machine, entries, many)
    both: tuple[Any, ...] = (left, right)
    if symbol == "|" and all(isinstance(value, dict) for value in both):
        _grow(machine, len(left) + len(right))
        return left | right
    if symbol in "|&-^" and all(isinstance(value, set | frozenset) for value in both):
        _grow(machine, len(left) + len(right))
        return _COMPUTE[symbol](left, right)
    if symbol == "|" and any(isinstance(value, Class) for value in both):
        return _either_class(left, right)
    raise Stop(
        f"{noun_of(left)} {symbol} {noun_of(right)} is not understood",
        "numbers and + - * / // % **",
        "TypeError",
    )


def _either_class(left: Any, right: Any) -> tuple[Any, ...]:
    """`int | None`: objects of one of several classes, as isinstance takes them."""
    found: tuple[Any, ...] = ()
    for kind in (left, right):
        found += kind if isinstance(kind, tuple) else (kind,)
    return found


def _grow(machine: "Machine | None", count: int) -> None:
    bounds.entries(count)
    if machine is not None:
        machine.grow(count)


def _repeated(machine: "Machine", entries: Any, many: int) -> Any:
    """`[0] * 3`."""
    if isinstance(entries, str):
        if len(entries) * many > bounds.LENGTH:
            raise bounds.too_much("a text is too long")
        return entries * many
    _grow(machine, len(entries) * max(many, 0))
    return (list(entries) if isinstance(entries, list) else tuple(entries)) * many


# Whole numbers of which Python has one object each.
_ONE = (-5, 256)


def _identical(machine: "Machine", left: Any, right: Any) -> Any:
    """`left is right`; unknown of equal numbers and letters that may be one object or two."""
    letter = (
        type(left) is str and len(left) <= 1
    )  # one object each, or two: it is for Python to say
    plain = letter or type(left) in _PLAIN
    if left is right or not plain or type(left) is not type(right) or left != right:
        return left is right
    if type(left) is int and _ONE[0] <= left <= _ONE[1]:
        return True
    return Unknown(f"whether {left!r} is the same object as another {left!r}", machine.line)


def compare(machine: "Machine", symbol: str, left: Any, right: Any) -> Any:
    """`left symbol right`; unknown where one of them is."""
    if symbol in {"is", "is not"}:
        if type(left) is Unknown or type(right) is Unknown:
            return left if type(left) is Unknown else right
        same = _identical(machine, left, right)
        return same if type(same) is Unknown else same == (symbol == "is")
    if symbol in {"in", "not in"}:
        found = _contains(machine, right, left)
        return found if type(found) is Unknown or symbol == "in" else not found
    if type(left) is Unknown or type(right) is Unknown:
        return left if type(left) is Unknown else right
    if isinstance(left, Host):
        return left.compare(machine, symbol, right)
    if isinstance(right, Host):
        turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(symbol, symbol)
        return right.compare(machine, turned, left)
    if isinstance(left, Instance) or isinstance(right, Instance):
        return ordering.compared(machine, symbol, left, right)
    if isinstance(left, list | tuple | dict | set):
        bounds.weighed(left, right)
        unknown = unknown_inside(left) or unknown_inside(right)
        if unknown:
            return unknown
        if symbol in {"==", "!="} and (ordering.says_itself(left) or ordering.says_itself(right)):
            same = ordering.equal(machine, left, right)
            return same if type(same) is Unknown else same == (symbol == "==")
    try:
        return bool(_COMPARE[symbol](left, right))
    except TypeError:
        raise Stop(
            f"{noun_of(left)} {symbol} {noun_of(right)} is not understood", "", "TypeError"
        ) from None


def unknown_inside(value: Any) -> Unknown | None:
    """An unknown entry of a list or dictionary, if there is one."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple | set):
        for entry in value:
            if type(entry) is Unknown:
                return entry
    return None


def _contains(machine: "Machine", container: Any, entry: Any) -> Any:
    for value in (container, entry):
        if type(value) is Unknown:
            return value
    held = container.kind.find("__contains__") if isinstance(container, Instance) else MISSING
    if held is not MISSING:
        return machine.call(held, [container, entry])
    if isinstance(container, str) and not isinstance(entry, str):
        raise Stop(f"{noun_of(entry)} in a text", exception="TypeError")
    if isinstance(container, str | range):
        return entry in container
    if isinstance(container, Iterator):
        return _found_among(machine, container, entry)
    entries = machine.iterate(container)
    if type(entries) is Unknown:
        return entries
    bounds.weighed(entries, entry)
    machine.tick(len(entries) // 16)
    doubt = None
    for candidate in entries:
        same = candidate is entry
        if not same and isinstance(candidate, Host):
            same = machine.compare("==", candidate, entry)
            doubt = doubt if type(same) is bool else Unknown("`in` depends on data", machine.line)
        if same is True or (not isinstance(candidate, Host) and _equal(machine, candidate, entry)):
            return True
    return doubt or unknown_inside(entries) or False


def _equal(machine: "Machine", left: Any, right: Any) -> bool:
    if isinstance(left, Instance) or isinstance(right, Instance):
        found = machine.truth(compare(machine, "==", left, right))
        if type(found) is Unknown:
            raise found.refusal()
        return found is True
    return bool(left == right)


def _found_among(machine: "Machine", entries: Iterator, entry: Any) -> Any:
    """Entries that are made one by one are asked for until one is equal."""
    for candidate in entries.taken(machine):
        if type(candidate) is Rest:
            return candidate.unknown
        found = candidate is entry or compare(machine, "==", candidate, entry)
        if type(found) is Unknown:
            machine.poison(entries, found)
        if found is not False:
            return found
    return False


def truth(machine: "Machine", value: Any) -> Any:
    """Whether a value counts as true: True, False or an `Unknown`."""
    if value is True or value is False or type(value) is Unknown:
        return value
    if isinstance(value, Host):
        return value.truth(machine)
    if isinstance(value, Instance):
        for name in ("__bool__", "__len__"):
            found = value.kind.find(name)
            if found is not MISSING:
                length = machine.call(found, [value])
                return length if type(length) is Unknown else bool(length)
        return True
    return bool(value)


def iterate(machine: "Machine", value: Any) -> Any:
    """The entries of a value as a list, or an `Unknown`."""
    value = machine.sound(value)
    if type(value) is Unknown:
        return value
    if isinstance(value, list | tuple | set | frozenset | dict | str):
        machine.grow(len(value))
        return list(value)
    if isinstance(value, range):
        machine.grow(len(value))
        return list(value)
    if isinstance(value, Host):
        return value.entries(machine)
    if isinstance(value, Instance):
        found = iterator(machine, value)
        return found if type(found) is Unknown else found.entries(machine)
    if isinstance(value, Class) and "__members__" in value.names:
        # Each once: a second name of the same member is no member.
        return list({id(each): each for each in value.names["__members__"].values()}.values())
    raise Stop(
        f"{noun_of(value)} is not a list", "loop over range(…) or a list of layers", "TypeError"
    )
