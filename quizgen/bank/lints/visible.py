"""Keys that stand in the statement: copied, not worked out."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from quizgen.answers import kind_class
from quizgen.answers.description import Form
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.statement import formulas
from quizgen.variant import Part, Variant

# A number may stand in the statement by chance in this share of the draws. Of few draws it is said
# only of a share larger by two standard deviations: other draws of the same level would not show it.
SHARE = Fraction(1, 2)
DRAWS = 10

_MATRIX = re.compile(r"\\begin\{[bp]?matrix\}(.*?)\\end\{[bp]?matrix\}", re.DOTALL)
_ROW = re.compile(r"[\[(]([^\[\]()]*,[^\[\]()]*)[\])]")
_FRACTION = re.compile(r"\\[td]?frac\{(\d+)\}\{(\d+)\}")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_LISTING = re.compile(r"```.*?```", re.DOTALL)
_INDEX = re.compile(r"[_^](?:\{[^{}]*\}|\w)")
# No longer than a person could have written: `Fraction` also reads 1e999999999, which takes for ever.
_DIGITS = r"\d{1,300}"
_NUMBER = re.compile(rf"(?<![\w.])-?{_DIGITS}(?:\.{_DIGITS}|/{_DIGITS})?(?![\w-]|\.\d)")
_VALUE = re.compile(
    rf"[+-]?(?:{_DIGITS}(?:/{_DIGITS})?|\d{{0,300}}\.{_DIGITS}(?:e[+-]?\d{{1,3}})?)"
)


def visible(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Vectors, matrices and formulas in any draw; numbers in more than half of a level's draws."""
    for number in range(len(exercise.parts)):
        for level in drawn:
            found = [v for v in level.variants if _stands(v, number)]
            if not found or (level.instance and not _is_list(found[0].parts[number])):
                continue
            part = found[0].parts[number]
            if not _is_list(part) and (
                len(level.variants) < DRAWS
                or not _more_than_share(len(found), len(level.variants))
                or _is_yes_or_no(level, number)
            ):
                continue
            yield Finding(
                part_field(exercise, number, "answer" if exercise.parts[number].answer else "ask"),
                f"the key stands in the statement in {len(found)} of {len(level.variants)} "
                f"draws{level.named}, such as {part.key!r}",
                "require that it does not, or ask for something that must be worked out",
            )
            break


def _more_than_share(found: int, drawn: int) -> bool:
    above = found - SHARE * drawn
    return above > 0 and above**2 > 4 * SHARE * (1 - SHARE) * drawn


def _is_yes_or_no(level: Drawn, number: int) -> bool:
    """Whether a number says yes or no: both 0 and 1, or both -1 and 1, and nothing else is a key."""
    keys = {str(variant.parts[number].key) for variant in level.variants}
    return keys in ({"0", "1"}, {"-1", "1"})


def _is_list(part: Part) -> bool:
    form = kind_class(part.kind).form
    written = form in (Form.FORMULA, Form.CODE) and not str(part.key).isalnum()
    return form is Form.ENTRIES or written


def _stands(variant: Variant, number: int) -> bool:
    part = variant.parts[number]
    if part.holds:
        return False  # the key is a sample; `trivial` judges what stands there
    said = (variant.text, *(asked.prompt for asked in variant.parts[: number + 1]))
    match kind_class(part.kind).form:
        case Form.ENTRIES:
            key = _plain(part.key)
            if kind_class(
                part.kind
            ).counts:  # a shape: what a listing makes of its sizes is to be read
                said = tuple(_LISTING.sub(" ", text) for text in said)
            return any(key in (found, _flat(found)) for text in said for found in _lists(text))
        case Form.NUMBER:
            return any(_number(part.key) in _numbers(text) for text in said)
        case Form.CODE:
            return any(_tight(str(part.key)) in _tight(text) for text in said)
        case Form.FORMULA:
            key_text = _tight(str(part.key).replace("**", "^").replace("*", ""))
            return any(key_text == side for text in said for side in _sides(text))
    return False


# What a text says, and a key, as the same plain values


def _plain(value: object) -> Any:
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return _number(value)


def _number(value: object) -> Any:
    text = str(value).strip().replace(" ", "").replace("−", "-").replace("{", "").replace("}", "")
    try:
        return Fraction(text) if _VALUE.fullmatch(text) else text
    except ZeroDivisionError:
        return text


def _flat(found: list[Any]) -> list[Any]:
    """A matrix of one row or one column as the vector it is."""
    if all(isinstance(row, list) and len(row) == 1 for row in found):
        return [row[0] for row in found]
    return found[0] if len(found) == 1 and isinstance(found[0], list) else found


@lru_cache(maxsize=4096)
def _lists(text: str) -> tuple[list[Any], ...]:
    r"""Vectors and matrices written in a text.

    >>> _lists(r"$x = [1, -2]$, $W = \begin{bmatrix} 1 & \frac{1}{2} \end{bmatrix}$")
    ([[Fraction(1, 1), Fraction(1, 2)]], [Fraction(1, 1), Fraction(-2, 1)])
    """
    text = _FRACTION.sub(r"\1/\2", text)
    matrices = [
        [[_number(entry) for entry in row.split("&")] for row in found[1].split(r"\\")]
        for found in _MATRIX.finditer(text)
    ]
    rows = _ROW.finditer(_MATRIX.sub(" ", text))
    return (*matrices, *([_number(entry) for entry in row[1].split(",")] for row in rows))


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[Any]:
    r"""Numbers written in a text, without those in indices, exponents, names and code.

    >>> sorted(_numbers(r"A 2-d input $x_1 = 3$ and $h = -\frac{1}{2}$, $y^2$"))
    [Fraction(-1, 2), Fraction(3, 1)]
    """
    text = _CODE.sub(" ", text.replace("−", "-"))
    text = _INDEX.sub("", _FRACTION.sub(r"\1/\2", text))
    return frozenset(Fraction(found) for found in _NUMBER.findall(text) if "/0" not in found)


def _tight(text: str) -> str:
    return re.sub(r"\\cdot|\\,|\\left|\\right|[\s{}\\]", "", text)


def _sides(text: str) -> Iterator[str]:
    for formula in formulas(text):
        yield from (_tight(side) for side in re.split(r"=|\\approx|\\mapsto", formula))
