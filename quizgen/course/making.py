"""A homework, made: sheets drawn, compared with what is there, and each student's files written."""

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from quizgen.assignment import Assignment
from quizgen.bank import Library
from quizgen.bank.printing import printing as printed_of_bank
from quizgen.course.assignment import checked_students
from quizgen.course.changes import Change, check_nothing_goes, compare
from quizgen.course.commit import commit, keep_earlier, settle
from quizgen.course.drawing import Recipe, draw_record
from quizgen.course.folder import (
    KEYS,
    MANIFEST,
    PRIVATE,
    ROSTER,
    RULES,
    SHEETS,
    VARIANTS,
    VERSIONS,
    clear_new,
    place,
    put,
    stage,
    staged,
    variants_file,
)
from quizgen.course.framing import words_file, words_of
from quizgen.course.handout import ANSWERS, WORKBOOK, class_tables
from quizgen.course.journal import Made, journal, made_line, read_made
from quizgen.course.lock import locked
from quizgen.course.manifest import (
    Entry,
    Manifest,
    apart,
    digest,
    file_digest,
    packed,
    read_manifest,
    write_manifest,
)
from quizgen.course.papers import papers
from quizgen.course.pictures import pictures
from quizgen.course.plan import Share, keeping, shares, versions_csv
from quizgen.course.printable import check_printable
from quizgen.course.printing import Printing, printing_of
from quizgen.course.roster import roster_csv
from quizgen.course.rules import MESSAGES, rules_toml
from quizgen.course.secret import check_secret_kept, secret_of
from quizgen.course.specification import Specification
from quizgen.course.student import Student
from quizgen.errors import UserError
from quizgen.parallel import ALONE, TURN, Workers
from quizgen.tables.writing import for_spreadsheets
from quizgen.variant import Variant

# Why a class's numbers follow from no seed of one's own.
SEED_IS_OPEN = (
    "a sheet tells who tries seeds which one is right, and so everybody's key; "
    "without a seed a secret is drawn and kept in the folder"
)
Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


class Naming(StrEnum):
    """What students' files are called by."""

    NAME = "name"
    ID = "id"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Homework:
    """What a folder holds now. `seed` is what the numbers follow from; None where that is a secret.

    `entries` are the students and their files; `made` says how many students' were made now.
    """

    sheet: str
    folder: Path
    entries: tuple[Entry, ...]
    seed: str | None
    made: int

    @property
    def files(self) -> Iterator[Path]:
        """Every student's files, one after the other: paths take more memory than all else."""
        return (self.folder / name for entry in self.entries for name in entry.names())


@contextmanager
def _no_bar(_label: str, _total: int) -> Iterator[Callable[[int], None]]:
    yield lambda _: None


def _unsaid(_line: str) -> None:
    pass


def make(
    library: Library,
    specification: Specification,
    folder: Path,
    students: Iterable[Student | str] = (),
    *,
    seed: str | None = None,
    is_open: bool = False,
    use_latex: bool = False,
    naming: Naming = Naming.NAME,
    force: bool = False,
    workers: Workers = ALONE,
    bar: Bar = _no_bar,
    say: Callable[[str], None] = _unsaid,
) -> Homework:
    """Write each student's sheet and keys into `folder`; without students one sheet without a name.

    What is there already and fits stays as it is. The numbers of named students follow from a
    secret in the folder, unless `is_open` says that the keys are none. `UserError` if sheets would
    go or be replaced without `force`; with it, `say` is told first what goes. `bar` shows how much
    is done of what. A run that is ended at any moment is taken up by the next.
    """
    people = checked_students(students) or [Student("")]
    named = people != [Student("")]
    if seed is not None and named and not is_open:
        raise UserError(
            "a seed with named students", f"leave it out, or say is_open: {SEED_IS_OPEN}"
        )
    printing = printing_of(specification, use_latex=use_latex)
    check_printable(printed_texts(specification, people), specification.fonts)
    with locked(folder), _said_of(folder):
        settle(folder)
        before = _before(folder, specification)
        if named and not is_open:
            if before.entries and before.seed is None and not force:
                check_secret_kept(folder, len(before.entries))
            source, own = secret_of(folder), None
        else:
            again = before.seed if before.sheet == specification.id else None
            own = seed if seed is not None else again or secrets.token_hex(8)
            source = own
        recipe = Recipe.of(library, specification, source)
        for line in keeping(library, specification, recipe.sheet):
            say(line)
        run = _Run(folder, recipe, library, printing, naming, workers, bar, say)
        header = replace(before, sheet=specification.id, seed=own)
        return run.make(header, before, people, force=force)


