"""LaTeX sources: one compilation proves every formula, command, character and the sheets."""

import string
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from quizgen.document import tree
from quizgen.document.math_commands import COMMANDS, ENVIRONMENTS
from quizgen.document.pdf import latex_engine, latex_pdf
from quizgen.document.printers import latex, latex_tree
from quizgen.document.printers.latex_text import (
    _ACCENTS,
    _GREEK,
    _LETTERS,
    _MATH,
    _TYPOGRAPHY,
    code,
    escape,
)
from quizgen.document.sheet import Sheet
from quizgen.errors import UserError

needs_tex = pytest.mark.skipif(
    latex_engine() is None, reason="no TeX is installed: latexmk, tectonic or pdflatex"
)


def document(body: str, page: Sheet) -> str:
    """The frame of a sheet around a body of our own."""
    frame = latex.sheet(page, key=False)
    return (
        frame[: frame.index(r"\begin{document}")]
        + f"\\begin{{document}}\n{body}\\label{{last}}\n\\end{{document}}\n"
    )


# How a command is used that does not stand alone.
USES = {
    "frac": r"\frac{1}{2}", "dfrac": r"\dfrac{1}{2}", "tfrac": r"\tfrac{1}{2}", "binom": r"\binom{n}{k}", "dbinom": r"\dbinom{n}{k}",
    "tbinom": r"\tbinom{n}{k}", "left": r"\left( x \right)", "right": r"\left( x \right)", "middle": r"\left( x \middle| y \right)",
    "overset": r"\overset{a}{b}", "underset": r"\underset{a}{b}", "stackrel": r"\stackrel{a}{b}", "begin": r"\begin{matrix} a \end{matrix}",
    "end": r"\begin{matrix} a \end{matrix}", "limits": r"\sum\limits_i", "nolimits": r"\sum\nolimits_i", "not": r"\not= x", "rm": r"{\rm d}",
    "bf": r"{\bf d}", "\\": r"\begin{matrix} a \\ b \end{matrix}", "bmod": r"a \bmod b", "{": r"\{ x \}", "}": r"\{ x \}",
    "displaystyle": r"\displaystyle x", "textstyle": r"\textstyle x", "operatorname*": r"\operatorname*{argmax}_x",
}  # fmt: skip
ARGUMENT = {*"sqrt overline underline overbrace underbrace hat widehat bar tilde vec dot ddot boxed pmod operatorname phantom".split(),
            *"mathbf mathrm mathit mathsf mathtt mathbb mathcal mathfrak boldsymbol text textrm textbf textit texttt textsf emph".split()}  # fmt: skip


def use(command: str) -> str:
    if command in USES:
        return USES[command]
    if command.lstrip("bB").startswith("ig") and command not in {
        "bigcup",
        "bigcap",
        "bigoplus",
        "bigotimes",
        "bigodot",
    }:
        return rf"\{command}("
    return rf"\{command}{{X}}" if command in ARGUMENT else rf"x \{command} y"


@pytest.mark.again
@needs_tex
def test_every_formula_command_and_character_compiles(page: Sheet, formulas: list[str]) -> None:
    known = "".join((*_TYPOGRAPHY, *_MATH, *_GREEK, *_LETTERS, "ΑΒο", "éÀñçşőẹ½²ⅷﬁ𝐱Ａ", "李Жя한"))
    pairs = [a + b for a in string.punctuation for b in string.punctuation]
    accents = "".join(f"x{accent}" for accent in _ACCENTS)
    lines = [
        *(rf"\[ {formula} \]" for formula in formulas),
        *(f"${formula}$\n" for formula in formulas),
        *(f"${use(command)}$" for command in sorted(COMMANDS)),
        *(
            f"$\\begin{{{name}}}{ {'array': '{ll}', 'alignedat': '{1}'}.get(name, '') } a & b \\end{{{name}}}$\n"
            for name in sorted(ENVIRONMENTS - {"gathered"})
        ),
        *(escape(text) + "\n" for text in (known, accents, string.printable, "a\x00\x1b\ud800b")),
        " ".join(map(escape, pairs)),
        rf"\texttt{{{' '.join(map(code, pairs))}}}",
    ]
    assert latex_pdf(document("\n".join(lines), page)).startswith(b"%PDF")


@needs_tex
def test_text_comes_out_as_it_went_in(page: Sheet) -> None:
    strings = [a + b for a in string.punctuation for b in string.punctuation]
    pdf = latex_pdf(document("\n\n".join(rf"X{escape(text)}Y" for text in strings), page))
    found = "".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages)
    missing = [
        text for text in strings if f"X{text}Y" not in found.replace(" ", "").replace("\n", "")
    ]
    assert not missing


@needs_tex
def test_a_listing_longer_than_a_page_loses_no_line(long_page: Sheet) -> None:
    pdf = PdfReader(BytesIO(latex_pdf(latex.sheet(long_page, key=False))))
    pages = [page.extract_text() for page in pdf.pages]
    assert max(page.count("line_") for page in pages) < 70
    assert all(f"line_{i} =" in "".join(pages).replace("  ", " ") for i in range(120))


def test_no_command_gets_through() -> None:
    printed = escape(r"\input{/etc/passwd} \write18{ls} %$&#^_~")
    assert "\\input" not in printed
    assert "\\write" not in printed


def test_code_cannot_leave_its_listing() -> None:
    block = tree.CodeBlock("\\end{lstlisting}\\input{x}")
    assert "\\input" not in latex_tree.blocks((block,))


@needs_tex
@pytest.mark.parametrize("key", [False, True])
def test_sheet_and_key_compile_without_overfull_lines(
    page: Sheet, tmp_path: Path, *, key: bool
) -> None:
    source = latex.sheet(page, key=key)
    assert latex_pdf(source) == latex_pdf(source)
    (tmp_path / "a.tex").write_text(source, encoding="utf-8")
    if latex_engine() == "pdflatex":
        log = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "a"],
            cwd=tmp_path,
            capture_output=True,
            check=True,
        )
        assert b"Overfull" not in log.stdout


@pytest.mark.parametrize("key", [False, True])
def test_golden(page: Sheet, golden: Callable[[str, str], None], *, key: bool) -> None:
    golden("key.tex" if key else "sheet.tex", latex.sheet(page, key=key))


@needs_tex
def test_an_error_names_what_went_wrong() -> None:
    with pytest.raises(UserError, match=r"Undefined control sequence. \(line 2: \\foo\)"):
        latex_pdf("\\documentclass{article}\\begin{document}\n\\foo\n\\end{document}")


def test_no_tex_is_said_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        UserError, match="no TeX is installed: looked for latexmk, tectonic and pdflatex"
    ):
        latex_pdf("x")
