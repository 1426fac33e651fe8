"""What grading writes: tables, feedback and record, replaced together or not at all.

Everything is written beside first, into `private/marks-new`. Then one file, `commit.json`, says that
it is complete; from there on the files are put in their places, by whoever comes next where this one
is killed. Without it what waits there is thrown away. `private/marks.json` has the SHA-256 of what
was written, so that a file somebody has worked on since is not replaced without `force`.
"""

import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from quizgen.course.folder import PRIVATE
from quizgen.course.manifest import file_digest
from quizgen.errors import UserError
from quizgen.few import few

NEW = f"{PRIVATE}/marks-new"
COMMIT = f"{NEW}/commit.json"
WRITTEN = f"{PRIVATE}/marks.json"
# So many files are named in a refusal.
TOLD = 5


def replace_results(
    root: Path,
    files: Iterable[tuple[str, bytes | Iterable[bytes]]],
    *,
    force: bool = False,
    entered: Mapping[str, str | None] = MappingProxyType({}),
) -> list[Path]:
    """Put the named files in their places under `root`, in place of those of an earlier run.

    The content of a large file may come in pieces; no two files need be in memory at once.
    Files of the earlier run that there are no more go. `entered` are those whose changes have been
    taken over into the new ones, each with the SHA-256 it had when it was read. `UserError` where a
    file would be replaced that no run has written, or that was changed since, without `force`, and
    in any case where something was entered meanwhile; then nothing is changed.
    """
    with _saying(root):
        finish(root)
        if root.exists() and not root.is_dir():
            raise UserError(f"{root} cannot be a folder: it is a file", "choose another with -o")
        before = _written(root)
        new = root / NEW
        shutil.rmtree(new, ignore_errors=True)
        now: dict[str, str] = {}
        try:
            for name, data in files:
                now[name] = _stage(new / name, data)
        except OSError:
            shutil.rmtree(new, ignore_errors=True)
            raise
        meanwhile = next(
            (root / n for n in entered if not _is_ours(root / n, entered[n], now.get(n))), None
        )
        if meanwhile:
            shutil.rmtree(new, ignore_errors=True)
            raise UserError(
                f"{meanwhile}: was changed while the answers were graded",
                "give the command again, so that what was entered counts",
            )
        changed = [
            name
            for name in (*now, *(name for name in before if name not in now))
            if name not in entered and not _is_ours(root / name, before.get(name), now.get(name))
        ]
        folder = next((root / name for name in changed if (root / name).is_dir()), None)
        if folder:
            shutil.rmtree(new, ignore_errors=True)
            raise UserError(
                f"{folder} is a folder; a file of that name is to be written",
                "choose another folder with -o",
            )
        if changed and not force:
            shutil.rmtree(new, ignore_errors=True)
            raise _refusal(root, changed)
        gone = [name for name in before if name not in now]
        commit = {"files": now, "gone": gone, "entered": dict(entered)}
        _stage(root / COMMIT, json.dumps(commit, indent=1, sort_keys=True).encode(), last=True)
        finish(root)
    return [root / name for name in now]


def finish(root: Path) -> None:
    """Put in its place what an earlier run had completed when it was killed.

    Where something has been entered since then, that stays: the next run takes it over.
    """
    new = root / NEW
    try:
        commit = json.loads((root / COMMIT).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in commit["files"]:
        target = root / name
        own = commit.get("entered", {})
        if name in own and not _is_ours(target, own[name], commit["files"][name]):
            continue
        if (new / name).exists():
            target.parent.mkdir(mode=_folder_mode(name), parents=True, exist_ok=True)
            os.replace(new / name, target)  # noqa: PTH105 - one step, also on Windows
    for name in commit["gone"]:
        (root / name).unlink(missing_ok=True)
    written = json.dumps(commit["files"], indent=0, sort_keys=True).encode() + b"\n"
    _stage(new / "marks.json", written, last=True)
    os.replace(new / "marks.json", root / WRITTEN)  # noqa: PTH105 - one step, also on Windows
    shutil.rmtree(new, ignore_errors=True)


def tables_of(root: Path) -> Path:
    """Where the tables stand that a run has written: in `marks`, or in the folder named with -o itself."""
    written = _written(root)
    return root if "grades.csv" in written else root / "marks"


def _stage(path: Path, data: bytes | Iterable[bytes], *, last: bool = False) -> str:
    """Write a file that waits; its SHA-256."""
    found = sha256()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part") if last else path
    with beside.open("wb") as file:
        for piece in [data] if isinstance(data, bytes) else data:
            found.update(piece)
            file.write(piece)
        if last:
            file.flush()
            os.fsync(file.fileno())
    if last:
        os.replace(beside, path)  # noqa: PTH105 - one step, also on Windows
    return found.hexdigest()


def _folder_mode(name: str) -> int:
    return 0o700 if name.startswith(f"{PRIVATE}/") else 0o777


def _written(root: Path) -> Mapping[str, str]:
    try:
        found = json.loads((root / WRITTEN).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return (
        {str(name): str(digest) for name, digest in found.items()}
        if isinstance(found, dict)
        else {}
    )


def _is_ours(path: Path, *digests: str | None) -> bool:
    """Whether nothing is lost where the file is replaced: there is none, or it is as it was written."""
    return not path.is_dir() and file_digest(path) in (None, *digests)


def _refusal(root: Path, changed: Collection[str]) -> UserError:
    return UserError(
        f"{few([str(root / name) for name in changed], TOLD)}: there already, and not as this command wrote it",
        "add --force to replace what you changed, or choose another folder with -o",
    )


@contextmanager
def _saying(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{root}: cannot be written: {error.strerror}", "choose another folder with -o"
        ) from None
