"""Kill `quizgen homework` at random moments, and look whether anything is mixed or lost.

    python benchmarks/kills.py --kills 50 --students 200
    python benchmarks/kills.py --kills 50 --students 200 --force

Each time the command is killed (SIGKILL) at a random moment of its run. Then no sheet, key and
record in the folder may stem from different draws, and keys may stand nowhere but in `keys` and
`private`. After the same command again all bytes are those of a run that nobody disturbed. With
`--force` the folder holds another homework of the same students before.
"""

import argparse
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
    raise SystemExit(bool(run(**vars(parser.parse_args()))))
