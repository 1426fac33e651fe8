"""Names of the program are not printed as mathematics."""

from collections.abc import Callable

import pytest

from quizgen.bank.lints.names import _raw

BANK = """[[exercise]]
id = "sum"
draw = { a = "integer(2, 400)", b = "integer(500, 900)" }
let = { both_sides = "a + b" }
text = "Add {{ a }} and {{ b }}."
[[exercise.part]]
ask = "What is the sum?"
answer = "both_sides"
explanation = 'EXPLANATION'
"""


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (r"$3 \\cdot \\text{parameter count} = 3 \\cdot {{ a }}$", "'parameter count'"),
        (r"$kernel_size = {{ a }}$", "'kernel_size'"),
        (r"$\\text{both sides}$", "'both sides'"),
        (r"$\\mathrm{both_sides}$", "'both_sides'"),
        (r"$2 + attention$", "'attention'"),
        (r"$\\text{Conv2d(1, kernel_size=3)}$", "'Conv2d(1, kernel_size=3)'"),
    ],
)
def test_a_name_is_said(check: Callable[..., list[str]], said: str, named: str) -> None:
    found = check(BANK.replace("EXPLANATION", said.replace("\\\\", "\\")))
    where = ":9: sum.part.0.explanation: prints "
    assert [each for each in found if each.startswith(f"{where}{named} as mathematics")], found


@pytest.mark.parametrize(
    "said",
    [
        r"$\text{weights of a filter} = 3 \cdot \text{outputs}$ and `kernel_size` in code",
        r"$\begin{bmatrix} 1 & 2 \end{bmatrix} \cdot \operatorname{relu}(3) = \mathrm{MSE}$",
        r"$\max(1, 2) + \sum_{i=1}^{3} i$, both sides",
    ],
)
def test_words_are_not(check: Callable[..., list[str]], said: str) -> None:
    assert [x for x in check(BANK.replace("EXPLANATION", said)) if "as mathematics" in x] == []


def test_a_list_of_layers_is_no_matrix() -> None:
    latex = r"\begin{bmatrix} Conv2d(1, 16, kernel_size=3) & Flatten(start_dim=1) \end{bmatrix}"
    assert _raw(latex, set()) == {"Conv", "kernel_size", "Flatten", "start_dim"}


def test_the_letter_of_a_draw_may_be_printed(check: Callable[..., list[str]]) -> None:
    """Of a level too: only names of several letters are the program's."""
    level = 'level = { hard = { a = "integer(401, 800)", both_sides = "2 * a" } }\nlet ='
    said = BANK.replace("let =", level).replace("EXPLANATION", r"$\mathrm{a} + \text{b} = 3$")
    assert [x for x in check(said, draws=20) if "as mathematics" in x] == []
