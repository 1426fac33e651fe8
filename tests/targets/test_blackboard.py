"""Blackboard's text, by the published rules of its records."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

import quizgen
from quizgen.errors import UserError
from quizgen.targets import blackboard
from quizgen.targets.loss import Loss, report
from quizgen.targets.question import Pack, Pool, Question, question_of
from tests.targets.samples import HOSTILE, hostile


def records(*questions: Question) -> tuple[list[list[str]], list[Loss]]:
    file = io.BytesIO()
    losses: list[Loss] = []
    blackboard.write(Pack("s", "S", [Pool("p", "x", questions)]), file, losses.append)
    return [line.split("\t") for line in file.getvalue().decode().splitlines()], losses


def check(record: list[str]) -> int:
    """A record that Blackboard takes; how many fields are answered in it."""
    kind, text, *cells = record
    assert len(text) > 10
    match kind:
        case "NUM":
            key, margin = cells
            assert float(margin) >= 0
            assert str(float(key)) != "nan"
            return 1
        case "FIB":
            assert cells
            assert all(cells)
            return 1
        case "MC" | "MA":
            marks = cells[1::2]
            assert set(marks) <= {"correct", "incorrect"}
            assert len(marks) >= 2
            assert marks.count("correct") == 1 or kind == "MA"
            return 1
        case "ESS":
            assert len(cells) <= 1
            return 0
        case "FIB_PLUS":
            groups = "\t".join(cells).split("\t\t")
            assert len(groups) <= 10
            for group in groups:
                name, *answers = group.split("\t")
                assert text.count(f"[{name}]") == 1
                assert answers
            return len(groups)
    raise AssertionError(kind)


def test_every_exercise_has_its_records(questions: list[Question]) -> None:
    answered = 0
    for question in questions:
        made, _ = records(question)
        assert all(f"[qg {question.code}" in record[1] for record in made)
        answered += sum(map(check, made))
    assert answered > 500


def test_lines_of_code_keep_their_ends() -> None:
    variant = quizgen.draw("conv1d-arch", 1)
    coded = question_of(replace(variant, text="```python\na = 1\n\tb = 2\n```"))
    made, _ = records(coded)
    assert "a = 1<br>" in made[0][1]


@pytest.mark.parametrize("kind", ["vector", "choice", "words"])
def test_hostile_texts_arrive_whole(kind: str) -> None:
    for record in records(hostile(kind))[0]:
        check(record)
        assert "]]&gt; b } ~ # = %50% {1:NUMERICAL:=7} {#1} &lt;b&gt;" in record[1]
    assert "\t" not in HOSTILE


def test_more_than_it_takes_is_refused() -> None:
    question = question_of(quizgen.draw("conv1d-arch", 1))
    with pytest.raises(UserError, match="500"):
        records(*[question] * 501)


def test_a_penalty_and_a_figure_are_lost() -> None:
    variant = quizgen.draw("conv1d-compute", 1)
    part = variant.parts[0]
    settings = {**part.settings, "penalty": "1/4"}
    penalised = Question(
        "c", "t", replace(variant, parts=(replace(part, settings=settings),)), question_of(variant).typeset,
        tuple(replace(a, drawn=replace(part, settings=settings)) for a in question_of(variant).asked),
    )  # fmt: skip
    lines = "\n".join(report(records(penalised)[1]))
    assert "1 × points taken off for a wrong answer: a wrong answer earns nothing (c)" in lines
    assert "1 × figures: their description (c)" in lines
