"""Who is in the class: a roster as learning systems, spreadsheets and people write it."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

from quizgen.answers.escape import from_csv
from quizgen.course.plain_roster import Line, plain_students
from quizgen.course.student import Student
from quizgen.errors import UserError
from quizgen.how_many import how_many
from quizgen.pattern import pattern
from quizgen.tables.columns import SECOND_CHOICE, bare, id_rank, role
from quizgen.tables.names import garbled, given_name_first, is_nobody, is_test, spaced
from quizgen.tables.reading import cell_text, headed, records
from quizgen.tables.record import Bad, Record
from quizgen.tables.writing import csv_text

# A class of a hundred thousand is no file of one name a line.
STUDENTS = 200_000
# No name, id or e-mail has more characters.
LONG = 500
# Of what stands where a name should, so many are shown.
SHOWN = 60
_STUDENTS_ROLE = pattern(
    r"student|participant|learner|teilnehm|studier|lernend|schuler|etudiant|estudiante|alumno|member|mitglied"
)
_STAFF = pattern(
    r"teacher|instructor|professor|lecturer|dozent|lehr|tutor|assistant|\bta\b|^ta|enseignant|profesor|docente|manager|owner|admin|designer|observer|grader|trainer|leiter|inhaber|auditor of record"
)
_JOINERS = "\u200c\u200d"  # Persian and Indic names are written with them


@dataclass(frozen=True, slots=True)
class Roster:
    """A class. `left_out` are lines that are no student's, `notes` what was guessed; both are said."""

    students: tuple[Student, ...]
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_roster(data: bytes, name: str) -> Roster:
    r"""The students of a roster: a plain list of names, a table, or a workbook.

    Test students, rows with points and teachers are left out. `UserError` says at which line
    something cannot be right: two students whom nothing tells apart, say.

    >>> roster = read_roster(b"Student,ID,SIS Login ID\n    Points Possible,,\n\"Lovelace, Ada\",7,ada\n", "canvas.csv")
    >>> roster.students
    (Student(name='Ada Lovelace', id='7', email='', group='', version='', extension='', extra_time='', other={'SIS Login ID': 'ada'}),)
    >>> roster.left_out
    ("canvas.csv:2: left out 'Points Possible', which is no student",)
    """
    notes: list[str] = []
    found = records(io.BytesIO(data), name, notes.append)
    (header, line, is_below), below = headed(found, _is_header)
    if header:
        header, rows = _aligned(header, below, name)
        if is_below:
            notes.append(f"{name}: the columns are named in line {line}; nothing above it is read")
        lines = _table(header, rows, name, notes)
    else:
        plain = ((r.line, _texts(r, name)) for r in _readable(below, name))
        lines = plain_students(plain, name, notes)
    left_out: list[str] = []
    kept = list(_people(lines, name, left_out))
    for at, one in kept:
        _check_signs(at, one, name)
        if meant := garbled(one.name):
            notes.append(f"{name}:{at}: {one.name!r} looks like {meant!r} saved in a wrong encoding")  # fmt: skip
    students = _told_apart(kept, name, left_out)
    if not students:
        also = f"; left out: {how_many(len(left_out), 'line')}, {left_out[0]}" if left_out else ""
        raise UserError(
            f"{name}: there are no students in it{also}", "write one name a line, or a table with a column Name"
        )  # fmt: skip
    return Roster(tuple(students), tuple(left_out), tuple(notes))


def roster_csv(students: Iterable[Student]) -> str:
    """The roster as a table that `read_roster` reads back.

    >>> print(roster_csv([Student("Ada", "7", extension="2026-12-01")]), end="")
    name,id,email,group,version,extension,extra time
    Ada,7,,,,2026-12-01,
    """
    rows = list(students)
    own = ("name", "id", "email", "group", "version", "extension", "extra time")
    others = list(dict.fromkeys(column for one in rows for column in one.other))
    table = [[*own, *others]]
    for one in rows:
        cells = (one.name, one.id, one.email, one.group, one.version, one.extension, one.extra_time)
        table.append([*cells, *(one.other.get(column, "") for column in others)])
    return csv_text(table)


