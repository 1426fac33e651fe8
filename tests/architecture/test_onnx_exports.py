"""What PyTorch's exporters write of modules, read back: torch's parameters and shapes."""

import logging
import warnings
from pathlib import Path
from typing import Any

import pytest

from quizgen.architecture import summarise
from quizgen.architecture.onnx_file import read_onnx

torch: Any = pytest.importorskip("torch")
check_values = pytest.importorskip("tests.architecture.module_values").check_values
nn: Any = pytest.importorskip("torch.nn")
functional: Any = pytest.importorskip("torch.nn.functional")
pytest.importorskip("onnx")


class Net(nn.Module):  # type: ignore[misc]
    """The parts given, and a forward function of them."""

    def __init__(self, forward: Any, **parts: Any) -> None:
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)
        self.run = forward

    def forward(self, *x: Any) -> Any:
        return self.run(self, *x)


def token(m: Any, x: Any) -> Any:
    """A class token and places, as in a vision transformer."""
    x = m.patches(x).flatten(2).transpose(1, 2)
    x = torch.cat([m.token.expand(x.size(0), -1, -1), x], 1) + m.places
    return m.head(m.norm(x)[:, 0])


def windows(m: Any, x: Any) -> Any:
    """Windows of an image become observations of their own, and images again."""
    b, h, w, c = x.shape
    x = x.view(b, h // 2, 2, w // 2, 2, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 4, c)
    x = m.fc(x)
    x = torch.softmax(x @ x.transpose(1, 2), -1) @ x
    return x.view(b, h // 2, w // 2, 2, 2, -1).permute(0, 1, 3, 2, 4, 5).reshape(b, h, w, -1)


def attention(m: Any, x: Any) -> Any:
    q, k, v = m.qkv(x).reshape(x.size(0), x.size(1), 3, 2, 4).permute(2, 0, 3, 1, 4)
    shares = (q @ k.transpose(-2, -1) / 2).softmax(-1)
    return (shares @ v).transpose(1, 2).reshape(x.shape)


def from_zero(m: Any, x: Any) -> Any:
    """The states of a recurrence begin with zeros for each observation."""
    state = torch.zeros(x.size(0), 2)
    for t in range(x.size(1)):
        state = torch.tanh(m.fc(torch.cat([x[:, t], state], 1)))
    return state + torch.arange(2).expand(x.size(0), -1)


def latents(m: Any, x: Any) -> Any:
    """Learned queries, the same for every observation: in a file of one its axis is told only at the end."""
    queries = m.queries.expand(x.size(0), -1, -1)
    return m.head(m.attention(queries, x, x)[0].mean(1))


def through_a_layer(m: Any, x: Any) -> Any:
    state = torch.zeros(x.size(0), 2)
    for t in range(x.size(1)):
        state = torch.tanh(m.own(state) + m.fc(x[:, t]))
    return state


def transformed(m: Any, x: Any) -> Any:
    """A spatial transformer: the image where the network wants to look."""
    grid = functional.affine_grid(
        m.where(x.flatten(1)).view(-1, 2, 3), x.size(), align_corners=False
    )
    return m.fc(functional.grid_sample(x, grid, align_corners=False).flatten(1))


def head(m: Any, x: Any) -> Any:
    x, _ = m.rnn(x)
    return m.fc(x[:, -1])


# Modules with the shapes of their inputs, and layers that are in the network read.
CASES: dict[str, tuple[Any, list[tuple[int, ...]], set[str]]] = {
    "cnn": (
        nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32, 5)),
        [(3, 8, 8)], {"Conv2d", "MaxPool2d", "Linear"},
    ),
    "functions": (
        nn.Sequential(nn.Linear(4, 4), nn.GELU(), nn.Linear(4, 4), nn.SiLU(), nn.Linear(4, 4), nn.Mish(), nn.Linear(4, 4), nn.Hardswish(),
                      nn.Linear(4, 4), nn.GELU("tanh")),
        [(4,)], {"GELU", "SiLU", "Mish", "Hardswish"},
    ),
    "norms": (
        nn.Sequential(nn.Conv2d(3, 8, 1), nn.GroupNorm(2, 8), nn.InstanceNorm2d(8, affine=True), nn.LayerNorm((8, 5, 5)), nn.LayerNorm(5)),
        [(3, 5, 5)], {"LayerNorm", "InstanceNorm2d"},
    ),
    "lstm": (Net(head, rnn=nn.LSTM(4, 6, 2, batch_first=True), fc=nn.Linear(6, 3)), [(7, 4)], {"LSTM"}),
    "gru both ways": (Net(head, rnn=nn.GRU(4, 6, batch_first=True, bidirectional=True), fc=nn.Linear(12, 3)), [(7, 4)], {"GRU"}),
    "rnn": (Net(head, rnn=nn.RNN(4, 6, batch_first=True, nonlinearity="relu"), fc=nn.Linear(6, 3)), [(7, 4)], {"RNN"}),
    "two outputs": (
        Net(lambda m, x: (m.actor(x), m.critic(x).tanh()), actor=nn.Linear(4, 2), critic=nn.Linear(4, 1)), [(4,)], {"Linear", "Tanh"},
    ),
    "siamese": (
        Net(lambda m, a, b: (m.fc(a) - m.fc(b)).abs(), fc=nn.Linear(6, 2)), [(6,), (6,)], {"Subtract", "Abs"},
    ),
    "scalars": (Net(lambda m, x: 1 - m.fc(x * 100) / 7, fc=nn.Linear(3, 2)), [(3,)], {"Scale", "Shift"}),
    "token": (
        Net(token, patches=nn.Conv2d(3, 8, 4, 4), token=nn.Parameter(torch.randn(1, 1, 8)), places=nn.Parameter(torch.randn(1, 5, 8)),
            norm=nn.LayerNorm(8), head=nn.Linear(8, 3)),
        [(3, 8, 8)], {"Parameter", "Concat", "LayerNorm"},
    ),
    "windows": (Net(windows, fc=nn.Linear(3, 6)), [(4, 4, 3)], {"MatMul", "Softmax"}),
    "attention": (Net(attention, qkv=nn.Linear(8, 24)), [(5, 8)], {"MatMul", "Softmax", "Scale"}),
    "einsum": (Net(lambda m, x: torch.einsum("btc,bsc->bts", m.fc(x), x), fc=nn.Linear(4, 4)), [(5, 4)], {"MatMul"}),
    "maxout": (
        Net(lambda m, x: m.c(torch.maximum(m.a(x), m.b(x)).topk(2).values), a=nn.Linear(4, 3), b=nn.Linear(4, 3), c=nn.Linear(2, 5)), [(4,)],
        {"Computed", "Linear"},
    ),
    "from zero": (Net(from_zero, fc=nn.Linear(5, 2)), [(4, 3)], {"Concat", "Linear"}),
    "latents": (
        Net(latents, queries=nn.Parameter(torch.randn(1, 3, 8)), attention=nn.MultiheadAttention(8, 2, batch_first=True), head=nn.Linear(8, 2)),
        [(5, 8)], {"Parameter", "MatMul", "Softmax"},
    ),
    "through a layer": (Net(through_a_layer, own=nn.Linear(2, 2), fc=nn.Linear(3, 2)), [(4, 3)], {"Linear", "Tanh"}),
    "places": (Net(lambda m, x: m.fc(x[:, [0, 1, 1], [2, 0, 1]]), fc=nn.Linear(4, 2)), [(2, 3, 4)], {"Select", "Linear"}),
    "resize": (
        nn.Sequential(nn.Conv2d(1, 2, 1), nn.Upsample(scale_factor=2, mode="bilinear"), nn.ConvTranspose2d(2, 3, 2, 2), nn.ZeroPad2d((1, 0, 2, 0))),
        [(1, 4, 4)], {"Upsample", "ConvTranspose2d", "ZeroPad2d"},
    ),
    "spatial": (Net(transformed, where=nn.Linear(16, 6), fc=nn.Linear(16, 2)), [(1, 4, 4)], {"Computed", "Linear"}),
    "embedding": (nn.Sequential(nn.Embedding(11, 4), nn.Linear(4, 2)), [(6,)], {"Embedding", "Linear"}),
    "encoder": (nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), [(5, 8)], {"MatMul", "LayerNorm"}),
}  # fmt: skip


