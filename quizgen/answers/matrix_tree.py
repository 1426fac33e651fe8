r"""Formulas in scalars, vectors and matrices as trees.

The parser leaves products as they were typed (`BESIDE`, `STAR`, `AT`, `DOT`): which product that is,
shapes decide, see `quizgen.answers.matrix_shapes`. What can be computed has the signs `SCALE`,
`MATMUL`, `HADAMARD` and `INNER` only.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from fractions import Fraction
from operator import is_

# A size: a letter, a number, or, below zero, one that shapes have still to find.
Size = str | int
# Rows and columns; a column has one column, a number one of both.
Shape = tuple[Size, Size]
SCALAR: Shape = (1, 1)


class Op(Enum):
    """What a node of a tree is."""

    NUMBER = auto()
    NAME = auto()  # a declared scalar, vector or matrix
    SIZE = auto()  # a size as a number: 1/n
    ONE = auto()  # a 1 beside a factor: the number, or the vector of ones
    ONES = auto()  # a column, or with two sizes a matrix, of ones
    IDENTITY = auto()
    BESIDE = auto()  # A B
    STAR = auto()  # A * B
    AT = auto()  # A @ B
    DOT = auto()  # A · B
    SCALE = auto()  # a number times anything
    MATMUL = auto()
    HADAMARD = auto()
    INNER = auto()  # of two vectors, whichever way they stand
    OUTER = auto()
    PLUS = auto()
    NEGATIVE = auto()
    DIVIDE = auto()  # by a number, or entry by entry
    POWER = auto()  # as typed with ^
    ENTRY_POWER = auto()
    MATRIX_POWER = auto()
    TRANSPOSE = auto()
    INVERSE = auto()
    CALL = auto()
    ENTRY = auto()  # x_i, W_ij
    TOTAL = auto()  # a sum over an index
    MAX = auto()
    MIN = auto()
    POSITIVE = auto()  # 1 where the left side is larger, else 0
    AT_LEAST = auto()  # 1 where the left side is larger or equal, else 0


ZERO = Fraction(0)
# The word of a product that was typed in brackets.
BRACKETED = "()"
PRODUCTS = frozenset({Op.BESIDE, Op.STAR, Op.AT, Op.DOT})


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its sign, what it is of, and the word, sizes or number that belongs to the sign.

    `word` is a name, a function or an index; `primes` counts derivatives of a function; `sizes` are
    those of ones and identities and the range of a sum; `along` is the axis of a sum over an array.
    """

    op: Op
    parts: tuple["Node", ...] = ()
    word: str = ""
    number: Fraction = ZERO
    primes: int = 0
    sizes: tuple[Size, ...] = ()
    along: int | None = None
    indices: tuple[str, ...] = ()

    def of(self, *parts: "Node") -> "Node":
        """The same sign of other parts."""
        if all(map(is_, parts, self.parts)):
            return self
        return Node(
            self.op,
            parts,
            self.word,
            self.number,
            self.primes,
            self.sizes,
            self.along,
            self.indices,
        )

    def sized(self, sizes: tuple[Size, ...]) -> "Node":
        """The same with other sizes."""
        return replace(self, sizes=sizes)


def number(value: int | Fraction) -> Node:
    """A number as a tree."""
    return Node(Op.NUMBER, number=Fraction(value))


def name(word: str) -> Node:
    """A declared name as a tree."""
    return Node(Op.NAME, word=word)


def changed(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with a change made at every node, the innermost first.

    >>> twice = changed(name("x"), lambda node: Node(Op.PLUS, (node, node)))
    >>> [part.word for part in twice.parts]
    ['x', 'x']
    """
    return change(node.of(*(changed(part, change) for part in node.parts)))


def count(node: Node) -> int:
    """How many nodes a tree has."""
    return 1 + sum(map(count, node.parts))
