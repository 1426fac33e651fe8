"""Calculations with numbers: sums, products, quotients and whole powers, worked out exactly."""

import math
import re
from collections.abc import Mapping
from fractions import Fraction

from quizgen.answers.tree import Call, Number, Tree, of_parts
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

# Groups of thousands, and a letter x between two numbers.
_GROUPS = pattern(
    r"(?<![0-9.,'_])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])|(?<![0-9.,'_])[1-9][0-9]{0,2}(?:['_][0-9]{3})+(?![0-9'_])"
)
_GROUPS_OF_POINTS = pattern(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9.])")
_TIMES = pattern(r"([0-9)])\s*(?:[xX]|times|mal|fois|por|vezes)(?=\s*[0-9(])")
# `0.1(6)` is a repeating decimal to some, a product to others.
_PERIOD = pattern(r"(?<![0-9.])[0-9]*\.[0-9]*\([0-9]+\)")
# One full stop; three of them say that something is left out.
_END = re.compile(r"(?<![.\s])\s*[.;]?\s*\Z")
# Two lists of numbers: [1, 2]·[3, 4] is 11.
_LIST = r"[\[(]\s*([-+0-9./ ]+(?:,[-+0-9./ ]+){1,30})[\])](?:\^\s*\{?(?:T|\\top)\}?)?"
_DOT = pattern(rf"{_LIST}\s*(?:[*·@]|\\cdot(?![A-Za-z]))\s*{_LIST}")
_HEXADECIMAL = pattern(r"(?<![0-9.])0[xX][0-9A-Fa-f]")


def computed(text: str, settings: Mapping[str, object]) -> Fraction:
    """The exact value of sums, products, quotients and whole powers.

    >>> computed("2 x 12", {}), computed("1,000 + 100", {})
    (Fraction(24, 1), Fraction(1100, 1))
    """
    from quizgen.answers.constants import constant
    from quizgen.answers.facts import facts

    tree = calculation(text, settings)
    facts(tree)  # refuses powers and degrees that take long
    value = constant(_rounded_down(tree))
    if value is None:
        raise Unreadable("a number is asked; this is not one that can be computed exactly")
    return value


def _rounded_down(tree: Tree) -> Tree:
    """The tree with the whole numbers that floor and ceil of known numbers are."""
    from quizgen.answers.constants import constant

    parts = [_rounded_down(part) for part in tree.parts]
    if isinstance(tree, Call) and tree.function in ("floor", "ceil"):
        value = constant(parts[0])
        if value is not None:
            whole = math.floor(value) if tree.function == "floor" else math.ceil(value)
            return Number(Fraction(whole))
    return of_parts(tree, parts)


def calculation(text: str, settings: Mapping[str, object]) -> Tree:
    """The tree of a calculation with numbers."""
    from quizgen.answers.syntax import formula_in

    if settings.get("decimal_comma"):
        text = _GROUPS_OF_POINTS.sub(lambda group: group[0].replace(".", ""), text)
        text = text.replace(",", ".")
    else:
        if "," in text:
            text = _DOT.sub(_dot, text)
        text = _GROUPS.sub(lambda group: re.sub(r"[,'_]", "", group[0]), text)
    if _HEXADECIMAL.search(text):
        raise Unreadable("a hexadecimal number; write it in decimal digits")
    if period := _PERIOD.search(text):
        raise Unreadable(
            f"{short(period[0])} may be a repeating decimal or a product; write a fraction, or * for times"
        )
    return formula_in(()).read(_TIMES.sub(r"\1*", _END.sub("", text)))


def _dot(found: re.Match[str]) -> str:
    """The products that are added."""
    if _GROUPS.fullmatch(found[1]) or _GROUPS.fullmatch(found[2]):
        return found[0]  # (1,000)*(2,000)
    one, other = (found[side].split(",") for side in (1, 2))
    if len(one) != len(other):
        raise Unreadable("lists of different lengths are multiplied; write the result alone")
    return f"({'+'.join(f'({a})*({b})' for a, b in zip(one, other, strict=True))})"


def short(text: str) -> str:
    """A text as it is quoted in a remark."""
    text = text.strip(" .").replace("*", "·")
    return text if len(text) <= 30 else text[:29] + "…"
