"""How wide formulas are: what is said without reading them is never less than what is printed."""

import pytest

from quizgen.document import measure, tree
from quizgen.document.math import MathError
from quizgen.document.math_commands import COMMANDS
from quizgen.document.measure import are_within, at_most, fits, formula_width, width
from quizgen.document.printers.math_text import formula

SIGNS = (*map(chr, range(ord("!"), 127)), *(f"\\{command}" for command in sorted(COMMANDS)))
PLACES = (
    "a@b", "a @ b", "@a", "(@b)", "(@ b)", "a_{@b}", "x_{3}@", "[@3]", "@{x y}", "@{x}{y}", "a@b@c",
    r"@\, x", "x^{@2}", "{@2}", r"\frac{@3}{4}",
)  # fmt: skip


def test_no_sign_is_wider_than_its_letters_say() -> None:
    """Each sign and command that may stand in a formula, at each place where blanks are put around it."""
    read = 0
    for source in (place.replace("@", sign) for sign in SIGNS for place in PLACES):
        try:
            printed = formula(source, display=True).width
        except MathError:
            continue
        read += 1
        assert printed <= at_most(source), source
    assert read > 3000


@pytest.mark.parametrize(
    ("side", "columns"),
    [
        (r"v_{1} \cdot x_{1} + v_{2} \cdot x_{2}", 17),
        (r"(-3) \cdot 1 + 2 \cdot (-4)", 19),
        (r"\left\lfloor \frac{10 - 3}{2} \right\rfloor + 1", 12),
    ],
)
def test_formulas_fit_where_their_columns_do(side: str, columns: int) -> None:
    """The letters of the source are more than the columns; those decide."""
    assert formula_width(side) == columns
    assert are_within((side,), columns)
    assert not are_within((side,), columns - 1)
    assert are_within((side, side), 2 * columns)


def test_inlines_fit_exactly_where_their_columns_do() -> None:
    """Whatever is read of them: words and formulas, alone and among each other."""
    texts = ("", "find ", "the number of weights, ")
    formulas = (
        r"\frac{1}{2}",
        r"v_{1} \cdot x_{1}",
        "[3, -4]",
        r"\left\lfloor \frac{7}{2} \right\rfloor",
    )
    for text in texts:
        for first in formulas:
            for second in formulas:
                content = (
                    tree.Text(text),
                    tree.Math(first),
                    tree.Strong((tree.Math(second),)),
                    tree.Math(second),
                )
                exactly = width(content)
                assert fits(content, exactly)
                assert not fits(content, exactly - 1)


def test_only_the_longest_formula_is_read_where_that_makes_the_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def noted(latex: str) -> int:
        read.append(latex)
        return formula_width(latex)

    monkeypatch.setattr(measure, "formula_width", noted)
    floor = r"\left\lfloor \frac{7 - 3}{2} \right\rfloor + 1"
    assert are_within(("U", floor, "1122"), 20)
    assert read == [floor]
