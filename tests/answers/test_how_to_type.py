"""The line that tells how to type an answer: for every kind, true under its settings, examples that read."""

from typing import Any

import pytest

from quizgen.answers import KINDS, answer_kind, how_to_type

# Kind, settings, a key, and the examples that the line gives.
EXAMPLES: list[tuple[str, dict[str, Any], Any, list[str]]] = [
    ("integer", {"arithmetic": True}, 50, ["10*5 = 50"]),
    ("fraction", {}, "1/2", ["3/2"]),
    ("fraction", {"lowest_terms": True}, "1/2", ["3/2"]),
    ("vector", {}, [1, 2, 3], ["[3, -4, 5]", "1/2"]),
    ("vector", {"decimal_comma": True}, [1, 2, 3], ["[3; -4; 5]", "1/2"]),
    ("matrix", {}, [[1, 2], [3, 4]], ["[[1, 2], [3, 4]]", "1/2"]),
    ("matrix", {"decimal_comma": True}, [[1, 2], [3, 4]], ["[[1; 2]; [3; 4]]", "1/2"]),
    ("shape", {}, (1, 2, 3), ["(3, 32, 32)"]),
    ("shape", {"axes": ["rows", "columns"]}, (2, 3), ["(32, 32)"]),
    ("shape", {"axes": ["length"]}, (2,), ["(32,)"]),
    ("shape", {"axes": ["batch", "channels", "height", "width"]}, (1, 2, 3, 4), ["(8, 3, 32, 32)"]),
    ("expression", {"variables": ["a", "b_1"]}, "a", ["2*a^2/(b_1 + 1)"]),
    ("expression", {"variables": []}, "ln(2)", ["ln(4/3)", "sqrt(2)/3"]),
    ("symbolic_matrix", {"variables": ["a_1", "b"]}, [["a_1", "b"]], ["[[a_1, 0], [2*a_1, b]]"]),
    ("matrix_expression", {"shapes": {"W": "m, n", "x": "n", "y": "n"}}, "W^T", ["W^T", "x .* y"]),
    ("multi", {"choices": ["A", "B", "C"]}, ["A"], ["A, C", "none"]),
    ("order", {"choices": ["A", "B", "D"]}, ["A", "B", "D"], ["B, D, A"]),
    ("boolean", {}, True, ["true", "false"]),
    (
        "table",
        {"rows": ["conv"], "columns": {"n": "integer", "s": "shape", "l": "boolean"}},
        [[216, [8, 28, 28], True]],
        ["216 | (8, 28, 28) | true"],
    ),
    ("code", {}, "nn.ReLU()", ["nn.Linear(4, 3)"]),
]


@pytest.mark.parametrize(("kind", "settings", "key", "examples"), EXAMPLES)
def test_every_example_of_the_line_can_be_read(
    kind: str, settings: dict[str, Any], key: Any, examples: list[str]
) -> None:
    line = how_to_type(kind, settings)
    judge = answer_kind(kind, key, **settings)
    for example in examples:
        assert example in line
        if kind == "shape" and settings.get("axes"):
            assert len(judge.read(example)) == len(key)  # as many sizes as are asked
        assert judge.judge(example).status != "unreadable", example


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_it_in_one_short_line(kind: str) -> None:
    found: list[dict[str, Any]] = [
        {},
        {"decimal_comma": True, "arithmetic": True, "units": ["weights"], "rounding": 3},
    ]
    for settings in found:
        line = how_to_type(kind, settings)
        assert 0 < len(line) <= 120
        assert "\n" not in line
        assert line[0] == line[0].lower() or line.startswith("PyTorch")


def test_single_and_multiple_choice_are_told_apart() -> None:
    assert "one option" in how_to_type("choice", {})
    assert "several options" in how_to_type("multi", {})


def test_settings_are_told() -> None:
    assert "a comma for decimals" in how_to_type("vector", {"decimal_comma": True})
    assert "working" not in how_to_type("integer", {})
    assert "unit" in how_to_type("integer", {"units": ["weights"]})
    assert "exact" in how_to_type("fraction", {})
    assert "4 significant digits" in how_to_type("fraction", {"rounding": 4})
    assert "3 significant figures" in how_to_type("real", {"sigfigs": 3})
    assert "within 0.01" in how_to_type("real", {"atol": "0.01"})
    assert "lowest terms" in how_to_type("fraction", {"lowest_terms": True})
    assert "in D and P" in how_to_type("expression", {"variables": ["D", "P"]})
    assert "C, H, W" in how_to_type("shape", {"axes": ["C", "H", "W"]})


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'integer'"):
        how_to_type("intger", {})
