"""The files of one student: the sheet, its key and a short key, each as PDF and LaTeX."""

from collections.abc import Callable, Mapping
from typing import Any

from quizgen.assignment import Assignment
from quizgen.course.folder import KEY, SHEET, SHORT_KEY
from quizgen.document.pdf import latex_pdf, typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.sheet import Sheet
from quizgen.document.shown import page_of
from quizgen.errors import UserError


def papers(assignment: Assignment, stem: str, *, use_latex: bool = False) -> dict[str, bytes]:
    """The bytes of the student's files, in the order of `paper_names(stem)`.

    `use_latex` sets the PDFs from the `.tex` with the TeX of this machine.
    """
    page = page_of(assignment)
    files: dict[str, bytes] = {}
    for place, printed in _PAPERS.items():
        source = printed(latex, page)
        name = place.format(stem)
        files[f"{name}.tex"] = source.encode()
        files[f"{name}.pdf"] = latex_pdf(source) if use_latex else _typst_pdf(printed(typst, page))
    return files


# How a printer makes each of a student's files.
_PAPERS: Mapping[str, Callable[[Any, Sheet], str]] = {
    KEY: lambda printer, page: printer.sheet(page, key=True),
    SHORT_KEY: lambda printer, page: printer.short_key(page),
    SHEET: lambda printer, page: printer.sheet(page, key=False),
}


def _typst_pdf(source: str) -> bytes:
    try:
        return typst_pdf(source)
    except ImportError:
        raise UserError(
            "typst is not installed, so no PDF can be made",
            "pip install typst, or use --latex where a TeX is installed",
        ) from None
