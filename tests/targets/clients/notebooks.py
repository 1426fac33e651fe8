"""nbgrader and Otter: all answers of all questions in one notebook, graded by the program itself."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.targets.notebook import _tasks
from tests.targets.engines import python
from tests.targets.samples import exported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.targets.question import Question
    from tests.targets.trials import Marks, Trial

Tried = tuple["Question", "Trial"]
# Seconds for a client, many times what it takes.
LONGEST = 600


def marks(program: str, client: Path, tried: Sequence[Tried]) -> list[Marks]:
    """The points that `nbgrader` or `otter` gives for each answer; `client` is the Python that it runs on."""
    data, _ = exported("notebook", *[[question] for question, _ in tried], title="Sheet")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        source = archive.read(f"{program}/sheet.ipynb")
    asked = [
        [(task.name, task.asked) for task in _tasks(number, question) if task.asked.slots]
        for number, (question, _) in enumerate(tried, start=1)
    ]
    answers = {
        name: python(part, trial.given)
        for (_, trial), own in zip(tried, asked, strict=True)
        for name, part in own
    }
    points = _graded(program, client, source, answers)
    if points.keys() != answers.keys():
        raise SystemExit(f"{program} gave no marks for {sorted(answers.keys() ^ points.keys())}")
    return [{(part.id,): points[name] for name, part in own} for own in asked]


def _graded(program: str, client: Path, source: bytes, answers: dict[str, str]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "source.ipynb").write_bytes(source)
        (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
        script = Path(__file__).with_name(f"{program}_marks.py")
        (folder / "work").mkdir()
        words = [
            client.absolute(),
            script,
            folder / "source.ipynb",
            folder / "answers.json",
            folder / "work",
        ]
        # nbgrader starts a program that stands beside its Python.
        path = f"{client.absolute().parent}{os.pathsep}{os.environ['PATH']}"
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, env=os.environ | {"PATH": path}, timeout=LONGEST)  # fmt: skip
        except subprocess.TimeoutExpired:
            raise SystemExit(f"{program} took more than {LONGEST} s") from None
    if done.returncode:
        raise SystemExit(f"{program} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
