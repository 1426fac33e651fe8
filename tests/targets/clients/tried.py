"""Marks of the clients that registries have, beside ours: every answer to a batch of questions.

    python -m tests.targets.clients.tried PYTHON FOLDER [--browser chromium] [--seed 1]

`PYTHON` is the one that nbgrader and Otter are installed for, `FOLDER` that in which npm has installed
@citolab/qti-components. All three are tried; what is not there fails. So does a mark that is not that of our own
reading of the client's rules, or not what `quizgen grade` gives where the report of losses does not say why.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tests.targets.clients import notebooks, player
from tests.targets.clients.batch import batch, judged, shown
from tests.targets.engines import engine
from tests.targets.trials import Table, trials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.targets.question import Question
    from tests.targets.clients.submissions import Tried
    from tests.targets.trials import Marks

# Fewer answers than these, or fewer that agree, are no trial.
FEWEST, SHARE = 90, 0.7


def main() -> None:
    """A row for each client."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    # How a page shows a question is nothing to a notebook, and cells take long.
    own = answered(batch(told.seed, judged))
    for program in ("nbgrader", "otter"):
        row(program, "notebook", own, notebooks.marks(program, told.python, own))
    own = answered(batch(told.seed, judged, shown))
    row("player", "qti3", own, player.marks(told.folder, told.browser, own))


def answered(questions: Sequence[Question]) -> list[Tried]:
    """Each question with each way of answering it."""
    return [(question, trial) for question in questions for trial in trials(question)]


def row(client: str, target: str, tried: Sequence[Tried], theirs: Sequence[Marks]) -> None:
    """Print how often the client's marks are ours; `SystemExit` where nothing explains that they are not."""
    table, other = Table(client), []
    engines = {}
    for (question, trial), marks in zip(tried, theirs, strict=True):
        if question.code not in engines:
            engines[question.code] = engine(target, question)
        read, losses = engines[question.code]
        own = read.marks(trial.given)
        if own.keys() != marks.keys() or any(abs(own[k] - marks[k]) > 0.005 for k in own):
            other.append(f"{question.code} {trial.name}: theirs {marks}, by our reading {own}")
        table.count(question, trial, marks, losses)
    print(
        f"{client}: {len(engines)} questions, {table.answers} answers, {table.agree} as ours, "
        f"{table.declared} declared, {len(table.disagreements)} other"
    )
    if faults := other + table.disagreements:
        raise SystemExit("\n".join([f"{client} has {len(faults)} other marks:", *faults[:20]]))
    if table.answers < FEWEST or table.agree < SHARE * table.answers:
        raise SystemExit(f"{client} was tried on too little")


if __name__ == "__main__":
    main()
