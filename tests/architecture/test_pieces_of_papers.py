"""Pieces of papers' code that no layer of PyTorch stands for: parameters and shapes are those that torch gives."""

from collections import Counter
from typing import Any

import pytest

from quizgen.architecture import summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
ROTARY = """
class Net(nn.Module):
    def __init__(self, dim=8, longest=16):
        super().__init__()
        self.q = nn.Linear(dim, dim)
        freqs = 1.0 / (10000.0 ** (torch.arange(0, dim, 2).float() / dim))
        freqs = torch.outer(torch.arange(longest), freqs)
        self.turns = torch.polar(torch.ones_like(freqs), freqs)
    def forward(self, x):
        q = torch.view_as_complex(self.q(x).float().reshape(*x.shape[:-1], -1, 2))
        turns = self.turns[: x.shape[1]].view(1, x.shape[1], -1)
        return torch.view_as_real(q * turns).flatten(2).type_as(x)
net = Net()
"""
POOLED = """
class Net(nn.Module):
    def __init__(self, places=6, width=8, heads=2, out=5):
        super().__init__()
        self.place = nn.Parameter(torch.randn(places + 1, width))
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(width, width) for _ in range(3))
        self.c_proj = nn.Linear(width, out)
        self.heads = heads
    def forward(self, x):
        x = x.permute(1, 0, 2)
        x = torch.cat([x.mean(dim=0, keepdim=True), x], dim=0) + self.place[:, None, :]
        x, _ = F.multi_head_attention_forward(
            query=x[:1], key=x, value=x, embed_dim_to_check=x.shape[-1], num_heads=self.heads, in_proj_weight=None,
            in_proj_bias=torch.cat([self.q_proj.bias, self.k_proj.bias, self.v_proj.bias]), bias_k=None, bias_v=None,
            add_zero_attn=False, dropout_p=0.0, out_proj_weight=self.c_proj.weight, out_proj_bias=self.c_proj.bias,
            use_separate_proj_weight=True, q_proj_weight=self.q_proj.weight, k_proj_weight=self.k_proj.weight,
            v_proj_weight=self.v_proj.weight, training=self.training, need_weights=False)
        return x.squeeze(0)
net = Net()
"""
JOINT = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.whole, self.bias = nn.Parameter(torch.ones(24, 8)), nn.Parameter(torch.zeros(24))
        self.out = nn.Linear(8, 8)
    def forward(self, x):
        x = x.transpose(0, 1)
        y = F.multi_head_attention_forward(x, x, x, 8, 2, self.whole, self.bias, None, None, False, 0.0,
            self.out.weight, self.out.bias, need_weights=False)[0]
        return y.transpose(0, 1)
net = Net()
"""
OF_TWO = JOINT.replace("(x, x, x, 8", "(x, x + 1, x, 8")


def by_torch(code: str, x: Any) -> tuple[int, tuple[int, ...]]:
    space: dict[str, Any] = {"__name__": "pieces"}
    exec(HEAD + code, space)  # noqa: S102 - the code of this test
    net = space["net"].eval()
    return sum(p.numel() for p in net.parameters()), tuple(net(x).shape[1:])


@pytest.mark.parametrize("code", [ROTARY, POOLED, JOINT], ids=["rotary", "pooled", "joint"])
def test_parameters_and_shapes_are_pytorchs(code: str) -> None:
    network = read_torch(HEAD + code, input_shape=(6, 8))
    found = summarise(network, (6, 8))
    assert (found.total("parameters"), found.output_shape) == by_torch(code, torch.rand(3, 6, 8))
    assert network.left_out


EQUAL = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 3)
    def pick(self, x, y):
        return self.a(x) if torch.equal(x, y) else self.b(x)
    def forward(self, x):
        {line}
net = Net()
"""


@pytest.mark.parametrize("line", ["return self.pick(x, x)", "return self.pick(x, x[:, :2])"])
def test_equal_tensors_decide(line: str) -> None:
    code = EQUAL.format(line=line)
    found = summarise(read_torch(HEAD + code, input_shape=(6, 8)), (6, 8))
    assert (found.total("parameters"), found.output_shape) == by_torch(code, torch.rand(3, 6, 8))


def test_tensors_that_data_may_make_equal_are_refused() -> None:
    with pytest.raises(UserError, match=r"torch\.equal depends on the data"):
        read_torch(HEAD + EQUAL.format(line="return self.pick(x, 2 * x)"), input_shape=(6, 8))


@pytest.mark.parametrize("given", ["torch.ones(6)", "torch.ones(6), 0", "torch.ones(5), -1", "torch.ones(9, 6)", "torch.ones(6, 7), 1"])  # fmt: skip
def test_diagonals(given: str) -> None:
    lines = (
        f"    def forward(self, x):\n        return self.fc(x) + torch.diag({given})\nnet = Net()\n"
    )
    code = f"class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(6, 6)\n{lines}"
    found = summarise(read_torch(HEAD + code, input_shape=(6, 6)), (6, 6))
    assert (42, found.output_shape) == by_torch(code, torch.rand(3, 6, 6))


def test_attention_by_weights_counts_its_products() -> None:
    """One query and 7 keys of width 8; the projections of 1, 7 and 7 places; the one place that is left."""
    found = summarise(read_torch(HEAD + POOLED, input_shape=(6, 8)), (6, 8))
    attention = next(line for line in found.lines if "attention" in line.name)
    assert attention.macs == 2 * 1 * 7 * 8
    products = [line.macs for line in found.lines if type(line.layer).__name__ == "Linear"]
    assert Counter(products) == Counter([1 * 8 * 8, 7 * 8 * 8, 7 * 8 * 8, 1 * 8 * 5])


def test_one_matrix_for_different_inputs_is_refused() -> None:
    with pytest.raises(UserError, match="attention of several inputs by one matrix"):
        read_torch(HEAD + OF_TWO, input_shape=(6, 8))


def test_rows_of_a_learned_table_by_the_input() -> None:
    code = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(9, 4))
        self.out = nn.Linear(4, 9)
    def forward(self, words):
        return self.out(self.table[words])
net = Net()
"""
    found = summarise(read_torch(HEAD + code, input_shape=(5,)), (5,))
    words = torch.zeros(3, 5, dtype=torch.long)
    assert (found.total("parameters"), found.output_shape) == by_torch(code, words)


TRAINS = """
net = nn.Linear(3, 2)
longest, step = -1, 0
while True:
    step += 1
    net(torch.rand(1, 3)).sum().backward()
    if longest >= 0 and step >= longest:
        {leave}
"""


def test_a_loop_that_trains_as_long_as_it_may() -> None:
    """`--max-steps -1`: nothing ends it but the user, and the network is what it was."""
    assert read_torch(HEAD + TRAINS.format(leave="break")).parameter_count == 8


def test_what_such_a_loop_changes_is_not_known() -> None:
    grows = TRAINS.format(leave="break") + "net = nn.Linear(3, step)\n"
    with pytest.raises(UserError, match="step is not known"):
        read_torch(HEAD + grows)


def test_a_loop_that_nothing_ends_is_refused() -> None:
    with pytest.raises(UserError, match="this goes on for too long"):
        read_torch(HEAD + TRAINS.format(leave="pass"))
