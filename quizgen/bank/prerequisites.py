"""Which exercise comes before which: ids that must be there, and no circle."""

from collections.abc import Iterator

from quizgen.bank.exercise import Exercise
from quizgen.bank.library import Library
from quizgen.bank.sheets import KNOWN
from quizgen.errors import Problem
from quizgen.language.repairs import nearest


def prerequisite_problems(library: Library, known: Library) -> Iterator[Problem]:
    """Prerequisites of the exercises in `library` that are not in `known`, or lead back to the exercise itself."""
    for exercise in library.exercises.values():
        for name in exercise.prerequisites:
            if name not in known.exercises:
                fix = nearest(name, known.exercises)
                fix = fix if fix.startswith("did") else KNOWN
                yield _problem(exercise, f"no exercise is called {name!r}", fix)
        if circle := _way_back(exercise.id, known):
            said = f"comes back to this exercise: {' needs '.join(circle)}"
            yield _problem(exercise, said, "leave out the one that can be done without the other")


def _problem(exercise: Exercise, said: str, fix: str) -> Problem:
    line = exercise.line("prerequisites")
    return Problem(exercise.file, line, f"{exercise.id}.prerequisites", said, fix)


def _way_back(start: str, known: Library) -> list[str]:
    """The ids from an exercise over its prerequisites to itself; empty where there is no such way."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        exercise = known.exercises.get(way[-1])
        for name in exercise.prerequisites if exercise else ():
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
