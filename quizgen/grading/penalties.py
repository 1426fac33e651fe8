"""What wrong options cost: points of the other parts of a question, never more than those."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from quizgen.grading.mark import Mark


def limited(marks: Iterable[Mark]) -> list[Mark]:
    """One student's marks, so that no question has less than 0 points: the last penalties cost less.

    >>> from quizgen.answers.verdict import Status, Verdict
    >>> def mark(question, points):
    ...     right = Verdict(Status.CORRECT, Fraction(1), "")
    ...     return Mark("Ada", question, "e", "", right, Fraction(points), Fraction(1))
    >>> found = limited([mark("1a", "-1/2"), mark("1b", 1), mark("1c", -1), mark("2a", -1)])
    >>> [str(one.points) for one in found]
    ['-1/2', '1', '-1/2', '0']
    """
    given = list(marks)
    if all(mark.points >= 0 for mark in given):
        return given
    left: dict[str, Fraction] = {}
    for mark in given:
        left[mark.number] = left.get(mark.number, Fraction(0)) + max(mark.points, Fraction(0))
    found = []
    for mark in given:
        if mark.points < 0:
            cost = min(-mark.points, left[mark.number])
            left[mark.number] -= cost
            mark = replace(mark, points=-cost)  # noqa: PLW2901 - the same mark, with what it costs
        found.append(mark)
    return found
