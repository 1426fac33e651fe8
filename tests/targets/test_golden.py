"""Marks that the targets' own engines gave, replayed: our reading of their rules gives the same ones.

`golden/marks.jsonl` holds questions of every kind with up to seven answers each, and what was given for them by Moodle 4.5.6
(its XML importer and question engine, on a database), by PrairieLearn's elements, by the QTI engine of TAO,
by citolab's player in Chromium, which rounds each sum to thousandths, by nbgrader 0.9.6 and Otter 7.0, and by Canvas:
`classic` is its migration tool, importer and question classes, `newquizzes` its public reader of packages with the
marking that Canvas documents, for the marking itself is not public.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from quizgen.targets.question import question_of
from quizgen.variant import Variant
from tests.targets.engines import engine
from tests.targets.trials import Table, Trial, ours

if TYPE_CHECKING:
    from quizgen.targets.question import Question
    from tests.targets.trials import Given

Kept = list[tuple["Question", list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def kept() -> Kept:
    """The questions, each with its answers and marks."""
    lines = (Path(__file__).parent / "golden" / "marks.jsonl").read_text(encoding="utf-8")
    told = [json.loads(line) for line in lines.splitlines()]
    return [(question_of(Variant.from_json(one["variant"])), one["trials"]) for one in told]


def given(trial: dict[str, Any]) -> Given:
    """The answers, options as tuples."""
    return {k: v if isinstance(v, str) else tuple(v) for k, v in trial["given"].items()}


# Programs that read a target that is not called as they are.
TARGETS = {"nbgrader": "notebook", "otter": "notebook", "classic": "canvas", "newquizzes": "canvas"}


@pytest.mark.parametrize("client", ["moodle", "prairielearn", "qti21", "qti3", *TARGETS])
def test_our_reading_of_the_rules_gives_their_marks(client: str, kept: Kept) -> None:
    compared = 0
    table = Table(client)
    for question, trials in kept:
        marked, losses = engine(TARGETS.get(client, client), question)
        for trial in trials:
            theirs = {tuple(k.split("+")): v for k, v in trial["marks"].get(client, {}).items()}
            own = marked.marks(given(trial))
            assert own == pytest.approx(theirs, abs=5e-3), (question.code, trial["name"])
            mine = ours(question, given(trial))
            table.count(question, Trial(trial["name"], given(trial), mine), theirs, losses)
            compared += len(theirs)
    assert compared >= 80
    assert not table.disagreements
