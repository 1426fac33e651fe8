"""The files of a homework: for each student the sheet, its key and a short key, as PDF and LaTeX.

`sheets/` holds nothing but what students receive, so it can be handed out whole; `keys/` and
`private/` are the teacher's own.
"""

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
    """File names and their bytes: PDF and .tex of `sheets/NAME`, `keys/NAME-key` and `keys/NAME-key-short`, and `private/variants.jsonl`.

    `use_latex` sets the PDFs from the `.tex` with the TeX of this machine. `done` is called with
    each student's name.
    """
    files: dict[str, bytes] = {}
    names = file_names([assignment.student for assignment in assignments])
    for assignment, name in zip(assignments, names, strict=True):
        page = page_of(assignment)
        for place, printed in _PAPERS.items():
            source = printed(latex, page)
            stem = place.format(name)
            files[f"{stem}.tex"] = source.encode()
            files[f"{stem}.pdf"] = (
                latex_pdf(source) if use_latex else _typst_pdf(printed(typst, page))
            )
        if done:
            done(assignment.student or name)
    lines = [assignment.to_line() + "\n" for assignment in assignments]
    files[VARIANTS] = "".join(lines).encode()
    return files


def is_private(name: str) -> bool:
    """Whether a file of a homework is for its teacher's eyes only: keys, variants, the secret."""
    return name.startswith((f"{PRIVATE}/", f"{KEYS}/"))


SHEETS = "sheets"
KEYS = "keys"
# Where each student's files stand, and how a printer makes them.
_PAPERS: Mapping[str, Callable[[Any, Sheet], str]] = {
    f"{SHEETS}/{{}}": lambda printer, page: printer.sheet(page, key=False),
    f"{KEYS}/{{}}-key": lambda printer, page: printer.sheet(page, key=True),
    f"{KEYS}/{{}}-key-short": lambda printer, page: printer.short_key(page),
}


def _typst_pdf(source: str) -> bytes:
    try:
        return typst_pdf(source)
    except ImportError:
        raise UserError(
            "typst is not installed, so no PDF can be made",
            "pip install typst, or use --latex where a TeX is installed",
        ) from None
