"""Exercises and sheets by their ids, read without the rest of their file.

Reading a bank takes a millisecond for each exercise: who asks for one need not wait for all of them.
"""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path

from quizgen.bank.exercise import Loaded
from quizgen.bank.load import load_file, load_text

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*exercise[ \t]*\]\]", re.MULTILINE)
_QUOTES = ("'''", '"""')


def load_named(data: bytes, file: Path, names: Collection[str]) -> Loaded:
    r"""The exercises and sheets of these ids that a file with these bytes holds, with their problems.

    All of the file is read where its exercises cannot be told apart.

    >>> bank = b'[[exercise]]\nid = "a"\nask = "1"\n[[exercise]]\nid = "b"\nask = "2"'
    >>> (found,) = load_named(bank, Path("c.toml"), {"b"}).exercises
    >>> found.id, found.line("ask")
    ('b', 6)
    """
    given = re.compile(rf"""id["']?\s*=\s*["']+(?:{"|".join(map(re.escape, sorted(names)))})["']""")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return load_file(file)
    found = [load_text(piece, str(file)) for piece in _pieces(text) if given.search(piece)]
    return Loaded(
        tuple(exercise for piece in found for exercise in piece.exercises),
        tuple(sheet for piece in found for sheet in piece.sheets),
        tuple(problem for piece in found for problem in piece.problems),
    )


def _pieces(text: str) -> Iterator[str]:
    """The exercises of a text, each behind the head of the file and as many empty lines as are left out."""
    starts = [header.start() for header in _HEADER.finditer(text)]
    head, *pieces = [text[start:end] for start, end in pairwise([0, *starts, len(text)])]
    # A header may stand inside a text of several lines, which then begins in one piece and ends in another.
    if not pieces or any(p.count(quotes) % 2 for p in (head, *pieces) for quotes in _QUOTES):
        yield text
        return
    left_out = 0
    for piece in pieces:
        yield head + "\n" * left_out + piece
        left_out += piece.count("\n")
