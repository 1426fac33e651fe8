r"""A number times an array: `1/2*[[2, 4], [6, 8]]`, `0.5[6, -8]`, `-[3, 4]`, `[2, 4]/2`, `\frac{1}{2}\begin{bmatrix}…`.

A whole number with a blank between it and the bracket, `2 [3, 4]`, may be an entry or count the
answers; a minus with a blank, `- [3, 4]`, may be the mark of a list.
"""

import math
import re
from fractions import Fraction

from quizgen.answers.brackets import PAIRS, closing
from quizgen.answers.number import read_digits
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

_NUMBER = r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?"
_FACTOR = rf"{_NUMBER}(?:\s*/\s*[0-9]{{1,15}})?"
# With a blank behind it 1.2 may be the number of an exercise.
_PART = r"[-+]?(?:0?\.[0-9]{1,15}|[0-9]{1,15}/[0-9]{1,15})"
_GLUED = r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?"
_TIMES = r"\*|·|×|\\cdot(?![A-Za-z])|\\times(?![A-Za-z])"
_FRAC = r"[-+]?\\[dt]?frac\s*(?:\{[0-9]+\}\s*\{[0-9]+\}|[0-9]\s*[0-9](?![0-9]))"
_BEGINS = r"(?=[\[({<\\a-z])"
_FRONT = pattern(
    rf"(?:({_FACTOR}|[-+]?\(\s*{_FACTOR}\s*\)|{_FRAC})\s*(?:{_TIMES})\s*{_BEGINS}"
    rf"|({_FRAC}|[-+]?\({_PART}\)|{_PART})\s*{_BEGINS}|({_GLUED})(?=[\[({{<\\])|-(?:(?=[\[({{<a-z])|\s*(?=\\)))"
)
_ONE = rf"(?:{_NUMBER}(?:\s*/\s*[0-9]{{1,15}})?|[-+]?\(\s*{_FACTOR}\s*\))"
# Several factors: 2·(-2)·[2, -3].
_FACTORS = pattern(rf"((?:{_ONE}\s*(?:{_TIMES})\s*){{1,6}}){_ONE}\s*(?:{_TIMES})\s*(?=[\[({{<\\])")
_APART = pattern(rf"\s*(?:{_TIMES})\s*")
_BEHIND = pattern(rf"\s*(?:(?:{_TIMES})\s*({_FACTOR}|\(\s*{_FACTOR}\s*\))|/\s*({_NUMBER}))\s*\Z")
_SHORT_FRAC = pattern(r"\\[dt]?frac\s*([0-9])\s*([0-9])(?![0-9])")
_LATEX = pattern(r"\\begin\s*\{[a-zA-Z]*(?:matrix|array)\*?\}.*\\end\s*\{[a-zA-Z]+\*?\}", re.DOTALL)
_CALL = pattern(r"(?:(?:np|numpy|torch)\.)?(?:array|tensor|c)\s*(?=\()")
_SEPARATED = pattern(r"[,;]")
_BLANKS = pattern(r"\[\s*[-+]?[0-9.]+(?:\s+[-+]?[0-9.]+)+\s*\]")
_MARK = pattern(r"-\s+(?=[\[({<a-z])")
_TURNED = pattern(r"(?:\^\s*\{?\s*(?:T|\\top)\s*\}?|\.T|'|ᵀ|⊤)?\s*[.;,]?\s*\Z")
_LONGEST = 4_000


def scaled_array(text: str) -> tuple[Fraction, str] | None:
    """The factor and the array of a text; None where it is not one times the other.

    >>> scaled_array("1/2*[[2, 4], [6, 8]]"), scaled_array("[2, 4]/2")
    ((Fraction(1, 2), '[[2, 4], [6, 8]]'), (Fraction(1, 2), '[2, 4]'))
    >>> scaled_array("2 [3, 4]"), scaled_array("2*(3)"), scaled_array("[2, 4]/0")
    (None, None, None)
    """
    text = text.strip()
    if (several := _FACTORS.match(text)) and is_array(text[several.end() :]):
        parts = [part for part in _APART.split(several[0]) if part]
        return math.prod(map(_value, parts), start=Fraction(1)), text[several.end() :]
    front = _FRONT.match(text)
    if front and front[3] != "1":  # which no factor is; it may count the answers
        rest = text[front.end() :]
        return (_value(front[1] or front[2] or front[3] or "-1"), rest) if is_array(rest) else None
    if (mark := _MARK.match(text)) and is_array(text[mark.end() :]):
        raise Unreadable(
            "a minus or the mark of a list stands before the brackets; write -[3, 4] or [3, 4]"
        )
    behind = _BEHIND.search(text[-60:])
    if not behind:
        return None
    rest = text[: len(text) - len(behind[0])]
    factor = _value(behind[1] or behind[2])
    if not is_array(rest) or (behind[2] and not factor):
        return None
    return (factor if behind[1] else 1 / factor), rest


def is_scaled(text: str) -> bool:
    """Whether something in front of an array changes its values.

    >>> is_scaled("2(3, 4)"), is_scaled("-(3, 4)"), is_scaled("(3, 4)")
    (True, True, False)
    """
    front = _FRONT.match(text.strip())
    return front is not None and is_array(text.strip()[front.end() :])


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
    text = _SHORT_FRAC.sub(r"\\frac{\1}{\2}", text)
    return sign * read_digits(text.lstrip("+-") if "frac" in text else text).value


def is_array(text: str) -> bool:
    """Whether a text is one array and nothing else: in brackets, in LaTeX, or as NumPy, torch and R write it.

    >>> is_array("[2, 4]"), is_array("[2, 4] + [1, 1]"), is_array("(2)")
    (True, False, False)
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return False
    text = _TURNED.sub("", text)
    if call := _CALL.match(text):
        text = text[call.end() :]
    if text[:1] not in PAIRS:
        return _LATEX.fullmatch(text) is not None
    nested = text[:2] in ("[[", "((", "[(")
    if closing(text) != len(text) - 1:
        return False
    return nested or _SEPARATED.search(text) is not None or _BLANKS.fullmatch(text) is not None
