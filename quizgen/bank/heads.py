"""What a list says of the exercises and sheets of a file, kept from the last time it was read.

Reading a bank with all its checks takes a millisecond for each exercise; a list of a thousand need
not do it again. Heads are kept of files without problems, under a digest of a file's place and
content; all of them under one of what is kept and of the code that reads banks. So nothing is out of
date, and what is damaged or of another version is read anew.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from quizgen import __version__
from quizgen.bank.exercise import Exercise, Loaded, Sheet, SheetQuestion
from quizgen.bank.file_bytes import file_bytes
from quizgen.errors import UserError
from quizgen.resources import PACKAGE

NAME = "heads.json"
# Files whose heads are kept besides those just listed, and the bytes of all that is kept.
OTHERS, BYTES = 500, 8_000_000
# The heads of a file as JSON has them.
Entry: TypeAlias = Mapping[str, Any]


class Heads:
    """Exercises without their questions, of each file as it is now: as kept, or read and then kept."""

    def __init__(self, kept: Mapping[str, Entry]) -> None:
        self.kept = kept
        self.listed: dict[str, Entry] = {}

    def load(self, file: Path) -> Loaded:
        """The heads of a file, or all of it where they are not kept."""
        try:
            data = file_bytes(file)
        except (OSError, UserError):
            return _read(file)
        name = _digest(f"{file}\0".encode(), data)
        if name in self.kept:
            self.listed[name] = self.kept[name]
            return _loaded(self.kept[name], str(file))
        found = _read(file, data)
        if not found.problems:
            self.listed[name] = _entry(found)
        return found

    @property
    def changed(self) -> bool:
        """Whether there is something new to be kept."""
        return not self.listed.keys() <= self.kept.keys()

    def all(self) -> dict[str, Entry]:
        """What is to be kept: the files just listed, and some of the others."""
        others = (entry for entry in self.kept.items() if entry[0] not in self.listed)
        return {**self.listed, **dict(islice(others, OTHERS))}


@contextmanager
def kept_in(folder: Path | None) -> Iterator[Heads]:
    """The heads kept in a folder, and those listed inside kept there too, where it can be written."""
    heads = Heads(_opened(folder / NAME) if folder else {})
    yield heads
    if folder and heads.changed:
        from quizgen.files import write_all

        data = json.dumps(heads.all(), ensure_ascii=False, separators=(",", ":")).encode()
        try:
            if len(data) < BYTES:
                write_all(folder, {NAME: _seal(data) + data}, force=True)
        except UserError:
            return


def _opened(file: Path) -> Mapping[str, Entry]:
    try:
        with file.open("rb") as opened:
            seal, data = opened.readline(100), opened.read(BYTES)
    except OSError:
        return {}
    found: Mapping[str, Entry] = json.loads(data) if seal == _seal(data) else {}
    return found


def _seal(data: bytes) -> bytes:
    """The line before what is kept: it is whole, and of this code."""
    return _digest(_reader(), data).encode() + b"\n"


@cache
def _reader() -> bytes:
    """What reads a bank: this version, its modules, and the Python that reads TOML."""
    modules = [*PACKAGE.glob("bank/*.py"), *PACKAGE.glob("language/*.py")]
    sources = b"".join(module.read_bytes() for module in sorted(modules))
    return f"{__version__} {sys.version}".encode() + sources


def _digest(*pieces: bytes) -> str:
    return blake2b(b"".join(pieces), digest_size=16).hexdigest()


def _read(file: Path, data: bytes = b"") -> Loaded:
    """The file read whole: these bytes of it, where they are text."""
    from quizgen.bank.load import load_file, load_text

    try:
        return load_text(data.decode("utf-8-sig"), str(file)) if data else load_file(file)
    except UnicodeDecodeError:
        return load_file(file)


def _entry(loaded: Loaded) -> Entry:
    return {
        "exercises": [
            [
                e.id, e.bank, e.title, e.tags, list(e.level), list(e.instance), e.minutes, e.source,
                e.bloom, e.objective, e.prerequisites, e.line("id"),
            ]
            for e in loaded.exercises
        ],
        "sheets": [
            [s.id, s.title, [q.id for q in s.questions], s.part_of, s.week, s.lines.get("id", 1)]
            for s in loaded.sheets
        ],
    }  # fmt: skip


def _loaded(entry: Entry, file: str) -> Loaded:
    exercises = tuple(
        Exercise(
            id=name,
            file=file,
            bank=bank,
            parts=(),
            title=title,
            tags=tuple(tags),
            level={name: {} for name in levels},
            instance={name: {} for name in instances},
            minutes=minutes,
            source=source,
            bloom=bloom,
            objective=objective,
            prerequisites=tuple(before),
            lines={"id": line},
        )
        for (
            name,
            bank,
            title,
            tags,
            levels,
            instances,
            minutes,
            source,
            bloom,
            objective,
            before,
            line,
        ) in entry["exercises"]
    )
    sheets = tuple(
        Sheet(
            name,
            file,
            title,
            tuple(map(SheetQuestion, questions)),
            part_of=part_of,
            week=week,
            lines={"id": line},
        )
        for name, title, questions, part_of, week, line in entry["sheets"]
    )
    return Loaded(exercises, sheets)
