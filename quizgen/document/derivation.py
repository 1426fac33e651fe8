r"""The steps a solver recorded as a worked solution: aligned displays with their notes."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from quizgen.document import markdown, tree
from quizgen.document.math import CACHED_FORMULAS, MathError
from quizgen.document.printers.math_text import formula
from quizgen.solver.derivation import Step

# Signs of a formula that fit on a line of A4 paper at 10.5 pt (measured with sums of products).
LINE = 84
# Rows of one display: a page break can come between displays, not inside one.
ROWS = 12

_OPENS, _CLOSES = re.compile(r"\\l(?:floor|ceil)\b"), re.compile(r"\\r(?:floor|ceil)\b")
# A line may be cut before a sign only outside these.
_GROUPS = re.compile(r"\\[lr](?:floor|ceil)\b|\\[{}]|[][(){}]| [-+] ")


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
    sides = [_grown(side) for i, side in enumerate(sides) if not i or side != sides[i - 1]]
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


def _grown(latex: str) -> str:
    r"""Floors and ceilings as tall as the fraction inside.

    >>> print(_grown(r"\lfloor \frac{7}{2} \rfloor + 1"))
    \left\lfloor \frac{7}{2} \right\rfloor + 1
    """
    if r"\frac" not in latex or r"\left" in latex:
        return latex
    return _CLOSES.sub(r"\\right\g<0>", _OPENS.sub(r"\\left\g<0>", latex))


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
    for found in _GROUPS.finditer(latex):
        sign = found[0].removeprefix("\\")
        if sign in {" + ", " - "}:
            if depth == 0 and latex[start : found.start()].strip():
                yield latex[start : found.start()]
                start = found.start()
        else:
            depth += 1 if sign[0] in "([{l" else -1
    yield latex[start:]
