"""Answers in people's own styles, with verdicts an examiner decided before they were judged.

Each text may have any of the statuses of its group.
"""

from typing import Any

import pytest

from quizgen.answers import answer_kind

COUNT: dict[str, Any] = {"arithmetic": True, "names": ["P"], "units": ["parameters"]}
RIGHT, OFF = {"correct"}, {"wrong", "unreadable", "rounded"}
QUESTIONS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "count": ("integer", 456, COUNT),
    "real": ("real", "0.7311", {}),
    "fraction": ("fraction", "-5/6", {"arithmetic": True}),
    "vector": ("vector", [2, 0, -7], {"names": ["h"]}),
    "matrix": ("matrix", [[4, -1], [0, 3]], {"names": ["W"]}),
    "shape": ("shape", [16, 5, 7], {"axes": ["channels", "height", "width"]}),
    "formula": ("expression", "3*x^2 - y", {"variables": ["x", "y"], "names": ["z"]}),
    "choice": ("choice", "B", {"choices": ["A", "B", "C"], "choice_texts": ["sigmoid", "softmax", "ReLU"]}),
    "multi": ("multi", ["A", "D"], {"choices": ["A", "B", "C", "D"]}),
    "boolean": ("boolean", False, {}),
    "order": ("order", ["C", "A", "B"], {"items": ["backward", "step", "zero_grad"]}),
    "code": ("code", "nn.Conv2d(3, 16, 5, padding=2)", {}),
}  # fmt: skip
GROUPS: list[tuple[str, set[str], list[str]]] = [
    ("count", RIGHT, [
        "456", " 456 ", "456.", "+456", "456 parameters", "456 Parameter", "456 paramètres", "456 parámetros", "456 parametri", "456 parâmetros",
        "P = 456", "P=456", "P: 456", "P -> 456", "The answer is 456", "the answer: 456", "Antwort: 456", "Réponse : 456", "Respuesta: 456", "Risposta: 456", "Resposta: 456",
        "**456**", "`456`", "$456$", r"\boxed{456}", r"\(456\)", "3*152", "3·152 = 456", "3 x 152 = 456", "3×152=456", "450 + 6", "450+6 = 456", "16*(3*3*3+1)+8 = 456",
        "4.56e2", "456.0", "４５６", "It's 456", "its 456", "That's 456 parameters", "there are 456 parameters", "es sind 456 Parameter", "Es gibt 456 Parameter",
        "il y a 456 paramètres", "hay 456 parámetros", "ci sono 456 parametri", "há 456 parâmetros", "a) 456", "(b) 456", "⇒ 456", "=> 456", "456 ✓", "912/2", "2*228 → 456", "2*228 ⇒ 456 parameters",
        "total: 456", "Total = 456", "insgesamt 456", "456 in total", "456 parameters in total", "number of parameters: 456", "Anzahl der Parameter = 456", "nombre de paramètres : 456",
    ]),
    ("count", OFF, [
        "457", "-456", "45.6", "4560", "4,56", "456!", "456%", "about 456", "~456", "456?", "not 456", "nicht 456", "pas 456", "456 or 457", "456 oder 457", "P^2 = 456", "2P = 456", "half: 456", "456 weights",
        "456 thousand", "455 + 2", "3*152 = 457", "3*151 = 456", "450 -> 456", "P = Q = 456", "twice 456", "doppelt 456", "456 biases", "log(456)", "√456", "456²", "456^2", "-(456)", "<456", "> 456", "≥456", "456 - 1", "x456", "0x1C8",
        "456 each", "456 per layer", "at least 456", "mindestens 456", "au moins 456", "max 456", "least 456", "except 456",
    ]),
    ("real", RIGHT, ["0.7311", "0.73106", ".7311", "0.7311.", "7.311e-1", "7.311*10^-1", "≈ 0.7311", "~0.7311", "about 0.7311", "etwa 0.7311", "environ 0.7311", "aprox. 0.7311", "73.11%", "1/(1+exp(-1))", "1/(1+e^-1) = 0.7311", "$0.7311$", "p = 0.7311", "0.7311 ✓", "e/(1+e) ≈ 0.7311", "e/(e+1) → 0.7311"]),
    ("real", OFF, ["0.7411", "-0.7311", "7.311", "0.2689", "1-0.7311", "1/0.7311", "not 0.7311", "0.7311 or 0.2689", "log 0.7311", "half 0.7311", "0.73 11 2", "e^0.7311", "0.7311^2", "0.7311!", "inf", "nan"]),
    ("fraction", RIGHT, ["-5/6", "−5/6", "- 5/6", "-5 / 6", "-(5/6)", r"-\frac{5}{6}", r"\frac{-5}{6}", r"$-\dfrac56$", "-10/12", "5/-6", "1/6 - 1", "1/6 - 1 = -5/6", "-5/6.", "**-5/6**", "x = -5/6", "-⅚", "−5⁄6", "-5÷6", "-15/18 → -5/6"]),
    ("fraction", OFF, ["5/6", "-6/5", "-5/6 x", "-0.83", "-0.8333", "-5/7", "5/6 - 1", "-1 5/6", "not -5/6", "-5/6 or 5/6", "|-5/6|", "-5/0", "-56", "-5.6", "1/(-5/6)"]),
    ("vector", RIGHT, ["[2, 0, -7]", "(2,0,-7)", "2, 0, -7", "2 0 -7", "2; 0; -7", "[2 0 -7]", "{2, 0, -7}", "<2, 0, -7>", "(2 | 0 | -7)", "[2,0,-7]^T", "h = [2, 0, -7]", "h=(2,0,-7)", "h1=2, h2=0, h3=-7", "h_3=-7, h_1=2, h_2=0", "2\n0\n-7", "- 2\n- 0\n- -7", r"\begin{bmatrix}2\\0\\-7\end{bmatrix}", r"\begin{pmatrix}2&0&-7\end{pmatrix}", "tensor([2., 0., -7.])", "array([ 2,  0, -7])", "np.array([2,0,-7])", "[2.0, 0.0, -7.0]", "c(2, 0, -7)", "2, 0 und -7", "[2, 0, −7]", "[1+1, 0, -7]", "[2, 0, -7].", "Antwort: [2, 0, -7]", "`[2, 0, -7]`", "(2, 0, -7)ᵀ", "[4/2, 0, -7]", "h ← (2, 0, -7)"]),
    ("vector", OFF, ["[2, 0, 7]", "[2, -7, 0]", "[-7, 0, 2]", "[2, 0]", "[2, 0, -7, 0]", "2", "[2, 0 - 7]", "-[2, 0, -7]", "not [2, 0, -7]", "[2, half 0, -7]", "h1=2, h1=0, h3=-7", "h1=2, h2=0, h4=-7", "[[2, 0, -7], [0, 0, 0]]", "[2,,0,-7]", "[2, x, -7]", "[2, 0, -7] or [0, 0, 0]", "2*[2, 0, -7]", "[2, 0, -7]/2", "ReLU[2, 0, -7]", "h² = [2, 0, -7]", "[2,0,-7", "sum: [2, 0, -7]"]),
    ("matrix", RIGHT, ["[[4, -1], [0, 3]]", "[[4,-1],[0,3]]", "4 -1\n0 3", "[4 -1; 0 3]", "((4,-1),(0,3))", r"\begin{bmatrix}4&-1\\0&3\end{bmatrix}", r"\begin{pmatrix} 4 & -1 \\ 0 & 3 \end{pmatrix}", "W = [[4,-1],[0,3]]", "tensor([[ 4., -1.],\n        [ 0.,  3.]])", "[[ 4 -1]\n [ 0  3]]", "| 4 | -1 |\n|---|---|\n| 0 | 3 |", "4\t-1\n0\t3", "Matrix([[4, -1], [0, 3]])", "4, -1\n0, 3", "w11=4, w12=-1, w21=0, w22=3"]),
    ("matrix", OFF, ["[[4, 0], [-1, 3]]", "[[4, -1], [0, 4]]", "[[0, 3], [4, -1]]", "[4, -1, 0, 3]", "[[4, -1, 0, 3]]", "[[4, -1], [0]]", "-[[4, -1], [0, 3]]", "[[4, -1], [0, 3]]^T", "W^T = [[4, -1], [0, 3]]", "W^-1 = [[4,-1],[0,3]]", "columns: [4,-1],[0,3]", "det [[4,-1],[0,3]]", "[[4, +1], [0, 3]]", "2 [[4, -1], [0, 3]]"]),
    ("shape", RIGHT, ["(16, 5, 7)", "16x5x7", "16×5×7", "16 x 5 x 7", "[16, 5, 7]", "16, 5, 7", "16 5 7", "torch.Size([16, 5, 7])", "16 by 5 by 7", "C=16, H=5, W=7", "H=5, W=7, C=16", "16 channels, height 5, width 7", "(16,5,7).", "$16 \\times 5 \\times 7$", "shape = (16, 5, 7)"]),
    ("shape", OFF, ["(5, 7, 16)", "(16, 7, 5)", "560", "16*35", "(16, 5, 7, 1)", "(1, 16, 5, 7)", "(16, 5)", "H=7, W=5, C=16", "(16, 5, -7)", "(16, 5, 7)^T", "(16, 5.5, 7)", "not (16, 5, 7)", "(16; 5, x)"]),
    ("formula", RIGHT, ["3x^2 - y", "3x² − y", "3*x**2-y", "-y+3x^2", "3xx - y", "3·x·x − y", "z = 3x^2 - y", "z(x, y) = 3x^2 - y", "$3x^2-y$", r"3 x^{2} - y", r"3\cdot x^2-y", "(3x^2 - y)", "3(x^2 - y/3)", "x^2+x^2+x^2-y", "6x^2/2 - y", "3x^2 + (-y)", "**3x^2 - y**", "3x^2 - y.", "2x^2 + x^2 - y → 3x^2 - y"]),
    ("formula", OFF, ["3x^2 + y", "3x - y", "x^2 - y", "3x^2", "3X^2 - y", "3x2 - y", "x = 3x^2 - y", "2z = 3x^2 - y", "3x^2 - y + 1", "3x^2 - y = 0", "dz/dx = 3x^2 - y", "sqrt(3x^2 - y)", "(3x)^2 - y", "|3x^2 - y|", "3x^2 - y or 6x", "3x^2 − w", "Y = 3x^2 - y", "3", "-(3x^2 - y)"]),
    ("choice", RIGHT, ["B", "b", "b)", "(B)", "B.", "softmax", "Softmax", "B: softmax", "B) softmax", "softmax (B)", "**B**", "Answer: B", "Antwort B", "option B", "it's B", "its softmax", "La respuesta es B", "“B”"]),
    ("choice", OFF, ["A", "C", "D", "A or B", "A, B", "not B", "nicht B", "ReLU", "B: sigmoid", "sigmoid and softmax", "AB", "?"]),
    ("multi", RIGHT, ["A, D", "A D", "AD", "D, A", "a and d", "A und D", "A et D", "A y D", "A; D", "- A\n- D", "A & D", "A/D", "only A and D", "it's A, D", "its A D", "A\nD", "options A and D", "(A), (D)"]),
    ("multi", {"wrong", "partial", "unreadable"}, ["A", "D", "A, B, D", "A, C", "not A, D", "A-D", "A..D", "all", "A, E", "A to D", "A, not D", "B C", "(a) D, B"]),
    ("boolean", RIGHT, ["false", "False", "FALSE", "f", "no", "No.", "n", "falsch", "nein", "faux", "non", "falso", "**False**", "It's false", "wrong"]),
    ("boolean", OFF, ["true", "yes", "not false", "true or false", "maybe", "false?!?", "not true nor false", "wahr", "vrai", "verdadero", "half false"]),
    ("order", RIGHT, ["C A B", "C, A, B", "CAB", "C -> A -> B", "C → A → B", "c a b", "1. C\n2. A\n3. B", "C > A > B", "zero_grad, backward, step", "C, then A, then B"]),
    ("order", OFF, ["A B C", "B A C", "C A", "C A A", "C, B, A", "C A B D", "C <- A <- B"]),
    ("code", RIGHT, ["nn.Conv2d(3, 16, 5, padding=2)", "torch.nn.Conv2d(3,16,5,padding=2)", "Conv2d(3, 16, kernel_size=5, padding=2)", "conv = nn.Conv2d(3, 16, (5, 5), padding=(2, 2))", "nn.Conv2d(in_channels=3, out_channels=16, kernel_size=5, padding=2)", "nn.Conv2d(3, 16, 5, 1, 2)", "nn.Conv2d(3, 16, 5, padding='same')", "```python\nnn.Conv2d(3, 16, 5, padding=2)\n```", "Conv2d(3, 16, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))", "import torch.nn as nn\nnn.Conv2d(3, 16, 5, padding=2)", "Sequential(\n  (0): Conv2d(3, 16, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))\n)"]),
    ("code", OFF, ["nn.Conv2d(16, 3, 5, padding=2)", "nn.Conv2d(3, 16, 5)", "nn.Conv2d(3, 16, 5, 2)", "nn.Conv1d(3, 16, 5, padding=2)", "nn.Conv2d(3, 16, 3, padding=2)", "nn.Conv2d(3, 16, 5, padding=2, bias=False)", "nn.Conv2d(3, 16)", "conv2d", "nn.Conv2d(3, 16, 5, padding=2) or nn.Linear(3, 2)", "Sequential((0): Conv2d(3, 16, kernel_size=(5, 5)) (1): ReLU())"]),
]  # fmt: skip
CASES = [(name, text, allowed) for name, allowed, texts in GROUPS for text in texts]


@pytest.mark.parametrize(("name", "text", "allowed"), CASES)
def test_the_verdict_is_the_examiners(name: str, text: str, allowed: set[str]) -> None:
    kind, key, settings = QUESTIONS[name]
    verdict = answer_kind(kind, key, **settings).judge(text)
    assert verdict.status in allowed, verdict
