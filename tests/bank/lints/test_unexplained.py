"""A printed symbol is introduced by the statement, or where it is first used."""

from collections.abc import Callable

import pytest

from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.bank.symbols import of_text, printed
from quizgen.telling.letters import of_latex

BANK = """[[exercise]]
id = "conv"
draw = { n = "integer(20, 400)", m = "integer(3, 9)" }
let = { conv = "Conv1d(1, 1, kernel_size=m, bias=false)" }
text = "STATEMENT"
[[exercise.part]]
ask = "How many outputs are there?"
answer = "conv.output_size(n)"
hint = 'HINT'
explanation = 'EXPLANATION'
mistakes = { sticks-out = { value = "n + m + 1", hint = 'SLIP' } }
"""
PLAIN = "A kernel of size {{ m }} moves over {{ n }} inputs."


def bank(
    statement: str = PLAIN, hint: str = "", explanation: str = "", slip: str = "Count."
) -> str:
    text = BANK.replace("STATEMENT", statement).replace("HINT", hint)
    return text.replace("EXPLANATION", explanation).replace("SLIP", slip)


class TestUnexplained:
    """`check` names the symbols, the text that prints them, and its line."""

    @pytest.mark.parametrize(
        ("field", "text", "line", "named"),
        [
            ("hint", "Use $D - P + 1$.", 9, "D, P"),
            ("hint", "Use ⌊(D − P)/S⌋ + 1.", 9, "D, P, S"),
            ("hint", r"Think of $\\frac{\\partial J}{\\partial w_{1}}$.", 9, "J, w"),
            ("hint", r"The sum $\\sum_{l=1}^{L} u_l u_{l-1}$ counts.", 9, "L, u"),
            ("hint", "The slope is h(1 − h), with h = σ(z).", 9, r"\\sigma, z"),
            ("explanation", r"It is $\\hat{y}$, that is all.", 10, r"\\hat{y}"),
            ("explanation", "Multiply by $W^T$, then by α.", 10, r"W, \\alpha"),
            ("slip", "That is D + P, without the rest.", 11, "D, P"),
        ],
    )  # fmt: skip
    def test_a_symbol_from_nowhere(
        self, check: Callable[..., list[str]], field: str, text: str, line: int, named: str
    ) -> None:
        text = text.replace("\\\\", "\\")
        (found,) = check(bank(**{field: text}))
        where = "mistakes.sticks-out" if field == "slip" else field
        named = named.replace("\\\\", "\\")
        assert found.startswith(
            f":{line}: conv.part.0.{where}: prints {named}, which nothing before"
        )

    @pytest.mark.parametrize(
        ("statement", "hint"),
        [
            ("A kernel of size $P = {{ m }}$ moves over $D = {{ n }}$ inputs.", "Use $D - P + 1$."),
            (PLAIN, "With $D$ inputs and kernel size $P$, use $D - P + 1$."),
            (PLAIN, "Use $D - P + 1$, where $D$ is the length of the input and $P$ the kernel size."),
            (PLAIN, "A window can start at $U = 1$ and later: $U$ counts."),
            (PLAIN, "A 2-D input has an x-axis; it’s like part (b), as `P` in torch, e.g. ‘k’."),
            ("Inputs $x_1, \\\\dots, x_{9}$: a kernel of size {{ m }} and {{ n }}.", "The last one is $x_n$."),
            (PLAIN, "The power of e, $e^{2}$, $\\\\sum_{i=1}^{3} i$, and a word. I am A word."),
        ],
    )  # fmt: skip
    def test_what_is_introduced(
        self, check: Callable[..., list[str]], statement: str, hint: str
    ) -> None:
        assert check(bank(statement, hint.replace("\\\\", "\\"))) == []

    def test_an_earlier_part_introduces(self, check: Callable[..., list[str]]) -> None:
        later = '[[exercise.part]]\nask = "And twice as many?"\nanswer = "2 * conv.output_size(n)"\nhint = "Take $2 N$."\n'
        assert len(check(bank() + later)) == 1
        asked = bank().replace("How many outputs are there?", "How many outputs $N$ are there?")
        assert check(asked + later) == []

    def test_a_figure_introduces(self, check: Callable[..., list[str]]) -> None:
        figure = 'figure = "connections(conv, n)"\ntext ='
        text = bank(hint="Every $h$ reads its window of $x$.").replace(
            "integer(20, 400)", "integer(20, 24)"
        )
        assert any("prints h, x" in found for found in check(text))
        assert not any("prints" in found for found in check(text.replace("text =", figure)))


class TestLegend:
    """A worked solution says what a letter is where the statement does not."""

    def steps(self, statement: str) -> list[str]:
        (exercise,) = load_text(bank(statement), "bank.toml").exercises
        return [step.legend for step in draw(exercise, "1").parts[0].solution]

    def test_letters_of_the_solver_are_told(self) -> None:
        assert self.steps(PLAIN) == ["$D$ is the length of the input and $P$ the kernel size."]

    def test_what_the_statement_says_is_not_told_again(self) -> None:
        assert self.steps("A kernel of size {{ m }} moves over $D = {{ n }}$ inputs.") == [
            "$P$ is the kernel size."
        ]
        assert self.steps("A kernel of size $P = {{ m }}$ moves over $D = {{ n }}$ inputs.") == [""]


class TestReading:
    """Letters of formulas and of prose."""

    @pytest.mark.parametrize(
        ("latex", "symbols"),
        [
            (r"\text{size of } W^{(1)}_{i j} \cdot x_k", "W x"),
            (r"\frac{dJ}{d w}", "J w"),
            (r"\begin{bmatrix} a & b \\ 1 & 2 \end{bmatrix}", "a b"),
            (r"\max_{k \in K} p_k + \ln(q) + e^{r}", "K p q r"),
            (r"\mathbf{x}^\top \mathbf{y}", "x y"),
            (r"\operatorname{relu}(z) + \sigma'(a)", "a sigma z"),
            (r"\lfloor n / b \rfloor \bmod 2", "b n"),
            (r"\nabla_{W} J", "J"),
        ],
    )
    def test_of_latex(self, latex: str, symbols: str) -> None:
        assert sorted(of_latex(latex)) == symbols.split()

    @pytest.mark.parametrize(
        ("text", "symbols"),
        [
            ("A layer and a unit; I see.", ""),
            ("Option (a), part b, the 3-d case, L-BFGS, the x-axis, don't.", ""),
            ("The W2 of h₁ is u_l.", "W h u"),
            ("A × B is C.", "A B C"),
            ("Write `D` for “D” or $E$.", "E"),
        ],
    )
    def test_of_text(self, text: str, symbols: str) -> None:
        assert sorted(of_text(text).printed) == symbols.split()


@pytest.mark.parametrize(
    "text",
    [
        "Layer W2 has 2 inputs, W12 none and W_1, W_12 or h₂ some.",
        r"$u_{12} = 3 x_1 + 45 y^2$, then $10^{3} e^{-2}$ and a 3-D or D-3 size.",
        "A 7 comes before I and a 1; `k = 5` and [m](1) say nothing of P = 19.",
        "2 W, 30W, W30, W9. S2S is one word; σ2 is a letter.",
    ],
)
def test_digits_say_nothing_of_symbols(text: str) -> None:
    assert printed(text) == of_text(text).printed
