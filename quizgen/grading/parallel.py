"""Work in several processes with results in order, and never much more read than is worked on."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    # Only named here: grading in one process does not wait for it.
    from concurrent.futures import Executor, Future

T = TypeVar("T")
R = TypeVar("R")


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`, the last one perhaps shorter.

    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def in_order(
    work: Callable[[T], R], items: Iterable[T], executor: "Executor | None" = None, ahead: int = 8
) -> Iterator[R]:
    """`map(work, items)`, by `executor` if there is one; at most `ahead` items are under way.

    >>> list(in_order(abs, [3, -4]))
    [3, 4]
    """
    if executor is None:
        yield from map(work, items)
        return
    under_way: deque[Future[R]] = deque()
    try:
        for item in items:
            under_way.append(executor.submit(work, item))
            if len(under_way) >= ahead:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        for future in under_way:
            future.cancel()
