"""The arithmetic in worked solutions, read by itself: every construct beside Python's own value."""

import math
from fractions import Fraction

import pytest

from quizgen.bank.lints.arithmetic import evaluate

CASES = [
    ("2 + 3", 5),
    ("2 - 3 - 4", -5),
    (r"2 \cdot 3 + 4", 10),
    ("2 + {3}", 5),
    (r"{2 + 3} \cdot {4 - 1}", 15),
    (r"{{2} + 3} \cdot 2", 10),
    ("2^{3}", 8),
    ("2^3", 8),
    ("{2}^{1 + 2}", 8),
    (r"(2 + 3) \cdot 4", 20),
    (r"((2 + 3) \cdot (4 - 1))", 15),
    (r"\frac{1}{2} + \frac{1}{3}", Fraction(5, 6)),
    (r"\frac{1 + 2}{(4)}", Fraction(3, 4)),
    (r"\sqrt{9} + 1", 4),
    (r"\sqrt{2}", math.sqrt(2)),
    (r"\lfloor \frac{7}{2} \rfloor + 1", 4),
    (r"\lceil \frac{7}{2} \rceil", 4),
    (r"\max(1, 2, -3)", 2),
    (r"\min(1, {2}, -3)", -3),
    ("|-3| + |2|", 5),
    ("e^{0}", 1),
    ("e^{2}", math.e**2),
    (r"\ln(2)", math.log(2)),
    (r"\log_2(8)", 3),
    (r"\log_{2}(\frac{1}{4})", -2),
    (r"\frac{1}{2} \log_2(3)", math.log2(3) / 2),
    (r"\tanh({1})", math.tanh(1)),
]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_value(text: str, value: float) -> None:
    assert float(evaluate(text)) == pytest.approx(float(value), rel=1e-15)
