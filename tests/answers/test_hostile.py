"""What attackers, cats and desperate students type: never an exception, never a mark."""

import time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.answers import KINDS, answer_kind
from quizgen.answers.kind import FAILED, AnswerKind

pytestmark = pytest.mark.timed

OPTIONS: dict[str, Any] = {"choices": ["A", "B", "C"], "choice_texts": ["one", "two", "three"]}
QUESTIONS: dict[str, tuple[Any, dict[str, Any]]] = {
    "integer": (12, {"arithmetic": True}),
    "real": ("0.7", {"rtol": 0.01}),
    "fraction": ("3/2", {}),
    "vector": ([3, 4], {"partial": "per_entry"}),
    "matrix": ([[1, 2], [3, 4]], {"partial": "per_entry"}),
    "shape": ([6, 28, 28], {}),
    "expression": ("x^2 + 3*y", {"variables": ["x", "y"]}),
    "symbolic_matrix": ([["v_1", 0], [0, "v_1"]], {"variables": ["v_1"]}),
    "table": (
        [[3, [8, 28], True]],
        {"rows": ["conv"], "columns": {"n": "integer", "s": "shape", "l": "boolean"}},
    ),
    "matrix_expression": (
        "W^T @ (y - x) * 3",
        {"shapes": {"W": "m, n", "x": "m", "y": "m"}, "functions": ["sigma"]},
    ),
    "choice": ("B", OPTIONS),
    "multi": (["A", "C"], OPTIONS),
    "boolean": (True, {}),
    "order": (["A", "B", "C"], {"items": ["one", "two", "three"]}),
    "code": ("nn.Linear(3, 4)", {}),
    "interval": ("(-inf, -sqrt(2)/3] or (0, 1/2)", {}),
    "snippet": ("x.flatten(1)", {"accepted": ["x.view(len(x), -1)"]}),
    "words": ("overfitting", {"accepted": ["high variance"]}),
    "terms": (["ReLU", ["sigmoid", "logistic function"], "tanh"], {"count": 2}),
    "text": ("The chain rule.", {"rubric": [["names the chain rule", "1"]]}),
}
HOSTILE = {
    "code injection": "__import__('os').system('touch owned')",
    "code in brackets": "[__import__('os').getpid(), 4]",
    "template injection": "{{ 7 * 7 }} {% raw %}",
    "power tower": "9^9^9^9^9^9^9",
    "power tower in Python": "9**9**9**9",
    "huge exponent": "1e30000000",
    "negative exponent": "1e-30000000",
    "factorials": "100000!!!",
    "million digits": "9" * 1_000_000,
    "million digits behind the point": "0." + "3" * 1_000_000,
    "deep parentheses": "(" * 5_000 + "3" + ")" * 5_000,
    "deep brackets": "[" * 5_000 + "3" + "]" * 5_000,
    "many signs": "-" * 5_000 + "3",
    "long sum": "+".join(["x"] * 5_000),
    "long product": "x*" * 3_000 + "x",
    "long vector": "[" + "3," * 100_000 + "3]",
    "long quotient": "1/" * 2_000 + "3",
    "many constants": "361e9e" * 60 + "y",
    "LaTeX bomb": r"\def\a{\a\a}\a" * 50,
    "nested fractions": r"\frac{1}{" * 400 + "3" + "}" * 400,
    "unclosed LaTeX": r"\begin{bmatrix}" * 300,
    "roots": r"\sqrt{" * 300 + "3" + "}" * 300,
    "range": "range(10**12)",
    "list repetition": "[0] * 10**10",
    "comprehension": "[i for i in range(10**9)]",
    "NUL": "3\0",
    "lone surrogate": "3\ud800",
    "right to left": "\u202e21",
    "only marks": "\u0301" * 3_000,
    "joined emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 500,
    "Cyrillic x": "х^2 + 3*у",
    "not a number": "nan",
    "infinity": "inf",
    "nothing over nothing": "0/0",
    "hedge": "7 or 9",
    "negation": "not 7",
    "every option": "A B C or none",
    "blank": " \t\n ",
    "markup": "<script>alert(1)</script>",
    "spreadsheet formula": "=cmd|' /C calc'!A0",
    "terminal codes": "\x1b]0;owned\x07\x1b[2J",
}  # fmt: skip


