"""Points beside the places where formulas bend or jump: `max(0, x - 1/100)` beside 1/100."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from quizgen.answers.digits import Undefined
from quizgen.answers.edges import Edges, factors_beside_edges
from quizgen.answers.exact import exact
from quizgen.answers.points import Point, drawn
from quizgen.answers.tree import Call, Negative, Sum, Tree
from quizgen.answers.verdict import Unreadable

# Names that are moved, and places of one formula that are looked for.
NAMES, BENDS = 3, 8


def bends(tree: Tree) -> list[Tree]:
    """The formulas at whose zeros a formula bends or jumps.

    >>> from quizgen.answers.syntax import Formula
    >>> [str(found) for found in bends(Formula(["x"]).read("abs(x) + 1"))]
    ["Name(name='x')"]
    """
    found = [inner for part in tree.parts for inner in bends(part)]
    if type(tree) is Call and tree.function in ("abs", "relu", "sign"):
        found.append(tree.arguments[0])
    if type(tree) is Call and tree.function in ("max", "min"):
        pairs = combinations(tree.arguments, 2)
        found.extend(Sum(one, Negative(other)) for one, other in pairs)
    return found


def points_beside_bends(names: Sequence[str], seed: str, one: Tree, other: Tree) -> Iterator[Point]:
    """Points closer and closer to the places where one of two formulas bends and the other does not.

    >>> from quizgen.answers.syntax import Formula
    >>> read = Formula(["x"]).read
    >>> found = points_beside_bends(["x"], "", read("abs(x)"), read("abs(x - 1/100)"))
    >>> any(0 < point["x"] < Fraction(1, 100) for point in found)
    True
    """
    mine, theirs = bends(one)[:BENDS], bends(other)[:BENDS]
    for name in sorted(names, key=lambda name: drawn(seed, "bend", name))[:NAMES]:
        point = {
            word: Fraction(1 + drawn(seed, "beside", word) % 97, 1 + drawn(seed, word) % 13)
            for word in names
        }
        left, right = _along(mine, point, name), _along(theirs, point, name)
        # Beside what both have too: |x| + max(0, 1/100 - |x|) differs from |x| there only.
        for edges, others in ((left, right), (right, left), (left, lambda _: [])):
            for value in factors_beside_edges(edges, others):
                yield {**point, name: Fraction(value)}


def _along(trees: list[Tree], point: Point, name: str) -> Callable[[Decimal], Edges | None]:
    def edges(value: Decimal) -> Edges | None:
        try:
            found = [exact(tree, {**point, name: Fraction(value)}) for tree in trees]
        except (Undefined, Unreadable):
            return None
        return [Decimal(x.numerator) / Decimal(x.denominator) for x in found]

    return edges
