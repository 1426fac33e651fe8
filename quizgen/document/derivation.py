r"""The steps a solver recorded as a worked solution: aligned displays with their notes."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from quizgen.document import markdown, tree
from quizgen.document.measure import are_within, formula_width
from quizgen.telling import Step

# Signs of a formula that fit on a line of A4 paper at 10.5 pt (measured with sums of products).
LINE = 84
# A longer symbol gets a line of its own.
SYMBOL = 24
# Equations of one display: a page break can come between displays, not inside one.
ROWS = 5

_OPENS, _CLOSES = re.compile(r"\\l(?:floor|ceil)\b"), re.compile(r"\\r(?:floor|ceil)\b")
# A line may be cut before a sign only outside these.
_GROUPS = re.compile(r"\\[lr](?:floor|ceil)\b|\\[{}]|[][(){}]| [-+] ")


def solution(steps: Iterable[Step]) -> tuple[tree.Block, ...]:
    r"""Steps as blocks; steps without a note of their own share the display of the one before.

    A note that stands before several lines in a row is said once.

    >>> for block in solution([Step("P", "D - U + 1", "10 - 5 + 1", "6", "The kernel's length."), Step("C", "", "", "30")]):
    ...     print(block)
    Paragraph(content=(Text(text='The kernel’s length.'),))
    Display(latex='\\begin{aligned} P &= D - U + 1 = 10 - 5 + 1 = 6 \\\\ C &= 30 \\end{aligned}')
    """
    blocks: list[tree.Block] = []
    group: list[_Equation] = []
    before = ""
    named = False
    for step in steps:
        equation = _equation(step)
        alone = not all(are_within((each.symbol,), SYMBOL) for each in (*group, equation))
        # Where one has a symbol and the other has none, their equals signs do not belong below each other.
        alone = alone or (bool(group) and bool(step.symbol) != named)
        named = bool(step.symbol)
        note = step.note if step.note != before else ""
        words = " ".join(text for text in (step.legend, note) if text)
        before = step.note
        if group and (words or alone):
            blocks.extend(_displays(group))
            group = []
        if words:
            blocks.extend(markdown.parse(words))
        group.append(equation)
    if group:
        blocks.extend(_displays(group))
    return tuple(blocks)


class _Equation(NamedTuple):
    """A step without its note: what is computed, and what it equals one after the other."""

    symbol: str
    sides: tuple[str, ...]
    # The sign before the last side.
    sign: str


def _equation(step: Step) -> _Equation:
    symbol, *sides = [_grown(side) for side in step.sides] or [""]
    return _Equation(symbol, tuple(sides), step.sign)


def _displays(group: list[_Equation]) -> Iterator[tree.Display]:
    """Equations in displays of nearly the same length, so that none is left with a line."""
    margin = max(formula_width(equation.symbol) for equation in group) + 3
    count = -(-len(group) // ROWS)
    for i in range(count):
        some = group[i * len(group) // count : (i + 1) * len(group) // count]
        body = r" \\ ".join(row for equation in some for row in _rows(equation, margin))
        yield tree.Display(rf"\begin{{aligned}} {body} \end{{aligned}}")


def _rows(equation: _Equation, margin: int) -> Iterator[str]:
    """An equation as rows of an alignment: one where it fits, else one for each equality sign."""
    symbol, sides, sign = equation
    if margin > SYMBOL + 3 and sides and are_within((symbol, *sides), LINE - 3 * len(sides)):
        # It stands alone, so that nothing else moves to the right.
        yield f"& {' = '.join((symbol, *sides[:-1]))} {sign} {sides[-1]}"
        return
    if margin > SYMBOL + 3:
        # What is left of the signs would push all else out of the page: the signs stand below it.
        yield rf"& {symbol}"
        symbol, margin = r"\quad", 6
    if not sides:
        yield f"& {symbol}"
    elif are_within(sides, LINE - margin - 3 * (len(sides) - 1)):
        *before, last = sides
        yield (
            f"{symbol} &{sign} {last}"
            if not before
            else f"{symbol} &= {' = '.join(before)} {sign} {last}"
        )
    else:
        for i, side in enumerate(sides):
            first, *rest = _lines(side, LINE - margin)
            equals = sign if i == len(sides) - 1 else "="
            yield f"{symbol if not i else ''} &{equals} {first}".strip()
            yield from (rf"&\quad {more}" for more in rest)


def _grown(latex: str) -> str:
    r"""Floors and ceilings as tall as the fraction inside.

    >>> print(_grown(r"\lfloor \frac{7}{2} \rfloor + 1"))
    \left\lfloor \frac{7}{2} \right\rfloor + 1
    """
    if r"\frac" not in latex or r"\left" in latex:
        return latex
    return _CLOSES.sub(r"\\right\g<0>", _OPENS.sub(r"\\left\g<0>", latex))


def _lines(latex: str, room: int) -> list[str]:
    """A long side cut before its plus and minus signs, outside all groups where that is enough."""
    if formula_width(latex) <= room:
        return [latex]
    lines = [""]
    for term in _fitting(latex, room):
        if lines[-1] and formula_width(lines[-1]) + formula_width(term) > room - 2:
            lines.append("")
        lines[-1] += term
    return [line.strip() for line in lines]


def _fitting(latex: str, room: int) -> Iterator[str]:
    r"""Terms; one that is too long for a line is cut at the signs inside its parentheses.

    >>> list(_fitting(r"1 + 2 \cdot ((a + b) + (c + d))", 8))
    ['1', ' + 2 \\cdot ((a + b)', ' + (c + d))']
    """
    for term in _terms(latex):
        is_cut = formula_width(term) > room and r"\left" not in term
        yield from _terms(term, inside=1) if is_cut else (term,)


def _terms(latex: str, inside: int = 0) -> Iterator[str]:
    r"""Pieces that start with ` + ` or ` - ` at depth zero, or `inside` so many parentheses.

    >>> list(_terms(r"a + (b - c) - \frac{d + e}{f}"))
    ['a', ' + (b - c)', ' - \\frac{d + e}{f}']
    """
    groups = parentheses = start = 0
    for found in _GROUPS.finditer(latex):
        sign = found[0].removeprefix("\\")
        if sign in {" + ", " - "}:
            is_outside = groups == 0 and parentheses <= inside
            if is_outside and latex[start : found.start()].strip():
                yield latex[start : found.start()]
                start = found.start()
        elif found[0] in {*"()[]"}:
            parentheses += 1 if sign in "([" else -1
        else:
            groups += 1 if sign[0] in "([{l" else -1
    yield latex[start:]
