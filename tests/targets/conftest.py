"""Every shipped exercise at every level, as it is exported."""

from __future__ import annotations

import pytest

import quizgen
from quizgen.targets.question import Pack, Pool, Question, question_of


@pytest.fixture(scope="session")
def questions() -> list[Question]:
    """One variant of each exercise and level."""
    return [
        question_of(quizgen.draw(exercise, 1, level=level or None))
        for exercise in quizgen.exercises()
        for level in exercise.levels
    ]


@pytest.fixture(scope="session")
def pack(questions: list[Question]) -> Pack:
    """All of them in one pack, one pool for an exercise."""
    pools = [Pool(f"{n} {one.title}", one.variant.id, [one]) for n, one in enumerate(questions)]
    return Pack("all", "All / of them", pools)
