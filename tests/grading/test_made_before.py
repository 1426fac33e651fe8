"""Variants made by an earlier quizgen are graded as they were then.

`made_before/` holds one variant of every exercise as the first generator wrote it, and for its
keys and recognised mistakes the verdicts of that time.
"""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from quizgen.assignment import Assignment
from quizgen.grading.judging import judged

FOLDER = Path(__file__).parent / "made_before"
VERDICTS = [
    json.loads(line)
    for line in (FOLDER / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def made() -> Assignment:
    line = gzip.decompress((FOLDER / "variants.jsonl.gz").read_bytes()).decode()
    return Assignment.from_json(json.loads(line))


def test_there_are_many(made: Assignment) -> None:
    assert {variant.generator for variant in made.questions} == {"0.1.0"}
    assert len(made.questions) == len({row["question"] for row in VERDICTS}) >= 50
    assert sum(row["status"] == "correct" for row in VERDICTS) >= 150


@pytest.mark.parametrize(
    "row", VERDICTS, ids=lambda r: f"{r['question']}.{r['part']} {r['status']}"
)
def test_graded_the_same(made: Assignment, row: dict[str, Any]) -> None:
    variant = made.questions[row["question"]]
    verdict, _ = judged(variant, variant.parts[row["part"]], row["answer"], {})
    assert (verdict.status, float(verdict.score)) == (row["status"], row["score"])
    assert verdict.mistake == row["mistake"]
