"""One writer at a time in a homework folder; a lock that the system frees when its owner is killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizgen.course.folder import private_folder
from quizgen.errors import UserError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder, made if need be, for this process alone; `UserError` where another one works in it."""
    from filelock import FileLock, Timeout

    private = private_folder(folder)
    lock = FileLock(private / "lock", mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise UserError(
            f"{folder}: another quizgen is writing into this folder",
            "wait until it is done, or choose another folder with -o",
        ) from None
    except (OSError, NotImplementedError) as error:
        raise UserError(
            f"{private / 'lock'}: cannot be locked: {getattr(error, 'strerror', None) or error}",
            "choose another folder with -o, on a disk of this machine",
        ) from None
    try:
        yield
    finally:
        lock.release()
