"""Figures for a terminal: tables as text, line drawings in Braille dots, else the description."""

import re
import textwrap

from quizgen.document.figures.braille import printed
from quizgen.document.figures.kinds import draw
from quizgen.document.figures.scene import Scene
from quizgen.document.figures.text_tables import TABLES
from quizgen.figure import Figure

# Before a number or π, and no dash of a word or a range.
_SIGN = re.compile(r"(?<![\w)\]])-(?=[\dπ])")
# Kinds that lines and names alone show: no colour, no dash, no grey level says anything in them.
_DRAWN = frozenset(
    "activations losses parabola plane plane_path network computation_graph expression_graph recurrence strides".split()
)


def scene_text(figure: Figure | Scene, width: int) -> str:
    """A figure in at most `width` columns; its text description where a drawing would not be readable.

    >>> from quizgen.figure import BUILDERS
    >>> print(scene_text(BUILDERS["sliding_window"]([0, 3, 10], [-2, 1]), 60))
    x    [ 0   3] 10
    v    [−2   1]
    h₁ = ?
    """
    if isinstance(figure, Scene):
        return _words(figure.alt, width)
    if figure.kind in TABLES:
        lines = TABLES[figure.kind](figure.data)
        if max(map(len, lines)) <= width:
            return "\n".join(_with_signs(line.rstrip()) for line in lines)
    if figure.kind in _DRAWN and (drawn := printed(draw(figure), width)):
        return drawn
    return _words(figure.alt, width)


def _words(alt: str, width: int) -> str:
    return textwrap.fill(f"Figure: {_with_signs(alt)}", width)


def _with_signs(text: str) -> str:
    """Numbers with a minus sign, as everywhere else in the terminal."""
    return _SIGN.sub("−", text)
