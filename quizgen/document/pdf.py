"""Sources to PDF: Typst through its wheel, LaTeX through whatever TeX is installed.

The same source gives the same bytes in every process: time stamps are fixed.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.document.address import SCHEME
from quizgen.document.missing import help_with, lacking
from quizgen.document.printers.typst_strings import string
from quizgen.document.typst_compiler import compiler
from quizgen.errors import UserError

if TYPE_CHECKING:
    import typst

# 2021-03-22, the day of the lecture: a PDF must carry some date, and it must not be today's.
TIMESTAMP = 1616371200
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
# A sheet takes two seconds; a TeX that waits for something must not wait for ever.
SECONDS = 120

# Each engine with its arguments; the file comes last. No shell-escape, whatever the installation's default.
_ENGINES = {
    # -norc: what somebody set for their own papers must not change a sheet.
    "latexmk": ("-norc", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"),
    "tectonic": ("--untrusted", "--chatter=minimal"),
    "pdflatex": ("-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"),
}
# Passes until page numbers are right; the other engines see to it themselves.
_PASSES = {"pdflatex": 2}
_ERROR = re.compile(r"^(?:! |error: )(.*(?:\n.*)?)", re.MULTILINE)
_LINE = re.compile(r"^l\.(\d+) (.*)", re.MULTILINE)


def typst_pdf(source: str, fonts: Path | None = None) -> bytes:
    """A Typst source as PDF/A-2a and PDF/UA-1, with the fonts of a folder besides the built-in ones.

    A source that cannot meet those standards becomes plain tagged PDF. Links to the addresses of fields
    become fields of a form. `UserError` if Typst refuses the source, and for signs that no font has:
    they would be blank.
    """
    pdf = _typeset(source, fonts)
    if SCHEME not in source:
        return pdf
    from quizgen.document.form import fillable

    return fillable(pdf)


def _typeset(source: str, fonts: Path | None) -> bytes:
    import typst

    try:
        return _compiled(_at_one_place(source), STANDARDS, fonts)
    except typst.TypstError:
        pass  # Told below of the source itself, by its lines.
    try:
        return _compiled(source, STANDARDS, fonts)
    except typst.TypstError as error:
        if signs := lacking(error):
            said = f"{signs[:20]} cannot be printed: the fonts here do not have it"
            raise UserError(said, help_with(signs, has_fonts=fonts is not None)) from None
        if not error.message.startswith("PDF/"):
            raise UserError(f"Typst: {error.message}\n{error.diagnostic}") from error
    return _compiled(source, [], fonts)


def _at_one_place(source: str) -> str:
    r"""The source as one string that Typst evaluates.

    Everything on the page then comes from one place of the file. Typst keeps what it has set for ten compiles, and
    knows it again by its content and its place: so what a class's sheets have alike is set once, with the same bytes.

    >>> print(_at_one_place("= A"))
    #eval("= A", mode: "markup")
    """
    return f'#eval({string(source)}, mode: "markup")'


def _compiled(source: str, standards: "list[typst.PDFStandard]", fonts: Path | None) -> bytes:
    pdf = compiler(fonts).compile(
        source.encode(), format="pdf", pdf_standards=standards, timestamp=TIMESTAMP
    )
    if not isinstance(
        pdf, bytes
    ):  # pragma: no cover - one PDF for one source, says the wheel's stub
        raise TypeError(f"Typst made {type(pdf).__name__} of a document")
    return pdf


def picture_pdf(svg: str, width: float = 0) -> bytes:
    """An SVG as a PDF of its size, or `width` millimetres wide, for LaTeX."""
    size = f", width: {width:g}mm" if width else ""
    source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes({string(svg)}), format: "svg"{size})'
    return _compiled(source, [], None)


def picture_png(body: str, dots: int) -> bytes:
    """A Typst expression as a PNG of its size, with so many dots an inch."""
    source = f"#set page(width: auto, height: auto, margin: 0pt)\n#{body}"
    png = compiler(None).compile(source.encode(), format="png", ppi=dots, timestamp=TIMESTAMP)
    if not isinstance(png, bytes):
        raise TypeError(f"Typst made {type(png).__name__} of a picture")
    return png


def latex_engine() -> str | None:
    """The TeX that `latex_pdf` uses: latexmk, tectonic or pdflatex; None if none is installed."""
    return next((engine for engine in _ENGINES if shutil.which(engine)), None)


def latex_pdf(source: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """A LaTeX source as PDF, with the `files` that it includes.

    `UserError` with the log's first error, or if no TeX is installed.
    """
    engine = latex_engine()
    if engine is None:
        raise UserError(
            "no TeX is installed: looked for latexmk, tectonic and pdflatex",
            "install one (Debian: apt install texlive-latex-recommended texlive-pictures lmodern), "
            "or leave --latex out: the PDF made with Typst needs no TeX",
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sheet.tex")
        path.write_text(source, encoding="utf-8")
        for name, data in (files or {}).items():
            Path(folder, name).write_bytes(data)
        for _ in range(_PASSES.get(engine, 1)):
            _run(engine, path)
        return path.with_suffix(".pdf").read_bytes()


def _run(engine: str, path: Path) -> None:
    # openout_any=p is TeX's own guard: no file is written outside the folder.
    environment = os.environ | {
        "SOURCE_DATE_EPOCH": str(TIMESTAMP),
        "FORCE_SOURCE_DATE": "1",
        "openout_any": "p",
        "openin_any": "p",
    }
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program on a file of our own
            [engine, *_ENGINES[engine], path.name],
            cwd=path.parent,
            env=environment,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UserError(f"{engine} took more than {SECONDS} s") from None
    if done.returncode:
        output = (done.stdout + done.stderr).decode("utf-8", "replace")
        raise UserError(f"{engine}: {first_error(output)}")


def first_error(log: str) -> str:
    r"""The first error in the log of a TeX, with the line it names.

    >>> print(first_error("...\n! Undefined control sequence.\nl.12 \\foo\n\n! Emergency stop."))
    Undefined control sequence. (line 12: \foo)
    """
    found = _ERROR.search(log)
    if not found:
        return log.strip().rpartition("\n")[2] or "failed without a word"
    line = _LINE.search(log, found.end(1) - len(found[1]))
    message = found[1].split("\n")[0]
    return f"{message} (line {line[1]}: {line[2].strip()})" if line else message
