"""What the columns of a file of answers mean: one answer a line, or one student a line."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from quizgen.errors import UserError
from quizgen.grading.questions import Questions
from quizgen.tables.columns import bare, id_rank, role

# What learning systems write beside the answers; said of other columns is that they are not read.
_KNOWN = re.compile(
    r"(?:score|points|punkte|punktzahl|grade|grade [\d ]+|note|bewertung|status|section|sections|section id|section sis id|started|started on|begonnen|time taken|duration|dauer|"
    r"verbrauchte zeit|institution|department|abteilung|attempt|versuch|root account|n correct|n incorrect|lateness.*|view count|submission count|submission id|comments?|kommentar|feedback|\d+ (?:correct|incorrect))"
)
# Columns that only score exports have.
_SCORES = frozenset({"total score", "max points"})
# So Moodle's table of grades calls a question: `Q. 1 /9.09`.
_SCALED = re.compile(r"(?:Q|F|P|D)\.? ?\d+ ?/\d+[.,]\d+")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where what stands, as numbers of columns; `wide` has each question's column and name.

    `ignored` are the titles of columns nothing is known of.
    """

    name: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()
    email: int | None = None
    date: int | None = None
    question: tuple[int, ...] = ()
    answer: int | None = None
    wide: tuple[tuple[int, str], ...] = ()
    ignored: tuple[str, ...] = field(default=())


def names_people(header: Sequence[str]) -> bool:
    """Whether a line is a header: it says where the students are, and more."""
    roles = {role(cell) for cell in header}
    return len(header) > 1 and bool(roles & {"name", "first", "last", "id", "email"})


def layout(header: Sequence[str], questions: Questions, name: str, line: int) -> Layout:
    """The meaning of the columns; `UserError` where there is none, or more than one.

    A number that no other column names is a question's; two columns of one question are refused.
    """
    roles = [role(cell) for cell in header]
    own = {
        "name": _people(header, roles),
        "ids": tuple(sorted(_all(roles, "id"), key=lambda i: id_rank(header[i]))),
        "email": next(iter(_all(roles, "email")), None),
        "date": next(iter(_all(roles, "date")), None),
    }
    where = f"{name}:{line}" if line else name
    if not own["name"] and not own["ids"] and own["email"] is None:
        raise UserError(
            f"{where}: no column says who the student is; the header is {_shown(header)}",
            "name one Student, Name, E-mail or ID",
        )
    asked, answer = _all(roles, "question"), _all(roles, "answer")
    is_long = bool(asked) and bool(answer)
    wide = () if is_long else _wide(header, roles, questions, where)
    if is_long:
        _check_long(header, asked, answer, where)
        question = (asked[0], *_all(roles, "part"))
        used = {*question, answer[0]}
        return Layout(
            **own, question=question, answer=answer[0], ignored=_ignored(header, roles, used)  # type: ignore[arg-type]
        )  # fmt: skip
    if not wide:
        _refuse(header, roles, questions, where)
    return Layout(**own, wide=wide, ignored=_ignored(header, roles, {i for i, _ in wide}))  # type: ignore[arg-type]


def _all(roles: Sequence[str], what: str) -> tuple[int, ...]:
    return tuple(i for i, found in enumerate(roles) if found == what)


def _people(header: Sequence[str], roles: Sequence[str]) -> tuple[int, ...]:
    """The column of the whole name, or those of given and family name."""
    whole = _all(roles, "name")
    first, last = _all(roles, "first"), _all(roles, "last")
    if first and last and not any(bare(header[i]) == "student" for i in whole):
        return first[0], last[0]
    return (whole or first or last)[:1]


def _wide(
    header: Sequence[str], roles: Sequence[str], questions: Questions, where: str
) -> tuple[tuple[int, str], ...]:
    titles = [bare(cell) for cell in header]
    if set(titles) >= _SCORES or any(_SCALED.fullmatch(cell.strip()) for cell in header):
        raise UserError(
            f"{where}: this export has the points of each question, not the answers",
            "export the submissions or responses",
        )
    # Moodle has the question's text and the right answer beside each response.
    beside = re.compile(r"(?:response|antwort|reponse|respuesta|risposta) ?\d+")
    only = beside if any(beside.fullmatch(title) for title in titles) else None
    found: dict[str, int] = {}
    for i, cell in enumerate(header):
        known = roles[i] and roles[i] not in ("question", "part", "answer")
        if known or _KNOWN.fullmatch(titles[i]) or (only and not only.fullmatch(titles[i])):
            continue
        question = questions.named(cell)
        if not question:
            continue
        label = questions.label(question)
        if label in found:
            raise UserError(
                f"{where}: two columns may be question {label}: {header[found[label]]!r} and {cell!r}",
                "rename or remove one of them",
            )
        found[label] = i
    return tuple((i, questions.named(header[i])) for i in found.values())


def _check_long(
    header: Sequence[str], asked: Sequence[int], answer: Sequence[int], where: str
) -> None:
    for what, columns in (("the question", asked), ("the answer", answer)):
        if len(columns) > 1:
            said = " and ".join(repr(header[i]) for i in columns)
            raise UserError(
                f"{where}: {what} may stand in the columns {said}", "rename or remove one of them"
            )


def _refuse(header: Sequence[str], roles: Sequence[str], questions: Questions, where: str) -> None:
    missing = [w for w in ("question", "answer") if w in roles]
    if missing:
        other = "answer" if missing == ["question"] else "question"
        raise UserError(
            f"{where}: there is a column {missing[0]} and no column {other}; the header is {_shown(header)}",
            "one answer a line needs the columns Student, Question, Answer",
        )
    raise UserError(
        f"{where}: no column is a question's; the header is {_shown(header)}",
        f"name columns {', '.join(questions.labels[:4]) or '1a, 1b'}, …; or Student, Question, Answer with one answer a line",
    )


def _ignored(header: Sequence[str], roles: Sequence[str], used: Collection[int]) -> tuple[str, ...]:
    return tuple(
        cell
        for i, cell in enumerate(header)
        if i not in used and cell and roles[i] in ("", "question", "part", "answer") and not _KNOWN.fullmatch(bare(cell))
        and not re.fullmatch(r"(?:question|frage|right answer|richtige antwort) ?\d+", bare(cell))
    )  # fmt: skip


def _shown(header: Sequence[str]) -> str:
    said = ", ".join(header[:12])
    return said[:300] + (", …" if len(header) > 12 or len(said) > 300 else "")
