"""Plain numbers of a formula in one run of text: what Typst sets sign by sign takes it six times as long.

Lists and brackets of numbers, `[3, −4]` or `(−2)`, look the same with the spaces of mathematics put in
by hand. In a line of text equals signs and operations stay apart, for a line may end there.
"""

import re
from collections.abc import Iterator, Sequence

from quizgen.document.printers.typst_strings import string

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_OPEN, _CLOSE = ("\\(", "\\["), ("\\)", "\\]")
# TeX's spaces: thin after a comma, medium around operations, thick around relations.
_THIN, _MEDIUM, _THICK = "\u2009", "\u205f", "\u2005"
_SPACED = {"⋅": _MEDIUM, "×": _MEDIUM, "\\+": _MEDIUM, "−": _MEDIUM, "\\=": _THICK}
# Two signs are set as fast each for itself.
_FEWEST = 3
_NONE = (0, "")


def merged(signs: Sequence[str], *, is_row: bool) -> Iterator[str]:
    r"""Tokens of Typst math with runs of numbers as strings; all of a row of a display may be one.

    >>> list(merged(["x", "\\=", "\\[", "3", "\\,", "−", "4", "\\]"], is_row=False))
    ['x', '\\=', '"[3,\u2009−4]"']
    >>> list(merged(["2", "⋅", "3", "\\=", "6"], is_row=True))
    ['"2\u205f⋅\u205f3\u2005=\u20056"']
    """
    i = 0
    while i < len(signs):
        length, text = _run(signs[i:], is_row=is_row) if _begins(signs[i]) else _NONE
        if length >= _FEWEST:
            yield string(text)
            i += length
        else:
            yield signs[i]
            i += 1


def _begins(sign: str) -> bool:
    return sign[:1].isdigit() or sign in _OPEN or sign == "−"


def _run(signs: Sequence[str], *, is_row: bool) -> tuple[int, str]:
    """The longest run at the beginning that is whole, brackets closed: its signs and its text."""
    best, text, depth, wants_number = _NONE, "", 0, True
    for i, sign in enumerate(signs):
        if wants_number:
            if _NUMBER.fullmatch(sign):
                wants_number = False
            elif sign in _OPEN:
                depth += 1
            elif sign != "−":
                break
            text += sign.lstrip("\\")
        elif sign in _CLOSE and depth:
            depth -= 1
            text += sign.lstrip("\\")
        elif sign == "\\," and depth:
            text += f",{_THIN}"
            wants_number = True
        elif is_row and sign in _SPACED:
            space = _SPACED[sign]
            text += f"{space}{sign.lstrip(chr(92))}{space}"
            wants_number = True
        else:
            break
        if not wants_number and depth == 0:
            best = (i + 1, text)
    return best
