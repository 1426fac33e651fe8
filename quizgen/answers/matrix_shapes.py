"""Shapes of formulas in matrices: which product is meant, and what does not fit.

Sizes are letters, and two letters are two sizes: nothing fits by the accident that they are equal.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count as counter

from quizgen.answers.matrix_misfit import Misfit, misfit, shown
from quizgen.answers.matrix_sizes import Found, is_square, look, same, same_shape
from quizgen.answers.matrix_tree import BRACKETED, PRODUCTS, SCALAR, Node, Op, Shape, Size, number
from quizgen.answers.matrix_written import written
from quizgen.answers.verdict import Unreadable

# Ways of reading one formula; more of them nobody can be asked about.
READINGS, GROUPINGS = 24, 30
# Parts of a formula that are read, each once for every reading of what stands to its left.
TRIES = 1_000
# Every letter is this one where products of another order are recognised.
ANY_SIZE = "*"
# Products that shapes decided before.
_DECIDED = frozenset({Op.SCALE, Op.MATMUL})


@dataclass(frozen=True, slots=True)
class Notation:
    """What a text says of its products: `*` goes entry by entry in NumPy, and not where ⊙ is written."""

    numpy: bool = False
    entrywise_sign: bool = False


Reading = tuple[Node, Shape, Found]


def readings(
    tree: Node, shapes: Mapping[str, Shape], notation: Notation, *, any_size: bool = False
) -> list[tuple[Node, Shape]]:
    """Every way in which the sizes of a formula fit, each with its shape; `Misfit` where none does.

    With `any_size` all letters are one size.
    """
    found = _Shapes(shapes, notation, any_size=any_size).readings(tree, {})
    if len(found) == 1:
        return [_whole(*found[0])]
    kept: dict[Node, Shape] = {}
    fault: Unreadable | None = None
    for reading in found:
        try:
            node, shape = _whole(*reading)
        except Unreadable as error:
            fault = fault or error
            continue
        kept.setdefault(node, shape)
    if fault and not kept:
        raise fault
    return list(kept.items())


def _whole(node: Node, shape: Shape, found: Found) -> tuple[Node, Shape]:
    """A reading with its sizes put in."""
    return _settled(node, found), (look(shape[0], found), look(shape[1], found))


def _settled(node: Node, found: Found) -> Node:
    """The tree with the sizes of ones, identities and sums put in."""
    if node.sizes:
        sizes = tuple(look(size, found) for size in node.sizes)
        if any(isinstance(size, int) and size < 0 for size in sizes):
            names = {Op.ONES: "the vector of ones", Op.IDENTITY: "I"}
            what = names.get(node.op, f"the sum over {node.word}")
            raise Unreadable(
                f"the size of {what} does not follow from the formula; write ones(n) or I_n"
            )
        node = node if sizes == node.sizes else node.sized(sizes)
    return node.of(*[_settled(part, found) for part in node.parts]) if node.parts else node


class _Shapes:
    def __init__(self, shapes: Mapping[str, Shape], notation: Notation, *, any_size: bool) -> None:
        self.shapes, self.notation, self.any_size = shapes, notation, any_size
        self.fresh = counter(-1, -1)
        self.ranges: dict[str, Size] = {}
        self.groupings = self.tries = 0
        self.sizes = {size for shape in shapes.values() for size in shape}

    # Sizes

    def size(self, size: Size) -> Size:
        return size if not self.any_size or size == 1 else ANY_SIZE

    def declared_size(self, size: Size) -> Size:
        """A size that somebody wrote; `Unreadable` for one that the question does not have."""
        if size not in self.sizes and size != 1:
            raise Unreadable(f"the size {size} is not used in this question")
        return self.size(size)

    # Formulas

    def readings(self, node: Node, found: Found) -> list[Reading]:
        self.tries += 1
        if self.tries > TRIES:
            raise Unreadable("the formula may be read in too many ways; write @, ⊙ and ones(n)")
        out = list(self._of(node, found))
        if len(out) > READINGS:
            raise Unreadable("too many products may be read in two ways; write @ and ⊙")
        return out

    def _of(self, node: Node, found: Found) -> Iterator[Reading]:
        match node.op:
            case Op.NUMBER:
                yield node, SCALAR, found
            case Op.NAME:
                rows, columns = self.shapes[node.word]
                yield node, (self.size(rows), self.size(columns)), found
            case Op.SIZE:
                yield node, SCALAR, found
            case Op.ONE:
                yield number(1), SCALAR, found
                yield self._open(Node(Op.ONES), found)
            case Op.ONES | Op.IDENTITY:
                yield self._open(node, found)
            case Op.TOTAL:
                yield from self._total(node, found)
            case Op.CALL if not node.parts:
                yield node, SCALAR, found
            case _ if len(node.parts) == 1:
                yield from self._each(node, found)
            case _:
                yield from self._pairs(node, found)

    def _open(self, node: Node, found: Found) -> Reading:
        sizes = tuple(map(self.declared_size, node.sizes)) or (next(self.fresh),)
        node = replace(node, sizes=sizes)
        if node.op is Op.IDENTITY:
            return node, (sizes[0], sizes[0]), found
        return node, (sizes[0], sizes[1] if len(sizes) > 1 else 1), found

    def _total(self, node: Node, found: Found) -> Iterator[Reading]:
        size = self.declared_size(node.sizes[0]) if node.sizes else next(self.fresh)
        kept = self.ranges.get(node.word)
        self.ranges[node.word] = size
        inner = self.readings(node.parts[0], found)
        if kept is not None:
            self.ranges[node.word] = kept
        for body, shape, sizes in inner:
            yield replace(node, parts=(body,), sizes=(size,)), shape, sizes

    def _each(self, node: Node, found: Found) -> Iterator[Reading]:
        fault: Misfit | None = None
        some = False
        for part, shape, sizes in self.readings(node.parts[0], found):
            try:
                for reading in self._one(node.of(part), part, shape, sizes):
                    some = True
                    yield reading
            except Misfit as error:
                fault = fault or error
        if not some:
            raise fault or Misfit(written(node))

    def _pairs(self, node: Node, found: Found) -> Iterator[Reading]:
        fault: Misfit | None = None
        some = False
        for left, left_shape, between in self.readings(node.parts[0], found):
            for right, right_shape, sizes in self.readings(node.parts[1], between):
                shapes = (
                    (look(left_shape[0], sizes), look(left_shape[1], sizes)),
                    (look(right_shape[0], sizes), look(right_shape[1], sizes)),
                )
                ways = self._ways(node.of(left, right), *shapes, sizes)
                some = some or bool(ways)
                yield from ways
                if not ways and fault is None:
                    fault = misfit(node, left, right, *shapes)
        if not some and fault:
            others = self._regrouped(node, found) if node.op is Op.HADAMARD else []
            if not others:
                raise fault
            yield from others

    def _regrouped(self, node: Node, found: Found) -> list[Reading]:
        """`δ ⊙ s xᵀ` as `(δ ⊙ s) xᵀ`, where only that fits."""
        out: list[Reading] = []
        for other in _groupings(node):
            self.groupings += 1
            if self.groupings > GROUPINGS:
                break
            with suppress(Misfit):
                out += self.readings(other, found)
        return out

    # Two parts

    def _ways(self, node: Node, left: Shape, right: Shape, found: Found) -> list[Reading]:
        """The ways in which a sign joins two shapes."""
        op = node.op
        if op in PRODUCTS or op in _DECIDED:
            if SCALAR in (left, right):
                return [(Node(Op.SCALE, node.parts), right if left == SCALAR else left, found)]
            return self._products(node, left, right, found)
        if op in (Op.INNER, Op.OUTER):
            return self._vectors(node, left, right, found)
        if op is Op.DIVIDE and right == SCALAR:
            return [(node, left, found)]
        if op is Op.DIVIDE and node.word == "/" and not self.notation.numpy:
            self._check_divisor(node.parts[1], right, found)
        return self._entrywise(node, left, right, found)

    def _products(self, node: Node, left: Shape, right: Shape, found: Found) -> list[Reading]:
        parts = node.parts
        inner = same(left[1], right[0], found)
        matrix: list[Reading] = (
            [] if inner is None else [(Node(Op.MATMUL, parts), (left[0], right[1]), inner)]
        )
        if node.op is Op.BESIDE or node.op in _DECIDED:
            return matrix
        vectors = (
            self._vectors(Node(Op.INNER, parts), left, right, found)
            if left[1] == right[1] == 1
            else []
        )
        if node.op is Op.AT:
            return matrix or vectors
        entries = self._entrywise(node, left, right, found)
        if node.op is Op.DOT:
            return matrix or [*vectors, *entries]
        if matrix and entries and entries[0][1] == matrix[0][1]:
            if self.notation.numpy:
                return entries
            if self.notation.entrywise_sign:
                return matrix
        return [*matrix, *entries]

    def _vectors(self, node: Node, left: Shape, right: Shape, found: Found) -> list[Reading]:
        """An inner or outer product of two vectors, whichever way they stand."""
        if 1 not in left or 1 not in right:
            return []
        sizes = [shape[0] if shape[1] == 1 else shape[1] for shape in (left, right)]
        if node.op is Op.OUTER:
            return [(node, (sizes[0], sizes[1]), found)]
        both = same(sizes[0], sizes[1], found)
        return [] if both is None else [(node, SCALAR, both)]

    def _entrywise(self, node: Node, left: Shape, right: Shape, found: Found) -> list[Reading]:
        """Two arrays of one shape, a number and an array, or, in NumPy, a row or column and a matrix."""
        typed = node.op
        node = node if typed not in PRODUCTS else Node(Op.HADAMARD, node.parts)
        if SCALAR in (left, right):
            shape = right if left == SCALAR else left
            return [(Node(Op.SCALE, node.parts) if node.op is Op.HADAMARD else node, shape, found)]
        both = same_shape(left, right, found)
        if both is not None:
            return [(node, left, both)]
        # Signs of its own for entrywise products have nothing of NumPy's broadcasting.
        if not self.notation.numpy or typed is Op.HADAMARD:
            return []
        joint: list[Size] = []
        for one, other in zip(left, right, strict=True):
            if 1 in (one, other):
                joint.append(other if one == 1 else one)
                continue
            joined = same(one, other, found)
            if joined is None:
                return []
            found = joined
            joint.append(one)
        return [(node, (joint[0], joint[1]), found)]

    def _check_divisor(self, divisor: Node, shape: Shape, found: Found) -> None:
        if is_square(shape, found):
            raise Unreadable(
                f"over the matrix {written(divisor)}: write its inverse, or ./ for entry by entry"
            )

    # One part

    def _one(self, node: Node, part: Node, shape: Shape, found: Found) -> Iterator[Reading]:
        rows, columns = shape = (look(shape[0], found), look(shape[1], found))
        match node.op:
            case Op.NEGATIVE | Op.ENTRY_POWER:
                yield node, shape, found
            case Op.TRANSPOSE:
                yield node, (columns, rows), found
            case Op.INVERSE | Op.MATRIX_POWER:
                square = same(rows, columns, found)
                if square is None:
                    raise Misfit(
                        f"the inverse or power of {written(part)}: {shown(shape)} is not square"
                    )
                yield node, shape, square
            case Op.POWER:
                yield self._power(node, shape, found)
            case Op.ENTRY:
                yield self._entry(node, part, shape, found)
            case _:
                yield from self._call(node, part, shape, found)

    def _power(self, node: Node, shape: Shape, found: Found) -> Reading:
        square = is_square(shape, found)
        if shape == SCALAR or node.word == ".^" or not square:
            return replace(node, op=Op.ENTRY_POWER), shape, found
        if node.word == "**":
            if self.notation.numpy:
                return replace(node, op=Op.ENTRY_POWER), shape, found
            raise Unreadable(
                f"{written(node.parts[0])}**{node.number}: a product of matrices, or entry by entry? write A @ A or A ⊙ A"
            )
        if node.number.denominator != 1:
            raise Unreadable("a root of a matrix")
        return replace(node, op=Op.MATRIX_POWER), shape, found

    def _entry(self, node: Node, part: Node, shape: Shape, found: Found) -> Reading:
        long = [size for size in shape if size != 1] if len(node.indices) == 1 else list(shape)
        if len(node.indices) == 1 and len(long) == 2:
            name, index = written(part), node.indices[0]
            raise Unreadable(
                f"{name}_{index} may be a row or a column of {name}; write entries {name}_{{{index},j}}, or a product"
            )
        if len(long) != len(node.indices):
            given = f"the index {node.indices[0]}" if len(node.indices) == 1 else "two indices"
            raise Misfit(f"{written(part)} with {given}: its shape is {shown(shape)}")
        for index, size in zip(node.indices, long, strict=True):
            joined = same(self.ranges[index], size, found)
            if joined is None:
                raise Misfit(
                    f"the index {index} of {written(part)}: it runs to {look(self.ranges[index], found)}, "
                    f"and {written(part)} is {shown(shape)}"
                )
            found = joined
        return node, SCALAR, found

    def _call(self, node: Node, part: Node, shape: Shape, found: Found) -> Iterator[Reading]:
        word = node.word
        rows, columns = shape
        if word in ("sum", "mean"):
            if node.along is None:
                yield node, SCALAR, found
                return
            size = columns if node.along == 0 else rows
            # Without its axis an array of NumPy stands neither way: shapes decide.
            ways = [(1, size), (size, 1)]
            for way in dict.fromkeys(ways):
                turned = way != ((1, size) if node.along == 0 else (size, 1))
                yield (Node(Op.TRANSPOSE, (node,)) if turned else node), way, found
        elif word in ("trace", "det"):
            square = same(rows, columns, found)
            if square is None:
                raise Misfit(f"{word} of {written(part)}: {shown(shape)} is not square")
            yield node, SCALAR, square
        elif word == "diag":
            if 1 in shape and shape != SCALAR:
                size = rows if columns == 1 else columns
                yield node, (size, size), found
                return
            square = same(rows, columns, found)
            if square is None:
                raise Misfit(
                    f"diag of {written(part)}: {shown(shape)} is neither a vector nor square"
                )
            yield node, (rows, 1), square
        elif word == "norm":
            kind = node.indices[0] if node.indices else ""
            if kind != "F" and 1 not in shape:
                raise Unreadable(
                    f"which norm of the matrix {written(part)}? write norm(A)_F or \\|A\\|_F"
                )
            yield node, SCALAR, found
        else:
            yield node, shape, found


def _groupings(node: Node) -> Iterator[Node]:
    """The ways to group an entrywise product closer than the products beside it, which have no brackets."""
    left, right = node.parts
    if right.op in PRODUCTS and right.word != BRACKETED:
        inner = node.of(left, right.parts[0])
        yield right.of(inner, right.parts[1])
        for grouped in _groupings(inner):
            yield right.of(grouped, right.parts[1])
    if left.op in PRODUCTS and left.word != BRACKETED:
        yield left.of(left.parts[0], node.of(left.parts[1], right))
