"""The conventions an exercise declares: those of the lecture, others that it can take, and what a course makes of them."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from quizgen.bank.exercise import Exercise
from quizgen.bank.profiles import meant
from quizgen.bank.recipes import needed
from quizgen.language.expression import compiled
from quizgen.solver.conventions import CONVENTIONS, DEFAULTS
from quizgen.solver.other_convention import agree, is_known, where

# The name by which expressions and texts read the conventions that their exercise can take.
PROFILE = "profile"
_READ = re.compile(r"\bprofile\.([a-z_]+)")


def declared(
    table: Mapping[str, Any], path: str, problem: Callable[[str, str, str], None]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The conventions with their values, and further values that the exercise can take.

    `problem` is told the field, below `path`, what is wrong and what would be right.

    >>> declared({"bias": ["off", "on-units"], "kernel": "flipped"}, "profile", print)
    ({'bias': 'off', 'kernel': 'flipped'}, {'bias': ('on-units',)})
    """
    profile: dict[str, str] = {}
    takes: dict[str, tuple[str, ...]] = {}
    for key, written in table.items():
        values = written if isinstance(written, list) else [written]
        if key not in CONVENTIONS:
            problem(f"{path}.{key}", f"no convention is called {key!r}", meant(key, CONVENTIONS))
            continue
        unknown = [value for value in values if not is_known(key, value)]
        if unknown or not values or len(set(values)) < len(values):
            said = (
                f"{repr(unknown[0])[:60]} is no value of {key}"
                if unknown
                else "one value twice, or none"
            )
            fix = (
                meant(str(unknown[0]), CONVENTIONS[key])
                if unknown
                else f'{key} = "{next(iter(CONVENTIONS[key]))}"'
            )
            problem(f"{path}.{key}", said, fix)
            continue
        profile[key] = values[0]
        takes |= {key: tuple(values[1:])} if len(values) > 1 else {}
    return profile, takes


def under(exercise: Exercise, course: Mapping[str, str]) -> dict[str, str]:
    """The conventions of the exercise in a course: the course's own, as far as the exercise can take them.

    >>> exercise = Exercise("a", "", "", (), profile={"bias": "off"}, takes={"bias": ("on-units",)})
    >>> under(exercise, {"bias": "on"}), under(exercise, {"bias": "code"}), under(exercise, {})
    ({'bias': 'on-units'}, {'bias': 'off'}, {'bias': 'off'})
    """
    return {
        key: _chosen(exercise, key, course.get(key, has)) for key, has in exercise.profile.items()
    }


def _chosen(exercise: Exercise, key: str, wanted: str) -> str:
    has = exercise.profile[key]
    if agree(key, has, wanted):
        return has
    others = exercise.takes.get(key, ())
    return next((value for value in others if agree(key, value, wanted)), has)


def whole(exercise: Exercise, course: Mapping[str, str]) -> dict[str, str]:
    """What a variant says of conventions: those of the exercise, and where else the course is not the lecture's.

    >>> whole(Exercise("a", "", "", ()), {"log": "base2", "bias": "code"})
    {'log': 'base2'}
    """
    besides = {
        key: value
        for key, value in course.items()
        if key not in exercise.profile and value != DEFAULTS[key]
    }
    return {**under(exercise, course), **besides}


def kept(exercise: Exercise, course: Mapping[str, str]) -> dict[str, str]:
    """The conventions that an exercise depends on and keeps, though the course has them otherwise.

    >>> kept(Exercise("a", "", "", (), profile={"bias": "off"}), {"bias": "on", "log": "base2"})
    {'bias': 'off'}
    """
    return {
        key: value
        for key, value in under(exercise, course).items()
        if key in course and not agree(key, value, course[key])
    }


def notes(exercises: Iterable[Exercise], course: Mapping[str, str]) -> list[str]:
    """What is said of exercises that keep a convention though the course has it otherwise: a line for each.

    >>> print(notes([Exercise("a", "", "", (), profile={"bias": "off"})], {"bias": "on"})[0])
    a keeps bias = 'off', not 'on': units have no intercepts.
    """
    return [
        f"{exercise.id} keeps {key} = {value!r}, not {course[key]!r}: {where(key, value)}."
        for exercise in exercises
        for key, value in kept(exercise, course).items()
    ]


@lru_cache(maxsize=8192)
def said_in(text: str) -> frozenset[str]:
    """The names of conventions that a text or an expression reads.

    >>> said_in("mlp(u, bias=profile.bias == 'on-units')")
    frozenset({'bias'})
    """
    return frozenset(_READ.findall(text))


@lru_cache(maxsize=1024)
def reading(lets: tuple[tuple[str, str], ...]) -> Mapping[str, frozenset[str]]:
    """The names of conventions that each let reads, by way of others too: once for an exercise."""
    let = dict(lets)
    return {name: _read((name,), let) for name in let}


def _read(expressions: tuple[str, ...], let: Mapping[str, str]) -> frozenset[str]:
    lets, _ = needed(expressions, (), let)
    return frozenset().union(*map(said_in, (*expressions, *lets.values())))


def reads(expression: str, lets: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The names of conventions that an expression reads; `lets` has those of the lets."""
    by_lets = (lets[name] for name in compiled(expression).names & lets.keys())
    return said_in(expression).union(*by_lets)
