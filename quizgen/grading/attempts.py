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
    verdicts = [kind.judge(text) for text in answers]
    return len({v.reading for v in verdicts if v.status in (WRONG, PARTIAL)})
