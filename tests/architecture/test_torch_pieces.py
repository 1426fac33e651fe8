"""Calls on tensors, one by one: what PyTorch gives for a batch is what the network read gives for an observation."""

from typing import Any

import numpy as np
import pytest

from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError
from quizgen.solver import Network, ShapeError

torch: Any = pytest.importorskip("torch")
pytest.importorskip("einops")

# Each of a tensor x of sizes (batch, 3, 4, 6): what is computed as PyTorch does,
VALUES_TOO = """
x.transpose(1, 2)
x.transpose(-1, -3)
x.permute(0, 3, 1, 2)
torch.permute(x, (0, 2, 3, 1))
x.movedim(1, -1)
torch.movedim(x, (1, 2), (3, 1))
x.swapaxes(2, 3)
x.mT
x.flatten(1)
x.flatten(2)
x.flatten(1, 2)
torch.flatten(x, start_dim=2)
x.view(x.size(0), -1)
x.view(-1, 12, 6)
x.reshape(x.shape[0], 4, 18)
x.unflatten(3, (2, 3))
x.unsqueeze(1)
x.unsqueeze(-1)
x.unsqueeze(1).squeeze(1)
x[:, None]
x[:, 0]
x[:, -1, 1:3]
x[:, :, ::2]
x[..., 2]
x[:, [0, 2]]
x[:, 1, [0, 2]]
x[:, 1:]
x.narrow(2, 1, 2)
x.select(1, 1)
torch.select(x, 2, 0)
x.chunk(2, dim=2)[1]
torch.chunk(x, 3, 1)[0]
x.split(2, dim=3)[2]
torch.split(x, [1, 3], dim=2)[1]
x.unbind(1)[2]
torch.unbind(x, dim=2)[0]
torch.cat([x, x], dim=1)
torch.cat((x, x[:, :1]), 1)
torch.stack([x, x], dim=1)
torch.concat([x, x], -1)
x.mean(1)
x.mean(dim=(2, 3))
x.mean([2, 3], keepdim=True)
x.sum(1)
x.sum(dim=-1, keepdim=True)
torch.sum(x, 2)
x.amax(1)
torch.amax(x, dim=(2, 3))
x.max(dim=2)[0]
x.max(2).values
x.min(dim=1).values
x + 1
1 - x
2 * x
x / 4
x * x
x + x.flip(1)
-x
x.abs()
x ** 2
x.pow(2)
x.square()
x.exp()
torch.exp(x)
x.sigmoid()
torch.tanh(x)
x.relu()
F.relu(x)
F.leaky_relu(x, 0.2)
F.elu(x)
F.gelu(x)
F.silu(x)
F.softplus(x)
F.hardtanh(x)
F.relu6(x)
F.softmax(x, dim=1)
x.softmax(-1)
F.log_softmax(x, dim=1)
x.clamp(0, 1)
x.clamp(min=0)
torch.clamp(x, -1, 1)
F.pad(x, (1, 2))
F.pad(x, (1, 1, 2, 0))
F.pad(x, (0, 0, 1, 1), value=3)
F.pad(x, (1, 1, 1, 1), mode="reflect")
F.max_pool2d(x, 2)
F.avg_pool2d(x, (2, 3))
F.max_pool2d(x, 2, stride=1)
F.adaptive_avg_pool2d(x, 1)
F.adaptive_avg_pool2d(x, (2, 3))
F.adaptive_max_pool2d(x, 2)
F.interpolate(x, scale_factor=2)
F.interpolate(x, size=(8, 9))
F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
F.unfold(x, 2)
F.pixel_unshuffle(x, 2)
F.dropout(x, 0.5, self.training)
F.layer_norm(x, (6,))
F.group_norm(x, 3)
x @ x.transpose(2, 3)
torch.matmul(x, x.mT)
torch.bmm(x[:, 0], x[:, 1].transpose(1, 2))
torch.einsum("bchw,bdhw->bcd", x, x)
torch.einsum("bchw->bhwc", x)
torch.einsum("bchw,bchv->bcwv", x, x)
torch.einsum("bchw->bc", x)
torch.einsum("bchw,bchw->bchw", x, x)
torch.einsum("bchw,bcvw->bchv", x, x[:, :, :1])
rearrange(x, "b c h w -> b (h w) c")
rearrange(x, "b c (h p) w -> b (c p) h w", p=2)
rearrange(x, "b c h w -> b c h w 1")
reduce(x, "b c h w -> b c", "mean")
reduce(x, "b c (h p) (w q) -> b c h w", "max", p=2, q=3)
torch.add(x, x, alpha=2)
torch.sub(x, 1)
torch.mul(x, x)
torch.div(x, 2)
torch.baddbmm(x[:, 0] @ x[:, 0].mT, x[:, 1], x[:, 1].mT)
torch.flip(x, [2])
torch.squeeze(x[:, :1], 1)
F.glu(x, dim=3)
F.threshold(x, 0.1, 20)
F.mish(x)
F.hardswish(x)
F.softsign(x)
F.logsigmoid(x)
F.celu(x)
F.selu(x)
F.lp_pool2d(x, 2, 2)
F.local_response_norm(x, 2)
F.scaled_dot_product_attention(x, x, x)
F.instance_norm(x)
torch.special.expit(x)
torch.tensor_split(x, 4, dim=3)[1]
torch.tensor_split(x, (1, 3), 2)[1]
torch.column_stack((x, x))
torch.dstack([x[:, 0], x[:, 1]])
F.max_pool2d(x, 2, return_indices=True)[0]
""".strip().splitlines()
# and what no layer stands for: the shape is PyTorch's, values are refused.
SHAPES_ONLY = """
torch.einsum("ij,bcjw->bciw", torch.ones(2, x.size(2)), x)
torch.einsum("cd,bchw->bhwd", torch.ones(x.size(1), 3), x)
torch.einsum("bchw,wv->bchv", x, torch.ones(x.size(3), 3))
x.std(dim=1)
x.var(dim=1, unbiased=False)
x.norm(dim=1)
x.prod(1)
x.logsumexp(1)
x.cumsum(1)
x - x.roll(1, 2)
x.clip(max=2)
F.normalize(x, dim=1)
repeat(x[:, 0], "b h w -> b c h w", c=3)
x[:, :1].expand(-1, 5, -1, -1)
x[:, :1].repeat(1, 3, 1, 1)
x.repeat_interleave(2, dim=1)
x.tile((1, 2, 1, 1))
x.masked_fill(x > 0, 0)
torch.where(x > 0, x, 0 * x)
torch.maximum(x, 0 * x)
torch.addcmul(x, x, x)
torch.roll(x, 1, 1)
torch.tril(x)
torch.gather(x, 1, x.argmax(1, keepdim=True))
x.argmax(1)
x.topk(2, dim=1).values
x.sort(dim=1)[0]
F.one_hot(x.argmax(1), 3)
x.index_select(1, torch.tensor([0, 2]))
x.lerp(x, 0.5)
torch.sqrt(x.abs())
torch.rsqrt(x.abs() + 1)
torch.log1p(x.abs())
torch.sin(x)
torch.sign(x)
torch.floor(x)
x[:, :, [0, 1], [2, 3]]
x[:, [0, 2], [1, 3], 2:]
x[:, :, [1], [2, 3, 0]]
x[:, torch.tensor(1), :2]
x[:, [[0, 1], [1, 2]], [1]]
x[:, torch.arange(2), [[0, 1], [1, 2]], -1]
x[:, torch.tensor([[0, 1, 2]])]
x.norm(2, 1)
torch.norm(x, 1, dim=(1, 2))
torch.fft.fft2(x, (-1, 5)).real
F.interpolate(x, (5, 7), None, "bicubic")
nn.Upsample(scale_factor=2, mode="bicubic", align_corners=True)(x)
F.interpolate(x, size=2, mode="area")
x.kthvalue(2, dim=1, keepdim=True).values
x.take_along_dim(x.argmax(1, True), 1)
torch.repeat_interleave(x, repeats=3, dim=-1)
torch.cumsum(input=x, dim=1)
x.std(1, True)
x.var(1, False, True)
torch.var_mean(x, 1, True)[0]
torch.std_mean(x, dim=2, keepdim=True)[1]
torch.aminmax(x, dim=1).max
F.cosine_similarity(x, x, dim=1)
F.cosine_similarity(x, x[:, :1], dim=-1)
nn.CosineSimilarity(dim=2)(x, x)
F.pairwise_distance(x, x)
nn.PairwiseDistance(keepdim=True)(x, x)
torch.cdist(x[:, 0], x[:, 1])
torch.linalg.norm(x, dim=1)
torch.linalg.vector_norm(x, ord=1, dim=(2, 3), keepdim=True)
torch.quantile(x, 0.5, dim=1)
torch.diff(x, dim=1)
torch.diff(x, n=2)
torch.fft.fft(x).real
torch.fft.rfft(x, dim=2).abs()
torch.fft.fft2(x).real
torch.fft.rfft2(x, norm="ortho").imag
torch.fft.irfft(torch.fft.rfft(x))
torch.fft.irfft2(torch.fft.rfft2(x), s=(4, 6))
torch.fft.fftshift(x, dim=(-2, -1))
torch.linalg.cross(x, x, dim=1)
torch.diagonal(x, dim1=2, dim2=3)
torch.diagonal(x, 1, 1, 3)
torch.diagonal(x, offset=-2, dim1=-1, dim2=-2)
x.unfold(2, 2, 1)
x.unfold(3, 3, 2)
torch.hypot(x, x)
torch.atan2(x, x + 1)
torch.bucketize(x, torch.tensor([0.0, 1.0]))
torch.searchsorted(torch.arange(5.0), x)
torch.addcmul(x, x, x, value=0.1)
F.prelu(x, torch.tensor(0.25))
F.fold(F.unfold(x, 2, stride=2), (4, 6), 2, stride=2)
nn.Fold((3, 4), kernel_size=(2, 2))(x[:, 0].reshape(-1, 4, 6))
F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2)
nn.MaxUnpool2d(2, stride=2)(*nn.MaxPool2d(2, 2, return_indices=True)(x))
F.grid_sample(x, F.affine_grid(torch.eye(2, 3).expand(x.size(0), -1, -1), (x.size(0), 3, 5, 7), align_corners=False), align_corners=False)
""".strip().splitlines()
REFUSED = """
torch.einsum("...hw,...->...wh", x, x)
torch.diagonal(x)
torch.cdist(x[:, 0, 0], x[:, 0, 1])
torch.fft.fftn(x)
torch.linalg.svd(x)
x.unfold(1, 4, 1)
torch.meshgrid(x[0, 0, 0], x[0, 0, 1])[0]
F.fold(x[:, 0], (4, 4), 2)
x[:, 0, :, [1, 2]]
x[:, [0, 1], :, [1, 2]]
x[[0, 1], [1, 2]]
x[:, [True, False, True], [1, 2, 0]]
x.norm(3)
torch.fft.fft(x, 0)
torch.fft.fft2(x, (x.size(0), -1))
x.count_nonzero(0, 1)
x[:, [0, 1], [1, 2, 3]]
""".strip().splitlines()
HEAD = """
import torch
import torch.nn as nn
import torch.nn.functional as F
{imports}
class Net(nn.Module):
    def forward(self, x):
        return {piece}
"""
VALUES = np.random.default_rng(3).integers(-8, 9, (2, 3, 4, 6))


