"""A traced graph is read for many observations and for few: a network of one observation is the same for both."""

from collections.abc import Callable, Iterable
from itertools import count, zip_longest

from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.network import Network, Node

# The fewest that are no single one, so that a part "of as many entries" is smaller than other sizes;
# and those to take where a size of the network is as large, and which axis is the batch cannot be told.
FEW = (2, 3, 5)
FIX = "take sizes and numbers from elsewhere than the batch, and keep the batch to its axis"


def apart(least: int, sizes: Iterable[int]) -> int:
    """The first prime from `least` on that is no size of a network, so that none is taken for the batch.

    >>> apart(13, [4, 3]), apart(13, [13, 6])
    (13, 17)
    """
    taken = set(sizes)
    return next(n for n in count(least) if n not in taken and all(n % d for d in range(2, n)))


def for_any_number(read: Callable[[int], Network], many: int) -> Network:
    """The network that `read` gives for so many observations; `UserError` where few give another one.

    >>> from quizgen.solver.layers.linear import Linear
    >>> for_any_number(lambda observations: Network([("fc", Linear(4, 3))], (4,)), 13).output_shape()
    (3,)
    >>> for_any_number(lambda observations: Network([("fc", Linear(4, observations))], (4,)), 13)
    Traceback (most recent call last):
    quizgen.errors.UserError: 'fc' is Linear(4, 13) for 13 observations, Linear(4, 2) for 2
        fix: take sizes and numbers from elsewhere than the batch, and keep the batch to its axis
    """
    found = read(many)
    few, other = _with_few(read, many)
    for one, another in zip_longest(found.nodes, other.nodes):
        if one != another:
            raise UserError(_told(one, another, many, few), FIX)
    if found.results != other.results or found.shapes() != other.shapes():
        raise UserError(f"other outputs for {many} observations than for {few}", FIX)
    return found


def _with_few(read: Callable[[int], Network], many: int) -> tuple[int, Network]:
    """The fewest observations the network is read for, and what it is then."""
    said: list[str] = []
    for few in FEW:
        try:
            return few, read(few)
        except (UserError, ShapeError) as error:
            said.append(str(error.args[0]))
    raise UserError(f"read for {many} observations, not for {FEW[0]}: {said[0]}", FIX)


def _told(one: Node | None, other: Node | None, many: int, few: int) -> str:
    named = one or other
    name = named.name if named is not None else ""
    if one and other and one.layer != other.layer:
        return f"{name!r} is {one.layer} for {many} observations, {other.layer} for {few}"
    return f"{name!r} is not the same for {many} observations and for {few}"
