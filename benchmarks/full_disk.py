"""Let the disk be full at random moments of `quizgen homework`, `--force`, `grade` and `regrade`.

    python -m benchmarks.full_disk --times 50 --students 200 --what homework

Who runs it must be allowed to mount: the folder is a file system in memory, of random sizes up to a little
more than what is just enough, which is looked for first. The command ends with an error and without a traceback; no sheet, key and record may then
stem from different draws, and keys stand nowhere but in `keys` and `private`. With more room the same
command comes to the bytes of an undisturbed run. `homework` draws as ever and sets no PDF: a sheet is its code and 2 kB.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.kills import BEFORE, PLAIN, SHEET, command, contents, entered, faults, graded_once

# The storage is looked at: to set a sheet takes a hundred times as long as to write it.
_WITHOUT_PDF = """
import hashlib, runpy, sys
from quizgen.course import making

def papers(printing, line):
    import json
    from quizgen.course.folder import paper_names
    data, stem = line
    code = json.loads(data)["code"]
    names = paper_names(stem, printing.keys)
    return {
        name: f"{code} {hashlib.sha256(f'{code} {name}'.encode()).hexdigest() * 32}".encode()
        for name in names
    }

making._papers = papers
sys.argv[0] = "quizgen"
runpy.run_module("quizgen", run_name="__main__")
"""


@contextmanager
def disk(place: Path, size: int) -> Iterator[None]:
    """A file system of so many bytes."""
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)  # noqa: S607
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)  # noqa: S607


def room(place: Path, size: int) -> None:
    """Another size."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)  # noqa: S607


def used(place: Path) -> int:
    """Bytes in use."""
    own = os.statvfs(place)
    return (own.f_blocks - own.f_bfree) * own.f_frsize


def copied(begin: Path, place: Path) -> None:
    """The state before the command, modes and all."""
    shutil.copytree(begin, place, dirs_exist_ok=True)


def run(what: str, *, times: int, students: int, seed: int) -> int:
    """How many times something was wrong; each is told."""
    chance = random.Random(seed)  # noqa: S311 - sizes, no secrets
    wrong = full = 0
    with tempfile.TemporaryDirectory() as name:
        begin, place = Path(name, "begin"), Path(name, "disk")
        begin.mkdir()
        line = begun(what, begin, place, students)
        with disk(place, 1 << 30):
            copied(begin, place)
            before = used(place)
            ended = subprocess.run(line, cwd=place, check=False, capture_output=True, text=True)
            assert not ended.returncode, ended.stderr
            wanted, after = contents(place / "hw"), used(place)
        most = enough(line, begin, place, before)
        print(
            f"{before >> 10} KiB before, {after >> 10} KiB after, {most >> 10} KiB are just enough",
            flush=True,
        )
        for number in range(times):
            size = chance.randint(max(before, most * 3 // 10), most * 21 // 20)
            with disk(place, 1 << 30):
                ended = narrow(line, begin, place, size)
                full += ended.returncode != 0
                found = ["a traceback"] if "Traceback" in ended.stderr else []
                if what in ("homework", "force"):
                    found += faults(place / "hw")
                elif entered(place / "hw") != 1:
                    found.append("an entered mark is gone")
                room(place, 1 << 30)
                again = subprocess.run(line, cwd=place, check=False, capture_output=True, text=True)
                if again.returncode:
                    found.append(again.stderr)
                elif (now := contents(place / "hw")) != wanted:
                    found += sorted({n for n, _ in wanted.items() ^ now.items()})[:10]
            said = ended.stderr.strip().splitlines()[-2:] if ended.returncode else "enough"
            print(f"{number}: {size >> 10} KiB: {said}: {found or 'as undisturbed'}", flush=True)
            wrong += bool(found)
    print(f"{times} sizes for {what}, {full} too small, {wrong} wrong")
    return wrong


def narrow(
    line: list[str], begin: Path, place: Path, size: int
) -> subprocess.CompletedProcess[str]:
    """The command where no more room is than that; the disk is there, with nothing on it."""
    copied(begin, place)
    room(place, size)
    return subprocess.run(line, cwd=place, check=False, capture_output=True, text=True)


def enough(line: list[str], begin: Path, place: Path, least: int) -> int:
    """The least room with which the command ends well, to a hundredth."""
    most = 1 << 30
    while most - least > most // 100:
        size = (least + most) // 2
        with disk(place, 1 << 30):
            if narrow(line, begin, place, size).returncode:
                least = size
            else:
                most = size
    return most


def begun(what: str, begin: Path, place: Path, students: int) -> list[str]:
    """The state before the command, and its line."""
    if what in ("grade", "regrade"):
        graded_once(begin, students, ("-c", _WITHOUT_PDF))
        words = {
            "grade": ("grade", "hw", "later.csv"),
            "regrade": ("regrade", "hw", "--bank", "mended.toml", "--yes"),
        }[what]
        return [sys.executable, *PLAIN, *words]
    (begin / "hw/private").mkdir(parents=True)
    (begin / "hw/private/secret").write_text("5a" * 32 + "\n", encoding="ascii")
    if what == "force":
        _homework(command(begin / "hw", students, BEFORE, "--jobs", "1"), check=True)
    command(begin / "hw", students, SHEET)  # writes the roster
    place.mkdir()
    line = command(place / "hw", students, SHEET, "--jobs", "1")
    (place / "class.csv").unlink()
    more = ["--force"] if what == "force" else []
    return [line[0], "-c", _WITHOUT_PDF, *line[3:], *more]


def _homework(line: list[str], *, check: bool) -> None:
    subprocess.run([line[0], "-c", _WITHOUT_PDF, *line[3:]], check=check, capture_output=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--what", choices=["homework", "force", "grade", "regrade"], default="homework"
    )
    asked = vars(parser.parse_args())
    raise SystemExit(bool(run(asked.pop("what"), **asked)))
