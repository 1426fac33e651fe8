"""Hostile text in every medium it may be shown in comes out as text."""

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from quizgen.answers.escape import for_csv, for_terminal, for_terminal_line
from quizgen.document import tree
from quizgen.document.pdf import latex_engine, latex_pdf
from quizgen.document.printers import html as html_printer
from quizgen.document.printers import latex_text
from quizgen.document.printers.typst_strings import string

HOSTILE = [
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07",
    "a\rb",
    "1\x08\x089",
    "\u202e321",
    "\u2066x\u2069",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "1;=HYPERLINK(0)",
    '"=1',
    "＝1",
    "<script>alert(1)</script>",
    "</textarea>&amp;\"'",
    "\\input{/etc/passwd}",
    "\\write18{ls}",
    "$x$ ^_{}%#~",
    '#read("/etc/passwd")',
    "*bold* _em_ `code` $math$ @ref <label>",
    '"] #panic() #text["',
    "\\u{1F600} \\",
    "# heading\n- item",
    "\ud800",
    "\x00",
    "\u2028line",
]
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=40),
    st.text(alphabet="=+-@\t\r\n;,|'\"09a \\{}$#%&_<>*`", max_size=20),
)


class TestTerminal:
    """No control, no direction, no half character reaches the terminal; lines are kept, or shown."""

    @settings(max_examples=300, deadline=None)
    @given(TEXTS)
    def test_nothing_moves_the_cursor(self, text: str) -> None:
        shown = for_terminal(text)
        controls = {c for c in shown if unicodedata.category(c) in ("Cc", "Cs")}
        assert controls <= {"\n", "\t"}
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", shown)
        assert shown.encode("utf-8").decode("utf-8") == shown

    @settings(max_examples=200, deadline=None)
    @given(TEXTS)
    def test_one_line_stays_one(self, text: str) -> None:
        assert len(for_terminal_line(text).splitlines()) <= 1
        assert "\t" not in for_terminal_line(text)

    @given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
    def test_plain_text_is_itself(self, text: str) -> None:
        assert for_terminal(text) == text


class TestCsv:
    """No spreadsheet computes a cell, in any country, and the text is still there."""

    @settings(max_examples=500, deadline=None)
    @example("1;-2")
    @example("[1; -2]")
    @given(TEXTS)
    def test_no_cell_starts_a_formula(self, text: str) -> None:
        cell = for_csv(text)
        for piece in re.split(r"[;\t\n|]", cell):
            start = piece.lstrip()
            number = re.fullmatch(r"-[0-9.]+\s*", start) or re.fullmatch(r"[+-]?[0-9.]+", cell)
            assert number or not start.startswith(tuple("=+@＝＋－＠-")), (text, cell)
        assert not cell.startswith(("\t", "\r", "\n"))

    @settings(max_examples=300, deadline=None)
    @given(TEXTS)
    def test_read_back(self, text: str) -> None:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow([for_csv(text), "next"])
        ((cell, following),) = csv.reader(io.StringIO(out.getvalue(), newline=""))
        assert following == "next"
        shown = for_terminal(text.replace("\r\n", "\n").replace("\r", "\n"))
        assert cell.replace("'", "") == shown.replace("'", "")

    @pytest.mark.parametrize("number", ["5", "-5", "+5", "-0.25", "12.50"])
    def test_numbers_stay_numbers(self, number: str) -> None:
        assert for_csv(number) == number


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.found.append(data)


class TestDocuments:
    """The printers' own escapes: what is typed is what is read in the document."""

    @settings(max_examples=200, deadline=None)
    @given(TEXTS.filter(lambda t: "\r" not in t and "\0" not in t))
    def test_html(self, text: str) -> None:
        parser = _Texts()
        parser.feed(f"<p>{html_printer.inlines((tree.Text(text), tree.Code(text)))}</p>")
        parser.close()
        assert parser.tags == ["p", "code"]
        assert "".join(parser.found) == text + text

    def test_typst(self) -> None:
        """Compiled by Typst: each value comes back as the very text."""
        texts = [text for text in HOSTILE if text != "\ud800"]
        source = "\n".join(f"#metadata({string(text)}) <said>" for text in texts)
        shown = "\n\n".join(f"#{string(text)}" for text in texts)
        found = json.loads(typst.query(f"{source}\n{shown}".encode(), "<said>", field="value"))
        assert found == texts

    @pytest.mark.skipif(latex_engine() is None, reason="no TeX is installed")
    def test_latex(self) -> None:
        """Set by TeX: every letter and sign is on the page, and nothing is read or run."""
        texts = [t for t in HOSTILE if t.isascii() and t.isprintable()]
        lines = "\n\n".join(latex_text.escape(text) for text in texts)
        source = (
            r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{lmodern,textcomp}"
            r"\pagestyle{empty}\begin{document}\ttfamily " + lines + r"\end{document}"
        )
        pages = PdfReader(io.BytesIO(latex_pdf(source))).pages
        page = re.sub(r"\s", "", "".join(p.extract_text() for p in pages))
        for text in texts:
            assert re.sub(r"\s", "", text) in page, text
