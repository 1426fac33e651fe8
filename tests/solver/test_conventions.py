"""Every row of the conventions has values, one default, and sentences to print."""

import re
from pathlib import Path

import pytest

from quizgen.solver import ShapeError
from quizgen.solver.conventions import CONVENTIONS, DEFAULTS, convention
from quizgen.solver.other_convention import right_under, where

ROOT = Path(__file__).parents[2]
ROWS = [
    "bias",
    "layout",
    "kernel",
    "connections",
    "size-rounding",
    "stride-phase",
    "pool-window",
    "default-stride",
    "index-base",
    "loss-reduction",
    "labels",
    "log",
    "relu-at-zero",
    "step-at-zero",
    "last-activation",
    "steps",
    "momentum",
    "adam-eps",
    "penalty",
    "macs",
    "bytes",
    "rnn-bias",
    "bn-count",
    "dropout",
    "variance",
    "avg-pool-pad",
    "decimals",
]


def test_every_row_of_the_catalogue_is_there() -> None:
    assert list(CONVENTIONS) == ROWS
    assert set(DEFAULTS) == set(ROWS)


@pytest.mark.parametrize("key", ROWS)
def test_values_are_different_sentences(key: str) -> None:
    sentences = list(CONVENTIONS[key].values())
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.endswith(".") for sentence in sentences)
    assert convention(key) == CONVENTIONS[key][DEFAULTS[key]]


def test_unknown_value_lists_the_known() -> None:
    with pytest.raises(ShapeError, match="convention layout='cols': known values are column, rows"):
        convention("layout", "cols")


# What goes on behind "where": a name or a small word first, something said of it, and no full stop.
CLAUSE = re.compile(
    r"(?:[a-z]+|\$[a-z]\$|ReLU|Adam|1 ki?B|1 KiB)(?: [^.]+)? "
    r"(?:is|are|has|have|computes|slides|counts?|divides|gives|makes|starts)(?: [^.]+)?"
)


class TestWhere:
    """One sentence of two clauses tells an answer that another convention makes right."""

    def test_each_value_is_a_clause(self) -> None:
        for key, values in CONVENTIONS.items():
            for value in values:
                assert CLAUSE.fullmatch(where(key, value)), (key, value, where(key, value))

    def test_two_values_are_told_apart(self) -> None:
        for key, values in CONVENTIONS.items():
            assert len({where(key, value) for value in values}) == len(values)

    def test_a_sentence(self) -> None:
        assert right_under("bytes", "1000", "1024") == (
            "Right where 1 kB is 1000 bytes; here 1 KiB is 1024 bytes."
        )

    def test_unknown(self) -> None:
        for key, value in (("bytes", "1001"), ("byte", "1000")):
            with pytest.raises(ValueError, match="known"):
                where(key, value)


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{2,}", text.lower()))


def test_each_word_is_one_that_the_shipped_texts_have() -> None:
    """A letter too many or too few makes another word."""
    pages = [ROOT / "docs/reference.md", ROOT / "README.md", *(ROOT / "banks").glob("*.toml")]
    known = set().union(*(words(page.read_text(encoding="utf-8")) for page in pages))
    for key, values in CONVENTIONS.items():
        for value, sentence in values.items():
            said = words(sentence) | words(where(key, value))
            assert said - known - {"flop", "testing"} == set(), (key, value)
