"""Classmates' keys among wrong answers: honest classes are left alone, a copied sheet is found."""

import random
from collections.abc import Callable, Mapping

import pytest

from quizgen.grading.coincidence import WrongAnswer, improbable_pairs

STUDENTS = [f"s{i:02}" for i in range(30)]
QUESTIONS = 8
# How far keys of an exercise spread: sizes and strides, counts, products of counts.
SPREADS: dict[str, Callable[[random.Random], int]] = {
    "narrow": lambda rng: rng.randint(2, 12),
    "counts": lambda rng: rng.randint(5, 60),
    "products": lambda rng: rng.randint(2, 12) * rng.randint(5, 60),
    "skewed": lambda rng: min(rng.randint(1, 40), rng.randint(1, 40), rng.randint(1, 40)),
}
Keys = dict[str, dict[str, str]]


def class_of(rng: random.Random, spread: Callable[[random.Random], int]) -> Keys:
    return {f"{q}": {name: str(spread(rng)) for name in STUDENTS} for q in range(1, QUESTIONS + 1)}


def given(student: str, question: str, answer: str, keys: Keys) -> WrongAnswer:
    owners = [n for n, key in keys[question].items() if key == answer and n != student]
    return WrongAnswer(student, question, question, tuple(owners))


def honest(rng: random.Random, keys: Keys, share: float) -> list[WrongAnswer]:
    """Wrong answers as they come about: near the key, or the key of other numbers."""
    found = []
    for question, own in keys.items():
        values = [int(key) for key in own.values()]
        for name, key in own.items():
            if rng.random() < share:
                near = int(key) + rng.choice((-2, -1, 1, 2))
                answer = near if rng.random() < 0.4 else rng.choice(values) + rng.choice((0, 0, 1))
                if str(answer) != key:
                    found.append(given(name, question, str(answer), keys))
    return found


def copied(keys: Keys, student: str, owner: str, questions: int) -> list[WrongAnswer]:
    return [
        given(student, f"{q}", keys[f"{q}"][owner], keys)
        for q in range(1, questions + 1)
        if keys[f"{q}"][owner] != keys[f"{q}"][student]
    ]


@pytest.mark.parametrize("share", [0.15, 0.4, 0.9])
@pytest.mark.parametrize("spread", SPREADS)
def test_honest_classes_are_left_alone(spread: str, share: float) -> None:
    rng = random.Random(f"{spread}{share}")  # noqa: S311 - a simulation
    classes, named = 60, 0
    for _ in range(classes):
        keys = class_of(rng, SPREADS[spread])
        named += bool(improbable_pairs(honest(rng, keys, share), keys))
    assert named <= 6  # one in twenty is what the rule allows


@pytest.mark.parametrize("spread", ["counts", "products", "skewed"])
def test_a_copied_sheet_is_found(spread: str) -> None:
    rng = random.Random(spread)  # noqa: S311 - a simulation
    classes, found, others = 40, 0, 0
    for _ in range(classes):
        keys = class_of(rng, SPREADS[spread])
        rest = [a for a in honest(rng, keys, 0.3) if a.student != "s03"]
        pairs = improbable_pairs([*rest, *copied(keys, "s03", "s17", QUESTIONS)], keys)
        found += ("s03", "s17") in pairs
        others += len(pairs - {("s03", "s17")})
    assert found >= 0.95 * classes
    assert others <= 4


def test_one_agreement_is_never_named() -> None:
    keys: Keys = {"1": {name: str(10_000 + 37 * i) for i, name in enumerate(STUDENTS)}}
    assert improbable_pairs([given("s03", "1", keys["1"]["s17"], keys)], keys) == frozenset()


def test_parts_of_one_question_count_once() -> None:
    own: Mapping[str, str] = {name: str(10_000 + 37 * i) for i, name in enumerate(STUDENTS)}
    keys = {f"1{letter}": own for letter in "abcdef"}
    sheet = [WrongAnswer("s03", "1", part, ("s17",)) for part in keys]
    assert improbable_pairs(sheet, keys) == frozenset()
    apart = [WrongAnswer("s03", part, part, ("s17",)) for part in keys]
    assert improbable_pairs(apart, keys) == frozenset({("s03", "s17")})


def test_a_popular_answer_says_nothing() -> None:
    keys = {f"{q}": {n: "12" if i % 2 else str(100 + i) for i, n in enumerate(STUDENTS)} for q in range(6)}  # fmt: skip
    odd = tuple(name for i, name in enumerate(STUDENTS) if i % 2)
    sheet = [WrongAnswer("s04", part, part, odd) for part in keys]
    assert improbable_pairs(sheet, keys) == frozenset()