def judge(kind: str) -> AnswerKind:
    key, settings_ = QUESTIONS[kind]
    found: AnswerKind = answer_kind(kind, key, **settings_)
    return found


def test_every_kind_is_here() -> None:
    assert set(QUESTIONS) == set(KINDS)


@pytest.mark.parametrize("family", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_families(kind: str, family: str) -> None:
    verdict = judge(kind).judge(HOSTILE[family])
    # What only a person marks is kept, whatever it is; it is bounded and earns nothing.
    kept = judge(kind).by_person and verdict.status == "waiting"
    assert kept or verdict.status in ("unreadable", "wrong")
    assert FAILED not in verdict.feedback
    assert verdict.score == 0
    assert kept or verdict.feedback or verdict.reading
    # What is said of a monster is short.
    assert len(verdict.feedback) < 500
    assert len(verdict.reading) < 12_000


@pytest.mark.parametrize("kind", KINDS)
@given(
    text=st.one_of(
        st.text(max_size=80),
        st.text("0123456789+-*/^()[]{},.;: \\abcxyv_=<>'\"eE×−½²\n", max_size=60),
        st.lists(
            st.sampled_from(
                [r"\frac", r"\begin{bmatrix}", r"\\", "&", "{", "}", "1", "x", "(", ")", "nn.Linear", "A", "true", "->", ","]
            ),
            max_size=20,
        ).map("".join),
    )
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_text_gets_a_verdict(kind: str, text: str) -> None:
    verdict = judge(kind).judge(text)
    assert FAILED not in verdict.feedback
    judged = ("waiting",) if judge(kind).by_person else ("correct", "partial", "wrong")
    assert verdict.status in (*judged, "unreadable")
    assert 0 <= verdict.score <= 1
    assert (verdict.score == 1) == (verdict.status == "correct")
    if verdict.status == "unreadable":
        assert verdict.score == 0
        assert verdict.feedback


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_integers_are_right_exactly_where_they_are_equal(key: int, given_: int) -> None:
    kind = answer_kind("integer", key)
    for text in (str(given_), f"{given_:,}", f" {given_}.0 "):
        assert (kind.judge(text).status == "correct") == (key == given_)


@given(st.lists(st.fractions(max_denominator=50), min_size=1, max_size=6), st.data())
def test_vectors_earn_the_share_of_what_had_to_be_known(key: list[Fraction], data: Any) -> None:
    wrong = data.draw(st.sets(st.integers(0, len(key) - 1)))
    given_ = [entry + (i in wrong) for i, entry in enumerate(key)]
    text = str([*map(str, given_)]).replace("'", "")
    each = answer_kind("vector", key, partial="each").judge(text)
    assert each.score == Fraction(len(key) - len(wrong), len(key))
    # Zeros, and one number repeated of which one entry had to be found, earn nothing.
    zeros, most = key.count(Fraction(0)), max(map(key.count, key)) - 1
    trivial = max(zeros, most) if len(set(key)) > 1 else 0
    expected = Fraction(len(key) - len(wrong) - trivial, len(key) - trivial)
    if wrong and len(key) > 1 and len(set(given_)) == 1:
        expected = Fraction(0)
    measured = answer_kind("vector", key, partial="per_entry").judge(text)
    assert measured.score == max(Fraction(0), expected)


# Each for a question it was made for: long sums of functions, powers, cancelling and tiny terms.
HEAVY = {
    "sines": ("exp(x)", "e^x" + "+sin(x)-sin(x)" * 60),
    "tangents": ("exp(x)", "e^x" + "+tan x-tan x" * 90),
    "powers of numbers": ("exp(x)", "e^x" + "+2^x-2^x" * 60),
    "roots": ("exp(x)", "e^x" + "+x^.3-x^.3" * 50),
    "tiny terms": ("exp(x)", "e^x" + "+1e-399-1e-399" * 140),
    "tiny sines": ("exp(x)", "e^x" + "+sin(x)*1e-300-sin(x)*1e-300" * 40),
    "nested functions": ("exp(x)", "exp(" * 50 + "x" + ")" * 50),
    "cancelling": ("exp(x)", "e^x" + "+sin(x)^2+cos(x)^2-1" * 20),
    "absolute values": ("abs(x)", "|x|" + "+|x|^9-|x|^9" * 40),
    "large powers": ("abs(x)", "|x|" + "+|x/7|^99-|x/7|^99" * 10),
    "many denominators": ("abs(x)", "|x|" + "".join(f"+1/(|x|+{i}/7)-1/(|x|+{i}/7)" for i in range(20))),
    "floors": ("floor(x/2)", "floor(x/2)" + "+floor(x/3)-floor(x/3)" * 40),
    "quotients": ("x^2", "x^2" + "+1/x^9-1/x^9" * 40),
}  # fmt: skip


@pytest.mark.parametrize("family", HEAVY)
def test_heavy_formulas_are_judged_in_time(family: str) -> None:
    """Measured at most 50 ms; the bound leaves room for a busy machine."""
    key, text = HEAVY[family]
    kind = answer_kind("expression", key, variables=["x"])
    kind.judge("1")
    start = time.process_time()
    verdict = kind.judge(text)
    assert time.process_time() - start < 0.4
    assert FAILED not in verdict.feedback


# 2^61 − 1 is the prime a fixed modulus would use; the others fool small ones and Fermat's theorem.
PRIMES = (2**61 - 1, 2**31 - 1, 10**9 + 7, 998_244_353, 65_537, 101)


@pytest.mark.parametrize("prime", PRIMES)
def test_formulas_that_are_equal_modulo_a_prime_are_not_equal(prime: int) -> None:
    kind = judge("expression")
    assert kind.judge(f"x^2 + 3*y + {prime}").status == "wrong"
    assert kind.judge(f"x^2 + {3 + prime}*y").status == "wrong"
    assert kind.judge(f"x^2 + 3*y + {prime}*x*y").status == "wrong"
    # x^(p-1) = 1 modulo p wherever x is not 0; the formal degree is capped before that.
    assert kind.judge(f"(x^2 + 3*y)*x^{prime - 1}").status in ("wrong", "unreadable")


def test_something_undefined_everywhere_is_not_equal() -> None:
    kind = judge("expression")
    for text in (
        "x^2 + 3*y + 0/0",
        "x^2 + 3*y + 1/(x-x)",
        "x^2 + 3*y + 0*(1/0)",
        "log(-1-x^2) + x^2 + 3*y",
    ):
        assert kind.judge(text).status in ("wrong", "unreadable")


# Pieces that patterns could try again at each place, many times over.
REPEATED = ("so ", "the ", "of ", "a", " a", "1 ", "1,", "(a", "h_1,", "=", ":", "\t", "½", "**", "| ", "<b>", "\\frac", "w11=1,", "1;", "A and ", "no. ", "ŷ", "[,1] ", "20x")  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED)
def test_repeated_pieces_are_judged_in_time(piece: str) -> None:
    for name, (key, options) in QUESTIONS.items():
        kind = answer_kind(name, key, **options)
        kind.judge("U = 7 and [1, 2] x")  # imports
        for before, behind in (("", ""), ("U = ", " 7"), ("[", "]"), ("7 ", "\\f")):
            text = before + (piece * 4_000)[:3_980] + behind
            assert min(seconds(kind, text) for _ in range(2)) < 0.15, (name, before, behind)


def seconds(kind: AnswerKind, text: str) -> float:
    start = time.process_time()
    kind._judge(text)
    return time.process_time() - start
