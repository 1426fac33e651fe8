"""What is told of shapes that do not fit, in the declared letters."""

from quizgen.answers.matrix_tree import SCALAR, Node, Op, Shape
from quizgen.answers.matrix_written import written

_SIGNS = {Op.BESIDE: " ", Op.STAR: " * ", Op.AT: " @ ", Op.DOT: " · "}
_TIMES = {Op.PLUS: "plus", Op.HADAMARD: "entry by entry times", Op.DIVIDE: "over"}


class Misfit(Exception):  # noqa: N818 - the formula can be read, its sizes do not fit
    """Which part of a formula has shapes that do not fit, in the declared letters."""


def shown(shape: Shape) -> str:
    """A shape as it is told; a column by its one size.

    >>> shown(("m", "n")), shown(("m", 1)), shown((1, "n")), shown((1, 1))
    ('(m, n)', '(m)', '(1, n)', 'a number')
    """
    if shape == SCALAR:
        return "a number"
    words = ["?" if isinstance(size, int) and size < 0 else str(size) for size in shape]
    return f"({words[0]})" if shape[1] == 1 else f"({words[0]}, {words[1]})"


def misfit(node: Node, left: Node, right: Node, one: Shape, other: Shape) -> Misfit:
    """`W δ: (m, n) times (m)`."""
    sign = _SIGNS.get(node.op)
    if sign is None:
        sign = {Op.PLUS: " + ", Op.HADAMARD: " ⊙ ", Op.DIVIDE: " / "}.get(node.op, ", ")
    minus = node.op is Op.PLUS and right.op is Op.NEGATIVE
    if minus:
        right, sign = right.parts[0], " − "
    tight = {Op.PLUS: 1, Op.HADAMARD: 2}.get(node.op, 3)
    told = "minus" if minus else _TIMES.get(node.op, "times")
    return Misfit(
        f"{written(left, tight)}{sign}{written(right, tight + 1)}: {shown(one)} {told} {shown(other)}"
    )
