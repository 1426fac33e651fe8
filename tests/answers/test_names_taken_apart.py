"""Names of quantities however they are set: which texts name one thing, and which name another."""

import pytest

from quizgen.answers.symbols import (
    Gradient,
    Symbol,
    is_derivative,
    is_indexed,
    is_one,
    parsed,
    settled,
    without_index,
)

W, J, Y = Symbol("W"), Symbol("J"), Symbol("y")
H1 = Symbol("h", lower="1")


class TestSymbols:
    """A letter, and what is set around it."""

    @pytest.mark.parametrize(
        ("symbol", "texts"),
        [
            (H1, ["h_1", "h_{1}", "h1", "h[1]", "h_{ 1 }", "$h_1$", "h₁".replace("₁", "_1"), "h{1}"]),
            (Symbol("h", lower="12"), ["h_12", "h_{12}", "h_{1,2}", "h_1,2", "h_1_2", "h12", "h[1,2]"]),
            (Symbol("h", lower="1,12"), ["h_{1,12}", "h_1,12", "h[1,12]"]),
            (Symbol("h", lower="11,2"), ["h_{11,2}", "h_11_2"]),
            (Symbol("h", upper="2"), ["h^{(2)}", "h^{[2]}", "h^[2]"]),
            (Symbol("h", lower="1", upper="2"), ["h_1^{(2)}", "h^{(2)}_1", r"h_{1}^{(2)}"]),
            (Symbol("y", "hat"), [r"\hat{y}", r"\hat y", r"\widehat{y}", "y_hat", "yhat", "y\u0302"]),
            (Symbol("x", "bar"), [r"\bar{x}", r"\overline{x}", "x_bar", "xbar"]),
            (Symbol("w", "tilde"), [r"\tilde{w}", "w_tilde"]),
            (Symbol("x", "dot"), [r"\dot{x}", "x\u0307"]),
            (W, ["W", r"\mathbf{W}", r"\boldsymbol{W}", r"\vec W", r"\mathrm{W}", r"\text{W}", "W.shape", "W.size()"]),
            (Symbol("W", lower="hidden"), ["W_hidden", r"W_{hidden}"]),
            (Symbol("W", power="T"), ["W^T", "W^{T}", r"W^\top", r"W^{\top}", "W.T", "Wᵀ", "W⊤"]),
            (Symbol("W", power="-1"), ["W^-1", "W^{-1}"]),
            (Symbol("f", primes=1), ["f'", "f’", "f′", r"f^\prime", r"f^{\prime}", "f^{'}"]),
            (Symbol("f", primes=2), ["f''", "f′′"]),
            (Symbol("f", primes=1, arguments="2"), ["f'(2)", r"f'\left(2\right)"]),
            (Symbol("g", arguments="1/3"), ["g(1/3)", r"g(\frac{1}{3})", r"g(\tfrac{1}{3})"]),
            (Symbol("theta"), [r"\theta", "theta", "θ", "ϑ", r"\vartheta"]),
            (Symbol("epsilon"), [r"\varepsilon", "epsilon", "ε", "ϵ"]),
            (Symbol("ell"), [r"\ell", "ell", "ℓ"]),
            (Symbol("loss"), ["loss"]),
        ],
    )  # fmt: skip
    def test_all_these_are_one(self, symbol: Symbol, texts: list[str]) -> None:
        assert {text: parsed(text) for text in texts} == dict.fromkeys(texts, symbol)

    @pytest.mark.parametrize(
        "text",
        [
            "", "2h", "h + 1", "half", "-h", "2", "h_", "h_{1", "(h)", "h_1_", "h_1_2^3^4",
            r"\hat{y", r"\hat", r"\hat{\tilde{y}}", "h^{(1)}^{(2)}", "h_{1}_{2}", "W^T^T", "f(1)(2)",
            "h = 1", "hx", "h" + "_1" * 50,
        ],
    )  # fmt: skip
    def test_no_names(self, text: str) -> None:
        assert parsed(text) is None

    def test_long_texts_are_no_names(self) -> None:
        blanks = "h_1" + " " * 77
        assert len(blanks) == 80
        assert parsed(blanks) == H1
        assert parsed(blanks + " ") is None

    def test_a_layer_is_one_where_the_question_has_one(self) -> None:
        typed = parsed("h^(1)")
        assert typed == Symbol("h", power="(1)")
        assert settled(typed) == Symbol("h", upper="1")
        both = Symbol("h", upper="2", power="(1)")
        assert settled(both) is not None
        assert settled(both).upper == "2"  # type: ignore[union-attr]
        assert settled(Gradient(J, Symbol("W", power="(1)"))) == Gradient(J, Symbol("W", upper="1"))
        assert settled(Gradient(J, None)) == Gradient(J, None)


