"""Keys computed a second time from the drawn values alone, for the tests of this folder.

Each module beside this one has `KEYS`: for an exercise's id a function that takes the drawn values (fractions
as `Fraction`, logarithms and multiples of pi as floats) and gives the answer of every part by its id, computed
from the statement with torch, NumPy, enumeration or plain formulas, never with the solver. Where a right answer
can be written in many ways it gives a function of an answer instead, which says whether it is right.

A module may have `MISCONCEPTIONS` too: names of mistakes that come up among the draws of an exercise.
"""

import importlib
import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quizgen.bank import Exercise, draw, load_banks
from quizgen.bank.library import Library
from quizgen.bank.statement import identity
from quizgen.variant import Part, Variant

# Draws of each level: few beside everything else, 200 in CI, 1000 when somebody asks for them.
DRAWS = int(os.environ.get("QUIZGEN_DRAWS", "4"))
# `quizgen check` wants 200 different statements in its own 300 draws; other draws have some more or fewer.
A_CLASS, DIFFERENT = 300, 210
# Modules of this folder without keys.
NO_KEYS = frozenset({"second", "test_every", "test_second"})
RATIO = r"\d+(?:/\d+)?"
LOGARITHM = re.compile(rf"(-?)(?:({RATIO})\*)?ln\(({RATIO})\)([+-]{RATIO})?")
ROOT = re.compile(r"([+-]?)(?:(\d+)\*?)?(?:(?<!\d)sqrt\((\d+)\))?(?:/(\d+))?")
Values = Mapping[str, Any]
Keys = Mapping[str, Any]
Second = Callable[[Values], Keys]


def number(value: Any) -> Any:
    """A drawn value from its JSON form: exact; a logarithm, a root or a multiple of pi as a float."""
    if isinstance(value, list):
        return [number(entry) for entry in value]
    if not isinstance(value, str):
        return value
    text = value.replace(" ", "")
    if found := LOGARITHM.fullmatch(text):
        times = Fraction(found[2] or 1) * (-1 if found[1] else 1)
        return float(times) * math.log(Fraction(found[3])) + float(Fraction(found[4] or 0))
    if "sqrt" in text:
        terms = re.findall(r"[+-]?[^+-]+", text)
        return sum(root(term) for term in terms) if all(map(ROOT.fullmatch, terms)) else value
    if found := re.fullmatch(r"(-?\d*)\*?pi(?:/(\d+))?", text):
        count = {"": 1, "-": -1}.get(found[1]) or int(found[1])
        return count * math.pi / int(found[2] or 1)
    return Fraction(text) if re.fullmatch(r"-?\d+/\d+", text) else value


def root(term: str) -> float:
    """One term of a sum: a multiple of a root, or a fraction."""
    found = ROOT.fullmatch(term)
    assert found, term
    size = int(found[2] or 1) * math.sqrt(int(found[3] or 1)) / int(found[4] or 1)
    return -size if found[1] == "-" else size


def numbers(value: Any) -> list[float] | None:
    """The numbers of a value in reading order; None where it is no number, list or matrix of numbers."""
    if isinstance(value, (list, tuple)):
        inside = [numbers(entry) for entry in value]
        return None if None in inside else [entry for part in inside if part for entry in part]
    value = number(value)
    return [float(value)] if isinstance(value, (int, float, Fraction)) else None


def agree(key: Any, expected: Any) -> bool:
    """Whether a key is what was computed: text for text, numbers within 1e-9 in the same arrangement.

    A function says itself whether an answer is right.
    """
    if callable(expected):
        return bool(expected(key))
    if isinstance(expected, (list, tuple)) != isinstance(key, (list, tuple)):
        return False
    if isinstance(expected, (list, tuple)):
        return len(key) == len(expected) and all(map(agree, key, expected))
    found, wanted = numbers(key), numbers(expected)
    if found is None or wanted is None:
        return bool(key == expected)
    return found == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def shown(part: Part, value: Any) -> Any:
    """A value as the student sees it: the option's text of a choice, those of several sorted, a picture.

    An order is the list of its items' texts; where several orders are right, it is before each item those
    that it needs.
    """
    if part.pictures:
        return part.pictures[part.settings["choices"].index(value)]
    if part.kind == "order":
        texts = dict(zip(part.settings["choices"], part.settings["items"], strict=True))
        placed = in_places(value) if isinstance(value, dict) else value
        if placed is None:
            return {texts[item]: [texts[one] for one in needed] for item, needed in value.items()}
        return [texts[letter] for letter in placed]
    if "choice_texts" not in part.settings:
        return value
    texts = dict(zip(part.settings["choices"], part.settings["choice_texts"], strict=True))
    if isinstance(value, list):
        return sorted(texts[letter] for letter in value)
    return texts[value]


