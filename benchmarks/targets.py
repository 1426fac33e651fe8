"""Seconds and memory of 1,000 questions for each target, and items and verdicts a second for language models.

    python benchmarks/targets.py [--questions 1000] [TARGET ...]

Each target runs in a process of its own: its peak of memory is read for half of the questions and for all.
"""

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from quizgen import draw, exercises
from quizgen.env import Questions
from quizgen.targets.question import Pack, Pool, Question, question_of
from quizgen.targets.table import TARGETS, writer

# Exercises of one bank after the other, until there are enough.
_SPREAD = 7


def main() -> None:
    """One line for each target, then the data set for language models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--one", action="store_true", help="measure in this process")
    told = parser.parse_args()
    if told.one:
        print(json.dumps(_measured(told.targets[0], told.questions)))
        return
    for target in told.targets:
        count = 500 if target == "blackboard" else told.questions  # what it takes
        few, many = (_in_a_process(target, n) for n in (count // 2, count))
        seconds = many["seconds"]
        print(
            f"{target:13} {count:5} questions {seconds:6.2f} s of CPU {many['bytes'] / 1e6:6.1f} MB, "
            f"peak {few['peak']:4.0f} to {many['peak']:4.0f} MB"
        )
    print("quizgen.env: {:.0f} items and {:.0f} verdicts a second".format(*_throughput()))


def _in_a_process(target: str, count: int) -> dict[str, float]:
    words = [sys.executable, __file__, target, "--questions", str(count), "--one"]
    found: dict[str, float] = json.loads(
        subprocess.run(words, check=True, capture_output=True).stdout
    )
    return found


def _questions(count: int) -> Iterator[Question]:
    known = [(exercise, level) for exercise in exercises() for level in exercise.levels]
    for place in range(count):
        exercise, level = known[place * _SPREAD % len(known)]
        yield question_of(draw(exercise, place, level=level or None))


def _measured(target: str, count: int) -> dict[str, float]:
    """Drawing is not counted: it is the same for all."""
    drawing = 0.0

    def timed() -> Iterator[Question]:
        nonlocal drawing
        start = time.process_time()
        for question in _questions(count):
            drawing += time.process_time() - start
            yield question
            start = time.process_time()
        drawing += time.process_time() - start

    # A file, not a buffer: what is written must not count as memory.
    with tempfile.TemporaryFile() as file:
        start = time.process_time()
        writer(target)(Pack("b", "B", [Pool("P", "p", timed())]), file, lambda _: None)
        seconds = time.process_time() - start - drawing
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {"seconds": seconds, "bytes": file.seek(0, io.SEEK_END), "peak": peak}


def _throughput() -> tuple[float, float]:
    """Items and verdicts a second: right answers and slips, once the exercises have been read."""
    for _ in Questions(seed=1, size=500):
        pass
    questions = Questions(seed=2, size=300)
    start = time.process_time()
    entries = questions[:]
    middle = time.process_time()
    answers = [(e["answer"], e) for e in entries]
    answers += [(slip["answer"], e) for e in entries for slip in e["metadata"]["slips"][:2]]
    for answer, entry in answers:
        questions.score_answer(answer, entry)
    end = time.process_time()
    return len(entries) / (middle - start), len(answers) / (end - middle)


if __name__ == "__main__":
    main()
