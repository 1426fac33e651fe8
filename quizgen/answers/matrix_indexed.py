"""Sums over indices as products of matrices: `sum_i sum_j u_i W_ij x_j` is uᵀ W x."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizgen.answers.matrix_parts import (
    added,
    entrywise,
    minus,
    ones,
    over,
    product,
    scaled,
    transposed,
)
from quizgen.answers.matrix_tree import SCALAR, Node, Op, Shape, Size, number


@dataclass(frozen=True, slots=True)
class _Value:
    """What a piece of a sum is for all values of its indices: a number, a column, or a matrix.

    `axes` are the indices of its rows and columns, the outer sum's first.
    """

    tree: Node
    axes: tuple[str, ...]


def without_indices(total: Node, shape: Callable[[Node], Shape]) -> Node:
    """The same number without indices; `ValueError` for a piece with three of them.

    `shape` says rows and columns of a formula without indices.
    """
    return _Sums(shape).value(total).tree


class _Sums:
    def __init__(self, shape: Callable[[Node], Shape]) -> None:
        self.shape = shape
        # The indices of the sums around, the outer first, and how far they go.
        self.sizes: dict[str, Size] = {}

    def value(self, node: Node) -> _Value:
        match node.op:
            case Op.TOTAL:
                return self._total(node)
            case Op.ENTRY:
                return self._entry(node)
            case _ if not _has_indices(node):
                return _Value(node, ())
            case Op.SCALE | Op.HADAMARD:
                return self._product([self.value(part) for part in node.parts])
        parts = [self.value(part) for part in node.parts]
        axes = self._axes(parts)
        if node.op is Op.DIVIDE and not parts[1].axes:
            return _Value(over(parts[0].tree, parts[1].tree, SCALAR), axes)
        trees = [self._along(part, axes) for part in parts]
        match node.op:
            case Op.PLUS:
                return _Value(added(*trees), axes)
            case Op.NEGATIVE:
                return _Value(minus(*trees), axes)
            case Op.DIVIDE:
                return _Value(over(trees[0], trees[1], ("", "")), axes)
            case Op.ENTRY_POWER:
                powered = Node(Op.ENTRY_POWER, tuple(trees), word=".^", number=node.number)
                return _Value(powered, axes)
        return _Value(node.of(*trees), axes)

    def _total(self, node: Node) -> _Value:
        """Of a product the matrix in the index times the column, what has the index not in front."""
        own, (size,) = node.word, node.sizes
        self.sizes[own] = size
        found = self._summed(own, size, _factors(node.parts[0]))
        del self.sizes[own]
        return found

    def _summed(self, own: str, size: Size, pieces: Sequence[Node]) -> _Value:
        factors = [self.value(piece) for piece in pieces]
        outside = [factor for factor in factors if own not in factor.axes]
        columns = [factor for factor in factors if factor.axes == (own,)]
        matrices = [factor for factor in factors if own in factor.axes and len(factor.axes) == 2]
        if matrices:
            matrix = self._product(matrices)
            column = self._product(columns).tree if columns else ones(size)
            (other,) = (axis for axis in matrix.axes if axis != own)
            turned = matrix.tree if matrix.axes[1] == own else transposed(matrix.tree, ("", ""))
            return self._product([*outside, _Value(product(turned, column), (other,))])
        if not columns:
            count = number(size) if isinstance(size, int) else Node(Op.SIZE, word=size)
            return self._product([_Value(count, ()), *outside])
        *before, last = columns
        if before:
            tree = product(transposed(self._product(before).tree, ("", "1")), last.tree)
        else:
            tree = Node(Op.CALL, (last.tree,), word="sum")
        return self._product([*outside, _Value(tree, ())])

    def _entry(self, node: Node) -> _Value:
        (base,) = node.parts
        rows, columns = self.shape(base)
        match node.indices:
            case (one,):
                return _Value(base if columns == 1 else transposed(base, (rows, columns)), (one,))
            case (one, other) if one == other:
                return _Value(Node(Op.CALL, (base,), word="diag"), (one,))
            case (one, other):
                turned = [one, other] != [axis for axis in self.sizes if axis in (one, other)]
                tree = transposed(base, (rows, columns)) if turned else base
                return _Value(tree, (other, one) if turned else (one, other))
        raise ValueError("an entry has one index or two")

    def _product(self, parts: Sequence[_Value]) -> _Value:
        """Numbers in front of an entrywise product; of a column and another index's an outer one."""
        axes = self._axes(parts)
        found: Node | None = None
        for part in parts:
            if part.axes:
                tree = self._along(part, axes)
                found = tree if found is None else self._entries(found, tree, parts, axes)
        for part in reversed([part for part in parts if not part.axes]):
            found = part.tree if found is None else scaled(part.tree, found)
        return _Value(number(1) if found is None else found, axes)

    def _entries(
        self, left: Node, right: Node, parts: Sequence[_Value], axes: tuple[str, ...]
    ) -> Node:
        alone = [part for part in parts if part.axes]
        if len(axes) == 2 and len(alone) == 2 and all(len(part.axes) == 1 for part in alone):
            first, then = sorted(alone, key=lambda part: axes.index(part.axes[0]))
            return product(first.tree, transposed(then.tree, ("", "1")))
        return entrywise(left, right, ("", ""), ("", ""))

    def _axes(self, parts: Sequence[_Value]) -> tuple[str, ...]:
        said = {axis for part in parts for axis in part.axes}
        if len(said) > 2:
            raise ValueError(
                "a product with three indices has no gradient here: define it in steps"
            )
        return tuple(axis for axis in self.sizes if axis in said)

    def _along(self, part: _Value, axes: tuple[str, ...]) -> Node:
        """The piece repeated along the indices that it has not."""
        if part.axes == axes:
            return part.tree
        sizes = [self.sizes[axis] for axis in axes]
        if not part.axes:
            whole = ones(sizes[0])
            if len(axes) == 2:
                whole = product(whole, transposed(ones(sizes[1]), ("", "1")))
            return scaled(part.tree, whole)
        if part.axes == axes[:1]:
            return product(part.tree, transposed(ones(sizes[1]), ("", "1")))
        return product(ones(sizes[0]), transposed(part.tree, ("", "1")))


def _has_indices(node: Node) -> bool:
    return node.op in (Op.ENTRY, Op.TOTAL) or any(map(_has_indices, node.parts))


def _factors(node: Node) -> list[Node]:
    if node.op in (Op.SCALE, Op.HADAMARD):
        return [factor for part in node.parts for factor in _factors(part)]
    return [node]
