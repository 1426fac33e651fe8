"""A class of 300 students with 10 parts each, graded: judged anew, remembered, and in processes.

    python benchmarks/grading.py
    python benchmarks/grading.py --command 10000

The second runs `quizgen grade` on so many students' rows, ten each: CPU and memory of the whole command
where everybody has the same sheet without a name, the same with names, and numbers of their own
(a tenth of the students: each has a sheet of 17 kB to be read).
"""

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from quizgen.assignment import Assignment
from quizgen.bank import Sheet, load_banks
from quizgen.bank.exercise import SheetQuestion
from quizgen.course.assignment import assign
from quizgen.grading.diagnosis import _pairs
from quizgen.grading.keyed import verdict_lines
from quizgen.grading.marks import grade
from quizgen.grading.reading import read_answers
from quizgen.grading.roster import places
from quizgen.language.judges import cached_kind
from quizgen.tables.named import read_table

STUDENTS = 300
PARTS = 10
# Three exercises with ten parts: counts, vectors, sizes.
EXERCISES = ("conv1d-arch", "conv1d-strided-arch", "conv1d-compute", "pool1d-max")
TABLE = 100_000


def command(students: int) -> None:
    """CPU seconds and peak memory of the command, by whose numbers the sheets have."""
    library = load_banks()
    sheet = Sheet("benchmark", "", "Benchmark", tuple(SheetQuestion(name) for name in EXERCISES))
    one = assign(library, sheet, "benchmark", "")
    own = [assign(library, sheet, "benchmark", f"student {i}") for i in range(students // 10)]
    named = [replace(one, student=f"student {i}", code=f"b·{i}") for i in range(students)]
    for title, sheets, recorded in (
        ("one sheet without a name", named, [one]),
        ("the same numbers for all", named, named),
        ("own numbers", own, own),
    ):
        with tempfile.TemporaryDirectory() as place:
            (Path(place) / "private").mkdir()
            lines = "".join(one.to_line() + "\n" for one in recorded)
            (Path(place) / "private/variants.jsonl").write_text(lines, encoding="utf-8")
            data = submissions(list(sheets), 5)
            (Path(place) / "answers.csv").write_bytes(data)
            seconds, peak = _measured(place)
            rows = data.count(b"\n") - 1
            print(f"  {title:<32} {rows:7} rows {seconds:6.2f} s CPU {peak / 1024:6.0f} MiB")


# A command, and what its own memory came to: the system's count of a child begins with its parent's.
_OWN = """
import runpy, sys
try:
    runpy.run_module("quizgen", run_name="__main__")
finally:
    with open("/proc/self/status") as status:
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    with open(sys.argv[2] + ".peak", "w") as file:
        file.write(peak)
"""


def _measured(place: str) -> tuple[float, int]:
    """CPU seconds, and the peak in KiB, of grading a folder's answers in a process of its own."""
    answers = f"{place}/answers.csv"
    line = [sys.executable, "-c", _OWN, "grade", place, answers, "--no-feedback"]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, code, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(code)
    assert process.returncode == 0
    peak = Path(f"{place}.peak")
    kibibytes = int(peak.read_text(encoding="ascii"))
    peak.unlink()
    return used.ru_utime + used.ru_stime, kibibytes


def main() -> None:
    """Seconds of wall clock for each way, and answers a second."""
    library = load_banks()
    questions = tuple(SheetQuestion(name) for name in EXERCISES)
    sheet = Sheet("benchmark", "", "Benchmark", questions)
    own = [assign(library, sheet, "benchmark", f"student {i}") for i in range(STUDENTS)]
    parts = len(places(own[0]))
    assert parts == PARTS, parts
    same = [Assignment(a.student, a.code, a.title, a.intro, own[0].questions) for a in own]
    for name, wrong in (("four in five right", 5), ("every other wrong", 2)):
        print(f"{STUDENTS} students × {parts} parts, {name}")
        for title, sheets in (("own numbers", own), ("one sheet for all", same)):
            data = submissions(sheets, wrong)
            _forget()
            report(f"{title}, first time", sheets, data)
            report(f"{title}, remembered", sheets, data)
            _forget()
            with processes() as executor:
                grade(sheets[:16], [], executor=executor)  # the processes are started
                report(f"{title}, {os.cpu_count()} processes", sheets, data, executor)
    table(own)


def submissions(sheets: list[Assignment], wrong: int) -> bytes:
    """A CSV in which every `wrong`-th answer is a slip's or a neighbour's."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["student", "question", "answer"])
    count = 0
    for i, sheet in enumerate(sheets):
        for place in places(sheet):
            count += 1
            part = place.part
            answer = part.key
            if count % wrong == 0:
                slips = [m.value for m in part.mistakes]
                neighbour = _shifted(part.key, i)
                answer = slips[count % len(slips)] if slips and count % 3 else neighbour
            writer.writerow([sheet.student, place.label, answer])
    return out.getvalue().encode()


def _shifted(key: object, by: int) -> object:
    if isinstance(key, list):
        return [_shifted(entry, by) for entry in key]
    return key + by % 7 + 2 if isinstance(key, int) else key


def report(
    title: str, sheets: list[Assignment], data: bytes, executor: Executor | None = None
) -> None:
    """One way of grading the class, measured once: a second time it would remember."""
    start = time.perf_counter()
    marked = grade(
        sheets, read_answers(io.BytesIO(data), "answers", sheets, print), executor=executor
    )
    seconds = time.perf_counter() - start
    diagnosed = sum(bool(mark.verdict.mistake) for mark in marked.marks)
    pairs = sum("+" in (mark.verdict.mistake or "") for mark in marked.marks)
    print(
        f"  {title:<32} {seconds:6.2f} s  {len(marked.marks) / seconds:8.0f} answers/s"
        f"  ({diagnosed} diagnosed, {pairs} as pairs)"
    )


def table(sheets: list[Assignment]) -> None:
    """A plain table of answers with their keys, a few hundred different ones."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["kind", "key", "answer"])
    known = [(p.part.kind, p.part.key) for sheet in sheets[:40] for p in places(sheet)]
    for i in range(TABLE):
        kind, key = known[i % len(known)]
        writer.writerow([kind, key, key if i % 4 else _shifted(key, i)])
    data = out.getvalue().encode()
    print(f"a table of {TABLE} answers, {len(known)} keys")
    for title, pool in (("one process", None), (f"{os.cpu_count()} processes", processes())):
        _forget()
        if pool is None:
            _timed_table(title, data, None)
        else:
            with pool as executor:
                _timed_table(title, data, executor)


def _timed_table(title: str, data: bytes, executor: Executor | None) -> None:
    start = time.perf_counter()
    rows = read_table(io.BytesIO(data), "table", ("kind", "key", "answer"), print)
    verdicts = verdict_lines(rows, "table", as_json=False, executor=executor)
    count = sum(more for more, _ in verdicts)
    seconds = time.perf_counter() - start
    print(f"  {title:<32} {seconds:6.2f} s  {count / seconds:8.0f} answers/s")


def _forget() -> None:
    cached_kind.cache_clear()
    _pairs.cache_clear()


@contextmanager
def processes() -> Iterator[Executor]:
    """As many processes as there are cores."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as executor:
        yield executor


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", type=int, metavar="STUDENTS")
    asked = parser.parse_args()
    if asked.command:
        command(asked.command)
    else:
        main()
