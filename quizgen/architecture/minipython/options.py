"""`argparse`: the options of a command line have their defaults, or what is given with --set."""

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import Class, Instance, Native, Stop, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.architecture.minipython.machine import Machine

_OPTIONS, _KNOWN = "options", "known options"
_NAMESPACE = native_class("Namespace", {})


def _start(machine: "Machine", owner: Instance, *given: Any, **named: Any) -> None:
    owner.attributes[_OPTIONS], owner.attributes[_KNOWN] = {}, {}


def _add(machine: "Machine", owner: Instance, *names: Any, **named: Any) -> None:
    flags = [name for name in names if isinstance(name, str)]
    long = [flag for flag in flags if flag.startswith("--")] or flags
    name = named.get("dest") or long[0].lstrip("-").replace("-", "_")
    action = named.get("action", "store")
    start = {"store_true": False, "store_false": True, "count": None}.get(action)
    value = named.get("default", start)
    needed = named.get("required") is True or (flags and not flags[0].startswith("-"))
    if "default" not in named and needed and named.get("nargs") not in ("?", "*"):
        value = Unknown(
            f"the option {flags[0]} is given on the command line", machine.line, "", "data"
        )
    option = _Option(name, named)
    machine.note(owner.attributes[_OPTIONS], name)
    owner.attributes[_OPTIONS][name] = machine.settled(name, option.of_text(machine, value))
    owner.attributes[_KNOWN][(name,)] = option
    owner.attributes[_KNOWN].update(dict.fromkeys((f for f in flags if f[:1] == "-"), option))


def _defaults(machine: "Machine", owner: Instance, **named: Any) -> None:
    for name, value in named.items():
        option = owner.attributes[_KNOWN].get((name,), _Option(name, {}))
        owner.attributes[_OPTIONS][name] = machine.settled(name, option.of_text(machine, value))


def _parse(
    machine: "Machine", owner: Instance, args: Any = None, namespace: Any = None
) -> Instance:
    """The defaults, and what the file itself gives as the words of a command line."""
    found = dict(owner.attributes[_OPTIONS])
    words = [] if args is None else machine.entries(args)
    unknown = next((word for word in words if not isinstance(word, str)), None)
    if unknown is not None or namespace is not None:
        raise Stop("these words of a command line are not read", "set the options one by one")
    place = 0
    while place < len(words):
        word, _, joined = words[place].partition("=")
        option = owner.attributes[_KNOWN].get(word)
        if option is None:
            raise Stop(f"the option {word} is not read", "set the options one by one")
        place += 1
        if joined:
            values = [joined]
        else:
            values = list(itertools.takewhile(lambda each: each[:1] != "-", words[place:]))
        place += option.set(machine, found, values, joined=bool(joined))
    return Instance(_NAMESPACE, found)


@dataclass(frozen=True, slots=True)
class _Option:
    """What a word of a command line sets."""

    name: str
    settings: dict[str, Any]

    def of_text(self, machine: "Machine", value: Any) -> Any:
        """A default: one that is a text is read as a word of the command line is."""
        kind = self.settings.get("type")
        return machine.call(kind, [value]) if isinstance(value, str) and kind is not None else value

    def set(
        self, machine: "Machine", found: dict[str, Any], values: list[str], *, joined: bool
    ) -> int:
        """Set it; how many words it takes."""
        action, many = self.settings.get("action", "store"), self.settings.get("nargs")
        if action in {"store_true", "store_false"} and not joined:
            found[self.name] = action == "store_true"
            return 0
        several = many in {"+", "*"} or isinstance(many, int)
        taken = values[: many if isinstance(many, int) else None] if several else values[:1]
        if action != "store" or not taken or not (several or many is None):
            raise Stop(f"the option {self.name} is not read", "set the options one by one")
        kind = self.settings.get("type")
        made = [value if kind is None else machine.call(kind, [value]) for value in taken]
        found[self.name] = machine.settled(self.name, made if several else made[0])
        return 0 if joined else len(taken)


def _parse_known(
    machine: "Machine", owner: Instance, *given: Any, **named: Any
) -> tuple[Instance, list[Any]]:
    return _parse(machine, owner, *given, **named), []


def _group(machine: "Machine", owner: Instance, *given: Any, **named: Any) -> Instance:
    return owner


def parser_class() -> Class:
    """`argparse.ArgumentParser`."""
    methods: dict[str, Callable[..., Any]] = {
        "__init__": _start,
        "add_argument": _add,
        "set_defaults": _defaults,
        "parse_args": _parse,
        "parse_known_args": _parse_known,
        "add_argument_group": _group,
        "add_mutually_exclusive_group": _group,
        "print_help": lambda machine, owner, *given: None,
        "error": lambda machine, owner, *given: None,
    }
    return native_class(
        "ArgumentParser",
        {name: Native(name, run, takes_unknown=True) for name, run in methods.items()},
    )
