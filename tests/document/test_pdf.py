"""PDF files: the same bytes in every process, and the standards they promise."""

import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pypdf
import pytest

from quizgen.document.pdf import TIMESTAMP, latex_engine, latex_pdf, typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.sheet import Sheet
from quizgen.document.typst_compiler import compiler
from quizgen.errors import UserError

SET = "import hashlib, sys; from quizgen.document.pdf import {0}; print(hashlib.sha256({0}(sys.stdin.read())).hexdigest())"


def digest_elsewhere(function: str, source: str, folder: Path) -> str:
    """The digest another process gets, in another folder."""
    command = [sys.executable, "-c", SET.format(function)]
    done = subprocess.run(
        command, input=source, capture_output=True, text=True, check=True, cwd=folder
    )
    return done.stdout.strip()


@pytest.mark.parametrize("key", [False, True])
def test_typst_is_byte_identical_across_processes(
    page: Sheet, tmp_path: Path, *, key: bool
) -> None:
    source = typst.sheet(page, key=key)
    here = hashlib.sha256(typst_pdf(source)).hexdigest()
    assert digest_elsewhere("typst_pdf", source, tmp_path) == here


@pytest.mark.parametrize("printed", [typst.short_key, partial(typst.sheet, key=True)])
def test_what_is_kept_of_other_sheets_changes_no_byte(
    page: Sheet, printed: Callable[[Sheet], str]
) -> None:
    source = printed(page)
    plain = compiler(None).compile(
        source.encode(), format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=TIMESTAMP
    )
    assert typst_pdf(source) == typst_pdf(source) == plain


@pytest.mark.parametrize(
    "printed", [typst.short_key, partial(typst.sheet, key=True), partial(typst.sheet, key=False)]
)
def test_rules_of_a_page_are_the_same_for_a_class(
    page: Sheet, printed: Callable[[Sheet], str]
) -> None:
    """Else Typst sets everybody's sheet as if it were the first: what it keeps goes by the rules, too."""
    ada, bob = (printed(replace(page, student=name, code=f"w·{name}")) for name in ("Ada", "Bob"))
    assert ada != bob
    assert ada.partition("#metadata(")[0] == bob.partition("#metadata(")[0]


@pytest.mark.skipif(
    latex_engine() is None, reason="no TeX is installed: latexmk, tectonic or pdflatex"
)
def test_latex_is_byte_identical_across_processes(page: Sheet, tmp_path: Path) -> None:
    source = latex.sheet(page, key=False)
    here = hashlib.sha256(latex_pdf(source)).hexdigest()
    assert digest_elsewhere("latex_pdf", source, tmp_path) == here


def test_standards(page: Sheet) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(typst_pdf(typst.sheet(page, key=False))))
    root: Any = pdf.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert root["/MarkInfo"]["/Marked"]


def test_a_source_typst_refuses_is_a_user_error() -> None:
    with pytest.raises(UserError, match="Typst: unknown variable: nothing"):
        typst_pdf("#nothing")


def test_no_file_of_the_machine_can_be_read() -> None:
    with pytest.raises(UserError):
        typst_pdf('#read("/etc/hostname")')
