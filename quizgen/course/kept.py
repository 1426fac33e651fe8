"""What a homework's folder says of it when answers come back: its rules, and its language."""

from pathlib import Path

from quizgen.course.folder import RULES
from quizgen.course.framing import words_of
from quizgen.course.specification import Specification
from quizgen.course.specification_file import FILE, read_specification
from quizgen.document.frame import PLAIN, Frame


def kept_specification(folder: Path) -> Specification | None:
    """The homework's own file, where it stands in the folder, else what was kept of it; None for neither."""
    written = folder / FILE
    if not written.is_file():
        written = folder / RULES
    return read_specification(written) if written.is_file() else None


def feedback_frame(folder: Path) -> Frame:
    """The words and templates in which students are told about their marks."""
    own = kept_specification(folder)
    if own is None:
        return PLAIN
    return Frame(words_of(own.language, own.templates), templates=own.templates)
