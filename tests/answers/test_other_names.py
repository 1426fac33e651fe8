r"""What stands left of the equals sign is the thing asked, written in any way, or the answer is not read.

Each line: the names of a question, what may stand before its value, and what means something else.
"""

from typing import Any

import pytest

from quizgen.answers import answer_kind

GRADIENT_OTHERS = r"""dw/dJ|dJ/dx|J|w|x|dJ/db|-dJ/dw|1/(dJ/dw)|(dJ/dw)^2|dJ/dw^2|d^2J/dw^2|d²J/dw²|\|dJ/dw\||2 dJ/dw|dJ/dw_2|dJ/dw_1|dJ/dw^{(2)}|dJ/d\hat{w}|dJ/d\bar w|df/dw|dw/df|db/dJ
∂w/∂J|\partial w/\partial J|\frac{dw}{dJ}|\frac{dJ}{dx}|\frac{\partial J}{\partial b}|\nabla_J w|\nabla_x J|∇_b J|∇_x J|\nabla w|J'|J(w)|w.shape|x.grad|b.grad|dx|db|∂x|ln(dJ/dw)|exp(dJ/dw)|sqrt(dJ/dw)
(dJ/dw)^{-1}|(dJ/dw)^T|dJ/dw^T|dJ/dw + 1|dJ/dw - 1|dJ/dw/2|0.5 dJ/dw|η dJ/dw|-η dJ/dw|w - dJ/dw|dJ/da|dJ/dh|\hat{J}|J^2|J^{-1}|1/J|-J|2J|Δw|w_1|J_1|w^{(1)}|not dJ/dw|half dJ/dw|dJ/dw ≠|dz/dw|dJ
f'(w)|d/dJ w|\frac{d}{dJ} w|d/dx J|\frac{d}{dx} J|∇J(x)|\partial J / \partial w_{2}|\partial J/\partial b_1|grad_x J|grad w|h|y|N|U|t|dJ/dW^{(1)}|E|dE/db|dL/dx""".replace(
    "\n", "|"
)
CASES: list[tuple[list[str], str, str]] = [
    (["dJ/dw"], r"dJ/dw|d J / d w|∂J/∂w|\partial J/\partial w|\frac{dJ}{dw}|\frac{\partial J}{\partial w}|\dfrac{\partial J}{\partial w}|\nabla_w J|∇_w J|∇J|\nabla_{w} J|d/dw J|\frac{d}{dw} J|w.grad|dw|gradient|derivative|the gradient|g|answer|dL/dw|grad_w J|$\frac{dJ}{dw}$", GRADIENT_OTHERS),
    ([r"\frac{dJ}{dw}"], r"dJ/dw|∂J/∂w|\frac{dJ}{dw}|\nabla_w J|∇_w J|w.grad", GRADIENT_OTHERS),
    ([r"\partial J/\partial w"], r"dJ/dw|∂J/∂w|\frac{dJ}{dw}|\nabla_w J|∇_w J|w.grad", GRADIENT_OTHERS),
    ([r"\nabla_w J"], r"dJ/dw|∂J/∂w|\frac{dJ}{dw}|\nabla_w J|∇_w J|w.grad|\nabla_{w}J", GRADIENT_OTHERS),
    ([r"\frac{\partial J}{\partial w_1}"], r"dJ/dw_1|dJ/dw1|∂J/∂w_1|∂J/∂w₁|\nabla_{w_1} J|dw1|dw_1|w1.grad|∂J/∂w_{1}", r"dJ/dw_2|dJ/dw2|∂J/∂w₂|\nabla_{w_2} J|dJ/dw_{11}|dJ/dw_{12}|w_1|w1|J|J_1|dJ_1/dw|w2.grad|dw2|dw_1/dJ|∂w_1/∂J|dJ/dx_1|dJ/db_1|dJ/dv_1"),
    (["slope", r"f'(2)"], r"slope|f'(2)|f'|f’(2)|df/dx", r"f(2)|f'(3)|f''(2)|f(3)|f|g'(2)|f'(-2)|x|f'(1/2)|f'(2.5)|1/f'(2)|-f'(2)|f'(2)^2"),
    (["f(2)"], r"f(2)|f( 2 )|f|$f(2)$|value", r"f(3)|f(-2)|f(1/2)|f(22)|g(2)|f'(2)|f_2|f^2|2f|f(2)^2|-f(2)|1/f(2)|f(2)/2|x|\hat f(2)|f(2, 3)|F(2)|f^{-1}(2)|f(x)^2|ln f(2)|f(2.5)"),
    (["f(-1)"], r"f(-1)|f( -1 )", r"f(1)|f(-2)|f(0)|f(-1/2)|-f(1)|f_1"),
    ([r"\sigma(z)"], r"\sigma(z)|σ(z)|sigma(z)|σ", r"z|σ(a)|σ'(z)|\sigma'(z)|tanh(z)|σ(-z)|\sigma^{-1}(z)|σ(2)|1 - σ(z)|σ(z)^2|\tanh(z)|σ_z|σ²"),
    (["h_1"], r"h_1|h1|h_{1}|h₁|$h_1$|h[1]|h(1)|h", r"h_2|h2|h_{2}|h₂|h_{11}|h_{12}|h_0|h[2]|h_n|h_i|x_1|x1|a_1|\hat h_1|\bar{h}_1|\tilde{h}_1|h_1'|h_1^2|h_1^{-1}|-h_1|2h_1|1/h_1|\|h_1\||ln h_1|h_1/2|h_1+1|∇_{h_1} J|dJ/dh_2|h^{(2)}|h_1^{(2)}|h_{1,2}|h_1(2)|H_2|H1"),
    (["h^{(1)}"], r"h^{(1)}|h^(1)|h1|h_1|h^{[1]}|h", r"h^{(2)}|h^(2)|h2|h_2|h^{(0)}|h^{(l)}|a^{(1)}|W^{(1)}|\hat{h}^{(1)}|h^{(1)T}|(h^{(1)})^T|h^{1}|h^1|h^2|-h^{(1)}|x^{(1)}|∇_{h^{(2)}} J"),
    (["W_{12}"], r"W_{12}|W_12|W12|W_{1,2}|W_1_2|W[1,2]|W₁₂", r"W_{21}|W_21|W21|W_{2,1}|W_{11}|W_{22}|W_1|W_2|W_{112}|W_{13}|V_{12}|b_{12}|W_{12}^T|W^T_{12}|W_{12}^{-1}|-W_{12}|W_{12}^{(2)}|W^{-1}_{12}|w_{21}|W_{1}"),
    (["w_{1,12}"], r"w_{1,12}|w_1,12|w_1_12", r"w_{11,2}|w_{12,1}|w_{1,1,2}|w_{1,2}|w_{1,11}|w_12"),
    (["h^{(1)}_2"], r"h^{(1)}_2|h_2^{(1)}|h_{2}^{(1)}", r"h^{(2)}_1|h_1^{(2)}|h_2^{(2)}|h^{(1)}_1|h^{(1)}_3|h_{21}^{(1)}|x^{(1)}_2|a_2^{(1)}|h_2^{(0)}"),
    ([r"\hat{y}"], r"\hat{y}|ŷ|yhat|y_hat|\hat y|prediction|ŷ ", r"y|\bar{y}|\tilde y|\hat{x}|ȳ|ỹ|x|\hat{y}_2|\hat{y}^2|-\hat y|ŷ²|1-ŷ|\hat{z}|1/ŷ"),
    (["x_2"], r"x_2|x2|x₂", r"x_1|x1|x_{12}|x_{21}|y_2|x^2|x²|2x|x^{2}|x_2^2|\bar{x}_2|x_2'"),
    (["U"], r"U|u|U_out|N|output", r"-U|U^2|U²|1/U|U/2|2U|U+1|U^T|U^{-1}|U'|\|U\||√U|ln U|exp(U)|dU/dD|∇U|\nabla_U J|x_1|h_2|f(2)|f(3)|dJ/dx|\hat{U}|\bar U|not U|half U|U!|D(2)|U - 1|\frac{1}{U}|\sqrt{U}|dJ/dU"),
    ([r"W^\top"], r"W^\top|W^T|W^{\top}", r"W|W^{-1}|W^2|V^T|w|-W^T|(W^T)^T|W^{-T}|W^{T2}|V"),
    (["W x"], r"W x|Wx", r"x W|xW|W|x|W^T x|V x|W y|W x + b|-Wx|W + x|W/x|Wx^2|W^2 x"),
    (["W x + b"], r"W x + b|Wx+b", r"W x|W x - b|W|b|b - W x|W b + x|x|-(W x + b)"),
    (["a + b"], r"a + b|a+b", r"a - b|a|b|b - a|a b|a/b|ab"),
    (["a/b"], r"a/b|a / b", r"b/a|a|b|a b|a + b|a - b"),
    ([r"\lambda"], r"\lambda|λ|lambda", r"theta: |\lambda^2|λ²|1/λ|-λ|λ_2 /|\bar{\lambda}"),
    ([r"\|x\|"], r"\|x\|", r"x|-\|x\||\|x\|^2|\|y\|"),
    ([r"\nabla_{W^{(2)}} J"], r"\nabla_{W^{(2)}} J|∇_{W^(2)} J|dJ/dW^{(2)}|\frac{\partial J}{\partial W^{(2)}}|∂J/∂W2|dW2|∇_W J|W2.grad", r"\nabla_{W^{(1)}} J|∇_{W^(1)} J|dJ/dW^{(1)}|∂J/∂W1|dW1|W1.grad|W^{(2)}|W2|W1|J|\nabla_{h^{(2)}} J|\nabla_{b^{(2)}} J|dW^{(2)}/dJ|db2|dh2|\nabla_{a^{(2)}} J"),
]  # fmt: skip


