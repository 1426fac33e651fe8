"""The files of a homework: for each student sheet and key, as PDF and LaTeX."""

from collections.abc import Callable, Iterator, Sequence

from quizgen.assignment import Assignment
from quizgen.document.pdf import latex_pdf, typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.sheet import sheet as typeset
from quizgen.errors import UserError
from quizgen.homework.assignment import file_names

VARIANTS = "variants.jsonl"


def papers(
    assignments: Sequence[Assignment],
    *,
    use_latex: bool = False,
    done: Callable[[str], None] | None = None,
) -> dict[str, bytes]:
    """File names and their bytes: `NAME.pdf`, `NAME.tex`, `NAME-key.pdf`, `NAME-key.tex`, and `variants.jsonl`.

    `use_latex` sets the PDFs from the `.tex` with the TeX of this machine. `done` is called with
    each student's name.
    """
    files: dict[str, bytes] = {}
    names = file_names([assignment.student for assignment in assignments])
    for assignment, name in zip(assignments, names, strict=True):
        for stem, key in ((name, False), (f"{name}-key", True)):
            for suffix, data in _forms(assignment, key=key, use_latex=use_latex):
                files[f"{stem}.{suffix}"] = data
        if done:
            done(assignment.student or name)
    lines = [assignment.to_line() + "\n" for assignment in assignments]
    files[VARIANTS] = "".join(lines).encode()
    return files


def _forms(assignment: Assignment, *, key: bool, use_latex: bool) -> Iterator[tuple[str, bytes]]:
    page = typeset(
        assignment.questions,
        title=assignment.title,
        student=assignment.student,
        code=assignment.code,
        intro=assignment.intro,
    )
    source = latex.sheet(page, key=key)
    yield "tex", source.encode()
    if use_latex:
        yield "pdf", latex_pdf(source)
        return
    try:
        yield "pdf", typst_pdf(typst.sheet(page, key=key))
    except ImportError:
        raise UserError(
            "typst is not installed, so no PDF can be made",
            "pip install typst, or use --latex where a TeX is installed",
        ) from None
