"""Canvas's gradebook: the instructor's own export, filled in.

What Canvas's importer trips over, seen in its code: the column before the first assignment is
`Section`; a row has the possible points; students are found by Canvas's own id, then by SIS ids, then
by name. An export has all of that right, so one column of it is filled and nothing else is touched.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizgen.errors import UserError
from quizgen.few import few
from quizgen.grading.class_marks import Own
from quizgen.grading.gradebooks import Gradebook
from quizgen.grading.grades import got, handed_in, most
from quizgen.grading.mark import exact_points
from quizgen.grading.marked import Marked
from quizgen.grading.people import People, Person
from quizgen.tables.lines import Opened, text_lines
from quizgen.tables.record import Bad
from quizgen.tables.writing import csv_text

CANVAS = "gradebook-canvas.csv"

# Columns of Canvas's export before the assignments, and what it computes itself.
_ASSIGNMENT = re.compile(r".*\([0-9]+\)\s*")
_IDENTITY = ("SIS User ID", "SIS Login ID", "Integration ID", "ID")
_POINTS = "points possible"


@dataclass(frozen=True, slots=True)
class _Table:
    """Canvas's export: its rows, and how it was written."""

    rows: list[list[str]]
    separator: str
    newline: str
    mark: bytes
    said: tuple[str, ...]

    @property
    def header(self) -> list[str]:
        return [cell.strip() for cell in self.rows[0]]

    def column(self, name: str) -> int | None:
        folded = [cell.casefold() for cell in self.header]
        return folded.index(name.casefold()) if name.casefold() in folded else None

    def cell(self, row: Sequence[str], name: str) -> str:
        at = self.column(name)
        return row[at].strip() if at is not None and at < len(row) else ""


def canvas(marked: Marked, title: str, export: bytes, name: str) -> Gradebook:
    """The instructor's own export with the column of this homework filled; all else is as it was.

    The column is the assignment of the homework's title, or a new one. Points are scaled to what is
    possible there. Students of only one of the two sides are said; ours are in `others`.
    `UserError` if the file is no export of Canvas's gradebook.
    """
    table = _canvas_table(export, name)
    students = marked.by_student()
    points_row, rows = _rows(table)
    at, possible, said = _column(table, points_row, title, students)
    found, not_ours = _matched(table, rows, students, name)
    for key, row in found.items():
        own = students[key]
        if handed_in(own) and most(own):
            row[at] = _decimal(got(own) / most(own) * possible, table)
    missing = [key for key in students if key not in found]
    if not_ours:
        said.append(f"left as they are, without marks here: {few(not_ours, sign='; ')}")
    if missing:
        names = [students[key][0].student or key for key in missing]
        said.append(f"not in {name}, so in a file of their own: {few(names, sign='; ')}")
    return Gradebook(_bytes(table), _others(students, missing), (*table.said, *said))


def _column(
    table: _Table, points_row: list[str] | None, title: str, students: Mapping[str, Own]
) -> tuple[int, Fraction, list[str]]:
    """The column to fill, made if need be; the points possible there; what is to be said."""
    at, is_new = _assignment(table, title)
    for i, row in enumerate(table.rows):
        if is_new:
            row[len(row) :] = [""] * (at - len(row))
            row.insert(at, (title or "Homework") if i == 0 else "")
        row[len(row) :] = [""] * (at + 1 - len(row))
    highest = max((most(own) for own in students.values()), default=Fraction(0))
    if points_row is not None and is_new:
        points_row[at] = _decimal(highest, table)
    possible = highest
    if points_row is not None and not is_new:
        possible = _number(points_row[at]) or highest
    if possible == highest:
        return at, possible, []
    there = f"the {exact_points(possible)} of {table.header[at]!r} in Canvas"
    return at, possible, [f"points are scaled from {exact_points(highest)} to {there}"]


def _matched(
    table: _Table, rows: Sequence[list[str]], students: Mapping[str, Own], name: str
) -> tuple[dict[str, list[str]], list[str]]:
    """The line of each student by key, and whose lines are nobody's here."""
    keys = list(students)
    people = People(Person(own[0].student, own[0].id, own[0].email) for own in students.values())
    found: dict[str, list[str]] = {}
    not_ours = []
    for row in rows:
        index = _match(table, row, people)
        if index is None:
            not_ours.append(_name(table, row))
        elif keys[index] in found:
            raise UserError(
                f"{name}: two lines are {students[keys[index]][0].student!r}",
                "give students ids in the roster, as Canvas has them",
            )
        else:
            found[keys[index]] = row
    return found, not_ours


