"""Marks of learning systems that no registry has, beside ours: every answer to every exercise at every level.

    python -m tests.targets.clients.systems [--moodle FOLDER] [--prairielearn PYTHON FOLDER] [--qtism FOLDER] [--seed 1]

Each is brought and set up by hand: a Moodle that is installed on a database of its own (its questions stay in it),
PrairieLearn's source with a Python that has what its `apps/prairielearn/python` needs, the source of qti-sdk.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import draw, exercises
from quizgen.targets.question import question_of
from tests.targets.clients import moodle, prairielearn, qtism
from tests.targets.clients.tried import answered, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.targets.clients.notebooks import Tried
    from tests.targets.trials import Marks

# Questions in one file: a client has its time for each.
BATCH = 60


def main() -> None:
    """A row for each system that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moodle", type=Path)
    parser.add_argument("--prairielearn", type=Path, nargs=2, metavar=("PYTHON", "FOLDER"))
    parser.add_argument("--qtism", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    questions = [question_of(draw(e, told.seed, level=level or None)) for e in exercises() for level in e.levels]  # fmt: skip
    tried = [answered(questions[i : i + BATCH]) for i in range(0, len(questions), BATCH)]
    for name, target, marks in _named(told):
        row(name, target, [one for own in tried for one in own], [m for own in tried for m in marks(own)])  # fmt: skip


def _named(
    told: argparse.Namespace,
) -> Iterator[tuple[str, str, Callable[[Sequence[Tried]], list[Marks]]]]:
    if told.moodle:
        yield "Moodle", "moodle", lambda own: moodle.marks(told.moodle, own)
    if told.prairielearn:
        python, folder = told.prairielearn
        yield "PrairieLearn", "prairielearn", lambda own: prairielearn.marks(python, folder, own)
    if told.qtism:
        yield "qti-sdk", "qti21", lambda own: qtism.marks(told.qtism, own)


if __name__ == "__main__":
    main()
