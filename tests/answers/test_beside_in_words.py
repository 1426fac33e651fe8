"""Working, sentences and words without blanks beside a value: what says something else is not accepted."""

import random
from typing import Any

import pytest

from quizgen.answers import answer_kind

# A right value in each, and something beside it that makes it another answer.
OTHERS: list[tuple[str, Any, dict[str, Any], list[str]]] = [
    ("integer", 1500, {"names": ["P"], "units": ["weights"], "arithmetic": True}, ["1500 (1501)", "1500 (30*51)", "1500 (1500 - 1)", "1500 (-1500)", "1500 (= 1501)", "1500 (≈ 1600)", "1500 ± (2)", "1500 (2)", "1500 ( 3 )", "1500 (1500) (1501)", "1500 (1500 = 1501)", "1500 (1500)^2", "1500 (1500 biases)", "1500 (1500 biases not counted)", "1500 (per layer 1500)", "1500 (1500 or 1600)", "1500 (with 30 biases)", "1500 (without 30 biases)", "1500 biases (30*50)", "1500 weights (30*51)", "P^2 = 1500 (30*50)", "-1500 (30*50)", "1500 (30*50) or 1600", "1500 (30*50) + 1", "1500 (30*50) - 30", "1500 (30*50) biases", "2*1500 (3000)", "1500 thousand (1500)", "1500 (1.5 million)", "1500 (1500%)", "is 1500 not", "U is 1500 not", "P is not 1500", "Q_1 is 1500", "-P is 1500", "P² is 1500", "1/P is 1500", "half is 1500", "never is 1500", "P is 1500 is 1501", "exactly half 1500", "exactly not 1500", "only 1500 more", "The layer has 1500 biases", "It learns half 1500", "The layer has no 1500", "in total 1500 biases", "total 1500 + 30", "about 1500", "approx 1500", "ca. 1500", "circa 1500", "30 times 51", "30 mal 50 + 1", "30 fois 50 fois 2", "30 por 100", "30 times 50 times", "times 50", "30 times"]),
    ("fraction", "2/7", {"arithmetic": True, "names": ["f"]}, ["≈ 0.3", "2/7 ≈ 0.25", "3/7 ≈ 0.2857", "0.2857 ≈ 3/7", "f ≈ 2/8", "1/f ≈ 0.2857", "-f ≈ 0.2857", "≈ -0.2857", "about 2/8", "2/7 (3/7)", "2/7 (0.43)", "not ≈ 2/7", "7/2 ≈ 0.2857", "2/7 ≈ 0.2857 ≈ 0.3857", "f² ≈ 0.0816", "≈", "≈≈ 0.2857", "2/7 ≠ 0.2857", "0.2857 ± 0.1", "0.2857... (3/7)"]),
    ("real", "0.6931", {}, ["0.6931 (ln 3)", "0.6931 (0.8)", "about 0.8", "about half 0.6931", "1/ln 2 (0.6931)", "not about 0.6931", "about 0.6931 or 0.8", "about -0.6931", "-(0.6931)", "0.6931 (1)", "0.6931 (2)"]),
    ("expression", "2*x", {"variables": ["x"]}, ["2x (3x)", "2x (4)", "y = 2x = 3x", "x = 2x", "2x (x)", "exactly 3x"]),
    ("matrix", [[1, 2], [3, 4]], {"names": ["W"]}, ["| 1 2 |\n| 3 5 |", "|1 2|\n|3 4| = V", "V_1 = | 1 2 |\n| 3 4 |", "W^T = | 1 2 |\n| 3 4 |", "W^T =\n1 2\n3 4", "det W =\n| 1 2 |\n| 3 4 |", "inv =\n1 2\n3 4", "-W =\n1 2\n3 4", "2W =\n1 2\n3 4", "row 2: 1 2\nrow 1: 3 4", "row 1: 1 2\nrow 3: 3 4", "column 1: 1 2\ncolumn 2: 3 4", "col 1: 1 2\ncol 2: 3 4", "c1: 1 2\nc2: 3 4", "| 1 | 2 |\n| 3 | 5 |", "1 | 2\n3 | 5", "⎡1 2⎤\n⎣3 4⎦^T", "[[1,2],[3,4]] = W^T", "[[1,2],[3,4]] = V_2", "[[1,2],[3,4]] = -W", "|1 2|\n|3 4|²", "not | 1 2 |\n    | 3 4 |"]),
    ("vector", [3, -4, 5], {"names": ["h"]}, ["[3,-4,5] = -h", "[3,-4,5] = 2h", "[3,-4,5] = x_1", "|3|\n|-4|\n|-5|", "h2=3\nh1=-4\nh3=5", "x_1=3;x_2=-4;x_3=5", "dJ/dx = [3,-4,5]", "[3,-4,5] = ∇_x J", "h is not [3,-4,5]", "x_2 is [3,-4,5]", "relu(h) = [3,-4,5]", "(x1,x2,x3) = (3,-4,5)", "(h3,h2,h1) = (3,-4,5)", "h_1=3,h_2=-4,x_3=5", "-h_1=3,-h_2=-4,-h_3=5", "h_1²=3,h_2²=-4,h_3²=5", "dh_1=3,h_2=-4,h_3=5"]),
    ("choice", "B", {"choices": ["A", "B", "C"]}, ["B is not correct", "B is incorrect", "B is wrong", "not only B", "only A", "only not B", "B ist nicht richtig", "no es la B", "es la C", "B n'est pas juste", "just not B", "both B and C", "B is the wrong", "A is wrong, B", "C is correct", "B and C is correct", "B选项不对", "B以外", "非B"]),
    ("multi", ["A", "C"], {"choices": ["A", "B", "C"]}, ["not only A and C", "only A", "just not A and C", "A and C is wrong", "both A and B", "A和B", "A和C和B", "neither A nor C", "不是A和C", "除了A和C", "only B", "A ed B"]),
]  # fmt: skip
WORDS = """不 没 没有 约 大约 多 少 半 一半 倍 两倍 第 万 千 百 亿 以上 以下 左右 至少 最多 超过 非 未 無 ない 約 ではない より大きい 以外 除外 或 还是 可能 大概 接近 近 不到 负 零点 分之 加 减 乘 除 平方 立方 根号 对数 の逆数 の二乗 半分 余り 未満 ほぼ たぶん または マイナス 倍の 番目 号 元 岁 天 年 月 错 误 假 否 反 最大 最小 平均 前 后 上 下 之前 前の 次の もっと 差 比""".split()
HARMLESS = """答案 是 为 一共 总共 有 个 的 我 结果 参数 答え は です 個 重み の 合計 数 个数 权重""".split()
ABOUT = {"约", "大约", "約"}  # of a decimal, which may be rounded
VALUES: list[tuple[str, Any, dict[str, Any], str]] = [
    ("integer", 7, {}, "7"),
    ("integer", 7, {"units": ["weights"], "arithmetic": True}, "7"),
    ("fraction", "2/7", {"arithmetic": True}, "2/7"),
    ("real", "0.6931", {}, "0.6931"),
    ("vector", [3, -4], {}, "[3, -4]"),
    ("shape", [3, 4], {}, "(3, 4)"),
    ("expression", "2*x", {"variables": ["x"]}, "2x"),
    ("choice", "B", {"choices": ["A", "B", "C"]}, "B"),
    ("multi", ["A", "C"], {"choices": ["A", "B", "C"]}, "A, C"),
    ("boolean", True, {}, "true"),
]