def printed_texts(specification: Specification, people: Sequence[Student]) -> Iterator[str]:
    """What stands on sheets that no bank has: names, and the words of the frame."""
    yield from (student.name for student in people)
    yield from (student.group for student in people)
    yield from (specification.title, specification.course, specification.institution)
    yield from (specification.instructions, *specification.versions)
    words = words_of(specification.language, specification.templates)
    yield from (text for text in astuple(words) if isinstance(text, str))


def _before(folder: Path, specification: Specification) -> Manifest:
    """What the folder is said to hold; `UserError` where its manifest has gone, or none was written."""
    before = read_manifest(folder)
    if before is None and (folder / VARIANTS).exists():
        raise UserError(
            f"{folder / MANIFEST} is gone: whose files the sheets in {folder} are cannot be told",
            f"bring it back from a copy, or choose another folder with -o; `quizgen grade {folder}` "
            "works without it",
        )
    if before is None and variants_file(folder).exists():
        raise UserError(
            f"{folder} holds a homework of an earlier version, to which nothing can be added",
            "grade it as it is, and choose another folder with -o",
        )
    return before or Manifest(specification.id, None)


@contextmanager
def _said_of(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{error.filename or folder}: cannot be written: {error.strerror or error}",
            "the same command goes on from here when that is mended; -o chooses another folder",
        ) from None


