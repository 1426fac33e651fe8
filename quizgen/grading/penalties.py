"""What wrong options cost: points of the other parts of a question, never more than those."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from quizgen.grading.mark import Placed


def limited(marks: Iterable[Placed]) -> list[Placed]:
    """One student's marks, so that no question has less than 0 points: the last penalties cost less.

    >>> from quizgen.answers.verdict import Status, Verdict
    >>> from quizgen.grading.mark import Mark
    >>> def mark(question, points):
    ...     right = Verdict(Status.CORRECT, Fraction(1), "")
    ...     return Placed(Mark("", question, "e", "", right, Fraction(points), Fraction(1)), "", 0)
    >>> found = limited([mark("1a", "-1/2"), mark("1b", 1), mark("1c", -1), mark("2a", -1)])
    >>> [str(one.mark.points) for one in found]
    ['-1/2', '1', '-1/2', '0']
    """
    given = list(marks)
    if all(one.mark.points >= 0 for one in given):
        return given
    left: dict[str, Fraction] = {}
    for mark, _, _ in given:
        left[mark.number] = left.get(mark.number, Fraction(0)) + max(mark.points, Fraction(0))
    found = []
    for one in given:
        mark = one.mark
        if mark.points < 0:
            cost = min(-mark.points, left[mark.number])
            left[mark.number] -= cost
            mark = replace(mark, points=-cost)
        found.append(one._replace(mark=mark))
    return found
