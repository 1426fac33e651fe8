"""Formulas as most of a class types them, read in one pass at a third of the time.

Whole numbers, names of one letter, also two beside each other, and operators. Every other text goes
the long way through `quizgen.answers.syntax`, which also says why and where a text cannot be read;
both ways give one tree.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from quizgen.answers.tree import (
    Call,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Tree,
    whole_number,
)
from quizgen.pattern import pattern

_TOKEN = pattern(r"[0-9]+|[A-Za-z]+|\*\*|//|[^ ]", re.ASCII)
# Digits of a number, and so few signs that the parser's limit of nesting is not met.
_DIGITS, _LONGEST, _MOST = 15, 200, 60
# Letters with a second meaning.
_OTHERWISE = frozenset({"e", "ln", "pi", "or"})
# How tightly a sign binds, and what it makes of what stands left and right of it.
Sign: TypeAlias = tuple[int, Callable[[Tree, Tree], Tree]]


def _difference(left: Tree, right: Tree) -> Tree:
    return Sum(left, Negative(right))


def _rounded_down(left: Tree, right: Tree) -> Tree:
    return Call("floor", (Quotient(left, right),))


def _negative(_: Tree, right: Tree) -> Tree:
    return Negative(right)


_TIMES: Sign = (20, Product)
_POWER: Sign = (40, Power)
_SIGNS: Mapping[str, Sign] = {
    "+": (10, Sum),
    "-": (10, _difference),
    "*": _TIMES,
    "/": (20, Quotient),
    "//": (20, _rounded_down),
    "^": _POWER,
    "**": _POWER,
}
# A minus in front, and in an exponent, has nothing to its left.
_MINUS: Sign = (20, _negative)
_MINUS_ABOVE: Sign = (39, _negative)
_NOTHING = Number(Fraction(0))
_IN_FRONT = (_MINUS, _MINUS_ABOVE)
# A bracket that is open makes nothing.
_OPEN: Sign = (0, _negative)
# What a run of one or two letters means.
Letters = Mapping[str, tuple[Tree, ...]]


def letters_of(variables: Mapping[str, str]) -> Letters:
    """Runs of letters that are variables of one letter, or two such beside each other.

    >>> sorted(letters_of({"x": "x", "e": "e"}))
    ['x', 'xx']
    """
    names: dict[str, Tree] = {
        name: Name(shown)
        for name, shown in variables.items()
        if len(name) == 1 and name.isalpha() and name.isascii() and name.lower() not in _OTHERWISE
    }
    pairs = {a + b: (names[a], names[b]) for a, b in product(names, repeat=2)}
    known = {run: trees for run, trees in pairs.items() if run.lower() not in _OTHERWISE}
    return {**{name: (tree,) for name, tree in names.items()}, **known}


def plain_tree(text: str, letters: Letters) -> Tree | None:  # noqa: C901, PLR0912 - one loop: a call for each token would take longer than all of it
    """The tree of a plain formula in the `letters` of its variables; None for every other text.

    >>> letters = letters_of({"x": "x", "y": "y"})
    >>> plain_tree("xy", letters), plain_tree("2x +", letters), plain_tree("x_1", letters)
    (Product(left=Name(name='x'), right=Name(name='y')), None, None)
    """
    tokens = _TOKEN.findall(text) if len(text) <= _LONGEST and text.isascii() else ()
    if len(tokens) > _MOST:
        return None
    values: list[Tree] = []
    signs = [_OPEN]
    expecting = True  # a number, a name or a bracket
    for token in tokens:
        if names := letters.get(token):
            for name in names:
                if not expecting:
                    while signs[-1][0] >= 20:
                        right = values.pop()
                        values[-1] = signs.pop()[1](values[-1], right)
                    signs.append(_TIMES)
                values.append(name)
                expecting = False
        elif sign := _SIGNS.get(token):
            if expecting:
                before = signs[-1]
                if token != "-" or before in _IN_FRONT:  # noqa: S105 - a sign
                    return None
                values.append(_NOTHING)
                sign = _MINUS_ABOVE if before is _POWER else _MINUS
            elif sign is not _POWER:
                while signs[-1][0] >= sign[0]:
                    right = values.pop()
                    values[-1] = signs.pop()[1](values[-1], right)
            signs.append(sign)
            expecting = True
        elif token.isdigit():
            # Behind a name or a bracket: a power or a factor?
            if not expecting or len(token) > _DIGITS:
                return None
            values.append(whole_number(int(token)))
            expecting = False
        elif token == "(":  # noqa: S105 - a bracket
            if not expecting:
                while signs[-1][0] >= 20:
                    right = values.pop()
                    values[-1] = signs.pop()[1](values[-1], right)
                signs.append(_TIMES)
            signs.append(_OPEN)
            expecting = True
        elif token != ")" or expecting or not _closed(values, signs):  # noqa: S105 - a bracket
            return None
    return None if expecting or _closed(values, signs) else values[0]


def _closed(values: list[Tree], signs: list[Sign]) -> bool:
    """Work out what stands behind the last bracket that is open, and close it; False where all are closed."""
    while (sign := signs.pop()) is not _OPEN:
        right = values.pop()
        values[-1] = sign[1](values[-1], right)
    return bool(signs)
