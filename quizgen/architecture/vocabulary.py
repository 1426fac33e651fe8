"""Layers by name: which there are, what arguments they take, and what was meant by a near miss."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from quizgen.errors import UserError
from quizgen.solver import layers
from quizgen.solver.errors import ShapeError

# Arguments of PyTorch that change neither shapes nor counts.
HARMLESS = frozenset({"inplace", "device", "dtype"})
# More names than this are not all told.
SHOWN = 30
# Of a longer name only the beginning is compared.
LONGEST = 60
# Layers that the formulas of the lecture write without intercepts.
WITHOUT_INTERCEPT = re.compile(r"Linear|Conv(Transpose)?[123]d")


def near(name: str, known: Iterable[str]) -> str:
    """The fix for a name nobody knows: the nearest known one, or the known ones.

    >>> near("Conv1D", ["Conv1d", "Linear"])
    "did you mean 'Conv1d'?"
    """
    return _near(name[:LONGEST], tuple(known))


# A network that calls itself asks for one name at every depth.
@lru_cache(maxsize=256)
def _near(name: str, names: tuple[str, ...]) -> str:
    lowered = {candidate.lower(): candidate for candidate in reversed(names)}
    found = get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    if found:
        return f"did you mean {lowered[found[0]]!r}?"
    shown, more = sorted(names)[:SHOWN], len(names) - SHOWN
    return f"known: {', '.join(shown)}{f' and {more} more' if more > 0 else ''}"


def layer_class(name: str) -> type:
    """The solver's class called `name`; `UserError` with the nearest name."""
    if not layers.is_layer_name(name):
        raise UserError(f"unknown layer {name!r}", near(name, layers.layer_names()))
    return layers.layer_class(name)


@cache
def arguments(kind: type) -> Mapping[str, bool]:
    """Names of the arguments in order, each with whether it must be given.

    >>> from quizgen.solver import Linear
    >>> dict(arguments(Linear))
    {'in_features': True, 'out_features': True, 'bias': False}
    """
    return {
        field.name: field.default is MISSING and field.default_factory is MISSING
        for field in fields(kind)
        if field.init
    }


@cache
def _needed(kind: type) -> tuple[str, ...]:
    return tuple(name for name, needed in arguments(kind).items() if needed)


@cache
def _whole(kind: type) -> tuple[str, ...]:
    """Fields that hold one whole number, and no list as sizes of several axes do."""
    return tuple(field.name for field in fields(kind) if field.type is int)


@cache
def _numbers(kind: type) -> tuple[str, ...]:
    """Fields that hold a number or several; the padding of windows may also be "same"."""
    names = [field.name for field in fields(kind) if field.type is Any]
    return tuple(
        name for name in names if name != "padding" or "kernel_size" not in arguments(kind)
    )


def _check_kinds(found: Any) -> None:
    """Refuse lists and texts where a layer has numbers."""
    kind: Any = type(found)
    for name in _whole(kind):
        if isinstance(value := getattr(found, name), str | tuple | list | dict):
            raise UserError(
                f"{kind.__name__}: {name}={value!r} is no whole number", f"write {name}=1"
            )
    for name in _numbers(kind):
        if isinstance(value := getattr(found, name), str):
            raise UserError(
                f"{kind.__name__}: {name}={value!r} is text", "give a number or several"
            )


def layer(kind: type, given: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """A layer from positional and named arguments; `UserError` says which does not fit.

    >>> from quizgen.solver import Linear
    >>> print(layer(Linear, [3, 2], {"bias": False}))
    Linear(3, 2, bias=False)
    """
    known = arguments(kind)
    title = kind.__name__
    if len(given) > len(known):
        raise UserError(
            f"{title}: {len(given)} arguments are too many", f"write {title}({', '.join(known)})"
        )
    values = dict(zip(known, given, strict=False))
    if not values and named.keys() <= known.keys():
        values, named = {**named}, {}  # by far the most
    for name, value in named.items():
        if name in known and name not in values:
            values[name] = value
            continue
        if name not in known:
            if name in HARMLESS:
                continue
            raise UserError(f"{title}: unknown argument {name!r}", near(name, known))
        raise UserError(f"{title}: {name!r} is given twice", "give it once")
    missing = [name for name in _needed(kind) if name not in values]
    if missing:
        raise UserError(
            f"{title}: {', '.join(missing)} missing", f"write {title}({', '.join(known)})"
        )
    try:
        found = kind(**values)
    except ShapeError:
        raise
    except (TypeError, ValueError, ArithmeticError) as error:
        shown = ", ".join(f"{name}={value!r}" for name, value in values.items())
        raise UserError(f"{title}({shown}): {error}", "give numbers of the right kind") from None
    _check_kinds(found)
    return found


def without_intercept(kind: type, named: Mapping[str, Any], count: int) -> bool:
    """Whether the lecture's convention leaves the intercepts out: nothing was said about them."""
    names = list(arguments(kind))
    if not WITHOUT_INTERCEPT.fullmatch(kind.__name__) or "bias" in named:
        return False
    return count <= names.index("bias")
