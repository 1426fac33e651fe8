"""The reference of the bank language: its examples work as printed, its tables are complete."""

import re
from pathlib import Path

import pytest

from quizgen.bank import draw
from quizgen.bank.drawing import draw_functions
from quizgen.bank.keys import EXERCISE_KEYS, PART_KEYS
from quizgen.bank.load import load_text
from quizgen.bank.randomness import Generator
from quizgen.language.vocabulary import SMALL

PAGE = Path(__file__).parents[2] / "docs" / "bank-language.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)


NAMES = re.findall(r'^id\s*= "(reference-[\w-]+)"', "\n".join(EXAMPLES), re.MULTILINE)


def test_there_are_examples() -> None:
    assert len(NAMES) >= len(EXAMPLES) >= 4


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_examples_work(text: str) -> None:
    loaded = load_text(text, str(PAGE))
    assert not loaded.problems
    assert loaded.exercises or loaded.sheets
    for exercise in loaded.exercises:
        for level in exercise.levels:
            for seed in range(20):
                assert draw(exercise, seed, level).parts


@pytest.mark.parametrize("name", sorted(EXERCISE_KEYS | PART_KEYS))
def test_every_key_is_described(name: str) -> None:
    assert re.search(rf"`[^`]*\b{name}\b[^`]*`", TEXT)


@pytest.mark.parametrize("name", sorted({*draw_functions(Generator("")), *SMALL}))
def test_every_function_is_described(name: str) -> None:
    assert re.search(rf"`[^`]*\b{name}\b[^`]*`", TEXT)
