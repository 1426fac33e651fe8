"""How wide words and formulas are, in letters: enough to choose a layout before any font is known."""

from functools import lru_cache

from quizgen.document import tree
from quizgen.document.grid import columns
from quizgen.document.math import CACHED_FORMULAS, MathError
from quizgen.document.printers.math_text import formula


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


def width(content: tuple[tree.Inline, ...]) -> int:
    """Columns of inlines in one line.

    >>> width((tree.Text("B: "), tree.Math(r"h^T")))
    5
    """
    return sum(
        formula_width(node.latex) if isinstance(node, tree.Math) else columns(tree.plain((node,)))
        for node in content
    )
