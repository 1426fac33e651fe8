"""Slips in formulas in matrices: what the key becomes with one of them, and the hint to give.

They are compared where all sizes are one: there a formula whose shapes do not fit has a value too.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from quizgen.answers.digits import TooMuchError
from quizgen.answers.matrix_declared import Declared
from quizgen.answers.matrix_equality import Square
from quizgen.answers.matrix_misfit import Misfit
from quizgen.answers.matrix_shapes import Notation, readings
from quizgen.answers.matrix_tree import PRODUCTS, Node, Op, changed, count
from quizgen.answers.matrix_values import needs_digits
from quizgen.answers.verdict import Unreadable

# Formulas with one slip that are compared, and nodes of a key that are changed.
MOST, LARGEST = 150, 80


class Slip(NamedTuple):
    """A slip's name and its hint."""

    name: str
    hint: str


TRANSPOSED_KEY = Slip(
    "transposed-answer",
    "That is the transpose of what is asked: look at the shape that the answer is to have.",
)
SIGN = Slip("sign-of-answer", "The sign of the whole formula is wrong.")
_FACTOR_TRANSPOSED = Slip(
    "factor-transposed",
    "One factor is transposed that is not, or the other way round: check the shapes, factor by factor.",
)
_ORDER = Slip(
    "order-exchanged",
    "Two factors stand in the wrong order; products of matrices may not be exchanged.",
)
_PRODUCT = Slip(
    "product-for-entrywise",
    "One of the products is taken entry by entry here, it is no product of matrices.",
)
_ENTRYWISE = Slip(
    "entrywise-for-product",
    "One of the products is a product of matrices, it is not taken entry by entry.",
)
_SUM = Slip("sum-missing", "A sum is missing.")
_FACTOR = Slip("factor-missing", "A factor is missing.")
_NUMBER = Slip("number-missing", "A number or size is missing as a factor.")
_TERM = Slip("term-missing", "A term is missing.")
_TERM_SIGN = Slip("sign-of-term", "One of the terms has the wrong sign.")
_FUNCTION = Slip(
    "function-for-derivative",
    "One function has to be its derivative: a slope comes in by the chain rule, not the value.",
)
_DERIVATIVE = Slip("derivative-for-function", "One derivative has to be the function itself.")
_INVERSE = Slip("inverse-for-transpose", "A transpose and an inverse are two things.")


def slips(tree: Node) -> Iterator[tuple[Slip, Node]]:
    """The formulas that are a key but for one slip."""
    yield TRANSPOSED_KEY, Node(Op.TRANSPOSE, (tree,))
    yield SIGN, Node(Op.NEGATIVE, (tree,))
    yield from _within(tree)
    for slip, inner in _within(tree):
        if slip in (_FACTOR_TRANSPOSED, _ORDER):
            yield slip, Node(Op.TRANSPOSE, (inner,))


def _within(node: Node) -> Iterator[tuple[Slip, Node]]:
    yield from _here(node)
    for place, part in enumerate(node.parts):
        for slip, inner in _within(part):
            yield slip, node.of(*node.parts[:place], inner, *node.parts[place + 1 :])


def _here(node: Node) -> Iterator[tuple[Slip, Node]]:
    yield from _of_products(node)
    yield from _of_others(node)


def _of_products(node: Node) -> Iterator[tuple[Slip, Node]]:
    op, parts = node.op, node.parts
    if op in (Op.MATMUL, Op.HADAMARD):
        for place, part in enumerate(parts):
            rest = parts[1 - place]
            turned = part.parts[0] if part.op is Op.TRANSPOSE else Node(Op.TRANSPOSE, (part,))
            pair = (turned, rest) if place == 0 else (rest, turned)
            yield _FACTOR_TRANSPOSED, node.of(*pair)
    if op is Op.MATMUL:
        yield _ORDER, node.of(parts[1], parts[0])
        yield _ENTRYWISE, Node(Op.HADAMARD, parts)
        if parts[1].op is Op.MATMUL:  # A (B C): the first two may be exchanged as well
            a, (b, c) = parts[0], parts[1].parts
            yield _ORDER, node.of(b, node.of(a, c))
        if parts[0].op is Op.MATMUL:
            (a, b), c = parts[0].parts, parts[1]
            yield _ORDER, node.of(node.of(a, c), b)
    if op is Op.HADAMARD:
        yield _PRODUCT, Node(Op.MATMUL, parts)
        yield _PRODUCT, Node(Op.MATMUL, (parts[1], parts[0]))
        yield _PRODUCT, Node(Op.MATMUL, (parts[0], Node(Op.TRANSPOSE, (parts[1],))))
        yield _PRODUCT, Node(Op.MATMUL, (Node(Op.TRANSPOSE, (parts[0],)), parts[1]))
    if op in (Op.MATMUL, Op.HADAMARD, Op.SCALE):
        for place, part in enumerate(parts):
            yield _missing(part), parts[1 - place]


