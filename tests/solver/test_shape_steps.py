"""How a derivation tells sizes, and sums over channels."""

import pytest

from quizgen.solver import GRU, LSTM, RNN, AvgPool2d, Conv1d, Conv2d, Conv3d, ConvTranspose2d
from quizgen.telling import recording


def told(layer: object, shape: object) -> list[str]:
    with recording() as steps:
        layer.output_shape(shape)  # type: ignore[attr-defined]
    return [str(step) for step in steps]


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        pytest.param(Conv2d(1, 2, (3, 2), stride=2, padding=1), (1, 9, 8), id="convolution"),
        pytest.param(AvgPool2d(3), (4, 9, 8), id="pooling"),
        pytest.param(ConvTranspose2d(1, 2, 3, stride=2, output_padding=1), (1, 4, 5), id="back"),
        pytest.param(Conv3d(1, 2, 2), (1, 4, 5, 6), id="volume"),
    ],
)
def test_sides_have_names_and_no_letters(layer: object, shape: tuple[int, ...]) -> None:
    """Nobody has introduced a letter for the height of an image."""
    names = ("depth", "height", "width")[4 - len(shape) :]
    lines = told(layer, shape)
    assert [line.split(" = ")[0] for line in lines] == [rf"\text{{{n}}}" for n in (*names, "shape")]
    assert not any(letter in line for line in lines for letter in "DUPSK")


def test_a_sequence_is_told_in_the_letters_of_the_lecture() -> None:
    assert told(Conv1d(1, 1, 2), 5) == ["U = D - P + 1 = 5 - 2 + 1 = 4"]


def test_a_sum_over_channels_has_a_bracket_for_each() -> None:
    layer = Conv1d(2, 1, 2)
    with recording() as steps:
        found = layer.output([[1, 2], [3, -4]], weight=[[5, 6], [7, 8]], bias=[-9])
    assert found.tolist() == [[1 * 5 + 2 * 6 + 3 * 7 - 4 * 8 - 9]]
    (step,) = steps
    assert step.substitution == (r"(5 \cdot 1 + 6 \cdot 2) + (7 \cdot 3 + 8 \cdot (-4)) + (-9)")


@pytest.mark.parametrize(
    ("layer", "product", "note"),
    [
        (GRU(3, 5), r"3 \cdot 5 \cdot 3", "3 blocks of 5 rows: reset, update, new state."),
        (LSTM(4, 2), r"4 \cdot 2 \cdot 4", "4 blocks of 2 rows: input, forget, cell, output."),
        (RNN(3, 5), r"5 \cdot 3", ""),
    ],
)
def test_gates_are_told_as_a_factor(layer: GRU | LSTM | RNN, product: str, note: str) -> None:
    """Not 15 · 3, where nobody knows what 15 is."""
    with recording() as steps:
        count = layer.parameter_count
    assert (steps[0].substitution, steps[0].note) == (product, note)
    assert all(not step.note for step in steps[1:])
    assert steps[-1].value == str(count)
