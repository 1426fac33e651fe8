"""Keys as values: their kind, their JSON form, exact numbers back from it."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from quizgen.answers.constants import BITS
from quizgen.pattern import pattern
from quizgen.solver.polynomial import terms_of
from quizgen.solver.surds import surd_of

_WHOLE = frozenset({int})
_E = pattern(r"\bE\b")
_PLAIN = frozenset({int, float, str, list, tuple, Fraction})


def infer_kind(value: object) -> str:
    """The answer kind that suits a key.

    >>> [infer_kind(v) for v in (3, Fraction(1, 2), 0.5, True, (2, 3), [1, 2], [[1], [2]], "ReLU")]
    ['integer', 'fraction', 'real', 'boolean', 'shape', 'vector', 'matrix', 'choice']
    """
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, Fraction):
        return "integer" if value.denominator == 1 else "fraction"
    if isinstance(value, float):
        return "real"
    if isinstance(value, tuple):
        return "shape"
    if isinstance(value, str):
        return "choice"
    if getattr(value, "is_real_set", False):
        return "interval"
    if _is_layer(value) or (isinstance(value, list) and value and all(map(_is_layer, value))):
        return "code"
    if hasattr(value, "shape") or isinstance(value, list):
        return _array_kind(value)
    if hasattr(value, "free_symbols") or hasattr(value, "argument"):
        return "expression"
    raise ValueError(f"a {type(value).__name__} is no key: {value!r}")


def _array_kind(value: object) -> str:
    rows = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(rows, list):
        return infer_kind(rows)
    if rows and isinstance(rows[0], list):
        entries = [entry for row in rows for entry in row]
        if any(getattr(entry, "free_symbols", ()) for entry in entries):
            return "symbolic_matrix"
        return "matrix"
    return "vector"


def encode(value: object) -> Any:
    """A key as JSON: numbers where they are whole or floats, exact text ("3/2") where not; layers as code.

    `ValueError` for a number larger than any that is read.

    >>> encode(Fraction(3, 2)), encode(Fraction(4, 2)), encode((2, 3)), encode([Fraction(1, 2), 1])
    ('3/2', 2, [2, 3], ['1/2', 1])
    """
    kind = type(value)
    if kind is int and value.bit_length() <= BITS:  # type: ignore[attr-defined]
        return value  # by far the most
    if kind is str:
        return value
    if kind is Fraction:
        return _ratio(value)  # type: ignore[arg-type]
    if kind is not list and hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return _encoded_list(value)
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, (MethodType, FunctionType, BuiltinFunctionType)):
        raise ValueError(f"{value.__name__} is not called: write {value.__name__}(…)")
    if isinstance(value, (int, Fraction)):
        return _ratio(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1 << 53 else value
    if _is_layer(value):
        return _code(value)
    if isinstance(value, Mapping):
        return {str(key): encode(entry) for key, entry in value.items()}
    return _text(value)


def _ratio(value: int | Fraction) -> int | str:
    top, bottom = value.as_integer_ratio()
    if top.bit_length() > BITS or bottom.bit_length() > BITS:
        raise ValueError(f"a number of more than {BITS} bits")
    return top if bottom == 1 else f"{top}/{bottom}"


def _is_layer(value: object) -> bool:
    """Whether it is a layer of torch; what reads torch code is loaded for a value that could be one."""
    kind: type = type(value)
    if not _may_be_layer(kind):
        return False  # by far the most
    from quizgen.answers.torch_code import is_layer

    return is_layer(value)


@lru_cache(maxsize=512)
def _may_be_layer(kind: type) -> bool:
    """Whether values of a type are layers, of torch or not."""
    if kind in _PLAIN:
        return False
    from quizgen.solver.layers.layer import Countable

    return issubclass(kind, Countable)


def _code(layers: object) -> str:
    from quizgen.answers.torch_code import layer_code

    return layer_code(layers)


def _encoded_list(values: list[object] | tuple[object, ...]) -> Any:
    numbers: Any = values
    kinds = {*map(type, values)}
    if kinds <= _WHOLE and max(map(int.bit_length, numbers), default=0) <= BITS:
        return list(values)  # by far the most
    if isinstance(values, list) and not kinds & _PLAIN and all(map(_is_layer, values)):
        return _code(values)
    return [encode(entry) for entry in values]


def _text(value: Any) -> Any:
    """What a student could type for a symbol, a formula or a logarithm."""
    if getattr(value, "is_Rational", False):
        return encode(Fraction(int(value.p), int(value.q)))
    of_sympy = isinstance(getattr(value, "free_symbols", None), set)
    text = _as_text(value) if of_sympy else str(value).replace("**", "^")
    if "E" not in text:
        return text
    # SymPy's name of e; one that the bank calls E is no number.
    names = {symbol.name for symbol in getattr(value, "free_symbols", ())}
    e = "exp(1)" if "e" in names else "e"
    return text if "E" in names else _E.sub(e, text)


@lru_cache(maxsize=1024)
def _as_text(expression: Any) -> str:
    """A formula of SymPy, whose printer is slow; every part of a question asks for what was drawn."""
    if (surd := surd_of(expression)) is not None:
        return str(surd)
    terms = terms_of(expression)
    if terms is None:
        return str(expression).replace("**", "^")
    text = "".join([term.signed("*", "{}^{}") for term in terms])
    return f"{text[1].strip('+')}{text[3:]}"
