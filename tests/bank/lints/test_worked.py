"""What a worked solution prints comes out, and what two readers read in two ways is refused."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from quizgen.bank.lints.arithmetic import NotArithmeticError, evaluate
from quizgen.bank.lints.worked import wrong_equation
from quizgen.errors import UserError
from quizgen.language.expression import Scope
from quizgen.language.formula import expression_step

BANK = """[[exercise]]
id = "sum"
draw = { a = "integer(2, 400)", b = "integer(500, 900)" }
text = "There are {{ a }} rows and {{ b }} columns."
[[exercise.part]]
ask = "How many entries?"
answer = "ANSWER"
explanation = 'EXPLANATION'
hint = 'HINT'
"""


def bank(answer: str = "a * b", explanation: str = "", hint: str = "") -> str:
    return BANK.replace("ANSWER", answer).replace("EXPLANATION", explanation).replace("HINT", hint)


class TestPrintedArithmetic:
    """Sides of an equation that are numbers are one number."""

    @pytest.mark.parametrize(
        ("said", "found"),
        [
            ("So $2 \\cdot {{ a }} + 1 = {{ 2 * a }}$.", "says 2 \\cdot "),
            ("So $\\frac{4}{3} = 1.3$.", "says \\frac{4}{3} = 1.3"),
            ("First $3 + 4 = 7$, then $2^{3} = 6$.", "says 2^{3} = 6"),
            ("$n = 3 \\cdot 5 = 14 = 14$.", "says 3 \\cdot 5 = 14"),
        ],
    )
    def test_an_explanation_that_does_not_come_out(
        self, check: Callable[..., list[str]], said: str, found: str
    ) -> None:
        (problem,) = check(bank(explanation=said))
        assert problem.startswith(":8: sum.part.0.explanation: " + found)

    def test_a_hint_that_does_not_come_out(self, check: Callable[..., list[str]]) -> None:
        (problem,) = check(bank(hint="Think of $2 \\cdot 3 = 5$."))
        assert problem.startswith(":9: sum.part.0.hint: says 2 \\cdot 3 = 5")

    @pytest.mark.parametrize(
        "said",
        [
            "So ${{ a }} \\cdot {{ b }} = {{ a * b }}$.",
            "$\\frac{4}{3} \\approx 1.3333$ and $x = 3$, $y = 4$.",
            "$[1, 2] = [1, 2]$, a function $h$ with $h(2) = 5$, $3 \\geq 2$, $\\ln(2) \\approx 0.6931$.",
            "$10 \\bmod 4 = 2$, $(3, 4) = (3, 4)$ and $|{-3}| = 3$.",
        ],
    )
    def test_what_comes_out_or_is_no_arithmetic(
        self, check: Callable[..., list[str]], said: str
    ) -> None:
        assert check(bank(explanation=said)) == []

    @pytest.mark.parametrize(
        "expression",
        ["(-a) ** 2", "-(a ** 2)", "(a ** 2) ** 3", "a ** (2 ** 3)", "b % a", "a * (b % a)", "b % a * 2",
         "(b - a) % 7 + 1", "(a / b) ** 2", "-a * -b", "a - (b - a)", "(-a) ** 3 * b", "-(a - b)", "b // a ** 2",
         "(a / 7) ** 2", "a / (b / 2)", "7 * (a // 2) * 3", "a - b - 1", "a // (b // 2)"],
    )  # fmt: skip
    @pytest.mark.parametrize(
        "values", [(4, 9), (-3, 5), (Fraction(-1, 2), 3), (Fraction(2, 3), -2)]
    )
    def test_a_formula_is_its_value(self, expression: str, values: tuple[int, int]) -> None:
        """The one printed, read back by its own reader, is the one computed."""
        scope = Scope(dict(zip("ab", values, strict=True)))
        value = scope.evaluate(expression)
        step = expression_step(expression, value, scope.value_of)
        assert step.formula
        assert evaluate(step.substitution) == pytest.approx(value)
        assert wrong_equation(str(step)) == ""

    @pytest.mark.parametrize(
        "text", ["9^{9^{9^{9}}}", "2^{99999}", "(" * 5000, "1/0", "2^{-1}" * 9000]
    )
    def test_a_bomb_is_no_arithmetic(self, text: str) -> None:
        with pytest.raises(NotArithmeticError):
            evaluate(text)


class TestAmbiguousPowers:
    """Mathematics reads -a² and a^b^c in one way, the language of banks in another."""

    @pytest.mark.parametrize(
        ("text", "ways"),
        [
            ("-a ** 2", "write (-a) ** 2 or -(a ** 2)"),
            ("b - 3 * -a ** 2", "write (-a) ** 2 or -(a ** 2)"),
            ("- a**2", "write (-a) ** 2 or -(a ** 2)"),
            ("a ** b ** 2", "write (a ** b) ** 2 or a ** (b ** 2)"),
            ("-(a + b) ** 2", "write (-(a + b)) ** 2 or -((a + b) ** 2)"),
            ("max(1, -a ** 2)", "write (-a) ** 2 or -(a ** 2)"),
        ],
    )
    def test_refused_with_both_ways(self, text: str, ways: str) -> None:
        with pytest.raises(UserError, match="can be read in two ways") as error:
            Scope({"a": 4, "b": 2}).evaluate(text)
        assert error.value.fix == ways

    def test_check_says_where(self, check: Callable[..., list[str]]) -> None:
        (problem,) = check(bank(answer="-a ** 2"))
        assert problem.startswith(":7: sum.part.0.answer: '-a ** 2' can be read in two ways\n")

    @pytest.mark.parametrize(
        ("text", "value"),
        [("(-a) ** 2", 16), ("-(a ** 2)", -16), ("b - a ** 2", -14), ("(a ** b) ** 2", 256), ("a ** (b ** 2)", 256),
         ("a ** -b", Fraction(1, 16)), ("-(a) * b ** 2", -16), ("1 if a ** 2 == 16 else 0", 1), ("-a * 2", -8)],
    )  # fmt: skip
    def test_what_is_plain_is_computed(self, text: str, value: object) -> None:
        assert Scope({"a": 4, "b": 2}).evaluate(text) == value


@pytest.mark.parametrize(
    ("latex", "found"),
    [
        ("1.5 = " + "9" * 600, True),
        ("9" * 600 + " = " + "9" * 600, False),
        ("1.5 = 9^{4000}", True),
        ("2 = " + "9" * 7000, False),  # nobody reads it: passed over
    ],
)
def test_numbers_longer_than_a_float(latex: str, *, found: bool) -> None:
    assert bool(wrong_equation(latex)) is found
