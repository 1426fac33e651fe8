"""Kill `quizgen homework`, `grade` or `regrade` at random moments, and look whether anything is mixed or lost.

    python benchmarks/kills.py --kills 50 --students 200
    python benchmarks/kills.py --kills 50 --students 200 --force
    python benchmarks/kills.py --kills 50 --students 200 --what grade
    python benchmarks/kills.py --kills 50 --students 200 --what regrade

Each time the command is killed (SIGKILL) at a random moment of its run. Then no sheet, key and
record in the folder may stem from different draws, and keys may stand nowhere but in `keys` and
`private`. After the same command again all bytes are those of a run that nobody disturbed. With
`--force` the folder holds another homework of the same students before.

Before `grade` and `regrade` the class was graded once, and a mark was entered in review.csv: it must
stand there after every kill, and after every second one another is entered.
"""

import argparse
import csv
import io
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

PLACES = {
    "keys",
    "private",
    "sheets",
    "mailmerge.csv",
    "form-titles.txt",
    "answers.csv",
    "answers.xlsx",
}
BEFORE, SHEET = "dense-params", "conv1d-arch"


def command(folder: Path, students: int, sheet: str, *more: str) -> list[str]:
    """The command line for a class."""
    roster = folder.parent / "class.csv"
    rows = "".join(f"Student {i},{1000 + i}\n" for i in range(students))
    roster.write_text(f"name,id\n{rows}", encoding="utf-8")
    here = [sys.executable, "-m", "quizgen", "homework", sheet, "--roster", str(roster)]
    return [*here, "-o", str(folder), *more]


def contents(folder: Path) -> dict[str, str]:
    """Every file by its name, with the SHA-256 of its bytes; but for the lock."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def codes(folder: Path) -> dict[str, str]:
    """The code of each student's sheet, by the record."""
    record = folder / "private" / "variants.jsonl"
    if not record.exists():
        return {}
    lines = map(json.loads, record.read_text(encoding="utf-8").splitlines())
    return {line["student"].replace(" ", "-"): line["code"] for line in lines}


def faults(folder: Path) -> list[str]:
    """What may never be: keys elsewhere, and files that the record does not stand for."""
    found = [
        f"{path} is no place for it"
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in PLACES
    ]
    found += [f"{path}: a key among the sheets" for path in folder.glob("sheets/*key*")]
    record = codes(folder)
    for path in [*folder.glob("sheets/*.tex"), *folder.glob("keys/*.tex")]:
        name = path.stem.removesuffix("-short").removesuffix("-key")
        text = path.read_text(encoding="utf-8")
        if name not in record or record[name].replace("·", "") not in text.replace(
            "\\textperiodcentered{}", ""
        ).replace("·", ""):
            found.append(f"{path} is not of the sheet in the record")
        if path.parent.name == "sheets" and not (folder / f"keys/{name}-key.tex").exists():
            found.append(f"{path} has no key")
    return found


BANK = """
[[exercise]]
id = "my-sum"
text = "Numbers $a = {{ a }}$ and $b = {{ b }}$."
draw = { a = "integer(2, 99)", b = "integer(110, 190)" }
[[exercise.part]]
ask = "What is their sum?"
answer = "a + b"
[[exercise.part]]
ask = "What is their product?"
answer = "a * b + 1"
"""


PLAIN = ("-m", "quizgen")


def quizgen(
    *words: str, where: Path, by: tuple[str, ...] = PLAIN
) -> subprocess.CompletedProcess[str]:
    """A command in a folder, to its end; `by` is what Python runs."""
    line = [sys.executable, *by, *words]
    return subprocess.run(line, cwd=where, check=False, capture_output=True, text=True)


