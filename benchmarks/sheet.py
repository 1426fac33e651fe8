"""Ten questions of one student: drawn, typeset and set as PDF, in a warm process.

Run: python benchmarks/sheet.py
"""

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from quizgen.assignment import Assignment
from quizgen.bank import Sheet, load_banks
from quizgen.course.assignment import assign
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.sheet import Sheet as Page
from quizgen.document.sheet import sheet as typeset

T = TypeVar("T")
ROUNDS = 20
QUESTIONS = 10


def main() -> None:
    """CPU milliseconds of each stage, alternating students, and their sum beside the bar."""
    library = load_banks()
    sheets = [sheet for sheet in library.sheets.values() if sheet.id.startswith("week-")]
    ten = [
        Sheet(s.id, s.file, s.title, (s.questions + t.questions)[:QUESTIONS])
        for s, t in zip(sheets, sheets[1:] + sheets[:1], strict=True)
    ]
    for sheet in ten:
        times: dict[str, list[float]] = {
            "draw": [],
            "typst source": [],
            "pdf": [],
            "latex source": [],
            "key": [],
            "short key": [],
        }
        for i in range(ROUNDS):
            assignment = timed(
                times["draw"], partial(assign, library, sheet, "benchmark", f"student {i}")
            )
            source = timed(times["typst source"], partial(_typst, assignment))
            timed(times["pdf"], partial(typst_pdf, source))
            timed(times["latex source"], partial(_latex, assignment))
            page = _page(assignment)
            timed(times["key"], partial(_key, page))
            timed(times["short key"], partial(_short_key, page))
        medians = {
            name: sorted(values[2:])[len(values) // 2] * 1e3 for name, values in times.items()
        }
        total = medians["draw"] + medians["typst source"] + medians["pdf"]
        parts = ", ".join(f"{name} {value:.1f}" for name, value in medians.items())
        print(f"{sheet.id:<22} {total:6.1f} ms CPU ({parts}); bar 60 ms")


def timed(times: list[float], work: Callable[[], T]) -> T:
    """The result of `work`, its CPU seconds appended to `times`."""
    start = time.process_time()
    result = work()
    times.append(time.process_time() - start)
    return result


def _page(assignment: Assignment) -> Page:
    return typeset(
        assignment.questions,
        title=assignment.title,
        student=assignment.student,
        code=assignment.code,
    )


def _typst(assignment: Assignment) -> str:
    return typst.sheet(_page(assignment), key=False)


def _key(page: Page) -> bytes:
    return typst_pdf(typst.sheet(page, key=True))


def _short_key(page: Page) -> bytes:
    return typst_pdf(typst.short_key(page))


def _latex(assignment: Assignment) -> str:
    return latex.sheet(_page(assignment), key=False)


if __name__ == "__main__":
    main()
