"""Figures in a terminal."""

import pytest

from quizgen.document.figures import scene_text
from quizgen.document.figures.braille import printed
from quizgen.document.figures.scene import Path, compose
from quizgen.figure import BUILDERS
from quizgen.solver import Conv1d, MaxPool2d


def shown(name: str, *arguments: object, width: int = 80, **settings: object) -> str:
    return scene_text(BUILDERS[name](*arguments, **settings), width)


def test_weight_matrix() -> None:
    assert shown("weight_matrix", Conv1d(1, 1, 2, bias=False), 3).splitlines() == [
        "                    ⎡x₁⎤",
        "⎡h₁⎤ = ⎡v₁  v₂  0 ⎤ ⎢x₂⎥",
        "⎣h₂⎦   ⎣0   v₁  v₂⎦ ⎣x₃⎦",
    ]


def test_window_of_a_vector() -> None:
    assert shown("sliding_window", [0, 3, 10, -2], [-2, 1], at=2).splitlines() == [
        "x      0 [ 3  10] −2",
        "v        [−2   1]",
        "h₂ = ?",
    ]


def test_window_of_a_matrix() -> None:
    assert shown("sliding_window", [[1, 2, 3], [4, 5, 6]], 2, at=(1, 2)).splitlines() == [
        "x     1 [2  3]",
        "      4 [5  6]",
        "h₁,₂ = ?",
    ]


def test_one_hot() -> None:
    assert shown("one_hot", "a b", "abcdefghijk", window=(1, 2)).splitlines()[:3] == [
        "     a     b",
        "  a [1  0] 0",
        "  b [0  0] 1",
    ]


def test_layer_stack() -> None:
    assert shown("layer_stack", [MaxPool2d(2)], (1, 4, 4)).splitlines() == [
        "input 1 × 4 × 4",
        "  ↓",
        "[ MaxPool2d: window 2 × 2, stride 2 ]",
        "  ↓  shape ____________",
    ]


def test_learning_curves_are_a_table() -> None:
    assert shown("learning_curves", [0.9, 0.5], [1, 0.75]).splitlines() == [
        "epoch  subtrain  validation",
        "    1       0.9           1",
        "    2       0.5        0.75",
    ]


def test_a_small_network_is_drawn() -> None:
    drawn = shown("network", (1, 2, 1))
    for name in ("(x₁)", "(h₁)", "(h₂)", "(f)"):
        assert name in drawn
    assert any(0x2800 < ord(sign) <= 0x28FF for sign in drawn)


def test_a_curve_lies_where_its_values_are() -> None:
    rows = shown("activations", ["relu"]).splitlines()
    zero = next(row for row in rows if row.startswith("0 "))
    # The left half of ReLU is flat at 0; its right half rises to 3 at the right edge.
    assert all(0x2800 < ord(sign) <= 0x28FF for sign in zero[3:20])
    assert zero[30:].strip() in {"│", ""}
    top = next(row for row in rows if row.startswith("3 "))
    assert 0x2800 < ord(top[-1]) <= 0x28FF


def test_dots_lie_where_the_line_is() -> None:
    # Two columns and two rows of 4 × 2 dots each: a line falling through all of them.
    scene = compose([Path((((0.0, 0.0), (4.0, 6.0)),))], "a falling line")
    rows = printed(scene, 40).splitlines()
    lit = sorted(
        (row * 4 + dot_row, column * 2 + dot_column)
        for row, text in enumerate(rows)
        for column, sign in enumerate(text)
        for dot_row, bits in enumerate(((1, 8), (2, 16), (4, 32), (64, 128)))
        for dot_column, bit in enumerate(bits)
        if ord(sign) >= 0x2800 and (ord(sign) - 0x2800) & bit
    )
    assert len(lit) >= 6
    assert [column for _, column in lit] == sorted(column for _, column in lit)


def test_what_only_colour_shows_is_said_in_words() -> None:
    said = shown("connections", Conv1d(1, 1, 2, bias=False), 3)
    assert said.replace("\n", " ") == (
        "Figure: Connection diagram. Inputs: x1 to x3. By v1 and v2, in this order, "
        "h1 is joined with x1 and x2; h2 with x2 and x3."
    )


def test_a_crowded_drawing_is_said_in_words() -> None:
    assert shown("network", (12, 5, 10)).startswith("Figure: Network diagram.")
    assert shown("activations", ["relu", "tanh"], width=30).startswith("Figure: Plots")


def test_a_description_has_minus_signs() -> None:
    said = shown("contour", [[-1, 2]], width=200)
    assert "from −2π to 2π" in said
    assert "(−1, 2)" in said
    assert "-" not in said


@pytest.mark.parametrize("width", [70, 76, 80, 90, 100])
def test_a_name_covers_no_head_of_an_arrow(width: int) -> None:
    """Seven arrows to the right, and down from three weights and the label; ((·)²) is a wide name."""
    drawn = shown("computation_graph", 3, backward=False, width=width)
    assert drawn.startswith("Figure") or (drawn.count("→"), drawn.count("↓")) == (7, 4)
    nodes = [["s", 3], ["y", 1], ["e", "-", "s", "y"], ["L", r"(\cdot)^2", "e"]]
    assert "→((⋅)²)" in shown("expression_graph", nodes, width=width).replace(" ", "")