def exported(name: str, path: Path, opset: int, *, new: bool, batch: int) -> Any:
    """The module with weights of its own everywhere, written by one of the exporters."""
    module, shapes, _ = CASES[name]
    torch.manual_seed(len(name))
    for tensor in module.parameters():
        nn.init.normal_(tensor)
    module.eval()
    whole = name == "embedding"
    given = [torch.zeros(batch, *s, dtype=torch.long) if whole else torch.randn(batch, *s) for s in shapes]  # fmt: skip
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            more = {"external_data": False, "verbose": False} if new else {}
            torch.onnx.export(
                module, tuple(given), str(path), opset_version=opset, dynamo=new, **more
            )
            return module(*given)
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        logging.disable(logging.NOTSET)


def check(name: str, path: Path, opset: int, *, new: bool, batch: int) -> None:
    results = exported(name, path, opset, new=new, batch=batch)
    results = results if isinstance(results, tuple) else (results,)
    net = read_onnx(path)
    shapes = net.shapes()
    found = [shapes[result] for result in net.results]
    assert found == [tuple(result.shape[1:]) for result in results]
    module, _, kinds = CASES[name]
    assert summarise(net).total("parameters") == sum(p.numel() for p in module.parameters())
    assert not net.unused
    assert kinds <= {type(node.layer).__name__ for node in net.nodes}


