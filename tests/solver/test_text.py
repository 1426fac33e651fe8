"""The text of slide S34, whose printed table lost its columns."""

import string

import pytest

from quizgen.solver import ShapeError
from quizgen.solver.text import alphabet_count, one_hot, one_hot_positions, zero_columns

TEXT = "a good book !"
ALPHABET = string.ascii_lowercase + "!"


@pytest.mark.parametrize(
    ("letter", "places"),
    [
        ("a", (1,)),
        ("g", (3,)),
        ("o", (4, 5, 9, 10)),
        ("d", (6,)),
        ("b", (8,)),
        ("k", (11,)),
        ("!", (13,)),
    ],
)
def test_lecture(letter: str, places: tuple[int, ...]) -> None:
    assert one_hot_positions(TEXT, letter) == places
    row = one_hot(TEXT, ALPHABET)[ALPHABET.index(letter)]
    assert tuple(i + 1 for i, here in enumerate(row) if here) == places


def test_blanks_are_zero_columns() -> None:
    matrix = one_hot(TEXT, ALPHABET)
    assert matrix.shape == (27, 13)
    assert zero_columns(TEXT, ALPHABET) == (2, 7, 12)
    assert alphabet_count(TEXT, ALPHABET) == matrix.sum() == 10


def test_a_letter_twice_is_refused() -> None:
    with pytest.raises(ShapeError, match="alphabet 'aba' has a letter twice"):
        one_hot("a", "aba")
