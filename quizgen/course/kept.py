"""What a homework's folder says of it when answers come back: its rules, and its language."""

from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.course.folder import FILE, RULES
from quizgen.document.frame import PLAIN, Frame

if TYPE_CHECKING:
    # Only named here: who grades a homework without rules does not load what reads them.
    from quizgen.course.specification import Specification


def kept_specification(folder: Path) -> "Specification | None":
    """The homework's own file, where it stands in the folder, else what was kept of it; None for neither."""
    written = folder / FILE
    if not written.is_file():
        written = folder / RULES
    if not written.is_file():
        return None
    from quizgen.course.specification_file import read_specification

    return read_specification(written)


def feedback_frame(folder: Path) -> Frame:
    """The words and templates in which students are told about their marks."""
    own = kept_specification(folder)
    if own is None:
        return PLAIN
    from quizgen.course.framing import words_of

    return Frame(words_of(own.language, own.templates), templates=own.templates)
