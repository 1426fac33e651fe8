"""Several files of answers at once: tables and filled PDFs, one damaged file among them or not."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from quizgen.assignment import Assignment
from quizgen.errors import UserError
from quizgen.grading.submissions import Submission, Unmatched, without_place
from quizgen.how_many import how_many

STDIN = "-"
# So many files a folder may hold.
FILES = 100_000
_READ = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".pdf"})


def read_files(
    paths: Sequence[Path], assignments: Sequence[Assignment], say: Callable[[str], None]
) -> Iterator[Submission | Unmatched]:
    """The answers of all files, in the order given; of a folder, in the order of names.

    A file that cannot be read is `Unmatched`, and the others are read; if it is the only one, or none
    has answers, a `UserError` says why. `say` is told what was guessed.
    """
    files = [file for path in paths for file in _files(path, say)]
    if not files:
        raise UserError(
            f"{paths[0]}: there are no files of answers in it", "name a CSV, XLSX, JSON or PDF"
        )
    refused: list[UserError] = []
    found = False
    for path in files:
        name = "stdin" if str(path) == STDIN else str(path)
        try:
            for one in _answers(path, name, assignments, say):
                found = found or isinstance(one, Submission)
                yield one
        except UserError as error:
            refused.append(error)
            if len(files) == 1:
                raise
            line, reason = without_place(str(error.args[0]), name)
            yield Unmatched(name, line, "", "", "", reason)
    if refused and not found:
        raise refused[0]


def _files(path: Path, say: Callable[[str], None]) -> Iterable[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(p for p in islice(path.rglob("*"), FILES) if p.is_file())
    read = [p for p in found if p.suffix.lower() in _READ]
    if len(read) < len(found):
        other = next(p for p in found if p not in set(read))
        left = len(found) - len(read)
        more = "" if left == 1 else ", …"
        say(f"{path}: not read, no table or PDF: {how_many(left, 'file')} ({other.name}{more})")
    return read


def _answers(
    path: Path, name: str, assignments: Sequence[Assignment], say: Callable[[str], None]
) -> Iterator[Submission | Unmatched]:
    if str(path) == STDIN:
        yield from _of(sys.stdin.buffer, name, assignments, say)
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise UserError(f"{name}: cannot be read: {error.strerror}") from None
    with stream:
        yield from _of(stream, name, assignments, say)


def _of(
    stream: BinaryIO, name: str, assignments: Sequence[Assignment], say: Callable[[str], None]
) -> Iterator[Submission | Unmatched]:
    from quizgen.grading.reading import read_answers
    from quizgen.tables.lines import Opened

    opened = Opened(stream)
    again = cast("BinaryIO", io.BufferedReader(opened))
    if opened.start.lstrip().startswith(b"%PDF-"):
        from quizgen.grading.forms import read_form

        yield from read_form(again, name, assignments)
    else:
        yield from read_answers(again, name, assignments, say)
