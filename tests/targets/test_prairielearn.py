"""PrairieLearn's folders: what its elements are given, judged by their rules, and the server's few lines run.

PrairieLearn's own elements were run on the same questions by hand: 169 questions, each key right, 2,423 slips
marked as they are declared. Their rules are written down here.
"""

from __future__ import annotations

import importlib.util
import io
import json
import random
import zipfile
from fractions import Fraction
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

import quizgen
from quizgen.answers.blank import Numeric, Pick, Spelled, decimal
from quizgen.targets import prairielearn
from quizgen.targets.question import Pack, Pool, Question, Slot, question_of
from tests.targets.test_moodle import HOSTILE, hostile

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


class Elements(HTMLParser):
    """The input elements of a page, by name, each with its attributes and options."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, Any]] = {}
        self._last: dict[str, Any] = {}
        self.pictures: list[str] = []
        self._in_option = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "pl-figure":
            self.pictures.append(known["file-name"] or "")
        elif tag == "pl-answer":
            self._last["options"].append(known["correct"] == "true")
        elif tag.startswith("pl-") and "answers-name" in known:
            name = known["answers-name"] or ""
            assert name not in self.found, "two fields of one name"
            self._last = self.found[name] = {"tag": tag, "options": [], **known}


def score(element: dict[str, Any], right: object, given: str) -> float | None:
    """The share of a field as the element of PrairieLearn gives it; None where it refuses the text."""
    match element["tag"]:
        case "pl-integer-input":
            try:
                return float(int(given) == right)
            except ValueError:
                return None
        case "pl-number-input":
            assert element["comparison"] == "relabs"
            assert element["rtol"] == "0"
            try:
                value = float(Fraction(given.replace(" ", "")))
            except ValueError:
                return None
            return float(abs(value - float(str(right))) <= float(element["atol"]))
        case "pl-string-input":
            assert element["remove-spaces"] == element["ignore-case"] == "true"
            return float(given.replace(" ", "").lower() == str(right).replace(" ", "").lower())
    raise AssertionError(element)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The server's file as it is written."""
    folder = tmp_path_factory.mktemp("prairielearn")
    with zipfile.ZipFile(
        io.BytesIO(package([question_of(quizgen.draw("conv1d-arch", 1))]))
    ) as archive:
        name = next(n for n in archive.namelist() if n.endswith("server.py"))
        (folder / "server.py").write_bytes(archive.read(name))
    spec = importlib.util.spec_from_file_location("server", folder / "server.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def package(questions: list[Question], title: str = "T") -> bytes:
    file = io.BytesIO()
    pools = [Pool(questions[0].title, questions[0].variant.id, questions)]
    prairielearn.write(Pack("sheet", title, pools), file, lambda _: None)
    return file.getvalue()


def right(slot: Slot) -> str:
    match slot.blank.asks:
        case Numeric(value, within):
            return decimal(value, within)
        case Spelled(accepted):
            return accepted[0]
        case Pick():
            raise AssertionError


def test_keys_are_right_and_slips_are_told(
    questions: list[Question], server: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "VARIANTS", tmp_path / "variants.json")
    slips = 0
    for question in questions:
        variant = prairielearn._variant(question, {})
        elements = Elements(variant["html"])
        slots = {
            slot.id.replace(".", "-"): slot for asked in question.asked for slot in asked.slots
        }
        assert list(elements.found) == list(slots)
        server.VARIANTS.write_text(json.dumps([variant]), encoding="utf-8")
        for name, slot in slots.items():
            element = elements.found[name]
            if isinstance(asks := slot.blank.asks, Pick):
                assert element["options"] == [option.right for option in asks.options]
                continue
            key = variant["answers"][name]
            assert score(element, key, right(slot)) == 1, question.code
            assert score(element, key, "") in {None, 0.0}
            for wrong in slot.wrong:
                typed = (
                    decimal(wrong.value, wrong.within)
                    if isinstance(wrong.value, Fraction)
                    else wrong.value
                )
                share = score(element, key, typed)
                if share is None:
                    continue  # a decimal where a whole number is asked is refused with a message
                data = graded(server, name, typed, share)
                assert data["partial_scores"][name]["score"] == pytest.approx(float(wrong.credit))
                assert data["feedback"][name]
                slips += 1
    assert slips > 1000


def graded(server: ModuleType, name: str, typed: str, share: float) -> dict[str, Any]:
    data: dict[str, Any] = {
        "params": {"variant": 0}, "submitted_answers": {name: typed}, "feedback": {}, "score": share,
        "partial_scores": {name: {"score": share, "weight": 100}},
    }  # fmt: skip
    server.grade(data)
    return data


def test_a_variant_is_chosen_by_their_random_numbers(
    server: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = [question_of(quizgen.draw("conv1d-arch", seed)) for seed in range(5)]
    variants = [prairielearn._variant(question, {}) for question in drawn]
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
    variant = prairielearn._variant(hostile("choice"), {})
    assert "]]&gt; b } ~ # = %50% {1:NUMERICAL:=7} {#1} &lt;b&gt;" in variant["html"]
    assert Elements(variant["html"]).found["c"]["options"] == [True, False]


def test_the_file_is_the_same_each_time() -> None:
    question = question_of(quizgen.draw("conv1d-arch", 1))
    assert package([question]) == package([question])
