"""Trees of formulas: what a formula is made of, each sort of part a class of its own.

Nodes are values: they are compared and hashed by what they say, and never changed. The type checker
holds the last; a check at run time would double the time it takes to make one. `parts` are the formulas
that a node is made of, from left to right; a number and a name have none. What visits every node asks
`type(tree) is Sum`, which narrows types as `isinstance` does, in half the time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, TypeAlias, TypeVar, dataclass_transform, final

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def _node(cls: type[T]) -> type[T]:
    return dataclass(slots=True, unsafe_hash=True)(cls)


@final
@_node
class Number:
    """A number without a sign, exactly."""

    value: Fraction
    parts: ClassVar[tuple["Tree", ...]] = ()


@final
@_node
class Name:
    """One of the question's variables."""

    name: str
    parts: ClassVar[tuple["Tree", ...]] = ()


@final
@_node
class Constant:
    """A name that everyone knows: e or pi."""

    name: str
    parts: ClassVar[tuple["Tree", ...]] = ()


@final
@_node
class Negative:
    """−inner."""

    inner: "Tree"

    @property
    def parts(self) -> tuple["Tree", ...]:
        """What the sign is of."""
        return (self.inner,)


@final
@_node
class Call:
    """A function of one argument or, as max, of several."""

    function: str
    arguments: tuple["Tree", ...]

    @property
    def parts(self) -> tuple["Tree", ...]:
        """The arguments."""
        return self.arguments


@dataclass_transform(frozen_default=True)
def _pair(cls: type[T]) -> type[T]:
    return dataclass(slots=True, eq=False)(cls)


@_pair
class Pair:
    """Two formulas and an operation on them; which one, the subclasses say.

    >>> Sum(Name("x"), Name("y")) == Sum(Name("x"), Name("y")) != Product(Name("x"), Name("y"))
    True
    """

    left: "Tree"
    right: "Tree"

    @property
    def parts(self) -> tuple["Tree", ...]:
        """Both sides."""
        return self.left, self.right

    def __eq__(self, other: object) -> bool:
        """Equal in every part; down the left, where sums are long, without recursion."""
        one: object = self
        while one is not other:
            if type(one) is not type(other):
                return False
            if not isinstance(one, Pair) or not isinstance(other, Pair):
                return one == other
            if one.right is not other.right and one.right != other.right:
                return False
            one, other = one.left, other.left
        return True

    def __hash__(self) -> int:
        return hash((type(self), self.left, self.right))


@final
class Sum(Pair):
    """left + right; a difference is a sum with a negative."""

    __slots__ = ()


@final
class Product(Pair):
    """left · right."""

    __slots__ = ()


@final
class Quotient(Pair):
    """left / right."""

    __slots__ = ()


@final
class Power(Pair):
    """left to the power of right."""

    __slots__ = ()


@final
@_node
class Equation:
    """left = right; it stands above all else, or nowhere, and has no value."""

    left: "Tree"
    right: "Tree"

    @property
    def parts(self) -> tuple["Tree", ...]:
        """Both sides."""
        return self.left, self.right


Leaf: TypeAlias = Number | Name | Constant
Tree: TypeAlias = Leaf | Negative | Call | Sum | Product | Quotient | Power | Equation


@lru_cache(maxsize=4096)
def whole_number(value: int) -> Number:
    """The node of a whole number; those in a class's answers are few and are made once.

    >>> whole_number(7)
    Number(value=Fraction(7, 1))
    """
    return Number(Fraction(value))


def of_parts(tree: Tree, parts: Iterable[Tree]) -> Tree:
    """The same operation or function of other parts.

    >>> of_parts(Sum(Name("x"), Name("y")), [Name("a"), Name("b")])
    Sum(left=Name(name='a'), right=Name(name='b'))
    """
    if isinstance(tree, Pair | Equation):
        left, right = parts
        return type(tree)(left, right)
    if isinstance(tree, Negative):
        (inner,) = parts
        return Negative(inner)
    return Call(tree.function, tuple(parts)) if isinstance(tree, Call) else tree
