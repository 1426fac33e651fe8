"""The files of one student: the sheet, its key and a short key, each as PDF and LaTeX."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from quizgen.assignment import Assignment
from quizgen.course.folder import KEY, SHEET, SHORT_KEY, paper_names
from quizgen.course.printing import Printing
from quizgen.document.pdf import latex_pdf, typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.sheet import Sheet
from quizgen.document.shown import page_of
from quizgen.errors import UserError

# In no frame, with all keys, by Typst.
USUAL = Printing()


def papers(assignment: Assignment, stem: str, printing: Printing = USUAL) -> dict[str, bytes]:
    """The bytes of the student's files, in the order of `paper_names(stem, printing.keys)`."""
    page = page_of(assignment, printing.frame)
    names = paper_names(stem, printing.keys)
    files: dict[str, bytes] = {}
    for place, printed in _PAPERS.items():
        name = place.format(stem)
        if f"{name}.tex" in names:
            source = printed(latex, page)
            files[f"{name}.tex"] = source.encode()
            files[f"{name}.pdf"] = (
                latex_pdf(source, {**printing.shared_files(), **latex.files(page)})
                if printing.use_latex
                else _typst_pdf(printed(typst, page), printing.frame.fonts)
            )
    return files


# How a printer makes each of a student's files.
_PAPERS: Mapping[str, Callable[[Any, Sheet], str]] = {
    KEY: lambda printer, page: printer.sheet(page, key=True),
    SHORT_KEY: lambda printer, page: printer.short_key(page),
    SHEET: lambda printer, page: printer.sheet(page, key=False),
}


def _typst_pdf(source: str, fonts: Path | None) -> bytes:
    try:
        return typst_pdf(source, fonts)
    except ImportError:
        raise UserError(
            "typst is not installed, so no PDF can be made",
            "pip install typst, or use --latex where a TeX is installed",
        ) from None
