"""Authors' own pictures, which the LaTeX of a class's papers includes: files beside it, once for all."""

import json
from collections.abc import Iterator
from pathlib import Path

from quizgen.assignment import Assignment
from quizgen.document.printers import latex
from quizgen.figure import Figure

# What the line of a sheet with such a picture has.
_MARK = b'"picture"'


def pictures(record: Path) -> dict[str, bytes]:
    """The files by name that the papers of a record of variants include.

    A picture has one name wherever it stands, so most lines add none.
    """
    found: dict[str, bytes] = {}
    with record.open("rb") as lines:
        for line in lines:
            if _MARK in line:
                found |= latex.pictures(_figures(Assignment.from_json(json.loads(line))))
    return found


def _figures(assignment: Assignment) -> Iterator[Figure]:
    for variant in assignment.questions:
        yield from variant.figures
        for part in variant.parts:
            yield from (*part.figures, *part.pictures)