def _is_header(cells: tuple[str, ...]) -> bool:
    if cells == ("Sid",):  # a name; a column of student ids is called SID
        return False
    return not {"name", "first", "last", "email", "id"}.isdisjoint(map(role, cells))


def _readable(found: Iterable[Record | Bad], name: str) -> Iterator[Record]:
    for count, record in enumerate(found):
        if isinstance(record, Bad):
            raise UserError(
                f"{name}:{record.line}: {record.reason}", "mend this line: a student would be lost"
            )
        if count == STUDENTS:
            raise UserError(f"{name}:{record.line}: more than {STUDENTS} lines", "split the file")
        yield record


def _texts(record: Record, name: str) -> tuple[str, ...]:
    """The cells as text; `UserError` for what is several things where JSON should name one."""
    for column, cell in zip(record.names or repeat(""), record.cells, strict=False):
        if isinstance(cell, dict | list | bool) and (role(column) or not column):
            raise UserError(
                f"{name}:{record.line}: {column or 'the name'} is {cell_text(cell)[:SHOWN]}, no text",
                f'write "{column or "name"}": "…", and what else there is under names of its own',
            )
    return tuple(cell if isinstance(cell, str) else cell_text(cell) for cell in record.cells)


def _aligned(
    header: tuple[str, ...], found: Iterable[Record | Bad], name: str
) -> tuple[tuple[str, ...], list[Line]]:
    """The lines below a header; JSON objects may each have other names, and the header all of them."""
    below = list(_readable(found, name))
    header = tuple(dict.fromkeys([*header, *(n for r in below for n in r.names)])) if any(r.names for r in below) else header  # fmt: skip
    lines = []
    for record in below:
        cells = _texts(record, name)
        if record.names:
            own = dict(zip(record.names, cells, strict=True))
            cells = tuple(own.get(column, "") for column in header)
        lines.append((record.line, cells))
    return header, lines


def _table(
    header: Sequence[str],
    table: Sequence[Line],
    name: str,
    notes: list[str],
) -> Iterable[tuple[int, Student]]:
    """The lines below a header as students, with every id column's cell in `other` for now."""
    roles = [role(cell) for cell in header]
    column = {what: i for i, what in reversed(list(enumerate(roles))) if what and what != "id"}
    named = [i for i, what in enumerate(roles) if what == "name"]
    if named:
        column["name"] = min(named, key=lambda i: bare(header[i]) in SECOND_CHOICE)
    for what in ("email", "group", "version", "extension"):
        same = [header[i] for i, r in enumerate(roles) if r == what]
        if len(same) > 1:
            notes.append(f"{name}: of the columns {', '.join(same)} the first is taken")
    kept = [cells for _, cells in table if not _is_nobody(cells, roles)]
    column_id = _id_column(header, roles, kept)
    if column_id is not None:
        column["id"] = column_id
    flipped = False
    for line, cells in table:
        width = len(header)
        if any(cell.strip() for cell in cells[width:]):
            raise UserError(
                f"{name}:{line}: {len(cells)} cells, the header has {width}",
                'quote names that hold a comma: "Lovelace, Ada"',
            )
        own = {what: _cell(cells, i) for what, i in column.items()}
        full = own.get("name") or spaced(f"{own.get('first', '')} {own.get('last', '')}")
        turned = given_name_first(full)
        flipped = flipped or turned != full
        used = set(column.values())
        other = {
            title: _cell(cells, i)
            for i, title in enumerate(header)
            if i not in used and title and (_cell(cells, i) or roles[i])
        }
        if "role" in column:
            other[header[column["role"]]] = own["role"]
        logins = (
            text
            for i, what in enumerate(roles)
            if what == "id" and "@" in (text := _cell(cells, i))
        )
        student = Student(
            turned, own.get("id", ""), own.get("email") or next(logins, ""), own.get("group", ""), own.get("version", ""),
            own.get("extension", ""), own.get("extra_time", ""), other,
        )  # fmt: skip
        if any(cell.strip() for cell in cells):
            yield line, student
    if flipped:
        notes.append(f"{name}: names such as 'Lovelace, Ada' are printed as 'Ada Lovelace'")


