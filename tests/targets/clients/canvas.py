"""Canvas: the package migrated, read and marked by the code of Classic Quizzes, or read by that of New Quizzes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quizgen.answers.blank import Pick
from quizgen.targets.canvas_items import _name
from quizgen.targets.question import Asked, Question, split
from quizgen.targets.xml import digest
from tests.targets.clients.notebooks import LONGEST
from tests.targets.engines import ticked
from tests.targets.samples import exported
from tests.targets.trials import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.targets.clients.submissions import Tried
    from tests.targets.trials import Given, Marks

# Variables as Canvas wants them, without windows.
_MIGRATE = ("--ucvars", "--nogui", "--overwrite")


class Unit(NamedTuple):
    """An item that Canvas marks by itself: the blanks together, or a part beside them."""

    ident: str
    parts: list[Asked]
    is_together: bool

    def said(self, given: Given) -> str | dict[str, str] | list[int]:
        """What is typed into it, by the names of its blanks where it has several, or the places of options."""
        if self.is_together:
            return {
                _name(slot): text
                for asked in self.parts
                for slot, text in zip(asked.slots, texts(asked, given), strict=True)
            }
        (slot,) = self.parts[0].slots
        own = given[slot.id]
        return own if isinstance(own, str) else ticked(slot, given)

    def told(self, answers: list[Given]) -> dict[str, object]:
        """As the programs of Canvas are told of it."""
        asks = self.parts[0].slots[0].blank.asks
        return {
            "ident": self.ident,
            "points": float(sum(asked.points for asked in self.parts)),
            "single": isinstance(asks, Pick) and not asks.several,
            "said": [self.said(given) for given in answers],
        }


def units(question: Question) -> Iterator[Unit]:
    """The items of a question, without those that a person marks."""
    together, alone = split(question)
    if together:
        yield Unit(f"i{digest(question.code, '')}", together, is_together=True)
    for asked in alone:
        role = asked.letter if len(question.asked) > 1 else ""
        if len(asked.slots) == 1:
            yield Unit(f"i{digest(question.code, role)}", [asked], is_together=False)


def marks(kind: str, source: Path, tried: Sequence[Tried]) -> list[Marks]:
    """The points of each item, by `classic` or `new` quizzes.

    `source` has the folders `QTIMigrationTool`, `canvas-lms` and `qti`.
    """
    own = {question.code: list(units(question)) for question, _ in tried}
    data, _ = exported("canvas", *[[q] for q in {q.code: q for q, _ in tried}.values()])
    told = [
        unit.told([trial.given for question, trial in tried if question.code == code])
        for code, one in own.items()
        for unit in one
    ]
    found = {ident: iter(points) for ident, points in _run(kind, source, data, told).items()}
    return [
        {tuple(a.id for a in unit.parts): next(found[unit.ident]) for unit in own[question.code]}
        for question, _ in tried
    ]


def _run(
    kind: str, source: Path, data: bytes, told: list[dict[str, object]]
) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(folder / "source")
        (folder / "units.json").write_text(json.dumps(told), encoding="utf-8")
        script = Path(__file__).with_name(f"canvas_{kind}.rb")
        if kind == "classic":
            tool = source.absolute() / "QTIMigrationTool"
            _done([sys.executable, "migrate.py", *_MIGRATE, f"--cpout={folder}/out", folder / "source"], tool)  # fmt: skip
            said = _done(["ruby", script, source.absolute() / "canvas-lms", folder], folder)
        else:
            said = _done(["ruby", script, source.absolute() / "qti", folder], folder)
    found: dict[str, list[float]] = json.loads(said.splitlines()[-1])
    return found


def _done(words: Sequence[str | Path], folder: Path) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, timeout=LONGEST)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{words[1]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout
