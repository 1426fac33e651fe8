"""Text as a matrix of zeros and ones, one row per letter: the input of a text convolution.

Source: Hocking (2021), slide "Convolutional stage" ("a good book !").
"""

from typing import TYPE_CHECKING, Any

from quizgen.solver.derivation import is_recording, record
from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity

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
    found = tuple(place for place, here in enumerate(text, start=1) if here == letter)
    if is_recording():
        shown = ", ".join(f"`{here}` {place}" for place, here in _numbered(text))
        places = ", ".join(str(place) for place in found)
        record(r"\text{columns}", "", "", f"({places})", f"Numbered: {shown}.")
    return found


@quantity
def alphabet_count(text: str, alphabet: str) -> int:
    """How many characters of the text are in the alphabet: the ones in the matrix.

    >>> alphabet_count("a good book !", "abcdefghijklmnopqrstuvwxyz!")
    10
    """
    _check(alphabet)
    counts = {letter: text.count(letter) for letter in alphabet if letter in text}
    terms = " + ".join(str(count) for count in counts.values()) or "0"
    each = ", ".join(f"`{letter}` {count}" for letter, count in counts.items()) or "none"
    found = sum(counts.values())
    record(r"\text{ones}", "", terms, str(found), f"Characters of the alphabet: {each}.")
    return found


@quantity
def zero_columns(text: str, alphabet: str) -> tuple[int, ...]:
    """Positions, counted from 1, of characters that are not in the alphabet.

    >>> zero_columns("a good book !", "abcdefghijklmnopqrstuvwxyz!")
    (2, 7, 12)
    """
    _check(alphabet)
    found = tuple(place for place, here in enumerate(text, start=1) if here not in alphabet)
    if is_recording():
        shown = ", ".join(f"`{here}` {place}" for place, here in _numbered(text))
        places = ", ".join(str(place) for place in found)
        record(r"\text{columns}", "", "", f"({places})", f"Numbered: {shown}.")
    return found


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
    if is_recording():
        pairs = ", ".join(
            f"{_shown(a)} {'=' if same else '≠'} {_shown(b)}"
            for a, b, same in zip(window, word, agree, strict=True)
        )
        record("h", "", " + ".join(map(str, agree)), str(sum(agree)), f"Place by place: {pairs}.")
    return sum(agree)


def _shown(character: str) -> str:
    return "␣" if character == " " else character


def _numbered(text: str) -> list[tuple[int, str]]:
    """The characters with their places, a blank as the sign for it.

    >>> _numbered("a b")
    [(1, 'a'), (2, '␣'), (3, 'b')]
    """
    return [(place, _shown(here)) for place, here in enumerate(text, start=1)]


def _check(alphabet: str) -> None:
    if len(set(alphabet)) != len(alphabet):
        raise ShapeError(f"alphabet {alphabet!r} has a letter twice")
