"""Slips are told to people in phrases, not by their identifiers."""

import re

import pytest

from quizgen.bank import load_banks
from quizgen.document.slip_names import PHRASES
from quizgen.document.wording import slip
from quizgen.slips import all_rules

NAMES = sorted(
    {rule.name for rule in all_rules()}
    | {
        name
        for exercise in load_banks().exercises.values()
        for part in exercise.parts
        for name in part.mistakes
    }
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_reads_as_a_phrase(name: str) -> None:
    said = slip(name)
    assert not re.search(r"\b(\w+) \1\b|\bthe (?:a|an|from|instead|entrywise|incoming$)\b", said)
    assert " " in said or said.endswith("ed"), said  # one word alone says what was done, or nothing
    assert not re.search(r"\w-(?:for|as|by|and|not|is|on|of|in|to|the)-", said)


@pytest.mark.parametrize("name", NAMES)
def test_what_has_a_name_of_its_own_keeps_it(name: str) -> None:
    """Adam, ReLU and LSTM are written as everywhere else, and a derivative is taken with respect to something."""
    said = slip(name)
    assert not re.search(r"\b(?:adam|relu|lstms?|grus?|macs|flops|cross entropy|one hot)\b", said)
    assert not re.search(r"\b(?:derivative|gradient) in \w\b", said)


def test_a_wrong_sign_is_not_called_the_sign_of_a_number() -> None:
    """`sign` is the slip of who takes the function sign for another; an answer with the other sign is another slip."""
    named = {
        exercise.id
        for exercise in load_banks().exercises.values()
        for part in exercise.parts
        if "sign" in part.mistakes
    }
    assert named == set()


def test_phrases_are_of_slips_that_exist() -> None:
    assert sorted(PHRASES.keys() - set(NAMES)) == []
    assert all(phrase == phrase.strip() and "  " not in phrase for phrase in PHRASES.values())
