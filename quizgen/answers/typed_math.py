"""Typeset mathematics written out as a person types it: fractions, indices, powers, roots, tables."""

import re
from collections.abc import Iterable, Sequence

_WHOLE = re.compile(r"[0-9]+")
_WORD = re.compile(r"[\w)}\]]")
_MINUS = str.maketrans({"\u2212": "-", "\u2061": "", "\u2062": "*", "\u2063": ","})


def joined(pieces: Iterable[str]) -> str:
    """Pieces side by side, names and numbers kept apart.

    >>> joined(["-", "3", "x_1", "y"]), joined(["2", "1/3"])
    ('-3 x_1 y', '2 (1/3)')
    """
    line = ""
    for piece in pieces:
        text = piece.translate(_MINUS)
        beside = line[-1:] and _WORD.match(line[-1])
        if beside and _FRACTION.fullmatch(text):
            text = f"({text})"
        line += f" {text}" if beside and text[:1] and re.match(r"[\w(]", text) else text
    return line


_FRACTION = re.compile(r"[0-9]+/[0-9]+")


def fraction(top: str, bottom: str) -> str:
    """A fraction; parentheses unless both are numbers.

    >>> fraction("56", "3"), fraction("a + 1", "2")
    ('56/3', '((a + 1)/(2))')
    """
    plain = _WHOLE.fullmatch(top) and _WHOLE.fullmatch(bottom)
    return f"{top}/{bottom}" if plain else f"(({top})/({bottom}))"


def scripts(base: str, below: str = "", above: str = "") -> str:
    """A name with an index, a power, or both.

    >>> scripts("v", "1,2"), scripts("x", above="2"), scripts("x", "1", "2")
    ('v_{1,2}', 'x^(2)', 'x_1^(2)')
    """
    index = below.replace(" ", "")
    text = base + (f"_{index}" if len(index) == 1 else f"_{{{index}}}" if index else "")
    return f"{text}^({above})" if above else text


def root(inner: str, degree: str = "") -> str:
    """A root: `sqrt`, or a power where it has a degree.

    >>> root("2"), root("x", "3")
    ('sqrt(2)', '(x)^(1/(3))')
    """
    return f"({inner})^(1/({degree}))" if degree else f"sqrt({inner})"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in brackets.

    >>> table([["1", "2"], ["3", "4"]])
    '[[1, 2], [3, 4]]'
    """
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"
