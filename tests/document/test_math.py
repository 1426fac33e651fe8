"""Formulas as MathML trees: read completely or refused with the place."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from quizgen.document import math
from quizgen.document.math import Element, MathError, mathml, mathml_source
from quizgen.document.math_commands import COMMANDS


def walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from walk(child)


def test_corpus_has_the_lecture_and_more(formulas: list[str]) -> None:
    assert len(formulas) >= 70
    assert len(set(formulas)) == len(formulas)


def test_every_formula_is_well_formed(formula: str) -> None:
    root = ET.fromstring(mathml_source(formula, display=True))  # noqa: S314 - our own output
    assert root.tag == "math"
    assert root.get("display") == "block"


def test_trees_are_tidy(formula: str) -> None:
    for element in walk(mathml(formula, display=True)):
        assert not set(element.text) & set("\u2063\u2061\ufe00"), element
        assert element.text != "." or formula.endswith((".", ". \\end{aligned}")), (
            "dots are one sign"
        )
        assert element.tag != "mrow" or len(element.children) != 1


@pytest.mark.parametrize(
    ("latex", "place", "reason"),
    [
        (r"a + \foo{b}", 4, r"unknown command '\\foo'"),
        (r"\frac{1}", 8, "expected argument but reached end of input"),
        (r"a } b", 2, 'unmatched closing token: "}"'),
        (r"\begin{tikzpicture} x", 0, "unknown environment 'tikzpicture'"),
        (r"W ⊙ h", 2, "'⊙' in a formula: write the LaTeX command"),
        (r"\def\x{1} \x", 0, r"unknown command '\\def'"),
        (r"\input{/etc/passwd}", 0, r"unknown command '\\input'"),
    ],
)
def test_refused_with_a_caret(latex: str, place: int, reason: str) -> None:
    with pytest.raises(MathError) as refused:
        mathml(latex)
    assert str(refused.value) == f"{reason}\n    {latex}\n    {' ' * place}^"


def test_nothing_that_defines_reads_or_writes_is_a_command() -> None:
    dangerous = "def edef gdef let newcommand input include write openout read catcode csname immediate special href url"
    assert not COMMANDS & set(dangerous.split())


def test_markup_in_a_formula_stays_text() -> None:
    assert "<script" not in mathml_source(r"\text{<script>alert(1)</script>} a < b")


@pytest.mark.parametrize("command", [r"\sqrt ", r"\hat ", r"\frac 1"])
def test_deep_formulas_without_brackets_are_refused(command: str) -> None:
    assert mathml(command * 30 + "x").children
    with pytest.raises(MathError, match="nested too deeply"):
        mathml(command * 300 + "x")


def test_what_is_read_once_is_the_same_on_a_line_of_its_own(formula: str) -> None:
    def read(*, display: bool) -> list[Element]:
        source = math._APPLY.sub(r'<mspace width="\1"/>', math._converted(formula, display))
        return list(math._tidy(ET.fromstring(source)))  # noqa: S314 - math_core wrote it

    if not math._STYLED.search(formula):
        assert read(display=True) == read(display=False)
    assert mathml(formula, display=True).children == tuple(read(display=True))


def test_a_formula_is_read_once() -> None:
    """However it is asked for, and on a line of its own too where that makes no difference."""
    read = mathml(r"x_1 + \sqrt{7531}")
    assert mathml(r"x_1 + \sqrt{7531}", display=False) is read
    assert mathml(r"x_1 + \sqrt{7531}", display=True) is read
