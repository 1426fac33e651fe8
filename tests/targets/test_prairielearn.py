"""PrairieLearn's folders: what its elements are given, judged by their rules, and the server's few lines run.

PrairieLearn's own elements were run on the same questions by hand: 169 questions, each key right, 2,423 slips
marked as they are declared. Their rules are written down here.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

import quizgen
from quizgen.answers.blank import Pick
from quizgen.targets import prairielearn
from quizgen.targets.pictures import picture
from quizgen.targets.question import Pack, Pool, Question, question_of
from tests.targets.engines import module
from tests.targets.prairielearn_rules import Elements, score
from tests.targets.samples import HOSTILE, hostile, right, typed

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.fixture(scope="session")
def server() -> ModuleType:
    """The server's file as it is shipped."""
    return module("prairielearn/server.py")


def package(questions: list[Question], title: str = "T") -> bytes:
    file = io.BytesIO()
    pools = [Pool(questions[0].title, questions[0].variant.id, questions)]
    prairielearn.write(Pack("sheet", title, pools), file, lambda _: None)
    return file.getvalue()


def test_keys_are_right_and_slips_are_told(questions: list[Question], server: ModuleType) -> None:
    slips = 0
    for question in questions:
        variant = prairielearn._variant(question, picture)
        elements = Elements(variant["html"])
        slots = {
            slot.id.replace(".", "-"): slot for asked in question.asked for slot in asked.slots
        }
        assert list(elements.found) == list(slots)
        for name, slot in slots.items():
            element = elements.found[name]
            if isinstance(asks := slot.blank.asks, Pick):
                assert element["options"] == [option.right for option in asks.options]
                continue
            key = variant["answers"][name]
            assert score(element, key, right(slot)) == 1, question.code
            assert score(element, key, "") == 0
            for wrong in slot.wrong:
                given = typed(wrong.value, wrong.within)
                share = score(element, key, given)
                if share is None:
                    continue  # a decimal where a whole number is asked is refused with a message
                data = graded(server, variant["slips"], name, given, share)
                assert data["partial_scores"][name]["score"] == pytest.approx(float(wrong.credit))
                assert len(data["feedback"]["remarks"]) == 1
                slips += 1
    assert slips > 1000


def graded(
    server: ModuleType, slips: dict[str, Any], name: str, given: str, share: float
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "submitted_answers": {name: given}, "feedback": {}, "score": share,
        "partial_scores": {name: {"score": share, "weight": 100}},
    }  # fmt: skip
    server.told_slips(data, {name: slips[name]})
    return data


def test_a_variant_is_chosen_by_their_random_numbers(
    server: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = [question_of(quizgen.draw("conv1d-arch", seed)) for seed in range(5)]
    variants = [prairielearn._variant(question, picture) for question in drawn]
    monkeypatch.setattr(server, "VARIANTS", tmp_path / "variants.json")
    server.VARIANTS.write_text(json.dumps(variants), encoding="utf-8")
    seen = set()
    for seed in range(40):
        random.seed(seed)
        data: dict[str, Any] = {"params": {}, "correct_answers": {}}
        server.generate(data)
        seen.add(data["params"]["variant"])
        assert data["params"]["html"] == variants[data["params"]["variant"]]["html"]
        assert data["correct_answers"] == variants[data["params"]["variant"]]["answers"]
    assert seen == set(range(5))


def test_what_the_server_says_is_shown(server: ModuleType) -> None:
    """PrairieLearn shows nothing of `feedback` that the page does not ask for."""
    question = question_of(quizgen.draw("conv1d-arch", 1))
    with zipfile.ZipFile(io.BytesIO(package([question]))) as archive:
        name = next(n for n in archive.namelist() if n.endswith("question.html"))
        page = archive.read(name).decode()
    (panel,) = re.findall("<pl-submission-panel>(.*?)</pl-submission-panel>", page, re.DOTALL)
    variant = prairielearn._variant(question, picture)
    values = question.variant.values
    data = graded(server, variant["slips"], "dense", str(values["D"] + values["U"]), 0.0)
    hint = "A weight stands for every pair of an input and an output: multiply the two numbers."
    assert data["feedback"] == {"remarks": [f"(a): {hint}"]}
    for key in data["feedback"]:
        assert f"{{{{#feedback.{key}}}}}<p>{{{{{{.}}}}}}</p>" in panel


def test_an_open_part_may_stay_empty() -> None:
    variant = prairielearn._variant(question_of(quizgen.draw("show-two-steps", 1)), picture)
    (editor,) = re.findall("<pl-rich-text-editor[^>]*>", variant["html"])
    assert 'allow-blank="true"' in editor


def test_the_folder_is_whole() -> None:
    question = question_of(quizgen.draw("conv1d-matrix", 1))
    with zipfile.ZipFile(io.BytesIO(package([question], HOSTILE))) as archive:
        names = archive.namelist()
        info = json.loads(archive.read(next(n for n in names if n.endswith("info.json"))))
        (variant,) = json.loads(archive.read(next(n for n in names if n.endswith("variants.json"))))
    assert info["type"] == "v3"
    assert info["uuid"][14] == "4"
    pictures = {n.rpartition("/")[2] for n in names if n.endswith(".png")}
    assert set(Elements(variant["html"]).pictures) == pictures != set()


def test_hostile_texts_arrive_whole() -> None:
    variant = prairielearn._variant(hostile("choice"), picture)
    assert "]]&gt; b } ~ # = %50% {1:NUMERICAL:=7} {#1} &lt;b&gt;" in variant["html"]
    assert Elements(variant["html"]).found["c"]["options"] == [True, False]


def test_the_file_is_the_same_each_time() -> None:
    question = question_of(quizgen.draw("conv1d-arch", 1))
    assert package([question]) == package([question])
