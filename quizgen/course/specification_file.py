"""`homework.toml` read: a `Specification`, or every problem of the file with its line."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from quizgen.bank.field_types import is_amount
from quizgen.bank.tables import ID
from quizgen.bank.toml import TomlError, read_file, read_toml
from quizgen.course.folder import FILE
from quizgen.course.specification import Asked, Specification, Variants
from quizgen.course.specification_fields import FIELDS, LINE, TABLES, meant, wrong
from quizgen.errors import Problem, UserError

QUESTIONS = 100
QUESTION_KEYS = ("id", "tag", "pick", "level", "instance", "points", "new_page")
# What a sheet says of the course it belongs to, which a homework need not know.
OF_SHEETS = ("part_of", "week")
_NAMES = (*FIELDS, *TABLES, "question", "questions")


class SpecificationError(UserError):
    """What is wrong with a homework's file: all `problems`, each with its line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first, *others = self.problems
        more = "".join(f"\n{problem}" for problem in others)
        said = f"{first.file}:{first.line}: {first.field}: {first.message}"
        if more:
            super().__init__(f"{len(self.problems)} problems\n{first}{more}")
        else:
            super().__init__(said, first.fix)


def read_specification(path: Path) -> Specification:
    """The homework of a file, or of the `homework.toml` in a folder; `SpecificationError` for what is wrong.

    Whether the questions it asks for exist is checked against a library: `check_questions`.
    """
    file = path / FILE if path.is_dir() else path
    try:
        data, lines = read_toml(read_file(file), str(file))
    except TomlError as error:
        raise SpecificationError([error.problem]) from None
    return _Reader(file, lines).read(data)


class _Reader:
    def __init__(self, file: Path, lines: Mapping[str, int]) -> None:
        self.file = file
        self.lines = lines
        self.problems: list[Problem] = []

    def problem(self, field: str, message: str, fix: str = "") -> None:
        at = field
        while at and at not in self.lines:
            at = at.rpartition(".")[0]
        line = self.lines.get(at, 1)
        self.problems.append(Problem(str(self.file), line, shown(field), message, fix))

    def read(self, data: Mapping[str, object]) -> Specification:
        values: dict[str, Any] = {}
        for key, value in data.items():
            if key in FIELDS:
                try:
                    values[key] = FIELDS[key](value, self.file.parent)
                except UserError as error:
                    self.problem(key, str(error.args[0]), error.fix)
                except OSError as error:
                    self.problem(key, f"{value!r} cannot be read: {error.strerror}")
            elif key in TABLES:
                values[key] = self.table(key, value)
            elif key == "exercise":
                right = f"its exercises are named by their ids, with --bank {self.file}"
                self.problem(key, "is of a bank of exercises: there is no sheet in it", right)
            elif key not in {"question", "questions", *OF_SHEETS}:
                self.problem(key, f"unknown field {key!r}", meant(key, _NAMES))
        questions = self.questions(data)
        if self.file.name != FILE and ID.fullmatch(self.file.stem):
            values.setdefault("id", self.file.stem)  # as sheets of banks are called
        # A sheet of a bank may be called by its id, a homework is called something.
        usual = values.get("id", "") if "questions" in data else ""
        title = values.pop("title", usual)
        if not title and not any(p.field == "title" for p in self.problems):
            found = "is empty" if "title" in data else "there is no title"
            self.problem("title", found, 'title = "Homework 4: convolution"')
        if "versions" in values and values.get("variants") is not Variants.VERSION:
            right = 'variants = "per version"'
            self.problem("versions", "versions are named, but not asked for", right)
        if self.problems:
            raise SpecificationError(self.problems)
        lines = dict(self.lines)
        return Specification(title, questions, file=str(self.file), lines=lines, **values)

    def table(self, key: str, value: object) -> Any:
        if not isinstance(value, dict):
            self.problem(key, f"{value!r} is not a table", f"write [{key}] and its keys below")
            value = {}
        return TABLES[key](
            value, lambda inner, message, fix: self.problem(f"{key}.{inner}", message, fix)
        )

    def questions(self, data: Mapping[str, object]) -> tuple[Asked, ...]:
        if "question" in data and "questions" in data:
            right = "move all of them into [[question]] tables"
            self.problem("questions", "stands beside [[question]]", right)
        key = "question" if "question" in data else "questions"
        entries = data.get(key, [])
        if not isinstance(entries, list):
            right = (
                "write [[question]] with two brackets"
                if key == "question"
                else 'questions = ["conv1d-arch"]'
            )
            self.problem(key, "is not a list", right)
            return ()
        if not entries:
            self.problem(key, "nothing is asked", '[[question]] and id = "conv1d-arch" below it')
        if len(entries) > QUESTIONS:
            self.problem(key, f"{len(entries)} questions; at most {QUESTIONS}", "ask fewer")
            return ()
        found = (self.question(entry, f"{key}.{i}") for i, entry in enumerate(entries))
        return tuple(asked for asked in found if asked)

    def question(self, entry: object, path: str) -> Asked | None:
        """One question; problems are told by its field, all of them."""
        table = {"id": entry} if isinstance(entry, str) else entry
        before = len(self.problems)
        if not isinstance(table, dict):
            self.problem(path, f"{entry!r} is no question", '{ id = "conv1d-arch", level = "M" }')
            return None
        for key, value in table.items():
            where = f"{path}.{key}"
            if key not in QUESTION_KEYS:
                self.problem(where, f"unknown key {key!r}", meant(key, QUESTION_KEYS))
            elif error := _wrong_question(key, value):
                self.problem(where, str(error.args[0]), error.fix)
        self._fits_together(table, path)
        if len(self.problems) > before:
            return None
        return Asked(**{**table, "points": str(table.get("points", ""))}, field=path)

    def _fits_together(self, table: Mapping[str, object], path: str) -> None:
        if ("id" in table) == ("tag" in table):
            said = "has an id and a tag" if "id" in table else "names no exercise"
            right = 'id = "conv1d-arch", or tag = "convolution" and pick = 2'
            self.problem(path, said, right)
        elif "pick" in table and "tag" not in table:
            self.problem(f"{path}.pick", "pick is of a tag", 'tag = "convolution" instead of id')
        elif "instance" in table and "tag" in table:
            self.problem(f"{path}.instance", "an instance is of one exercise", "name it by its id")
        if "instance" in table and "level" in table:
            self.problem(f"{path}.level", "a pinned instance has no level", "leave out one of them")


def shown(field: str) -> str:
    """A field as a person counts.

    >>> shown("question.0.level")
    'question 1: level'
    """
    return re.sub(
        r"^(question)s?\.(\d+)\.?",
        lambda found: f"{found[1]} {int(found[2]) + 1}: ",
        field,
    ).removesuffix(": ")


def _wrong_question(key: str, value: object) -> UserError | None:
    """What is wrong with one value of a question."""
    if key == "points":
        return (
            None
            if is_amount(value)
            else wrong(value, "is no number of points", 'points = 2, or "1/2"')
        )
    if key == "new_page":
        return (
            None
            if isinstance(value, bool)
            else wrong(value, "is not true or false", "new_page = true")
        )
    if key == "pick":
        fits = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= QUESTIONS
        return None if fits else wrong(value, f"is no number from 1 to {QUESTIONS}", "pick = 2")
    fits = isinstance(value, str) and 0 < len(value) <= LINE
    return None if fits else wrong(value, "is not text", f'{key} = "…"')
