"""What a person has to look at: `review.csv`, and the marks that are entered there.

A line has where the answer stands, whose it is, how it was read or why it was not, what it most likely
means, and two empty columns, `mark` and `note`. A mark entered there wins over the judge's and stays in
the file; `entry` tells lines apart, whatever a spreadsheet has made of the answers.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2b
from typing import BinaryIO

from quizgen.answers.escape import for_csv, from_csv
from quizgen.answers.verdict import ROUNDED, WAITING
from quizgen.errors import UserError
from quizgen.grading import rubrics
from quizgen.grading.mark import Mark, Placed, Whose, exact_points
from quizgen.grading.overrides import points
from quizgen.grading.roster import Roster
from quizgen.grading.submissions import Unmatched
from quizgen.tables.named import read_table
from quizgen.tables.reading import cell_text

FILE = "review.csv"
COLUMNS = (
    "entry", "file", "line", "student", "id", "email", "question", "answer", "reading", "reason",
    "likeliest", "mark", "note",
)  # fmt: skip
FOR_A_PERSON = "enter points for each line of the rubric"
# More points than any part has: a mark is checked against the part's own when it is used.
MANY = Fraction(10**6)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `review.csv`, without what is entered there."""

    entry: str
    file: str
    line: int
    student: str
    id: str
    email: str
    question: str
    answer: str
    reading: str
    reason: str
    likeliest: str
    rubric: rubrics.Lines = ()

    @property
    def cells(self) -> dict[str, str]:
        """What is written into the columns."""
        own = {name: str(getattr(self, name, "")) for name in COLUMNS}
        return own | {"line": str(self.line or ""), rubrics.SAID: rubrics.said(self.rubric)}


@dataclass(frozen=True, slots=True)
class Decision:
    """What an instructor entered in a line; `where` is its file and line, `cells` the whole of it."""

    entry: str
    mark: str
    note: str
    where: str
    student: str
    question: str
    cells: Mapping[str, str]

    @property
    def says(self) -> bool:
        """Whether anything was entered."""
        return bool(self.mark or self.note or rubrics.most_columns([self.cells]))


def entry(*what: str) -> str:
    """A name for a line that no spreadsheet takes for a number.

    >>> entry("ada", "1a", "7 or 8")
    'dhnkfiiwxwyd'
    """
    digest = blake2b("\0".join(what).encode("utf-8", "replace"), digest_size=9).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(12):
        number, letter = divmod(number, 26)
        letters.append(chr(ord("a") + letter))
    return "".join(letters)


def of_mark(mark: Mark, likeliest: Mapping[str, str] | None = None) -> Iterator[Row]:
    """The lines for one mark: answers nobody could read, one that is right but rounded, one for a person."""
    guessed = likeliest or {}
    for one in mark.unread:
        name = entry(mark.key, mark.question, one.answer)
        yield Row(
            name, one.file, one.line, mark.student, mark.id, mark.email, mark.question,
            one.answer, "", one.reason, guessed.get(one.answer, ""), mark.rubric,
        )  # fmt: skip
    if mark.verdict.status == ROUNDED:
        name = entry(mark.key, mark.question, mark.answer)
        yield Row(
            name, mark.file, mark.line, mark.student, mark.id, mark.email, mark.question,
            mark.answer, mark.verdict.reading, f"right but rounded: {mark.verdict.feedback}",
            guessed.get(mark.answer, ""),
        )  # fmt: skip
    if mark.verdict.status == WAITING:
        name = entry(mark.key, mark.question, mark.answer)
        yield Row(
            name, mark.file, mark.line, mark.student, mark.id, mark.email, mark.question,
            mark.answer, "", f"for a person: {mark.verdict.feedback or FOR_A_PERSON}", "", mark.rubric,
        )  # fmt: skip


def of_unmatched(one: Unmatched) -> Row:
    """The line for an answer that is nobody's."""
    name = entry("unmatched", one.file, str(one.line), one.student, one.question, one.answer)
    return Row(
        name, one.file, one.line, one.student, "", "", one.question, one.answer, "", one.reason, ""
    )


