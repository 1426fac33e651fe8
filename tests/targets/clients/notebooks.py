"""nbgrader and Otter: a notebook with all questions, handed in by some students and graded by the program itself."""

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
from tests.targets.clients.submissions import in_order, submissions
from tests.targets.engines import python
from tests.targets.samples import exported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.targets.clients.submissions import Tried
    from tests.targets.trials import Marks

# Seconds for a client, many times what it takes.
LONGEST = 600


def marks(program: str, client: Path, tried: Sequence[Tried]) -> list[Marks]:
    """The points that `nbgrader` or `otter` gives for each answer; `client` is the Python that it runs on."""
    handed_in = submissions(tried)
    questions = [question for question, _ in handed_in[0]]
    data, _ = exported("notebook", *[[question] for question in questions], title="Sheet")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        source = archive.read(f"{program}/sheet.ipynb")
    asked = {
        question.code: [(t.name, t.asked) for t in _tasks(number, question) if t.asked.slots]
        for number, question in enumerate(questions, start=1)
    }
    answers = [
        {name: python(part, given) for q, given in own for name, part in asked[q.code]}
        for own in handed_in
    ]
    found: list[dict[str, Marks]] = []
    for own, points in zip(answers, _graded(program, client, source, answers), strict=True):
        if not own.keys() <= points.keys():
            raise SystemExit(f"{program} gave no marks for {sorted(own.keys() - points.keys())}")
        found.append(
            {code: {(a.id,): points[name] for name, a in parts} for code, parts in asked.items()}
        )
    return in_order(tried, found)


def _graded(
    program: str, client: Path, source: bytes, answers: list[dict[str, str]]
) -> list[dict[str, float]]:
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
    found: list[dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found
