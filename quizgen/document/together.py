"""What stays together on a page: enough that nothing is read apart, so little that pages are full.

A page ends where the next thing does not fit. Nothing that must not be parted is therefore higher than a third
of a page with the white before its heading, as far as heights can be told without fonts. A statement with its
figures may be up to half a page: who reads one of the two and turns the page for the other is worse off.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# How small figures may be, in percent: labels of 7 pt stay above 6 pt.
SMALLEST = 86
# Shares of a page: what stays together, a statement with its figures, what surely fits on a page, and the lines that
# lead to what stands below.
_BLOCK, _FIGURED, _SURE, _LEAD = 0.28, 0.47, 0.7, 0.07
# Millimetres of a part that must not be alone on a page.
_SMALL = 30.0


@dataclass(frozen=True, slots=True)
class Together:
    """What of a question stays on one page.

    `percent` is how large the statement's figures are drawn, `figures` whether they stay with its text, and `row`
    whether they stay with one another: so many that no page holds them do not. `statement` is whether that is whole, `first` whether the first part follows there, and `parts` for each part whether the
    next does.
    """

    percent: int
    figures: bool
    row: bool
    statement: bool
    first: bool
    parts: tuple[bool, ...]


def together(text: float, figures: float, parts: Sequence[float], page: float) -> Together:
    """What stays on one page, from the heights of a statement's text, its figures, the parts and a page.

    The figures stay with the text where both take at most half a page, somewhat smaller from a third on. The
    statement goes with the first part; no small part stands alone: the second goes with the first, the last with
    the one before. Unless that makes a block that is too high for full pages: then a page may end between the two.

    >>> together(40, 0, [9, 9, 9, 9], 255)
    Together(percent=100, figures=True, row=True, statement=True, first=True, parts=(True, False, True, False))
    >>> together(25, 50, [42, 9], 255)
    Together(percent=92, figures=True, row=True, statement=True, first=False, parts=(False, False))
    >>> together(25, 66, [42, 9], 255)
    Together(percent=86, figures=True, row=True, statement=True, first=False, parts=(False, False))
    >>> together(25, 130, [42, 9], 255)
    Together(percent=86, figures=False, row=True, statement=True, first=False, parts=(False, False))
    """
    room = int(100 * (_BLOCK * page - text) / figures) if figures else 100
    percent = min(100, max(SMALLEST, room))
    figures *= percent / 100
    stay = not figures or text + figures <= _FIGURED * page
    joined, block = [], text + figures if stay else figures
    for i, height in enumerate(parts):
        # Figures that begin a page anyway do not take two parts with them.
        ends = (i == len(parts) - 1 or (i == 1 and stay)) and max(parts[i - 1], height) <= _SMALL
        joins = (i == 0 or ends) and block + height <= _BLOCK * page
        block = height + (block if joins else 0)
        joined.append(joins)
    return Together(
        percent,
        stay,
        surely_fits(figures, page),
        stays_whole(text, page) or (stay and figures > 0),
        joined[:1] == [True],
        (*joined[1:], False)[: len(parts)],
    )


def stays_whole(height: float, page: float) -> bool:
    """Whether no page ends inside a thing: one that is higher would leave too much of a page empty."""
    return height <= _BLOCK * page


def surely_fits(height: float, page: float) -> bool:
    """Whether a thing fits on one page, whatever its height is told to be."""
    return height <= _SURE * page


def leads(height: float, page: float) -> bool:
    """Whether lines are so few that they go with the box, the table or the options below them, which may be high."""
    return height <= _LEAD * page
