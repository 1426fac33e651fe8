"""The few words printers add by themselves, the same in all of them."""

from fractions import Fraction

from quizgen.document.sheet import Question, Sheet

ANSWER = "Answer"
WATCH = ("if the answer is", "the slip is", "say")


def points(value: Fraction) -> str:
    """A number of points.

    >>> points(Fraction(1)), points(Fraction(3, 2)), points(Fraction(1, 2))
    ('1 point', '1½ points', '½ point')
    """
    whole, rest = divmod(value, 1)
    part = {Fraction(1, 2): "½", Fraction(1, 4): "¼", Fraction(3, 4): "¾"}.get(rest)
    number = f"{whole or ''}{part}" if part else str(value)
    return f"{number} point{'' if value <= 1 and value else 's'}"


def worth(question: Question) -> str:
    """What a question's heading says besides its title: points and minutes."""
    time = f" · {question.minutes} min" if question.minutes else ""
    return f"{points(question.points)}{time}"


def total(sheet: Sheet) -> str:
    """Points of a sheet, and minutes when every question knows its own."""
    minutes = [question.minutes for question in sheet.questions]
    known = all(minute.isdigit() for minute in minutes) and minutes
    time = f" · about {sum(map(int, minutes))} minutes" if known else ""
    return f"{points(sheet.points)}{time}"


def title(sheet: Sheet, *, key: bool) -> str:
    """The title of a sheet or of its answer key."""
    return f"{sheet.title}: answer key" if key else sheet.title
