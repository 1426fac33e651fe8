"""Names in any script: printed, in both kinds of PDF, or refused with the font that helps."""

import io
import re
from pathlib import Path

import pypdf
import pytest

from quizgen.course.printable import check_printable
from quizgen.document.frame import Frame
from quizgen.document.missing import font_for, missing
from quizgen.document.outlines import outline
from quizgen.document.pdf import latex_engine, latex_pdf, typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.printers.latex_text import code, escape, is_printable
from quizgen.document.sheet import Sheet, sheet
from quizgen.errors import UserError

FONTS = Path(__file__).parent / "fonts"
KHMER = "ប្រាក់"
# What the built-in fonts have: accents, stacked marks, other alphabets, scripts that join, right to left.
BUILT_IN = [
    "Zoë Müller", "Nguyễn Thị Ánh", "Łukasz Żółć", "O'Neil-Smith", "q\u0303 x\u0361y", "Ā\u0301da",
    "Иван Петров", "Нейронные сети", "Ђорђе", "Ζωή Ἀλέξανδρος", "محمد علي", "דוד כהן", "ბესარიონი",
    "Հայկ", "नमस्ते", "Ada محمد 3",
]  # fmt: skip
# What they lack, with the font that helps.
LACKING = {
    "李明": "Noto Sans CJK SC", "たなか": "Noto Sans CJK JP", "김철수": "Noto Sans CJK KR", "Ada 😀": "Noto Emoji",
    KHMER: "Noto Sans Khmer", "สมชาย": "Noto Sans Thai", "አበበ": "Noto Sans Ethiopic", "ᓄᓇᕗᑦ": "Noto Sans Canadian Aboriginal",
}  # fmt: skip


def named(student: str, fonts: Path | None = None) -> Sheet:
    return sheet([], title="Sheet", student=student, code="a·1", frame=Frame(fonts=fonts))


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


class TestBuiltIn:
    """Names that need no font of one's own."""

    @pytest.mark.parametrize("name", BUILT_IN)
    def test_neither_printer_lacks_a_sign(self, name: str) -> None:
        check_printable([name])
        assert "codepoint" not in escape(name)
        assert typst_pdf(typst.sheet(named(name), key=False)).startswith(b"%PDF")

    def test_the_pdf_meets_its_standards(self) -> None:
        pdf = typst_pdf(typst.sheet(named("Иван محمد"), key=False))
        root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
        assert "pdfuaid:part" in root["/Metadata"].get_data().decode()  # type: ignore[index]

    @pytest.mark.skipif(latex_engine() is None, reason="no TeX is installed")
    def test_latex_sets_all_of_them(self) -> None:
        """Every name compiles; none is blank or a code."""
        pdf = latex_pdf(latex.sheet(named(" · ".join(BUILT_IN)), key=False))
        assert "U+" not in text_of(pdf)
        author = pypdf.PdfReader(io.BytesIO(pdf)).metadata
        assert author
        assert "Иван Петров" in str(author.author)


class TestLacking:
    """Names that no font here has stop the run; with a folder of fonts they are printed."""

    @pytest.mark.parametrize(("name", "font"), LACKING.items())
    def test_who_and_which_font(self, name: str, font: str) -> None:
        with pytest.raises(UserError) as caught:
            check_printable(["Ada", name, "Иван"])
        message, fix = str(caught.value.args[0]), caught.value.fix
        assert message.startswith(f"{name} cannot be printed")
        assert font in fix

    def test_everybody_is_named(self) -> None:
        with pytest.raises(UserError, match="李明, 김철수 cannot"):
            check_printable(["李明", "Ada", "김철수"])

    def test_many_are_counted(self) -> None:
        with pytest.raises(UserError, match="and 3 more cannot"):
            check_printable([f"{chr(0x4E00 + i)} S" for i in range(13)])

    def test_a_folder_with_the_font_helps(self) -> None:
        assert missing([KHMER]) == {KHMER: "".join(dict.fromkeys(KHMER))}
        check_printable([KHMER], FONTS)
        pdf = typst_pdf(typst.sheet(named(KHMER, fonts=FONTS), key=False), FONTS)
        assert KHMER[0] in text_of(pdf)

    def test_a_folder_with_another_font_does_not(self) -> None:
        with pytest.raises(UserError, match="李 cannot be printed") as caught:
            check_printable([KHMER, "李"], FONTS)
        assert "into the folder of fonts too" in caught.value.fix

    def test_latex_draws_it(self) -> None:
        source = latex.sheet(named(KHMER, fonts=FONTS), key=False)
        assert r"\outline{" in source
        assert "codepoint{" not in source.partition(r"\begin{document}")[2]

    @pytest.mark.skipif(latex_engine() is None, reason="no TeX is installed")
    def test_latex_sets_it(self) -> None:
        assert latex_pdf(latex.sheet(named(KHMER, fonts=FONTS), key=False)).startswith(b"%PDF")


class TestOutlines:
    """Letters as TikZ draws them."""

    def test_every_piece_has_its_own_place(self) -> None:
        """TikZ counts from elsewhere after a closed piece: none begins from where the last ended."""
        drawn = outline("ы")
        assert drawn
        assert drawn.count("M ") > 2
        assert "Z m" not in drawn

    def test_words_from_right_to_left_stay_in_their_order(self) -> None:
        first, _, both = (outline(t) for t in ("محمد", "علي", "محمد علي"))
        assert first
        assert both
        assert escape("محمد علي").startswith(both)
        # So do the parts of a word between which a joiner stands.
        assert escape("علی\u200cرضا").count(r"\outline") == 1

    def test_nothing_is_drawn_that_no_font_has(self) -> None:
        assert outline("李") is None
        assert not is_printable("李")


@pytest.mark.parametrize("sign", ["\U00020000", "々", "ｱ", "𝕏", "𐍈", "☃"])
def test_every_sign_has_a_font_to_name(sign: str) -> None:
    assert font_for(sign).startswith("Noto")


def test_a_sign_in_code_is_drawn_whole() -> None:
    """Blanks of code are kept, those of a drawn letter are none."""
    assert "~" not in code("␣")
    assert code("a ␣").startswith(r"a~\outline{")


@pytest.mark.parametrize("sign", ["①", "⑨", "⑳"])
def test_numbers_in_circles_stay_in_their_place(sign: str) -> None:
    """They name the blanks of a listing: "What belongs at ①?"."""
    found = re.match(r"\\outline\{([\d.]+)\}", outline(sign) or "")
    assert found
    starts = [float(x) for x in re.findall(r"M (-?[\d.]+) ", outline(sign) or "")]
    assert starts
    assert all(0 <= x <= float(found[1]) for x in starts)
