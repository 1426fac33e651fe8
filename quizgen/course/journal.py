"""Whose files are made already: one line a student, so that a run that was ended is not done again."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from quizgen.course.folder import staged
from quizgen.course.manifest import Entry, apart, packed

MADE = "made.jsonl"
# The SHA-256 of a student's files, packed, by what these are called and what is on paper.
Made = Mapping[tuple[str, str], bytes]


def read_made(folder: Path) -> Made:
    """What is made; nothing where all work is done."""
    found = {}
    try:
        lines = staged(folder, MADE).read_bytes().split(b"\n")[:-1]
    except (FileNotFoundError, NotADirectoryError):
        return {}
    for line in lines:
        try:
            stem, printed, files = json.loads(line)
            found[str(stem), str(printed)] = packed(map(str, files))
        except (ValueError, TypeError):
            continue  # torn by a full disk; those files are made again
    return found


@contextmanager
def journal(folder: Path) -> Iterator[BinaryIO]:
    """The file to which lines are added."""
    path = staged(folder, MADE)
    path.touch(mode=0o600)
    with path.open("r+b", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        if end and file.seek(end - 1) >= 0 and file.read(1) != b"\n":
            file.write(b"\n")
        yield file


def made_line(entry: Entry) -> bytes:
    """The line for a student whose files are made."""
    return json.dumps([entry.stem, entry.printed, apart(entry.files)]).encode() + b"\n"
