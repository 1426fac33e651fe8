"""Every row of the conventions has values, one default, and sentences to print."""

import pytest

from quizgen.solver import ShapeError
from quizgen.solver.conventions import CONVENTIONS, DEFAULTS, convention

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
