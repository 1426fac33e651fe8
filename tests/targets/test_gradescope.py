"""The autograder, run as Gradescope runs it: a folder with a submission, results in JSON."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

import quizgen
from quizgen.targets import gradescope
from quizgen.targets.question import Pack, Pool, Question, question_of
from tests.targets.engines import module
from tests.targets.samples import hostile, right, typed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType


def package(questions: list[Question]) -> bytes:
    file = io.BytesIO()
    pools = [Pool(f"{n} {q.title}", q.variant.id, [q]) for n, q in enumerate(questions, start=1)]
    gradescope.write(Pack("s", "S", pools), file, lambda _: None)
    return file.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, questions: list[Question]) -> Path:
    base = tmp_path_factory.mktemp("autograder")
    with zipfile.ZipFile(io.BytesIO(package(questions))) as archive:
        archive.extractall(base / "source")
    return base


@pytest.fixture(scope="module")
def grader(folder: Path) -> Iterator[ModuleType]:
    """The program as it is shipped, with the keys of all exercises."""
    made = module("gradescope/grader.py")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "KEYS", folder / "source" / "keys.json")
        yield made


def listed(entries: list[str]) -> str:
    return entries[0] if len(entries) == 1 else f"[{'; '.join(entries)}]"


@pytest.mark.again
def test_keys_and_slips_of_every_exercise(grader: ModuleType, questions: list[Question]) -> None:
    known = json.loads(grader.KEYS.read_text(encoding="utf-8"))
    parts = {code: own for pool in known["pools"] for code, own in pool["questions"].items()}
    slips = 0
    for question in questions:
        for asked, part in zip(question.asked, parts[question.code], strict=True):
            if not asked.slots:
                assert grader.judged(part, "anything")[1] == "A person marks this answer: anything"
                continue
            keys = list(map(right, asked.slots))
            assert grader.judged(part, listed(keys)) == (pytest.approx(float(asked.points)), "Right."), (question.code, keys)  # fmt: skip
            assert grader.judged(part, " ")[0] == 0
            for place, slot in enumerate(asked.slots):
                for wrong in slot.wrong:
                    assert "\n" not in wrong.remark, question.code
                    value = typed(wrong.value, wrong.within)
                    entries = [value if i == place else own for i, own in enumerate(keys)]
                    expected = asked.points - slot.points * (1 - wrong.credit)
                    assert grader.judged(part, listed(entries))[0] == pytest.approx(float(expected)), (question.code, entries)  # fmt: skip
                    slips += 1
    assert slips > 1000


@pytest.mark.parametrize(
    ("text", "count", "pieces"),
    [
        ("[1; ; 3]", 3, ["1", "", "3"]), ("[1, 2, ]", 3, ["1", "2", ""]), ("[[1, ], [3, 4]]", 4, ["1", "", "3", "4"]),
        ("[(1, 2); 5; ]", 3, ["(1, 2)", "5", ""]), ("1, 2, 3,", 3, ["1", "2", "3"]), ("1; 2; 3;", 3, ["1", "2", "3"]),
        ("[1 2]", 4, ["1", "2"]), ("[1 2]", 3, ["1", "2"]), ("[1, 2]", 4, ["1", "2"]), (" 1  2 3 ", 3, ["1", "2", "3"]),
    ],
)  # fmt: skip
def test_an_entry_that_is_left_out_is_an_entry(
    grader: ModuleType, text: str, count: int, pieces: list[str]
) -> None:
    """The others keep their places; fewer entries than that are none."""
    assert [piece.strip() for piece in grader.split(text, count)] == pieces


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("79,510", 79510), ("79 510", 79510), ("7.951e4", 79510), ("7.951 × 10^4", 79510), ("-1/2", Fraction(-1, 2)),
        ("\N{MINUS SIGN}.5", Fraction(-1, 2)), ("1/0", None), ("1/2/3", None), ("12 apples", None), ("", None), ("1e999999", None),
    ],
)  # fmt: skip
def test_numbers(grader: ModuleType, text: str, value: Fraction | None) -> None:
    assert grader.number(text) == value


FORMS = {
    "answers.txt": "My answers\n{code} a: {a}\n[{code}] b) {b}\n",
    "answers.csv": "code,part,answer\n{code},a,{a}\n{code},b,{b}\n",
    "answers.json": '{{"{code}": {{"a": "{a}", "b": {b}}}}}',
}


@pytest.mark.parametrize("name", FORMS)
def test_a_submission_is_run_in_a_process_of_its_own(
    name: str, folder: Path, tmp_path: Path
) -> None:
    question = question_of(quizgen.draw("conv1d-arch", 1))
    a, b = (right(asked.slots[0]) for asked in question.asked[:2])
    results = run(folder, tmp_path, {name: FORMS[name].format(code=question.code, a=a, b=b)})
    own = [t for t in results["tests"] if "has a code" not in t["output"]]
    assert [t["score"] for t in own[:2]] == [1, 1]
    assert own[2]["output"] == "No answer."
    others = [t for t in results["tests"] if t not in own]
    assert len(others) > 100
    assert sum(t["score"] for t in others) == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("answers.json", "[1, 2]"), ("answers.json", "{"), ("answers.txt", "\x00" * 1000), ("answers.csv", '"' * 999),
        ("answers.txt", ""), ("answers.txt", "conv1d-arch-22222222 a: 1"),
    ],
)  # fmt: skip
def test_any_submission_ends_with_a_word(
    name: str, text: str, folder: Path, tmp_path: Path
) -> None:
    results = run(folder, tmp_path, {name: text})
    assert sum(t["score"] for t in results.get("tests", [])) == 0
    assert results.get("output") or results["tests"]


def run(folder: Path, base: Path, files: dict[str, str]) -> dict[str, Any]:
    (base / "submission").mkdir()
    for name, text in files.items():
        (base / "submission" / name).write_text(text, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-I", "-S", folder / "source" / "grader.py", base], check=True, timeout=60
    )
    found: dict[str, Any] = json.loads(
        (base / "results" / "results.json").read_text(encoding="utf-8")
    )
    return found


def test_programs_can_be_run_and_hostile_texts_arrive() -> None:
    data = package([hostile("choice")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
        known = json.loads(archive.read("keys.json"))
    assert modes == {
        "run_autograder": 0o755,
        "setup.sh": 0o755,
        "grader.py": 0o644,
        "keys.json": 0o644,
    }
    (parts,) = known["pools"][0]["questions"].values()
    assert any("{1:NUMERICAL:=7}" in w["hint"] for slot in parts[0]["slots"] for w in slot["wrong"])
    assert data == package([hostile("choice")])