def in_places(before: Mapping[str, list[str]]) -> list[str] | None:
    """The only order in which each item comes after those it needs; None where there are several."""
    order: list[str] = []
    while len(order) < len(before):
        free = [item for item in before if item not in order and set(before[item]) <= set(order)]
        if len(free) != 1:
            return None
        order += free
    return order


@cache
def library() -> Library:
    found: Library = load_banks()
    return found


def drawn(family: str, draws: int = DRAWS) -> list[Variant]:
    """Variants of every level, and every instance once."""
    exercise = library().exercise(family)
    found = [draw(exercise, f"again-{i}", level) for level in exercise.levels for i in range(draws)]
    return found + [draw(exercise, "again", instance=name) for name in exercise.instance]


def few(exercise: Exercise, made: Sequence[Variant]) -> dict[str, int]:
    """The levels that have too few different statements for a class, and how many they have.

    What was drawn is counted first: most levels need hardly a draw more than 200.
    """
    found = {}
    for level in () if exercise.few else exercise.levels:
        of_level = [variant for variant in made if variant.level == level and not variant.instance]
        seen = set(map(identity, of_level[:A_CLASS]))
        for i in range(len(of_level), A_CLASS):
            if len(seen) >= DIFFERENT:
                break
            seen.add(identity(draw(exercise, f"again-{i}", level)))
        if len(seen) < DIFFERENT:
            found[level] = len(seen)
    return found


def check(family: str, second: Second, draws: int = DRAWS) -> None:
    """Every key agrees with the second computation, no recognised mistake does, no part is left out.

    Of many draws it also wants enough different statements; few draws say nothing about those.
    """
    made = drawn(family, draws)
    if draws >= 200:
        rare = few(library().exercise(family), made)
        assert not rare, f"{family}: different statements of {A_CLASS} draws: {rare}"
    for variant in made:
        expected = second({name: number(value) for name, value in variant.values.items()})
        assert set(expected) == {part.id for part in variant.parts}, family
        for part in variant.parts:
            answer = expected[part.id]
            said = (variant.level, variant.seed, variant.values, part.id)
            assert agree(shown(part, part.key), answer), (*said, part.key, answer)
            for mistake in part.mistakes:
                assert not agree(shown(part, mistake.value), answer), (*said, mistake.name)


def recognised(family: str, names: str, seeds: int = 60) -> None:
    """All these mistakes come up among the draws of an exercise; none is the key, each has a hint of its own."""
    exercise = library().exercise(family)
    wanted, found = set(names.split()), set()
    for seed in range(seeds):
        for level in exercise.levels:
            for part in draw(exercise, seed, level).parts:
                for mistake in part.mistakes:
                    found.add(mistake.name)
                    assert mistake.value != part.key, (seed, level, part.id, mistake.name)
                    assert mistake.hint
                    assert not mistake.hint.startswith("This looks like"), mistake.name
        if seed >= 3 and wanted <= found:
            break
    assert wanted <= found, wanted - found


def modules() -> list[ModuleType]:
    """The modules of this folder that compute something."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    found = [
        importlib.import_module(f"tests.banks.again.{name}")
        for name in names
        if name not in NO_KEYS
    ]
    return [module for module in found if hasattr(module, "KEYS")]


def together(table: str) -> dict[str, Any]:
    """What all modules have in their table of this name; `ValueError` where two have the same exercise."""
    found: dict[str, Any] = {}
    for module in modules():
        of_module: Mapping[str, Any] = getattr(module, table, {})
        if twice := found.keys() & of_module.keys():
            raise ValueError(f"{table} of {module.__name__} has again {', '.join(sorted(twice))}")
        found |= of_module
    return found
