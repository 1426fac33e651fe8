"""The Student Analysis of a Canvas quiz: pairs of columns, answers with commas between blanks.

Canvas leaves out blanks that nobody filled in, so later ones move up: where fewer values than blanks
are there, which is missing cannot be told, and a person decides.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from quizgen.assignment import Assignment
from quizgen.errors import UserError
from quizgen.grading.compound import assigned, size
from quizgen.grading.questions import Questions
from quizgen.grading.roster import Place, places
from quizgen.grading.submissions import Submission, Unmatched
from quizgen.tables.dates import read_date
from quizgen.tables.names import is_test
from quizgen.tables.reading import cell_text
from quizgen.tables.record import Bad, Record

_QUESTION = re.compile(r"\s*\d{2,}\s*:\s*\S", re.DOTALL)
_NUMBER = re.compile(r"\s*\d+(?:\.\d+)?\s*")


def _pairs(header: Sequence[str]) -> list[int]:
    """The columns of questions: `<id>: <text>` with the points, a number, in the next one."""
    return [
        i
        for i in range(len(header) - 1)
        if _QUESTION.match(header[i]) and _NUMBER.fullmatch(header[i + 1])
    ]


def is_student_analysis(header: Sequence[str]) -> bool:
    """Whether these are the columns of a Student Analysis; its first words are translated.

    >>> is_student_analysis(["name", "id", "sis_id", "section", "submitted", "4711: How many?", "1.0"])
    True
    """
    return bool(_pairs(header))


def canvas_rows(
    header: Sequence[str],
    below: Iterator[Record | Bad],
    name: str,
    assignments: Sequence[Assignment],
    say: Callable[[str], None],
) -> Iterator[Submission | Unmatched]:
    """The answers, each with the part it is to; `UserError` where a column's question cannot be told."""
    columns = _columns(header, name, assignments, say)
    first = min(columns)
    titles = [title.strip().casefold() for title in header[:first]]
    submitted = titles.index("submitted") if "submitted" in titles else None
    parts = _parts(assignments)
    for record in below:
        if isinstance(record, Bad):
            yield Unmatched(name, record.line, "", "", record.text, record.reason)
            continue
        cells = [cell_text(cell) for cell in record.cells]
        if len(cells) <= first:
            yield Unmatched(
                name, record.line, "", "", " | ".join(cells), "the line ends before the answers"
            )
            continue
        student, canvas_id, sis_id = (*cells[:3], "", "")[:3]
        if is_test(student):
            say(f"{name}:{record.line}: left out the test student {student!r}")
            continue
        told = cells[submitted] if submitted is not None and submitted < len(cells) else ""
        date = read_date(told)
        own_id = sis_id if titles[2:3] == ["sis_id"] and sis_id else canvas_id
        for i, question in columns.items():
            if i >= len(cells) or not cells[i]:
                continue
            for found in _answers(question, cells[i], parts):
                if isinstance(found, str):
                    yield Unmatched(name, record.line, student or own_id, question, cells[i], found)
                else:
                    yield Submission(
                        student, found[0], found[1], record.line, name, own_id, "", date,
                        "" if date else told,
                    )  # fmt: skip


def _columns(
    header: Sequence[str],
    name: str,
    assignments: Sequence[Assignment],
    say: Callable[[str], None],
) -> dict[int, str]:
    questions = Questions(assignments)
    pairs = _pairs(header)
    named = {i: questions.named(header[i].partition(":")[2]) for i in pairs}
    if all(named.values()) and len(set(map(questions.label, named.values()))) == len(named):
        return named
    for numbers in (questions.labels, tuple(questions.parts)):
        if len(numbers) == len(pairs) and not any(named.values()):
            say(
                f"{name}: no column says which question it is; they are taken in order: "
                f"{', '.join(numbers[:8])}{', …' if numbers[8:] else ''}"
            )
            return dict(zip(pairs, numbers, strict=True))
    unknown = next((header[i] for i in pairs if not named[i]), header[pairs[0]])
    raise UserError(
        f"{name}: which question the column {unknown[:80]!r} is cannot be told",
        "write its number and letter or its code into the question's text, as 1a or [code]",
    )


def _parts(assignments: Sequence[Assignment]) -> dict[str, tuple[Place, ...]]:
    """The parts of each question by number; none where the sheets differ in them."""
    found: dict[str, tuple[Place, ...]] = {}
    for assignment in assignments:
        own: dict[str, list[Place]] = {}
        for place in places(assignment):
            own.setdefault(re.match(r"\d+", place.label)[0], []).append(place)  # type: ignore[index]
        for number, of_question in own.items():
            seen = found.setdefault(number, tuple(of_question))
            if [_form(p) for p in seen] != [_form(p) for p in of_question]:
                found[number] = ()
    return found


def _form(place: Place) -> Any:
    key = place.part.key
    return place.label, (len(key), isinstance(key[0], list) and len(key[0])) if isinstance(
        key, list
    ) and key else 0


def _answers(
    question: str, cell: str, parts: dict[str, tuple[Place, ...]]
) -> Iterator[tuple[str, str] | str]:
    values = [re.sub(r"\\(.)", r"\1", v).strip() for v in re.split(r"(?<!\\),", cell)]
    of_question = parts.get(question, ())
    is_table = len(of_question) == 1 and size(of_question[0].part.key) > 1
    if len(of_question) < 2 and not (is_table and re.fullmatch(r"[^\[\](){};\n]*", cell)):
        yield question, re.sub(r"\\(.)", r"\1", cell)
        return
    found = assigned(values, of_question)
    if isinstance(found, str):
        yield f"{found}; Canvas leaves out blanks, so which is missing cannot be told"
        return
    yield from ((place.label, text) for place, text in found)
