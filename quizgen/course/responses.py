"""A class from what a learning system writes: who had which variant, and what was answered.

Each question that was exported shows its code, `[qg conv1d-arch-sg5f7wtv]`. Moodle writes the question's text beside
each response, Canvas above it; a notebook has it above the cells of its answers. By the code the variant is known, whichever
of a pool a student got.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizgen.answers import answer_kind, kind_class
from quizgen.answers.blank import Pick, in_rows, together
from quizgen.assignment import Assignment
from quizgen.course.notebooks import CODE, answers_in, notebooks_in
from quizgen.course.theirs import Grades, Points, points, slot_of, whole
from quizgen.errors import UserError
from quizgen.tables.columns import role
from quizgen.tables.names import is_test
from quizgen.tables.reading import cell_text, headed, records
from quizgen.tables.record import Bad
from quizgen.variant import Part, Variant

# Moodle's cloze questions: "part 1: 1.5; part 2: -2".
_PIECE = re.compile(r"(?:^|;\s*)(?:part|teil|partie|parte)\s+\d+:\s*", re.IGNORECASE)
# Between the blanks of Canvas; one inside an answer has a backslash before it.
_COMMA = re.compile(r"(?<!\\),")
# What stands for nothing.
_NOTHING = frozenset({"", "-"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A question that was exported: its place on the sheet and the variant."""

    number: int
    variant: Variant


