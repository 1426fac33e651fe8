"""Whether two formulas in matrices are equal: at random values of random sizes.

Sizes are drawn anew for each point, pairwise different and larger than 1, so that no accident of a
shape passes; they and all values come from a hash of the key, which a student does not know.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from quizgen.answers.digits import Budget, TooMuchError, Undefined
from quizgen.answers.edges import factors_beside_edges
from quizgen.answers.matrix_declared import Declared
from quizgen.answers.matrix_numbers import Digits, Modular, Numbers
from quizgen.answers.matrix_shapes import ANY_SIZE
from quizgen.answers.matrix_tree import Node, Shape, Size
from quizgen.answers.matrix_values import Point, Rows, has_order, names_of, needs_digits
from quizgen.answers.modular import primes
from quizgen.answers.points import drawn

POINTS = 3
# Of formulas with an order, which differ in a part of all entries only; more are looked at beside their edges.
ORDERED_POINTS = 6
# So many where half of the work allows: two conditions at once hold in an eighth of all entries, say.
MOST_ORDERED = 16
# To find a prime takes as long as to compare two formulas.
PRIMES = 100
# The work of one answer: some 15 ms.
WORK = 12_000
# The work beside edges: at most.
EDGE_WORK = 6_000
# Names that are moved.
PATHS = 5
# More points are tried where formulas have no value at some.
_TRIES = 8
_ANY = 3
# Values of parts of formulas that are kept.
_KEPT = 2_000

# A name and how many times as large its values are; a value and what was compared with 0 on the way to it.
Moved = tuple[str, Decimal]
Found = tuple[Rows, list[Decimal]]


class Target:
    """A formula, its shape, and its values at the points where answers are compared with it.

    >>> from quizgen.answers.matrix_declared import declared
    >>> from quizgen.answers.matrix_tree import Op, name
    >>> target = Target(Node(Op.TRANSPOSE, (name("W"),)), declared({"shapes": {"W": "m, n"}}), "")
    >>> target.equals(Node(Op.TRANSPOSE, (name("W"),))), target.equals(name("W"))
    (True, False)
    """

    def __init__(self, tree: Node, declared: Declared, seed: str) -> None:
        self.tree, self.declared, self.seed = tree, declared, seed
        self._truths: dict[tuple[int, bool], Rows | None] = {}
        self._points: dict[tuple[int, bool], Point] = {}
        # The key's values and edges on the paths on which edges are looked for.
        self._moved: dict[Moved, Found | None] = {}
        self._budget = Budget(0)

    @cached_property
    def _digits(self) -> bool:
        return needs_digits(self.tree, self.declared)

    @cached_property
    def _ordered(self) -> bool:
        return has_order(self.tree, self.declared)

    def equals(self, answer: Node) -> bool:
        """Whether an answer of the same shape has the same value at every point."""
        if answer == self.tree:
            return True
        digits = self._digits or needs_digits(answer, self.declared)
        ordered = digits and (self._ordered or has_order(answer, self.declared))
        points = ORDERED_POINTS if ordered else POINTS
        most = MOST_ORDERED if ordered else POINTS
        self._budget.left = WORK
        compared = 0
        for place in range(most + _TRIES - POINTS if digits else POINTS):
            truth = self._truth(place, digits=digits)
            mine = self._value(answer, place, digits=digits)
            if truth is None and mine is None:
                continue
            if truth is None or mine is None or not self._alike(mine, truth, digits=digits):
                return False
            compared += 1
            if compared == most or (compared >= points and self._budget.left < WORK // 2):
                break
        return compared > 0 and not (ordered and self._differs_beside_edges(answer))

    def _differs_beside_edges(self, answer: Node) -> bool:
        """Whether an answer has another value beside an edge of one of both formulas; as far as work allows."""
        answers: dict[Moved, Found | None] = {}

        def value(tree: Node, moved: Moved) -> Found | None:
            kept = self._moved if tree is self.tree else answers
            if moved not in kept:
                kept[moved] = self._when_moved(tree, moved)
            return kept[moved]

        def edges(tree: Node, name: str) -> Callable[[Decimal], list[Decimal] | None]:
            return lambda factor: found[1] if (found := value(tree, (name, factor))) else None

        self._budget.left = EDGE_WORK
        with suppress(TooMuchError):
            for name in sorted(names_of(answer, self.declared), key=self._in_turn)[:PATHS]:
                for one, other in ((answer, self.tree), (self.tree, answer)):
                    for factor in factors_beside_edges(edges(one, name), edges(other, name)):
                        mine, truth = (
                            value(answer, (name, factor)),
                            value(self.tree, (name, factor)),
                        )
                        if mine and truth and not self._alike(mine[0], truth[0], digits=True):
                            return True
        return False

    def _in_turn(self, name: str) -> int:
        return drawn(self.seed, "path", name)

    def _when_moved(self, tree: Node, moved: Moved) -> Found | None:
        numbers = Digits(self.seed, self._budget, positive=False, meant=self.declared.meant)
        sizes = drawn_sizes(self.declared.shapes.values(), self.seed, 0)
        try:
            rows = Point(numbers, sizes, self.declared, "path", moved=moved).value(tree)
        except Undefined:
            return None
        return rows, numbers.edges

    def _alike(self, left: Rows, right: Rows, *, digits: bool) -> bool:
        if len(left) != len(right) or len(left[0]) != len(right[0]):
            return False
        if not digits:
            return left == right
        numbers = self._point(0, digits=True).numbers
        return all(
            numbers.alike(x, y)
            for one, other in zip(left, right, strict=True)
            for x, y in zip(one, other, strict=True)
        )

    def _truth(self, place: int, *, digits: bool) -> Rows | None:
        key = place, digits
        if key not in self._truths:
            # No answer pays for the key, or the first of a class would be judged otherwise than the next.
            left, self._budget.left = self._budget.left, WORK
            self._truths[key] = self._value(self.tree, place, digits=digits)
            self._budget.left = left
        return self._truths[key]

    def _value(self, tree: Node, place: int, *, digits: bool) -> Rows | None:
        try:
            return self._point(place, digits=digits).value(tree)
        except Undefined:
            return None

    def _point(self, place: int, *, digits: bool) -> Point:
        key = place, digits
        if key not in self._points:
            numbers: Numbers
            if digits:
                numbers = Digits(
                    self.seed,
                    self._budget,
                    positive=place % 2 == 1,
                    meant=self.declared.meant,
                )
            else:
                numbers = Modular(prime_of(self.seed, place), self.seed, self._budget)
            sizes = drawn_sizes(self.declared.shapes.values(), self.seed, place)
            self._points[key] = Point(numbers, sizes, self.declared, str(place))
        return self._points[key]


def prime_of(seed: str, place: int) -> int:
    """One of the primes that are found once and for all; which one, nobody knows who does not know the key.

    >>> prime_of("key", 0).bit_length(), prime_of("key", 0) == prime_of("key", 0)
    (61, True)
    """
    return primes(f"matrix {drawn(seed, 'prime', place) % PRIMES}")[place % 2]


def drawn_sizes(shapes: Iterable[Shape], seed: str, place: int) -> dict[str, int]:
    """A size for every letter, pairwise different, larger than 1, and none that is declared as a number.

    >>> sizes = drawn_sizes([("m", "n"), ("n", 1), (3, 1)], "", 0)
    >>> len(set(sizes.values())) == 2, 3 in sizes.values(), min(sizes.values()) > 1
    (True, False, True)
    """
    sizes: list[Size] = [size for shape in shapes for size in shape]
    letters = sorted({size for size in sizes if isinstance(size, str)})
    taken = {size for size in sizes if isinstance(size, int)}
    free = [size for size in range(2, len(letters) + len(taken) + 5) if size not in taken]
    free = free[: len(letters) + 2]
    found: dict[str, int] = {}
    for letter in letters:
        found[letter] = free.pop(drawn(seed, "size", place, letter) % len(free))
    return found


class Square:
    """Values where all sizes are one: there factors in another order and not transposed fit too."""

    def __init__(self, declared: Declared, seed: str, *, digits: bool) -> None:
        shapes = declared.shapes
        letters = {size for shape in shapes.values() for size in shape if isinstance(size, str)}
        sizes = dict.fromkeys([*letters, ANY_SIZE], _ANY)
        alike = {
            word: (rows if rows == 1 else ANY_SIZE, columns if columns == 1 else ANY_SIZE)
            for word, (rows, columns) in shapes.items()
        }
        self.declared, self.digits, self.budget = declared, digits, Budget(0)
        numbers: list[Numbers] = [Modular(prime_of(seed, 0), seed, self.budget)]
        if digits:
            numbers = [
                Digits(seed, self.budget, positive=positive, meant=declared.meant)
                for positive in (False, True)
            ]
        self._points = [
            Point(kind, sizes, replace(declared, shapes=alike), "square", changed=True)
            for kind in numbers
        ]

    def value(self, tree: Node) -> tuple[Any, ...] | None:
        """The value in a form that is equal for equal formulas; None where there is none."""
        self.budget.left = WORK
        for point in self._points:
            point.forget(_KEPT)
            try:
                rows = point.value(tree)
            except Undefined:
                continue
            if not self.digits:
                return tuple(map(tuple, rows))
            return tuple(tuple(f"{x:.25e}" for x in row) for row in rows)
        return None
