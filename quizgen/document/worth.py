"""A number of points, in words."""

from fractions import Fraction

from quizgen.document.messages import Messages, said

# By numerator and denominator: a fraction as a key of a table takes as long as all the rest.
_PARTS = {(1, 2): "½", (1, 4): "¼", (3, 4): "¾"}


def points(value: Fraction, words: Messages) -> str:
    """A number of points.

    >>> from quizgen.document.messages import english
    >>> [points(Fraction(n, 4), english()) for n in (4, 6, 2)]
    ['1 point', '1½ points', '½ point']
    """
    over, under = value.numerator, value.denominator
    part = _PARTS.get((over % under, under))
    number = f"{over // under or ''}{part}" if part else str(value)
    return said(words.point if 0 < over <= under else words.points, number=number)
