"""Layers on parts of an observation that code puts into the batch, and helpers of image models."""

from typing import Any

import numpy as np
import pytest

from quizgen.architecture import from_module, read, summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.toml_form import read_toml
from quizgen.architecture.writing import to_toml, to_torch
from quizgen.errors import UserError
from quizgen.solver.layers.each import Each
from tests.architecture.module_values import check_values

torch: Any = pytest.importorskip("torch")
HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
# What is done with frames, the shape of a film, and the steps of forward.
FILMS: dict[str, tuple[tuple[int, ...], str, str]] = {
    "a convolution network and a recurrent one": ((4, 3, 8, 8), """
        self.cnn = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.rnn = nn.GRU(8, 6, batch_first=True)
        self.fc = nn.Linear(6, 2)
""", """
        b, t, c, h, w = x.shape
        f = self.cnn(x.view(b * t, c, h, w)).view(b, t, -1)
        return self.fc(self.rnn(f)[0][:, -1])
"""),
    "groups of channels": ((8, 6, 6), """
        self.conv = nn.Conv2d(2, 4, 3, padding=1, bias=False)
        self.norm = nn.GroupNorm(2, 4)
""", """
        b, c, h, w = x.size()
        x = self.norm(self.conv(x.reshape(b * 4, -1, h, w)))
        return F.avg_pool2d(F.relu(x), 2).reshape(b, -1, h // 2, w // 2)
"""),
    "parts by flatten and unflatten": ((3, 2, 10), """
        self.conv = nn.Conv1d(2, 5, 3)
""", """
        return self.conv(x.flatten(0, 1)).unflatten(0, (x.size(0), -1)).mean(1)
"""),
    "parts of parts": ((2, 3, 1, 7), """
        self.conv = nn.Conv1d(1, 2, 3)
        self.fc = nn.Linear(10, 4)
""", """
        b = x.shape[0]
        x = self.conv(x.view(b * 2 * 3, 1, 7))
        return self.fc(x.view(b, 2, 3, -1)).sum(2)
"""),
    "queries, keys and values of parts, of which as many as there are": ((4, 2, 6), """
        self.conv = nn.Conv1d(2, 3, 1)
""", """
        b, t, c, d = x.shape
        x = torch.stack([x, 2 * x], 1).permute(1, 0, 2, 3, 4).reshape(2, -1, c, d)
        return (self.conv(x[0]) + self.conv(x[1])).reshape(b, t, 3, d)
"""),
    "one network called for two lists of frames": ((4, 1, 6, 6), """
        self.net = nn.Conv2d(1, 3, 3)
        self.fc = nn.Linear(16, 2)
""", """
        b = x.size(0)
        one, two = x[:, :2].reshape(b * 2, 1, 6, 6), x[:, 2:].reshape(b * 2, 1, 6, 6)
        found = torch.cat([self.net(one), self.net(two)], 1)
        return self.fc(found.view(b, 2, 6, 16))
"""),
}  # fmt: skip


def code(init: str, forward: str) -> str:
    return (
        f"{HEAD}class Film(nn.Module):\n    def __init__(self):\n        super().__init__(){init}"
        f"    def forward(self, x):{forward}"
    )


def in_torch(text: str, name: str) -> Any:
    space: dict[str, Any] = {"__name__": "film"}
    exec(text, space)  # noqa: S102 - the code of this test
    torch.manual_seed(1)
    found = space[name]
    return (found() if isinstance(found, type) else found).eval()


@pytest.mark.parametrize("name", FILMS)
def test_text_and_live_module_count_and_compute_as_torch(name: str) -> None:
    shape, init, forward = FILMS[name]
    text = code(init, forward)
    model = in_torch(text, "Film")
    x = torch.randn(2, *shape)
    wanted = tuple(model(x).shape[1:])
    count = sum(p.numel() for p in model.parameters())
    for network in (read_torch(text, input_shape=shape), from_module(model, shape)):
        assert any(isinstance(node.layer, Each) for node in network.nodes)
        assert (network.output_shape(shape), network.parameter_count) == (wanted, count)
        check_values(network, model, [x])


