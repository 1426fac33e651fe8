"""Answers as MathML and Typst: what they mean, and texts that only look like them."""

import random
import time

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.kind import FAILED, AnswerKind
from quizgen.answers.mathml import without_mathml
from quizgen.answers.typst_text import without_typst

pytestmark = pytest.mark.timed

CASES = [
    ("<math><mfrac><mn>7</mn><mn>2</mn></mfrac></math>", "7/2"),
    ("<math><mo>−</mo><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>", "-((a)/(b+1))"),
    ("<math><msubsup><mi>w</mi><mn>12</mn><mn>2</mn></msubsup></math>", "w_{12}^(2)"),
    ("<math><msqrt><mn>3</mn></msqrt></math>", "sqrt(3)"),
    ("<math><msqrt><mi>x</mi><mo>+</mo><mn>3</mn></msqrt></math>", "sqrt(x+3)"),
    ("<math><mroot><mi>x</mi><mn>3</mn></mroot></math>", "(x)^(1/(3))"),
    ("<math><mn>2</mn><mfrac><mn>1</mn><mn>3</mn></mfrac></math>", "2 (1/3)"),
    ("<math><semantics><mn>5</mn><annotation>6</annotation></semantics></math>", "5"),
    (
        "<math><mo>[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable><mo>]</mo></math>",
        "[[1, 2]]",
    ),
    ("$frac(7, 2)$", "$frac(7, 2)$"),  # Typst from our sheets begins with #m( or $display(
    ("$display(frac(7, 2))$", "7/2"),
    ('#m("x", $attach(w, b: 12, t: 2)$)', "w_{12}^(2)"),
    ('#m("x", $root(3, x)$)', "(x)^(1/(3))"),
    (r'#m("x", $\[ − inline(frac(8, 3)) \, 2 \]$)', "[-8/3, 2]"),
    ('#m("x", $display(mat(delim: #("[", "]"), 1, − 2; v, frac(1, 2)))$)', "[[1, -2], [v, 1/2]]"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "typed"), CASES)
def test_what_a_formula_says(marked: str, typed: str) -> None:
    assert without_typst(without_mathml(marked)).replace(",", ", ").replace(",  ", ", ") == typed


def test_a_fraction_is_not_the_number_of_its_digits() -> None:
    kind = answer_kind("integer", 563)
    assert kind.judge("<math><mfrac><mn>56</mn><mn>3</mn></mfrac></math>").status == "wrong"
    assert kind.judge("$display(frac(56, 3))$").status == "wrong"


@pytest.mark.parametrize(
    "text",
    [
        "<math>" + "<mrow>" * 3000 + "</math>",
        "<math><mn>5</mrow></math>",
        "<math><script>5</script></math>",
        "<math><mfrac><mn>5</mn></mfrac></math>",
        "<math><mn>5</mn>",
        '#m("' + "x" * 3000,
        "$display(" + "sqrt(" * 3000 + "$",
        '#m("5", $eval(5)$)',
        '#m("5", $frac(5)$)',
        '#m("5", $5)$)',
        "<math>" * 3000,
        "<math" * 4000,
        "<math><mn>5</mn></math>" * 2000,
    ],
)
def test_what_is_no_formula_is_unreadable(text: str) -> None:
    for name, key in (("integer", 5), ("expression", "x"), ("vector", [5, 6])):
        took = []
        for _ in range(3):  # other processes may take the machine once
            kind = answer_kind(name, key)
            before = time.process_time()
            verdict = kind.judge(text)
            took.append(time.process_time() - before)
            assert verdict.status == "unreadable"
            assert FAILED not in verdict.feedback
        assert min(took) < 0.05


def test_mutated_formulas_stop_nothing() -> None:
    rng = random.Random(7)  # noqa: S311 - which texts are tried, no secret
    kinds: list[AnswerKind] = [
        answer_kind("fraction", "7/2"), answer_kind("matrix", [[1, 2]]),
        answer_kind("expression", "w_12^2", variables=["w_12"]), answer_kind("code", "nn.ReLU()"),
        answer_kind("choice", "A", choices=["A", "B"], choice_texts=["$x$", "$y$"]),
    ]  # fmt: skip
    signs = '<>/()[]"\\$#,;: mfnr1'
    for _ in range(4_000):
        text = list(rng.choice(CASES)[0])
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(text))
            text[at : at + rng.randint(0, 2)] = rng.choice(["", rng.choice(signs)])
        for kind in kinds:
            assert FAILED not in kind.judge("".join(text)).feedback, "".join(text)
