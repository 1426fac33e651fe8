"""PrairieLearn: exported folders graded by its own elements, from its source."""

from __future__ import annotations

import io
import json
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.targets.prairielearn import _name
from tests.targets.clients.notebooks import LONGEST
from tests.targets.engines import prairielearn_said
from tests.targets.samples import exported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.targets.question import Question
    from tests.targets.clients.submissions import Tried
    from tests.targets.trials import Marks


def marks(client: Path, source: Path, tried: Sequence[Tried]) -> list[Marks]:
    """The points of each part; `client` is the Python that runs the elements, `source` PrairieLearn's source."""
    own = {question.code: question for question, _ in tried}
    data, _ = exported("prairielearn", *[[question] for question in own.values()])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(folder)
        folders = {code: f"questions/sheet/{n:02d}-{q.variant.id}" for n, (code, q) in enumerate(own.items(), 1)}  # fmt: skip
        said: dict[str, list[object]] = {one: [] for one in folders.values()}
        for question, trial in tried:
            said[folders[question.code]].append(prairielearn_said(question, trial.given))
        (folder / "answers.json").write_text(json.dumps(said), encoding="utf-8")
        script = Path(__file__).with_name("prairielearn_marks.py")
        words = [client.absolute(), script, source.absolute() / "apps/prairielearn", folder, folder / "answers.json"]  # fmt: skip
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, cwd=folder, timeout=LONGEST
        )
    if done.returncode:
        raise SystemExit(f"PrairieLearn failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    shares = {name: iter(one) for name, one in json.loads(done.stdout.splitlines()[-1]).items()}
    return [_points(question, next(shares[folders[question.code]])) for question, _ in tried]


def _points(question: Question, shares: dict[str, float] | None) -> Marks:
    return {
        (asked.id,): sum(float(s.points) * (shares or {}).get(_name(s.id), 0.0) for s in asked.slots)
        for asked in question.asked
        if asked.slots
    }  # fmt: skip
