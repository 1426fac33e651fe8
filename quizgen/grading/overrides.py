"""What an instructor decides about a homework after it was handed out: `overrides.toml`.

Each `[[override]]` names a `question` (2 for all parts of it, 2b or an exercise for one), perhaps a
`student` (id, e-mail or name; without one it holds for everybody), and decides one thing or more:

- `accept = ["…"]`: further right answers, as a student types them;
- `accept_computed = ["D + U"]`: the same, computed from each student's own numbers;
- `key = "D * U"`: the right answer, where the key was wrong, computed from each student's numbers;
- `void = true`: the question counts for nobody, neither its points nor its maximum;
- `full = true`: whoever handed something in gets all its points; with `absent = true` the others too;
- `mark = 1.5`: a mark by hand, for one student.

`note` is a word to the student about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from quizgen.bank.toml import read_toml
from quizgen.errors import Problem, UserError

FILE = "overrides.toml"
FIELDS = (
    "question",
    "student",
    "accept",
    "accept_computed",
    "key",
    "void",
    "full",
    "absent",
    "mark",
    "note",
)
DECIDES = ("accept", "accept_computed", "key", "void", "full", "mark")
EXAMPLE = '[[override]]\nquestion = "2b"\naccept = ["0.67"]'


@dataclass(frozen=True, slots=True)
class Override:
    """One table of `overrides.toml`; `where` is its file and line, `lines` those of its fields."""

    where: str
    question: str
    student: str = ""
    accept: tuple[str, ...] = ()
    accept_computed: tuple[str, ...] = ()
    key: str = ""
    void: bool = False
    full: bool = False
    absent: bool = False
    mark: str = ""
    note: str = ""
    lines: Mapping[str, str] = field(default_factory=dict)

    def at(self, name: str) -> str:
        """File and line of a field."""
        return self.lines.get(name, self.where)


def read_overrides(text: str, file: str = FILE) -> tuple[Override, ...]:
    r"""The overrides of a file; `UserError` lists every problem with its line.

    >>> [one] = read_overrides('[[override]]\nquestion = "2b"\nvoid = true')
    >>> one.where, one.question, one.void
    ('overrides.toml:1', '2b', True)
    """
    data, lines = read_toml(text, file)
    problems: list[Problem] = []

    def wrong(path: str, message: str, fix: str) -> None:
        problems.append(Problem(file, lines.get(path, 1), path, message, fix))

    for name in data:
        if name != "override":
            wrong(name, "is no table of overrides", f"write\n{EXAMPLE}")
    tables = data.get("override", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        wrong("override", "is no list of tables", f"write\n{EXAMPLE}")
        tables = []
    found = []
    for i, table in enumerate(tables):
        path = f"override.{i}"
        before = len(problems)
        _check(table, path, wrong)
        if len(problems) == before:
            own = {name: f"{file}:{lines.get(f'{path}.{name}', 1)}" for name in table}
            found.append(_override(table, f"{file}:{lines.get(path, 1)}", own))
    if problems:
        raise UserError(
            "\n".join(f"{p.file}:{p.line}: {p.field}: {p.message}" for p in problems),
            problems[0].fix,
        )
    return tuple(found)


def _override(table: Mapping[str, Any], where: str, lines: Mapping[str, str]) -> Override:
    texts = {name: tuple(_list(table.get(name, ()))) for name in ("accept", "accept_computed")}
    return Override(
        where,
        _text(table["question"]),
        _text(table.get("student", "")),
        texts["accept"],
        texts["accept_computed"],
        _text(table.get("key", "")),
        table.get("void", False),
        table.get("full", False),
        table.get("absent", False),
        _text(table.get("mark", "")),
        table.get("note", ""),
        lines,
    )


def _check(table: Mapping[str, Any], path: str, wrong: Any) -> None:
    for name, value in table.items():
        if name not in FIELDS:
            from difflib import get_close_matches

            close = get_close_matches(name, FIELDS, n=1)
            guess = f"did you mean {close[0]}?" if close else f"fields are {', '.join(FIELDS)}"
            wrong(f"{path}.{name}", "is no field of an override", guess)
        elif name in ("void", "full", "absent") and not isinstance(value, bool):
            wrong(f"{path}.{name}", f"{value!r} is neither true nor false", f"{name} = true")
        elif name in ("accept", "accept_computed"):
            if not _list(value) or not all(_is_text(entry) for entry in _list(value)):
                wrong(f"{path}.{name}", "is no list of answers", f'{name} = ["3/2", "1.5"]')
        elif name not in ("void", "full", "absent") and not _is_text(value):
            wrong(f"{path}.{name}", f"{value!r} is no text", f'{name} = "…"')
    if not _text(table.get("question", "")):
        wrong(path, "names no question", 'question = "2b"')
    decided = [name for name in DECIDES if name in table]
    if not decided:
        wrong(path, "decides nothing", f"add one of {', '.join(DECIDES)}")
    if "mark" in table and not _text(table.get("student", "")):
        wrong(f"{path}.mark", "is a mark for nobody", 'add student = "…", or write full = true')
    if "absent" in table and not table.get("full"):
        wrong(f"{path}.absent", "says who else gets full marks", "add full = true")
    if table.get("void") and len(decided) > 1:
        wrong(f"{path}.void", "a void question has no marks", "leave the other fields out")


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else []


def _is_text(value: object) -> bool:
    return isinstance(value, str | int | Fraction) and not isinstance(value, bool)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else str(value)


def points(text: str, maximum: Fraction) -> Fraction:
    """A mark as people write it: 1, 0.5, 0,5, 1/2 or 50%; `ValueError` says why it is none.

    >>> [str(points(text, Fraction(2))) for text in ("1", "0,5", "1/2", "50 %", " 2 ")]
    ['1', '1/2', '1/2', '1', '2']
    """
    import re

    found = re.fullmatch(r"([0-9]{1,6})(?:[.,]([0-9]{1,12})|/([0-9]{1,6}))?\s*(%?)", text.strip())
    if not found or (found[3] and not int(found[3])):
        raise ValueError(f"{text!r} is no mark; write points from 0 to {_short(maximum)}")
    whole, decimals, divisor, percent = found.groups()
    value = Fraction(f"{whole}.{decimals}") if decimals else Fraction(int(whole), int(divisor or 1))
    if percent:
        value = value / 100 * maximum
    if value > maximum:
        raise ValueError(f"{text!r} is more than the {_short(maximum)} there are")
    return value


def _short(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
