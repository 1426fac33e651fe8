r"""Signed terms of a formula in a text: `{{ w | term('x_t') }}{{ u | term('h_{t-1}') }}` is `-x_t + h_{t-1}`.

A term does not know what stands before it: it is marked, and written once the text is filled in.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from quizgen.errors import UserError
from quizgen.pattern import pattern
from quizgen.telling.notation import number

# Private characters, which no text of a bank has.
_BEGIN, _END = "\ue000", "\ue001"
_RUN = pattern(rf"(?:{_BEGIN}[^{_BEGIN}{_END}]*{_END}[ \t]*)+")
_ONE = pattern(rf"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")
# What a sum begins behind: the formula itself, a bracket, a relation, a comma, a column.
_OPENS = pattern(
    r"(?:\A|[$=<>≤≥≈({\[,;:&|\n]|\\(?:le|ge|leq|geq|lt|gt|approx|to|mapsto|quad|qquad|left[(\[|.]|max|min|exp|ln|\\|[,;! (\[]))\s*\Z"
)


def term(value: Any, name: str = "") -> str:
    """A number times a name, with its sign; without a name the number itself. Ones and zeros are left out.

    What is no number is an error; an entry of an array is one.
    """
    if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0:
        value = value.item()  # an entry of a drawn vector
    is_plain = isinstance(value, (int, float, Fraction)) and not isinstance(value, bool)
    is_root = hasattr(value, "free_symbols") and not value.free_symbols
    if not is_plain and not is_root:
        raise UserError(f"term takes a number, not {value!r}", "write {{ w | term('x') }}")
    if value == 0:
        return f"{_BEGIN}{_END}"
    size = "" if name and abs(value) == 1 else number(abs(value))
    body = f"{size} {name}".strip()
    return f"{_BEGIN}{'-' if value < 0 else '+'}{body}{_END}"


def with_terms(text: str) -> str:
    r"""The text with its marked terms written: the first without a plus, a sum of zeros as 0.

    >>> print(with_terms(f"$h = {term(-1, 'x')}{term(0, 'y')}{term(Fraction(1, 2), 'z')} {term(-3)}$"))
    $h = -x + \frac{1}{2} z - 3$
    >>> with_terms(f"$2 y {term(0, 'x')}{term(5)}$, ${term(0, 'x')}$")
    '$2 y + 5$, $0$'
    """
    return _RUN.sub(_written(text), text) if _BEGIN in text else text


def _written(text: str) -> Callable[[re.Match[str]], str]:
    def written(run: re.Match[str]) -> str:
        begins = _OPENS.search(text[max(0, run.start() - 40) : run.start()]) is not None
        terms = [found for found in _ONE.findall(run[0]) if found]
        blanks = run[0][len(run[0].rstrip()) :]
        if not terms:
            return f"0{blanks}" if begins else ""
        first = terms[0].removeprefix("+") if begins else f" {terms[0][0]} {terms[0][1:]}"
        before = text[: run.start()]
        if not begins and before.endswith(" "):
            first = first[1:]
        return first + "".join(f" {found[0]} {found[1:]}" for found in terms[1:]) + blanks

    return written
