"""The files of a homework: for each student the sheet, its key and a short key, as PDF and LaTeX."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quizgen.assignment import Assignment
from quizgen.course.assignment import file_names
from quizgen.course.folder import VARIANTS
from quizgen.course.secret import PRIVATE
from quizgen.document.pdf import latex_pdf, typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.sheet import Sheet
from quizgen.document.shown import page_of
from quizgen.errors import UserError


def papers(
    assignments: Sequence[Assignment],
    *,
    use_latex: bool = False,
    done: Callable[[str], None] | None = None,
) -> dict[str, bytes]:
    """File names and their bytes: PDF and .tex of `NAME`, `NAME-key` and `NAME-key-short`, and `private/variants.jsonl`.

    `use_latex` sets the PDFs from the `.tex` with the TeX of this machine. `done` is called with
    each student's name.
    """
    files: dict[str, bytes] = {}
    names = file_names([assignment.student for assignment in assignments])
    for assignment, name in zip(assignments, names, strict=True):
        page = page_of(assignment)
        for ending, printed in _PAPERS.items():
            source = printed(latex, page)
            files[f"{name}{ending}.tex"] = source.encode()
            files[f"{name}{ending}.pdf"] = (
                latex_pdf(source) if use_latex else _typst_pdf(printed(typst, page))
            )
        if done:
            done(assignment.student or name)
    lines = [assignment.to_line() + "\n" for assignment in assignments]
    files[VARIANTS] = "".join(lines).encode()
    return files


def is_private(name: str) -> bool:
    """Whether a file of a homework is for its teacher's eyes only: keys, variants, the secret."""
    stem = name.rpartition(".")[0]
    return name.startswith(f"{PRIVATE}/") or stem.endswith(tuple(p for p in _PAPERS if p))


# What each student's files are called, and how a printer makes them.
_PAPERS: Mapping[str, Callable[[Any, Sheet], str]] = {
    "": lambda printer, page: printer.sheet(page, key=False),
    "-key": lambda printer, page: printer.sheet(page, key=True),
    "-key-short": lambda printer, page: printer.short_key(page),
}


def _typst_pdf(source: str) -> bytes:
    try:
        return typst_pdf(source)
    except ImportError:
        raise UserError(
            "typst is not installed, so no PDF can be made",
            "pip install typst, or use --latex where a TeX is installed",
        ) from None