def read_decisions(stream: BinaryIO, name: str) -> dict[str, Decision]:
    """The lines of a `review.csv`, by entry, those without a mark too; `UserError` where a mark is none."""
    found: dict[str, Decision] = {}
    for row in read_table(stream, name, ("entry", "mark"), lambda _: None):
        cells = {column: from_csv(cell_text(value)) for column, value in row.cells.items()}
        mark, note = cells.get("mark", ""), cells.get("note", "")
        where = f"{name}:{row.line}"
        if mark:
            _checked(mark, MANY, where)
        decision = Decision(
            cells["entry"], mark, note, where,
            cells.get("student", ""), cells.get("question", ""), cells,
        )  # fmt: skip
        before = found.get(decision.entry)
        if before and (before.mark != mark or _points(before.cells) != _points(cells)):
            raise UserError(f"{where}: {before.where} enters another mark for the same answer")
        found[decision.entry] = decision
    return found


def _points(cells: Mapping[str, str]) -> list[str]:
    """What is entered for the lines of a rubric."""
    return [cells.get(name, "") for name in rubrics.columns(rubrics.most_columns([cells]))[1:]]


def _checked(mark: str, maximum: Fraction, where: str) -> Fraction:
    try:
        return points(mark, maximum)
    except ValueError as error:
        raise UserError(f"{where}: mark: {error}", "correct the cell, or leave it empty") from None


def _worth(line: Decision, mark: Mark) -> Fraction | None:
    """The points that a line gives an answer, by its mark or by all lines of the rubric; None for none yet.

    Points by the rubric are for what stands there: what lateness costs is taken off.
    """
    own = _checked(line.mark, mark.maximum, line.where) if line.mark else None
    got = rubrics.entered(line.cells, mark.rubric, line.where)
    value = rubrics.total(got, mark.rubric, own, line.where)
    return value if value is None or own is not None else value * (1 - mark.late)


def _whose(decision: Decision, unmatched: Unmatched, roster: Roster) -> int | str:
    """The student that is entered in a line, or why it is nobody.

    The name that nobody was found by says nothing beside an id or e-mail that was written to it.
    """
    id_, email = decision.cells.get("id", ""), decision.cells.get("email", "")
    is_told = bool(id_ or email) and decision.student == unmatched.student
    return roster.people.find("" if is_told else decision.student, id_, email)


def _check_untouched(line: Decision, row: Row) -> None:
    """`UserError` where it is said whose an answer is and nothing is decided: that would be lost."""
    for column in ("student", "id", "email", "question"):
        written, own = line.cells.get(column, ""), str(getattr(row, column))
        if written not in (own, cell_text(for_csv(own))):
            raise UserError(
                f"{line.where}: {column}: {written!r} is entered, and no mark",
                "enter the mark too: an answer that was matched to nobody is not judged again",
            )


