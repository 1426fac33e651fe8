"""Gradebooks as learning systems import them; here the file for Moodle (`gradebook_canvas` has Canvas's).

What Moodle's importer trips over, seen in its code: it stops at the first user it does not know,
reads 61,5 as 615, and refuses a grade above the maximum.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from quizgen.grading.grades import handed_in, share
from quizgen.grading.marked import Marked
from quizgen.tables.writing import csv_text, for_spreadsheets

MOODLE = "gradebook-moodle.csv"


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A file to import, the same students' grades that it cannot hold, and what is to be said."""

    content: bytes
    others: str
    said: tuple[str, ...] = ()


def moodle(marked: Marked, title: str) -> Gradebook:
    """Percent by e-mail, or by id number where more students have one.

    Who has no such identity is in `others`: one user that Moodle does not know stops its import. Who
    handed nothing in has no grade.
    """
    students = marked.by_student()
    by_email = sum(bool(own.who.email) for own in students.values())
    by_id = sum(bool(own.who.id) for own in students.values())
    use_email = by_email > 0 and by_email >= by_id
    column = f"{title or 'Homework'} (percent)"
    header = ["Email address" if use_email else "ID number", "Full name", column]
    known, others = [header], [["Full name", "ID number", "Email address", column]]
    for key, own in students.items():
        who = own.who
        grade = share(*marked.totals()[key]) if handed_in(own.shared) else ""
        identity = who.email if use_email else who.id
        if identity:
            known.append([identity, who.student, grade])
        else:
            others.append([who.student, who.id, who.email, grade])
    said: tuple[str, ...] = ()
    if len(others) > 1:
        missing = "e-mail" if use_email else "id number or e-mail"
        said = (f"{len(others) - 1} without {missing} are not in {MOODLE}: Moodle would refuse it",)
    return Gradebook(csv_text(known).encode(), csv_text(others) if len(others) > 1 else "", said)


def files(book: Gradebook, name: str) -> Iterator[tuple[str, bytes]]:
    """The gradebook, and who is not in it, under their names."""
    yield name, book.content
    if book.others:
        yield name.replace(".csv", "-others.csv"), for_spreadsheets(book.others)