@pytest.mark.parametrize(
    ("kind", "key", "settings", "text"),
    [(kind, key, settings, text) for kind, key, settings, texts in OTHERS for text in texts],
)
def test_something_else_is_said(kind: str, key: Any, settings: dict[str, Any], text: str) -> None:
    assert answer_kind(kind, key, **settings).judge(text).status != "correct"


@pytest.mark.again
def test_chinese_and_japanese_words_that_change_the_meaning() -> None:
    rng = random.Random(3)  # noqa: S311 - a corpus
    kinds = [(answer_kind(kind, key, **more), text) for kind, key, more, text in VALUES]
    accepted = []
    for _ in range(4_000):
        kind, value = rng.choice(kinds)
        sides = [[rng.choice(HARMLESS) for _ in range(rng.randint(0, 2))] for _ in range(2)]
        side, word = rng.choice(sides), rng.choice(WORDS)
        side.insert(rng.randint(0, len(side)), word)
        text = f"{''.join(sides[0])}{rng.choice(('', ' ', '：', '='))}{value}{''.join(sides[1])}"
        if kind.judge(text).status == "correct" and not (kind.name == "real" and word in ABOUT):
            accepted.append(text)
    assert accepted == []


@pytest.mark.parametrize(
    "text",
    [
        "答案是7",
        "一共有7个权重",
        "权重个数为7",
        "答えは7個です",
        "重みは7個",
        "合計7",
        "7个",
        "7個の重み",
    ],
)
def test_chinese_and_japanese_words_that_do_not(text: str) -> None:
    kind = answer_kind("integer", 7, units=["weights"], arithmetic=True)
    assert kind.judge(text).status == "correct"
