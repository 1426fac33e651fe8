"""Pieces of a file that are made before their place in it is known: they wait on the disk, not in memory."""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)

# Bytes of an unfinished file in memory; the rest is on the disk.
KEPT = 1 << 20


def waiting(stack: ExitStack) -> IO[bytes]:
    """An empty file that is gone when `stack` closes.

    >>> with ExitStack() as stack:
    ...     waiting(stack).write(b"abc")
    3
    """
    return stack.enter_context(SpooledTemporaryFile(KEPT))


def put_all(file: IO[bytes], pieces: Iterable[bytes]) -> None:
    """Write pieces one by one: `writelines` of a file that waits would hold all of them.

    >>> with ExitStack() as stack:
    ...     file = waiting(stack)
    ...     put_all(file, [b"a", b"bc"])
    ...     file.tell()
    3
    """
    for piece in pieces:
        file.write(piece)


class Shelf(Generic[Name]):
    """Pieces by name, each of which is read back as it was put; of two with one name the last counts.

    >>> with ExitStack() as stack:
    ...     shelf = Shelf[str](stack)
    ...     shelf.put("b", b"2")
    ...     shelf.put("a", b"1")
    ...     [*shelf], shelf["b"], "c" in shelf
    (['b', 'a'], b'2', False)
    """

    def __init__(self, stack: ExitStack) -> None:
        self._file = waiting(stack)
        self._end = 0
        self._places: dict[Name, tuple[int, int]] = {}

    def put(self, name: Name, piece: bytes) -> None:
        """Keep a piece."""
        self._file.seek(self._end)
        self._file.write(piece)
        self._places[name] = self._end, len(piece)
        self._end += len(piece)

    def __getitem__(self, name: Name) -> bytes:
        start, size = self._places[name]
        self._file.seek(start)
        return self._file.read(size)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[Name]:
        """The names, in the order in which they came."""
        return iter(self._places)
