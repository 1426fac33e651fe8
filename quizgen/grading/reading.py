"""Files of answers, read: who answered what, and the lines that cannot be told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import BinaryIO

from quizgen.answers.escape import from_csv
from quizgen.assignment import Assignment
from quizgen.errors import UserError
from quizgen.grading.canvas import canvas_rows, is_student_analysis
from quizgen.grading.layout import Layout, layout, names_people
from quizgen.grading.questions import Questions
from quizgen.grading.submissions import Submission, Unmatched, place, without_place
from quizgen.tables.dates import day_first, read_date
from quizgen.tables.names import is_nobody, is_test
from quizgen.tables.reading import cell_text, headed, records
from quizgen.tables.record import Bad, Record

# So many lines are looked at to tell days from months.
LOOKED_AT = 1000

Said = Callable[[str], None]


def read_answers(
    stream: BinaryIO, name: str, assignments: Sequence[Assignment], say: Said
) -> Iterator[Submission | Unmatched]:
    r"""The answers of a table, one a line or one student a line, as they are read.

    `say` is told what had to be guessed and what is not read. A line that cannot be told is
    `Unmatched`, and the others come all the same; `UserError` for a file that is no such table.

    >>> import io
    >>> data = io.BytesIO(b"Name;Frage;Antwort\nAda;1;5\n")
    >>> next(read_answers(data, "a.csv", [], print))
    Submission(student='Ada', question='1', answer='5', line=2, file='a.csv', ..., date_text='')
    """
    questions = Questions(assignments)
    (header, line, is_below), below = headed(records(stream, name, say), names_people)
    if not header:
        _refuse_headless(below, name)
    if is_below:
        say(f"{name}: the columns are named in line {line}; nothing above it is read")
    if is_student_analysis(header):
        found: Iterator[Submission | Unmatched] = canvas_rows(header, below, name, assignments, say)
    else:
        found = _Reader(questions, name, say, assignments).answers(header, below, line)
    first = next(found, None)
    if first is None:
        raise UserError(f"{name}: there are no answers after the header")
    yield first
    yield from found


def _refuse_headless(below: Iterable[Record | Bad], name: str) -> None:
    first = next(iter(below), None)
    if isinstance(first, Bad):
        raise UserError(f"{name}:{first.line}: {first.reason}")
    shown = ", ".join(cell_text(cell) for cell in first.cells[:8]) if first else ""
    raise UserError(
        f"{name}:{first.line if first else 1}: no header says what the columns are: {shown[:300]}",
        "name the columns in the first line: Student, Question, Answer; or Student and a column for each question",
    )


class _Reader:
    """The lines of one file, by the layout of its header or of each JSON object's names."""

    def __init__(
        self, questions: Questions, name: str, say: Said, assignments: Sequence[Assignment]
    ) -> None:
        self._questions, self._name, self._say = questions, name, say
        self._known = {
            text.casefold() for a in assignments for text in (a.id, a.email, a.student) if text
        }
        self._layouts: dict[tuple[str, ...], Layout | str] = {}
        self._said: set[str] = set()
        self._day_first: bool | None = None

    def answers(
        self, header: tuple[str, ...], below: Iterator[Record | Bad], line: int
    ) -> Iterator[Submission | Unmatched]:
        own = self._layout(header, line)
        if isinstance(own, str):
            raise UserError(own)
        first = list(islice(below, LOOKED_AT))
        if own.date is not None:
            at = own.date
            dates = (
                cell_text(r.cells[at]) for r in first if isinstance(r, Record) and len(r.cells) > at
            )
            self._day_first = day_first(dates)
        for record in chain(first, below):
            if isinstance(record, Bad):
                yield self._bad(record.line, record.reason, answer=record.text)
            elif record.names and record.names != header:
                other = self._layout(record.names, 0)
                if isinstance(other, str):
                    yield self._bad(record.line, other, answer=_joined(record.cells))
                else:
                    yield from self._line(record, record.names, other)
            else:
                yield from self._line(record, header, own)

    def _layout(self, header: tuple[str, ...], line: int) -> Layout | str:
        """The layout of a header; for objects that name other cells than the first, or why not."""
        if header not in self._layouts:
            try:
                found: Layout | str = layout(header, self._questions, self._name, line)
            except UserError as error:
                if not self._layouts:
                    raise
                _, found = without_place(str(error.args[0]), self._name)
            if isinstance(found, Layout) and found.ignored:
                self._tell(
                    f"{self._name}: not read: {', '.join(map(repr, found.ignored[:8]))}{', …' if found.ignored[8:] else ''}"
                )
            self._layouts[header] = found
        return self._layouts[header]

    def _tell(self, text: str) -> None:
        if text not in self._said and len(self._said) < LOOKED_AT:
            self._said.add(text)
            self._say(text)

    def _line(
        self, record: Record, header: tuple[str, ...], own: Layout
    ) -> Iterator[Submission | Unmatched]:
        cells, line = record.cells, record.line
        if len(cells) > len(header) and any(map(cell_text, cells[len(header) :])):
            reason = f'{len(cells)} cells, the header has {len(header)}; quote answers that hold a comma: "[3, 4]"'
            yield self._bad(line, reason, answer=_joined(cells))
            return
        if own.answer is not None:
            yield self._one(cells, line, own, len(header))
        else:
            yield from self._several(cells, line, own, len(header))

    def _one(
        self, cells: Sequence[object], line: int, own: Layout, width: int
    ) -> Submission | Unmatched:
        """The answer of a line with one."""
        student = self._student(cells, own)
        question = "".join(_cell(cells, i) for i in own.question)
        if own.answer is None or len(cells) <= max(own.answer, *own.question):
            reason = f"{len(cells)} cells, the header has {width}"
            return Unmatched(self._name, line, student[0], question, _joined(cells), reason)
        answer = from_csv(cell_text(cells[own.answer]))
        date = self._date(cells, own)
        return Submission(student[0], question, answer, line, self._name, *student[1:], *date)

    def _several(
        self, cells: Sequence[object], line: int, own: Layout, width: int
    ) -> Iterator[Submission | Unmatched]:
        """The answers of a student's line."""
        student = self._student(cells, own)
        shown = next((text for text in student if text), "")
        if shown.casefold() not in self._known and (is_nobody(shown) or is_test(shown)):
            self._tell(f"{self._name}:{line}: left out {shown!r}, which is no student")
            return
        if not shown and not any(_cell(cells, i) for i, _ in own.wide):
            return
        if len(cells) < width:
            self._tell(
                f"{place(self._name, line)}: {width - len(cells)} cells fewer than the header; they are taken for blanks"
            )
        date = self._date(cells, own)
        given = [(name, from_csv(text)) for i, name in own.wide if (text := _cell(cells, i))]
        # One blank answer tells that the student handed in, though nothing.
        for name, text in given or [(own.wide[0][1], "")]:
            yield Submission(student[0], name, text, line, self._name, *student[1:], *date)

    def _student(self, cells: Sequence[object], own: Layout) -> tuple[str, str, str]:
        # As our own tables write them: an apostrophe before what a spreadsheet would compute.
        name = " ".join(from_csv(text) for i in own.name if (text := _cell(cells, i)))
        email = "" if own.email is None else from_csv(_cell(cells, own.email))
        ids = [from_csv(text) for i in own.ids if (text := _cell(cells, i))]
        known = (text for text in ids if text.casefold() in self._known)
        return name, next(known, ids[0] if ids else ""), email

    def _date(self, cells: Sequence[object], own: Layout) -> tuple[datetime | None, str]:
        """The moment of a line; where it cannot be told, the text."""
        text = "" if own.date is None else _cell(cells, own.date)
        if not text or text == "-":
            return None, ""
        date = read_date(text, is_day_first=self._day_first)
        return date, "" if date else text

    def _bad(self, line: int, reason: str, answer: str) -> Unmatched:
        return Unmatched(self._name, line, "", "", answer, reason)


def _cell(cells: Sequence[object], index: int) -> str:
    return cell_text(cells[index]) if index < len(cells) else ""


def _joined(cells: Sequence[object]) -> str:
    return " | ".join(map(cell_text, cells))