@dataclass(frozen=True, slots=True)
class _Run:
    """One run in a folder that is locked."""

    folder: Path
    recipe: Recipe
    library: Library
    printing: Printing
    naming: Naming
    workers: Workers
    bar: Bar
    say: Callable[[str], None]

    def make(
        self, header: Manifest, before: Manifest, people: Sequence[Student], *, force: bool
    ) -> Homework:
        if not before.entries:
            write_manifest(self.folder, header)
        settings = f"{self.printing.digest()} {self.naming}"
        kept = {entry.key: entry.version for entry in before.entries}
        whose = shares(self.recipe.specification, people, kept)
        with self.bar("Drawing", len(people)) as done:
            entries = draw_record(
                self.folder, self.recipe, whose, before, self.printing, self.workers, done
            )
        called = [_called(student, self.naming) for student in people]
        renamed = before.settings.rpartition(" ")[2] not in ("", self.naming)
        change = compare(
            self.folder, before, entries, called, read_made(self.folder), renamed=renamed
        )
        if not force:
            self._check(change)
        manifest = replace(header, settings=settings, entries=change.entries)
        new = sum(not entry.files for entry in change.entries)
        roster = file_digest(self.folder / ROSTER) == digest(_roster(people))
        there = before.tables and all((self.folder / name).exists() for name in before.tables)
        if new or before != manifest or not (roster and there):
            tables = self._tables(before, change.entries)
            manifest = replace(manifest, tables={**before.tables, **tables})
            change = self._written(manifest, change, people, tables)
            write_manifest(self.folder, replace(manifest, entries=change.entries))
        for name, data in self._for_all(whose).items():
            if file_digest(self.folder / name) != digest(data):
                put(self.folder, name, data)
        clear_new(self.folder)
        return Homework(self.recipe.sheet.id, self.folder, change.entries, header.seed, new)

    def _for_all(self, whose: Sequence[Share]) -> dict[str, bytes]:
        """The files that are no student's own: logo and pictures, the rules for grading, who has which version."""
        specification = self.recipe.specification
        logo = {**self.printing.shared_files(), **pictures(self.folder / VARIANTS)}
        words = words_file(specification)
        return {
            **{f"{place}/{name}": data for place in (SHEETS, KEYS) for name, data in logo.items()},
            **({RULES: rules_toml(specification)} if specification.file else {}),
            **({f"{PRIVATE}/{MESSAGES}": words.read_bytes()} if words else {}),
            **({VERSIONS: versions_csv(whose)} if any(share.version for share in whose) else {}),
        }

    def _check(self, change: Change) -> None:
        try:
            check_nothing_goes(self.folder, change)
        except UserError:
            clear_new(self.folder)
            raise

    def _tables(self, before: Manifest, entries: Sequence[Entry]) -> dict[str, str]:
        """The files about the class are staged; those with answers in them stay as they are.

        Their names, each with its SHA-256.
        """
        with staged(self.folder, VARIANTS).open("rb") as lines:
            tables = class_tables(
                entries, (Assignment.from_json(json.loads(line)) for line in lines)
            )
        for name in (ANSWERS, WORKBOOK):
            there = file_digest(self.folder / name)
            if there not in (None, before.tables.get(name), digest(tables[name])):
                self.say(f"{self.folder / name} stays as it is: somebody has typed into it")
                del tables[name]
        for name, data in tables.items():
            stage(self.folder, name, data)
        return {name: digest(data) for name, data in tables.items()}

    def _written(
        self,
        manifest: Manifest,
        change: Change,
        people: Sequence[Student],
        tables: Collection[str],
    ) -> Change:
        """The change, with all its files made and in their places."""
        for line in change.losses():
            self.say(line)
        made: list[Entry] = []
        with self.bar("Setting", sum(not entry.files for entry in change.entries)) as done:
            if change.gone:
                # Nothing goes before everything that takes its place is made.
                made.extend(self._set(change.entries, staged(self.folder, VARIANTS), done))
            if change.removed or change.replaced:
                keep_earlier(self.folder)
            stage(self.folder, MANIFEST, manifest.lines(), last=True)
            stage(self.folder, ROSTER, _roster(people), last=True)
            ready = [name for entry in made for name in entry.names()]
            commit(self.folder, change.gone, [*ready, *tables])
            if not change.gone:
                for entry in self._set(change.entries, self.folder / VARIANTS, done):
                    made.append(entry)
                    for name in entry.names():
                        place(self.folder, name)
        own = {entry.key: entry for entry in made}
        return replace(change, entries=tuple(own.get(e.key, e) for e in change.entries))

    def _set(
        self, entries: Sequence[Entry], record: Path, done: Callable[[int], None]
    ) -> Iterator[Entry]:
        """The students who have no files, each when the files wait to be put in their places."""
        made = read_made(self.folder)
        waiting = {e.key for e in entries if not e.files and not self._wait(e, made)}
        set_papers = partial(_papers, self.printing)
        fresh = self.workers.map(set_papers, _lines(record, entries, waiting))
        with journal(self.folder) as lines:
            for entry in entries:
                if entry.files:
                    continue
                if entry.key in waiting:
                    files = self._next(fresh, entry, record, entries)
                    for name, data in files.items():
                        stage(self.folder, name, data)
                    own = replace(entry, files=packed(map(digest, files.values())))
                    lines.write(made_line(own))
                else:
                    own = replace(entry, files=made[entry.stem, entry.printed])
                yield own
                done(1)

    def _wait(self, entry: Entry, made: Made) -> bool:
        """Whether a run that was ended has made this student's files."""
        found = [file_digest(staged(self.folder, name)) for name in entry.names()]
        return found == apart(made.get((entry.stem, entry.printed), b""))

    def _next(
        self,
        fresh: Iterator[dict[str, bytes]],
        entry: Entry,
        record: Path,
        entries: Sequence[Entry],
    ) -> dict[str, bytes]:
        """The next student's files; what cannot be printed is said where the bank has it."""
        try:
            return next(fresh)
        except UserError as error:
            ((line, _),) = _lines(record, entries, {entry.key})
            questions = Assignment.from_json(json.loads(line)).questions
            with printed_of_bank(self.library, questions, _problems, self.recipe.sheet):
                raise error.saying(f"{entry.name}: {error.args[0]}") from None
            raise


def _roster(people: Iterable[Student]) -> bytes:
    return for_spreadsheets(roster_csv(student for student in people if student.key))


def _lines(
    record: Path, entries: Sequence[Entry], keys: Collection[str]
) -> Iterator[tuple[bytes, str]]:
    """The lines of some students, each with what the files are called."""
    with record.open("rb") as lines:
        for entry, line in zip(entries, lines, strict=True):
            if entry.key in keys:
                yield line, entry.stem


def _papers(printing: Printing, work: tuple[bytes, str]) -> dict[str, bytes]:
    line, stem = work
    try:
        with TURN:
            return papers(Assignment.from_json(json.loads(line)), stem, printing)
    except UserError as error:
        # Only its words reach another process.
        raise UserError(str(error.args[0]), error.fix) from None


def _problems(variant: Variant) -> list[str]:
    """What cannot be printed of a variant: looked for only where something could not be."""
    from quizgen.document.check import check_document

    return check_document(variant)


def _called(student: Student, naming: Naming) -> str:
    """What a student's files are called after: the id or address, the name where there is none."""
    return {
        Naming.NAME: student.name,
        Naming.ID: student.id,
        Naming.EMAIL: student.email,
    }[naming] or student.key
