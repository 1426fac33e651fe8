"""TAO's engine of QTI 2.1, qti-sdk: an attempt at each item, scored by it."""

from __future__ import annotations

import io
import json
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.targets.xml import digest
from tests.targets.clients.notebooks import LONGEST
from tests.targets.engines import qti_said
from tests.targets.samples import exported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.targets.clients.submissions import Tried
    from tests.targets.trials import Marks


def marks(source: Path, tried: Sequence[Tried]) -> list[Marks]:
    """The points of all parts with blanks; `source` is qti-sdk's."""
    data, _ = exported("qti21", list({q.code: q for q, _ in tried}.values()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        items = {q.code: archive.read(f"items/i{digest(q.code)}.xml").decode() for q, _ in tried}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tried.json"
        file.write_text(json.dumps([(items[q.code], qti_said(q, t.given)) for q, t in tried]), encoding="utf-8")  # fmt: skip
        script = Path(__file__).with_name("qtism_marks.php")
        words: list[str | Path] = ["php", "-d", "memory_limit=2G", script, source.absolute(), file]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=LONGEST)
    if done.returncode:
        raise SystemExit(f"qti-sdk failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    scores = json.loads(done.stdout.splitlines()[-1])
    parts = [tuple(a.id for a in question.asked if a.slots) for question, _ in tried]
    return [{own: score} if own else {} for own, score in zip(parts, scores, strict=True)]
