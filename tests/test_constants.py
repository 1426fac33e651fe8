"""Tables, limits, patterns and what is taken for an argument that is not given, as `constants.txt` has them.

A limit or a word of a table is changed on purpose or not at all: whoever changes one sees it here, and whether
another moved with it. `QUIZGEN_CONSTANTS=write` writes the file anew: read the difference.
"""

import ast
import inspect
import os
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, ClassVar, ParamSpec, TypeVar, get_origin

import pytest

from quizgen.pattern import pattern

ROOMS = ("bank", "solver")
KEPT = Path(__file__).with_name("constants.txt")


def plain(value: Any) -> str:
    """A constant as text: the same in every run, whatever the order of a set."""
    if isinstance(value, re.Pattern | type(pattern(""))):
        flags = re.RegexFlag(value.flags & ~re.UNICODE)
        return f"{value.pattern!r} {flags.name if flags else ''}".strip()
    if isinstance(value, type) and issubclass(value, Enum):
        return f"{value.__name__} of {plain([each.value for each in value])}"
    if isinstance(value, frozenset | set):
        return "{" + ", ".join(sorted(map(plain, value))) + "}"
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return f"{type(value).__name__}({', '.join(map(plain, value))})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{plain(key)}: {plain(each)}' for key, each in value.items())}}}"
    if is_dataclass(value) and not isinstance(value, type):
        own = (f"{name}={plain(getattr(value, name))}" for name in value.__dataclass_fields__)
        return f"{type(value).__name__}({', '.join(own)})"
    if hasattr(value, "__qualname__"):
        return str(value.__qualname__)
    return re.sub(r" at 0x\w+", "", repr(value))


def defaults(owner: str, function: Any) -> Iterator[str]:
    """What is taken for each argument that is not given."""
    parameters = inspect.signature(function).parameters.values()
    found = [f"{p.name}={plain(p.default)}" for p in parameters if p.default is not p.empty]
    if found:
        yield f"{owner}({', '.join(found)})"


def of_class(name: str, kind: type) -> Iterator[str]:
    if issubclass(kind, Enum):
        yield plain(kind)
    if is_dataclass(kind):
        said = kind.__dataclass_params__  # type: ignore[attr-defined]  # every dataclass has them
        slots = "with" if "__slots__" in vars(kind) else "without"
        yield f"{name}: {'frozen' if said.frozen else 'open'}, {slots} slots"
        yield from defaults(name, kind)
        for own in fields(kind):
            flags = {"init": own.init, "repr": own.repr, "compare": own.compare}
            if off := [flag for flag, is_on in flags.items() if not is_on]:
                yield f"{name}.{own.name}: no {', no '.join(off)}"
    known = getattr(kind, "__dataclass_fields__", {})
    hints = inspect.get_annotations(kind)
    for member, value in list(vars(kind).items()):
        if member.startswith("__") or issubclass(kind, Enum):
            continue
        if isinstance(value, FunctionType):
            yield from defaults(f"{name}.{member}", value)
        elif isinstance(value, str | int | Mapping | frozenset) and (
            member not in known or get_origin(hints.get(member)) is ClassVar
        ):
            yield f"{name}.{member} = {plain(value)}"


def constants(module: ModuleType) -> Iterator[str]:
    lines = ast.parse(inspect.getsource(module)).body
    assigned = {
        target.id
        for line in lines
        if isinstance(line, ast.Assign | ast.AnnAssign)
        for target in ast.walk(line)
        if isinstance(target, ast.Name)
        and isinstance(target.ctx, ast.Store)
        and target.id.isupper()
    }
    for name, value in vars(module).items():
        own = getattr(value, "__module__", None) == module.__name__
        if name in assigned and not isinstance(value, Path | TypeVar | ParamSpec):
            entries = value.items() if isinstance(value, Mapping) else ()
            yield from (f"{name}[{plain(key)}] = {plain(each)}" for key, each in entries)
            if not entries:
                yield f"{name} = {plain(value)}"
        elif inspect.isclass(value) and own:
            yield from of_class(name, value)
        elif own and isinstance(value := inspect.unwrap(value), FunctionType):
            yield from defaults(name, value)


def everything(room: str) -> dict[str, list[str]]:
    place = import_module(f"quizgen.{room}")
    names = sorted(m.name for m in pkgutil.walk_packages(place.__path__, f"quizgen.{room}."))
    return {name: list(constants(import_module(name))) for name in names}


def test_rewriting_on_request() -> None:
    """Not a check: the switch described above."""
    if os.environ.get("QUIZGEN_CONSTANTS") == "write":
        lines = []
        for room in ROOMS:
            for name, said in everything(room).items():
                lines += [name, *(f"  {line}" for line in said)]
        KEPT.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")


@pytest.mark.parametrize("room", ROOMS)
def test_constants(room: str) -> None:
    kept: dict[str, list[str]] = {}
    name = ""
    for line in KEPT.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            kept[name].append(line.removeprefix("  "))
        else:
            name = line
            kept[name] = []
    of_room = {name: said for name, said in kept.items() if name.startswith(f"quizgen.{room}.")}
    assert everything(room) == of_room
