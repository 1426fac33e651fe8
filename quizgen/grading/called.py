"""What the parts of a sheet are called: by number and letter, by exercise, by the code of the numbers."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

# By question the exercise and the ids of its parts: most sheets of a class have the same.
Shape = tuple[tuple[str, tuple[str, ...]], ...]


class Called(NamedTuple):
    """One part: the label that is printed, the question's place, and all names it may be called by.

    `exercise` is the exercise, with the part's name where there are several.
    """

    label: str
    question: int
    names: tuple[str, ...]
    exercise: str


def called(shape: Shape, codes: Sequence[str] = ()) -> Iterator[Called]:
    """The parts in order; with `codes` they are called by these, too.

    >>> [one.names for one in called((("relu", ("y",)),), ["relu·x1"])]
    [('1a', '1y', 'relu·x1a', 'relu·x1y', 'relua', 'reluy', '1', 'relu·x1', 'relu')]
    """
    ids = [id_ for id_, _ in shape]
    for place, (id_, parts) in enumerate(shape):
        alone, only = len(parts) == 1, ids.count(id_) == 1
        # A letter is the one that is printed, whatever ids the parts have.
        letters = {chr(ord("a") + i) for i in range(len(parts))}
        number = str(place + 1)
        owns = [number, *(one for one in codes[place : place + 1] if one), *([id_] if only else [])]
        for i, part in enumerate(parts):
            letter = chr(ord("a") + i)
            ends = (letter,) if part.casefold() in letters - {letter} else (letter, part)
            names = [own + end for own in owns for end in ends]
            label = number if alone else number + letter
            exercise = id_ if alone else f"{id_}/{part}"
            yield Called(label, place, (*names, *(owns if alone else ())), exercise)