def _others(students: Mapping[str, Own], missing: Sequence[str]) -> str:
    if not missing:
        return ""
    table = [["Student", "SIS User ID", "Email", "Points", "Points Possible"]]
    for key in missing:
        own = students[key]
        points = [exact_points(got(own)) if handed_in(own) else "", exact_points(most(own))]
        table.append([own[0].student, own[0].id, own[0].email, *points])
    return csv_text(table)


def _canvas_table(export: bytes, name: str) -> _Table:
    mark = b"\xef\xbb\xbf" if export.startswith(b"\xef\xbb\xbf") else b""
    said: list[str] = []
    if not mark and not _is_utf8(export):
        mark = b"\xef\xbb\xbf"
        said.append(f"{name} is not UTF-8, as Canvas writes it; {CANVAS} is")
    lines = text_lines(Opened(io.BytesIO(export)), name, said.append)
    pieces = list(lines)
    if bad := next((line for line in pieces if isinstance(line, Bad)), None):
        raise UserError(f"{name}:{bad.line}: {bad.reason}", "export it from Canvas anew")
    text = "".join(line[1] for line in pieces if not isinstance(line, Bad))
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    newline = "\r\n" if first.endswith("\r") else "\n"
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UserError(f"{name}: {error}", "export it from Canvas anew") from None
    found = _Table([row for row in rows if row], separator, newline, mark, tuple(said))
    named = found.rows and (
        found.column("Student") is not None or found.column("LastName") is not None
    )
    if not named or found.column("Section") is None:
        raise UserError(
            f"{name}: is no gradebook of Canvas: its first line has no Student and Section",
            "in Canvas: Grades, Export, Export Entire Gradebook",
        )
    return found


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def _assignment(table: _Table, title: str) -> tuple[int, bool]:
    """Where this homework's column is, or is to be, and whether it is new."""
    start = (table.column("Section") or 0) + 1
    own = [i for i, cell in enumerate(table.header) if i >= start and _ASSIGNMENT.fullmatch(cell)]
    wanted = " ".join(title.split()).casefold()
    for i in own:
        if " ".join(table.header[i].rpartition("(")[0].split()).casefold() == wanted:
            return i, False
    for i, cell in enumerate(table.header[start:], start):
        if cell.casefold() == wanted and wanted:
            return i, False
    return (own[-1] + 1 if own else start), True


def _rows(table: _Table) -> tuple[list[str] | None, list[list[str]]]:
    """The row of possible points, and the students' rows without Canvas's test student."""
    points_row, students = None, []
    for row in table.rows[1:]:
        who = _name(table, row).casefold()
        if who == _POINTS:
            points_row = row
        elif who and who != "student, test":
            students.append(row)
        # Between the two there may be a line about posting, which has no name.
    return points_row, students


def _name(table: _Table, row: Sequence[str]) -> str:
    student = table.cell(row, "Student")
    if student or table.column("LastName") is None:
        return student
    return f"{table.cell(row, 'LastName')}, {table.cell(row, 'FirstName')}".strip(", ")


def _match(table: _Table, row: Sequence[str], people: People) -> int | None:
    name = _name(table, row)
    for column in _IDENTITY:
        if cell := table.cell(row, column):
            # With the name, for Canvas's own id may be another student's number here.
            found = people.find(name, cell)
            if isinstance(found, int):
                return found
    found = people.find(name)
    return found if isinstance(found, int) else None


def _number(text: str) -> Fraction | None:
    found = re.fullmatch(r"\s*([0-9]{1,9})(?:[.,]([0-9]{1,9}))?\s*", text)
    if not found:
        return None
    return Fraction(f"{found[1]}.{found[2] or 0}")


def _decimal(value: Fraction, table: _Table) -> str:
    text = exact_points(value)
    comma = any(re.fullmatch(r"[0-9]+,[0-9]+", cell) for row in table.rows[1:] for cell in row)
    return text.replace(".", ",") if comma and table.separator == ";" else text


def _bytes(table: _Table) -> bytes:
    out = io.StringIO(newline="")
    # Canvas does not read tabs, which Excel writes as "Unicode text".
    separator = table.separator.replace("\t", ",")
    writer = csv.writer(out, delimiter=separator, lineterminator=table.newline)
    writer.writerows(table.rows)
    return table.mark + out.getvalue().encode()