class TestGradients:
    """A derivative of something by something, however it is set."""

    @pytest.mark.parametrize(
        ("gradient", "texts"),
        [
            (
                Gradient(J, W),
                [
                    r"\nabla_W J", r"\nabla_{W} J", r"\nabla_W(J)", "∇_W J", "∇_W(J)", "nabla_W J", "grad_W J", "grad_W(J)",
                    "dJ/dW", "dJ/(dW)", r"\partial J/\partial W", "∂J/∂W", "δJ/δW", r"\mathrm{d}J/\mathrm{d}W",
                    r"\frac{dJ}{dW}", r"\frac{\partial J}{\partial W}", r"\dfrac{\mathrm{d}J}{\mathrm{d}W}",
                    "d/dW J", r"\frac{d}{dW} J", r"\frac{\partial}{\partial W} J",
                ],
            ),
            (Gradient(J, None), ["∇J", r"\nabla J", "grad(J)", r"\nabla(J)", "gradJ"]),
            (Gradient(J, H1), ["∇_h1(J)"]),
            (Gradient(None, Symbol("h", arguments="1")), ["∇_h(1)"]),
            (Gradient(None, W), ["∇_W", r"\nabla_{W}", "grad_W", "W.grad", "W.weight.grad", "d/dW", r"\frac{d}{dW}"]),
            (Gradient(J, H1), ["dJ/dh_1", r"\frac{\partial J}{\partial h_1}", r"\nabla_{h_1} J", r"\nabla_{h_{1}} J"]),
            (Gradient(Symbol("y", "hat"), W), [r"d\hat{y}/dW", r"\frac{\partial\hat y}{\partial W}"]),
        ],
    )  # fmt: skip
    def test_all_these_are_one(self, gradient: Gradient, texts: list[str]) -> None:
        assert {text: parsed(text) for text in texts} == dict.fromkeys(texts, gradient)

    @pytest.mark.parametrize(
        "text",
        [
            r"\nabla_W(J", r"\nabla_{W J", r"\nabla_", r"\nabla", "dJ/W", "dJ/", "dJ/(dW", r"\frac{dJ}{W}", r"\frac{J}{dW}",
            r"\frac{dJ}{dW", r"\frac{dJ}dW", "J/dW", "2 dJ/dW", "dJ/dW + 1", "W.grad.grad",
        ],
    )  # fmt: skip
    def test_no_gradients(self, text: str) -> None:
        assert not isinstance(parsed(text), Gradient)


class TestIsOne:
    """Whether what stands left of `=` is what is asked."""

    @pytest.mark.parametrize(
        ("asked", "same", "other"),
        [
            ("h_1", ["h_1", "h1", "h", "h^{(1)}", "h(1)"], ["h_2", "g_1", "h_{12}", r"\hat h_1", "h_1^2", "h'", "h(2)"]),
            ("h^{(2)}", ["h^(2)", "h_2", "h"], ["h^(1)", "h^2", "h_1"]),
            ("h_1^{(2)}", ["h_1^{(2)}", "h"], ["h_2^{(1)}", "h_1^{(1)}"]),
            ("h", ["h", "h_1", "h^{(1)}"], ["h_1^{(2)}", "g", "h'"]),
            ("f(2)", ["f(2)", "f"], ["f(3)", "g(2)", "f_2"]),
            ("f'", ["f'", "df/dx", "df/dt"], ["f", "dg/dx", "f''"]),
            ("dz/dx", ["dz/dx", "z_x", "d/dx", r"\frac{dz}{dx}"], ["dz/dy", "z_y", "dy/dx", "z", "∇z"]),
            (r"\nabla_W J", ["dJ/dW", "∇J", "∇_W(J)", "dL/dW", "W.grad"], ["∇z", "∇_W(z)", "dJ/dV", "dJ/dW_1", "dz/dW", "W"]),
            (r"\nabla J", ["∇J"], ["dJ/dW", "∇z", "J"]),
            ("dJ/dW_1", ["dJ/dW_1", "∇J"], ["dJ/dW_2"]),
        ],
    )  # fmt: skip
    def test_left_of_an_equals_sign(self, asked: str, same: list[str], other: list[str]) -> None:
        own = parsed(asked)
        assert own is not None
        said = {text: is_one(name, own) for text in [*same, *other] if (name := parsed(text))}
        assert said == dict.fromkeys(same, True) | dict.fromkeys(other, False)

    def test_what_a_name_says_of_itself(self) -> None:
        assert [is_derivative(t) for t in ("dz/dx", "∇J", "z''", "f'", "z", "2")] == [True] * 3 + [False] * 3  # fmt: skip
        assert [is_indexed(t) for t in ("h_1", "h^{(1)}", "z_y", "h_12", "W_in", "n_total", "h", "dz/dx")] == [True] * 4 + [False] * 4  # fmt: skip
        assert without_index(Symbol("h", lower="2", arguments="x")) == Symbol("h")
        assert without_index(Gradient(J, H1)) == Gradient(J, Symbol("h"))
        assert without_index(Gradient(J, None)) == Gradient(J, None)
