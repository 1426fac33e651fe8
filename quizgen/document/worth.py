"""A number of points, in words."""

from fractions import Fraction

from quizgen.document.messages import Messages, said


def points(value: Fraction, words: Messages) -> str:
    """A number of points.

    >>> from quizgen.document.messages import english
    >>> [points(Fraction(n, 4), english()) for n in (4, 6, 2)]
    ['1 point', '1½ points', '½ point']
    """
    whole, rest = divmod(value, 1)
    part = {Fraction(1, 2): "½", Fraction(1, 4): "¼", Fraction(3, 4): "¾"}.get(rest)
    number = f"{whole or ''}{part}" if part else str(value)
    return said(words.point if value <= 1 and value else words.points, number=number)
