"""A traced graph is read for many observations and for few: a network of one observation is the same for both."""

from collections.abc import Callable
from itertools import zip_longest

from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.network import Network, Node

# The fewest that are no single one, so that a part "of as many entries" is smaller than other sizes.
FEW = 2
FIX = "take sizes and numbers from elsewhere than the batch, and keep the batch to its axis"


def for_any_number(read: Callable[[int], Network], many: int) -> Network:
    """The network that `read` gives for so many observations; `UserError` where few give another one.

    >>> from quizgen.solver.layers.linear import Linear
    >>> for_any_number(lambda observations: Network([("fc", Linear(4, 3))], (4,)), 13).output_shape()
    (3,)
    >>> for_any_number(lambda observations: Network([("fc", Linear(4, observations))], (4,)), 13)
    Traceback (most recent call last):
    quizgen.errors.UserError: 'fc' is Linear(4, 13) for 13 observations, Linear(4, 2) for 2
    """
    found = read(many)
    try:
        few = read(FEW)
    except (UserError, ShapeError) as error:
        raise UserError(f"read for {many} observations, not for {FEW}: {error.args[0]}", FIX) from None  # fmt: skip
    for one, other in zip_longest(found.nodes, few.nodes):
        if one != other:
            raise UserError(_told(one, other, many), FIX)
    if found.results != few.results or found.shapes() != few.shapes():
        raise UserError(f"other outputs for {many} observations than for {FEW}", FIX)
    return found


def _told(one: Node | None, other: Node | None, many: int) -> str:
    named = one or other
    name = named.name if named is not None else ""
    if one and other and one.layer != other.layer:
        return f"{name!r} is {one.layer} for {many} observations, {other.layer} for {FEW}"
    return f"{name!r} is not the same for {many} observations and for {FEW}"
