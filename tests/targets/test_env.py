"""Questions for language models: any index, the same ones for a seed, scored as our grading scores."""

from __future__ import annotations

import io
import json

import pytest

import quizgen
from quizgen.env import Questions
from quizgen.errors import UserError
from quizgen.targets import jsonl_env
from quizgen.targets.question import Pack, Pool, question_of


def test_an_entry_is_the_same_wherever_it_is_asked_for() -> None:
    questions, again = Questions(seed=3, size=40), Questions(seed=3, size=1000)
    assert [questions[i] for i in (7, 0, -1)] == [again[i] for i in (7, 0, 39)]
    assert questions[2:4] == [questions[2], questions[3]]
    assert questions[7] != Questions(seed=4, size=40)[7]
    assert [entry["metadata"]["source_index"] for entry in questions] == list(range(40))
    with pytest.raises(IndexError):
        questions[40]


def test_right_wrong_and_nothing() -> None:
    questions = Questions(seed=5, size=150)
    slips, exercises = 0, set()
    for entry in questions:
        kept = json.loads(json.dumps(entry))  # as a file of them is read again
        assert questions.score_answer(kept["answer"], kept) == 1, entry["question"]
        assert questions.score_answer(None, kept) == questions.score_answer("", kept) == 0
        exercises.add(entry["metadata"]["exercise"])
        for slip in entry["metadata"]["slips"]:
            score = questions.score_answer(slip["answer"], kept)
            assert score < 1, (slip, entry["question"])
            slips += 1
    assert slips > 200
    assert len(exercises) > 50


def test_levels_are_a_curriculum() -> None:
    for level, place in (("E", 0), ("M", 1), ("H", 2)):
        entries = Questions(size=12, level=level)[:]
        assert {entry["metadata"]["difficulty"]["level"] for entry in entries} == {place}


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(UserError, match="no exercise has the level"):
        Questions(topic="conv1d-arch", level="X")
    with pytest.raises(UserError):
        Questions(topic="nothing-of-the-kind")


def test_lines_of_a_pack() -> None:
    drawn = [question_of(quizgen.draw(name, 1)) for name in ("conv1d-arch", "conv1d-matrix")]
    file = io.BytesIO()
    jsonl_env.write(Pack("s", "S", [Pool("p", "x", drawn)]), file, lambda _: None)
    entries = [json.loads(line) for line in file.getvalue().splitlines()]
    assert len(entries) == sum(len(question.asked) for question in drawn)
    judge = Questions(size=0)
    assert [judge.score_answer(entry["answer"], entry) for entry in entries] == [1] * len(entries)
    assert "Answer part (b) only." in entries[1]["question"]
