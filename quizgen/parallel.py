"""Work in several processes, here or on a cluster, with results in order and bounded memory."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from quizgen.errors import UserError
from quizgen.garbage import rare_collection

if TYPE_CHECKING:
    # Only named here: work in one process does not wait for it.
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


# Items that are done here first.
MEASURED = 4


def where_it_pays(
    work: Callable[[T], R],
    items: Iterable[T],
    executor: "Executor | None",
    worth: float,
    ahead: int = 8,
    sent: Callable[[T], T] = lambda item: item,
) -> Iterator[R]:
    """`map(work, items)`, by `executor` only where one item takes more than `worth` seconds.

    For less work than it takes to send, other processes make it slower. The items after the first are
    measured here, and the quickest counts: the first also loads what the work needs, and where answers
    are the same again and again the later ones cost next to nothing. `sent` makes of an item what
    another process needs of it.

    >>> list(where_it_pays(abs, [3, -4, 5], None, 0.1))
    [3, 4, 5]
    """
    own = iter(items)
    took = []
    for item in islice(own, MEASURED):
        before = time.process_time()
        yield work(item)
        took.append(time.process_time() - before)
    if executor is None or min(took[1:], default=0.0) <= worth:
        yield from map(work, own)
    else:
        yield from in_order(work, map(sent, own), executor, ahead)


@dataclass(frozen=True, slots=True)
class Workers:
    """An executor, None for this process alone, and how many items it is given at a time."""

    executor: "Executor | None" = None
    ahead: int = 1

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """The results, in order.

        >>> list(Workers().map(abs, [3, -4]))
        [3, 4]
        """
        return in_order(work, items, self.executor, self.ahead)


ALONE = Workers()
# Threads of one process take turns: a cluster's workers may have several, and a compiler of Typst
# or a budget of time belongs to one at a time.
TURN = Lock()


def cores() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Windows and macOS
        return os.cpu_count() or 1


@contextmanager
def processes(jobs: int) -> Iterator[Workers]:
    """That many processes of this machine; one is this process itself."""
    if jobs == 1:
        yield ALONE
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # A new process each: a fork would copy the thread that draws the bar.
    executor = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_leave_with_parent
    )
    try:
        yield Workers(executor, 2 * jobs)
    except BrokenProcessPool:
        raise UserError(
            "a process that worked for this one was ended from outside, perhaps for want of memory",
            "give the command again, with fewer --jobs",
        ) from None
    finally:
        executor.shutdown(cancel_futures=True)


def _leave_with_parent() -> None:
    """End this process when the one it works for is gone: after a kill nobody else tells it.

    Ctrl-C is for that one to answer.
    """
    import signal
    from multiprocessing import parent_process
    from multiprocessing.connection import wait
    from threading import Thread

    rare_collection()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is None:
        return

    def watch(sentinel: int) -> None:
        wait([sentinel])
        os._exit(1)

    Thread(target=watch, args=(parent.sentinel,), daemon=True).start()


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """The workers of a running Dask cluster, by the address of its scheduler.

    `UserError` where Dask is not installed here, nobody answers, or the workers have another quizgen.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UserError(
            "--dask needs the package distributed, which is not installed",
            "pip install 'quizgen[dask]'",
        ) from None
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(
            f"{address}: no Dask scheduler answers: {error}",
            "name the address that `dask scheduler` printed, such as tcp://192.168.1.2:8786",
        ) from None
    with client:
        _check_versions(client.run(_version), address)
        threads = sum(client.nthreads().values())
        yield Workers(client.get_executor(pure=False), 2 * threads)


# A scheduler that is there answers at once.
SECONDS = 10


def _version() -> str:
    import quizgen

    return quizgen.__version__


def _check_versions(found: "dict[str, str]", address: str) -> None:
    """Another version might draw other numbers: nobody could add a student to such a class."""
    if not found:
        raise UserError(f"{address}: the cluster has no workers", "start one: dask worker ADDRESS")
    here = _version()
    for worker, there in found.items():
        if there != here:
            raise UserError(
                f"{worker} has quizgen {there}, and here it is {here}",
                "install the same version on every worker",
            )
