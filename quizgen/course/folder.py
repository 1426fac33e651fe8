"""What a homework folder keeps for its teacher: the variants, and whose sheets there are already."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from quizgen.assignment import Assignment, read_assignments
from quizgen.course.secret import PRIVATE
from quizgen.errors import UserError

VARIANTS = f"{PRIVATE}/variants.jsonl"
# So many names are all told; of more, the first.
TOLD = 10


def variants_file(folder: Path) -> Path:
    """Where the variants of a homework stand; beside the sheets in folders of earlier versions."""
    earlier = folder / Path(VARIANTS).name
    own = folder / VARIANTS
    return earlier if earlier.is_file() and not own.is_file() else own


def load_assignments(folder: Path) -> list[Assignment]:
    """The class of a homework folder; `UserError` for a folder that is none."""
    path = variants_file(folder)
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(
            f"{folder}: no {VARIANTS}, so this is no homework folder",
            "name the folder that `quizgen homework -o` wrote",
        ) from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8", "write the homework again") from None
    return read_assignments(text.split("\n"), str(path))


def replaceable(before: Sequence[Assignment], now: Iterable[Assignment]) -> Collection[str]:
    """The files that may be replaced without asking: the variants, where students are only added."""
    lines = {assignment.to_line() for assignment in now}
    return (VARIANTS,) if all(old.to_line() in lines for old in before) else ()


def check_nobody_vanishes(
    folder: Path, before: Iterable[Assignment], students: Collection[str]
) -> None:
    """`UserError` names the students who have sheets in the folder and would lose them."""
    lost = [old.student for old in before if old.student not in students]
    if not lost:
        return
    if lost == [""]:
        raise UserError(
            f"{folder} holds a sheet without a name, which could not be graded any more",
            "choose another folder with -o",
        )
    named = ", ".join(name or "the one without a name" for name in lost[:TOLD])
    more = f" and {len(lost) - TOLD} more" if len(lost) > TOLD else ""
    raise UserError(
        f"{folder} holds the sheets of {named}{more}, which could not be graded any more",
        "name these students too (those who have sheets keep them), or choose another folder with -o",
    )