@dataclass(slots=True)
class Theirs:
    """What the learning system gave: for the whole, and by question and letter (none for parts marked together).

    `places` says which question stood at which place of Moodle's quiz, `target` whose report it is, `assignment` what
    nbgrader calls it.
    """

    target: str = ""
    assignment: str = ""
    whole: Points | None = None
    marks: dict[tuple[int, str], Points] = field(default_factory=dict)
    places: dict[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """A student with the variants that were answered, by number, and the texts by label."""

    name: str
    id: str
    email: str
    variants: dict[int, Variant] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    theirs: Theirs = field(default_factory=Theirs)


def read_record(path: Path) -> dict[str, Kept]:
    """The questions that `quizgen export` wrote down, by code; `UserError` names a line that is damaged."""
    found: dict[str, Kept] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path}: cannot be read: {error}", "name the record that `quizgen export` wrote"
        ) from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            found[told["code"]] = Kept(int(told["question"]), Variant.from_json(told["variant"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                f"{path}:{number}: is no line of a record: {type(error).__name__}: {error}",
                "name the record that `quizgen export` wrote",
            ) from None
    if not found:
        raise UserError(
            f"{path}: holds no questions", "name the record that `quizgen export` wrote"
        )
    return found


def read_responses(
    paths: Sequence[Path], record: Mapping[str, Kept], say: Callable[[str], None]
) -> list[Found]:
    """The students of all files, in order; of several attempts the last. What was left out is said.

    A folder, or a file `.ipynb`, is of notebooks that students handed in.
    """
    students: dict[str, Found] = {}
    grades = Grades()
    for path in paths:
        try:
            if path.is_dir() or path.suffix == ".ipynb":
                _read_notebooks(path, record, students, say)
                continue
            with path.open("rb") as stream:
                _read(stream, str(path), record, students, grades, say)
        except OSError as error:
            raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    if not students:
        raise UserError(
            "no response has the code of a question",
            "export responses with the text of the questions (Moodle: Responses, with question text; Canvas: Student Analysis), or name the folder of submitted notebooks",
        )
    for key, found in students.items():
        own = grades.places.get(key, {})
        found.theirs.marks |= {w: own[n] for n, w in found.theirs.places.items() if n in own}
        found.theirs.whole = found.theirs.whole or grades.of(key, found.theirs.assignment)
        if not found.theirs.whole and key in grades.wholes:
            say(f"grades of {found.name or key}: of other assignments; none is compared")
    return list(students.values())


def _read_notebooks(
    path: Path, record: Mapping[str, Kept], students: dict[str, Found], say: Callable[[str], None]
) -> None:
    """The answers of notebooks, whose folder or name says who handed them in."""
    for who, assignment, file in notebooks_in(path):
        found = Found(who, who, "", theirs=Theirs("notebook", assignment))
        try:
            answers = list(answers_in(file.read_bytes(), str(file)))
        except UserError as error:
            say(f"{error}: left out")
            continue
        for code, letter, values in answers:
            kept = record.get(code)
            if kept is None:
                if not values:
                    say(f"{file}: the question {code} is not in the record")
                continue
            if found.variants.setdefault(kept.number, kept.variant) is not kept.variant:
                if not values:
                    say(f"{file}: a second variant of question {kept.number}; the first one counts")
                continue
            parts = kept.variant.parts
            place = ord(letter or "a") - ord("a")
            if place >= len(parts):
                say(f"{file}: the question {code} has no part ({letter})")
            elif any(values):
                found.answers[_labels(kept)[place]] = _one_answer(parts[place], values)
        if not found.variants:
            say(f"{file}: left out: it has no question of the record")
            continue
        if who in students:
            say(f"{file}: a second notebook of {who}; the later one counts")
        students[who] = found


def _one_answer(part: Part, values: Sequence[str]) -> str:
    """What stands in a variable as it is typed elsewhere: letters that are ticked, entries in their rows."""
    blanks = () if part.holds else answer_kind(part.kind, part.key, **part.settings).blanks()
    if len(blanks) == 1 and isinstance(asks := blanks[0].asks, Pick) and asks.several:
        return ", ".join(values)
    if len(values) == len(blanks):
        return one_text(part, values)
    return values[0] if len(values) == 1 else f"[{', '.join(values)}]"


def _read(
    stream: Any,
    name: str,
    record: Mapping[str, Kept],
    students: dict[str, Found],
    grades: Grades,
    say: Callable[[str], None],
) -> None:
    (header, _, _), below = headed(records(stream, name, say), _names_people)
    if not header:
        raise UserError(
            f"{name}: no line says who the students are", "name columns Name, E-mail or ID"
        )
    roles = [role(cell) for cell in header]
    above = {i: code for i, cell in enumerate(header) if (code := CODE.search(cell))}
    unknown: dict[str, int] = {}
    for line in below:
        if isinstance(line, Bad):
            say(f"{name}:{line.line}: left out: {line.reason}")
            continue
        cells = [cell_text(cell) for cell in line.cells]
        who = _who(cells, roles)
        if not any(who) or is_test(who[0]):
            say(
                f"{name}:{line.line}: left out: {'the test student ' + who[0] if who[0] else 'nobody is named'}"
            )
            continue
        found = Found(*who)
        key = found.id or found.email or found.name
        found.theirs.whole = whole(header, cells)
        for column, code, response in _responses(cells, above):
            kept = record.get(code[1])
            if kept is None:
                unknown[code[1]] = line.line
                continue
            _note(found.theirs, column, (kept.number, code[2] or ""), header, cells)
            if response not in _NOTHING or kept.number not in found.variants:
                _take(found, kept, code[2] or "", response)
        grades.note(key, header, cells)
        if not found.variants:
            continue
        if key in students:
            say(
                f"{name}:{line.line}: a second attempt of {found.name or key}; the later one counts"
            )
        students[key] = found
    for unknown_code, last in unknown.items():
        say(f"{name}:{last}: the question {unknown_code} is not in the record")


def _names_people(header: tuple[str, ...]) -> bool:
    return len(header) > 1 and bool(
        {role(cell) for cell in header} & {"name", "first", "last", "id", "email"}
    )


def _who(cells: Sequence[str], roles: Sequence[str]) -> tuple[str, str, str]:
    """Name, id and e-mail of a line."""
    told = {
        what: next((c for c, r in zip(cells, roles, strict=False) if r == what and c), "")
        for what in ("name", "first", "last", "id", "email")
    }
    whole = told["name"] or " ".join(filter(None, (told["first"], told["last"])))
    return whole, told["id"], told["email"]


def _responses(
    cells: Sequence[str], above: Mapping[int, "re.Match[str]"]
) -> Iterator[tuple[int, "re.Match[str]", str]]:
    """Codes with their column and what was answered: below them, or beside them."""
    for i, cell in enumerate(cells):
        if i in above:
            if cell:
                yield i, above[i], cell
        elif (code := CODE.search(cell)) and i + 1 < len(cells):
            yield i, code, cells[i + 1]


def _note(
    theirs: Theirs,
    column: int,
    which: tuple[int, str],
    header: Sequence[str],
    cells: Sequence[str],
) -> None:
    """What the report says of the question in this column: its points behind it, or its place in the quiz."""
    if CODE.search(header[column]):
        theirs.target = "canvas"
        if column + 1 < len(cells) and (own := points(cells[column + 1], header[column + 1])):
            theirs.marks[which] = own
        return
    theirs.target = "moodle"
    if number := slot_of(header[column]):
        theirs.places[number] = which


def _take(found: Found, kept: Kept, letter: str, response: str) -> None:
    """The response to a question, or to a part that was a question of its own, by labels of parts."""
    found.variants[kept.number] = kept.variant
    parts, labels = kept.variant.parts, _labels(kept)
    if response in _NOTHING:
        return
    blanks = [() if p.holds else answer_kind(p.kind, p.key, **p.settings).blanks() for p in parts]
    shared = together(blanks)
    if letter or not shared:
        found.answers[f"{kept.number}{letter}" if len(parts) > 1 and letter else labels[0]] = (
            response
        )
        return
    count = sum(len(blanks[place]) for place in shared)
    values = _values(response, count)
    for place in shared:
        if values is None:  # blanks were left out, and which ones cannot be told
            found.answers[labels[place]] = f"? ({response})"
            continue
        own, values = values[: len(blanks[place])], values[len(blanks[place]) :]
        if any(value not in _NOTHING for value in own):
            found.answers[labels[place]] = one_text(parts[place], own)


def _labels(kept: Kept) -> list[str]:
    """What the parts are called in tables of answers."""
    count = len(kept.variant.parts)
    return [f"{kept.number}{chr(ord('a') + i) if count > 1 else ''}" for i in range(count)]


def _values(response: str, count: int) -> list[str] | None:
    r"""The values of so many blanks; None where there are not as many.

    >>> _values("part 1: 1.5; part 2: -2", 2), _values(r"3,4\,5", 2), _values("3", 2)
    (['1.5', '-2'], ['3', '4,5'], None)
    """
    if _PIECE.match(response):
        found = [piece.strip() for piece in _PIECE.split(response)[1:]]
    else:
        found = [re.sub(r"\\(.)", r"\1", piece).strip() for piece in _COMMA.split(response)]
    return found if len(found) == count else None


def one_text(part: Part, values: Sequence[str]) -> str:
    """The values of a part's blanks as it is typed; a blank among others is a question mark."""
    own = ["?" if value in _NOTHING else value for value in values]
    if len(own) == 1:
        return own[0]
    if grid := kind_class(part.kind).grid(part.key, part.settings):
        places = [
            (r, c)
            for r, (_, row) in enumerate(grid.rows)
            for c, cell in enumerate(row)
            if cell.is_asked
        ]
        return kind_class(part.kind).from_cells(dict(zip(places, own, strict=False)), part.settings)
    rows = [f"[{', '.join(row)}]" for row in in_rows(part.key, own)]
    return rows[0] if len(rows) == 1 else f"[{', '.join(rows)}]"


def assignments_of(
    students: Iterable[Found], record: Mapping[str, Kept], title: str
) -> Iterator[Assignment]:
    """The sheet that each student had; of a question without a response the first variant stands there."""
    first: dict[int, Variant] = {}
    for kept in record.values():
        first.setdefault(kept.number, kept.variant)
    for found in students:
        questions = tuple(found.variants.get(number, first[number]) for number in sorted(first))
        yield Assignment(found.name, title, title, "", questions, found.id, found.email)


def table_of(students: Iterable[Found]) -> Iterator[tuple[str, ...]]:
    """All answers, one a line, as `quizgen grade` reads them."""
    yield ("student", "id", "email", "question", "answer")
    for found in students:
        for label, answer in found.answers.items():
            yield (found.name, found.id, found.email, label, answer)