@pytest.mark.parametrize(("opset", "batch"), [(13, 1), (17, 3)])
# The older exporter does not know the mask of an encoder layer.
@pytest.mark.parametrize("name", sorted(CASES.keys() - {"encoder"}))
def test_the_older_exporter(tmp_path: Path, name: str, opset: int, batch: int) -> None:
    # A grid came with opset 20.
    check(name, tmp_path / "net.onnx", 20 if name == "spatial" else opset, new=False, batch=batch)


@pytest.mark.again
@pytest.mark.parametrize(
    "name",
    ["cnn", "lstm", "token", "encoder", "two outputs", "places", "maxout", "from zero", "spatial"],
)
def test_the_newer_exporter(tmp_path: Path, name: str) -> None:
    pytest.importorskip("onnxscript")
    check(name, tmp_path / "net.onnx", 20, new=True, batch=1 + (name in {"from zero", "spatial"}))


# Layers of several in one module of torch, and weights that the exporter has renamed.
WITHOUT_VALUES = {
    "lstm",
    "norms",
    "embedding",
    "encoder",
    "maxout",
    "from zero",
    "through a layer",
    "latents",
    "spatial",
}


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("name", sorted(CASES.keys() - WITHOUT_VALUES))
def test_values_are_those_of_torch(tmp_path: Path, name: str, batch: int) -> None:
    path = tmp_path / "net.onnx"
    exported(name, path, 17, new=False, batch=batch)
    module, shapes, _ = CASES[name]
    check_values(read_onnx(path), module, [torch.randn(2, *shape) for shape in shapes])


