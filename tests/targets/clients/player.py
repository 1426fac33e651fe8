"""citolab's player of QTI 3: each item shown in a browser, typed and clicked, its score read."""

from __future__ import annotations

import html
import io
import json
import re
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

_PLAYER = "node_modules/@citolab/qti-components/cdn/index.global.js"
# Milliseconds of the page's own clock: it stands still while the page works.
_BUDGET = 120_000


def marks(npm: Path, browser: str, tried: Sequence[Tried]) -> list[Marks]:
    """The points of all parts with blanks; the player is in the folder `npm`."""
    data, _ = exported("qti3", list({q.code: q for q, _ in tried}.values()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        items = {q.code: archive.read(f"items/i{digest(q.code)}.xml").decode() for q, _ in tried}
    entries = [(items[q.code], qti_said(q, trial.given)) for q, trial in tried]
    page = Path(__file__).with_name("player.html").read_text(encoding="utf-8")
    page = page.replace("PLAYER", (npm.absolute() / _PLAYER).as_uri())
    page = page.replace("TRIED", json.dumps(entries).replace("<", "\\u003c"))
    scores = _run(browser, page)
    if len(scores) != len(tried):
        raise SystemExit(f"the player gave {len(scores)} scores for {len(tried)} answers")
    parts = [tuple(a.id for a in question.asked if a.slots) for question, _ in tried]
    return [{own: score} if own else {} for own, score in zip(parts, scores, strict=True)]


def _run(browser: str, page: str) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "player.html"
        file.write_text(page, encoding="utf-8")
        words = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
            f"--virtual-time-budget={_BUDGET}", "--dump-dom", file.as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                words, capture_output=True, text=True, check=False, timeout=LONGEST
            )
        except subprocess.TimeoutExpired:
            raise SystemExit(f"the player took more than {LONGEST} s") from None
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    said = html.unescape(found[1]) if found else ""
    if not said.startswith("["):
        raise SystemExit(f"the player failed: {said or done.stderr[-4000:]}")
    scores: list[float] = json.loads(said)
    return scores
