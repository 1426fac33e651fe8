r"""The plain data in which an answer kind describes itself to those who ask, print and grade it.

Nothing here is a document, a printer's code or a value of the solver: the rooms above make those.
"""

from dataclasses import dataclass
from enum import Enum, auto


class Form(Enum):
    """What an answer consists of."""

    NUMBER = auto()  # one number
    ENTRIES = auto()  # a vector, a shape, a matrix: entries in brackets
    FORMULA = auto()
    CODE = auto()
    OPTIONS = auto()  # what is ticked, or put into an order
    WORDS = auto()  # anything else


class Choose(Enum):
    """What is done with options."""

    ONE = auto()
    SEVERAL = auto()
    ORDER = auto()


@dataclass(frozen=True, slots=True)
class Option:
    """An option: its letter (empty where it has none), its text as Markdown, whether it is right."""

    letter: str
    text: str
    right: bool


# Millimetres that take two lines of handwriting.
TALL = 18


@dataclass(frozen=True, slots=True)
class Box:
    """The room for a written answer on paper, in millimetres; `lines` > 1 is ruled for writing code."""

    width: int
    height: int
    lines: int = 1

    @property
    def is_tall(self) -> bool:
        """Whether several lines of text are written into it."""
        return self.height >= TALL


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of an answer as it reads: plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Markdown:
    """A piece of an answer as it reads: Markdown with `$LaTeX$`."""

    text: str


@dataclass(frozen=True, slots=True)
class Latex:
    """A piece of an answer as it reads: a formula in LaTeX."""

    source: str


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of an answer as it reads: code."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """A piece of an answer as it reads: numbers, entries or a formula in the JSON form of a key.

    Where an answer has one line, numbers are set as they are typed; a `formula` never is.
    """

    value: object
    in_parentheses: bool = False
    formula: bool = False


Piece = Words | Markdown | Latex | Code | Exact


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what the key has in it, whether it `is_asked` or printed, its width in millimetres.

    `how_to_type` says how it is filled in, `options` what there is to choose from.
    """

    key: tuple[Piece, ...]
    is_asked: bool
    width: int
    how_to_type: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to be filled in: heads of its columns, and rows of cells behind their own heads, as Markdown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


# Room for what is only typed.
USUAL_BOX = Box(110, 11)


def steps(size: int, rooms: dict[int, int], largest: int) -> int:
    """Room for a number of entries, rounded up in steps, so that a box does not give the size away.

    >>> steps(3, {4: 60, 8: 90}, 130), steps(9, {4: 60, 8: 90}, 130)
    (60, 130)
    """
    return next((room for limit, room in rooms.items() if size <= limit), largest)
