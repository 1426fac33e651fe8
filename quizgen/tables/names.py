"""Names of people as text: blanks, and `Last, First`."""

import re
import unicodedata

from quizgen.tables.columns import bare

# Rows of gradebooks that are no person: Canvas, Moodle, Google Classroom.
_NOBODY = frozenset({
    "points possible", "points", "maximum points", "max points", "date", "due date", "overall average", "average", "class average", "mean", "durchschnitt",
    "gesamtdurchschnitt", "mogliche punkte", "punkte", "punkte moglich", "total", "totals", "gesamt", "summe",
})  # fmt: skip
# The teacher's view as a student, in Canvas and as people name their own.
_TEST = frozenset({"student test", "test student", "teststudent", "studentview", "student view"})


def spaced(name: str) -> str:
    """A name in composed letters with single blanks.

    >>> spaced(" Ada   Lovelace ")
    'Ada Lovelace'
    """
    if name.isascii() and "  " not in name:
        return name.strip()
    return " ".join(unicodedata.normalize("NFC", name).split())


def given_name_first(name: str) -> str:
    """`Last, First` the other way round; a title or generation behind the comma stays there.

    >>> given_name_first("Lovelace, Ada"), given_name_first("Martin King, Jr.")
    ('Ada Lovelace', 'Martin King, Jr.')
    """
    last, comma, first = (piece.strip() for piece in name.partition(","))
    if not comma or not first or not last or "," in first:
        return name
    if re.fullmatch(r"(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|dr|esq)\.?", first.casefold()):
        return name
    return f"{first} {last}"


def garbled(name: str) -> str:
    """What a name read in a wrong encoding was; empty where it looks right.

    >>> garbled("ZoÃ«"), garbled("Zoë")
    ('Zoë', '')
    """
    try:
        return name.encode("cp1252").decode("utf-8") if not name.isascii() else ""
    except UnicodeError:
        return ""


def is_nobody(name: str) -> bool:
    """Whether a row of this name is a gradebook's own, with points or an average.

    >>> is_nobody("    Points Possible"), is_nobody("Ada")
    (True, False)
    """
    return bare(name) in _NOBODY


def is_test(name: str) -> bool:
    """Whether this is the student whom a learning system has for trying things out.

    >>> is_test("Student, Test"), is_test("Testa Rossa")
    (True, False)
    """
    return bare(name) in _TEST
