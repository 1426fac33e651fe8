"""Formulas as most of a class types them, read in one pass at a third of the time.

Whole numbers, names of one letter, also two beside each other, and operators. Every other text goes
the long way through `quizgen.answers.syntax`, which also says why and where a text cannot be read;
both ways give one tree.
"""

import re
from collections.abc import Mapping
from itertools import product

from quizgen.answers.constants import whole
from quizgen.answers.tree import Tree

_TOKEN = re.compile(r"[0-9]+|[A-Za-z]+|\*\*|//|[^ ]", re.ASCII)
# Digits of a number, and so few signs that the parser's limit of nesting is not met.
_DIGITS, _LONGEST, _MOST = 15, 200, 60
# Letters with a second meaning.
_OTHERWISE = frozenset({"e", "ln", "pi", "or"})
# How tightly a sign binds; a sign in front is called "neg", in an exponent "-neg".
_BINDING = {"+": 10, "-": 10, "*": 20, "/": 20, "//": 20, "^": 40, "**": 40}
_OPEN, _NEG, _NEG_ABOVE = (0, "("), (20, "neg"), (39, "-neg")
_TIMES = (20, "*")
_OPERATORS = {sign: (binding, sign) for sign, binding in _BINDING.items()}
_POWERS = frozenset({"^", "**"})
Sign = tuple[int, str]
# What a run of one or two letters means.
Letters = Mapping[str, tuple[Tree, ...]]


def letters_of(variables: Mapping[str, str]) -> Letters:
    """Runs of letters that are variables of one letter, or two such beside each other.

    >>> sorted(letters_of({"x": "x", "e": "e"}))
    ['x', 'xx']
    """
    names: dict[str, Tree] = {
        name: ("var", shown)
        for name, shown in variables.items()
        if len(name) == 1 and name.isalpha() and name.isascii() and name.lower() not in _OTHERWISE
    }
    pairs = {a + b: (names[a], names[b]) for a, b in product(names, repeat=2)}
    known = {run: trees for run, trees in pairs.items() if run.lower() not in _OTHERWISE}
    return {**{name: (tree,) for name, tree in names.items()}, **known}


def plain_tree(text: str, letters: Letters) -> Tree | None:  # noqa: C901, PLR0912 - one loop: a call for each token would take longer than all of it
    """The tree of a plain formula in the `letters` of its variables; None for every other text.

    >>> letters = letters_of({"x": "x", "y": "y"})
    >>> plain_tree("2xy", letters), plain_tree("2x +", letters), plain_tree("x_1", letters)
    (('*', ('*', ('num', Fraction(2, 1)), ('var', 'x')), ('var', 'y')), None, None)
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
                    _reduced(values, signs, 20)
                    signs.append(_TIMES)
                values.append(name)
                expecting = False
        elif operator := _OPERATORS.get(token):
            if expecting:
                before = signs[-1][1]
                if token != "-" or before in ("neg", "-neg"):  # noqa: S105 - a sign
                    return None
                operator = _NEG_ABOVE if before in _POWERS else _NEG
            elif operator[0] < 40:
                _reduced(values, signs, operator[0])
            signs.append(operator)
            expecting = True
        elif token.isdigit():
            # Behind a name or a bracket: a power or a factor?
            if not expecting or len(token) > _DIGITS:
                return None
            values.append(("num", whole(int(token))))
            expecting = False
        elif token == "(":  # noqa: S105 - a bracket
            if not expecting:
                _reduced(values, signs, 20)
                signs.append(_TIMES)
            signs.append(_OPEN)
            expecting = True
        elif token != ")" or expecting or not _closed(values, signs):  # noqa: S105 - a bracket
            return None
    return values[0] if not expecting and _closed(values, signs) and not signs else None


def _closed(values: list[Tree], signs: list[Sign]) -> bool:
    """Work out what stands behind the last bracket that is open, and close it; False where none is."""
    _reduced(values, signs, 1)
    if not signs:
        return False
    signs.pop()
    return True


def _reduced(values: list[Tree], signs: list[Sign], binding: int) -> None:
    """Work out all signs at the end that bind at least so tightly."""
    while signs and signs[-1][0] >= binding:
        sign = signs.pop()[1]
        right = values.pop()
        if sign in ("neg", "-neg"):
            values.append(("neg", right))
            continue
        left = values[-1]
        if sign == "-":
            values[-1] = ("+", left, ("neg", right))
        elif sign == "//":
            values[-1] = ("call", "floor", ("/", left, right))
        else:
            values[-1] = ("^" if sign == "**" else sign, left, right)
