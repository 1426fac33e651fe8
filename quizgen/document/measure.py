"""How wide and how high words and formulas are: enough to choose a layout before any font is known."""

from collections.abc import Sequence
from functools import lru_cache

from quizgen.document import tree
from quizgen.document.grid import columns
from quizgen.document.math import CACHED_FORMULAS, MathError
from quizgen.document.printers.math_text import formula
from quizgen.pattern import pattern

# Letters on a line of text.
LETTERS = 90
# Millimetres of a line of text, a line of a formula, one of a formula with fractions, a line of code, a row of a table, and between blocks.
LINE_HEIGHT, _FORMULA, _FRACTION, _CODE, _ROW, DISTANCE = 4.9, 4.7, 2.4, 4.1, 5.6, 2.0

# What is printed with blanks that the source lacks; all else takes no more columns than letters in the source.
_WIDER = pattern(r"(?<![ (\[{])[+-]|(?<! )[=<>*/:,;|!']|\\(?:p?mod|lim)")
# Its braces are not printed.
_INDEX = pattern(r"_\{\d+\}")

# Lines of a listing that no page ends in.
_SHORT_LISTING = 20


@lru_cache(maxsize=CACHED_FORMULAS)
def formula_height(latex: str) -> int:
    """Lines of a formula."""
    try:
        return formula(latex, display=True).height
    except MathError:
        return 1


@lru_cache(maxsize=CACHED_FORMULAS)
def formula_width(latex: str) -> int:
    r"""Columns of a formula on lines of its own.

    >>> formula_width(r"\frac{D - P}{S} + 1")
    9
    """
    try:
        return formula(latex, display=True).width
    except MathError:
        # Reported where it is printed; here only its length is of interest.
        return len(latex)


@lru_cache(maxsize=CACHED_FORMULAS)
def at_most(latex: str) -> int:
    r"""Columns that a formula does not exceed: found without reading it, so more than it has.

    >>> at_most("U = 4"), at_most("U=4"), at_most(r"v_1 \cdot x_1"), formula_width(r"v_1 \cdot x_1")
    (5, 5, 9, 7)
    """
    spared = 4 * latex.count(r" \cdot ") + 2 * len(_INDEX.findall(latex))
    return len(latex) - spared + 2 * len(_WIDER.findall(latex))


def are_within(formulas: Sequence[str], columns: float) -> bool:
    """Whether formulas fit beside each other into so many columns; they are read only if they may not.

    >>> are_within(["D - P + 1", "6 - 3 + 1"], 18), are_within(["D - P + 1", "6 - 3 + 1"], 17)
    (True, False)
    """
    bounds = [at_most(latex) for latex in formulas]
    most = sum(bounds)
    if most <= columns:
        return True
    # The longest has most to spare: the others need not be read where it makes the room.
    for bound, latex in sorted(zip(bounds, formulas, strict=True), reverse=True):
        most += formula_width(latex) - bound
        if most <= columns:
            return True
    return False


@lru_cache(maxsize=CACHED_FORMULAS)
def is_whole(latex: str) -> bool:
    r"""Whether a formula in a line of text should not be broken: a matrix beside its name.

    >>> is_whole(r"x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}"), is_whole("x = 1")
    (True, False)
    """
    return r"\begin" in latex and formula_width(latex) <= LETTERS // 2


def is_short(listing: str) -> bool:
    """Whether no page ends inside a listing."""
    return listing.count("\n") < _SHORT_LISTING


def height(nodes: tuple[tree.Block, ...], scale: float = 1.0) -> float:
    r"""Millimetres of blocks, with the distance to what follows, divided by the `scale` of the type.

    Of larger type fewer letters stand on a line.

    >>> height((tree.CodeBlock("a\nb"), tree.Paragraph((tree.Text("c" * 200),))))
    31.9
    >>> height((tree.Paragraph((tree.Text("c" * 80),)),)), height((tree.Paragraph((tree.Text("c" * 80),)),), 1.24)
    (6.9, 11.8)
    """
    return round(sum(_height(node, LETTERS / scale) + DISTANCE for node in nodes), 1)


def _height(node: tree.Block, letters: float) -> float:
    match node:
        case tree.Paragraph(content) | tree.Heading(_, content):
            if fits(content, letters - 1):
                return LINE_HEIGHT
            return LINE_HEIGHT * (1 + int(width(content) / letters))
        case tree.Display(latex):
            return (_FRACTION if r"\frac" in latex else _FORMULA) * formula_height(latex) + DISTANCE
        case tree.CodeBlock(text):
            return 5 + _CODE * (1 + text.count("\n"))
        case tree.List(items):
            return sum(height(item, LETTERS / letters) for item in items)
        case tree.Table(_, rows):
            return _ROW * (1 + len(rows))
        case tree.Quote(blocks):
            return height(blocks, LETTERS / letters)
        case tree.Rule():
            return 1


def fits(content: tuple[tree.Inline, ...], room: float) -> bool:
    """Whether inlines fit into so many columns of one line; formulas are read only if they may not.

    >>> fits((tree.Text("B: "), tree.Math(r"h^T")), 5), fits((tree.Text("B: "), tree.Math(r"h^T")), 4)
    (True, False)
    """
    formulas = []
    for node in content:
        if isinstance(node, tree.Math):
            formulas.append(node.latex)
        else:
            room -= columns(tree.plain((node,)))
    return are_within(formulas, room)


def width(content: tuple[tree.Inline, ...]) -> int:
    """Columns of inlines in one line.

    >>> width((tree.Text("B: "), tree.Math(r"h^T")))
    5
    """
    return sum(
        formula_width(node.latex) if isinstance(node, tree.Math) else columns(tree.plain((node,)))
        for node in content
    )
