"""The text of slide S34, whose printed table lost its columns."""

import string
from collections.abc import Callable

import pytest

from quizgen.solver import Conv1d, ShapeError
from quizgen.solver.text import (
    alphabet_count,
    matches,
    one_hot,
    one_hot_positions,
    zero_columns,
)
from quizgen.telling import recording

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


@pytest.mark.parametrize("word", ["book", "o", "good", "a g", "k !"])
def test_a_word_as_a_filter_counts_the_places_that_agree(word: str) -> None:
    """The same as the convolution of the two matrices, in torch and here; a blank agrees with nothing."""
    torch = pytest.importorskip("torch")
    text = TEXT + "      "
    windows = [text[u : u + len(word)] for u in range(len(text) - len(word) + 1)]
    found = [matches(window, word, ALPHABET) for window in windows]
    matrix, weights = one_hot(text, ALPHABET), one_hot(word, ALPHABET)
    assert found == Conv1d(27, 1, len(word), bias=False).output(matrix, weights[None])[0].tolist()
    again = torch.nn.functional.conv1d(torch.tensor(matrix[None]), torch.tensor(weights[None]))
    assert found == again.ravel().tolist()


def test_matches_are_told_place_by_place() -> None:
    with recording() as steps:
        assert matches("a go", "good", ALPHABET) == 0
        assert matches("good", "book", ALPHABET) == 2
    assert [step.note for step in steps] == [
        "Place by place: a ≠ g, ␣ ≠ o, g ≠ o, o ≠ d.",
        "Place by place: g ≠ b, o = o, o = o, d ≠ k.",
    ]
    assert str(steps[1]) == "h = 0 + 1 + 1 + 0 = 2"


def test_letters_and_places_are_told() -> None:
    with recording() as steps:
        alphabet_count("a go", ALPHABET)
        one_hot_positions("a go", "o")
        zero_columns("a go", ALPHABET)
    assert [step.note for step in steps] == [
        "Characters of the alphabet: `a` 1, `g` 1, `o` 1.",
        "Numbered: `a` 1, `␣` 2, `g` 3, `o` 4.",
        "Numbered: `a` 1, `␣` 2, `g` 3, `o` 4.",
    ]


def test_a_window_of_another_length_is_refused() -> None:
    with pytest.raises(ShapeError, match="window 'ab' and word 'abc' differ in length"):
        matches("ab", "abc", ALPHABET)


def test_a_letter_twice_is_refused() -> None:
    with pytest.raises(ShapeError, match="alphabet 'aba' has a letter twice"):
        one_hot("a", "aba")


class TestAlphabet:
    """A letter that stood twice would have two rows: whoever reads an alphabet refuses it."""

    @pytest.mark.parametrize("ask", [
        lambda letters: one_hot("a", letters), lambda letters: alphabet_count("a", letters),
        lambda letters: zero_columns("a", letters), lambda letters: matches("a", "a", letters),
    ], ids=["one_hot", "alphabet_count", "zero_columns", "matches"])  # fmt: skip
    def test_a_letter_twice(self, ask: Callable[[str], object]) -> None:
        with pytest.raises(ShapeError) as refused:
            ask("aba")
        assert str(refused.value) == "alphabet 'aba' has a letter twice"
        ask("ab")

    def test_one_letter_only(self) -> None:
        for letter in ("", "ab"):
            with pytest.raises(ShapeError) as refused:
                one_hot_positions("abc", letter)
            assert str(refused.value) == f"letter {letter!r} is not one character"

    def test_words_of_one_length(self) -> None:
        with pytest.raises(ShapeError) as refused:
            matches("good", "goo", ALPHABET)
        assert str(refused.value) == "window 'good' and word 'goo' differ in length"

    def test_nothing_to_read(self) -> None:
        assert one_hot("", "ab").shape == (2, 0)
        assert (zero_columns("", "ab"), one_hot_positions("", "a")) == ((), ())
        assert (alphabet_count("", "ab"), matches("", "", "ab")) == (0, 0)