def _id_column(
    header: Sequence[str], roles: Sequence[str], rows: Sequence[Sequence[str]]
) -> int | None:
    """The best column of ids that everybody has and nobody shares, else the fullest."""
    columns = sorted(
        (i for i, what in enumerate(roles) if what == "id"), key=lambda i: id_rank(header[i])
    )
    filled = {i: [c for row in rows if (c := _cell(row, i))] for i in columns}
    whole = [i for i in columns if len(filled[i]) == len(rows) == len(set(filled[i])) and filled[i]]
    some = [i for i in columns if filled[i]]
    return next(iter([*whole, *sorted(some, key=lambda i: -len(filled[i]))]), None)


def _cell(cells: Sequence[str], index: int) -> str:
    return spaced(from_csv(cells[index])) if index < len(cells) else ""


def _is_nobody(cells: Sequence[str], roles: Sequence[str]) -> bool:
    def said(*of: str) -> str:
        return spaced(" ".join(_cell(cells, i) for i, what in enumerate(roles) if what in of))

    shown = said("name", "first", "last") or said("id")
    return not shown or is_nobody(shown) or is_test(shown)


def _people(
    lines: Iterable[tuple[int, Student]], name: str, left_out: list[str]
) -> Iterable[tuple[int, Student]]:
    """The lines that are students', with their name; why the others are none is said."""
    for line, one in lines:
        shown = one.name or one.email or one.id
        if not shown:
            left_out.append(f"{name}:{line}: left out a line without name, id and e-mail")
        elif is_nobody(shown) and not (one.name and (one.id or one.email)):
            left_out.append(f"{name}:{line}: left out {shown!r}, which is no student")
        elif is_test(shown) or _role_of(one).casefold() == "studentviewenrollment":
            left_out.append(f"{name}:{line}: left out the test student {shown!r}")
        elif (said := _role_of(one)) and _is_staff(said):
            left_out.append(f"{name}:{line}: left out {shown!r}, whose role is {said}")
        else:
            yield line, one if one.name else replace(one, name=shown)


def _role_of(student: Student) -> str:
    return next((text for title, text in student.other.items() if role(title) == "role"), "")


def _is_staff(said: str) -> bool:
    word = bare(said)
    return bool(_STAFF.search(word)) and not _STUDENTS_ROLE.search(word.replace("studentview", ""))


def _check_signs(line: int, student: Student, name: str) -> None:
    for what, text in (("name", student.name), ("id", student.id), ("e-mail", student.email)):
        if len(text) > LONG:
            raise UserError(
                f"{name}:{line}: the {what} that begins {text[:40]!r} has {len(text)} characters",
                "check the quotes and the columns of this line",
            )
        hidden = next((c for c in text if not c.isprintable() and c not in _JOINERS), None)
        if hidden is not None:
            raise UserError(
                f"{name}:{line}: the {what} {text!r} has the character U+{ord(hidden):04X}",
                "remove it: it cannot be printed",
            )


def _told_apart(
    found: Sequence[tuple[int, Student]], name: str, left_out: list[str]
) -> list[Student]:
    """The students, each once; `UserError` for two whom no id and no e-mail tells apart."""
    students: dict[str, tuple[int, Student]] = {}
    for line, one in found:
        key = one.key.casefold() if one.id or one.email else one.name
        if key not in students:
            students[key] = (line, one)
            continue
        before, other = students[key]
        same = one.name.casefold() == other.name.casefold()
        if same and (one.id or one.email):
            left_out.append(
                f"{name}:{line}: left out {one.name!r}, who stands in line {before} already"
            )
        elif same:
            raise UserError(
                f"{name}:{line}: {one.name!r} is also in line {before}, and nothing tells the two apart",
                "add a column ID or E-mail, or remove the second line",
            )
        else:
            what = "id" if one.id else "e-mail"
            raise UserError(
                f"{name}:{line}: {one.name!r} has the {what} {one.key!r} of {other.name!r} in line {before}",
                f"each student has an own {what}",
            )
    return [one for _, one in students.values()]
