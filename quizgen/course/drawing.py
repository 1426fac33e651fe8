"""The record of a class, drawn: one line a student, by any executor, and nothing drawn twice."""

import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b, sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

import quizgen
from quizgen.assignment import Assignment
from quizgen.bank import Library, Sheet
from quizgen.course.folder import VARIANTS, stage, staged
from quizgen.course.manifest import Entry, Manifest
from quizgen.course.plan import Share, assigned, sheet_of
from quizgen.course.printing import Printing
from quizgen.course.specification import Specification
from quizgen.errors import UserError
from quizgen.parallel import TURN, Workers

# Lines that are drawn before the record is whole; after a kill they are not drawn again.
DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What everybody's sheet follows from: the questions, with their exercises alone, and the secret or seed."""

    library: Library
    specification: Specification
    sheet: Sheet
    seed: str

    @classmethod
    def of(cls, library: Library, specification: Specification, seed: str) -> "Recipe":
        """The recipe of a homework; what else is in the library goes to no other process."""
        sheet = sheet_of(library, specification, seed)
        wanted = {question.id for question in sheet.questions}
        exercises = {name: e for name, e in library.exercises.items() if name in wanted}
        return cls(Library(exercises), specification, sheet, seed)

    def digest(self) -> str:
        """The same for the same recipe; another one at times, which costs time alone."""
        course = dict(self.specification.course_conventions)
        told = pickle.dumps(
            (quizgen.__version__, self.library.exercises, self.sheet, self.seed, course)
        )
        return blake2b(told, digest_size=16).hexdigest()

    def assignment(self, share: Share) -> Assignment:
        """The student's sheet."""
        return assigned(self.library, self.specification, self.sheet, self.seed, share)


class _Known(NamedTuple):
    """A line that need not be drawn: where it stands, and what is on paper, if that is known."""

    file: Path
    offset: int
    length: int
    printed: str


class Drawn(NamedTuple):
    """A student's line, and what stands for all that is on paper."""

    line: bytes
    printed: str


def draw_record(
    folder: Path,
    recipe: Recipe,
    shares: Sequence[Share],
    before: Manifest,
    settings: Printing,
    workers: Workers,
    done: Callable[[int], None],
) -> list[Entry]:
    """Stage `variants.jsonl` for the students; entries without names of files.

    Lines of `before`, and those that a run which was ended had drawn, are taken as they are where
    they follow from the same. `settings` stands for how everything is printed.
    """
    told = settings.digest()
    # Templates of one's own word questions too.
    source = recipe.digest() + (told if recipe.specification.templates else "")
    keys = " ".join(settings.keys)
    origins = [_origin(source, share) for share in shares]
    known = _of_record(folder, before, told) | _of_ended_run(folder)
    path = stage(folder, VARIANTS, b"")
    entries = []
    with path.open("wb") as record, _cache(folder, known) as cache:
        lines = _lines(recipe, shares, origins, known, told, workers)
        for share, origin, drawn in zip(shares, origins, lines, strict=True):
            if origin not in known:
                cache.write(origin.encode() + b" " + drawn.line)
                cache.flush()
            record.write(drawn.line)
            student = share.student
            entries.append(
                Entry(
                    student.key, student.name, student.id, student.email,
                    "", origin, sha256(drawn.line).digest(), drawn.printed, keys=keys, version=share.version,
                )
            )  # fmt: skip
            done(1)
        record.flush()
        os.fsync(record.fileno())
    return entries


def _lines(
    recipe: Recipe,
    shares: Sequence[Share],
    origins: Sequence[str],
    known: dict[str, _Known],
    settings: str,
    workers: Workers,
) -> Iterator[Drawn]:
    """Each student's line, in order: read where it is known, drawn by the workers where it is not."""
    new = (s for s, origin in zip(shares, origins, strict=True) if origin not in known)
    fresh = workers.map(partial(_drawn, recipe, settings), new)
    for origin in origins:
        yield _read(known[origin], settings) if origin in known else next(fresh)


def _drawn(recipe: Recipe, settings: str, share: Share) -> Drawn:
    try:
        with TURN:
            assignment = recipe.assignment(share)
    except UserError as error:
        # Only its words reach another process.
        raise UserError(str(error.args[0]), error.fix) from None
    line = assignment.to_line().encode() + b"\n"
    return Drawn(line, _printed(assignment, settings))


def _read(known: _Known, settings: str) -> Drawn:
    with known.file.open("rb") as file:
        file.seek(known.offset)
        line = file.read(known.length)
    if known.printed:
        return Drawn(line, known.printed)
    return Drawn(line, _printed(Assignment.from_json(json.loads(line)), settings))


def _origin(source: str, share: Share) -> str:
    student = share.student
    named = [student.key, student.name, student.id, student.email]
    told = json.dumps([source, *named, share.owner, share.version])
    return blake2b(told.encode(), digest_size=16).hexdigest()


def _printed(assignment: Assignment, settings: str) -> str:
    """What stands for all that is on paper; nobody's address is."""
    told = settings + replace(assignment, id="", email="").to_line()
    return blake2b(told.encode(), digest_size=16).hexdigest()


def _of_record(folder: Path, before: Manifest, settings: str) -> dict[str, _Known]:
    """The lines of the record as it stands; none that somebody has changed."""
    path, offset = folder / VARIANTS, 0
    found = {}
    for entry, line in zip(before.entries, _lines_of(path), strict=False):
        if sha256(line).digest() == entry.record:
            printed = entry.printed if settings == before.settings else ""
            found[entry.drawn] = _Known(path, offset, len(line), printed)
        offset += len(line)
    return found


def _of_ended_run(folder: Path) -> dict[str, _Known]:
    """Whole lines that were drawn for a record that never was."""
    path, offset = staged(folder, DRAWN), 0
    found = {}
    for line in _lines_of(path):
        origin, blank, rest = line.partition(b" ")
        if blank and line.endswith(b"\n"):
            start = offset + len(origin) + 1
            found[origin.decode("ascii", "replace")] = _Known(path, start, len(rest), "")
        offset += len(line)
    return found


def _lines_of(path: Path) -> Iterable[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except FileNotFoundError:
        return


def _cache(folder: Path, known: dict[str, _Known]) -> BinaryIO:
    """The file of drawn lines, at the end of its last whole one."""
    path = staged(folder, DRAWN)
    ends = [k.offset + k.length for k in known.values() if k.file == path]
    path.touch(mode=0o600)
    file = path.open("r+b")
    file.truncate(max(ends, default=0))
    file.seek(0, os.SEEK_END)
    return file
