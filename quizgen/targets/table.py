"""The targets by their names, each in a module of its own that is imported when it is asked for."""

import io
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO, Protocol

from quizgen.targets.loss import Loss
from quizgen.targets.question import Pack, Pool, question_of
from quizgen.variant import Variant

# The name of a target (and of its module here), and what it is.
TARGETS = {
    "moodle": "Moodle XML, for the question bank of Moodle 4 and 5",
    "canvas": "a QTI 1.2 zip for Canvas, Classic Quizzes and New Quizzes; read by others too",
    "prairielearn": "a zip of PrairieLearn questions with frozen variants",
    "qti21": "a QTI 2.1 package: items and a test",
    "qti3": "a QTI 3.0 package: the same",
    "anki": "an Anki deck (.apkg): a typed answer a card, with slips and solution on its back",
    "notebook": "Jupyter notebooks for nbgrader and Otter",
    "gradescope": "an autograder of plain Python for typed answers",
    "blackboard": "a tab-separated text for Blackboard's upload of questions",
    "csv": "a row for each field: variant, key, tolerance, points, solution",
    "jsonl": "a line for each question, with its fields, keys and known mistakes",
}

# Those whose exports of responses show the questions' codes: a record is written beside their files.
ANSWERED = frozenset(
    {"moodle", "canvas", "prairielearn", "qti21", "qti3", "blackboard", "notebook"}
)


class Write(Protocol):
    """What the module of a target does."""

    def __call__(self, pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
        """The file of a pack; what the target cannot express is told."""


def writer(target: str) -> Write:
    """The `write` of a target."""
    found: Write = import_module(f"quizgen.targets.{target}").write
    return found


def losses_of(target: str, variant: Variant) -> list[Loss]:
    """What a target loses of one variant; nothing where the target is not known.

    >>> from quizgen import draw
    >>> {loss.what for loss in losses_of("moodle", draw("conv1d-matrix", 1))} > set(), losses_of("", draw("conv1d-matrix", 1))
    (True, [])
    """
    found: list[Loss] = []
    if target in TARGETS:
        pools = [Pool(variant.title, variant.id, [question_of(variant)])]
        writer(target)(Pack(variant.id, variant.title, pools), io.BytesIO(), found.append)
    return found
