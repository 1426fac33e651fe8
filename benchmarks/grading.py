"""A class of 300 students with 10 parts each, graded: judged anew, remembered, and in processes.

Run: python benchmarks/grading.py
"""

import csv
import io
import os
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from quizgen.assignment import Assignment
from quizgen.bank import Sheet, load_banks
from quizgen.bank.exercise import SheetQuestion
from quizgen.grading.diagnosis import _pairs
from quizgen.grading.judging import cached_kind
from quizgen.grading.keyed import verdict_lines
from quizgen.grading.marks import grade
from quizgen.grading.reading import read_answers
from quizgen.grading.roster import places
from quizgen.tables.named import read_table

STUDENTS = 300
PARTS = 10
# Three exercises with ten parts: counts, vectors, sizes.
EXERCISES = ("conv1d-arch", "conv1d-strided-arch", "conv1d-compute", "pool1d-max")
TABLE = 100_000


def main() -> None:
    """Seconds of wall clock for each way, and answers a second."""
    library = load_banks()
    questions = tuple(SheetQuestion(name) for name in EXERCISES)
    sheet = Sheet("benchmark", "", "Benchmark", questions)
    from quizgen.course.assignment import assign

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
    main()
