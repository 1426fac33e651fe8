"""Tensors that others are written into, choose from or decide about: what comes out depends on both.

A layer whose result is written somewhere has been called: its multiply-adds count, and nothing says it is unused.
"""

from typing import Any

import pytest

from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")

HEAD = "import random\nimport torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)
        self.gru, self.lstm = nn.GRU(4, 4, batch_first=True), nn.LSTM(4, 4, batch_first=True)
        self.mha = nn.MultiheadAttention(4, 2, batch_first=True)
        self.dec = nn.TransformerDecoderLayer(4, 2, 8, batch_first=True)
    def forward(self, x):
        y, z = self.a(x), self.b(x)
        LINES
net = Net()
"""
# Each with a tensor y and a tensor z, of a layer each: both are on the way to what is returned.
BOTH = """
return y.gather(1, z.long().abs().clamp(0, 2))
return y.scatter(1, torch.zeros_like(y).long(), z)
return torch.zeros_like(y).scatter_add_(1, torch.zeros_like(y).long(), z) + y
return torch.zeros_like(y).index_add_(1, torch.tensor([0, 1, 2]), z) + y
return torch.zeros_like(y).masked_scatter(y > 0, z)
return torch.empty_like(y).copy_(z) + y
return y.masked_fill(z > 0, 0.0)
return torch.clamp(y, max=z)
return torch.searchsorted(z.sort(-1).values, y)
return torch.take_along_dim(y, z.argsort(1), 1)
return F.scaled_dot_product_attention(y, y, y, attn_mask=z @ z.transpose(1, 2))
return self.gru(y, z[:, :1].transpose(0, 1).contiguous())[0]
return self.lstm(y, (z[:, :1].transpose(0, 1).contiguous(), z[:, :1].transpose(0, 1).contiguous()))[0]
return self.mha(y, y, y, key_padding_mask=z.sum(-1) > 99)[0]
return self.dec(y, z)
return self.dec(y, y, memory_key_padding_mask=z.sum(-1) > 99)
o = torch.zeros(x.size(0), 3, 4); o[:, 0] = y[:, 0]; o[:, 1:] += z[:, 1:]; return o
o = torch.empty(3, x.size(0), 4); o[0] = y[:, 0]; o[1:] = z[:, 1:].transpose(0, 1); return o.transpose(0, 1)
o = y.clone(); o[:, 0, 0] = z[:, 0, 0]; return o
o = torch.zeros_like(y); o.data = y + z; return o
self.kept = torch.zeros_like(y); self.kept[:, 0] = y[:, 0]; self.kept[:, 1] = z[:, 1]; return self.kept
return y if random.random() < 0.5 else z
""".strip().splitlines()
# Here the part is written by itself: that the whole changes with it is said.
BY_A_PART = """
o = torch.zeros_like(y); part = o[:, 0]; part += y[:, 0]; return o
o = torch.zeros_like(y); o[:, 0].copy_(y[:, 0]); o.select(1, 1).add_(z[:, 1]); return o
""".strip().splitlines()


def on_the_way(network: Any) -> set[str]:
    """The nodes that an output depends on."""
    known = {node.name: node for node in network.nodes}
    found, waiting = set[str](), list(network.outputs or network.names[-1:])
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting += known[name].inputs
    return found


def module_of(text: str) -> Any:
    space: dict[str, Any] = {}
    exec(compile(text, "written", "exec"), space)  # noqa: S102 - the text of this test
    return space["net"].eval()


@pytest.mark.parametrize("lines", BOTH)
def test_what_is_written_is_on_the_way_to_the_output(lines: str) -> None:
    text = HEAD + NET.replace("LINES", lines)
    with torch.no_grad():
        wanted = tuple(module_of(text)(torch.rand(2, 3, 4)).shape[1:])
    network = read_torch(text, input_shape=(3, 4))
    assert {"a", "b"} <= on_the_way(network)
    assert network.output_shape((3, 4)) == wanted


@pytest.mark.parametrize("lines", BY_A_PART)
def test_a_part_of_zeros_that_is_written_by_itself_is_said(lines: str) -> None:
    network = read_torch(HEAD + NET.replace("LINES", lines), input_shape=(3, 4))
    assert any("a view of a tensor is changed in place" in said for said in network.left_out)


def test_products_of_every_step_count_where_the_steps_are_written_into_zeros() -> None:
    text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell, self.out = nn.Linear(7, 4), nn.Linear(4, 3)
    def forward(self, x):
        state, steps = torch.zeros(x.size(0), 4), torch.zeros(x.size(0), x.size(1), 3)
        for place in range(x.size(1)):
            state = torch.tanh(self.cell(torch.cat([x[:, place], state], 1)))
            found = self.out(state)
            steps[:, place] = found
            state = state if random.random() < 0.5 else torch.tanh(state)
        return steps
net = Net()
"""
    network = read_torch(HEAD + text, input_shape=(5, 3))
    assert network.macs((5, 3)) == 5 * (7 * 4 + 4 * 3)
    assert network.output_shape((5, 3)) == (5, 3)


def test_what_nobody_knows_is_not_written_in_silence() -> None:
    lines = "o = torch.zeros_like(y); mask = (y > 0).any(-1); o[mask] = self.b(y[mask]); return o"
    with pytest.raises(UserError, match="a tensor by another tensor depends on the data"):
        read_torch(HEAD + NET.replace("LINES", lines), input_shape=(3, 4))


def test_rows_of_a_table_for_each_observation() -> None:
    lines = "return torch.eye(4).index_select(0, (y + z)[:, 0].argmax(1))"
    text = HEAD + NET.replace("LINES", lines)
    wanted = tuple(module_of(text)(torch.rand(2, 3, 4)).shape[1:])
    assert read_torch(text, input_shape=(3, 4)).output_shape((3, 4)) == wanted


@pytest.mark.parametrize(
    "lines",
    [
        "return y @ self.a.weight + (self.a.weight ** 2).sum(0)",
        "return (self.a.weight ** 2).sum(1) + F.linear(y, self.a.weight)",
        "return torch.softmax(x @ self.codes.t() - (self.codes ** 2).sum(1), -1) @ self.codes + y",
    ],
)
def test_a_weight_whose_entries_are_used_too_counts_once(lines: str) -> None:
    more = "self.codes = nn.Parameter(torch.rand(6, 4))\n        self.a, "
    text = HEAD + NET.replace("LINES", lines).replace("self.a, ", more, 1)
    network = read_torch(text, input_shape=(3, 4))
    module = module_of(text)
    assert network.parameter_count == sum(p.numel() for p in module.parameters())
    assert network.output_shape((3, 4)) == tuple(module(torch.rand(2, 3, 4)).shape[1:])
    assert any("used in two ways" in said for said in network.left_out)


def test_one_of_two_layers_is_no_matter_of_luck() -> None:
    lines = "return self.a(y) if random.random() < 0.5 else self.b(y)"
    with pytest.raises(UserError, match="random"):
        read_torch(HEAD + NET.replace("LINES", lines), input_shape=(3, 4))
