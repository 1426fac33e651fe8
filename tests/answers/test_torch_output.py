"""What torch prints now is read as it is; the expected entries are those the tensor was given."""

from fractions import Fraction
from typing import Any

import pytest

from quizgen.answers import answer_kind

torch: Any = pytest.importorskip("torch")

INTEGERS = [[1, -2, 30], [0, 4, -500]]


class TestTorch:
    """Tensors with type, device, gradient; layers' parameters."""

    @pytest.mark.parametrize(
        "tensor",
        [
            torch.tensor(INTEGERS),
            torch.tensor(INTEGERS, dtype=torch.float64),
            torch.tensor(INTEGERS, dtype=torch.float32, requires_grad=True),
            torch.tensor(INTEGERS, dtype=torch.float32, requires_grad=True) * 1,
            torch.nn.Parameter(torch.tensor(INTEGERS, dtype=torch.float32)),
        ],
        ids=["int", "double", "leaf", "grad_fn", "parameter"],
    )
    def test_matrices(self, tensor: Any) -> None:
        assert answer_kind("matrix", [[1]]).read(repr(tensor)) == INTEGERS

    def test_scientific_notation(self) -> None:
        text = repr(torch.tensor([1e-5, 3e5]))
        assert "e-05" in text
        assert answer_kind("vector", [1]).read(text) == [Fraction(1, 100_000), 300_000]

    def test_long_vectors_wrap(self) -> None:
        assert answer_kind("vector", [1]).read(repr(torch.arange(200))) == list(range(200))

    def test_a_device_is_no_entry(self) -> None:
        text = "tensor([3., 4.], device='cuda:0', dtype=torch.float64, grad_fn=<ViewBackward0>)"
        assert answer_kind("vector", [1]).read(text) == [3, 4]

    def test_one_number(self) -> None:
        mean = torch.tensor([3.0, 4.0], requires_grad=True).mean()
        assert "grad_fn" in repr(mean)
        assert answer_kind("real", 3.5).judge(repr(mean)).status == "correct"

    def test_sizes(self) -> None:
        text = repr(torch.zeros(2, 3, 4).shape)
        assert answer_kind("shape", (2, 3, 4)).judge(text).status == "correct"

    @pytest.mark.parametrize(
        "tensor",
        [
            torch.arange(2000),
            torch.tensor([]),
            torch.tensor([1.0, float("nan")]),
            torch.zeros(0, 3),
        ],
    )
    def test_what_is_not_printed_whole_cannot_be_read(self, tensor: Any) -> None:
        assert answer_kind("vector", [1]).judge(repr(tensor)).status == "unreadable"
