"""Marks of learning systems beside ours: every answer to every exercise at every level of a seed.

    python -m tests.targets.clients.systems [--moodle FOLDER] [--prairielearn PYTHON FOLDER] [--qtism FOLDER]
        [--notebooks PYTHON] [--player FOLDER] [--gradescope] [--canvas FOLDER] [--anki] [--seed 1]

The first three are brought and set up by hand: a Moodle that is installed on a database of its own (its questions stay in it),
PrairieLearn's source with a Python that has what its `apps/prairielearn/python` needs, the source of qti-sdk.
`--notebooks` is the Python that nbgrader and Otter are installed for, `--player` the folder in which npm has installed
@citolab/qti-components; Gradescope's zip is started in `/autograder`, which must not be there. `--canvas` has the sources of
Canvas in `QTIMigrationTool`, `canvas-lms` and `qti`, and Ruby has nokogiri, sanitize, activesupport, actionview and rubyzip.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import draw, exercises
from quizgen.targets.question import question_of
from tests.targets.clients import (
    anki,
    canvas,
    gradescope,
    moodle,
    notebooks,
    player,
    prairielearn,
    qtism,
)
from tests.targets.clients.tried import answered, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.targets.clients.submissions import Tried
    from tests.targets.trials import Marks

    Marking = Callable[[Sequence[Tried]], list[Marks]]

# Questions in one file: a client has its time for each, and needs a tenth of it alone on a machine.
BATCH = 30


def main() -> None:
    """A row for each system that is named; `SystemExit` behind the last where one has faults."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moodle", type=Path)
    parser.add_argument("--prairielearn", type=Path, nargs=2, metavar=("PYTHON", "FOLDER"))
    parser.add_argument("--qtism", type=Path)
    parser.add_argument("--notebooks", type=Path)
    parser.add_argument("--player", type=Path)
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("--gradescope", action="store_true")
    parser.add_argument("--canvas", type=Path)
    parser.add_argument("--anki", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    questions = [question_of(draw(e, told.seed, level=level or None)) for e in exercises() for level in e.levels]  # fmt: skip
    tried = [answered(questions[i : i + BATCH]) for i in range(0, len(questions), BATCH)]
    faults = []
    for name, target, marks in _named(told):
        try:
            row(name, target, [one for own in tried for one in own], [m for own in tried for m in marks(own)])  # fmt: skip
        except SystemExit as error:
            faults.append(str(error))
    if told.anki:
        print(anki.told([one for own in tried for one in own]))
    if faults:
        raise SystemExit("\n".join(faults))


def _named(told: argparse.Namespace) -> Iterator[tuple[str, str, Marking]]:
    if told.moodle:
        yield "Moodle", "moodle", partial(moodle.marks, told.moodle)
    if told.prairielearn:
        yield "PrairieLearn", "prairielearn", partial(prairielearn.marks, *told.prairielearn)
    if told.qtism:
        yield "qti-sdk", "qti21", partial(qtism.marks, told.qtism)
    if told.gradescope:
        yield "Gradescope's zip", "gradescope", gradescope.marks
    if told.player:
        yield "citolab's player", "qti3", partial(player.marks, told.player, told.browser)
    if told.canvas:
        yield "Classic Quizzes", "canvas", partial(canvas.marks, "classic", told.canvas)
        yield "New Quizzes", "canvas", partial(canvas.marks, "new", told.canvas)
    if told.notebooks:
        for program in ("nbgrader", "otter"):
            yield program, "notebook", partial(notebooks.marks, program, told.notebooks)


if __name__ == "__main__":
    main()
