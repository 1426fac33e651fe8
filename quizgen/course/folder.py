"""A homework folder: what stands where, files put in their place whole, and the class it holds.

`sheets/` is handed out as a whole. `keys/` and `private/` are for their owner alone; what is not
finished waits in `private/new/`, so that nothing ever lies half-written elsewhere.
"""

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from quizgen.assignment import Assignment, read_assignments
from quizgen.errors import UserError

SHEETS = "sheets"
KEYS = "keys"
PRIVATE = "private"
NEW = f"{PRIVATE}/new"
VARIANTS = f"{PRIVATE}/variants.jsonl"
ROSTER = f"{PRIVATE}/roster.csv"
MANIFEST = f"{PRIVATE}/manifest.json"
# The instructor's own file.
FILE = "homework.toml"
# What grading needs of the specification, and who has which version.
RULES = f"{PRIVATE}/homework.toml"
VERSIONS = f"{PRIVATE}/versions.csv"
# What each student's files are called; the sheet comes last.
KEY = f"{KEYS}/{{}}-key"
SHORT_KEY = f"{KEYS}/{{}}-key-short"
SHEET = f"{SHEETS}/{{}}"


def is_private(name: str) -> bool:
    """Whether a file of a homework is for its owner's eyes only: all but the sheets.

    >>> is_private("keys/Ada-key.pdf"), is_private("sheets/Ada.pdf")
    (True, False)
    """
    return not name.startswith(f"{SHEETS}/")


def paper_names(stem: str, keys: Collection[str] = ("full", "short")) -> tuple[str, ...]:
    """A student's files in the order they are put in their places: the sheet's PDF comes last.

    So where that one is, the others are. `keys` are those that are wanted.

    >>> paper_names("Ada")[0], paper_names("Ada")[-1], len(paper_names("Ada", ["short"]))
    ('keys/Ada-key.tex', 'sheets/Ada.pdf', 4)
    """
    wanted = {KEY: "full" in keys, SHORT_KEY: "short" in keys, SHEET: True}
    places = [place for place, is_wanted in wanted.items() if is_wanted]
    return tuple(f"{place.format(stem)}.{suffix}" for place in places for suffix in ("tex", "pdf"))


def private_folder(folder: Path) -> Path:
    """The folder `private`, made if need be, with the homework's own; `UserError` where it cannot be."""
    made = folder / PRIVATE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"{made}: the folder cannot be made: {error.strerror}", "choose another with -o"
        ) from None
    return made


def staged(folder: Path, name: str) -> Path:
    """Where a file waits until it is put in its place."""
    return folder / NEW / name


def stage(folder: Path, name: str, data: bytes | Iterator[bytes], *, last: bool = False) -> Path:
    """Write a file that waits, at once or piece by piece; with `last` it is on the disk before anything else is done."""
    path = staged(folder, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = 0o600 if is_private(name) else 0o666
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.writelines((data,) if isinstance(data, bytes) else data)
        if last:
            file.flush()
            os.fsync(file.fileno())
    return path


def put(folder: Path, name: str, data: bytes | Iterator[bytes]) -> None:
    """A file in its place, in one step, on the disk."""
    stage(folder, name, data, last=True)
    place(folder, name)


def place(folder: Path, name: str) -> None:
    """What waits under a name, in its place in one step; nothing where nothing waits."""
    path = staged(folder, name)
    if path.exists():
        target = folder / name
        target.parent.mkdir(mode=0o700 if is_private(name) else 0o777, exist_ok=True)
        os.replace(path, target)  # noqa: PTH105 - one step, also on Windows


def clear_new(folder: Path) -> None:
    """Nothing waits any more."""
    shutil.rmtree(folder / NEW, ignore_errors=True)


def variants_file(folder: Path) -> Path:
    """Where the variants of a homework stand; beside the sheets in folders of earlier versions."""
    earlier = folder / Path(VARIANTS).name
    own = folder / VARIANTS
    return earlier if earlier.is_file() and not own.is_file() else own


def load_assignments(folder: Path) -> list[Assignment]:
    """The class of a homework folder; `UserError` for a folder that is none."""
    path = variants_file(folder)
    with _said_of(folder, path), path.open("rb") as file:
        return read_assignments((line.decode() for line in file), str(path))


@contextmanager
def opened_class(
    folder: Path, read: Callable[[BinaryIO, str], list[Assignment]]
) -> Iterator[list[Assignment]]:
    """The same, by a reader that goes on reading while the class is open."""
    path = variants_file(folder)
    with ExitStack() as open_:
        with _said_of(folder, path):
            file = open_.enter_context(path.open("rb"))
            found = read(file, str(path))
        yield found


@contextmanager
def _said_of(folder: Path, path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(
            f"{folder}: no {VARIANTS}, so this is no homework folder",
            "name the folder that `quizgen homework -o` wrote",
        ) from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8", "write the homework again") from None
