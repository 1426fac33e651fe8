"""`argparse`: the options of a command line have their defaults, or what is given with --set."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import Class, Instance, Native, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.architecture.minipython.machine import Machine

_OPTIONS = "options"
_NAMESPACE = native_class("Namespace", {})


def _start(machine: "Machine", owner: Instance, *given: Any, **named: Any) -> None:
    owner.attributes[_OPTIONS] = {}


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
    if isinstance(value, str) and isinstance(named.get("type"), Class):
        value = machine.call(named["type"], [value])
    machine.note(owner.attributes[_OPTIONS], name)
    owner.attributes[_OPTIONS][name] = machine.settled(name, value)


def _defaults(machine: "Machine", owner: Instance, **named: Any) -> None:
    for name, value in named.items():
        owner.attributes[_OPTIONS][name] = machine.settled(name, value)


def _parse(machine: "Machine", owner: Instance, *given: Any, **named: Any) -> Instance:
    return Instance(_NAMESPACE, dict(owner.attributes[_OPTIONS]))


def _parse_known(
    machine: "Machine", owner: Instance, *given: Any, **named: Any
) -> tuple[Instance, list[Any]]:
    return _parse(machine, owner), []


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
