"""The default wording of each solver quantity."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from quizgen.language.expression import Scope
from quizgen.language.texts import filled, names_in
from quizgen.resources import shipped
from quizgen.solver.quantity import Call

# The folder of templates whose statements take the place of the shipped ones.
_own: ContextVar[Path | None] = ContextVar("own wordings", default=None)


@contextmanager
def own_wordings(folder: Path | None) -> Iterator[None]:
    """What is drawn inside is worded by a folder of templates, where that has the quantity."""
    token = _own.set(folder)
    try:
        yield
    finally:
        _own.reset(token)


def wordings() -> Mapping[str, str]:
    """The default statements by quantity, such as `Conv1d.output` or `mse`."""
    own = _own.get()
    return _read(shipped("templates")) | (_read(own) if own else {})


@lru_cache(maxsize=4)
def _read(templates: Path) -> dict[str, str]:
    return {
        path.name.removesuffix(".md.j2"): path.read_text(encoding="utf-8").strip()
        for path in sorted((templates / "wording").glob("*.md.j2"))
    }


def default_wording(call: Call) -> str:
    """The statement that asks for the quantity of `call`, with its own numbers."""
    layer = call.subject
    names = [call.quantity, "generic"]
    if layer is not None:
        kinds = [kind.__name__ for kind in type(layer).__mro__]
        names = [f"{kind}.{call.quantity}" for kind in kinds] + names
    known = wordings()
    text = next(known[name] for name in names if name in known)
    arguments = _in_order(call)
    # A quantity has some of the arguments that its wording speaks of; the others are None.
    plain = {
        **dict.fromkeys(names_in(text)),
        **arguments,
        "kind": type(layer).__name__ if layer is not None else "",
        "code": str(layer) if layer is not None else "",
        "quantity": call.quantity.replace("_", " "),
        "arguments": arguments,
        # What differs from the default: the rest need not be said.
        "changed": {k: v for k, v in arguments.items() if not _is_default(call, k, v)},
    }
    return filled(text, Scope(plain))


def _in_order(call: Call) -> dict[str, Any]:
    """The arguments as the function has them: a call has those with a default first."""
    return {
        name: call.arguments[name]
        for name in _defaults(call.function)
        if name != "self" and name in call.arguments
    }


@lru_cache(maxsize=512)
def _defaults(function: Callable[..., Any]) -> Mapping[str, Any]:
    """The arguments of a quantity in their order, with their defaults; None where there is none."""
    given = signature(function).parameters.values()
    return {p.name: None if p.default is Parameter.empty else p.default for p in given}


def _is_default(call: Call, name: str, value: object) -> bool:
    default = _defaults(call.function).get(name)
    return value is None or (isinstance(value, (bool, str, int)) and value == default)
