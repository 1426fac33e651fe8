"""Answers from many hands, with verdicts an examiner decided before they were judged.

`RIGHT` texts must be accepted. `OFF` texts must not be, whatever else is said of them. `ASK` texts may
be meant in two ways, or leave the choice to whoever marks: they must be unreadable, never a zero.
"""

from typing import Any

import pytest

from quizgen.answers import answer_kind

RIGHT, ASK, ROUNDED = {"correct"}, {"unreadable"}, {"rounded"}
OFF = {"wrong", "unreadable", "rounded", "partial"}
COUNT: dict[str, Any] = {"arithmetic": True, "names": ["w"], "units": ["weights"]}
QUESTIONS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "count": ("integer", 1040, COUNT),
    "nothing": ("integer", 0, {"arithmetic": True, "names": ["b"]}),
    "seven": ("integer", 7, {}),
    "real": ("real", "0.2689", {"names": ["p"]}),
    "fraction": ("fraction", "2/7", {"arithmetic": True, "names": ["c"]}),
    "vector": ("vector", [3, -4, "1/2"], {"names": ["h"]}),
    "pair": ("vector", [1040, 2], {}),
    "matrix": ("matrix", [[1, -2], [3, 4]], {"names": ["W"]}),
    "large": ("matrix", [[1040, 2], [3, 4]], {}),
    "column": ("matrix", [[-1], [7]], {}),
    "shape": ("shape", [20, 6, 8], {"axes": ["channels", "height", "width"]}),
    "formula": ("expression", "(D - P)/S + 1", {"variables": ["D", "P", "S"], "names": ["U"]}),
    "rows": ("symbolic_matrix", [["v_1", "v_2", 0], [0, "v_1", "v_2"]], {"variables": ["v_1", "v_2"]}),
    "choice": ("choice", "C", {"choices": ["A", "B", "C", "D"], "choice_texts": ["mean pooling", "max pooling", "a dense layer", "dropout"]}),
    "multi": ("multi", ["B", "D"], {"choices": ["A", "B", "C", "D"], "choice_texts": ["weights", "biases", "loss", "step size"]}),
    "boolean": ("boolean", True, {}),
    "order": ("order", ["B", "C", "A"], {"items": ["update", "forward", "backward"]}),
    "code": ("code", "nn.Linear(100, 10)", {}),
}  # fmt: skip
GROUPS: list[tuple[str, set[str], list[str]]] = [
    ("count", RIGHT, [
        "1040 weights, because 10*104", "w=1040", "1 040", "1'040", "10*104=1040 weights", "Das sind 1040 Gewichte.", "So w = 1040.",
        "we have 1040 weights", "1040 poids", "il y en a 1040", "w ≔ 1040", "w == 1040", "1040 pesos en total", "权重个数是1040", "一共1040个权重", "重みは1040個です", "共有1040个权重。", "1040 gewichten",
        "20*(3*17+1) = 20*52 = 1040", "1000+40=1040", "104 × 10 → 1040", "=10*104", "1.04e3", "1.04E+03", "1,040.00", "1040,", "1040;", "w = 1,040", "1040\n", "\\num{1040}", "\\text{weights} = 1040", "# weights = 1040", "1040 in all",
        "[1] 1040", "Out[3]: 1040", "ans = 1040", "tensor(1040)", "np.int64(1040)",
    ]),
    ("count", OFF, [
        "w=1040, b=0", "w=0, b=1040", "1040 biases", "1040 + 10", "1040 and 10 biases", "1040 plus biases", "10400", "104", "1041", "1040 or 1050", "1040/1050", "1050 no 1040?", "not 1040", "no 1040", "1040 not", "kein 1040",
        "1040 wrong", "1040 is wrong", "1039+2", "10*104=1041", "1050, not 1040", "sqrt(1040)", "1040k", "1040 million", "1040 hundred", "ten 1040", "10 40", "1.040,5", "1040 weights and 10 biases", "w=1040; w=1041", "1040 < w", "w < 1040", "w ≠ 1040", "w != 1040",
        "1040 or so", "1040±1", "1040+-1", "1040...1050", "1040-1050", "1040 – 1050", "almost 1040", "nearly 1040", "fast 1040", "presque 1040", "casi 1040", "不是1040", "约1040", "1040以上", "1040未満", "1040 minus 1", "double 1040",
        "w/2 = 1040", "log w = 1040", "1040 per channel", "1040 je Kanal", "1040 each", "10^1040", "1040 mod 3", "-1,040", "(1,040", "1040 weights?", "w^1040", "1040 b",
    ]),
    ("count", ASK, ["w=1040, b=0", "7 or 1040", "1040 oder 1050", "w: 1040, b: 10", "w = 1040; b = 0", "w=1040 b=0", "weights 1040, biases 0", "1040 weights, 0 biases", "w=1040\nb=0", "1040, 0", "1040; 1050", "1050 no 1040 or 1030", "1040 w", "1040 (ohne Bias)", "1040 weights (no biases)", "1040L", "int(1040)"]),
    ("nothing", OFF, ["w=1040, b=0", "w = 1040, b = 1", "w=1040; w=0", "1040, 0", "U = 7, y = 0", "b = 5, c = 0", "b=1, 0", "b=3 0", "b≠0", "b>0", "not 0", "0 or 1", "no 0"]),
    ("seven", RIGHT, ["答案是7", "答案：7", "答案为7。", "结果是7", "答えは7", "答えは7です。", "7です", "7个", "一共7个", "是7", "共7个", "答えは７です", "合計7個", "合计7", "总共有7个", "解答：7", "＝7", "应该是7", "答案 7", "7.00", "7/1", "(7)"]),
    ("seven", OFF, ["答案不是7", "不是7", "大于7", "7以上", "7倍", "少于7", "非7", "7分", "第7", "7か8", "7或8", "7ではない", "7ではありません", "7未満", "半分7", "负7", "マイナス7", "約7个", "次の7", "没有7", "七十", "7 no 8", "7? 8", "7, 8", "8 (7)", "7 (8)", "U = 8, y = 7", "8; 7", "7|8"]),
    ("seven", ASK, ["seven", "7 (seven)", "7 or 8", "sieben", "VII", "7)"]),
    ("real", RIGHT, ["0.2689", "p ≈ 0.2689", "p ≈ .2689", "≈0.26894", "0.2689…", "26.89 %", "1/(1+e^1)", "1/(1+exp(1)) ≈ 0.2689", "0.2689", "0.26894142", "p: 0.2689", "2.689e-1", "2.689 × 10⁻¹", "ca. 0.2689", "ungefähr 0.2689", "p = 1/(1+e) = 0.2689", "tensor(0.2689)", "tensor([0.2689])", "[1] 0.2689414", "0.2689414213699951", "约0.2689", "\\approx 0.2689", "about .2689"]),
    ("real", OFF, ["0.7311", "-0.2689", "2.689", "1 - 0.2689", "0.2689 or 0.7311", "0.2689^2", "ln 0.2689", "0.28", "p = 0.7311, q = 0.2689", "0.2689 < p", "not 0.2689", "0.2689 0.7311", "0.2689 %", "0,2689, 0,7311", "1/0.2689", "0.2689x", "p > 0.2689"]),
    ("fraction", RIGHT, ["2/7", "c = 2/7", "4/14", "4/14 = 2/7", "2 / 7", "\\tfrac{2}{7}", "\\frac 2 7", "2/7.", "2÷7", "²⁄₇", "Fraction(2, 7)", "Rational(2, 7)", "(2)/(7)", "1 - 5/7", "1-5/7=2/7", "2/7 = 0.2857", "2/7 ≈ 0.286", "c is 2/7", "答案是2/7", "$c=\\frac{2}{7}$", "-2/-7", "(-2)/(-7)", "+2/7"]),
    ("fraction", ROUNDED, ["0.2857", "≈ 0.2857", "≈0.286", "~0.2857", "about 0.2857", "0.285714", "c ≈ 0.2857", "c = 0.2857", "0.29", "ca. 0.2857", "2.857e-1", "0.2857142857142857", "etwa 0.2857", "0.2857...", "≃ 0.2857", "\\approx 0.2857", "约0.2857", "environ 0.2857"]),
    ("fraction", OFF, ["0.3", "7/2", "3.5", "-2/7", "2/7 or 3/7", "1/7", "0.2", "0.28", "2 7", "27", "2/7 no 3/7", "2/7x", "2/7 + 1", "≈ 2", "≈ 0.3", "c/2 = 2/7", "not 2/7", "2/0", "7÷2", "2.7", "2,7"]),
    ("vector", RIGHT, [
        "[3, -4, 0.5]", "3, -4, 1/2", "h = (3, -4, ½)", "0.5[6, -8, 1]", "0.5 [6, -8, 1]", "½[6, -8, 1]", "1/2 [6, -8, 1]", "1/2*[6,-8,1] = [3,-4,1/2]", "h = 1/2*[6,-8,1] = [3,-4,0.5]", "-[-3, 4, -0.5]", "−(−3, 4, −0.5)", "-1*[-3,4,-0.5]", "h = -[-3, 4, -1/2]",
        "-[-3,4,-0.5] = [3,-4,0.5]", "[6,-8,1]/2 = [3,-4,0.5]", "h_1 = 3, h_2 = -4, h_3 = 1/2", "h1=3 h2=-4 h3=0.5", "h[0]=3, h[1]=-4, h[2]=0.5", "h(1)=3; h(2)=-4; h(3)=1/2", "tensor([ 3.0000, -4.0000,  0.5000])", "tensor([3.0000, -4.0000, 0.5000], requires_grad=True)", "array([ 3. , -4. ,  0.5])", "[ 3.  -4.   0.5]",
        "{3, -4, 1/2}", "{3., -4., 0.5}", "[1]  3.0 -4.0  0.5", "3\t-4\t0.5", "3\n-4\n0.5", "3;-4;0,5", "3; -4; 0,5", "(3|-4|0.5)", "\\begin{pmatrix}3\\\\-4\\\\\\frac{1}{2}\\end{pmatrix}", "\\left(3,-4,\\tfrac12\\right)", "[3,-4,.5]", "h=⟨3,-4,1/2⟩", "<3,-4,1/2>", "torch.tensor([3,-4,0.5])",
        "2*[1.5, -2, 0.25]", "\\frac12[6,-8,1]", "\\frac{1}{2}(6, -8, 1)", "(1/2)[6,-8,1]", "答案是[3, -4, 0.5]", "答えは[3, -4, 0.5]です", "the vector is [3, -4, 0.5]", "c(3,-4,.5)", "h^T = (3, -4, 0.5)", "[[3],[-4],[0.5]]", "[3.0, -4.0, 0.50]",
    ]),
    ("vector", OFF, [
        "0.5[3, -4, 0.5]", "-[3, -4, 0.5]", "1/2*[6,-8,1] = [3,-4,1]", "1/2*[6,-8,2] = [3,-4,1/2]", "[3,-4,1/2] = [3,-4,1]", "[3, 4, 0.5]", "[3, -4]", "[3, -4, 0.5, 0]", "[-4, 3, 0.5]", "h_1 = -4, h_2 = 3, h_3 = 0.5", "|[3,-4,0.5]|", "2[3,-4,0.5]", "[3,-4,0.5] or [3,4,0.5]", "[3,-4,0.5]²", "-h = [3,-4,0.5]", "2h = [3,-4,0.5]", "--[3,-4,0.5]",
        "[3 - 4, 0.5]", "[3, -4, 0.5] + 1", "[3,-4,0.5] - [0,0,0]", "not [3,-4,0.5]", "[3, -4, 1/2", "x_1=3, y_2=-4, z_3=0.5", "h1=3, h2=-4", "0.5*h = [3,-4,0.5]", "e^[3,-4,0.5]", "3*-4*0.5", "[3, -4, 5]", "1/2*[3,-4,1/2]", "[3; -4, 0.5, 1]",
    ]),
    ("pair", RIGHT, ["[1040, 2]", "(1040, 2)", "1040 2", "[1'040, 2]", "[1_040, 2]", "[1040.0, 2.0]", "1.04e3, 2", "[1.04e+03 2.00e+00]", "[1040, 2]ᵀ"]),
    ("pair", ASK, ["[1,040; 2]", "[1,040, 2]", "[1 040, 2]"]),
    ("pair", OFF, ["[1.04, 2]", "[1,040, 2]", "[1 040, 2]", "[10.40, 2]", "[1.040, 2]", "w=1040, b=2", "[2, 1040]"]),
    ("matrix", RIGHT, [
        "1/2*[[2,-4],[6,8]] = [[1,-2],[3,4]]", "W = 1/2*[[2,-4],[6,8]] = [[1,-2],[3,4]]", "0.5[[2,-4],[6,8]]", "½[[2,-4],[6,8]]", "1/2 [[2,-4],[6,8]]", "-[[-1,2],[-3,-4]]", "−[[−1,2],[−3,−4]]", "-1[[-1,2],[-3,-4]]", "[[2,-4],[6,8]]/2 = [[1,-2],[3,4]]", "W = -[[-1,2],[-3,-4]] = [[1,-2],[3,4]]",
        "-\\begin{pmatrix}-1&2\\\\-3&-4\\end{pmatrix}", "\\frac12\\begin{pmatrix}2&-4\\\\6&8\\end{pmatrix}=\\begin{pmatrix}1&-2\\\\3&4\\end{pmatrix}", "0.5\\begin{pmatrix}2&-4\\\\6&8\\end{pmatrix}", "[1 -2; 3 4]", "{{1,-2},{3,4}}", "matrix(c(1,3,-2,4), nrow=2)", "matrix(c(1,-2,3,4), 2, byrow=TRUE)", "1,-2\n3,4", "1;-2\n3;4", "1 -2\n3  4",
        "tensor([[ 1, -2],\n        [ 3,  4]])", "array([[ 1., -2.],\n       [ 3.,  4.]])", "     [,1] [,2]\n[1,]    1   -2\n[2,]    3    4", "2×2 Matrix{Int64}:\n 1  -2\n 3   4", "⎡1  -2⎤\n⎢     ⎥\n⎣3  4 ⎦", "W =\n\n   1  -2\n   3   4\n", "[[1,-2],\n[3,4]]", "[[1, -2], [3, 4]].", "row 1: 1 -2\nrow 2: 3 4", "w11=1, w12=-2, w21=3, w22=4", "w_{11}=1; w_{12}=-2; w_{21}=3; w_{22}=4", "[(1, -2), (3, 4)]", "|1 -2|\n|3 4|",
        "torch.tensor([[1., -2.], [3., 4.]])", "np.matrix('1 -2; 3 4')", "$W=\\begin{bmatrix}1&-2\\\\3&4\\end{bmatrix}$", "答案是[[1,-2],[3,4]]", "[[1+0, -2], [3, 8/2]]", "[[1, 1-3], [3, 4]]",
    ]),
    ("matrix", OFF, [
        "[[1,3],[-2,4]]", "0.5[[1,-2],[3,4]]", "-[[1,-2],[3,4]]", "1/2*[[2,-4],[6,8]] = [[1,-2],[3,5]]", "1/2*[[2,-4],[6,6]] = [[1,-2],[3,4]]", "[[2,-4],[6,8]] = [[1,-2],[3,4]]", "2[[1,-2],[3,4]]", "2 [[1,-2],[3,4]]", "[[1,-2],[3,4]]*[[1,0],[0,1]]", "[[1,-2],[3,4]]^-1", "[[1,-2],[3,4]]^2", "W^T=[[1,-2],[3,4]]", "[[1,2],[3,4]]", "[1,-2,3,4]", "[[1,-2,3,4]]",
        "[[1,-2],[3,4]] or [[1,2],[3,4]]", "[[1,-2],[3,4]] + [[0,0],[0,1]]", "[[1,-2],[3]]", "w11=1, w12=-2, w21=3", "w11=1, w21=-2, w12=3, w22=4", "matrix(c(1,-2,3,4), nrow=2)", "inverse: [[1,-2],[3,4]]", "[[1.-2],[3.4]]", "[[1,-2],[3,4]]'", "½ or [[1,-2],[3,4]]", "--[[1,-2],[3,4]]",
    ]),
    ("matrix", ASK, ["[[1 - 2],[3 + 4]]", "[[1 - 2], [3, 4]]", "[1 - 2; 3 + 4]", "1 - 2\n3 + 4", "[[1 -2],[3 + 4]]", "[[1 - 2, ], [3 + 4]]"]),
    ("column", ASK, ["[[1 - 2],[3 + 4]]", "[1 - 2; 3 + 4]", "1 - 2\n3 + 4"]),
    ("column", RIGHT, ["[[1-2],[3+4]]", "[[-1],[7]]", "-1\n7", "[-1; 7]", "[[-1], [3+4]]"]),
    ("large", RIGHT, ["[[1040, 2], [3, 4]]", "1040 2\n3 4", "[[1'040, 2], [3, 4]]"]),
    ("large", OFF, ["[[1.04, 2], [3, 4]]", "[[1,040, 2], [3, 4]]", "[[1.040, 2], [3, 4]]"]),
    ("shape", RIGHT, ["(20, 6, 8)", "[20, 6, 8]", "20×6×8", "20 × 6 × 8", "20*6*8", "20x6x8", "torch.Size([20, 6, 8])", "20 by 6 by 8", "C=20, H=6, W=8", "H=6, W=8, C=20", "C: 20, H: 6, W: 8", "20 6 8", "20; 6; 8", "(20,6,8)", "the shape is (20, 6, 8)", "shape=(20,6,8)", "形状是(20, 6, 8)", "$(20,6,8)$", "(20, 12/2, 8)", "(4*5, 6, 8)", "20 kanäle, höhe 6, breite 8", "channels=20, height=6, width=8", "\\(20\\times6\\times8\\)", "20 X 6 X 8", "(20,6,8,)", "output: 20x6x8"]),
    ("shape", OFF, ["960", "(6, 8, 20)", "(20, 8, 6)", "(20, 48)", "(1, 20, 6, 8)", "20x6x8x1", "20*6*8 = 960", "(20, 6)", "C=6, H=20, W=8", "(20, 6, 8) or (6, 8, 20)", "not (20, 6, 8)", "(20, 6, 8.5)", "(-20, 6, 8)", "20 x 6 + 8", "(None, 20, 6, 8)", "(20, 6x, 8)", "20 images of 6 by 8"]),
    ("shape", ASK, ["20 channels of 6×8", "Form: (20, 6, 8)", "20 images of 6 by 8", "-(20, 6, 8)", "2(20, 6, 8)"]),
    ("formula", RIGHT, ["(D-P)/S+1", "U = (D − P)/S + 1", "1 + (D-P)/S", "\\frac{D-P}{S}+1", "$U=\\frac{D-P}{S}+1$", "(D-P+S)/S", "D/S - P/S + 1", "(D - P) / S + 1.", "U=(D-P)÷S+1", "((D-P)/S)+1", "1+S^-1 (D-P)", "(D-P)*1/S+1", "U := (D-P)/S+1", "答案是(D-P)/S+1", "the answer is (D-P)/S + 1", "(D-P)/S + S/S", "U(D,P,S) = (D-P)/S+1", "(D+(-P))/S+1", "{(D-P)/S}+1", "[D-P]/S+1", "D/S+1-P/S = (D-P)/S+1", "(D−P)/S＋1", "1.0 + (D-P)/S"]),
    ("formula", OFF, ["(D-P)/S", "D-P/S+1", "(D-P)/(S+1)", "(D-P)/S-1", "(D+P)/S+1", "(D-P)/S+1 or D", "floor((D-P)/S)+1", "U+1 = (D-P)/S+1", "D = (D-P)/S+1", "2((D-P)/S+1)", "-(D-P)/S+1", "(d-p)/s+1", "(D-K)/S+1", "(D-P)/S+1+P", "3", "(D-P)/S+1 = 0", "not (D-P)/S+1", "(D-P)\\S+1", "D-P/S+S", "(D-P)/S+1)", "((D-P)/S+1"]),
    ("rows", RIGHT, ["[[v_1, v_2, 0], [0, v_1, v_2]]", "v1 v2 0\n0 v1 v2", "[v1 v2 0; 0 v1 v2]", "\\begin{bmatrix}v_1&v_2&0\\\\0&v_1&v_2\\end{bmatrix}", "{{v1,v2,0},{0,v1,v2}}", "v₁ v₂ 0\n0 v₁ v₂", "Matrix([[v_1, v_2, 0], [0, v_1, v_2]])", "[[v1,v2,0],[0,v1,v2]].", "v1\tv2\t0\n0\tv1\tv2", "[[v_{1}, v_{2}, 0], [0, v_{1}, v_{2}]]", "1/2*[[2v1, 2v2, 0],[0, 2v1, 2v2]] = [[v1,v2,0],[0,v1,v2]]"]),
    ("rows", OFF, ["[[v_2, v_1, 0], [0, v_2, v_1]]", "[[v1, v2], [v1, v2]]", "[[v1,0],[v2,v1],[0,v2]]", "[[v1, v2, 0], [v1, v2, 0]]", "[[w1,w2,0],[0,w1,w2]]", "-[[v1,v2,0],[0,v1,v2]]", "[v1, v2, 0, 0, v1, v2]", "[[v1 v2 0]]", "[[v1+v2, 0], [0, v1+v2]]", "[[v1,v2,0],[0,v1,v2]]^T"]),
    ("choice", RIGHT, ["C", "c", "C)", "(c)", "C.", "C: a dense layer", "a dense layer", "Dense layer", "The answer is C", "Answer: C", "C - a dense layer", "Antwort: C", "答案是C", "答えはC", "选C", "it's C", "C!", "Option C", "**C** a dense layer", "$C$", "“a dense layer”", "C, a dense layer", "[C]", "c.", "I choose C"]),
    ("choice", OFF, ["A", "B", "C or D", "C, D", "not C", "C? no, B", "C/D", "nicht C", "anything but C", "max pooling", "C: max pooling", "a dense layer or dropout", "no dense layer", "not a dense layer", "E", "ABC", "all", "none", "not a dense layer but dropout", "C B", "不是C", "Cではない", "either C", "C > B", "A dense layer? No."]),
    ("multi", RIGHT, ["B, D", "BD", "b d", "D,B", "B and D", "B und D", "B+D", "B & D", "B; D", "B\nD", "{B, D}", "[B, D]", "(B), (D)", "biases, step size", "step size and biases", "B) biases\nD) step size", "- B\n- D", "only B and D", "答案是B, D", "B、D", "B和D", "B と D", "B / D", "B, D."]),
    ("multi", {"wrong", "partial", "unreadable"}, ["B", "D", "A, B, D", "all", "B or D", "B, not D", "A, C", "not A, not C", "all but A and C", "B, D, E", "B, D?", "neither", "weights, step size", "B = D", "B - D", "B..D", "B bis D", "everything except B, D"]),
    ("boolean", RIGHT, ["true", "True", "T", "yes", "Yes.", "wahr", "richtig", "ja", "vrai", "oui", "sí", "verdadero", "vero", "sim", "correct", "it is true", "是", "对", "はい", "正しい", "TRUE", "true!", "Y", "“true”", "**true**", "Das ist wahr."]),
    ("boolean", OFF, ["false", "no", "not true", "untrue", "true or false", "never true", "half true", "nicht wahr", "unwahr", "pas vrai", "nope", "true? no", "yes and no", "falsch", "不是", "不对", "いいえ", "maybe", "true unless b = 0", "true, no false", "sometimes true", "only if true", "1/2"]),
    ("order", RIGHT, ["B, C, A", "B C A", "BCA", "b,c,a", "B -> C -> A", "B→C→A", "B > C > A", "1. B\n2. C\n3. A", "forward, backward, update", "forward -> backward -> update", "B, C und A", "B; C; A", "first B, then C, then A", "B\nC\nA", "[B, C, A]", "B - C - A", "(B, C, A)", "B then C then A", "1) forward 2) backward 3) update"]),
    ("order", OFF, ["A, B, C", "C, B, A", "B, C", "B, A, C", "B, C, A, A", "A -> C -> B", "A <- C <- B and back", "B or C, A", "B, C, D", "not B, C, A", "1. A 2. C 3. B", "B C A or B A C", "reverse: B, C, A"]),
    ("code", RIGHT, ["nn.Linear(100, 10)", "Linear(100,10)", "torch.nn.Linear(100, 10)", "nn.Linear(in_features=100, out_features=10)", "Linear(in_features=100, out_features=10, bias=True)", "layer = nn.Linear(100, 10)", "nn.Linear(10*10, 10)", "`nn.Linear(100, 10)`", "self.fc = nn.Linear(100, 10)", "nn.Linear(100, 10, bias=True)  # with biases", "import torch.nn as nn\nfc = nn.Linear(100, 10)", "nn.Linear(100, 10);", "nn.Linear(out_features=10, in_features=100)", "```\nnn.Linear(100, 10)\n```", "nn.Sequential(nn.Linear(100, 10))"]),
    ("code", OFF, ["nn.Linear(10, 100)", "nn.Linear(100, 10, bias=False)", "nn.Linear(100)", "nn.Linear(1000, 10)", "nn.Conv1d(100, 10, 1)", "nn.Linear(100, 10), nn.ReLU()", "nn.Linear(100, 10) or nn.Linear(10, 100)", "nn.Sequential(nn.Linear(100, 10), nn.ReLU())", "nn.Linear(100., 10)", "# nn.Linear(100, 10)", "nn.Linear(n, 10)", "Dense(10)", "nn.LazyLinear(10)", "not nn.Linear(100, 10)", "100 * 10", "nn.Bilinear(100, 10, 1)"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "allowed", "texts"), GROUPS)
def test_the_verdicts_are_the_examiners(name: str, allowed: set[str], texts: list[str]) -> None:
    kind, key, settings = QUESTIONS[name]
    judge = answer_kind(kind, key, **settings)
    verdicts = {text: judge.judge(text) for text in texts}
    assert {text: v for text, v in verdicts.items() if v.status not in allowed} == {}
