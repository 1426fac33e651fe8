"""Results remembered by which object they are of: what many share is worked out once."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# So many results are held.
MOST = 20_000


def once(work: Callable[[T], R]) -> Callable[[T], R]:
    """`work` for values that are the same object again and again; to compare them would cost more.

    >>> half = (1, 2)
    >>> shown = once(str)
    >>> shown(half) is shown(half)
    True
    """
    known: dict[int, tuple[T, R]] = {}

    def found(value: T) -> R:
        own = known.get(id(value))
        if own is None:
            if len(known) == MOST:
                known.clear()
            # The value is held, so that no other gets its place.
            own = known[id(value)] = (value, work(value))
        return own[1]

    return found