def network_and_torch(piece: str) -> tuple[Network, np.ndarray[Any, Any]]:
    """The network read from a forward of one line, and what PyTorch gives for two observations."""
    einops = "from einops import rearrange, reduce, repeat"
    named = piece.startswith(("rearrange", "reduce", "repeat"))
    text = HEAD.format(piece=piece, imports=einops if named else "")
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102 - a text of this file
    with torch.no_grad():
        expected = names["Net"]().eval()(torch.tensor(VALUES, dtype=torch.float32)).numpy()
    return read_torch(text, input_shape=(3, 4, 6)), expected


@pytest.mark.parametrize("piece", VALUES_TOO)
def test_values_are_those_of_torch(piece: str) -> None:
    network, expected = network_and_torch(piece)
    assert not network.left_out
    for values, wanted in zip(VALUES, expected, strict=True):
        found = np.array(network.output(values).tolist(), dtype=float)
        assert found.shape == wanted.shape
        assert np.allclose(found, wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("piece", SHAPES_ONLY)
def test_what_no_layer_computes_has_the_shape_and_refuses_values(piece: str) -> None:
    network, expected = network_and_torch(piece)
    assert network.output_shape((3, 4, 6)) == expected.shape[1:]
    assert network.left_out
    with pytest.raises(ShapeError, match="not read whole"):
        network.output(VALUES[0])


@pytest.mark.parametrize("piece", REFUSED)
def test_what_is_not_known_is_refused_with_its_line(piece: str) -> None:
    with pytest.raises(UserError, match=r"^<torch>:8: "):
        read_torch(HEAD.format(piece=piece, imports=""), input_shape=(3, 4, 6))


LEARNED = """
import torch
import torch.nn as nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.matrix = nn.Parameter(torch.randn(6, 5))
        self.slopes = nn.Parameter(torch.rand(3))
        self.scale, self.shift = nn.Parameter(torch.rand(3)), nn.Parameter(torch.rand(3))
        self.forms, self.bias = nn.Parameter(torch.randn(2, 6, 6)), nn.Parameter(torch.randn(2))
    def forward(self, x):
        return {piece}
"""


@pytest.mark.parametrize(
    "piece",
    [
        "torch.tensordot(x, self.matrix, dims=1)",
        "torch.tensordot(x, self.matrix, dims=([-1], [0]))",
        "F.prelu(x, self.slopes)",
        "F.instance_norm(x, weight=self.scale, bias=self.shift)",
        "F.bilinear(x, 2 * x, self.forms, self.bias)",
        "F.bilinear(x, x, self.forms)",
    ],
)
def test_functions_of_learned_tensors(piece: str) -> None:
    names: dict[str, Any] = {}
    exec(LEARNED.replace("{piece}", piece), names)  # noqa: S102 - a text of this file
    net = names["Net"]().eval()
    with torch.no_grad():
        expected = net(torch.tensor(VALUES, dtype=torch.float32))
    network = read_torch(LEARNED.replace("{piece}", piece), input_shape=(3, 4, 6))
    assert network.output_shape((3, 4, 6)) == tuple(expected.shape[1:])
    assert network.parameter_count == sum(p.numel() for p in net.parameters())


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        ("F.fold(x[:, 0], (4, 4), 2)", "fits"),
        ("torch.topk(x)", "missing"),
    ],
)
def test_what_is_said_names_no_function_of_ours(piece: str, said: str) -> None:
    with pytest.raises(UserError) as error:
        read_torch(HEAD.format(piece=piece, imports=""), input_shape=(3, 4, 6))
    assert said in error.value.args[0]
    assert "locals" not in error.value.args[0]