class Review:
    """The decisions of an instructor, and which of them were used; what needs one is collected.

    `digest` is the SHA-256 of the file they were read from, None where there was none.
    """

    def __init__(
        self, decisions: Mapping[str, Decision] | None = None, digest: str | None = None
    ) -> None:
        self.digest = digest
        lines = dict(decisions or {})
        self.decisions = {name: one for name, one in lines.items() if one.says}
        self.bare = {name: one for name, one in lines.items() if not one.says}
        self.used: set[str] = set()
        self.placed: dict[tuple[str, str], Decision] = {}

    def place(self, unmatched: Iterable[Unmatched], roster: Roster) -> None:
        """Find the part that a mark for an unmatched answer is about, by what is entered there.

        `UserError` where it still belongs to nobody, or where somebody is entered without a mark.
        """
        for one in unmatched:
            row = of_unmatched(one)
            if row.entry in self.bare:
                _check_untouched(self.bare[row.entry], row)
            decision = self.decisions.get(row.entry)
            if decision is None or not decision.mark:
                continue
            index = _whose(decision, one, roster)
            label = None if isinstance(index, str) else roster.label(index, decision.question)
            if isinstance(index, str) or label is None:
                said = (
                    index if isinstance(index, str) else f"unknown question {decision.question!r}"
                )
                raise UserError(
                    f"{decision.where}: this mark belongs to nobody yet: {said}",
                    "write into the line whose answer it is: student, id or e-mail, and question",
                )
            self.placed[roster.sheets[index].key, label] = decision

    def decided_of(self, who: Whose, one: Placed) -> Placed:
        """A student's mark, with the points that are entered for its answer."""
        return Placed.of(self.decided(one.of_student(who)))

    def decided(self, mark: Mark) -> Mark:
        """The mark, with the points that are entered for its answer."""
        answers = [one.answer for one in mark.unread]
        names = [entry(mark.key, mark.question, answer) for answer in [*answers, mark.answer]]
        found = [self.decisions[name] for name in names if name in self.decisions]
        self.used.update(one.entry for one in found)
        worth = {one.entry: _worth(one, mark) for one in found}
        marked = next((one for one in found if worth[one.entry] is not None), None)
        if marked is None:
            marked = self.placed.get((mark.key, mark.question))
            if marked is not None:
                self.used.add(marked.entry)
        noted = next((one.note for one in [*([marked] if marked else []), *found] if one.note), "")
        note = noted or mark.note
        if marked is None:
            return replace(mark, note=note) if note != mark.note else mark
        found_points = _worth(marked, mark)
        value = Fraction(0) if found_points is None else found_points
        if mark.by_hand and value != mark.points:
            raise UserError(
                f"{marked.where}: mark: {exact_points(value)} here, and another mark in {mark.decided}",
                "leave one of the two out",
            )
        if mark.is_void:
            return mark
        lines = rubrics.entered(marked.cells, mark.rubric, marked.where)
        return replace(
            mark, points=value, decided=f"{marked.where}: a mark by hand", by_hand=True, note=note,
            rubric_points=tuple("" if one is None else str(one) for one in lines),
        )  # fmt: skip

    def unused(self) -> list[Decision]:
        """Decisions about answers that do not count any more."""
        return [one for one in self.decisions.values() if one.entry not in self.used]


def table(rows: Sequence[Row], review: Review) -> str:
    """The file: a line for everything to decide, with what was entered before.

    Decisions about answers that do not count any more stay at the end.
    """
    entered = [one.cells for one in review.decisions.values()]
    many = max([rubrics.most_columns(entered), *(len(row.rubric) for row in rows)])
    extra = rubrics.columns(many)
    # Beside the mark, before it.
    columns = (*COLUMNS[:-2], *extra, *COLUMNS[-2:])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    seen = set()
    for row in rows:
        if row.entry in seen:
            continue
        seen.add(row.entry)
        decision = review.decisions.get(row.entry)
        cells = dict.fromkeys(columns, "") | row.cells
        if decision:
            # Who it belongs to may have been entered too.
            cells |= {"mark": decision.mark, "note": decision.note}
            cells |= {name: decision.cells.get(name, "") for name in extra[1:]}
            got = rubrics.entered(decision.cells, row.rubric, decision.where)
            if (open_ := rubrics.missing(got)) and not decision.mark:
                cells["reason"] = f"for a person: no points yet in {open_}"
            if row.id == row.email == "":
                named = ("student", "id", "email", "question")
                cells |= {name: decision.cells.get(name, "") for name in named}
        writer.writerow([for_csv(cells[name]) for name in columns])
    for decision in review.decisions.values():
        if decision.entry not in seen:
            cells = {name: decision.cells.get(name, "") for name in columns}
            if decision.entry not in review.used:
                cells["reason"] = "entered before; another answer counts now"
            writer.writerow([for_csv(cells[name]) for name in columns])
    return out.getvalue()
