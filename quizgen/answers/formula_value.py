"""A student's formula as a value that expressions of the bank compute with, without SymPy.

`4 * a` with the student's $x + 1$ for `a` is the formula $4(x + 1)$: its tree is built, nothing is
simplified, and nothing is parsed again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from quizgen.answers.digits import Undefined
from quizgen.answers.exact import exact
from quizgen.answers.tree import (
    Call,
    Constant,
    Equation,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Tree,
)
from quizgen.answers.written import typed
from quizgen.errors import UserError

# Functions whose values at exact numbers are exact.
_EXACT = frozenset({"floor", "ceil", "abs", "relu", "sign", "max", "min"})


class NoExactValueError(UserError):
    """A formula whose value at a point is no exact number: of an exponential, say."""


@dataclass(frozen=True, slots=True, eq=False)
class FormulaValue:
    """A formula that can be added, multiplied, divided and raised to whole powers.

    >>> from quizgen.answers.tree import Name
    >>> x = FormulaValue(Name("x"))
    >>> print(4 * (x + 1) ** 2 - x / 2)
    4·(x + 1)^2 - x/2
    """

    tree: Tree

    def at(self, **values: Fraction | int) -> Fraction:
        """The exact value where the names have these values.

        `ZeroDivisionError` where it has none, `NoExactValueError` where it is no exact number.

        >>> from quizgen.answers.tree import Name
        >>> (FormulaValue(Name("x")) ** 2 / 2).at(x=3)
        Fraction(9, 2)
        """
        waiting = [self.tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Name) and node.name not in values:
                raise ValueError(f"{node.name} has no value")
            inexact = isinstance(node, Call) and node.function not in _EXACT
            root = isinstance(node, Power) and not _is_whole(node.right)
            if inexact or root or isinstance(node, Constant | Equation):
                raise NoExactValueError("the formula has no exact value")
            waiting += node.parts
        try:
            return exact(self.tree, {name: Fraction(value) for name, value in values.items()})
        except Undefined:
            raise ZeroDivisionError("the formula has no value there") from None

    def __str__(self) -> str:
        return typed(self.tree)

    def __add__(self, other: object) -> "FormulaValue":
        return _joined(Sum, self, other)

    def __radd__(self, other: object) -> "FormulaValue":
        return _joined(Sum, other, self)

    def __sub__(self, other: object) -> "FormulaValue":
        return _joined(Sum, self, other, Negative)

    def __rsub__(self, other: object) -> "FormulaValue":
        return _joined(Sum, other, -self)

    def __mul__(self, other: object) -> "FormulaValue":
        return _joined(Product, self, other)

    def __rmul__(self, other: object) -> "FormulaValue":
        return _joined(Product, other, self)

    def __truediv__(self, other: object) -> "FormulaValue":
        return _joined(Quotient, self, other)

    def __rtruediv__(self, other: object) -> "FormulaValue":
        return _joined(Quotient, other, self)

    def __pow__(self, other: object) -> "FormulaValue":
        return _joined(Power, self, other)

    def __neg__(self) -> "FormulaValue":
        return FormulaValue(Negative(self.tree))

    def _sympy_(self) -> NoReturn:
        # SymPy would print an unknown value and evaluate the text.
        raise TypeError("a student's formula is no SymPy expression")


def _is_whole(tree: Tree) -> bool:
    inner = tree.inner if isinstance(tree, Negative) else tree
    return isinstance(inner, Number) and inner.value.denominator == 1


def _joined(
    operation: type[Sum | Product | Quotient | Power],
    left: object,
    right: object,
    change: Callable[[Tree], Tree] = lambda tree: tree,
) -> FormulaValue:
    one, other = _tree(left), _tree(right)
    if one is None or other is None:
        return NotImplemented  # type: ignore[no-any-return] # as Python's operators do
    return FormulaValue(operation(one, change(other)))


def _tree(value: object) -> Tree | None:
    if isinstance(value, FormulaValue):
        return value.tree
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        number = Number(abs(Fraction(value)))
        return Negative(number) if value < 0 else number
    return None
