r"""A number times an array: `1/2*[[2, 4], [6, 8]]`, `[2, 4]/2`, `\frac{1}{2}\begin{bmatrix}…`.

The number must have its sign, or be a LaTeX fraction; one beside a bracket, `2 [3, 4]`, may be an entry.
"""

import re
from fractions import Fraction

from quizgen.answers.brackets import PAIRS, closing
from quizgen.answers.number import read_digits
from quizgen.answers.verdict import Unreadable

_NUMBER = r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?"
_FACTOR = rf"{_NUMBER}(?:\s*/\s*[0-9]{{1,15}})?"
_TIMES = r"\*|·|×|\\cdot(?![A-Za-z])|\\times(?![A-Za-z])"
_FRONT = re.compile(
    rf"(?:({_FACTOR}|\(\s*{_FACTOR}\s*\)|[-+]?\\[dt]?frac\s*\{{[0-9]+\}}\s*\{{[0-9]+\}})\s*(?:{_TIMES})"
    r"|([-+]?\\[dt]?frac\s*\{[0-9]+\}\s*\{[0-9]+\}))\s*(?=[\[({\\a-z])"
)
_BEHIND = re.compile(rf"\s*(?:(?:{_TIMES})\s*({_FACTOR}|\(\s*{_FACTOR}\s*\))|/\s*({_NUMBER}))\s*\Z")
_LATEX = re.compile(
    r"\\begin\s*\{[a-zA-Z]*(?:matrix|array)\*?\}.*\\end\s*\{[a-zA-Z]+\*?\}", re.DOTALL
)
_CALL = re.compile(r"(?:(?:np|numpy|torch)\.)?(?:array|tensor|c)\s*(?=\()")
_SEPARATED = re.compile(r"[,;]")
_LONGEST = 4_000


def scaled_array(text: str) -> tuple[Fraction, str] | None:
    """The factor and the array of a text; None where it is not one times the other.

    >>> scaled_array("1/2*[[2, 4], [6, 8]]"), scaled_array("[2, 4]/2")
    ((Fraction(1, 2), '[[2, 4], [6, 8]]'), (Fraction(1, 2), '[2, 4]'))
    >>> scaled_array("2 [3, 4]"), scaled_array("2*(3)"), scaled_array("[2, 4]/0")
    (None, None, None)
    """
    text = text.strip()
    if front := _FRONT.match(text):
        rest = text[front.end() :]
        return (_value(front[1] or front[2]), rest) if _is_array(rest) else None
    behind = _BEHIND.search(text[-60:])
    if not behind:
        return None
    rest = text[: len(text) - len(behind[0])]
    factor = _value(behind[1] or behind[2])
    if not _is_array(rest) or (behind[2] and not factor):
        return None
    return (factor if behind[1] else 1 / factor), rest


def times(factor: Fraction, entry: str) -> str:
    """An entry multiplied, a formula as a formula.

    >>> times(Fraction(1, 2), "3"), times(Fraction(1, 2), "x + 1")
    ('3/2', '(1/2)*(x + 1)')
    """
    try:
        return str(factor * read_digits(entry.strip()).value)
    except Unreadable:
        return f"({factor})*({entry})"


def _value(text: str) -> Fraction:
    sign = -1 if text[:1] == "-" and "frac" in text else 1
    return sign * read_digits(text.lstrip("+-") if "frac" in text else text).value


def _is_array(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    if call := _CALL.match(text):
        text = text[call.end() :]
    if text[:1] not in PAIRS:
        return _LATEX.fullmatch(text) is not None
    nested = text[:2] in ("[[", "((", "[(")
    return closing(text) == len(text) - 1 and (nested or _SEPARATED.search(text) is not None)
