"""Layers whose weights hooks or parametrizations compute: weight norm, spectral norm and their like."""

from pathlib import Path
from typing import Any

import pytest

from quizgen.architecture import from_module, summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.run_file import run_file
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")
HEAD = (
    "import torch\nfrom torch import nn\nfrom torch.nn.utils import spectral_norm, weight_norm\n"
    "from torch.nn.utils import parametrizations as P\n"
)
NORMED: dict[str, tuple[str, tuple[int, ...]]] = {
    "hooks of lengths": ("weight_norm(nn.Conv1d(3, 8, 3)), nn.ReLU(), weight_norm(nn.Conv1d(8, 4, 1))", (3, 9)),
    "parametrized lengths": ("P.weight_norm(nn.Conv2d(2, 6, 3)), nn.Flatten(), P.weight_norm(nn.Linear(96, 5))", (2, 6, 6)),
    "one length for all": ("P.weight_norm(nn.Linear(7, 5), dim=None)", (7,)),
    "lengths of a transposed convolution": ("weight_norm(nn.ConvTranspose1d(4, 2, 4, stride=2))", (4, 9)),
    "a hook of the spectral norm": ("spectral_norm(nn.Conv2d(3, 8, 3)), nn.LeakyReLU(0.1)", (3, 6, 6)),
    "parametrized spectral norm": ("P.spectral_norm(nn.Linear(7, 5)), nn.ReLU(), nn.Linear(5, 1)", (7,)),
    "orthogonal rows": ("P.orthogonal(nn.Linear(6, 6)), nn.Tanh()", (6,)),
}  # fmt: skip


def made(layers: str) -> Any:
    space: dict[str, Any] = {}
    exec(f"{HEAD}net = nn.Sequential({layers})", space)  # noqa: S102 - the code of this test
    return space["net"]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", NORMED)
def test_all_that_is_learned_counts_and_the_values_are_left_out(
    name: str, *, training: bool
) -> None:
    layers, shape = NORMED[name]
    model = made(layers).train(training)
    found = summarise(from_module(model, shape))
    assert found.total("parameters") == sum(p.numel() for p in model.parameters())
    assert found.output_shape == tuple(model(torch.zeros(2, *shape)).shape[1:])
    assert all("with weights by" in said for said in found.network.left_out)
    assert len(found.network.left_out) == layers.count("norm(") + layers.count("orthogonal(")


@pytest.mark.parametrize("name", [name for name in NORMED if name != "orthogonal rows"])
def test_text_counts_as_much(name: str) -> None:
    layers, shape = NORMED[name]
    network = read_torch(f"{HEAD}net = nn.Sequential({layers})", input_shape=shape)
    assert network.parameter_count == from_module(made(layers), shape).parameter_count


def test_an_executed_file_may_have_them(tmp_path: Path) -> None:
    layers, shape = NORMED["hooks of lengths"]
    file = tmp_path / "net.py"
    file.write_text(f"{HEAD}net = nn.Sequential({layers})", encoding="utf-8")
    _, network = run_file(file, shape)
    assert network.parameter_count == sum(p.numel() for p in made(layers).parameters())
    assert network.left_out[0] == "conv1d (0) with weights by weight_norm"


def test_lengths_that_scale_no_channel_are_refused() -> None:
    cell = torch.nn.LSTM(5, 4, batch_first=True)
    model = torch.nn.utils.parametrizations.weight_norm(cell, name="weight_hh_l0")
    with pytest.raises(UserError, match="learns 16 numbers beside its weights"):
        from_module(model, (6, 5))
