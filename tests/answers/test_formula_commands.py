r"""Commands of LaTeX in formulas: which are signs, which only set type, and which nobody knows here."""

from time import perf_counter
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.text import plain


def status(key: str, text: str, *variables: str) -> str:
    return str(answer_kind("expression", key, variables=list(variables)).judge(text).status)


def why(text: str, *variables: str) -> str:
    verdict = answer_kind("expression", variables[0], variables=list(variables)).judge(text)
    assert verdict.status == "unreadable"
    return verdict.feedback


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("2*pi*x", [r"2\pi x", r"2 \pi\cdot x", r"2\,\pi\,x", "2πx", "2 pi x", r"2 \times \pi \times x"]),
        ("x/2", [r"\frac{x}{2}", r"\dfrac{x}{2}", r"\tfrac{x}{2}", r"\frac12 x", r"x \div 2", r"\frac{1}{2}x"]),
        ("3*x", [r"3\cdot x", r"3\times x", r"3\,x", r"3\;x", r"3\:x", r"3\!x", r"3\ x", r"3\quad x"]),
        ("2*(x + 1)", [r"2\left(x + 1\right)", r"2\big(x+1\big)", r"2\Big(x+1\Big)", r"\displaystyle 2(x+1)", r"2\left[x+1\right]"]),
        ("floor(x)", [r"\lfloor x \rfloor", r"\left\lfloor x \right\rfloor", "⌊x⌋", "floor(x)"]),
        ("ceil(x)", [r"\lceil x \rceil", r"\left\lceil x\right\rceil", "⌈x⌉", "ceiling(x)"]),
        ("abs(x)", [r"\lvert x \rvert", r"\left|x\right|", "|x|", "abs(x)", "np.abs(x)"]),
        ("exp(x)", [r"\exp(x)", r"\exp x", "e^x", r"e^{x}", r"\operatorname{exp}(x)", r"\mathrm{e}^x", "math.exp(x)"]),
        ("ln(x)", [r"\ln x", r"\ln(x)", r"\log x", r"\log(x)", "ln x", "log(x)", r"\log_e x", "Log(x)", "torch.log(x)"]),
        ("ln(x)/ln(2)", [r"\log_2 x", r"\log_2(x)", r"\log_{2} x", r"\log_{ 2 }(x)", "log2(x)", "log_2(x)", "log2 x"]),
        ("ln(x)/ln(10)", [r"\log_{10} x", "log10(x)", r"\log_{10}(x)", "log_10 x"]),
        ("sqrt(x)", [r"\sqrt{x}", r"\sqrt x", "√x", "sqrt(x)", "x^(1/2)", "x**0.5"]),
        ("x^(1/3)", [r"\sqrt[3]{x}", "∛x", "cbrt(x)"]),
        ("1/(1 + exp(-x))", [r"\sigma(x)", "sigma(x)", "sigmoid(x)", r"\operatorname{sigmoid}(x)", "σ(x)", r"\sigma\left(x\right)"]),
        ("max(0, x)", ["relu(x)", "ReLU(x)", r"\max(0, x)", r"\operatorname{ReLU}(x)", r"\max\{0, x\}"]),
        ("tanh(x)", [r"\tanh x", r"\tanh(x)", "tanh(x)", "np.tanh(x)"]),
    ],
)  # fmt: skip
def test_written_in_all_these_ways(key: str, texts: list[str]) -> None:
    assert {text: status(key, text, "x") for text in texts} == dict.fromkeys(texts, "correct")
    # Each of them is read, not let through: beside another key it is wrong.
    said = {text: status(f"{key} + x + 7", text, "x") for text in texts}
    assert said == dict.fromkeys(texts, "wrong")


