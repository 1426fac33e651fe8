"""Answers as a class hands them in: the first student gives the first answer to every question, and so on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from quizgen.targets.question import Question
    from tests.targets.trials import Given, Marks, Trial

    Tried = tuple[Question, Trial]
    Submission = list[tuple[Question, Given]]


def submissions(tried: Iterable[Tried]) -> list[Submission]:
    """What each student answers; a question that fewer ways of answering were tried for is left out by the last."""
    counted = Counter[str]()
    found: list[Submission] = []
    for question, trial in tried:
        place = counted[question.code]
        counted[question.code] += 1
        found.extend([] for _ in range(len(found), place + 1))
        found[place].append((question, trial.given))
    return found


def in_order(tried: Iterable[Tried], marks: Sequence[Mapping[str, Marks]]) -> list[Marks]:
    """The marks of each answer as it was tried, from those of each student by the code of the question."""
    counted = Counter[str]()
    found = []
    for question, _ in tried:
        found.append(marks[counted[question.code]][question.code])
        counted[question.code] += 1
    return found
