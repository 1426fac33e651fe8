"""Notebooks for nbgrader and Otter: their cells run, with right answers and with slips."""

from __future__ import annotations

import ast
import io
import json
import zipfile
from fractions import Fraction
from typing import Any

import pytest

import quizgen
from quizgen.answers.blank import Numeric, Pick
from quizgen.targets import notebook
from quizgen.targets.notebook import Task, _tasks
from quizgen.targets.question import Pack, Pool, Question, question_of
from tests.targets import engines
from tests.targets.samples import hostile


def notebooks(*pools: list[Question]) -> dict[str, dict[str, Any]]:
    file = io.BytesIO()
    named = [Pool(f"{n} {own[0].title}", own[0].variant.id, own) for n, own in enumerate(pools, 1)]
    notebook.write(Pack("s", "S", named), file, lambda _: None)
    with zipfile.ZipFile(file) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def failure(task: Task, answer: str) -> str:
    return engines.failure(task.test, task.name, answer)


@pytest.mark.again
def test_keys_pass_and_slips_are_told(questions: list[Question]) -> None:
    slips = 0
    for question in questions:
        for task in _tasks(1, question):
            slots = task.asked.slots
            if not slots:
                continue
            assert failure(task, task.answer) == "", (question.code, task.answer)
            assert failure(task, "None" if len(slots) == 1 and not several(task) else "[]")
            for place, slot in enumerate(slots):
                for wrong in slot.wrong:
                    if isinstance(slot.blank.asks, Pick) and slot.blank.asks.several:
                        continue
                    value = wrong.value if isinstance(wrong.value, str) else float(wrong.value)
                    if isinstance(wrong.value, Fraction) and wrong.value.denominator == 1:
                        value = int(wrong.value)
                    right = ast.literal_eval(task.answer)
                    given = (
                        value if len(slots) == 1 else [*right[:place], value, *right[place + 1 :]]
                    )
                    said = failure(task, repr(given))
                    assert said, (question.code, given)
                    slips += "is not right" not in said
    assert slips > 1000


def several(task: Task) -> bool:
    asks = task.asked.slots[0].blank.asks
    return isinstance(asks, Pick) and asks.several


def test_arrays_and_fractions_are_answers() -> None:
    (task,) = _tasks(1, question_of(quizgen.draw("conv1d-compute", 1)))
    key = ast.literal_eval(task.answer)
    assert failure(task, f"__import__('numpy').array({key})") == ""
    assert failure(task, f"[__import__('fractions').Fraction(x) for x in {key}]") == ""
    assert (
        failure(task, f"{key[:-1]}")
        == f"{len(key)} entries are asked, and {len(key) - 1} are there"
    )


def test_cells_are_as_both_programs_want_them(questions: list[Question]) -> None:
    found = notebooks(*[[question] for question in questions])
    assert sorted(found) == ["nbgrader/s.ipynb", "otter/s.ipynb"]
    for made in found.values():
        assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
        ids = [cell["id"] for cell in made["cells"]]
        assert len(set(ids)) == len(ids)
    graded = [
        c["metadata"]["nbgrader"]
        for c in found["nbgrader/s.ipynb"]["cells"]
        if "nbgrader" in c["metadata"]
    ]
    assert len({one["grade_id"] for one in graded}) == len(graded)
    worth = sum(one["points"] for one in graded if one["grade"])
    assert worth == pytest.approx(float(sum(a.points for q in questions for a in q.asked)))
    sources = [c["source"] for c in found["otter/s.ipynb"]["cells"] if c["cell_type"] == "raw"]
    fences = [s.splitlines()[0] for s in sources]
    assert fences[0] == "# ASSIGNMENT CONFIG"
    for kind in ("QUESTION", "SOLUTION", "TESTS"):
        assert fences.count(f"# BEGIN {kind}") == fences.count(f"# END {kind}") > 0


def test_pictures_are_attached() -> None:
    made = notebooks([question_of(quizgen.draw("conv1d-compute", 1))])["nbgrader/s.ipynb"]
    (cell,) = [c for c in made["cells"] if "attachments" in c]
    assert all(f"(attachment:{name})" in cell["source"] for name in cell["attachments"])


def test_a_notebook_for_each_variant_and_the_same_each_time() -> None:
    drawn = [question_of(quizgen.draw("conv1d-arch", seed)) for seed in range(3)]
    pinned = [question_of(quizgen.draw("conv1d-compute", 1))]
    assert sorted(notebooks(drawn, pinned)) == [f"{kind}/s-0{n}.ipynb" for kind in ("nbgrader", "otter") for n in (1, 2, 3)]  # fmt: skip
    assert notebooks(drawn, pinned) == notebooks(drawn, pinned)


def test_hostile_texts_arrive_whole() -> None:
    question = hostile("choice")
    tasks = list(_tasks(1, question))
    assert all(failure(task, task.answer) == "" for task in tasks)
    slot = tasks[0].asked.slots[0]
    assert isinstance(slot.blank.asks, Numeric)
    assert "{1:NUMERICAL:=7}" in tasks[0].markdown