def lines(which: int) -> list[tuple[tuple[str, ...], str]]:
    bar = "\0"
    return [
        (tuple(n.replace(r"\|", "|") for n in names), left.replace(bar, "|"))
        for names, *texts in CASES
        for left in texts[which].replace(r"\|", bar).split("|")
    ]


@pytest.mark.parametrize(("names", "left"), lines(0))
def test_ways_of_writing_the_name(names: tuple[str, ...], left: str) -> None:
    kind = answer_kind("integer", 7, names=list(names))
    assert kind.judge(f"{left} = 7").status == "correct"


@pytest.mark.again
@pytest.mark.parametrize("sign", [" = ", ": "])
@pytest.mark.parametrize(("names", "left"), lines(1))
def test_another_name_is_not_read(names: tuple[str, ...], left: str, sign: str) -> None:
    kind = answer_kind("integer", 7, names=list(names))
    assert kind.judge(f"{left}{sign}7").status in ("unreadable", "wrong")


IN_KINDS: list[tuple[str, object, dict[str, Any], list[str], list[str]]] = [
    ("real", "0.6931", {"names": ["dJ/dw"]}, ["dw/dJ = 0.6931", "dJ/dx = 0.6931", "J = 0.6931", "w ≈ 0.6931", "-dJ/dw = 0.6931", "J: 0.6931", "dJ/db ≈ 0.6931"], ["dJ/dw = 0.6931", "∂J/∂w ≈ 0.6931", "g = 0.6931"]),
    ("fraction", "2/7", {"names": ["f(2)"], "arithmetic": True}, ["f(3) = 2/7", "f(3)=2/7", "x = 2/7", "f(2)+1 = 2/7", "f(3): 2/7", "g(2) = 2/7", "2 f(2) = 2/7", "f(3) = 4/14 = 2/7"], ["f(2) = 2/7", "f(2) = 1 - 5/7 = 2/7", "f(2): 2/7", "f = 2/7", "y = 2/7"]),
    ("expression", "2*x", {"variables": ["x"], "names": ["dJ/dw"]}, ["dw/dJ = 2x", "dJ/dx = 2x", "J = 2x", "w: 2x", "x = 2x"], ["dJ/dw = 2x", "∂J/∂w = 2x", "2x"]),
    ("expression", "3*w^2", {"variables": ["w"], "names": ["h_1"]}, ["h_2 = 3w^2", "h_2: 3w^2", "h_1^2 = 3w^2", "w_1 = 3w^2"], ["h_1 = 3w^2", "h1: 3w^2", "h = 3w^2"]),
    ("vector", [3, -4], {"names": ["dJ/dh"]}, ["dh/dJ = [3,-4]", "h_1 = 3, h_2 = -4", "J1 = 3, J2 = -4", "dJ/dx = [3,-4]", "(x1, x2) = (3,-4)", "dJ/dx1 = 3, dJ/dx2 = -4", "dh1/dJ = 3, dh2/dJ=-4"], ["dJ/dh = [3,-4]", "dJ/dh_1 = 3, dJ/dh_2 = -4", "dJ/dh2 = -4, dJ/dh1 = 3", "∇_h J = (3,-4)"]),
    ("vector", [3, -4], {"names": ["h^{(1)}"]}, ["h^{(2)} = [3,-4]", "h^{(2)}_1 = 3, h^{(2)}_2 = -4", "x_1=3, x_2=-4", "a^{(1)} = [3,-4]"], ["h^{(1)} = [3,-4]", "h^{(1)}_1 = 3, h^{(1)}_2 = -4", "h_1 = 3, h_2 = -4", "h = [3,-4]"]),
    ("matrix", [[1, 2], [3, 4]], {"names": ["W^{(2)}"]}, ["W^{(1)} = [[1,2],[3,4]]", "W_1 = [[1,2],[3,4]]", "W1=[[1,2],[3,4]]", "(W^{(2)})^T = [[1,2],[3,4]]", "W^{(2)T} = [[1,2],[3,4]]", "W^{(2)\\top} = [[1,2],[3,4]]", "W^2 = [[1,2],[3,4]]", "W = W^T = [[1,2],[3,4]]", "W = 2W = [[1,2],[3,4]]", "W = -W = [[1,2],[3,4]]", "W = W^{-1} = [[1,2],[3,4]]", "W^{-1} = [[1,2],[3,4]]", "V=[[1,2],[3,4]]", "\\nabla_{W^{(1)}} J = [[1,2],[3,4]]"], ["W^{(2)} = [[1,2],[3,4]]", "W2 = [[1,2],[3,4]]", "W = [[1,2],[3,4]]", "w11=1,w12=2,w21=3,w22=4", "W = A B = [[1,2],[3,4]]"]),
    ("symbolic_matrix", [["v_1", "0"], ["0", "v_1"]], {"variables": ["v_1"], "names": ["W"]}, ["W^T = [[v1,0],[0,v1]]", "W^{-1} = [[v1,0],[0,v1]]", "2W = [[v1,0],[0,v1]]", "dJ/dx = [[v1,0],[0,v1]]", "det W = [[v1,0],[0,v1]]", "v_1 = [[v1,0],[0,v1]]"], ["W = [[v1,0],[0,v1]]", "W: [[v1,0],[0,v1]]"]),
    ("shape", [3, 4], {"names": ["W", "\\nabla_{W^{(2)}} J"]}, ["W^T = (3,4)", "W.T.shape = (3,4)", "∇_{W^{(1)}} J = (3,4)", "x_1.shape = (3,4)", "dJ/db = (3,4)", "J = (3,4)"], ["W = (3,4)", "W.shape = (3,4)", "∇_{W^{(2)}} J: (3,4)", "W2: 3x4"]),
    ("integer", 7, {"names": ["K"], "arithmetic": True}, ["K_1 + K_2 = 7", "K! = 7", "K mod 2 = 7", "K - 1 = 7", "2^K = 7", "log2 K = 7", "K = K = 8", "⌊K⌋ + 1 = 7", "K % 3 = 7", "K = 7 K", "K = 2K = 7", "h = 7 = K + 1", "K² = K = 7", "K=-K=7"], ["K = 7", "k = 7", "7 = K", "K: 7", "K = 3 + 4 = 7", "n = 7"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "key", "settings", "text", "expected"),
    [
        (kind, key, settings, text, expected)
        for kind, key, settings, others, own in IN_KINDS
        for expected, texts in (("unreadable", others), ("correct", own))
        for text in texts
    ],
)
def test_names_in_every_kind(
    kind: str, key: object, settings: dict[str, Any], text: str, expected: str
) -> None:
    status = answer_kind(kind, key, **settings).judge(text).status
    assert status in (expected, "wrong" if expected == "unreadable" else expected)
