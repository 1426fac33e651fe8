"""Dictionaries and lists of the text's own classes: `class Config(dict)`, `class Layers(list)`."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import Class, Function, Stop, Wrapped

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


class Own:
    """What such an object has beside its entries."""

    kind: Class
    attributes: dict[str, Any]


class OwnDictionary(Own, dict[Any, Any]):
    """A dictionary with attributes."""


class OwnList(Own, list[Any]):
    """A list with attributes."""


_MADE: dict[str, type[Own]] = {"dict": OwnDictionary, "list": OwnList}
# Methods that Python calls by itself, and that entries do not come from.
_BESIDE = frozenset(
    "__init__ __getattr__ __setattr__ __delattr__ __repr__ __str__ __call__ __missing__ __enter__ __exit__".split()
)


def made(machine: "Machine", kind: Class, base: Class, given: list[Any], named: Any) -> Any:
    """An object of a class that is made from one of Python's own."""
    if base.name not in _MADE:
        raise Stop(
            f"{kind.name} is made from {base.name}, which is not read", "write a class of its own"
        )
    for above in kind.mro[: kind.mro.index(base)]:
        for name, value in above.names.items():
            says = isinstance(value, Function | Wrapped) and name.startswith("__")
            if says and name not in _BESIDE:
                raise Stop(
                    f"{name} of {above.name} says what its entries are", "write a class of its own"
                )
    found = _MADE[base.name]()
    found.kind, found.attributes = kind, {}
    machine.call(kind.find("__init__"), [found, *given], named)
    return machine.sound(found)
