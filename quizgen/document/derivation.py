r"""The steps a solver recorded as a worked solution: aligned displays with their notes."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from quizgen.document import markdown, tree
from quizgen.document.math import CACHED_FORMULAS, MathError
from quizgen.document.printers.math_text import formula
from quizgen.solver.derivation import Step

# Signs of a formula that fit on a line of A4 paper at 10.5 pt (measured with sums of products).
LINE = 84
# Rows of one display: a page break can come between displays, not inside one.
ROWS = 8


def solution(steps: Iterable[Step]) -> tuple[tree.Block, ...]:
    r"""Steps as blocks; steps without a note of their own share the display of the one before.

    >>> for block in solution([Step("P", "D - U + 1", "10 - 5 + 1", "6", "The kernel's length."), Step("C", "", "", "30")]):
    ...     print(block)
    Paragraph(content=(Text(text='The kernel’s length.'),))
    Display(latex='\\begin{aligned} P &= D - U + 1 = 10 - 5 + 1 = 6 \\\\ C &= 30 \\end{aligned}')
    """
    blocks: list[tree.Block] = []
    rows: list[str] = []
    for step in steps:
        if rows and (step.note or len(rows) >= ROWS):
            blocks.append(_display(rows))
            rows = []
        if step.note:
            blocks.extend(markdown.parse(step.note))
        rows.extend(_rows(step))
    if rows:
        blocks.append(_display(rows))
    return tuple(blocks)


def _display(rows: list[str]) -> tree.Display:
    body = r" \\ ".join(rows)
    return tree.Display(rf"\begin{{aligned}} {body} \end{{aligned}}")


def _rows(step: Step) -> Iterator[str]:
    """A step as rows of an alignment: one where it fits, else one for each equality sign."""
    sides = [side for side in (step.formula, step.substitution, step.value) if side]
    sides = [side for i, side in enumerate(sides) if not i or side != sides[i - 1]]
    if not step.symbol and sides:
        symbol, *sides = sides
    else:
        symbol = step.symbol
    if not sides:
        yield f"& {symbol}"
        return
    if _width(symbol) + sum(_width(side) + 3 for side in sides) <= LINE:
        yield f"{symbol} &= {' = '.join(sides)}"
        return
    for i, side in enumerate(sides):
        first, *rest = _lines(side)
        yield f"{symbol if not i else ''} &= {first}".strip()
        yield from (rf"&\quad {more}" for more in rest)


@lru_cache(maxsize=CACHED_FORMULAS)
def _width(latex: str) -> int:
    try:
        return formula(latex, display=True).width
    except MathError:
        # The formula is reported where it is printed; here only its length is of interest.
        return len(latex)


def _lines(latex: str) -> list[str]:
    """A long side cut before its plus and minus signs, outside all groups."""
    if _width(latex) <= LINE - 6:
        return [latex]
    lines = [""]
    for term in _terms(latex):
        if lines[-1] and _width(lines[-1]) + _width(term) > LINE - 10:
            lines.append("")
        lines[-1] += term
    return [line.strip() for line in lines]


def _terms(latex: str) -> Iterator[str]:
    r"""Pieces that start with ` + ` or ` - ` at depth zero.

    >>> list(_terms(r"a + (b - c) - \frac{d + e}{f}"))
    ['a', ' + (b - c)', ' - \\frac{d + e}{f}']
    """
    depth = start = 0
    for i, sign in enumerate(latex):
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif depth == 0 and latex[i : i + 3] in {" + ", " - "} and latex[start:i].strip():
            yield latex[start:i]
            start = i
    yield latex[start:]
