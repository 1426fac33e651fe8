"""Files written whole or not at all: beside their place first, then renamed."""

import io
import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from quizgen.errors import UserError


def write_all(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    force: bool = False,
    replaceable: Collection[str] = (),
    private: Callable[[str], bool] = lambda _: False,
) -> list[Path]:
    """Write the named files into `folder`; nothing is replaced by something else without `force`.

    A name may stand in a folder of its own, `private/variants.jsonl`. Those named `replaceable` are
    replaced in any case; what is `private` only its owner may read, and its own folder too. A file
    that already has these very bytes is left as it is. `UserError` if a file would be replaced or
    the folder cannot be written; then none of the files has been changed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"{folder}: the folder cannot be made: {error.strerror}", "choose another with -o"
        ) from None
    try:
        changed = {name: data for name, data in files.items() if not _same(folder / name, data)}
        _check_places(folder, [n for n in changed if n not in replaceable], force=force)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as beside:
            for name, data in changed.items():
                new = Path(beside, name)
                new.parent.mkdir(exist_ok=True)
                new.write_bytes(data)
                if private(name):
                    new.chmod(0o600)
            for name in changed:
                if Path(name).parent != Path():
                    mode = 0o700 if private(name) else 0o777
                    (folder / name).parent.mkdir(mode=mode, exist_ok=True)
                os.replace(Path(beside, name), folder / name)  # noqa: PTH105 - one step, also on Windows
    except OSError as error:
        raise UserError(
            f"{folder}: cannot be written: {error.strerror}", "choose another folder with -o"
        ) from None
    return [folder / name for name in files]


def _check_places(folder: Path, names: Iterable[str], *, force: bool) -> None:
    for place in (folder / name for name in names):
        if place.is_dir():
            raise UserError(
                f"{place} is a folder; a file of that name is to be written",
                "choose another folder with -o",
            )
        if place.exists() and not force:
            raise UserError(
                f"{place} is there already, with other content",
                "add --force to replace it, or choose another folder with -o",
            )


@contextmanager
def written_beside(path: Path, *, force: bool = False) -> Iterator[TextIO]:
    """A text file to write, which takes its place when all of it is written.

    `UserError` if there is such a file already (without `force`), or it cannot be written.
    """
    with (
        bytes_beside(path, force=force) as raw,
        io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True) as file,
    ):
        yield file


@contextmanager
def bytes_beside(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """The same for a file of bytes."""
    if path.is_dir():
        raise UserError(f"{path} is a folder", "name a file with -o")
    if path.exists() and not force:
        raise UserError(
            f"{path} is there already", "add --force to replace it, or choose another file with -o"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".new-") as beside:
            new = Path(beside, path.name)
            with new.open("wb") as file:
                yield file
            os.replace(new, path)  # noqa: PTH105 - one step, also on Windows
    except OSError as error:
        raise UserError(
            f"{path}: cannot be written: {error.strerror}", "choose another file with -o"
        ) from None


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
