"""Attempts that count: different wrong answers that could be read."""

from collections.abc import Iterable

from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import PARTIAL, WRONG


def attempts(kind: AnswerKind, answers: Iterable[str]) -> int:
    """How many different wrong answers there are among those given; unreadable ones cost nothing.

    >>> from quizgen.answers import answer_kind
    >>> attempts(answer_kind("integer", 5), ["1100", "1,100", "eleven", "12", "5"])
    2
    """
    wrong: list[str] = []
    for text in answers:
        counts = kind.judge(text).status in (WRONG, PARTIAL)
        if counts and not any(kind.repeats(text, earlier) for earlier in wrong):
            wrong.append(text)
    return len(wrong)
