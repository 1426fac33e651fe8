"""What an independent reader of the grader found: said, wrongly taken, or not taken though clear."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

C, W, U = "correct", "wrong", "unreadable"
ITEMS = {"choices": ["A", "B", "C"], "choice_texts": ["x * y", "x ** y", "x / y"]}
WORDS = {"choices": ["A", "B"], "choice_texts": ["ReLU", "Sigmoid"]}
STEPS = {"choices": ["A", "B"], "items": ["loss = f(x, y)", "loss.backward()"]}
LAYERS = "nn.Sequential(nn.Linear(4, 3), nn.ReLU())"
JUDGED: list[tuple[str, Any, dict[str, Any], str, str]] = [
    # No group of thousands begins with 0.
    ("real", 0.693, {"atol": 0.001}, "0,693", U),
    ("real", 0.693, {"atol": 0.001}, "-0,693", U),
    ("real", 0.693, {"atol": 0.001}, "0'693", U),
    ("real", 0.693, {"atol": 0.001, "decimal_comma": True}, "0,693", C),
    ("real", 0.693, {"atol": 0.001, "decimal_comma": True}, "0.693", U),
    ("integer", 1100, {"arithmetic": True, "decimal_comma": True}, "1.000 + 100", C),
    ("integer", 0, {"arithmetic": True}, "0x10", U),
    ("integer", 30, {"arithmetic": True}, "10x3", C),
    ("expression", "x/2", {"variables": ["x"], "decimal_comma": True}, "0,5*x", C),
    ("symbolic_matrix", [["x/2", "x"]], {"variables": ["x"], "decimal_comma": True}, "[0,5x; x]", C),
    # A name in front that says more than a name.
    *((("integer", 7, {}, f"{said} 7", U)) for said in ("minus:", "L^2 =", "sqrt(x)=", "log(L) =", "no:", "below:", "max =", "kein:")),
    ("integer", 7, {}, "loss: 7", C),
    ("integer", 7, {}, "W^{(1)} = 7", C),
    ("matrix", [[1, 2], [3, 4]], {}, "W^T = [[1, 2], [3, 4]]", U),
    ("matrix", [[1, 2], [3, 4]], {}, "transpose: [[1, 2], [3, 4]]", U),
    ("vector", [1, 2], {}, "reverse: [1, 2]", U),
    ("expression", "x", {"variables": ["x"]}, "h^2 = x", U),
    ("expression", "2*x", {"variables": ["x"]}, r"\frac{\partial L}{\partial w} = 2x", C),
    ("expression", "2*x", {"variables": ["x"]}, "dL/dw := 2x.", C),
    ("expression", "2*max(0,x)", {"variables": ["x"]}, r"2 np.max(0, x)", C),
    ("expression", "sigmoid(x)", {"variables": ["x"]}, r"\operatorname{sigmoid}(x)", C),
    # Numbers before items, signs that tell options apart, an option's own comma.
    ("order", ["B", "C", "A"], {"choices": ["A", "B", "C"]}, "3. A\n1. B\n2. C", U),
    ("order", ["A", "B", "C"], {"choices": ["A", "B", "C"]}, "3. A\n1. B\n2. C", U),
    ("order", ["A", "B", "C"], {"choices": ["A", "B", "C"]}, "1. A\n2. B\n3. C", C),
    ("order", ["A", "B"], STEPS, "loss = f(x, y)\nloss.backward()", C),
    ("order", ["A", "B"], STEPS, "A) loss = f(x, y)\nB) loss.backward()", C),
    ("order", ["A", "B"], STEPS, "1. loss.backward()\n2. loss = f(x, y)", W),
    ("choice", "B", ITEMS, "x ** y", C),
    ("choice", "B", ITEMS, "x * y", W),
    ("choice", "B", {"choice_texts": ["K", "k"]}, "k", C),
    ("choice", "B", {"choice_texts": ["$x^2$", "$x_2$"]}, "x*2", U),
    *((("choice", "B", WORDS, said, C)) for said in ("B (Sigmoid)", "Sigmoid (B)", "B, Sigmoid", "B = Sigmoid", "**Sigmoid**")),
    ("choice", "B", WORDS, "ReLU (B)", U),
    ("boolean", True, {}, "!true", U),
    ("boolean", True, {}, "true!", C),
    ("boolean", True, {}, "answer: true", C),
    ("boolean", False, {}, "falsch", C),
    # Tables.
    ("matrix", [[1, 2], [3, 4]], {}, "1;2\n3;4", C),
    ("matrix", [[1, 2], [3, 4]], {}, "1;2;\n3;4;", C),
    ("vector", [-1, 5], {}, "[3 - 4 5]", U),
    ("vector", [3, -22, -9], {}, "[3 - 22 - 9]", C),
    ("vector", [1, 2], {}, r"\begin{vmatrix} 1 & 2 \end{vmatrix}", U),
    # Layers under one name, or under none that torch takes.
    ("code", LAYERS, {}, 'nn.Sequential(OrderedDict([("a", nn.Linear(4, 3)), ("b", nn.ReLU())]))', C),
    ("code", LAYERS, {}, 'nn.Sequential(OrderedDict([("a", nn.Linear(4, 3)), ("a", nn.ReLU())]))', W),
    ("code", LAYERS, {}, 'nn.Sequential(OrderedDict([("a.b", nn.Linear(4, 3)), ("c", nn.ReLU())]))', W),
    ("code", LAYERS, {}, "nn.Sequential(OrderedDict([(1, nn.Linear(4, 3)), (2, nn.ReLU())]))", U),
    ("code", LAYERS, {}, 'nn.Sequential(open("x").OrderedDict([("a", nn.Linear(4, 3)), ("b", nn.ReLU())]))', U),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "settings", "answer", "status"), JUDGED)
def test_judged(kind: str, key: Any, settings: dict[str, Any], answer: str, status: str) -> None:
    verdict = answer_kind(kind, key, **settings).judge(answer)
    assert verdict.status == status, verdict


@pytest.mark.parametrize(
    ("kind", "key", "settings"),
    [
        ("multi", "Z", {"choices": ["A", "B"]}),
        ("integer", 7, {"units": "weights"}),
        ("choice", "A", {"choices": 5}),
        ("real", 0.5, {"atol": -5}),
    ],
)
def test_bad_settings_are_value_errors(kind: str, key: Any, settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=kind if kind != "multi" else "none of"):
        answer_kind(kind, key, **settings)


@pytest.mark.parametrize("key", [1, 3])
def test_one_off_is_not_close_to_a_small_number(key: int) -> None:
    assert answer_kind("integer", key).judge(str(key + 1)).feedback == ""
    assert answer_kind("integer", 28).judge("29").feedback == "Very close: one off."


def test_a_mixed_number_is_met_with_one_that_is_read() -> None:
    said = answer_kind("fraction", "23/2").judge("11½").feedback
    assert said == "a mixed number; did you mean 23/2?"


def test_long_texts_are_not_remembered() -> None:
    kind = answer_kind("integer", 7)
    for i in range(50):
        assert kind.judge(f"{i}" + "9" * 100_000).status == "unreadable"
    assert not kind._judged


@pytest.mark.parametrize(
    "text",
    [
        "²" * 3990,
        "1" + " " * 3990 + "1",
        "[1]" + "\n" * 3980 + "x",
        "A" + "\n" * 3990 + "B",
        "[1,2]^" + " " * 3900 + "x",
        "tensor([1,2], dtype=" + "a" * 3900 + "(())",
        "log" + " " * 3900 + "x",
    ],
)
@pytest.mark.parametrize(
    "kind", ["vector", "matrix", "shape", "symbolic_matrix", "choice", "order"]
)
def test_texts_that_made_patterns_slow(kind: str, text: str) -> None:
    """Judged like any other; how long it takes is measured by `benchmarks/fuzz_answers.py`."""
    key: Any = {"choice": "A", "order": ["A", "B"], "shape": [1, 2], "vector": [1, 2]}.get(kind, [[1, 2]])  # fmt: skip
    settings = {"choices": ["A", "B"]} if kind in ("choice", "order") else {}
    verdict = answer_kind(kind, key, **settings).judge(text)
    assert verdict.status in (W, U, C)
