"""What stands around the questions, as each printer prints it."""

import io
import re
import struct
import zlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pypdf
import pytest

from quizgen.course.framing import frame_of
from quizgen.course.specification import Asked, Specification
from quizgen.course.specification_file import SpecificationError
from quizgen.document.frame import Frame
from quizgen.document.logo import Logo, latex_file
from quizgen.document.pdf import latex_engine, latex_pdf, typst_pdf
from quizgen.document.printers import html, latex, typst
from quizgen.document.sheet import Sheet, sheet
from quizgen.errors import UserError
from tests.document.conftest import VARIANTS

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#204a87"/></svg>'
needs_tex = pytest.mark.skipif(latex_engine() is None, reason="no TeX is installed")


def png(width: int = 2, height: int = 1) -> bytes:
    """A red picture, written by hand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")  # fmt: skip


def specified(tmp_path: Path, **fields: Any) -> Frame:
    asked = tuple(Asked(variant.id, new_page=variant.id == "every-kind") for variant in VARIANTS)
    return frame_of(Specification("T", asked, file=str(tmp_path / "homework.toml"), **fields))


def page_in(frame: Frame) -> Sheet:
    return sheet(VARIANTS, title="Week 4", student="Ada", code="c·1", frame=frame)


def read(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


class TestWords:
    """Course, institution, due date and instructions stand on every sheet."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "course": "Neural networks & co",
        "institution": "Université",
        "due": datetime(2026, 12, 4, 23, 59, tzinfo=timezone(timedelta(hours=1))),
        "instructions": "A calculator is *not* needed: $x^2$.",
        "paper": "letter",
    }
    WORDS = ("Neural networks & co", "Université", "Due Friday, 4 December 2026, 23:59 (UTC+1)")

    def test_typst(self, tmp_path: Path) -> None:
        page = page_in(specified(tmp_path, **self.FIELDS))
        first, *_ = read(typst_pdf(typst.sheet(page, key=False)))
        for word in (*self.WORDS, "A calculator is not needed"):
            assert word in first
        assert "A calculator" not in read(typst_pdf(typst.sheet(page, key=True)))[0]

    @needs_tex
    def test_latex(self, tmp_path: Path) -> None:
        page = page_in(specified(tmp_path, **self.FIELDS))
        first, *_ = read(latex_pdf(latex.sheet(page, key=False)))
        for word in (*self.WORDS, "A calculator is not needed"):
            assert word in first.replace("\n", " ")

    def test_html(self, tmp_path: Path) -> None:
        printed = html.sheet(page_in(specified(tmp_path, **self.FIELDS)), key=False)
        for word in ("Neural networks &amp; co", *self.WORDS[1:], "calculator is <em>not</em>"):
            assert word in printed
        assert "size: letter" in printed

    def test_german(self, tmp_path: Path) -> None:
        page = page_in(specified(tmp_path, language="de", **self.FIELDS))
        first, *_ = read(typst_pdf(typst.sheet(page, key=False)))
        assert "Abgabe bis Freitag, 4. Dezember 2026, 23:59 Uhr (UTC+1)" in first
        assert 'lang="de"' in html.sheet(page, key=False)


