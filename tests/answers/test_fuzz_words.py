"""A slice of `benchmarks/fuzz_words.py`: words and signs around right values, judged by a strict oracle."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from quizgen.answers import answer_kind

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "fuzz_words.py"
NAMES = {"names": ["U", "\\lambda"], "units": ["outputs"]}


def corpus() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_words", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_words"] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


FUZZ = corpus()


@pytest.mark.again
@pytest.mark.parametrize("seed", [11, 12])
def test_nothing_is_accepted_that_says_something_else(seed: int) -> None:
    found = FUZZ.chunk(seed)
    assert found.trouble == []
    assert sum(found.accepted.values()) > 20  # the words that change nothing are among them


def test_there_are_words_of_six_languages() -> None:
    assert len(FUZZ.WORDS) >= 2_000


@pytest.mark.again
def test_each_word_beside_a_value() -> None:
    kind = FUZZ.judge("count")
    templates = ("{w}: {v}", "{w} = {v}", "{w} {v}", "{v} {w}")
    wrongly = [
        text
        for word in FUZZ.WORDS
        for template in templates
        if kind.judge(text := template.format(w=word, v=7)).status == "correct"
        and not FUZZ.may_be_accepted("count", template, (word,))
    ]
    assert wrongly == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("U = 7", "correct"),
        ("lambda: 7", "correct"),
        ("λ = 7", "correct"),
        ("7 outputs", "correct"),
        ("7 Ausgänge", "correct"),
        ("theta: 7", "unreadable"),
        ("7 weights", "unreadable"),
        ("weights: 7", "unreadable"),
        ("U^2 = 7", "unreadable"),
        ("2U = 7", "unreadable"),
    ],
)
def test_names_and_units_of_the_part(text: str, status: str) -> None:
    assert answer_kind("integer", 7, **NAMES).judge(text).status == status
