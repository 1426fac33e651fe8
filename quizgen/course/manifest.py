"""What a homework folder is meant to hold: whose files, of which sheet, with which bytes.

It is written before the files, so that whoever comes after a kill knows what belongs to the
homework and what is still to be made.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Any

from quizgen.course.folder import MANIFEST, paper_names, put
from quizgen.errors import UserError

FORMAT = 1
# Of a SHA-256.
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """One student's files. `stem` is what they are called by.

    `drawn` stands for all that the numbers follow from, `record` is the SHA-256 of the line of
    `variants.jsonl`, `printed` stands for all that is on paper: where it is the same, so is the sheet.
    `files` are the SHA-256 of the files in the order of `paper_names`, one after the other (a large class
    is held in memory: as text they would take three times as much); nothing until they are made. `keys`
    are the keys that are wanted, with blanks between, `version` whose numbers the sheet shares.
    """

    key: str
    student: str
    id: str
    email: str
    stem: str
    drawn: str
    record: bytes
    printed: str
    files: bytes = b""
    keys: str = "full short"
    version: str = ""

    @property
    def name(self) -> str:
        """What the student is called where something is said."""
        return self.student or self.key or "the sheet without a name"

    def names(self) -> tuple[str, ...]:
        """The student's files."""
        return paper_names(self.stem, self.keys.split())


@dataclass(frozen=True, slots=True)
class Manifest:
    """A homework folder. `seed` is what open numbers follow from, None where that is a secret.

    `settings` stands for how everything is printed. `tables` are the SHA-256 of the files about the
    whole class.
    """

    sheet: str
    seed: str | None
    settings: str = ""
    entries: tuple[Entry, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[bytes]:
        """The content of `manifest.json`, one student a line, and never the whole of a large class at once."""
        head = (
            f'{{"format": {FORMAT}, "sheet": {_line(self.sheet)}, "seed": {_line(self.seed)}, '
            f'"settings": {_line(self.settings)},\n"tables": {_line(dict(self.tables))},\n"students": ['
        )
        yield head.encode()
        for i, entry in enumerate(self.entries):
            yield f"{',' if i else ''}\n{_line(_entry_json(entry))}".encode()
        yield b"\n]}\n" if self.entries else b"\n\n]}\n"


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder, None where there is none; `UserError` for a damaged one."""
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_bytes())
        if data["format"] != FORMAT:
            raise UserError(
                f"{path}: is of format {data['format']}, and this quizgen writes {FORMAT}",
                "use the version that wrote it, or choose another folder with -o",
            )
        entries = tuple(map(_entry, data["students"]))
        return Manifest(
            str(data["sheet"]), data["seed"], str(data["settings"]), entries, dict(data["tables"])
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            f"{path}: is damaged: {error!r}",
            "bring it back from a copy, or choose another folder with -o",
        ) from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put it in its place, on the disk."""
    put(folder, MANIFEST, manifest.lines())


def digest(data: bytes) -> str:
    """The SHA-256, as `sha256sum` prints it."""
    return sha256(data).hexdigest()


def packed(digests: Iterable[str]) -> bytes:
    """Digests as they are held, 32 bytes each; `ValueError` for what is none.

    >>> packed([digest(b"a"), digest(b"b")]) == sha256(b"a").digest() + sha256(b"b").digest()
    True
    """
    found = [bytes.fromhex(text) for text in digests]
    if any(len(one) != _BYTES for one in found):
        raise ValueError("a digest of files has not 64 digits")
    return b"".join(found)


def apart(files: bytes) -> list[str]:
    """The digests that were packed.

    >>> apart(packed([digest(b"a")])) == [digest(b"a")]
    True
    """
    return [files[i : i + _BYTES].hex() for i in range(0, len(files), _BYTES)]


def file_digest(path: Path) -> str | None:
    """The SHA-256 of a file, None where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


_TEXTS = ("key", "student", "id", "email", "drawn", "record", "printed", "keys", "version")


def _entry_json(entry: Entry) -> dict[str, Any]:
    texts = {name: getattr(entry, name) for name in _TEXTS} | {"record": entry.record.hex()}
    files = dict(zip(entry.names(), apart(entry.files), strict=False))
    return {**texts, "stem": entry.stem, "files": files}


def _entry(data: dict[str, Any]) -> Entry:
    stem = str(data["stem"])
    if not re.fullmatch(r"[\w.-]+", stem):
        raise ValueError(f"{stem!r} is no name of a file")
    known: dict[str, Any] = {name: str(data[name]) for name in _TEXTS}
    known |= {"record": packed([known["record"]]), "keys": intern(known["keys"])}
    entry = Entry(**known, stem=stem)
    files = packed(data["files"][name] for name in entry.names() if name in data["files"])
    return replace(entry, files=files)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
