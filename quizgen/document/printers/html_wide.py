"""What of a page may be wider than a window: it is moved sideways, and the keyboard can reach it."""

from collections.abc import Iterable

from quizgen.document import tree
from quizgen.document.grid import columns
from quizgen.document.measure import at_most, formula_width

# Columns beside a page's margins in the window of a telephone, with a table's two for the sides of a cell.
ROOM, SIDES = 24, 2
REACHED = ' tabindex="0"'


def reached(content: tuple[tree.Inline, ...]) -> str:
    r"""An attribute for what holds inlines, if a formula, which is not broken, may be wider than a window.

    >>> reached((tree.Text("so long that it is broken "), tree.Math("U = D - P + 1")))
    ''
    >>> reached((tree.Emphasis((tree.Math("1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 = 36"),)),))
    ' tabindex="0"'
    """
    return REACHED if any(_exceeds(latex) for latex in _formulas(content)) else ""


def reached_table(rows: Iterable[Iterable[int]]) -> str:
    """The attribute for a table, from the columns of text that each cell takes at least.

    >>> reached_table([[5, 5, 5], [9, 6, 2]]), reached_table([[9, 9, 9]])
    ('', ' tabindex="0"')
    """
    widest = [max(cells) + SIDES for cells in zip(*rows, strict=True)]
    return REACHED if sum(widest) > ROOM + SIDES else ""


def narrowest(content: tuple[tree.Inline, ...]) -> int:
    """Columns that inlines take at least, broken wherever that can be: a formula or a word.

    >>> narrowest((tree.Text("a loss of "), tree.Math("w + 1")))
    5
    """
    words = tree.plain(tuple(node for node in content if not isinstance(node, tree.Math))).split()
    formulas = (formula_width(latex) for latex in _formulas(content))
    return max((*map(columns, words), *formulas), default=0)


def _exceeds(latex: str) -> bool:
    return at_most(latex) > ROOM and formula_width(latex) > ROOM


def _formulas(content: tuple[tree.Inline, ...]) -> Iterable[str]:
    for node in content:
        match node:
            case tree.Math(latex):
                yield latex
            case tree.Emphasis(inner) | tree.Strong(inner) | tree.Link(inner):
                yield from _formulas(inner)
            case _:
                pass