@pytest.mark.parametrize("name", FILMS)
def test_what_is_written_is_read_as_the_same(name: str) -> None:
    shape, init, forward = FILMS[name]
    network = read_torch(code(init, forward), input_shape=shape)
    assert read_toml(to_toml(network)).rows(shape) == network.rows(shape)
    written = to_torch(network)
    assert in_torch(written, "net")(torch.zeros(2, *shape)).shape[1:] == network.output_shape(shape)
    assert read_torch(written, input_shape=shape).parameter_count == network.parameter_count


def test_counts_of_parts_are_those_of_a_layer_of_blocks() -> None:
    film = Each(read("Conv1d(1, 2, 3, bias=False)").nodes[0].layer)
    shape, kernel = (4, 1, 6), np.arange(1, 7).reshape(2, 1, 3)
    matrix = film.weight_matrix(shape, kernel)
    assert np.count_nonzero(matrix) == film.connections(shape)
    assert matrix.size - np.count_nonzero(matrix) == film.zeros(shape)
    x = np.arange(24).reshape(shape)
    assert (matrix @ x.ravel()).tolist() == film.output(x, kernel).ravel().tolist()
    grads = np.arange(32).reshape(4, 2, 4)
    found = film.backward(x, grads, kernel)
    assert (matrix.T @ grads.ravel()).tolist() == found["input"].ravel().tolist()
    # The gradient of Σ g h in each weight, which is linear in it.
    ones = np.eye(6, dtype=int).reshape(6, 2, 1, 3)
    wanted = [int((film.output(x, one) * grads).sum()) for one in ones]
    assert found["weight"].ravel().tolist() == wanted


def test_a_layer_for_observations_and_their_parts_is_not_counted_twice() -> None:
    text = code(
        "\n        self.conv = nn.Conv1d(2, 2, 3, padding=1)\n",
        "\n        b = x.size(0)\n        y = self.conv(x)\n"
        "        return y + self.conv(x.view(b * 2, 2, -1)).view(b, 2, -1)\n",
    )
    with pytest.raises(UserError, match="on observations and on their parts"):
        read_torch(text, input_shape=(2, 8))
    with pytest.raises(UserError, match="numbers, the module"):
        from_module(in_torch(text, "Film"), (2, 8))


def test_a_film_in_toml() -> None:
    text = 'input = [4, 3, 8, 8]\nlayers = [{ each = { conv = { out_channels = 5, kernel_size = 3 } } }, { each = "flatten" }]'
    network = read_toml(text)
    assert (network.output_shape(), network.parameter_count) == ((4, 180), 140)
    with pytest.raises(UserError, match=r"<toml>:2: layers\[0\]: .* is not a layer"):
        read_toml("input = [4, 3, 8, 8]\nlayers = [{ each = 3 }]")
    with pytest.raises(UserError, match="has no parts"):
        read_toml('input = [4]\nlayers = [{ each = "relu" }]')


WINDOWS = (
    HEAD
    + """
from timm.models.layers import DropPath, to_2tuple, trunc_normal_
from timm.models.registry import register_model

class Windows(nn.Module):
    def __init__(self, size=4, width=6, drop=0.0):
        super().__init__()
        self.size = to_2tuple(size)
        self.qkv = nn.Linear(width, 3 * width)
        self.drop = DropPath(drop) if drop > 0.0 else nn.Identity()
        trunc_normal_(self.qkv.weight, std=0.02)

    def forward(self, x):
        b, h, w, c = x.shape
        s, _ = self.size
        qkv = self.qkv(x).view(b, h // s, s, w // s, s, 3, c).permute(5, 0, 1, 3, 2, 4, 6)
        q, k, v = qkv.reshape(3, b * (h // s) * (w // s), s * s, c)
        x = (q @ k.transpose(1, 2)).softmax(-1) @ v
        x = x.view(b, h // s, w // s, s, s, c).permute(0, 1, 3, 2, 4, 5)
        return self.drop(x.reshape(b, h, w, c))

@register_model
def windows(pretrained=False, **kwargs):
    return Windows(**kwargs)

"""
)


