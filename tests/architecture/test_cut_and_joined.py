"""Batches behind each other, stacks of matrices, empty beginnings, and calls that cut and join by other names.

PyTorch runs the same text: shapes, parameters and, where layers compute them, values are its own.
"""

from typing import Any

import pytest

from quizgen.architecture import summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.writing import to_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")
from tests.architecture.module_values import check_values, flat  # noqa: E402 - it needs torch

HEAD = "import torch\nfrom functools import partialmethod\nfrom torch import nn\nimport torch.nn.functional as F\n"
NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.f, self.g = nn.Linear(6, 6), nn.Linear(6, 6)
        self.w, self.v = nn.Parameter(torch.rand(3, 6, 5)), nn.Parameter(torch.rand(3, 5, 7))
        self.ff, self.fg = nn.quantized.FloatFunctional(), torch.ao.nn.quantized.FloatFunctional()
    def joined(self, x, y, times=1):
        return self.f(x) + times * self.g(y)
    thrice = partialmethod(joined, times=3)
    def forward(self, x):
        LINES
net = Net()
"""
# Of a batch of matrices of 4 rows and 6 columns; a name that is not in the text is no part of the net.
AS_TORCH = r"""
a, b = self.f(torch.cat([x, self.g(x)], dim=0)).chunk(2, dim=0); return a - 2 * b
a, b = torch.split(self.f(torch.cat((x, self.g(x)))), x.size(0)); return a - 2 * b
z = self.f(torch.cat([x, self.g(x), 2 * x])); n = x.shape[0]; return z[:n] - 2 * z[n : 2 * n] + 3 * z[2 * n :]
z = self.f(torch.cat([x, self.g(x), 2 * x])); return z.view(3, x.size(0), 4, 6)[1] + z[x.size(0) :].chunk(2)[1]
q = torch.cat(self.f(x).split(2, 2), 0); k = torch.cat(self.g(x).split(2, 2), 0); a = torch.softmax(q.bmm(k.transpose(1, 2)), 2); return torch.cat(a.bmm(q).split(x.size(0), 0), 2)
return torch.einsum("btd,hdk->bhtk", self.f(x), self.w) * 2
return torch.einsum("bhtk,hkd->btd", torch.einsum("btd,hdk->bhtk", self.g(x), self.w), self.v)
return torch.einsum("bd,hdk->hbk", self.f(x[:, 0]), self.w).mean(0)
return torch.einsum("hbk,hkd->bhd", torch.einsum("bd,hdk->hbk", self.f(x[:, 0]), self.w), self.v)
out = torch.tensor([])\n        for f in (self.f, self.g): out = torch.cat((out, f(x)), 1)\n        return out
out = torch.empty(x.size(0), 4, 0)\n        for f in (self.f, self.g): out = torch.cat([out, f(x)], dim=-1)\n        return out
out = x.new_zeros(0)\n        for f in (self.f, self.g): out = torch.cat([out, f(x)], 2)\n        return out
p, q = torch.hsplit(self.f(x), 2); return torch.hstack([q, p, self.g(x)])
p, q, r = self.f(x).hsplit([1, 3]); return q + p - r[:, :1]
p, q = torch.dsplit(self.f(x), 2); return torch.dstack((q, self.g(x), p))
return self.fg.cat([self.ff.add(self.f(x), x), self.ff.mul_scalar(self.g(x), 0.5)], dim=1)
return self.ff.add_relu(self.ff.mul(self.f(x), x), self.g(x))
return self.thrice(x, x)
y = torch.flip(self.f(x), dims=[-1]); return torch.swapaxes(y, axis0=1, axis1=2).swapaxes(axis0=1, axis1=2) + torch.pow(self.g(x), exponent=2)
from torch.utils.checkpoint import checkpoint_sequential; return checkpoint_sequential(nn.Sequential(self.f, nn.Tanh(), self.g), 2, x, use_reentrant=False)
return self.f(x) * int(torch.prod(torch.tensor((2, 3))))
""".strip().splitlines()
SHAPES_ONLY = """
return torch.kron(torch.eye(2), self.w[0]).sum() * self.f(x), torch.diag_embed(self.g(x)), torch.diag_embed(self.f(x), 1)
return torch.rot90(self.f(x), 1, (1, 2)), torch.rot90(self.g(x), k=2, dims=[1, 2]), torch.rot90(self.g(x)[:, None], 3, (-2, -1))
return torch.stft(self.f(x)[:, 0].repeat(1, 5), 8, 3, window=torch.hann_window(8), return_complex=True).abs(), self.g(x)
return torch.stft(self.f(x).flatten(1), n_fft=8, window=torch.hann_window(8), center=False, onesided=False, return_complex=True).real, self.g(x)
a, b = torch.broadcast_tensors(self.f(x)[:, :1], self.g(x)); return a, b
d = torch.tensor([0, 2, 2]); return self.f(x) * torch.bincount(d, minlength=6), self.g(x)[:, : int(torch.bincount(d)[2])]
z = torch.fft.rfft(self.f(x)) * 1j; return torch.fft.irfft(1j * z, n=6), self.g(x)
return torch.tile(self.f(x), dims=(1, 2, 1)), self.g(x)[:, None].expand(size=(-1, 3, -1, -1))
return self.f(x).scatter_reduce(1, torch.zeros(x.size(0), 4, 6).long(), self.g(x), reduce="amax"), x
return torch.hstack([torch.zeros((4, 0)), torch.zeros(4, 6)]) + self.f(x), self.g(x)
""".strip().splitlines()


def read_and_run(lines: str) -> tuple[Any, Any, Any]:
    text = HEAD + NET.replace("LINES", lines.replace("\\n", "\n"))
    space: dict[str, Any] = {}
    exec(compile(text, "joined", "exec"), space)  # noqa: S102 - the text of this test
    return read_torch(text, input_shape=(4, 6)), space["net"].eval(), torch.rand(2, 4, 6)


def check_counts(network: Any, module: Any, given: Any) -> None:
    found = summarise(network, (4, 6))
    with torch.no_grad():
        outputs = [tuple(tensor.shape[1:]) for tensor in flat(module(given))]
    shapes = [found.shape_of(name) for name in network.results]
    assert (shapes[0], set(shapes)) == (outputs[0], set(outputs))
    assert found.total("parameters") == sum(p.numel() for p in module.parameters())


def check_written(network: Any, module: Any, given: Any) -> None:
    """The network written again as torch code, where `w` and `v` have other names, and sizes that nothing else has."""
    space: dict[str, Any] = {}
    exec(to_torch(network), space)  # noqa: S102 - what we have just written
    again = space["net"].eval()
    twins = dict(again.named_parameters())
    sizes = {twin.numel(): twin for twin in twins.values()}
    with torch.no_grad():
        for name, own in module.named_parameters():
            twin = twins[name] if name in twins else sizes[own.numel()]
            own.uniform_(-1, 1)
            twin.copy_(own.reshape(twin.shape))
        assert torch.allclose(again(given), module(given), atol=1e-5)


@pytest.mark.parametrize("lines", AS_TORCH)
def test_values_are_those_of_torch(lines: str) -> None:
    network, module, given = read_and_run(lines)
    check_counts(network, module, given)
    assert not network.left_out
    if "einsum" in lines:
        check_written(network, module, given)
    else:
        check_values(network, module, [given])


@pytest.mark.parametrize("lines", SHAPES_ONLY)
def test_shapes_and_parameters_are_those_of_torch(lines: str) -> None:
    network, module, given = read_and_run(lines)
    check_counts(network, module, given)
    assert network.left_out


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("return self.f(torch.cat([x, x[:, :2]], 0))", "dim=0 is the batch"),
        ("return self.f(x).chunk(2, dim=0)[0]", "dim=0 is the batch"),
        # PyTorch cuts batches themselves where the number of parts does not divide theirs.
        (
            "return torch.cat([x, self.f(x)]).chunk(3)[0]",
            r"chunk\(3\) of 2 batches behind each other",
        ),
        ("return torch.cat([x, x, self.f(x)]).chunk(2)[0]", r"chunk\(2\) of 3 batches behind"),
        ("return torch.cat([x, self.f(x)]).chunk(4)[0]", r"chunk\(4\) of 2 batches behind"),
        (
            "return torch.vsplit(self.w[0, 0], 5)[0]",
            "vsplit of 1 axis\n    fix: give a tensor of 2 axes",
        ),
        (
            "return torch.hsplit(self.f(x), 3)[0]",
            "hsplit of 4 entries into 3\n    fix: write a number that",
        ),
        (
            "return self.f(x) * torch.bincount(torch.tensor([-1, 5])), x",
            "bincount of negative numbers",
        ),
        (
            "a, b, c = self.f(torch.cat([x, x])).view(-1, 6).chunk(3); return a",
            "this view takes the batch apart in another way",
        ),
        ("return torch.nonzero(self.f(x))", "how many entries are not 0 depends on the data"),
        ("return self.f(x) + torch.empty(0)", r"\+ of a tensor and a tensor of nothing"),
        ("return torch.kron(self.f(x), self.w[0])", "kron of a batch"),
        (
            "return torch.cat([torch.zeros(3, 4, 0), self.f(x)], 2)",
            "cat along dim=2 of a tensor of nothing with other sizes",
        ),
        (
            "return torch.cat([torch.zeros(5, 0), self.f(x)], 0)",
            "cat along dim=0 of a tensor of nothing with other sizes",
        ),
        (
            "return torch.cat([torch.zeros(5, 0), self.w[0]], 0)",
            "cat along dim=0 of a tensor of nothing with other sizes",
        ),
        ("return torch.rot90(self.f(x), 1, (2, -1))", "rot90 in one axis"),
        (
            "return torch.stft(self.f(x), 4, return_complex=True)",
            "stft takes a sequence, or a batch of them",
        ),
        (
            "return torch.stft(self.f(x)[:, 0], 12, return_complex=True)",
            "stft with windows of 12 values",
        ),
        (
            "return self.f(x).index_select(1, torch.tensor([[0, 1]]))",
            "index_select takes one axis of places",
        ),
        ("return torch.bincount((x > 0).long()[0, 0])", "takes a part of the batch"),
        ("return Net.thrice(self, x, x)", "a partial method is taken from its class"),
    ],
)
def test_what_is_not_read_says_why(lines: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        read_and_run(lines)


@pytest.mark.parametrize("activation", ["F.silu", "nn.SiLU()", "torch.tanh", "nn.LeakyReLU(0.3)"])
def test_another_activation_of_a_transformer_layer_is_said(activation: str) -> None:
    text = f"{HEAD}net = nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, activation={activation}, batch_first=True), 2, enable_nested_tensor=False)\n"
    space: dict[str, Any] = {}
    exec(compile(text, "activation", "exec"), space)  # noqa: S102 - the text of this test
    network = read_torch(text, input_shape=(4, 6))
    assert network.parameter_count == sum(p.numel() for p in space["net"].parameters())
    assert any("activation" in said for said in network.left_out)


def test_an_activation_that_learns_is_refused() -> None:
    text = f"{HEAD}net = nn.TransformerEncoderLayer(6, 2, 8, activation=nn.PReLU(), batch_first=True)\n"
    with pytest.raises(UserError, match="TransformerEncoderLayer: activation"):
        read_torch(text, input_shape=(4, 6))
