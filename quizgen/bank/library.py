"""All exercises and sheets there are: where banks are found, and names that are nearly right."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from quizgen.bank.exercise import Exercise, Loaded, Sheet, SheetQuestion
from quizgen.bank.file_bytes import file_bytes
from quizgen.errors import Problem, UserError
from quizgen.resources import shipped

# Files of one folder, with those in it.
FILES = 2_000
# The folder in a folder of banks whose sheets know the exercises of that folder.
SHEETS = "sheets"
NAMED = (
    "a sheet is named by its file, or by its id where that is in ./banks, in a folder given by --bank "
    "or a shipped one (`quizgen list`)"
)
# Folders in a folder of banks that hold something else.
NO_BANKS = frozenset({"architectures", "profiles"})
# What a course's folder holds besides banks and sheets.
NOT_OF_BANKS = frozenset({"homework.toml"})
# So many names are all told to who knows none of them.
FEW = 12


@dataclass(frozen=True, slots=True, repr=False)
class Library:
    """Exercises and sheets by id, and what is wrong with the files they came from.

    `twice` are the problems of ids that stand in two files. While there are any nothing is given
    out: nobody can say which of the two is meant.
    """

    exercises: dict[str, Exercise] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    twice: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        problems = f", {len(self.problems)} problems" if self.problems else ""
        return f"<Library: {len(self.exercises)} exercises, {len(self.sheets)} sheets{problems}>"

    def exercise(self, name: str) -> Exercise:
        """The exercise of an id, or the only one of a file; `UserError` with the nearest id."""
        self.check_ids()
        if is_path(name):
            return self._only(name)
        if name in self.sheets and name not in self.exercises:
            raise _is_a_sheet(name, self.sheets[name])
        if name not in self.exercises:
            raise self._unknown("no exercise", name, self.exercises)
        return self.exercises[name]

    def sheet(self, name: str) -> Sheet:
        """The sheet of an id; `UserError` with the nearest id."""
        self.check_ids()
        if name not in self.sheets:
            raise self._unknown("no sheet", name, self.sheets)
        return self.sheets[name]

    def sheet_or_exercise(self, name: str) -> Sheet:
        """The sheet of an id or a file; an exercise is a sheet of one question."""
        if is_path(name):
            return self._sheet_of_file(name)
        if name not in self.sheets and name in self.exercises:
            exercise = self.exercise(name)
            return Sheet(exercise.id, exercise.file, exercise.title, (SheetQuestion(exercise.id),))
        if name not in self.sheets:
            raise self._unknown("no sheet and no exercise", name, [*self.sheets, *self.exercises])
        return self.sheet(name)

    def sheets_of(self, name: str) -> tuple[Sheet, ...]:
        """The sheets of an id or a file: one, or none where there are exercises."""
        if is_path(name):
            return self._in_file(name).sheets
        return (self.sheets[name],) if name in self.sheets else ()

    def _sheet_of_file(self, name: str) -> Sheet:
        sheets = self._in_file(name).sheets
        if not sheets:
            raise UserError(
                f"{name}: there is no sheet in it",
                'a sheet is a file of its own with questions = ["conv1d-arch"]; '
                f"exercises of a bank are named by their ids, with --bank {name}",
            )
        return sheets[0]

    def _only(self, name: str) -> Exercise:
        found = self._in_file(name)
        if found.sheets:
            raise _is_a_sheet(name, found.sheets[0])
        if len(found.exercises) != 1:
            several = ", ".join(exercise.id for exercise in found.exercises[:FEW])
            fix = f"name one by its id, with --bank {name}: {several}" if several else ""
            raise UserError(f"{name}: there are {len(found.exercises)} exercises in it", fix)
        return found.exercises[0]

    def _in_file(self, name: str) -> Loaded:
        """What a file holds: as it stands in this library, or read now; `UserError` for what is wrong with it."""
        file = Path(name)
        if not file.is_file():
            stem, known = file.stem, {*self.exercises, *self.sheets}
            fix = f"its id is {stem}, without .toml" if stem in known else NAMED
            raise UserError(f"{name}: there is no such file", fix)
        here = _identity(file)
        places = {e.file for e in self.exercises.values()} | {s.file for s in self.sheets.values()}
        ours = {place for place in places if _identity(Path(place)) == here}
        loaded = _load(file)
        for problem in loaded.problems:
            raise UserError(
                f"{problem.file}:{problem.line}: {problem.field}: {problem.message}", problem.fix
            )
        if not ours:
            return loaded
        return Loaded(
            tuple(e for e in self.exercises.values() if e.file in ours),
            tuple(s for s in self.sheets.values() if s.file in ours),
        )

    def check_ids(self) -> None:
        """`UserError` for an id that stands in two files."""
        for problem in self.twice:
            where = f"{problem.file}:{problem.line}: {problem.field}: {problem.message}"
            raise UserError(where, problem.fix)

    def _unknown(self, nothing: str, name: str, known: Iterable[str]) -> UserError:
        """What has no such name, and the first thing wrong in the files it may stand in."""
        problem = next(iter(self.problems), None)
        if problem is None:
            return UserError(f"{nothing} is called {name!r}", _nearest(name, known))
        more = f" ({len(self.problems)} problems)" if len(self.problems) > 1 else ""
        return UserError(
            f"{nothing} is called {name!r}, and a bank cannot be read{more}: "
            f"{problem.file}:{problem.line}: {problem.field}: {problem.message}",
            problem.fix or f"quizgen check {problem.file}",
        )

    def find(self, topic: str) -> list[Exercise]:
        """The exercises of an id, a sheet, a course, a tag, a bank, a file or a folder of banks; `UserError` where nothing has that name."""
        self.check_ids()
        if is_path(topic):
            found = self._in_file(topic)
            asked = (q for sheet in found.sheets for q in sheet.questions)
            return [*found.exercises, *(self.exercise(question.id) for question in asked)]
        if topic in self.exercises:
            return [self.exercises[topic]]
        if sheets := [self.sheets[topic]] if topic in self.sheets else self.course(topic):
            asked = (question for sheet in sheets for question in sheet.questions)
            return [self.exercise(name) for name in dict.fromkeys(q.id for q in asked)]
        tagged = [e for e in self.exercises.values() if topic in (e.bank, *e.tags)]
        if (
            not tagged and topic and (folder := Path(topic)).is_dir()
        ):  # one of those given as --bank
            place = folder.resolve()
            tagged = [e for e in self.exercises.values() if place in Path(e.file).resolve().parents]
        if not tagged:
            names = {*self.exercises, *self.sheets, *self.topics()}
            raise self._unknown("nothing", topic, names)
        return tagged

    def course(self, name: str) -> list[Sheet]:
        """The sheets of a course in the order of its weeks; none where no course has the name."""
        found = (sheet for sheet in self.sheets.values() if name and sheet.part_of == name)
        return sorted(found, key=lambda sheet: (sheet.week, sheet.id))

    def courses(self) -> list[str]:
        """The names of the courses there are."""
        return sorted({sheet.part_of for sheet in self.sheets.values() if sheet.part_of})

    def topics(self) -> list[str]:
        """Every tag, bank and course."""
        named = {name for e in self.exercises.values() for name in (e.bank, *e.tags)}
        return sorted({*named, *self.courses()})


def is_path(name: str) -> bool:
    """Whether a name is that of a file, which no id is: ids have no dots."""
    return name.endswith(".toml")


def home(name: str) -> list[Path]:
    """The bank that the file of a name belongs to, which a library must have: nothing for an id.

    It is the file alone; for a sheet in the folder `sheets` of a folder of banks, that folder.

    >>> home("conv1d-arch")
    []
    """
    file = Path(name)
    if not is_path(name) or file.name in NOT_OF_BANKS or not file.is_file():
        return []
    folder = (file if len(file.parts) > 1 else file.absolute()).parent
    return [folder.parent, file] if folder.name == SHEETS else [file]


def _is_a_sheet(name: str, sheet: Sheet) -> UserError:
    asked = ", ".join(question.id for question in sheet.questions[:FEW])
    return UserError(
        f"{name} is a sheet, not an exercise",
        f"`quizgen homework {name}` makes it; its exercises are {asked}",
    )


def _nearest(name: str, known: Iterable[str]) -> str:
    """The name that begins like the one typed, or is spelt like it."""
    from quizgen.language.repairs import nearest

    names = sorted(known)
    begins = [other for other in names if name and other.startswith(name.lower())]
    guess = nearest(begins[0] if begins else name, names)
    if guess.startswith("did"):
        return guess
    few = 0 < len(names) <= FEW
    return f"there are {', '.join(names)}" if few else "`quizgen list` shows what there is"


def bank_files(path: Path) -> list[Path]:
    """The bank and sheet files of a folder, or the file itself."""
    if not path.is_dir():
        return [path]
    found = (
        p
        for p in path.rglob("*.toml")
        if NO_BANKS.isdisjoint(p.parts[len(path.parts) :]) and p.name not in NOT_OF_BANKS
    )
    files = list(islice(found, FILES + 1))
    if len(files) > FILES:
        raise UserError(f"{path}: more than {FILES:,} files", "name the folder of one bank")
    return sorted(files)


def _load(file: Path) -> Loaded:
    from quizgen.bank.load import load_file

    return load_file(file)


def load_banks(
    paths: Iterable[Path] | None = None,
    *,
    shipped_too: bool = True,
    naming: str = "",
    load: Callable[[Path], Loaded] = _load,
) -> Library:
    """The library of the given files and folders, `./banks` and the shipped banks, in this order.

    An id that stands twice is a problem: nothing shadows silently. A copy of a file, as a checkout
    has of what is installed from it, is the same file.

    Where `naming` is a file, the library has what is in it, and in the folder of banks around it.
    Besides the exercise `naming`, or the sheet and its questions, nothing is read where these are
    found. `load` reads one file.

    >>> load_banks().exercise("conv1d-arch").title
    'One kernel instead of a dense layer: parameters, connections, zeros'
    """
    places = [*(paths or ()), *home(naming)]
    for place in places:
        if not place.exists():
            raise UserError(f"{place}: there is no such file or folder")
    if shipped_too:
        own = Path("banks")
        places += [own] if own.is_dir() else []
        places.append(shipped("banks"))
    files: dict[tuple[str, bytes] | Path, Path] = {}
    for place in places:
        for file in bank_files(place):
            files.setdefault(_identity(file), file)
    if naming and not is_path(naming):
        library = _named({naming}, files)
        if naming in library.sheets:
            asked = {question.id for question in library.sheets[naming].questions}
            library = _named({naming, *asked}, files)
        else:
            asked = {naming}
        if asked <= library.exercises.keys():
            return library
    return _collected(map(load, files.values()))


def _named(names: set[str], files: Mapping[tuple[str, bytes] | Path, Path]) -> Library:
    """The exercises and sheets of these names, of the files that mention one."""
    from quizgen.bank.pieces import load_named

    mentioned = [name.encode() for name in names]
    return _collected(
        load_named(found[1], file, names)
        for found, file in files.items()
        if isinstance(found, tuple) and any(name in found[1] for name in mentioned)
    )


def _identity(file: Path) -> tuple[str, bytes] | Path:
    """Name and content of a file; its place where it cannot be read, which `load_file` reports."""
    try:
        return file.name, file_bytes(file)
    except (OSError, UserError):
        return file.absolute()


def _collected(files: Iterable[Loaded]) -> Library:
    exercises: dict[str, Exercise] = {}
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    twice: list[Problem] = []
    for loaded in files:
        problems += loaded.problems
        for exercise in loaded.exercises:
            other = exercises.setdefault(exercise.id, exercise)
            if other is not exercise:
                place = f"{other.file}:{other.line('id')}"
                twice.append(_twice(exercise.file, exercise.line("id"), exercise.id, place))
        for sheet in loaded.sheets:
            first = sheets.setdefault(sheet.id, sheet)
            if first is not sheet:
                place = f"{first.file}:{first.lines.get('id', 1)}"
                twice.append(_twice(sheet.file, sheet.lines.get("id", 1), sheet.id, place))
    return Library(exercises, sheets, (*problems, *twice), tuple(twice))


def _twice(file: str, line: int, name: str, other: str) -> Problem:
    return Problem(
        file, line, "id", f"{name!r} is also in {other}", "ids are never reused: take another"
    )