def test_windows_are_put_into_a_batch_that_does_not_stand_in_front() -> None:
    network = read_torch(WINDOWS + "net = windows()", input_shape=(8, 8, 6))
    assert (network.output_shape(), network.parameter_count) == ((8, 8, 6), 7 * 18)
    assert not network.left_out
    plain = WINDOWS.replace("from timm.models.layers import DropPath, to_2tuple, trunc_normal_", "")
    plain = plain.replace("from timm.models.registry import register_model", "")
    plain = plain.replace("@register_model", "").replace("to_2tuple(size)", "(size, size)")
    plain = plain.replace("trunc_normal_(", "nn.init.trunc_normal_(")
    model = in_torch(plain + "net = windows()", "net")
    check_values(network, model, [torch.randn(2, 8, 8, 6)])


# What is done with a sequence whose time comes before the batch, as recurrent layers have it.
TIME_FIRST = """
        t, b, c = x.shape
        y = {put}
        y = {done}
        return {taken}
"""


@pytest.mark.parametrize(
    ("put", "done", "taken"),
    [
        ("x.view(t * b, c)", "self.fc(y)", "y.view(t, b, -1).permute(1, 0, 2)"),
        ("x.reshape(-1, c)", "self.fc(y).relu()", "y.view(t, -1, 4).transpose(0, 1)"),
        ("x.flatten(0, 1)", "self.fc(y) + self.fc(2 * y)", "y.unflatten(0, (t, b)).transpose(0, 1)"),
        ("x.view(t * b, 2, -1)", "y.softmax(-1)", "y.view(t, b, c).transpose(0, 1)"),
        ("x.view(t * b, c)", "torch.cat([self.fc(y), y], 1)", "y.view(5, 1, b, 10)[:, 0].transpose(0, 1)"),
    ],
)  # fmt: skip
def test_time_before_the_batch(put: str, done: str, taken: str) -> None:
    steps = TIME_FIRST.replace("{put}", put).replace("{done}", done).replace("{taken}", taken)
    init = "\n        self.fc = nn.Linear(6, 4)\n"
    text = code(init, "\n        x = x.transpose(0, 1).contiguous()" + steps)
    model, x = in_torch(text, "Film"), torch.randn(3, 5, 6)
    network = read_torch(text, input_shape=(5, 6))
    assert network.output_shape() == tuple(model(x).shape[1:])
    check_values(network, model, [x])


@pytest.mark.parametrize(
    ("done", "taken"),
    [
        ("self.fc(y)", "y.view(b, t, -1)"),
        ("self.fc(y)", "y.view(-1, t, 4)"),
        ("y + x.transpose(0, 1).reshape(b * t, c)", "y.view(t, b, -1).transpose(0, 1)"),
        ("torch.cat([y, x.transpose(0, 1).reshape(b * t, c)], 1)", "y.view(t, b, -1).transpose(0, 1)"),
        ("self.fc(y)", "y.view(t // 5, b, t, -1)[0]"),
    ],
)  # fmt: skip
def test_time_before_the_batch_is_not_taken_for_after_it(done: str, taken: str) -> None:
    steps = TIME_FIRST.replace("{put}", "x.view(t * b, c)").replace("{done}", done).replace("{taken}", taken)  # fmt: skip
    text = code(
        "\n        self.fc = nn.Linear(6, 4)\n",
        "\n        x = x.transpose(0, 1).contiguous()" + steps,
    )
    with pytest.raises(
        UserError, match=r"takes the batch apart|meets another axis|at other places"
    ):
        read_torch(text, input_shape=(5, 6))


