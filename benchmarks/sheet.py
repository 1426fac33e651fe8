"""Week 4 for one student after the other, in a warm process: drawn, printed, set as fillable PDF, with keys.

Run: python benchmarks/sheet.py [STUDENTS]

CPU time of one core. The LaTeX sources that are written beside the PDFs are told apart. R/exams, whose
`exams2pdf` does the same with a TeX run for each sheet, is not compared here: R's packages come from CRAN.
What a TeX run alone takes on this machine, that of the sheet's own LaTeX source, is told where TeX is installed.
"""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import fmean
from typing import TypeVar

from quizgen.assignment import Assignment
from quizgen.bank import load_banks
from quizgen.course.assignment import assign
from quizgen.document.pdf import latex_engine, latex_pdf, typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.sheet import Sheet as Page
from quizgen.document.shown import page_of
from quizgen.garbage import rare_collection

T = TypeVar("T")
SHEET = "week-4-convolution"
WARM, ROUNDS, TEX_ROUNDS = 4, 40, 3
# Milliseconds a student: the sheet alone, with its short key, with its full key.
BARS = {"sheet": 65, "with the short key": 100, "with the full key": 140}


def main() -> None:
    """CPU milliseconds of each stage on the average of students, and the sums beside the bars."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    rare_collection()  # as in the command and its processes
    library = load_banks()
    times: dict[str, list[float]] = {}
    for i in range(WARM + rounds):
        name = f"student {i}"
        drawn = timed(times, "draw", partial(assign, library, library.sheets[SHEET], "b", name))
        page = timed(times, "typeset", partial(page_of, drawn))
        for what, printed in PAPERS.items():
            source = timed(times, f"{what}: source", partial(printed, page))
            timed(times, f"{what}: PDF", partial(typst_pdf, source))
        timed(times, "LaTeX sources", partial(_latex, page))
    means = {stage: 1e3 * fmean(seconds[WARM:]) for stage, seconds in times.items()}
    for stage, mean in means.items():
        print(f"{stage:<20} {mean:6.1f} ms")
    whole = sum(means[stage] for stage in ("draw", "typeset", "sheet: source", "sheet: PDF"))
    sums = {
        "sheet": whole,
        "with the short key": whole + means["short key: source"] + means["short key: PDF"],
        "with the full key": whole + means["full key: source"] + means["full key: PDF"],
    }
    for name, milliseconds in sums.items():
        print(f"{name:<20} {milliseconds:6.1f} ms CPU a student; bar {BARS[name]} ms")
    if latex_engine():
        print(f"TeX run of one sheet {_tex(drawn):6.0f} ms CPU")


PAPERS: dict[str, Callable[[Page], str]] = {
    "sheet": lambda page: typst.sheet(page, key=False),
    "short key": typst.short_key,
    "full key": lambda page: typst.sheet(page, key=True),
}


def timed(times: dict[str, list[float]], stage: str, work: Callable[[], T]) -> T:
    """The result of `work`, its CPU seconds added to those of the stage."""
    start = time.process_time()
    result = work()
    times.setdefault(stage, []).append(time.process_time() - start)
    return result


def _latex(page: Page) -> tuple[str, ...]:
    return latex.sheet(page, key=False), latex.sheet(page, key=True), latex.short_key(page)


def _tex(assignment: Assignment) -> float:
    source = latex.sheet(page_of(assignment), key=False)
    before = os.times()
    for _ in range(TEX_ROUNDS):
        latex_pdf(source)
    after = os.times()
    spent = after.children_user + after.children_system
    return 1e3 * (spent - before.children_user - before.children_system) / TEX_ROUNDS


if __name__ == "__main__":
    main()
