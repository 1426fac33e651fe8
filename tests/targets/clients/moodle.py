"""Moodle: the file imported into an installed Moodle's database, and attempts at it marked by its question engine."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizgen.targets.question import Question, split
from tests.targets.clients.notebooks import LONGEST
from tests.targets.engines import ticked
from tests.targets.samples import exported

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizgen.targets.question import Asked, Slot
    from tests.targets.clients.submissions import Tried
    from tests.targets.trials import Given, Marks


def marks(installed: Path, tried: Sequence[Tried]) -> list[Marks]:
    """The points of each part; `installed` is Moodle's folder with its `config.php`."""
    known = {question.code: question for question, _ in tried}
    data, _ = exported("moodle", *[[question] for question in known.values()])
    units = [(code, *unit) for code, question in known.items() for unit in _units(question)]
    answers = [
        [[_said(s, t.given) for a in parts for s in a.slots] for q, t in tried if is_marked and q.code == code]
        for code, parts, is_marked in units
    ]  # fmt: skip
    found: dict[str, list[Marks]] = {
        code: [{} for q, _ in tried if q.code == code] for code in known
    }
    for (code, parts, is_marked), theirs in zip(units, _run(installed, data, answers), strict=True):
        for own, one in zip(found[code], theirs["marks"], strict=is_marked):
            own.update(_points(parts, theirs, *one))
    rows = {code: iter(one) for code, one in found.items()}
    return [next(rows[question.code]) for question, _ in tried]


def _units(question: Question) -> Iterator[tuple[list[Asked], bool]]:
    """The parts of each of Moodle's questions, and whether it is no essay."""
    together, alone = split(question)
    if together:
        yield together, True
    for asked in alone:
        yield [asked], len(asked.slots) == 1


def _said(slot: Slot, given: Given) -> str | list[int]:
    said = given[slot.id]
    return said if isinstance(said, str) else ticked(slot, given)


def _points(parts: list[Asked], theirs: dict[str, Any], mark: float, shares: list[float]) -> Marks:
    """The points of the parts of one question: its mark, for a cloze that of each blank."""
    if theirs["type"] != "multianswer":
        return {(parts[0].id,): mark}
    weighed = sum(w * s for w, s in zip(theirs["weights"], shares, strict=True))
    if abs(weighed - mark) > 1e-4 * theirs["most"]:
        raise SystemExit(f"Moodle gives {mark}, its blanks {weighed}")
    own = iter(shares)
    return {(asked.id,): sum(float(s.points) * next(own) for s in asked.slots) for asked in parts}


def _run(installed: Path, data: bytes, answers: list[Any]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        file, said = Path(folder) / "sheet.xml", Path(folder) / "answers.json"
        file.write_bytes(data)
        said.write_text(json.dumps(answers), encoding="utf-8")
        script = Path(__file__).with_name("moodle_marks.php")
        words: list[str | Path] = ["php", "-d", "memory_limit=2G", "-d", "max_input_vars=5000", script, installed.absolute(), file, said]  # fmt: skip
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=LONGEST)
    if done.returncode or not done.stdout.strip():
        raise SystemExit(f"Moodle failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found
