"""Typst sources: every formula and every text compiles, and the text comes out as it went in."""

import io
import random
import string

import pypdf
import pytest

import quizgen
from quizgen.document import tree
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import typst
from quizgen.document.printers.math_typst import formula as as_typst
from quizgen.document.printers.speech import say
from quizgen.document.printers.typst import blocks, inlines
from quizgen.document.printers.typst_strings import string as literal
from quizgen.document.sheet import Sheet, question
from quizgen.errors import UserError

# The frame of a real sheet: its settings decide what becomes of the text.
HEAD = typst.sheet(Sheet("test", "", "", (), (), ()), key=False) + "#set text(hyphenate: false)\n"


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_every_formula_compiles(formulas: list[str]) -> None:
    displays = (f"#d({literal(say(f))}, ${as_typst(f, display=True)}$)\n" for f in formulas)
    inline = (f"#m({literal(say(f))}, ${as_typst(f)}$)\n" for f in formulas)
    assert typst_pdf(HEAD + "\n".join((*displays, *inline))).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("latex", "typst"),
    [
        (r"\nabla_a J \odot W", r"attach(∇, b: a) J ⊙ W"),
        (r"\text{if } z > 0", r'"if "z \> 0'),
        (r"\begin{bmatrix} 1 & -2 \end{bmatrix}", 'display(mat(delim: #("[", "]"), 1, − 2))'),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", r"a & \= b \  & \= c"),
        (r"\mathrm{d}x", "upright(d) x"),
    ],
)
def test_signs_not_names(latex: str, typst: str) -> None:
    assert as_typst(latex) == typst


def awkward() -> list[str]:
    """Every printable ASCII character alone, every pair of punctuation, and random strings."""
    signs = string.punctuation
    rng = random.Random(2021)  # noqa: S311 - test data
    alphabet = string.printable.strip() + " éßøŁ“”–…αβΩ→≤⊙½²"
    mixed = ["".join(rng.choices(alphabet, k=rng.randint(1, 30))).strip() for _ in range(300)]
    traps = [
        "#let x = 1",
        "$x$",
        "*/",
        "// no",
        "/* no",
        "\\",
        '"',
        '\\"',
        '#"',
        "]",
        "[",
        "@label",
        "<label>",
        "= h",
        "- l",
        "+ e",
        "`r`",
        "~",
        "https://x.y",
    ]
    return [*string.printable.strip(), *(a + b for a in signs for b in signs), *mixed, *traps]


@pytest.mark.parametrize("latex", [r"p_i \ln \frac{1}{2}", r"\frac{1}{6} \ln(3)", r"2 \tanh x"])
def test_a_function_has_the_same_blanks_in_an_aligned_row(latex: str) -> None:
    """They stand beside the name there, and before it elsewhere."""
    aligned = as_typst(rf"\begin{{aligned}} a &= {latex} \end{{aligned}}", display=True)
    assert aligned.count("#h(") == as_typst(latex).count("#h(") > 0


def test_the_blanks_of_a_function_stand_around_its_index_too() -> None:
    """Inside, they would part the index from the name: log ₂p."""
    aligned = as_typst(r"\begin{aligned} H &= -\sum_i p_i \log_2 p_i \end{aligned}", display=True)
    assert '#h(0.1667em)attach("log",b:2)#h(0.1667em)' in aligned.replace(" ", "")


@pytest.mark.parametrize(
    "latex", [r"\lVert z - y \rVert^2", r"a + \lvert b \rvert", r"\|w\|", "|w|"]
)
def test_bars_around_something_are_no_relations(latex: str) -> None:
    """Typst sets a bare bar as a relation, with wide blanks on both sides."""
    typst = as_typst(latex)
    assert typst.count("class(") == typst.count("‖") + typst.count("|") > 0


@pytest.mark.parametrize(("lines", "stays"), [(3, True), (17, True), (40, False)])
def test_a_listing_of_a_quarter_of_a_page_is_not_torn(lines: int, *, stays: bool) -> None:
    listing = tree.CodeBlock("\n".join(f"line = {i}" for i in range(lines)))
    assert ("breakable: false" in blocks((listing,))) is stays


def test_text_comes_out_as_it_went_in() -> None:
    strings = [text for text in awkward() if text]
    source = HEAD + "\n\n".join(inlines((tree.Text(f"⟦{text}⟧"),)) for text in strings)
    found = words(typst_pdf(source)).replace("\n", " ")
    printed = [piece.split("⟧")[0] for piece in found.split("⟦")[1:]]
    assert len(printed) == len(strings)
    wrong = [
        (want, got)
        for want, got in zip(strings, printed, strict=True)
        if squeezed(want) != squeezed(got)
    ]
    assert not wrong


def squeezed(text: str) -> str:
    """Blanks are where the extraction puts them; ligatures are two letters again."""
    return "".join(
        text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff").replace("ﬃ", "ffi").split()
    )


def test_control_characters_and_lone_surrogates() -> None:
    assert typst_pdf(HEAD + inlines((tree.Text("a\x00\x07\x1b[31m\ud800\u2028b"),))).startswith(
        b"%PDF"
    )


def test_signs_the_fonts_lack_are_refused() -> None:
    """They would be blank: no sheet is better than one without its words."""
    with pytest.raises(UserError, match="李 cannot be printed") as caught:
        typst_pdf(HEAD + inlines((tree.Text("李 b"),)))
    assert "Noto Sans CJK" in caught.value.fix


def test_a_listing_longer_than_a_page_loses_no_line(long_page: Sheet) -> None:
    pages = words(typst_pdf(typst.sheet(long_page, key=False))).split("page ")
    # What runs over the end of a page would still be found as text of that page.
    assert max(page.count("line_") for page in pages) < 70
    assert all(f"line_{i} =" in "".join(pages) for i in range(120))


@pytest.mark.parametrize("key", [False, True])
def test_sheet_and_key(page: Sheet, *, key: bool) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(typst_pdf(typst.sheet(page, key=key))))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Week 4: convolution & co" + (": answer key" if key else "")
    text = "\n".join(p.extract_text() for p in pdf.pages)
    assert "Zoë O'Neil_1" in text
    assert f"page 1 of {len(pdf.pages)}" in text
    assert "conv1d-arch·7k3f" in text.replace(" ", "")
    assert ("flips the kernel" in text) == key
    assert ("Answer:" in text) == key


@pytest.mark.parametrize(
    ("exercise", "sticks"), [("contour-pictures", "true"), ("conv1d-arch", "false")]
)
def test_a_heading_on_a_key_does_not_stand_alone(exercise: str, sticks: str) -> None:
    """Where nothing but the source stands below it, the first part does; else answers may begin a page."""
    printed = typst.question(question(quizgen.draw(exercise, 1), 1), key=True)
    head = printed.partition("\n#part")[0].rpartition("#question(")[2]
    assert f"sticky: {sticks}" in head
