"""Formulas as most of a class types them, read in one pass at a third of the time.

Whole numbers, names of one letter, also two beside each other, and operators. Every other text goes
the long way through `quizgen.answers.syntax`, which also says why and where a text cannot be read;
both ways give one tree.
"""

import re
from collections.abc import Mapping

from quizgen.answers.constants import whole
from quizgen.answers.tree import Tree

# No sign in these texts has a second meaning: no `e` of exponents, no index, no decimal point, no ln, pi, or.
_FORMULA = re.compile(
    r"(?:[0-9]{1,15}(?![0-9eE])|(?![lL][nN]|[pP][iI]|[oO][rR])[A-DF-Za-df-z]{1,2}(?![A-Za-z0-9])"
    r"|[-+*/^() ]){1,200}",
    re.ASCII,
)
_TOKEN = re.compile(r"[0-9]+|[A-Za-z]|\*\*|//|[-+*/^()]", re.ASCII)
# So few that the parser's limit of nesting is not met.
_MOST = 60
# How tightly a sign binds; a sign in front is called "neg", in an exponent "-neg".
_BINDING = {"+": 10, "-": 10, "*": 20, "/": 20, "//": 20, "^": 40, "**": 40}
_OPEN, _NEG, _NEG_ABOVE = (0, "("), (20, "neg"), (39, "-neg")
_TIMES = (20, "*")
_OPERATORS = {sign: (binding, sign) for sign, binding in _BINDING.items()}
_POWERS = frozenset({"^", "**"})


def plain_tree(text: str, variables: Mapping[str, Tree]) -> Tree | None:  # noqa: C901, PLR0912 - one loop: a call for each token would take longer than all of it
    """The tree of a plain formula in variables of one letter; None for every other text.

    >>> names = {name: ("var", name) for name in "xy"}
    >>> plain_tree("2xy", names), plain_tree("2x +", names), plain_tree("x_1", names)
    (('*', ('*', ('num', Fraction(2, 1)), ('var', 'x')), ('var', 'y')), None, None)
    """
    if not _FORMULA.fullmatch(text):
        return None
    tokens = _TOKEN.findall(text)
    if len(tokens) > _MOST:
        return None
    values: list[Tree] = []
    signs = [_OPEN]
    expecting = True  # a number, a name or a bracket
    for token in tokens:
        operator = _OPERATORS.get(token)
        if operator is None:
            if token == ")":  # noqa: S105 - a bracket
                if expecting or not _closed(values, signs):
                    return None
                continue
            if not expecting:
                if token.isdigit():
                    return None  # what stands behind a name or a bracket: a power or a factor?
                _reduced(values, signs, 20)
                signs.append(_TIMES)
            if token == "(":  # noqa: S105 - a bracket
                signs.append(_OPEN)
                expecting = True
                continue
            value = ("num", whole(int(token))) if token.isdigit() else variables.get(token)
            if value is None:
                return None
            values.append(value)
            expecting = False
        elif expecting:
            before = signs[-1][1]
            if token != "-" or before in ("neg", "-neg"):  # noqa: S105 - a sign
                return None
            signs.append(_NEG_ABOVE if before in _POWERS else _NEG)
        else:
            if operator[0] < 40:
                _reduced(values, signs, operator[0])
            signs.append(operator)
            expecting = True
    if expecting or not _closed(values, signs) or signs:
        return None
    return values[0]


def _closed(values: list[Tree], signs: list[tuple[int, str]]) -> bool:
    """Work out what stands behind the last bracket that is open, and close it; False where none is."""
    _reduced(values, signs, 1)
    if not signs:
        return False
    signs.pop()
    return True


def _reduced(values: list[Tree], signs: list[tuple[int, str]], binding: int) -> None:
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
