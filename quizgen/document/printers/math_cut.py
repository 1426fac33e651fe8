"""Where a formula of text is cut that does not fit on a line."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TypeAlias

from quizgen.document.grid import Grid, line

# A grid with its kind: a relation, an operator, a letter, …
Token: TypeAlias = tuple[Grid, str]


def cut(tokens: list[Token], width: int) -> int:
    """How many tokens stand on a line: all that fit, up to the best place to cut."""
    used = depth = 0
    best: dict[int, int] = {}
    for i, (grid, kind) in enumerate(tokens):
        if used + grid.width > width and (best or used):
            break
        if kind == "torn":
            return i + 1
        used += grid.width
        depth += (kind == "open") - (kind == "close")
        following = tokens[i + 1][1] if i + 1 < len(tokens) else ""
        if following == "space" and i + 2 < len(tokens):
            following = tokens[i + 2][1]
        if kind == "space" or (following not in {"rel", "bin"} and kind != "punct"):
            continue
        best[_rank(following, tokens[i + 1 : i + 3], inside=depth > 0)] = i + 1
    else:
        return len(tokens)
    return best[max(best)] if best else _first_cut(tokens)


def torn(tokens: Sequence[Token], width: int) -> Iterator[Token]:
    """Tokens with words that fit on no line torn at their blanks: a line ends behind each piece but the last.

    >>> [str(grid) for grid, _ in torn([(line("weights of the output"), "words"), (line("="), "rel")], 14)]
    ['weights of the', 'output', '=']
    """
    for grid, form in tokens:
        if form != "words" or grid.width <= width:
            yield grid, form
            continue
        pieces = wrap(str(grid), max(width, 1), break_long_words=False, break_on_hyphens=False)
        *before, last = pieces or [""]
        yield from ((line(piece), "torn") for piece in before)
        yield line(last), form


def _rank(following: str, tokens: Sequence[Token], *, inside: bool) -> int:
    """How good a place to cut is: before a relation, a sum, a product, inside parentheses, after a comma."""
    if following not in {"rel", "bin"}:
        return 0
    if inside:
        return 1
    if following == "rel":
        return 4
    return 3 if any(str(grid) in {"+", "−", "±"} for grid, _ in tokens) else 2


def _first_cut(tokens: list[Token]) -> int:
    """Where a line that fits nowhere may end at the earliest."""
    for i, (_, kind) in enumerate(tokens[1:], start=1):
        if kind in {"rel", "bin"} or tokens[i - 1][1] == "torn":
            return i
    return len(tokens)
