"""The names every expression of a bank may use: the solver, figures, small exact functions."""

import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from types import FunctionType
from typing import Any

from quizgen.language import exact_functions, listings
from quizgen.language.budget import bounded
from quizgen.language.intervals import interval, union
from quizgen.language.iteration import BINDING, how_written
from quizgen.language.sandbox import bounded_range
from quizgen.solver.layers.table import is_layer_name, layer_class, layer_names, until_registered


def _same(left: Any, right: Any) -> bool:
    """Whether two values are equal in shape and entries."""
    a, b = (v.tolist() if hasattr(v, "tolist") else v for v in (left, right))
    a, b = (list(v) if isinstance(v, tuple) else v for v in (a, b))
    return bool(a == b)


# A whole number or a ratio as text; Fraction() also reads "1e999999999", which takes for ever.
_RATIO = re.compile(r"\s*[+-]?[0-9]{1,300}(?:/[0-9]{1,300}|\.[0-9]{1,300})?\s*")


def _prod(values: Any) -> Any:
    product: Any = 1
    for value in _listed(values):
        product = bounded(product * value)
    return product


def _listed(values: Any) -> list[Any]:
    return values.tolist() if hasattr(values, "tolist") else list(values)


def _sum(values: Any) -> Any:
    return bounded(sum(_listed(values)))


def _extreme(function: Callable[..., Any]) -> Callable[..., Any]:
    def found(*values: Any) -> Any:
        return function(_listed(values[0])) if len(values) == 1 else function(values)

    return found


def _fraction(top: Any, bottom: Any = 1) -> Any:
    for value in (top, bottom):
        if isinstance(value, str) and not _RATIO.fullmatch(value):
            raise ValueError(f"{value[:40]!r} is not a fraction such as 3/2 or 0.25")
    return bounded(Fraction(top) / Fraction(bottom))


def _absolute(value: Any) -> Any:
    return abs(value)


def _matrix_gradient(*given: Any, **named: Any) -> str:
    from quizgen.answers.matrix_gradient import matrix_gradient

    return matrix_gradient(*given, **named)


def _ties(values: Any) -> bool:
    found = [_hashable(value) for value in _listed(values)]
    return len(set(found)) < len(found)


def _hashable(value: Any) -> Any:
    """A value as it is, a row as a tuple."""
    row = value.tolist() if hasattr(value, "tolist") else value
    return tuple(map(_hashable, row)) if isinstance(row, list | tuple) else value


def _array(values: Any) -> Any:
    from quizgen.solver.values import as_array

    return as_array(values)


SMALL: Mapping[str, Any] = {
    "abs": _absolute,
    "argmax": exact_functions.argmax,
    "argmin": exact_functions.argmin,
    "array": _array,
    "ceil": math.ceil,
    "floor": math.floor,
    "fill": listings.fill,
    "Fraction": _fraction,
    "inf": math.inf,
    "interval": interval,
    "len": len,
    "list": _listed,
    "matrix_gradient": _matrix_gradient,
    "max": _extreme(max),
    "min": _extreme(min),
    "network_of": listings.network_of,
    "norm": exact_functions.norm,
    "printed": listings.printed,
    "prod": _prod,
    "range": bounded_range,
    "same": _same,
    "same_network": listings.same_network,
    "same_output": listings.same_output,
    "sign": exact_functions.sign,
    "sqrt": exact_functions.sqrt,
    "sorted": lambda values: sorted(_listed(values)),
    "sum": _sum,
    "ties": _ties,
    "union": union,
    "tuple": lambda values: tuple(_listed(values)),
}
for _name, _own in SMALL.items():
    if isinstance(_own, FunctionType) and _own.__module__ == __name__:
        # What is said of a wrong call has the name that a bank writes.
        _own.__name__ = _own.__qualname__ = _name


@until_registered
def solver_names() -> frozenset[str]:
    """What `quizgen.solver` exports, and the layers of other packages."""
    import quizgen.solver

    return frozenset((*quizgen.solver.__all__, *layer_names()))


@lru_cache(maxsize=1)
def figure_names() -> Mapping[str, Callable[..., Any]]:
    """The functions that build figures."""
    from quizgen.figure import BUILDERS

    return BUILDERS


def known_names() -> frozenset[str]:
    """Every name of the vocabulary; figures have their own."""
    return frozenset(SMALL) | solver_names() | {"pi"}


def known_arguments(name: str) -> list[str]:
    """The arguments of a class or function of the solver; none for another name."""
    if name not in solver_names():
        return []
    import inspect

    return list(inspect.signature(meaning(name)).parameters)


@until_registered
def meaning(name: str) -> Any:
    """What a name of the vocabulary stands for; `KeyError` for another name."""
    if name in SMALL:
        return SMALL[name]
    if name in BINDING:
        raise how_written(name)
    if name == "pi":
        from quizgen.solver import multiple_of_pi

        return multiple_of_pi(1)
    if name in solver_names():
        import quizgen.solver

        return layer_class(name) if is_layer_name(name) else getattr(quizgen.solver, name)
    raise KeyError(name)
