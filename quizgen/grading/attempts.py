"""Attempts that count: different wrong answers that could be read; a first rounded one is free."""

from collections.abc import Iterable

from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import PARTIAL, ROUNDED, WRONG


def attempts(kind: AnswerKind, answers: Iterable[str]) -> int:
    """How many different wrong answers there are among those given; unreadable ones cost nothing.

    Nor does the first answer that is right but rounded.

    >>> from quizgen.answers import answer_kind
    >>> attempts(answer_kind("integer", 5), ["1100", "1,100", "eleven", "12", "5"])
    2
    >>> attempts(answer_kind("fraction", "2/3"), ["0.67", "0.67", "1/3", "2/3"])
    1
    """
    wrong: list[str] = []
    rounded: list[str] = []
    for text in answers:
        status = kind.judge(text).status
        seen = rounded if status == ROUNDED else wrong
        counts = status in (WRONG, PARTIAL, ROUNDED)
        if counts and not any(kind.repeats(text, earlier) for earlier in seen):
            seen.append(text)
    return len(wrong) + max(0, len(rounded) - 1)
