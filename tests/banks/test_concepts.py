"""The concepts bank by the numbers that the statements print, and by what the judge says of each term."""

import re
from fractions import Fraction

import pytest

from quizgen.answers import kind_class
from quizgen.bank import draw, load_banks
from quizgen.language.judges import kind_of
from quizgen.variant import Variant

BANK = {name: one for name, one in load_banks().exercises.items() if one.bank == "concepts"}
SEEDS = range(60)


def drawn(name: str) -> list[Variant]:
    return [draw(BANK[name], seed) for seed in SEEDS]


def numbers(text: str) -> list[Fraction]:
    return [Fraction(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]


def test_there_are_three_of_each_form() -> None:
    kinds = [(name, part.kind, part.work_of) for name, one in BANK.items() for part in one.parts]
    assert len({name for name, kind, _ in kinds if kind == "words"}) >= 3
    assert len({name for name, kind, work in kinds if kind == "text" and not work}) >= 3
    assert len({name for name, _, work in kinds if work}) >= 3


def test_losses_by_the_values_that_are_printed() -> None:
    seen = set()
    for variant in drawn("name-the-loss"):
        name = variant.parts[0].key[0]
        found = numbers(variant.text.replace("$", ""))
        if name == "squared error":
            loss, y, h, loss2, y2, h2 = found
            assert ((h - y) ** 2, (h2 - y2) ** 2) == (loss, loss2)
        elif name == "absolute error":
            loss, y, h, loss2, y2, h2 = found
            assert (abs(h - y), abs(h2 - y2)) == (loss, loss2)
        elif name == "hinge loss":
            loss, y, h, loss2, y2, h2 = found[:6]
            assert (max(0, 1 - y * h), max(0, 1 - y2 * h2)) == (loss, loss2)
        else:
            assert name == "cross-entropy"
            assert (found[0], found[3]) == (found[2], found[5])
        seen.add(name)
    assert len(seen) == 4


def test_what_the_losses_say() -> None:
    for variant in drawn("name-the-fit"):
        term = variant.parts[0].key[0]
        found = numbers(variant.text)
        if term == "divergence":
            assert found[0] < found[1] < found[3]
        else:
            guess, _, train, other, _, train2, other2 = found
            assert (term == "overfitting") == (train2 < train - Fraction(1, 10) and other2 > other)
            assert (term == "underfitting") == (train2 > guess - Fraction(1, 10))


@pytest.mark.parametrize("name", sorted(BANK))
def test_no_term_is_right_in_another_draw_of_the_same_question(name: str) -> None:
    """Each declared term is right where it is the key, and never where another is."""
    for seed in range(25):
        variant = draw(BANK[name], seed)
        for part in variant.parts:
            if part.kind != "words":
                continue
            judge = kind_of(part)
            assert all(judge.judge(term).status == "correct" for term in part.key)
            for mistake in part.mistakes:
                terms = [mistake.value] if isinstance(mistake.value, str) else mistake.value
                for term in terms:
                    verdict = judge.judge(term)
                    assert (verdict.status, verdict.mistake) == ("wrong", mistake.name)
                    assert verdict.feedback == mistake.hint
        assert all(
            kind_class(part.kind).by_person == bool(part.settings.get("rubric"))
            for part in variant.parts
        )