ON_WINDOWS = """
        b, h, w, c = x.shape
        x = x.view(b, h // 2, 2, w // 2, 2, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 4, c)
        x = {step}
        return x.view(b, h // 2, w // 2, 2, 2, -1).permute(0, 1, 3, 2, 4, 5).reshape(b, h, w, -1)
"""


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@pytest.mark.parametrize(
    ("made", "step"),
    [
        ("nn.TransformerEncoderLayer(8, 2, 12, batch_first=True)", "self.layer(x)"),
        ("nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 12), 2)", "self.layer(x.transpose(0, 1)).transpose(0, 1)"),
        ("nn.MultiheadAttention(8, 2, batch_first=True)", "self.layer(x, x, x)[0]"),
        ("nn.MultiheadAttention(8, 2, batch_first=True)", "self.layer(x, x, x)[1]"),
        ("nn.GRU(8, 5, batch_first=True)", "self.layer(x)[0]"),
        ("nn.LSTM(8, 4, batch_first=True, bidirectional=True)", "x * self.layer(x)[1][0].transpose(0, 1).reshape(-1, 1, 8)"),
        ("nn.GRU(8, 4, batch_first=True, bidirectional=True)", "x * self.layer(x)[1][1].repeat(1, 2).unsqueeze(1)"),
    ],
)  # fmt: skip
def test_attention_and_recurrent_layers_on_windows(made: str, step: str) -> None:
    text = code(f"\n        self.layer = {made}\n", ON_WINDOWS.replace("{step}", step))
    model = in_torch(text, "Film")
    x = torch.randn(2, 4, 6, 8)
    network = read_torch(text, input_shape=(4, 6, 8))
    assert network.output_shape() == tuple(model(x).shape[1:])
    assert network.parameter_count == sum(p.numel() for p in model.parameters())
    if not network.left_out:
        check_values(network, model, [x])


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("self.layer(x, x.flip(1), x)[0]", "the batch holds several parts of an observation here"),
        ("self.layer(x.transpose(0, 1))[0]", "stand at the place of the sequence"),
        ("x + self.layer(self.layer(y, y, y)[0][:, :4], x, x)[0]", "the batch holds several parts"),
        ("self.layer(x, x, x)[0]; x = x + self.layer(y, y, y)[0].mean((1, 2))[:, None, None]", "on observations and on their parts"),
    ],
)  # fmt: skip
def test_attention_on_windows_that_is_refused(step: str, said: str) -> None:
    begin = "\n        y = x.flatten(1, 2)"
    made = "\n        self.layer = nn.MultiheadAttention(8, 2, batch_first=True)\n"
    text = code(made, begin + ON_WINDOWS.replace("{step}", step))
    with pytest.raises(UserError, match=said):
        read_torch(text, input_shape=(4, 6, 8))


def test_what_drops_whole_observations_is_said() -> None:
    network = read_torch(WINDOWS + "net = windows(drop=0.1)", input_shape=(8, 8, 6))
    assert network.left_out == (
        "line 23: DropPath(0.1) drops whole observations while the network learns",
    )
    assert summarise(network).total("parameters") == 126


def test_a_cell_on_parts_of_an_observation_counts_for_each() -> None:
    """Slot attention: one cell for all slots of all observations, in every round."""
    code = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(5, 2)
        self.lstm = nn.LSTMCell(2, 3)
    def forward(self, x):
        slots = torch.zeros(x.size(0) * 4, 2)
        for _ in range(3):
            slots = self.cell(x.reshape(-1, 5), slots)
        h, c = self.lstm(slots)
        return h.reshape(x.size(0), 4, 3)
net = Net()
"""
    network = read_torch(code, input_shape=(4, 5))
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102 - the text of this test
    module = space["net"]
    assert network.parameter_count == sum(p.numel() for p in module.parameters())
    assert network.output_shape((4, 5)) == tuple(module(torch.rand(2, 4, 5)).shape[1:])
    # Each round and slot: three gates of 2 units by 5 inputs and 2 states; at the end four of 3 by 2 and 3.
    assert network.macs((4, 5)) == 3 * 4 * 3 * 2 * (5 + 2) + 4 * 4 * 3 * (2 + 3)
