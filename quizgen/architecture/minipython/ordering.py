"""Which of two values is equal or smaller where objects of the text say it themselves: `==`, `sorted`, `@total_ordering`."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Instance,
    Native,
    Stop,
    Unknown,
    noun_of,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

_METHODS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def compared(machine: "Machine", symbol: str, left: Any, right: Any) -> Any:
    """`left symbol right` where one of them is an object of the text."""
    for one, other, sign in ((left, right, symbol), (right, left, _TURNED[symbol])):
        held = _method(one, sign)
        if held is not MISSING:
            found = machine.call(held, [one, other])
            if getattr(found, "name", "") != "NotImplemented":
                return found
        if sign == "!=" and _method(one, "==") is not MISSING:
            found = machine.truth(compared(machine, "==", one, other))
            return found if type(found) is Unknown else not found
    if symbol in {"==", "!="}:
        return (left is right) == (symbol == "==")
    raise Stop(f"{noun_of(left)} {symbol} {noun_of(right)} is not understood", "", "TypeError")


def _method(owner: Any, symbol: str) -> Any:
    name = f"__{_METHODS[symbol]}__"
    return owner.kind.find(name) if isinstance(owner, Instance) else MISSING


def says_itself(value: Any) -> bool:
    """Whether an object that says what it is equal to is among the entries of a value."""
    if isinstance(value, dict):
        return any(map(says_itself, value.values()))
    if isinstance(value, list | tuple):
        return any(map(says_itself, value))
    return _method(value, "==") is not MISSING


def equal(machine: "Machine", left: Any, right: Any) -> Any:
    """`left == right`, entry by entry where objects of the text are among them."""
    machine.tick()
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        if isinstance(left, list) != isinstance(right, list) or len(left) != len(right):
            return False
        return _all(machine, zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        return _all(machine, ((value, right[key]) for key, value in left.items()))
    if left is right:
        return True
    return machine.truth(machine.compare("==", left, right))


def _all(machine: "Machine", pairs: Any) -> Any:
    for one, other in pairs:
        found = equal(machine, one, other)
        if found is not True:
            return found
    return True


class Key:
    """A value as `sorted`, `min` and `max` compare it."""

    def __init__(self, machine: "Machine", value: Any) -> None:
        self.machine = machine
        self.value = value

    def __lt__(self, other: "Key") -> bool:
        return self._holds("<", other)

    def __gt__(self, other: "Key") -> bool:
        return self._holds(">", other)

    def _holds(self, symbol: str, other: "Key") -> bool:
        found = self.machine.truth(self.machine.compare(symbol, self.value, other.value))
        if type(found) is Unknown:
            raise found.refusal()
        return found is True


def keyed(machine: "Machine", values: list[Any]) -> list[Any]:
    """Values, or what compares them where objects of the text are among them."""
    own = any(isinstance(value, Instance) or says_itself(value) for value in values)
    return [Key(machine, value) for value in values] if own else values


def _not(found: Any) -> Any:
    return found if type(found) is Unknown else not found


def _both(machine: "Machine", symbol: str, left: Any, right: Any) -> tuple[Any, Any]:
    """Whether the known comparison holds, and whether the two are equal."""
    first = machine.truth(compared(machine, symbol, left, right))
    same = machine.truth(compared(machine, "==", left, right))
    return first, same


def _strictly(symbol: str, *, turned: bool) -> Callable[..., Any]:
    """From `<` what `>` is (it does not hold, and they differ); from `<=` what `<` is."""

    def run(machine: "Machine", left: Any, right: Any) -> Any:
        first, same = _both(machine, symbol, left, right)
        for value in (first, same):
            if type(value) is Unknown:
                return value
        return (first != turned) and not same

    return run


def _or_equal(symbol: str, *, turned: bool) -> Callable[..., Any]:
    """From `<` what `<=` is; from `<=` what `>=` is (it does not hold, or they are equal)."""

    def run(machine: "Machine", left: Any, right: Any) -> Any:
        first, same = _both(machine, symbol, left, right)
        for value in (first, same):
            if type(value) is Unknown:
                return value
        return (first != turned) or same

    return run


def _opposite(symbol: str) -> Callable[..., Any]:
    return lambda machine, left, right: _not(machine.truth(compared(machine, symbol, left, right)))


def _derived(symbol: str) -> Mapping[str, Callable[..., Any]]:
    """The three comparisons that follow from one, as functools makes them."""
    turned = _TURNED[symbol]
    if len(symbol) == 1:
        return {
            turned: _strictly(symbol, turned=True),
            f"{symbol}=": _or_equal(symbol, turned=False),
            f"{turned}=": _opposite(symbol),
        }
    return {
        turned: _or_equal(symbol, turned=True),
        symbol[0]: _strictly(symbol, turned=False),
        turned[0]: _opposite(symbol),
    }


def total(machine: "Machine", kind: Any) -> Any:
    """`@total_ordering`."""
    if not isinstance(kind, Class):
        return kind
    own = [
        sign for sign in ("<", "<=", ">", ">=") if kind.find(f"__{_METHODS[sign]}__") is not MISSING
    ]
    if not own:
        raise Stop(f"{kind.name} says no comparison", "write __lt__", "ValueError")
    for sign, run in _derived(own[0]).items():
        if sign not in own:
            name = f"__{_METHODS[sign]}__"
            kind.names[name] = Native(name, run, takes_unknown=True)
    return kind


TOTAL = Native("total_ordering", total, takes_unknown=True)