def test_every_call_counts(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    exported("siamese", path, 17, new=False, batch=1)
    assert summarise(read_onnx(path)).total("macs") == 2 * 6 * 2


def test_tables_that_nobody_learns(tmp_path: Path) -> None:
    """The newer exporter says which of the stored tensors are learned; the older one folds or stores all alike."""
    pytest.importorskip("onnxscript")
    module = Net(
        lambda m, x: (m.norm(m.fc(x)) + m.table) * m.plain,
        fc=nn.Linear(4, 3),
        norm=nn.LayerNorm(3),
        plain=torch.rand(3),
    )
    module.register_buffer("table", torch.rand(3))
    path = tmp_path / "net.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module.eval(), (torch.rand(1, 4),), str(path), dynamo=True, external_data=False, verbose=False)  # fmt: skip
    net = read_onnx(path)
    assert net.parameter_count == sum(p.numel() for p in module.parameters()) == 15 + 6
    assert (net.output_shape(), net.unused) == ((3,), ())
    assert len(net.left_out) == 2


def _zeros(module: Any) -> Any:
    """A module whose intercepts are all zero, as some networks begin."""
    for name, parameter in module.named_parameters():
        if name.endswith("bias"):
            nn.init.zeros_(parameter)
    return module.eval()


@pytest.mark.parametrize(
    ("module", "shape", "gone"),
    [
        (
            _zeros(nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))),
            (4,),
            ("0.bias", "2.bias"),
        ),
        (
            _zeros(nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU())),
            (1, 8, 8),
            ("0.bias", "1.bias", "1.weight"),
        ),
        (nn.Sequential(nn.Linear(4, 3, bias=False), nn.ReLU(), nn.Linear(3, 2)), (4,), ()),
        (nn.Sequential(nn.Conv1d(4, 3, 1), nn.ReLU()).eval(), (4, 5), ()),
    ],
)
def test_parameters_that_the_newer_exporter_takes_away_are_said(
    module: Any, shape: tuple[int, ...], gone: tuple[str, ...], tmp_path: Path
) -> None:
    """The file's count is told, and which of PyTorch's parameters are not in it."""
    pytest.importorskip("onnxscript")
    path = tmp_path / "net.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.ERROR)
        torch.onnx.export(module, (torch.rand(2, *shape),), path, dynamo=True, verbose=False)
        logging.disable(logging.NOTSET)
    found = summarise(read_onnx(path), None)
    held = dict(module.named_parameters())
    missing = sum(held[name].numel() for name in gone)
    assert found.total("parameters") == sum(p.numel() for p in held.values()) - missing
    said = " ".join(found.remarks())
    assert all(name in said for name in gone)
    assert ("not in the file" in said) == bool(gone)
    assert found.to_json()["notes"] == list(found.network.notes)


class Scaled(nn.Module):  # type: ignore[misc]
    """What is learned besides layers: one number, and a mixture of which an exporter computes the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.gamma = nn.Parameter(torch.full((1,), 0.5))
        self.mix = nn.Parameter(torch.rand(4))

    def forward(self, x: Any) -> Any:
        y = self.fc(x)
        return self.gamma * y * self.mix + x * (1 - self.mix)


@pytest.mark.parametrize("exporter", ["older", "newer"])
def test_what_exporters_compute_is_said(exporter: str, tmp_path: Path) -> None:
    """PyTorch counts 4·4 + 4 of the layer, 4 of the mixture and 1; the file has 1 − mix besides, and a plain 0.5."""
    pytest.importorskip("onnxscript")
    folded = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU()).eval()
    nn.init.ones_(folded[1].bias)
    said = []
    for place, (module, shape) in enumerate(
        [(Scaled(), (4,)), (folded, (1, 8, 8)), (nn.Linear(4, 3), (4,))]
    ):
        path = tmp_path / f"net{place}.onnx"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logging.disable(logging.ERROR)
            torch.onnx.export(
                module, (torch.rand(2, *shape),), path, dynamo=exporter == "newer", verbose=False
            )
            logging.disable(logging.NOTSET)
        found = read_onnx(path)
        same = found.parameter_count == sum(p.numel() for p in module.parameters())
        assert same or found.notes
        said.append(found.notes)
    scaled, normalised, plain = said
    assert any(note.startswith("gamma is read as a fixed number") for note in scaled)
    assert any("was computed by the exporter and counts here" in note for note in scaled)
    assert len(normalised) >= 1
    assert plain == ()
