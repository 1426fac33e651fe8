"""Figures that no page holds go on over the next: none runs off the paper, on sheets and on keys."""

import io

import pikepdf
import pytest

from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import latex, typst
from quizgen.document.sheet import Sheet, sheet

BANK = """[[exercise]]
id = "many"
draw = {{ a = "integer(1, 4)" }}
figure = [{figures}]
ask = "How many?"
answer = "a + 2"
"""


def page(figures: int) -> Sheet:
    listed = ", ".join(["'plane(points=[[a, 1]])'"] * figures)
    loaded = load_text(BANK.format(figures=listed), "bank.toml")
    return sheet([draw(loaded.exercises[0], 1)], title="Figures", code="AB-1")


@pytest.mark.parametrize("key", [False, True])
@pytest.mark.parametrize(("figures", "pages"), [(3, 1), (6, 2)])
def test_a_page_holds_three_of_them(figures: int, pages: int, *, key: bool) -> None:
    """Where six are kept together they run off a page of their own, beside one with the heading alone."""
    made = typst_pdf(typst.sheet(page(figures), key=key))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) <= pages


@pytest.mark.parametrize("key", [False, True])
def test_latex_keeps_together_what_a_page_holds(*, key: bool) -> None:
    few, many = (
        latex.sheet(page(figures), key=key).count(r"\begin{together}") for figures in (1, 7)
    )
    assert many < few
