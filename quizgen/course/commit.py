"""What is made takes its place all at once: interrupted, it is finished by whoever comes next.

First goes what must go, then the record is exchanged, then files come to their places, each
student's sheet last. So at no moment do a sheet, its key and its record stem from different draws.
"""

import json
import shutil
from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path

from quizgen.course.folder import MANIFEST, PRIVATE, ROSTER, VARIANTS, place, stage, staged
from quizgen.errors import UserError

# While this file waits, the change is decided: nothing but finishing it is right.
COMMIT = "commit.json"
EARLIER = f"{PRIVATE}/earlier"


def commit(folder: Path, gone: Iterable[str], ready: Iterable[str]) -> None:
    """The staged record, roster and manifest take their places, and the staged files `ready`.

    The files `gone` are removed first. `UserError` for a file that cannot be moved; the next call
    of `settle` goes on from there.
    """
    decided = {"gone": list(gone), "ready": list(ready)}
    written = stage(folder, f"{COMMIT}.part", json.dumps(decided).encode(), last=True)
    written.replace(staged(folder, COMMIT))
    settle(folder)


def settle(folder: Path) -> None:
    """Finish a change that was decided and interrupted; nothing where there is none."""
    path = staged(folder, COMMIT)
    try:
        decided = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return
    try:
        if staged(folder, VARIANTS).exists():
            for name in decided["gone"]:
                (folder / name).unlink(missing_ok=True)
        for name in (VARIANTS, ROSTER, MANIFEST, *decided["ready"]):
            place(folder, name)
    except OSError as error:
        raise UserError(
            f"{error.filename or folder}: cannot be replaced: {error.strerror}",
            "close it where it is open, and give the same command again: it goes on from here",
        ) from None
    path.unlink()


def keep_earlier(folder: Path) -> None:
    """A copy of the record as it stands: who has a sheet that is replaced can still be graded."""
    record = folder / VARIANTS
    if not record.exists():
        return
    with record.open("rb") as file:
        name = f"{EARLIER}/variants-{file_digest(file, 'sha256').hexdigest()[:12]}.jsonl"
    if not (folder / name).exists():
        stage(folder, name, b"")
        shutil.copyfile(record, staged(folder, name))
        place(folder, name)
