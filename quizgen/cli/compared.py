"""The marks of a learning system beside ours: what `quizgen grade` says of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from quizgen.cli.differences import Difference
    from quizgen.course.responses import Found
    from quizgen.grading.marked import Marked


def compared(folder: Path, students: Sequence["Found"], marked: "Marked") -> Sequence["Difference"]:
    """Where the learning system's own marks are others than ours: said, and written down."""
    if not students:
        return ()
    from quizgen.answers.escape import for_terminal_line
    from quizgen.cli.differences import FILE, as_csv, differences, lines
    from quizgen.course.folder import put
    from quizgen.tables.writing import for_spreadsheets
    from quizgen.targets.table import losses_of

    count, found = differences(students, marked.marks, losses_of)
    for line in lines(count, found):
        click.echo(for_terminal_line(line), err=True)
    if count:
        put(folder, FILE, for_spreadsheets(as_csv(found)))
    return found
