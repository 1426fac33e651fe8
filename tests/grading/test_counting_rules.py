"""Which of several answers counts, by the rules as the instructor's guide tells them, over every three answers."""

from fractions import Fraction
from itertools import product

import pytest

from quizgen.answers import answer_kind
from quizgen.grading.answered import Given
from quizgen.grading.counting import counting
from quizgen.grading.policy import Counting, Policy

JUDGE = answer_kind("integer", 6).judge
RIGHT = "6"
ANSWERS = [
    Given("6", 1, "a"), Given("5", 2, "a"), Given("?", 3, "b"), Given("", 4), Given("7", 5, late=Fraction(1)),
    Given("6", 6, late=Fraction(1, 2)), Given("4", 7, doubt="two dates"), Given("6", 8, doubt="two dates"),
]  # fmt: skip


def earned(one: Given) -> Fraction:
    return (1 - one.late) * (one.text == RIGHT)


def is_open(one: Given) -> bool:
    """Not to be read, or earning something that its date may cost."""
    return one.text == "?" or bool(one.doubt and one.text == RIGHT)


def by_rule(given: tuple[Given, ...], attempts: Counting) -> tuple[Given, list[Given]]:
    """The answer that counts, and those a person has to look at since they might have counted instead."""
    stands = [one for one in given if one.text]
    if not stands:
        return given[-1], []
    stands = [one for one in stands if one.late < 1] or stands  # on time before too late
    if attempts == "last":
        stands.reverse()
    clear = [one for one in stands if not is_open(one)]
    if not clear:
        # Of several the last is shown, also where the best would count.
        return (stands[-1] if attempts == "best" else stands[0]), stands
    if attempts == "best":
        most = max(map(earned, clear))
        counts = [one for one in clear if earned(one) == most][-1]
        return counts, [one for one in stands if is_open(one) and 1 - one.late > most]
    return clear[0], stands[: next(i for i, one in enumerate(stands) if one is clear[0])]


@pytest.mark.parametrize("attempts", ["last", "best", "first"])
def test_every_three_answers(attempts: Counting) -> None:
    for length in (1, 2, 3):
        for given in product(ANSWERS, repeat=length):
            if len({one.line for one in given}) < length:
                continue  # an answer is handed in once
            one, unread = counting(given, Policy(attempts), JUDGE)
            counts, waiting = by_rule(given, attempts)
            assert (one.line, [u.line for u in unread]) == (counts.line, [w.line for w in waiting])
            assert [(u.answer, u.file) for u in unread] == [(w.text, w.file) for w in waiting]
            reasons = [
                "two dates" if w.doubt else "'?' is not a number; write 3, -2.5 or 1/2"
                for w in waiting
            ]
            assert [u.reason for u in unread] == reasons