@pytest.mark.parametrize(
    ("variables", "key", "texts"),
    [
        (["alpha", "x"], "alpha*x", [r"\alpha x", "αx", "alpha x", r"\alpha\,x", "α·x"]),
        (["theta_1", "x"], "theta_1*x", [r"\theta_1 x", "θ_1 x", "θ₁x", r"\theta_{1}x", "theta1 x", r"\theta _1 x"]),
        (["y_hat", "y"], "y_hat - y", [r"\hat{y} - y", r"\hat y - y", "ŷ - y", r"\widehat{y} - y", "y_hat - y"]),
        (["sigma"], "sigma^2", [r"\sigma^2", "σ²", "sigma^2"]),  # here it is a name, no function
        (["w_1", "w_2"], "w_1*w_2", ["w_1 w_2", "w1 w2", "w₁w₂", r"w_{1}w_{2}", "w1*w2"]),
        (["W"], "3*W", [r"3\mathbf{W}", r"3\boldsymbol{W}", r"3\mathrm{W}"]),
        (["x", "y"], "x*y", ["xy", "x y", "x.y".replace(".", " . "), "x⋅y", "x∗y"]),
        (["x"], "x*e", ["x e", "e x", "xe".replace("xe", "ex"), r"\mathrm{e} x"]),
    ],
)  # fmt: skip
def test_names(variables: list[str], key: str, texts: list[str]) -> None:
    said = {text: status(key, text, *variables) for text in texts}
    assert said == dict.fromkeys(texts, "correct")
    wrong = {text: status(f"{key} + 1", text, *variables) for text in texts}
    assert wrong == dict.fromkeys(texts, "wrong")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (r"\foo x", r"\foo is not understood in a formula"),
        (r"\alpha x", r"\alpha is not understood in a formula"),  # no variable of this question
        (r"\sigma x", r"\sigma is not understood in a formula"),  # a function has its argument in brackets
        (r"x \y", "a backslash is no sign of a formula; write / or * or floor(…/…)"),
        ("z", "the name 'z' is not used in this question; the names are x"),
        ("X", "the name 'X' is not used in this question; did you mean x?"),
        ("x @ x", "'@ x' is not understood in a formula"),
        ("ln_2 x", "ln has no base; write log_2(…) or ln(…)/ln(2)"),
        ("log3 x", "'log3' before a name may be a logarithm of 3 or to that base; write ln(3)*… or ln(…)/ln(3)"),
        ("ln2 x", "'ln2' before a name may be a logarithm of 2 or to that base; write ln(2)*… or ln(…)/ln(2)"),
        ("50% x", "percent signs are not read; write the number itself"),
        ("x^1e401", "a number that is too large"),
    ],
)  # fmt: skip
def test_what_is_not_read(text: str, reason: str) -> None:
    assert reason in why(text, "x")


def test_without_names_numbers_are_asked_for() -> None:
    kind = answer_kind("expression", "3", variables=[])
    assert "'x' is no number; write numbers alone" in kind.judge("3 x").feedback
    assert "give one formula, without or, and, not" in kind.judge("3 or 4").feedback
    assert kind.judge(r"\pi - \pi + 3").status == "correct"


@pytest.mark.parametrize(
    ("kind", "key", "settings", "text"),
    [
        ("expression", "3*x", {"variables": ["x"]}, r"f\:=\:3\:x"),
        ("integer", 50, {}, r"U\:=\:50"),
        ("integer", 50, {}, r"50\:"),
        ("integer", 50, {}, r"U\,=\,50\,"),
        ("integer", 50, {}, r"U \; = \; 50"),
        ("integer", 50, {}, r"U\quad=\quad 50"),
        ("integer", 50, {}, r"U\ =\ 50"),
        ("expression", "3*x", {"variables": ["x"]}, r"f(x)\,=\,3\,x"),
        ("vector", [3, 4], {}, r"(3,\:4)"),
        ("matrix", [[1, 2], [3, 4]], {}, r"\begin{pmatrix}1\:&\:2\\ 3\:&\:4\end{pmatrix}"),
        ("matrix_expression", "A x", {"shapes": "A: m, n; x: n"}, r"A\:x"),
        ("interval", "(0, 1)", {}, r"0\:<\:x\:<\:1"),
    ],
)  # fmt: skip
def test_spaces_are_no_signs(kind: str, key: object, settings: dict[str, Any], text: str) -> None:
    r"""`\:` is a space of LaTeX; what stands before it is no name."""
    assert answer_kind(kind, key, **settings).judge(text).status == "correct"


@pytest.mark.timed
def test_many_spaces_take_no_time() -> None:
    """A run of them is gone through once, not from each of its commands on."""
    for text in (r"\," * 1999 + "x", r"\, " * 1333 + "x", r"\quad" * 700 + "3"):
        start = perf_counter()
        plain(text)
        assert perf_counter() - start < 0.1
