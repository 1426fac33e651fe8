"""A roster without a header: one student a line, with an e-mail or a number perhaps."""

import re
from collections.abc import Iterable, Iterator

from quizgen.course.student import Student
from quizgen.errors import UserError
from quizgen.pattern import pattern

_EMAIL = pattern(r"[^\s@<>,;]+@[^\s@<>,;]+")
# As lists are written: 1. Ada, 2) Bob, - Cy.
_MARK = pattern(r"\s*(?:\d{1,4}[.)]|[-*•–])\s+(?=\S)")
_FIX = "name the columns in the first line: Name,ID,E-mail or First name,Last name"

Line = tuple[int, tuple[str, ...]]


def plain_students(
    rows: Iterable[Line], name: str, notes: list[str]
) -> Iterator[tuple[int, Student]]:
    """The students of lines such as `Ada Lovelace`, `Ada Lovelace <ada@b.org>` or `Ada Lovelace, ada@b.org`.

    `UserError` where cells could mean several things.

    >>> list(plain_students([(1, ("Ada Lovelace <ada@b.org>",))], "class.txt", []))[0][1].email
    'ada@b.org'
    """  # fmt: skip
    told = False
    listed = False
    for line, written in rows:
        raw = written
        if written[0].startswith("#"):
            notes.append(f"{name}:{line}: left out a remark, {written[0][:40]!r}")
            continue
        if _MARK.match(written[0]):
            raw = (_MARK.sub("", written[0]), *written[1:])
            if not listed:
                listed = True
                notes.append(
                    f"{name}:{line}: the number or mark before {raw[0].strip()!r} is no part of the name"
                )
        cells = [cell for cell in (" ".join(cell.split()) for cell in raw) if cell]
        if not cells:
            continue
        emails = [found[0] for cell in cells if (found := _EMAIL.search(cell))]
        numbers = [cell for cell in cells if re.fullmatch(r"\d+", cell)]
        names = [
            bare
            for cell in cells
            if cell not in numbers and (bare := re.sub(r"<?[^\s@<>]+@[^\s@<>]+>?", "", cell).strip())
        ]  # fmt: skip
        if len(emails) > 1 or len(numbers) > 1 or len(names) > 2:
            raise UserError(
                f"{name}:{line}: no header, and {' | '.join(cells)} may mean several things", _FIX
            )
        if len(names) == 2:
            # "Lovelace, Ada" has a blank behind the comma; "Ada,Lovelace" may be either.
            if not any(cell[:1].isspace() for cell in raw[1:]):
                raise UserError(
                    f"{name}:{line}: no header, and which of {' and '.join(map(repr, names))} is the "
                    "family name is not said",
                    _FIX,
                )
            if not told:
                told = True
                notes.append(
                    f"{name}:{line}: no header; {names[0]}, {names[1]} is read as family name, given name"
                )
            names = [f"{names[1]} {names[0]}"]
        email = emails[0] if emails else ""
        yield line, Student(names[0] if names else email or numbers[0], "".join(numbers), email)