def _of_others(node: Node) -> Iterator[tuple[Slip, Node]]:
    op, parts = node.op, node.parts
    if op is Op.DIVIDE:
        yield _NUMBER, parts[0]
    if op is Op.CALL and node.word in ("sum", "mean", "trace"):
        yield (
            (_NUMBER, Node(Op.CALL, parts, word="sum")) if node.word == "mean" else (_SUM, parts[0])
        )
    if op is Op.PLUS:
        left, right = parts
        yield _TERM, left
        yield _TERM, right
        flipped = right.parts[0] if right.op is Op.NEGATIVE else Node(Op.NEGATIVE, (right,))
        yield _TERM_SIGN, node.of(left, flipped)
        yield _TERM_SIGN, node.of(Node(Op.NEGATIVE, (left,)), right)
    if op is Op.CALL and node.primes:
        yield _FUNCTION, Node(op, parts, node.word, primes=node.primes - 1)
    elif (
        op is Op.CALL and parts and node.word not in ("sum", "mean", "trace", "det", "diag", "norm")
    ):
        yield _DERIVATIVE, Node(op, parts, node.word, primes=node.primes + 1)
    if op is Op.TRANSPOSE:
        yield _FACTOR_TRANSPOSED, parts[0]
        yield _INVERSE, Node(Op.INVERSE, parts)
    if op is Op.INVERSE:
        yield _INVERSE, Node(Op.TRANSPOSE, parts)


def _missing(part: Node) -> Slip:
    while part.op is Op.TRANSPOSE:
        part = part.parts[0]
    if part.op is Op.ONES:
        return _SUM
    if part.op in (Op.NUMBER, Op.SIZE, Op.DIVIDE):
        return _NUMBER
    return _FACTOR


class Slips:
    """The slips of one key, by the values they lead to; each is computed when it is first looked for."""

    def __init__(self, key: Node, declared: Declared, seed: str) -> None:
        self.declared, self.digits = declared, needs_digits(key, declared)
        self._square = Square(declared, seed, digits=self.digits)
        self._found: dict[tuple[Any, ...], Slip] = {}
        self._typed: dict[Node, Slip] = {}
        self._left = islice(slips(key), MOST if count(key) <= LARGEST else 0)
        self._right = self._square.value(key)

    def _next(self) -> bool:
        """Compute one slip more; False where none is left."""
        for slip, tree in self._left:
            try:
                value = self._square.value(tree)
            except TooMuchError:
                continue
            if value is None:
                self._typed.setdefault(_as_typed(tree), slip)
            elif value != self._right:
                self._found.setdefault(value, slip)
            return True
        return False

    def value(self, tree: Node, notation: Notation) -> tuple[Any, ...] | None:
        """The value of a formula where all sizes are one; None where even then it has none."""
        try:
            ways = readings(tree, self.declared.shapes, notation, any_size=True)
            if len(ways) > 1 or (needs_digits(ways[0][0], self.declared) and not self.digits):
                return None
            return self._square.value(ways[0][0])
        except (Misfit, Unreadable, TooMuchError):
            return None

    def of(self, tree: Node, notation: Notation) -> Slip | None:
        """The slip that a formula is, if it is one of them."""
        value = self.value(tree, notation)
        typed = _as_typed(tree) if value is None else None
        while True:
            slip = self._found.get(value) if value else self._typed.get(typed) if typed else None
            if slip is not None or not self._next():
                return slip


_PRODUCTS = PRODUCTS | {Op.MATMUL, Op.SCALE}


def _as_typed(node: Node) -> Node:
    """A tree whose products have one sign, and are grouped from the left."""

    def change(node: Node) -> Node:
        if node.op not in _PRODUCTS:
            return replace(node, sizes=(), word="") if node.op in (Op.ONES, Op.IDENTITY) else node
        left, right = node.parts
        if right.op is not Op.BESIDE:
            return Node(Op.BESIDE, (left, right))
        return Node(Op.BESIDE, (change(Node(Op.BESIDE, (left, right.parts[0]))), right.parts[1]))

    return changed(node, change)
