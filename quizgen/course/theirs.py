"""The marks that a learning system gave itself, in the columns of its reports.

Canvas writes the points of a question in the column behind its answers, with their maximum as its header. Moodle's
report *Responses* has the grade of the whole quiz, its report *Grades* a column for each place of the quiz. nbgrader and Gradescope write the
points of the whole and their maximum.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from quizgen.tables.columns import bare

# "Q. 1 /9.09", in German "F 1 /9,09"; "Grade/100.00", "Bewertung/10,00".
_SLOT = re.compile(r"[^\W\d_]{1,3}\.?\s*(\d{1,3})\s*/\s*(\d+(?:[.,]\d+)?)")
_WHOLE = re.compile(r"[^\W\d_]{3,14}\s*/\s*(\d+(?:[.,]\d+)?)")
# nbgrader's `grades.csv`, before lateness; Gradescope's table of an assignment.
_TOTALS = (("raw score", "max score"), ("total score", "max points"))
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
# "Question 1", "Response 1", "Frage 1".
_PLACE = re.compile(r"[^\W\d_]+\s+(\d{1,3})")


class Points(NamedTuple):
    """Points, and how many there were to get."""

    got: Fraction
    most: Fraction


def points(got: str, most: str) -> Points | None:
    """The points of a cell below a maximum; None where one of them is no number.

    >>> points("4,55", "9.09"), points("-", "9.09")
    (Points(got=Fraction(91, 20), most=Fraction(909, 100)), None)
    """
    if not (_NUMBER.fullmatch(got.strip()) and _NUMBER.fullmatch(most.strip())):
        return None
    own = Points(*(Fraction(text.strip().replace(",", ".")) for text in (got, most)))
    return own if own.most > 0 else None


def slots(header: Sequence[str], cells: Sequence[str]) -> dict[int, Points]:
    """Of Moodle's report *Grades* the points of each place of the quiz.

    >>> slots(["Name", "Grade/10.00", "Q. 1 /2.50", "Q. 2 /2.50"], ["Ada", "5.00", "2.50", "-"])
    {1: Points(got=Fraction(5, 2), most=Fraction(5, 2))}
    """
    found = {}
    for cell, name in zip(cells, header, strict=False):
        if (slot := _SLOT.fullmatch(name.strip())) and (own := points(cell, slot[2])):
            found[int(slot[1])] = own
    return found


def whole(header: Sequence[str], cells: Sequence[str]) -> Points | None:
    """The grade of the whole quiz.

    >>> whole(["Name", "Grade/10.00", "Question 1"], ["Ada", "5.00", "?"])
    Points(got=Fraction(5, 1), most=Fraction(10, 1))
    >>> whole(["student_id", "raw_score", "score", "max_score"], ["ada", "5.0", "4.0", "10.0"])
    Points(got=Fraction(5, 1), most=Fraction(10, 1))
    """
    named = dict(zip(map(bare, header), cells, strict=False))
    for got, most in _TOTALS:
        if got in named and most in named:
            return points(named[got], named[most])
    for cell, name in zip(cells, header, strict=False):
        if found := _WHOLE.fullmatch(name.strip()):
            return points(cell, found[1])
    return None


def slot_of(name: str) -> int | None:
    """The place of the quiz that a column of Moodle's *Responses* belongs to.

    >>> slot_of("Question 12"), slot_of("Last name")
    (12, None)
    """
    found = _PLACE.fullmatch(name.strip())
    return int(found[1]) if found else None


@dataclass(slots=True)
class Grades:
    """What tables say of students: points by place of Moodle's quiz, and of whole assignments by their names.

    >>> grades = Grades()
    >>> grades.note("ada", ["assignment", "student_id", "raw_score", "max_score"], ["week-4", "ada", "5.0", "10.0"])
    >>> grades.of("ada", "week-4"), grades.of("ada", "") == grades.of("ada", "week-4"), grades.of("bob", "week-4")
    (Points(got=Fraction(5, 1), most=Fraction(10, 1)), True, None)
    """

    places: dict[str, dict[int, Points]] = field(default_factory=dict)
    wholes: dict[str, dict[str, Points]] = field(default_factory=dict)

    def note(self, student: str, header: Sequence[str], cells: Sequence[str]) -> None:
        """What one line says."""
        if places := slots(header, cells):
            self.places[student] = places
        if total := whole(header, cells):
            named = dict(zip(map(bare, header), cells, strict=False))
            self.wholes.setdefault(student, {})[named.get("assignment", "")] = total

    def of(self, student: str, assignment: str) -> Points | None:
        """The points of an assignment; where it has no name, those of the only one."""
        known = self.wholes.get(student, {})
        if len(known) == 1 and (not assignment or "" in known):
            return next(iter(known.values()))
        return known.get(assignment)
