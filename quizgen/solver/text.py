"""Text as a matrix of zeros and ones, one row per letter: the input of a text convolution.

Source: Hocking (2021), slide "Convolutional stage" ("a good book !").
"""

from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave

if TYPE_CHECKING:
    import numpy as np


@quantity
def one_hot(text: str, alphabet: str) -> "np.ndarray[Any, Any]":
    """The matrix `(len(alphabet), len(text))` with 1 where the row's letter stands.

    A character outside the alphabet, such as a blank, is a column of zeros.

    >>> one_hot("a b", "ab").tolist()
    [[1, 0, 0], [0, 0, 1]]
    """
    import numpy as np

    _check(alphabet)
    rows = [[int(character == letter) for character in text] for letter in alphabet]
    return np.array(rows, dtype=np.int64).reshape(len(alphabet), len(text))


@quantity
def one_hot_positions(text: str, letter: str) -> tuple[int, ...]:
    """Where the letter stands, counted from 1: the ones in its row.

    >>> one_hot_positions("a good book !", "o")
    (4, 5, 9, 10)
    """
    if len(letter) != 1:
        raise ShapeError(f"letter {letter!r} is not one character")
    return tuple(place for place, here in enumerate(text, start=1) if here == letter)


@quantity
def alphabet_count(text: str, alphabet: str) -> int:
    """How many characters of the text are in the alphabet: the ones in the matrix.

    >>> alphabet_count("a good book !", "abcdefghijklmnopqrstuvwxyz!")
    10
    """
    _check(alphabet)
    counts = {letter: text.count(letter) for letter in alphabet if letter in text}
    found = sum(counts.values())
    leave("characters counted", found, counts=counts)
    return found


@quantity
def zero_columns(text: str, alphabet: str) -> tuple[int, ...]:
    """Positions, counted from 1, of characters that are not in the alphabet.

    >>> zero_columns("a good book !", "abcdefghijklmnopqrstuvwxyz!")
    (2, 7, 12)
    """
    _check(alphabet)
    return tuple(place for place, here in enumerate(text, start=1) if here not in alphabet)


@quantity
def matches(window: str, word: str, alphabet: str) -> int:
    """What the filter that is the word's one-hot code gives at a window: places that agree.

    Both have one length; a character outside the alphabet agrees with nothing.

    >>> matches("good", "book", "abcdefghijklmnopqrstuvwxyz!")
    2
    """
    _check(alphabet)
    if len(window) != len(word):
        raise ShapeError(f"window {window!r} and word {word!r} differ in length")
    agree = [int(a == b and a in alphabet) for a, b in zip(window, word, strict=True)]
    leave("places compared", sum(agree), window=window, word=word, agree=agree)
    return sum(agree)


def _check(alphabet: str) -> None:
    if len(set(alphabet)) != len(alphabet):
        raise ShapeError(f"alphabet {alphabet!r} has a letter twice")
