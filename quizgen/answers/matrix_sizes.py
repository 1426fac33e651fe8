"""Sizes that turn out to be one: what an open size stands for."""

from collections.abc import Mapping

from quizgen.answers.matrix_tree import Shape, Size

Found = Mapping[Size, Size]


def look(size: Size, found: Found) -> Size:
    """The size that one stands for, as far as it is found."""
    while size in found:
        size = found[size]
    return size


def same(left: Size, right: Size, found: Found) -> Found | None:
    """What makes two sizes one; None where they are two. An open size is never 1."""
    left, right = look(left, found), look(right, found)
    if left == right:
        return found
    for one, other in ((left, right), (right, left)):
        if isinstance(one, int) and one < 0 and other != 1:
            return {**found, one: other}
    return None


def same_shape(left: Shape, right: Shape, found: Found) -> Found | None:
    """What makes two shapes one; None where they are two."""
    rows = same(left[0], right[0], found)
    return None if rows is None else same(left[1], right[1], rows)


def is_square(shape: Shape, found: Found) -> bool:
    """Whether a shape is that of a square matrix, and of no number."""
    return look(shape[0], found) == look(shape[1], found) != 1
