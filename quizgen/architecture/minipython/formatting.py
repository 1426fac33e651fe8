"""Texts with values put in: `f"{n:02d}"`, `"{}".format(n)`, `"%d" % n`; nothing of the host is reached."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.members import Member
from quizgen.architecture.minipython.values import (
    Class,
    Function,
    Instance,
    Record,
    Stop,
    Unknown,
    noun_of,
)

# A format that cannot make a text long: at most three digits for the width and the precision.
_SPECIFICATION = re.compile(r"(.?[<>=^])?[+\- ]?#?0?\d{0,3}[,_]?(\.\d{1,3})?[a-zA-Z%]?")
_PERCENT = re.compile(r"%(?:\((\w+)\))?([-#0 +]*\d{0,3}(?:\.\d{1,3})?)([a-zA-Z%])")
_FIELD = re.compile(r"\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*))?\}")


def shown(value: Any, *, quoted: bool = False) -> Any:
    """A value as text, as `str` or `repr` give it; unknown for what has an address in it.

    >>> shown([1, "a"]), shown("a", quoted=True)
    ("[1, 'a']", "'a'")
    """
    if type(value) is Unknown:
        return value
    if isinstance(value, Member) and (quoted or not value.is_plain):
        return (
            f"<{value.dotted()}: {shown(value.attributes['value'], quoted=True)}>"
            if quoted
            else value.dotted()
        )
    if isinstance(value, str) and not quoted:
        return value
    if value is None or isinstance(value, int | float | str | range):
        return bounds.text(repr(value))
    if isinstance(value, list | tuple | dict | set):
        bounds.weighed(value)
        return _container(value)
    if isinstance(value, Class | Function):
        return f"<{value.name}>"
    if isinstance(value, Instance) and "__members__" in value.kind.names:
        dotted = f"{value.kind.name}.{value.attributes['name']}"
        inner = shown(value.attributes["value"], quoted=True)
        return f"<{dotted}: {inner}>" if quoted and type(inner) is not Unknown else dotted
    return Unknown(f"how {noun_of(value)} is printed", 0)


def _container(value: Any) -> Any:
    """The text of a container; unknown where that of an entry is."""
    names = [f"{name}=" for name in value.fields] if isinstance(value, Record) else []
    entries = (
        [part for pair in value.items() for part in pair] if isinstance(value, dict) else value
    )
    parts = [shown(entry, quoted=True) for entry in entries]
    unknown = next((part for part in parts if type(part) is Unknown), None)
    if unknown is not None:
        return unknown
    if isinstance(value, dict):
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return bounds.text("{" + ", ".join(f"{key}: {entry}" for key, entry in pairs) + "}")
    if isinstance(value, Record):
        inner = ", ".join(name + part for name, part in zip(names, parts, strict=True))
        return bounds.text(f"{value.kind.name}({inner})")
    left, right = "[]" if isinstance(value, list) else "{}" if isinstance(value, set) else "()"
    comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
    if isinstance(value, set) and not value:
        return "set()"
    return bounds.text(left + ", ".join(parts) + comma + right)


def formatted(value: Any, specification: str, conversion: str = "") -> Any:
    """`format(value, specification)`."""
    if type(value) is Unknown:
        return value
    if conversion in {"r", "a"}:
        value = shown(value, quoted=True)
    if isinstance(value, Member) and not value.is_plain:
        return Unknown("versions of Python print a member of an enumeration differently", 0)
    if not specification:
        return shown(value)
    if not _SPECIFICATION.fullmatch(specification):
        raise Stop(f"the format {specification[:20]!r} is not understood", "write a shorter one")
    if not isinstance(value, int | float | str):
        return shown(value)
    try:
        return bounds.text(format(value, specification))
    except (ValueError, OverflowError) as error:
        raise Stop(str(error), exception="ValueError") from None


def braces(text: str, given: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """`text.format(*given, **named)` for plain names and places.

    >>> braces("conv{}_{k:02d}", [1], {"k": 3})
    'conv1_03'
    """
    order = iter(range(len(given)))
    unknown: list[Unknown] = []

    def value(found: re.Match[str]) -> str:
        if found[0] in {"{{", "}}"}:
            return found[0][0]
        name = found[1]
        try:
            if not name:
                entry = given[next(order)]
            else:
                entry = given[int(name)] if name.isdigit() else named[name]
        except (LookupError, StopIteration):
            raise Stop(f"{found[0]} is not understood", "name a value by its place") from None
        text = formatted(entry, found[3] or "", found[2] or "")
        if type(text) is Unknown:
            unknown.append(text)
            return ""
        return str(text)

    result = bounds.text(_FIELD.sub(value, text))
    return unknown[0] if unknown else result


def percent(text: str, values: Any) -> Any:
    """`text % values`.

    >>> percent("conv%d.%s", (1, "weight"))
    'conv1.weight'
    """
    many = list(values) if isinstance(values, tuple) else [values]
    named = values if isinstance(values, dict) else {}
    order = iter(many)
    unknown: list[Unknown] = []

    def value(found: re.Match[str]) -> str:
        if found[3] == "%":
            return "%"
        try:
            entry = named[found[1]] if found[1] else next(order)
        except (LookupError, StopIteration):
            raise Stop(f"no value for {found[0]}", exception="TypeError") from None
        if type(entry) is Unknown:
            unknown.append(entry)
            return ""
        plain = entry if isinstance(entry, int | float | str) else shown(entry)
        try:
            return str(f"%{found[2]}{found[3]}" % (plain,))
        except (TypeError, ValueError) as error:
            raise Stop(str(error), exception="TypeError") from None

    result = bounds.text(_PERCENT.sub(value, text))
    return unknown[0] if unknown else result
