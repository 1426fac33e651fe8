"""Python's own functions and classes, as far as descriptions of networks use them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds, gathering
from quizgen.architecture.minipython.attributes import delete_attribute, find, missing
from quizgen.architecture.minipython.classes import OBJECT, class_of_parts, native_class
from quizgen.architecture.minipython.counters import Queue
from quizgen.architecture.minipython.exceptions import ERRORS
from quizgen.architecture.minipython.expressions import above, as_text
from quizgen.architecture.minipython.formatting import formatted
from quizgen.architecture.minipython.items import hashable
from quizgen.architecture.minipython.iterators import iterator, next_of
from quizgen.architecture.minipython.methods import methods_of
from quizgen.architecture.minipython.operations import power, unknown_inside
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Function,
    Host,
    Instance,
    Native,
    Record,
    Stop,
    Super,
    Unknown,
    Wrapped,
    noun_of,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def _range(machine: "Machine", *given: int) -> range:
    for end in given:
        if isinstance(end, bool) or not isinstance(end, int):
            raise Stop(f"range of {noun_of(end)}", "write whole numbers", "TypeError")
    return range(*given)


def _slice(machine: "Machine", *given: Any) -> slice:
    return slice(*given)


def _len(machine: "Machine", value: Any) -> Any:
    if isinstance(value, Host):
        return value.length(machine)
    if isinstance(value, Instance):
        held = value.kind.find("__len__")
        if held is not MISSING:
            return machine.call(held, [value])
    if isinstance(value, Class) and "__members__" in value.names:
        return len(machine.iterate(value))
    if not isinstance(value, list | tuple | dict | set | frozenset | str | range):
        raise Stop(f"{noun_of(value)} has no len()", exception="TypeError")
    return len(value)


def _made_list(make: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    def run(machine: "Machine", kind: Class, *given: Any) -> Any:
        found = machine.iterate(given[0]) if given else []
        return found if type(found) is Unknown else make(found)

    return run


def _made_set(entries: list[Any]) -> Any:
    return unknown_inside(entries) or {hashable(entry) for entry in entries}


def _made_dictionary(machine: "Machine", kind: Class, *given: Any, **named: Any) -> Any:
    found: dict[Any, Any] = {}
    if given:
        if type(given[0]) is Unknown:
            return given[0]
        update = machine.attribute(found, "update")
        machine.call(update, [given[0]])
        if machine.sound(found) is not found:
            return machine.sound(found)
    return found | named


def _made_int(machine: "Machine", kind: Class, value: Any = 0, base: int = 10) -> Any:
    if type(value) is Unknown:
        return value
    if isinstance(value, Host):
        return machine.call(machine.attribute(value, "__int__"))
    if isinstance(value, Instance):
        raise Stop(f"int of {noun_of(value)}", exception="TypeError")
    if isinstance(value, str):
        if len(value) > 500:
            raise Stop("a number of too many digits", exception="ValueError")
        return bounds.number(int(value, base))
    return bounds.number(int(value))


def _made_float(machine: "Machine", kind: Class, value: Any = 0.0) -> Any:
    if type(value) is Unknown:
        return value
    if isinstance(value, Host):
        return machine.call(machine.attribute(value, "__float__"))
    return float(value)


def _made_text(machine: "Machine", kind: Class, value: Any = "") -> Any:
    return as_text(machine, value)


def _made_bool(machine: "Machine", kind: Class, value: Any = False) -> Any:
    return machine.truth(value)


def class_of(machine: "Machine", value: Any) -> Any:
    """`type(value)`."""
    if isinstance(value, Instance):
        return value.kind
    own = getattr(value, "kind", None)
    if isinstance(own, Class):
        return own
    found = next((TYPES[above] for above in type(value).__mro__ if above in TYPES), None)
    if found is None or isinstance(value, Queue):
        return native_class(noun_of(value).rpartition(" ")[2], {})
    return found


def is_instance(machine: "Machine", value: Any, kinds: Any) -> Any:
    """`isinstance(value, kinds)`."""
    if type(value) is Unknown:
        return value
    if isinstance(kinds, tuple):
        return gathering.any_of(machine, [is_instance(machine, value, kind) for kind in kinds])
    if kinds is None:
        return value is None
    own = class_of(machine, value)
    like = kinds.names.get("__like__") if isinstance(kinds, Class) else None
    if like is not None:
        return isinstance(value, like) or (kinds.name == "Callable" and _callable(machine, value))
    if isinstance(kinds, Native):
        return Unknown(f"whether something is of {kinds.name}", machine.line)
    if not isinstance(kinds, Class):
        return False if own.unknown is None else own.unknown
    if own.is_a(kinds) or kinds is OBJECT:
        return True
    if isinstance(value, Record) and kinds is TYPES[tuple]:
        return True
    return kinds.name == "int" and isinstance(value, bool)


def _issubclass(machine: "Machine", kind: Any, kinds: Any) -> Any:
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    return isinstance(kind, Class) and any(isinstance(k, Class) and kind.is_a(k) for k in wanted)


def _getattr(machine: "Machine", owner: Any, name: Any, *default: Any) -> Any:
    if type(owner) is Unknown or type(name) is Unknown:
        return owner if type(owner) is Unknown else name
    if not isinstance(name, str):
        raise Stop("an attribute has a name", exception="TypeError")
    found = _found(machine, owner, name)
    if found is MISSING:
        if default:
            return default[0]
        raise Stop(*missing(owner, name), "AttributeError")
    return found


def _found(machine: "Machine", owner: Any, name: str) -> Any:
    """An attribute, or `MISSING` where the object itself says that there is none."""
    try:
        return find(machine, owner, name)
    except Stop as stop:
        if stop.exception == "AttributeError":
            return MISSING
        raise


def _hasattr(machine: "Machine", owner: Any, name: Any) -> Any:
    if type(owner) is Unknown or type(name) is Unknown:
        return owner if type(owner) is Unknown else name
    found = _found(machine, owner, name)
    return found if type(found) is Unknown and isinstance(owner, Host) else found is not MISSING


def _setattr(machine: "Machine", owner: Any, name: Any, value: Any) -> None:
    if type(name) is Unknown:
        machine.note(owner)
        machine.poison(owner, name)
        return
    machine.set_attribute(owner, name, value)


def _type(machine: "Machine", kind: Class, *given: Any) -> Any:
    if len(given) == 1:
        return given[0] if type(given[0]) is Unknown else class_of(machine, given[0])
    return class_of_parts(machine, *given)


def _callable(machine: "Machine", value: Any) -> bool:
    if isinstance(value, Instance):
        return value.kind.find("__call__") is not MISSING
    return isinstance(value, Function | Native | Class) or type(value).__name__ in {
        "Bound",
        "Partial",
    }


def _super(machine: "Machine", *given: Any) -> Super:
    if len(given) != 2 or not isinstance(given[0], Class):
        raise Stop("super(…) is not understood", "write super()", "TypeError")
    return above(given[0], given[1])


def _round(machine: "Machine", value: Any, *digits: Any) -> Any:
    if isinstance(value, Host):
        return value.unary(machine, "round")
    return round(value, *digits)


def _abs(machine: "Machine", value: Any) -> Any:
    return value.unary(machine, "abs") if isinstance(value, Host) else abs(value)


def _wrapped(kind: str) -> Native:
    return Native(
        kind, lambda machine, function, *rest: Wrapped(kind, function), takes_unknown=True
    )


def not_run(name: str) -> Native:
    """A function of Python that reaches outside the text, and is never run."""

    def run(machine: "Machine", *given: Any, **named: Any) -> Unknown:
        return Unknown(f"{name}(…) is not run", machine.line)

    return Native(name, run, takes_unknown=True)


def _of_kind(make: Callable[..., Any], machine: "Machine", kind: Class, *given: Any) -> Any:
    return make(machine, *given)


def _types() -> dict[Any, Class]:
    makers: dict[Any, Callable[..., Any]] = {
        int: _made_int,
        float: _made_float,
        str: _made_text,
        bool: _made_bool,
        list: _made_list(list),
        tuple: _made_list(tuple),
        set: _made_list(_made_set),
        frozenset: _made_list(_made_set),
        dict: _made_dictionary,
    }
    found = {
        kind: native_class(
            kind.__name__,
            {
                **methods_of(kind),
                "__make__": Native(kind.__name__, make, takes_unknown=True),
                "__of_python__": True,
            },
        )
        for kind, make in makers.items()
    }
    found[type(None)] = native_class("NoneType", {})
    for kind, make in ((range, _range), (slice, _slice)):
        run = Native(kind.__name__, partial(_of_kind, make))
        found[kind] = native_class(kind.__name__, {"__make__": run})
    found[dict].names["fromkeys"] = Native(
        "fromkeys",
        lambda machine, keys, value=None: dict.fromkeys(
            map(hashable, machine.iterate(keys)), value
        ),
    )
    return found


TYPES: Mapping[Any, Class] = _types()
_TAKE_UNKNOWN: Mapping[str, Callable[..., Any]] = {
    "print": lambda machine, *given, **named: machine.prints(given),
    "isinstance": is_instance,
    "issubclass": _issubclass,
    "getattr": _getattr,
    "hasattr": _hasattr,
    "setattr": _setattr,
    "delattr": delete_attribute,
    "callable": _callable,
    "zip": gathering.zipped,
    "enumerate": gathering.numbered,
    "map": gathering.mapped,
    "filter": gathering.filtered,
    "iter": iterator,
    "next": next_of,
    "sum": gathering.summed,
    "any": gathering.any_of,
    "all": gathering.all_of,
    "sorted": gathering.sort,
    "reversed": gathering.turned_round,
    "min": gathering.largest("min", min),
    "max": gathering.largest("max", max),
    "super": _super,
}
_NEED_KNOWN: Mapping[str, Callable[..., Any]] = {
    "len": _len,
    "abs": _abs,
    "round": _round,
    "pow": lambda machine, base, exponent, *modulus: (
        pow(base, exponent, *modulus) if modulus else power(base, exponent)
    ),
    "divmod": lambda machine, left, right: divmod(left, right),
    "repr": lambda machine, value: as_text(machine, value, quoted=True),
    "format": lambda machine, value, specification="": formatted(value, specification),
    "id": lambda machine, value: Unknown("id(…) differs from run to run", machine.line),
    "hash": lambda machine, value: Unknown("hash(…) differs from run to run", machine.line),
    "chr": lambda machine, value: chr(value),
    "ord": lambda machine, value: ord(value),
    "bin": lambda machine, value: bin(value),
    "hex": lambda machine, value: hex(value),
    "dir": lambda machine, *given: Unknown("dir(…) is not read", machine.line),
}
BUILTINS: Mapping[str, Any] = {
    **{kind.__name__: found for kind, found in TYPES.items() if kind is not type(None)},
    **{name: Native(name, run, takes_unknown=True) for name, run in _TAKE_UNKNOWN.items()},
    **{name: Native(name, run) for name, run in _NEED_KNOWN.items()},
    **{name: _wrapped(name) for name in ("property", "staticmethod", "classmethod")},
    **{
        name: not_run(name)
        for name in ("open", "input", "compile", "__import__", "exit", "quit", "breakpoint", "memoryview", "bytes", "bytearray", "complex", "help")
    },
    **ERRORS,
    "object": OBJECT,
    "type": native_class("type", {"__make__": Native("type", _type, takes_unknown=True)}),
    "NotImplemented": native_class("NotImplemented", {}),
    "Ellipsis": ...,
    "__debug__": True,
}  # fmt: skip
