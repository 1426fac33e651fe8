"""A student's formula as a value that expressions of the bank compute with, without SymPy.

`4 * a` with the student's $x + 1$ for `a` is the formula $4(x + 1)$: its tree is built, nothing is
simplified, and nothing is parsed again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizgen.answers.kinds.expression import written
from quizgen.answers.tree import Tree


def typed(tree: Tree) -> str:
    """A tree as it can be read again.

    >>> typed(("neg", ("var", "x")))
    '-x'
    """
    return written(tree).replace("−", "-")


@dataclass(frozen=True, slots=True, eq=False)
class FormulaValue:
    """A formula that can be added, multiplied, divided and raised to whole powers.

    >>> x = FormulaValue(("var", "x"))
    >>> print(4 * (x + 1) ** 2 - x / 2)
    4·(x + 1)^2 - x/2
    """

    tree: Tree

    def __str__(self) -> str:
        return typed(self.tree)

    def __add__(self, other: Any) -> "FormulaValue":
        return _joined("+", self, other)

    def __radd__(self, other: Any) -> "FormulaValue":
        return _joined("+", other, self)

    def __sub__(self, other: Any) -> "FormulaValue":
        return _joined("+", self, other, lambda tree: ("neg", tree))

    def __rsub__(self, other: Any) -> "FormulaValue":
        return _joined("+", other, -self)

    def __mul__(self, other: Any) -> "FormulaValue":
        return _joined("*", self, other)

    def __rmul__(self, other: Any) -> "FormulaValue":
        return _joined("*", other, self)

    def __truediv__(self, other: Any) -> "FormulaValue":
        return _joined("/", self, other)

    def __rtruediv__(self, other: Any) -> "FormulaValue":
        return _joined("/", other, self)

    def __pow__(self, other: Any) -> "FormulaValue":
        return _joined("^", self, other)

    def __neg__(self) -> "FormulaValue":
        return FormulaValue(("neg", self.tree))

    def _sympy_(self) -> Any:
        # SymPy would print an unknown value and evaluate the text.
        raise TypeError("a student's formula is no SymPy expression")


def _joined(
    sign: str, left: Any, right: Any, change: Callable[[Tree], Tree] = lambda tree: tree
) -> FormulaValue:
    trees = _tree(left), _tree(right)
    if trees[0] is None or trees[1] is None:
        return NotImplemented  # type: ignore[no-any-return] # as Python's operators do
    return FormulaValue((sign, trees[0], change(trees[1])))


def _tree(value: Any) -> Tree | None:
    if isinstance(value, FormulaValue):
        return value.tree
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        number = ("num", abs(Fraction(value)))
        return ("neg", number) if value < 0 else number
    return None
