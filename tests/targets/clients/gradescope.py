"""Gradescope: the zip unpacked, set up and started for each submission where Gradescope does it, in `/autograder`."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.targets.clients.notebooks import LONGEST
from tests.targets.clients.submissions import in_order, submissions
from tests.targets.engines import as_line
from tests.targets.samples import exported

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.targets.clients.submissions import Submission, Tried
    from tests.targets.trials import Marks

# Where Gradescope's machines have the zip, a submission and its results.
HOME = Path("/autograder")


def marks(tried: Sequence[Tried]) -> list[Marks]:
    """The points of each part."""
    handed_in = submissions(tried)
    questions = [question for question, _ in handed_in[0]]
    numbers = {question.code: number for number, question in enumerate(questions, start=1)}
    data, _ = exported("gradescope", *[[question] for question in questions])
    found: list[dict[str, Marks]] = []
    for own, results in zip(handed_in, _run(data, handed_in), strict=True):
        scores = {test["number"]: test["score"] for test in results["tests"]}
        found.append(
            {
                q.code: {
                    (a.id,): scores[f"{numbers[q.code]}{a.letter}"] for a in q.asked if a.slots
                }
                for q, _ in own
            }
        )
    return in_order(tried, found)


def _run(data: bytes, handed_in: Sequence[Submission]) -> Iterator[Any]:
    if HOME.exists():
        raise SystemExit(f"{HOME} is there already: what stands in it might not be ours")
    with tempfile.TemporaryDirectory() as folder:
        HOME.symlink_to(folder)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                archive.extractall(HOME / "source")
            _start(HOME / "source" / "setup.sh")
            shutil.copy(HOME / "source" / "run_autograder", HOME)
            for submission in handed_in:
                yield _results(submission)
        finally:
            HOME.unlink()


def _results(submission: Submission) -> Any:
    for name in ("submission", "results"):
        shutil.rmtree(HOME / name, ignore_errors=True)
        (HOME / name).mkdir()
    lines = [
        f"{question.code} {asked.letter}: {as_line(asked, given)}\n"
        for question, given in submission
        for asked in question.asked
        if asked.slots
    ]
    (HOME / "submission" / "answers.txt").write_text("".join(lines), encoding="utf-8")
    _start(HOME / "run_autograder")
    return json.loads((HOME / "results" / "results.json").read_text(encoding="utf-8"))


def _start(program: Path) -> None:
    subprocess.run(["bash", program], check=True, cwd=HOME, timeout=LONGEST)