def graded_once(place: Path, students: int, by: tuple[str, ...] = PLAIN) -> None:
    """A class whose answers were graded; every fifth waits, and the mark of one is entered."""
    (place / "mine.toml").write_text(BANK, encoding="utf-8")
    (place / "mended.toml").write_text(BANK.replace("b + 1", "b"), encoding="utf-8")
    people = "".join(f"Student {i},{1000 + i}\n" for i in range(students))
    (place / "class.csv").write_text(f"name,id\n{people}", encoding="utf-8")
    made = quizgen("homework", "my-sum", "--bank", "mine.toml", "--roster", "class.csv", "--jobs", "1", "-o", "hw", where=place, by=by)  # fmt: skip
    assert not made.returncode, made.stderr
    lines = ["id,question,answer"]
    for line in (place / "hw/private/variants.jsonl").read_text(encoding="utf-8").splitlines():
        sheet = json.loads(line)
        a, b = (sheet["questions"][0]["values"][name] for name in "ab")
        number = int(sheet["id"])
        lines.append(f"{number},1a,{a + b if number % 5 else '7 or 8'}")
        lines.append(f"{number},1b,{a * b + number % 2}")
    (place / "first.csv").write_text("\n".join(lines[: len(lines) // 2]), encoding="utf-8")
    (place / "later.csv").write_text("\n".join(lines), encoding="utf-8")
    assert not quizgen("grade", "hw", "first.csv", where=place).returncode
    enter(place / "hw", 0)


def enter(folder: Path, which: int) -> None:
    """A mark in one line of review.csv."""
    path = folder / "marks/review.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    rows[which]["mark"] = "0.5"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), "utf-8-sig")


def entered(folder: Path) -> int:
    """How many marks stand in review.csv."""
    text = (folder / "marks/review.csv").read_text("utf-8-sig")
    return sum(bool(row["mark"]) for row in csv.DictReader(io.StringIO(text)))


def is_writing(folder: Path) -> bool:
    """Whether results wait to be put in their places."""
    return (folder / "private/marks-new").exists()


def wait_until_writing(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Return when a process has begun to write results, or has ended."""
    while process.poll() is None and not is_writing(folder):
        time.sleep(0.002)


def run_grading(what: str, *, kills: int, students: int, seed: int) -> int:
    """How many kills of `grade` or `regrade` went wrong; each is told."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    words = {
        "grade": ("grade", "hw", "later.csv"),
        "regrade": ("regrade", "hw", "--bank", "mended.toml", "--yes"),
    }[what]
    wrong = committed = 0
    with tempfile.TemporaryDirectory() as name:
        begin = Path(name, "begin")
        begin.mkdir()
        graded_once(begin, students)
        wanted = []
        takes = writes = 0.0
        for marks in (1, 2):
            whole = Path(name, f"whole-{marks}")
            shutil.copytree(begin, whole)
            if marks == 2:
                enter(whole / "hw", 1)
            since = time.monotonic()
            with subprocess.Popen(
                [sys.executable, "-m", "quizgen", *words],
                cwd=whole,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as process:
                wait_until_writing(process, whole / "hw")
                began = time.monotonic()
            assert not process.returncode, process.returncode
            takes = max(takes, time.monotonic() - since)
            writes = max(writes, time.monotonic() - began)
            wanted.append(contents(whole / "hw"))
        print(f"undisturbed: {takes:.1f} s, {len(wanted[0])} files")
        for number in range(kills):
            place = Path(name, f"killed-{number}")
            shutil.copytree(begin, place)
            moment = chance.uniform(0, takes if number % 2 else writes)
            line = [sys.executable, "-m", "quizgen", *words]
            with subprocess.Popen(
                line, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as process:
                # Most of a run is reading and judging: every other kill waits until it writes.
                if not number % 2:
                    wait_until_writing(process, place / "hw")
                time.sleep(moment)
                process.send_signal(signal.SIGKILL)
            ended = process.returncode == 0
            found = [] if entered(place / "hw") == 1 else ["an entered mark is gone"]
            begun = is_writing(place / "hw")
            committed += begun
            more = number % 4 < 2
            if more:
                enter(place / "hw", 1)
            done = quizgen(*words, where=place)
            if done.returncode:
                found.append(done.stderr)
            elif (after := contents(place / "hw")) != wanted[more]:
                found += sorted({n for n, _ in wanted[more].items() ^ after.items()})[:10]
            state = "ended before" if ended else "while writing" if begun else "before writing"
            print(f"{number}: at {moment:.2f} s, {state}: {found or 'as undisturbed'}")
            wrong += bool(found)
            shutil.rmtree(place)
    print(f"{kills} kills of {what}, {committed} while it wrote, {wrong} wrong")
    return wrong


def run(*, kills: int, students: int, force: bool, jobs: int, seed: int) -> int:
    """How many kills went wrong; each is told."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        first = Path(place, "first")
        (first / "private").mkdir(parents=True)
        (first / "private" / "secret").write_text("5a" * 32 + "\n", encoding="ascii")
        more = ["--jobs", str(jobs), *(["--force"] if force else [])]
        if force:
            subprocess.run(command(first, students, BEFORE), check=True, capture_output=True)
        whole = Path(place, "whole")
        shutil.copytree(first, whole)
        begun = time.monotonic()
        subprocess.run(command(whole, students, SHEET, *more), check=True, capture_output=True)
        takes = time.monotonic() - begun
        wanted = contents(whole)
        print(f"undisturbed: {takes:.1f} s, {len(wanted)} files")
        for number in range(kills):
            folder = Path(place, f"killed-{number}")
            shutil.copytree(first, folder)
            moment = chance.uniform(0, takes)
            with subprocess.Popen(
                command(folder, students, SHEET, *more),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as process:
                time.sleep(moment)
                process.send_signal(signal.SIGKILL)
            found = faults(folder)
            sheets = len(list(folder.glob("sheets/*.pdf")))
            done = subprocess.run(
                command(folder, students, SHEET, *more), check=False, capture_output=True, text=True
            )
            if done.returncode:
                found.append(done.stderr)
            elif (after := contents(folder)) != wanted:
                found += sorted({n for n, _ in wanted.items() ^ after.items()})[:10]
            print(f"{number}: at {moment:.2f} s, {sheets} sheets: {found or 'as undisturbed'}")
            wrong += bool(found)
            shutil.rmtree(folder)
    print(f"{kills} kills, {wrong} wrong")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--what", choices=["homework", "grade", "regrade"], default="homework")
    asked = vars(parser.parse_args())
    what = asked.pop("what")
    if what == "homework":
        raise SystemExit(bool(run(**asked)))
    few = {name: asked[name] for name in ("kills", "students", "seed")}
    raise SystemExit(bool(run_grading(what, **few)))
