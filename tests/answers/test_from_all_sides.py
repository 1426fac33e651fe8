"""Answers from all sides: German, French and Spanish ways of writing, decimal commas, every kind of answer.

The verdicts were decided before the first run. As in `test_from_many_hands`: `RIGHT` is accepted, `OFF`
never, `ASK` is unreadable, `SOME` earns a part at most; `EITHER` leaves it to the reader.
"""

from typing import Any

import pytest

from quizgen.answers import answer_kind

RIGHT, ASK, ROUNDED, EITHER = {"correct"}, {"unreadable"}, {"rounded"}, {"correct", "unreadable"}
OFF, SOME = {"wrong", "unreadable", "rounded", "partial"}, {"wrong", "partial", "unreadable"}
QUESTIONS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "count": ("integer", 4704, {"arithmetic": True, "names": ["U"], "units": ["weights"]}),
    "neg": ("integer", -6, {"arithmetic": True, "names": ["h"]}),
    "zero": ("integer", 0, {"arithmetic": True, "names": ["b"], "units": ["biases"]}),
    "eleven": ("integer", 11, {"arithmetic": True, "names": ["U"], "units": ["units"]}),
    "plain": ("integer", 24, {}),
    "real": ("real", "0.2231", {"names": ["J"]}),
    "komma": ("real", "0.2231", {"decimal_comma": True, "names": ["J"]}),
    "kfrac": ("fraction", "-7/4", {"decimal_comma": True, "arithmetic": True}),
    "kvec": ("vector", ["1.5", -2, "0.25"], {"decimal_comma": True}),
    "kcount": ("integer", 12500, {"decimal_comma": True, "arithmetic": True, "units": ["weights"]}),
    "frac": ("fraction", "5/9", {"arithmetic": True, "names": ["p"]}),
    "vec": ("vector", [6, -1, 0, 4], {"names": ["h"]}),
    "grad": ("vector", [-8, 12], {"names": ["\\nabla_w J"]}),
    "mat": ("matrix", [[2, -1, 0], [0, 2, -1]], {"names": ["W"]}),
    "shape": ("shape", [32, 14, 10], {"axes": ["channels", "height", "width"]}),
    "form": ("expression", "K*(P*C + 1)", {"variables": ["K", "P", "C"], "names": ["n"]}),
    "dform": ("expression", "2*(w*x - y)*x", {"variables": ["w", "x", "y"], "names": ["dJ/dw"]}),
    "sym": ("symbolic_matrix", [["v_1", 0], ["v_2", "v_1"], [0, "v_2"]], {"variables": ["v_1", "v_2"], "names": ["W"]}),
    "choice": ("choice", "B", {"choices": ["A", "B", "C", "D"], "choice_texts": ["the batch size", "the step size", "the kernel size", "the depth"]}),
    "multi": ("multi", ["A", "C"], {"choices": ["A", "B", "C", "D"], "choice_texts": ["tanh", "ReLU", "sigmoid", "max pooling"]}),
    "bool": ("boolean", False, {}),
    "yes": ("boolean", True, {}),
    "order": ("order", ["B", "D", "A", "C"], {"items": ["loss.backward()", "optimizer.zero_grad()", "optimizer.step()", "loss = f(x)"]}),
    "code": ("code", "nn.Conv2d(3, 8, 5, stride=2)", {}),
    "drop": ("code", "nn.Dropout(0.25)", {}),
    "seqc": ("code", "nn.Sequential(nn.Flatten(), nn.Linear(784, 10))", {}),
    "int": ("interval", "[-1, 2)", {}),
    "words": ("words", "overfitting", {}),
}  # fmt: skip
GROUPS: list[tuple[str, set[str], list[str]]] = [
    ("count", RIGHT, [
        "4.704e3", "Es sind 4704 Gewichte.", "Insgesamt gibt es 4704 Gewichte", "4'704", "Ergebnis: 4704", "Die Antwort lautet 4704",
        "Die Anzahl der Gewichte beträgt 4704.", "Man erhält 4704", "Also 4704 Gewichte", "84 mal 56 = 4704", "84·56=4704 Gewichte", "Le résultat est 4704",
        "On obtient 4704 poids", "Il y a 4 704 poids", "Nombre de poids : 4704", "soit 4704", "La réponse est 4704.", "El resultado es 4704",
        "Son 4704 pesos", "Hay 4704 pesos en total", "En total: 4704", "84 por 56 = 4704", "84 fois 56 = 4704", "Número de pesos = 4704",
        "4704 weights (84*56)", "(84)(56)", "(84)(56) = 4704", "84 \\times 56 = 4704", "$84\\cdot56=4704$", "There would be 4704 weights", "4704 weights.",
        "so the total is 4704", "Total weights = 4704", "U = 84*56\nU = 4704", "= 4704", "4704 weights in all", "Answer = 4704", "ANSWER: 4704",
        "my answer is 4704", "4,704", "4 704", "5000 - 296", "5000-296=4704", "7*7*96", "7^2*96 = 4704", "7²·96", "<p>4704</p>", "&nbsp;4704", "4704<br>",
        "`U = 4704`", "U=4704.0", "4704 \\text{ weights}", "\\boxed{4704}", "**Answer:** 4704", "a) 4704", "weights: 84*56 = 4704", "84*56=4704, so 4704",
        "U←4704", '"4704"', "4704;", "U = 84*56; U = 4704", "84*56, so 4704",
    ]),
    ("count", OFF, [
        "mehr als 4704", "höchstens 4704", "weniger als 4704", "fast 4704", "kein 4704", "moins de 4704", "plus de 4704", "environ 4704", "presque 4704",
        "sauf 4704", "más de 4704", "menos de 4704", "casi 4704", "ni 4704", "4704 o 4705", "4704 ou 4705", "4704 bzw. 4705", "4704 Bias",
        "4704 pro Schicht", "4704 par couche", "4704 por capa", "doble de 4704", "das Doppelte von 4704", "la moitié de 4704", "4704 pas", "el doble: 4704",
        "Hälfte: 4704", "mindestens 4704", "zwischen 4704 und 4705", "4.704,5", "minus 4704", "4704 edges", "470.4", "84*56 = 4707", "84+56 = 4704",
        "4704 or 4760", "4704 (+ 56)", "4704+56", "4704 + 56 = 4760", "4704 weights + 56 biases", "U^2=4704", "U/2=4704", "~4704", "4704?",
        "4704 but not sure", "not sure: 4704", "around 4704", "4704ish", "4703.9", "4704 mod 7", "4,70,4", "47 04", "0x1260", "4704/2", "it isn't 4704",
        "exactly half of 4704", "4704 minus biases", "up to 4704", "4704^1/2", "1e4704", "sum(4704)", "max(4704, 1)", "never 4704", "U = 4704 = 4703",
        "4704 != U", "U = 84*56; U = 4703", "4703, so 4704", "U = 4704; V = 4704", "4704 (rounded)",
    ]),
    ("eleven", ASK, ["elf", "elf.", "eleven.", "onze", "once", "Elf Einheiten", "elf (11)?"]),
    ("neg", ASK, ["minus 6", "moins 6", "menos 6", "minus sechs", "minus 6."]),
    ("neg", RIGHT, ["−6", "- 6", "h = −6", "h ist -6", "das ergibt -6", "donc -6", "vale -6"]),
    ("komma", RIGHT, [
        "0,2231", "etwa 0,2231", "etwa 0,2231.", "ungefähr 0,2231", "ca. 0,2231.", "rund 0,2231", "≈ 0,2231", "J ≈ 0,2231.", "environ 0,2231",
        "aproximadamente 0,2231", "0,22314", "22,31 %", "J = 0,2231", "ln(5/4) = 0,2231", "ln(1,25) ≈ 0,2231", "2,231e-1", "2,231·10^-1",
        "Der Verlust ist 0,2231.", "La perte vaut 0,2231", "La pérdida es 0,2231", ",2231",
    ]),
    ("komma", OFF, [
        "0,3231", "2,231", "-0,2231", "22,31", "0,2231 oder 0,2321", "0,2231 ou 1", "nicht 0,2231", "nein 0,2231", "unter 0,2231", "über 0,2231",
        "menos 0,2231", "log 0,2231", "0,22,31",
    ]),
    ("kfrac", RIGHT, ["-1,75", "−1,75", "-7/4", "-1,750", "-(7/4)", "-1,75."]),
    ("kfrac", OFF, ["1,75", "-175", "-1,7", "-1 3/4", "-4/7"]),
    ("kvec", RIGHT, ["(1,5; -2; 0,25)", "[1,5; -2; 0,25]", "1,5; -2; 0,25", "1,5 -2 0,25", "1,5\n-2\n0,25", "(1,5 | -2 | 0,25)", "(1,5;-2,0;0,25)"]),
    ("kvec", OFF, ["(1,5; 2; 0,25)", "1; 5; -2; 0; 25", "(1,5; -2)", "(15; -2; 25)"]),
    ("kcount", RIGHT, ["12500", "12.500", "12.500 Gewichte", "12 500", "12.500 poids", "12.500 pesos.", "12.500,0", "125·100 = 12.500", "1,25e4", "1,25·10^4"]),
    ("kcount", OFF, ["12,500", "125,00", "1.2500", "12.501", "12.500 oder 0", "-12.500"]),
    ("real", RIGHT, [
        "etwa 0.2231.", "environ 0.2231.", "≈0.22314", "J=0.2231", "ln(5/4)", "-ln(0.8)", "-ln(4/5) = 0.2231", "0.2231", ".22314", "22.31%", "0.22314355",
        "J = .2231", "log(1.25)", "log(5) - log(4)", "\\ln(5/4)", "$\\ln\\frac{5}{4}\\approx0.2231$", "0.2231...", "2.231e-01", "tensor(0.2231)",
        "tensor(0.2231, grad_fn=<NllLossBackward0>)", "the loss is 0.2231", "loss = 0.2231", "loss: 0.2231", "0.2231 (rounded)", "-log(0.8)=0.2231",
        "np.float32(0.22314355)", "≈0.2231 (rounded)", "ln(1.25) = 0.2231 (rounded)",
    ]),
    ("yes", RIGHT, ["Ja.", "C'est vrai", "vrai.", "Verdadero.", "Richtig!"]),
    ("bool", RIGHT, [
        "Falsch.", "Nein.", "c'est faux", "Es falso", "das ist falsch", "La respuesta es falso", "non", "false", "F", "No", "no.", "FALSE", "incorrect",
        "wrong", "It's false", "This is false.",
    ]),
    ("bool", OFF, [
        "nicht falsch", "pas faux", "no es falso", "ja, falsch", "oui", "true", "T", "yes", "not false", "sometimes", "false or true", "maybe false", "y",
        "not entirely false", "half",
    ]),
    ("choice", RIGHT, [
        "Antwort B", "Lösung: B", "Réponse B", "la réponse est b", "Opción B", "la B", "respuesta: b)", "B", "b", "(b)", "B)", "B.", "the step size",
        "step size", "B: the step size", "B - the step size", "(B) step size", "Answer: B", "I'd pick B", "B, the step size", "It is B", "option b", "**B**",
        "[x] B", "Step Size.", "B!", "choice B",
    ]),
    ("multi", RIGHT, [
        "A und C", "A et C", "A y C", "nur A und C", "Antworten A und C", "Réponses A et C", "Antworten: A, C", "A, C", "AC", "A C", "a,c", "C, A", "A & C",
        "A and C", "tanh, sigmoid", "tanh and sigmoid", "sigmoid; tanh", "A) and C)", "(A) (C)", "A+C", "- A\n- C", "A: tanh\nC: sigmoid", "[A, C]",
        "A, C only", "both A and C", "[x] A\n[ ] B\n[x] C\n[ ] D",
    ]),
    ("zero", RIGHT, ["0", "0.", "b = 0", "0 biases", "5-5", "5 - 5 = 0", "-0", "0.0", "0/3", "there are 0 biases", "3*0"]),
    ("zero", EITHER, ["zero", "none", "no biases"]),
    ("zero", OFF, ["1", "0 or 1", "0,1", "b ≠ 0", "o", "O", "0 weights and 1 bias", "null or void", "1-0", "x", "b > 0", "O biases", "(0"]),
    ("plain", RIGHT, ["24", "24.0", "24.", "+24", "$24$", "(24)", "24,", "2.4e1", "48/2", "024", "２４", "12+12 = 24"]),
    ("plain", OFF, ["42", "24!", "4!", "2 4", "24%", "24x", "IIV", "24/1.0001", "2^4", "-24", "24i", "24k"]),
    ("real", OFF, [
        "0.3219", "0.0969", "log10(5/4)", "log2(5/4)", "2.231", "-0.2231", "ln(4/5)", "0.22", "0.2231 or 0.0969", "between 0.2 and 0.3", "1/0.2231",
        "0.2231^-1", "0.2231e", "0.2231 nats/2", "J² = 0.2231", "e^J = 0.2231", "p=0.2231, J=1.5", "0. 2231 5 1", "exp(0.2231)",
    ]),
    ("frac", RIGHT, [
        "5/9", "10/18", "1 - 4/9", "1-4/9 = 5/9", "\\frac59", "\\dfrac{5}{9}", "p=5/9", "(5/9)", "5 / 9", "20/36 = 5/9", "20/36=10/18=5/9",
        "p = 5/9 = 0.556", "5/9 ≈ 0.556", "{5}/{9}", "5÷9", "\\tfrac{10}{18}", "5/9 ✓",
    ]),
    ("frac", ROUNDED, ["0.5556", "0.556", "0.56", "0.555556", "≈0.5556", "p ≈ 0.556", "0.556 (rounded)", "p = 0.556 (gerundet)"]),
    ("frac", OFF, [
        "9/5", "0.5", "0.6", "4/9", "5/9 or 4/9", "59", "5 9", "5.9", "5/9!", "-5/9", "5/9 - 1", "5/9%", "5/0", "p² = 5/9", "1/p = 5/9", "log(5/9)", "0.55",
        "5/9x", "5//9",
    ]),
    ("vec", RIGHT, [
        "[6,-1,0,4]", "(6, −1, 0, 4)", "6 -1 0 4", "6,-1,0,4", "h = [6 -1 0 4]^T", "[[6], [-1], [0], [4]]", "h=(6,-1,0,4)ᵀ",
        "h1 = 6; h2 = -1; h3 = 0; h4 = 4", "h1: 6\nh2: -1\nh3: 0\nh4: 4", "6\n-1\n0\n4", "[6., -1., 0., 4.]", "tensor([ 6., -1.,  0.,  4.])",
        "array([6, -1, 0, 4])", "<6,-1,0,4>", "\\begin{bmatrix} 6 \\\\ -1 \\\\ 0 \\\\ 4 \\end{bmatrix}", "$(6,-1,0,4)$",
        "h = \\begin{pmatrix}6\\\\-1\\\\0\\\\4\\end{pmatrix}", "h[0]=6, h[1]=-1, h[2]=0, h[3]=4", "h_4=4, h_3=0, h_2=-1, h_1=6", "(6 ; -1 ; 0 ; 4)",
        "[2*3, 1-2, 0, 2+2]", "the output is [6, -1, 0, 4]", "output: 6, -1, 0, 4", "[6,-1,0,4].", "{6, -1, 0, 4}", "| 6 | -1 | 0 | 4 |", "c(6, -1, 0, 4)",
        "6\t-1\t0\t4",
    ]),
    ("vec", OFF, [
        "[6,1,0,4]", "[6,-1,4]", "[4,0,-1,6]", "[6,-1,0,4,0]", "6-1 0 4", "[6-1, 0, 4]", "h1=6, h2=-1, h3=0", "h1=6,h2=-1,h3=4,h4=0", "h1=6,h1=-1,h3=0,h4=4",
        "x1=6,h2=-1,h3=0,h4=4", "ReLU([6,-1,0,4])", "-[6,-1,0,4]", "[6,-1,0,4]+1", "|[6,-1,0,4]|", "relu: [6, -1, 0, 4]", "h^2 = [6,-1,0,4]", "[6,-1,,0,4]",
        "[6,-1,0,4", "6,-1 or 0,4", "[60,-10,0,40]/10.5", "[6 -1 0 4] or [6 0 0 4]", "sum [6,-1,0,4]", "9", "not [6, -1, 0, 4]", "[6, ~-1, 0, 4]",
        "[[6,-1],[0,4]]",
    ]),
    ("grad", RIGHT, [
        "(-8, 12)", "[-8, 12]", "∇_w J = (-8, 12)", "∇J = [-8, 12]", "dJ/dw = [-8, 12]", "4*[-2, 3]", "4*(-2, 3) = (-8, 12)", "-4[2, -3]",
        "w.grad = tensor([-8., 12.])", "\\nabla_w J = \\begin{pmatrix}-8\\\\12\\end{pmatrix}", "2·(-2)·[2,-3] = [-8,12]", "grad = [-8, 12]",
        "[-8.0000, 12.0000]", "dJ/dw1 = -8, dJ/dw2 = 12",
    ]),
    ("grad", OFF, [
        "(8, -12)", "-(-8, 12)", "[-8, 12]*2", "dJ/dx = [-8, 12]", "w = [-8, 12]", "(12, -8)", "-∇_w J = (-8, 12)", "[-8, 12, 1]", "4", "1/2*(-8,12)",
        "∇_w J² = (-8, 12)", "2·(-2)·[2,-3] = [-8,13]", "grad² = [-8, 12]",
    ]),
    ("mat", RIGHT, [
        "[[2,-1,0],[0,2,-1]]", "2 -1 0\n0 2 -1", "2 -1 0; 0 2 -1", "[2 -1 0; 0 2 -1]", "[2, -1, 0]\n[0, 2, -1]", "W=[[2,-1,0],[0,2,-1]]",
        "\\begin{bmatrix}2&-1&0\\\\0&2&-1\\end{bmatrix}", "$$W=\\begin{pmatrix}2 & -1 & 0\\\\ 0 & 2 & -1\\end{pmatrix}$$", "( 2 -1 0 )\n( 0 2 -1 )",
        "tensor([[ 2., -1.,  0.],\n        [ 0.,  2., -1.]], requires_grad=True)", "2\t-1\t0\n0\t2\t-1", "[[2 -1 0]\n [0 2 -1]]", "{{2,-1,0},{0,2,-1}}",
        "W11=2 W12=-1 W13=0 W21=0 W22=2 W23=-1", "row 1: 2, -1, 0\nrow 2: 0, 2, -1", "Row 1: [2, -1, 0]; Row 2: [0, 2, -1]",
        "| 2 | -1 | 0 |\n| 0 | 2 | -1 |", "2,-1,0;0,2,-1", "((2,-1,0),(0,2,-1))", "torch.tensor([[2,-1,0],[0,2,-1]])", "np.array([[2,-1,0],[0,2,-1]])",
        "W := [2, -1, 0; 0, 2, -1]", "rbind(c(2,-1,0), c(0,2,-1))",
    ]),
    ("mat", OFF, [
        "[[2,0],[-1,2],[0,-1]]", "[[-1,2,0],[0,-1,2]]", "[[2,-1,0],[0,2,1]]", "[2,-1,0,0,2,-1]", "[[2,-1,0],[0,2]]", "[[0,2,-1],[2,-1,0]]",
        "W^T = [[2,-1,0],[0,2,-1]]", "[[2,-1,0],[0,2,-1]]^T", "-[[2,-1,0],[0,2,-1]]", "[[2-1,0],[0,2-1]]", "[[2,-1,0],[0,2,-1]]x", "x[[2,-1,0],[0,2,-1]]",
        "[[2,-1,0],[0,2,-1],[0,0,2]]", "[[20,-10,0],[0,20,-10]]", "2I - [[0,1,0],[0,0,1]]", "[[2,-1],[0,2]]", "inverse of [[2,-1,0],[0,2,-1]]",
        "abs [[2,-1,0],[0,2,-1]]", "row 1: 2 -1 0; row 3: 0 2 -1", "row 2: 2 -1 0; row 1: 0 2 -1",
    ]),
    ("shape", RIGHT, [
        "32x14x10", "(32,14,10)", "32 × 14 × 10", "[32, 14, 10]", "torch.Size([32, 14, 10])", "32 channels, 14 high, 10 wide",
        "channels 32, height 14, width 10", "C=32,H=14,W=10", "32 by 14 by 10", "(32, 28/2, 10)", "32*14*10", "32, 14, 10", "shape: 32x14x10",
        "Size([32, 14, 10])", "the shape is 32x14x10", "height 14, width 10, channels 32",
    ]),
    ("shape", OFF, [
        "(14,10,32)", "4480", "32*140", "(32,10,14)", "(32,14)", "(1,32,14,10)", "H=10, W=14, C=32", "14x10x32", "32x14x10 or 14x10x32", "(32, 14, 10, )x",
        "-32x14x10", "(32,14,10)/2", "(32, 14±1, 10)", "14 high, 10 wide", "32 channels, 10 high, 14 wide",
    ]),
    ("form", RIGHT, [
        "K(PC+1)", "K*(P*C+1)", "KPC + K", "K + K*P*C", "n = K(PC + 1)", "K \\cdot (P \\cdot C + 1)", "$K(PC+1)$", "(PC+1)K", "K*P*C+K", "K·P·C + K·1",
        "n=K*(C*P+1)", "K \\left( P C + 1 \\right)", "K×(P×C+1)", "(P*C+1)*K = K*P*C + K",
    ]),
    ("form", OFF, [
        "KPC", "KPC+1", "K(PC-1)", "K(P+C+1)", "PC+1", "K*P*C+K+1", "k(pc+1)", "N = K(PC+1) + 1", "KP(C+1)", "K(PC+1)=0", "2n = K(PC+1)", "K^PC+1",
        "K(PC+1) or KPC", "K(PC+b)", "n = K", "K(PC1)", "6",
    ]),
    ("dform", RIGHT, [
        "2x(wx-y)", "2(wx − y)x", "2wx^2 - 2xy", "2wx² − 2xy", "dJ/dw = 2(wx-y)x", "2x²w - 2xy", "2*x*(w*x-y)", "-2x(y-wx)", "-2(y - wx)x", "2\\,(wx-y)\\,x",
        "2 x (w x - y)", "\\frac{dJ}{dw} = 2x(wx-y)", "∂J/∂w = 2(wx-y)x", "x(wx-y)*2",
    ]),
    ("dform", OFF, [
        "2(wx-y)", "2w(wx-y)", "x(wx-y)", "2x(wx+y)", "2x(y-wx)", "(wx-y)^2", "2x*wx-y", "dJ/dx = 2x(wx-y)", "J = 2x(wx-y)", "2x(wx-y) + c", "w is 2x(wx-y)", "W is 2x(wx-y)", "x equals 2x(wx-y)",
        "dw/dJ = 2x(wx-y)", "2X(wX-y)",
    ]),
    ("sym", RIGHT, [
        "[[v1,0],[v2,v1],[0,v2]]", "v1 0\nv2 v1\n0 v2", "[v_1 0; v_2 v_1; 0 v_2]", "\\begin{bmatrix}v_1&0\\\\v_2&v_1\\\\0&v_2\\end{bmatrix}",
        "W = [[v1, 0], [v2, v1], [0, v2]]", "v₁ 0\nv₂ v₁\n0 v₂", "v1\t0\nv2\tv1\n0\tv2", "[[1*v1, 0],[v2, v1],[0, v2]]", "((v1,0),(v2,v1),(0,v2))",
    ]),
    ("sym", OFF, [
        "[[v2,0],[v1,v2],[0,v1]]", "[[v1,v2,0],[0,v1,v2]]", "[[v1,0],[v2,v1]]", "[[v1,0],[v1,v2],[0,v2]]", "v1 v2 0 v1 v2", "[[w1,0],[w2,w1],[0,w2]]",
        "2[[v1,0],[v2,v1],[0,v2]]", "[[v1^2,0],[v2,v1],[0,v2]]", "[[v1,0],[v2,v1],[0,v2]]^T",
    ]),
    ("choice", OFF, [
        "A", "A or B", "B or C", "not B", "batch size", "B: the batch size", "all", "B and C", "E", "b/c", "B?", "neither", "anything but B", "step",
        "step size or depth", "B > A",
    ]),
    ("multi", SOME, ["A", "C", "A, B", "B, D", "ABCD", "A not C", "A or C", "all but B", "A..C", "A-C", "A, C, E", "tanh, ReLU, sigmoid", "neither A nor C", "tanh"]),
    ("order", RIGHT, [
        "B, D, A, C", "BDAC", "b d a c", "B->D->A->C", "B → D → A → C", "1. B 2. D 3. A 4. C", "B > D > A > C", "B\nD\nA\nC",
        "first B, then D, then A, then C", "optimizer.zero_grad(), loss = f(x), loss.backward(), optimizer.step()", "[B, D, A, C]", "B; D; A; C",
        "1) B\n2) D\n3) A\n4) C", "B-D-A-C", "B then D then A then C", "(B, D, A, C)",
    ]),
    ("order", SOME, ["A, B, C, D", "B, D, A", "B, D, C, A", "C A D B", "B, D, A, C, A", "B D A or C", "B < D < A < C, no", "E, D, A, C"]),
    ("code", RIGHT, [
        "nn.Conv2d(3, 8, 5, stride=2)", "nn.Conv2d(3,8,5,2)", "torch.nn.Conv2d(3, 8, kernel_size=5, stride=2)", "Conv2d(3, 8, (5, 5), (2, 2))",
        "conv = nn.Conv2d(in_channels=3, out_channels=8, kernel_size=5, stride=2)", "nn.Conv2d(3, 8, 5, stride=2, padding=0)",
        "self.conv1 = nn.Conv2d(3, 8, 5, stride=2)", "nn.Conv2d(3, 8, 5, stride=2)  # first layer", "```python\nnn.Conv2d(3, 8, 5, stride=2)\n```",
        "from torch import nn\nnn.Conv2d(3, 8, 5, 2)", "nn.Conv2d(3, 8, 5, stride=(2,2), bias=True)", "nn.Conv2d(3, 8, stride=2, kernel_size=5)",
        "nn.Conv2d(3, 8, 5, stride=2);",
    ]),
    ("code", OFF, [
        "nn.Conv2d(8, 3, 5, stride=2)", "nn.Conv2d(3, 8, 5)", "nn.Conv1d(3, 8, 5, stride=2)", "nn.Conv2d(3, 8, 2, stride=5)",
        "nn.Conv2d(3, 8, 5, stride=2, bias=False)", "nn.Conv2d(3, 8, 5, stride=2, padding=1)", "nn.Conv2d(3, 8)", "nn.Conv2d(3, 8, 5, strides=2)",
        "nn.ConvTranspose2d(3, 8, 5, stride=2)", "nn.Conv2d(3, 8, 5, stride=2)(x)", "not nn.Conv2d(3, 8, 5, stride=2)",
        "nn.Conv2d(3, 8, 5, stride=2, dilation=2)", "nn.Conv2d(3, 8, 5, stride='2')", "tf.keras.layers.Conv2D(8, 5, strides=2)",
    ]),
    ("drop", RIGHT, ["nn.Dropout(0.25)", "nn.Dropout(p=0.25)", "torch.nn.Dropout(p=.25)", "Dropout(0.25)"]),
    ("drop", OFF, ["nn.Dropout(0.75)", "nn.Dropout(25)", "nn.Dropout2d(0.25)", "nn.Dropout()"]),
    ("seqc", RIGHT, [
        "nn.Sequential(nn.Flatten(), nn.Linear(784, 10))", "nn.Sequential(nn.Flatten(), nn.Linear(28*28, 10))",
        "model = nn.Sequential(\n    nn.Flatten(),\n    nn.Linear(784, 10),\n)",
        "torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(in_features=784, out_features=10))",
        "import torch.nn as nn\nnet = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))",
    ]),
    ("seqc", OFF, [
        "nn.Sequential(nn.Linear(784, 10), nn.Flatten())", "nn.Sequential(nn.Linear(784, 10))", "nn.Sequential(nn.Flatten(), nn.Linear(10, 784))",
        "nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.ReLU())",
    ]),
    ("int", RIGHT, ["[-1, 2)", "[-1;2)", "[-1, 2[", "-1 <= x < 2", "−1 ≤ x < 2", "x >= -1 and x < 2", "2 > x >= -1", "[-1,2)", "$[-1, 2)$", "{x : -1 <= x < 2}"]),
    ("int", OFF, ["(-1, 2)", "[-1, 2]", "(-1, 2]", "[-1, 3)", "[2, -1)", "x >= -1", "x < 2", "-1 to 2", "-1 < x < 2", "not [-1, 2)"]),
    ("words", RIGHT, ["overfitting", "Overfitting", "over-fitting", "over fitting", "It is overfitting.", "overfitting."]),
    ("words", OFF, ["underfitting", "not overfitting", "overfitting or underfitting", "fitting", "no overfitting"]),
    ("frac", ASK, ["5/9 (rounded)"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "allowed", "texts"), GROUPS)
def test_the_verdicts_are_the_examiners(name: str, allowed: set[str], texts: list[str]) -> None:
    kind, key, settings = QUESTIONS[name]
    judge = answer_kind(kind, key, **settings)
    verdicts = {text: judge.judge(text) for text in texts}
    assert {text: v for text, v in verdicts.items() if v.status not in allowed} == {}


@pytest.mark.parametrize("text", ["elf", "eleven.", "vingt-quatre", "siete", "Elf Gewichte"])
def test_a_number_in_words_is_told_to_be_written_in_digits(text: str) -> None:
    assert "write it in digits" in answer_kind("integer", 11).judge(text).feedback


@pytest.mark.parametrize("text", ["minus 6", "moins 6", "Menos 6."])
def test_a_sign_in_words_is_told_as_it_is_written(text: str) -> None:
    assert "write -6" in answer_kind("integer", -6).judge(text).feedback
