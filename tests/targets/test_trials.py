"""Every shipped exercise, answered up to seven ways in every target: the target's marks are ours, or the report says why not.

The marks are those of our own reading of each target's rules; `test_golden.py` holds that reading against marks
of the targets themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizgen.targets.loss import Loss
from tests.targets.engines import ENGINES, engine
from tests.targets.trials import Table, Trial, trials

if TYPE_CHECKING:
    from quizgen.targets.question import Question


LOSSES = ("follow-through of an earlier wrong answer", "working, units and fractions as answers")


@pytest.fixture(scope="module")
def tried(questions: list[Question]) -> list[tuple[Question, list[Trial]]]:
    """The questions with their trials."""
    return [(question, list(trials(question))) for question in questions]


# QTI 2.1 is QTI 3 under other names: `test_qti.py` plays both.
@pytest.mark.again
@pytest.mark.parametrize("target", [name for name in ENGINES if name != "qti21"])
def test_marks_are_ours_or_the_report_says_why(
    target: str, tried: list[tuple[Question, list[Trial]]]
) -> None:
    # Every second question, for time: what a target skips, the next one is given.
    table = Table(target)
    for question, own in tried[list(ENGINES).index(target) % 2 :: 2]:
        table.questions += 1
        marked, losses = engine(target, question)
        for trial in own:
            table.count(question, trial, marked.marks(trial.given), losses)
    assert not table.disagreements, "\n".join(table.disagreements[:20])
    assert table.answers > 750
    assert table.agree > 0.7 * table.answers


def test_marks_that_are_not_ours_are_seen(questions: list[Question]) -> None:
    """A target that gives everything for nothing, or nothing for the key, is caught."""
    question = next(q for q in questions if q.variant.id == "conv1d-arch")
    right, *_, blank, _ = trials(question)
    parts = tuple(asked.id for asked in question.asked if asked.slots)
    most = sum(own.points for own in right.ours.values())
    for trial, theirs in ((right, 0.0), (right, most - 0.5), (blank, most)):
        # A loss excuses only what it does: nothing follows here, and no entry is one of several.
        for losses in (
            [],
            [Loss(question.where(a), what, "") for a in question.asked for what in LOSSES],
        ):
            table = Table("none")
            table.count(question, trial, {parts: theirs}, losses)
            assert len(table.disagreements) == 1
