"""Numbers that a text keeps in a tensor and makes a size of: those of PyTorch and numpy, or refused."""

from typing import Any

import pytest

from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")

HEAD = "import torch\nimport numpy as np\nfrom torch import nn\n"
# What is changed through one name and looked at through another.
CHANGED = r"""
t = torch.tensor([1, 2, 3]); v = t[1:]; v += 5; n = int(t[1])
t = torch.tensor([1, 2, 3]); v = t[1:]; t += 5; n = int(v[1])
t = torch.tensor([1, 2, 3]); v, w = t[1:], t[:2]; v[0] = 7; n = int(w[1])
t = torch.tensor([1, 2, 3]); v = t.view(3); v[0] = 9; n = int(t[0])
t = torch.arange(1, 5); u = t; u += 2; n = int(t[0])
t = torch.arange(1, 5); t[1:3] = 7; n = int(t[2])
t = torch.tensor(5); u = t; u += 1; n = int(t)
t = torch.tensor(5); t += 1; n = int(t)
t = torch.tensor(5); t.mul_(2); n = int(t)
t = torch.tensor([4, 5]); t.data = torch.tensor([1, 2]); n = int(t[0])
t = torch.tensor([4, 5]); u = torch.tensor(t); u += 1; n = int(t[0])
t = torch.tensor([4, 5]); u = torch.as_tensor(t); u += 1; n = int(t[0])
t = np.array([3, 1, 2]); v = t[1:]; v += 5; n = int(t[1])
t = np.array([3, 1, 2]); v = t[1:]; v[0] = 8; n = int(t[1])
t = np.array([3, 1]); u = np.array(t); u[0] = 9; n = int(t[0])
""".strip().splitlines()
READ = r"""
t = torch.tensor([3, 1, 2]); n = int(torch.prod(t)) + int(t.sum())
t = torch.tensor(5); t += 1; n = int(t)
t = torch.tensor([1, 2, 3]); n = 3 if 2 in t else 4
t = torch.tensor([1, 2, 3]); n = 3 if 7 in t else 4
t = torch.bincount(torch.tensor([0, 2, 2])); n = int(t[2]) + len(t)
t = torch.bincount(torch.tensor([1, 30_000])); n = len(t)
t = torch.empty(0, 4); n = t.shape[1] + len(t) + t.numel()
t = torch.tensor([1, 2, 3]); v = t[1:]; n = int(v[0]) + int(t[0])
""".strip().splitlines()


def counts(lines: str) -> tuple[Any, int]:
    text = f"{HEAD}{lines}\nnet = nn.Linear(4, n)\n"
    space: dict[str, Any] = {}
    exec(compile(text, "numbers", "exec"), space)  # noqa: S102 - the text of this test
    try:
        found: Any = read_torch(text, input_shape=(4,)).parameter_count
    except UserError as error:
        found = error
    return found, sum(p.numel() for p in space["net"].parameters())


@pytest.mark.filterwarnings("ignore:To copy construct")
@pytest.mark.parametrize("lines", CHANGED)
def test_what_is_changed_through_another_name_is_never_another_number(lines: str) -> None:
    found, wanted = counts(lines)
    assert isinstance(found, UserError) or found == wanted


@pytest.mark.parametrize("lines", READ)
def test_what_is_known_is_read(lines: str) -> None:
    found, wanted = counts(lines)
    assert found == wanted


def test_many_counts_take_no_memory() -> None:
    text = f"{HEAD}t = torch.bincount(torch.tensor([10 ** 12]))\nnet = nn.Linear(4, 3)\n"
    assert read_torch(text, input_shape=(4,)).parameter_count == 15
