"""The order in which new exercises come: the lecture's, as the ready-made sheets of its weeks have it."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizgen.bank.exercise import Exercise
    from quizgen.bank.library import Library

_WEEK = re.compile(r"week-(\d+)")


def in_lecture_order(library: "Library") -> "list[Exercise]":
    """All exercises: those of week 1 first. What is on no sheet follows the last week of its bank.

    Banks that no week knows come first if they are found before the lecture's, as a person's own
    are, and last otherwise.
    """
    found = ((_WEEK.match(sheet.id), sheet) for sheet in library.sheets.values())
    weeks = sorted(((int(m[1]), sheet) for m, sheet in found if m), key=lambda week: week[0])
    place: dict[str, tuple[int, int, int]] = {}
    last: dict[str, int] = {}
    for week, sheet in weeks:
        for number, question in enumerate(sheet.questions):
            place.setdefault(question.id, (week, 0, number))
            if question.id in library.exercises:
                last[library.exercises[question.id].bank] = week
    end = max(last.values(), default=0) + 1
    is_own = True
    for number, exercise in enumerate(library.exercises.values()):
        is_own = is_own and exercise.bank not in last
        beside = last.get(exercise.bank, 0 if is_own else end)
        place.setdefault(exercise.id, (beside, 1, number))
    return sorted(library.exercises.values(), key=lambda exercise: place[exercise.id])