class TestPaper:
    """Paper, size of type and pages."""

    @pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
    def test_its_size(self, tmp_path: Path, paper: str, size: tuple[int, int]) -> None:
        page = page_in(specified(tmp_path, paper=paper))
        pdfs = [typst_pdf(typst.sheet(page, key=False))]
        pdfs += [latex_pdf(latex.sheet(page, key=False))] if latex_engine() else []
        for pdf in pdfs:
            box = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
            assert (round(box.width), round(box.height)) == size

    def test_questions_that_begin_a_page(self, tmp_path: Path) -> None:
        pages = read(typst_pdf(typst.sheet(page_in(specified(tmp_path)), key=False)))
        (third,) = (text for text in pages if "Every kind" in text)
        assert "Conv1d compute" not in third

    @pytest.mark.parametrize("printer", [typst, latex])
    def test_one_question_a_page(self, tmp_path: Path, printer: Any) -> None:
        source = printer.sheet(page_in(specified(tmp_path, one_question_a_page=True)), key=False)
        body = source.partition(r"\begin{document}")[2] or source
        assert body.count("#pagebreak") + body.count(r"\clearpage") == 2
        key = printer.sheet(page_in(specified(tmp_path)), key=True)
        assert not re.search(r"#pagebreak|\\clearpage", key)

    @pytest.mark.parametrize("points", [8, 14])
    def test_sizes_of_type(self, tmp_path: Path, points: int) -> None:
        """What is largest and what is smallest on the page, in points; codes never under seven."""
        page = page_in(specified(tmp_path, font_size=Fraction(points)))
        sizes: set[float] = set()

        def visit(_text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
            if _text.strip():
                sizes.add(round(abs(size * tm[3] * cm[3]), 1))

        pypdf.PdfReader(io.BytesIO(typst_pdf(typst.sheet(page, key=False)))).pages[0].extract_text(
            visitor_text=visit
        )
        assert points in sizes or float(points) in sizes

    @needs_tex
    @pytest.mark.parametrize("points", [8, 14])
    def test_latex_in_any_size(self, tmp_path: Path, points: int) -> None:
        page = page_in(specified(tmp_path, font_size=Fraction(points)))
        assert latex_pdf(latex.sheet(page, key=False)).startswith(b"%PDF")


class TestLogo:
    """A PNG or SVG, in every printer."""

    @pytest.mark.parametrize(("name", "data"), [("logo.png", png()), ("logo.svg", SVG)])
    def test_every_printer(self, tmp_path: Path, name: str, data: bytes) -> None:
        path = tmp_path / name
        path.write_bytes(data)
        frame = specified(tmp_path, logo=path)
        page = page_in(frame)
        pdf = pypdf.PdfReader(io.BytesIO(typst_pdf(typst.sheet(page, key=False))))
        root: Any = pdf.trailer["/Root"]
        assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
        assert "data:image/" in html.sheet(page, key=False)
        assert frame.logo
        included, content = latex_file(frame.logo)
        assert rf"{{{included}}}" in latex.sheet(page, key=False)
        assert content.startswith(b"%PDF" if name.endswith("svg") else b"\x89PNG")

    @needs_tex
    @pytest.mark.parametrize(("kind", "data"), [("png", png()), ("svg", SVG)])
    def test_latex_sets_it(self, kind: str, data: bytes) -> None:
        logo = Logo(kind, data)
        page = page_in(Frame(logo=logo))
        assert latex_pdf(latex.sheet(page, key=False), dict([latex_file(logo)])).startswith(b"%PDF")

    @pytest.mark.parametrize("wide", [20, 400, 40])
    @pytest.mark.parametrize("printer", ["typst", pytest.param("latex", marks=needs_tex)])
    def test_a_long_title_keeps_clear_of_it(self, printer: str, wide: int) -> None:
        logo = Logo("svg", SVG.replace(b'width="40"', b'width="%d"' % wide))
        page = replace(page_in(Frame(logo=logo)), title="mmmm " * 20)
        if printer == "typst":
            pdf = typst_pdf(typst.sheet(page, key=False))
        else:
            pdf = latex_pdf(latex.sheet(page, key=False), dict([latex_file(logo)]))
        lines: list[tuple[float, str]] = []

        def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
            if "mmmm" in text:
                lines.append((tm[4] * cm[0] + cm[4], text.strip()))

        pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
        assert len(lines) > 1
        # The right margin, the logo and its distance; a bold m of 14 pt is more than 12 pt wide.
        millimetres = 210 - 22 - min(60, 13 * wide / 20) - 5
        for left, text in lines:
            assert left + 12 * text.count("m") < millimetres * 72 / 25.4

    @pytest.mark.parametrize(
        ("name", "data"),
        [("a.png", b"GIF89a"), ("a.png", png()[:-20]), ("a.png", png().replace(b"IDAT", b"IDAX")), ("a.svg", b"hello")],
    )  # fmt: skip
    def test_a_damaged_one_is_told(self, tmp_path: Path, name: str, data: bytes) -> None:
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(SpecificationError, match=r"homework\.toml:1: logo: a\.") as caught:
            specified(tmp_path, logo=path)
        assert "PNG or SVG" in caught.value.fix


class TestTexts:
    """Texts that cannot be printed are told before anything is."""

    def test_a_formula(self, tmp_path: Path) -> None:
        with pytest.raises(SpecificationError, match="instructions"):
            specified(tmp_path, instructions=r"so $\frca{1}{2}$")

    def test_signs_no_font_has(self, tmp_path: Path) -> None:
        page = page_in(specified(tmp_path, course="神经网络"))
        with pytest.raises(UserError, match="cannot be printed"):
            typst_pdf(typst.sheet(page, key=False))


class TestOwnTemplates:
    """Any template of one's own takes the place of a shipped one; the others stay."""

    def test_one_of_them(self, tmp_path: Path) -> None:
        own = tmp_path / "own"
        (own / "html").mkdir(parents=True)
        (own / "html" / "sheet.html.j2").write_text(
            "<p>Mine: {{ title }}</p>{{ body }}", encoding="utf-8"
        )
        page = page_in(specified(tmp_path, templates=own))
        assert html.sheet(page, key=False).startswith("<p>Mine: Week 4</p>")
        assert r"\documentclass" in latex.sheet(page, key=False)

    def test_one_saved_with_a_byte_order_mark(self, tmp_path: Path) -> None:
        """Before what Typst evaluates the mark would be text, with a page of its own."""
        own = tmp_path / "own"
        (own / "typst").mkdir(parents=True)
        text = '\ufeff#set document(title: {{ title }})\n#set page(paper: "a5")\n= A\n'
        (own / "typst" / "sheet.typ.j2").write_text(text, encoding="utf-8")
        source = typst.sheet(page_in(specified(tmp_path, templates=own)), key=False)
        assert source.startswith("#set document")
        assert len(pypdf.PdfReader(io.BytesIO(typst_pdf(source))).pages) == 1

    def test_a_name_that_is_not_known(self, tmp_path: Path) -> None:
        own = tmp_path / "own"
        (own / "html").mkdir(parents=True)
        (own / "html" / "sheet.html.j2").write_text("{{ titel }}", encoding="utf-8")
        page = page_in(specified(tmp_path, templates=own))
        with pytest.raises(UserError, match="'titel' is undefined") as caught:
            html.sheet(page, key=False)
        assert "title" in caught.value.fix

    def test_code_in_a_template_reaches_nothing(self, tmp_path: Path) -> None:
        own = tmp_path / "own"
        (own / "html").mkdir(parents=True)
        (own / "html" / "sheet.html.j2").write_text(
            "{{ title.__class__.__mro__[1].__subclasses__() }}", encoding="utf-8"
        )
        page = page_in(specified(tmp_path, templates=own))
        with pytest.raises(UserError, match="unsafe"):
            html.sheet(page, key=False)

    def test_a_file_that_takes_no_place(self, tmp_path: Path) -> None:
        own = tmp_path / "own"
        (own / "html").mkdir(parents=True)
        (own / "html" / "shete.html.j2").write_text("x", encoding="utf-8")
        with pytest.raises(
            SpecificationError, match=r"shete\.html\.j2 takes no template's place"
        ) as caught:
            specified(tmp_path, templates=own)
        assert "html/sheet.html.j2" in caught.value.fix
