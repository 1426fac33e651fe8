"""What is not said of a layer is what PyTorch takes for it, and a list of sizes is as good as a tuple."""

import dataclasses
import inspect
from fractions import Fraction
from typing import Any

import pytest

from quizgen import solver
from quizgen.solver.layers.table import OURS

torch = pytest.importorskip("torch")
# Arguments that PyTorch takes by name in `*args, **kwargs`.
RECURRENT = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0, "bidirectional": False, "proj_size": 0}  # fmt: skip
SHARED = sorted(name for name in OURS if hasattr(torch.nn, name) and name != "Parameter")


def torch_defaults(name: str) -> dict[str, Any]:
    if name in {"RNN", "LSTM", "GRU"}:
        more = {"nonlinearity": "tanh"} if name == "RNN" else {}
        less = {} if name == "LSTM" else {"proj_size"}
        return {key: value for key, value in (RECURRENT | more).items() if key not in less}
    parameters = inspect.signature(getattr(torch.nn, name).__init__).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def plain(value: Any) -> Any:
    """Fractions as floats, a function by its name."""
    if isinstance(value, Fraction):
        return float(value)
    return value.__name__ if callable(value) else value


@pytest.mark.parametrize("name", SHARED)
def test_what_is_not_said_is_as_in_torch(name: str) -> None:
    ours = {
        field.name: field.default
        for field in dataclasses.fields(getattr(solver, name))
        if field.default is not dataclasses.MISSING
    }
    theirs = torch_defaults(name)
    shared = ours.keys() & theirs.keys()
    assert {key: plain(ours[key]) for key in shared} == {key: plain(theirs[key]) for key in shared}


LISTED: list[tuple[str, dict[str, Any]]] = [
    ("Conv2d", {"in_channels": 1, "out_channels": 1, "kernel_size": [2, 3], "stride": [1, 2], "padding": [1, 0], "dilation": [2, 1]}),
    ("ConvTranspose2d", {"in_channels": 1, "out_channels": 1, "kernel_size": [2, 3], "stride": [2, 3], "padding": [1, 0], "output_padding": [1, 0], "dilation": [2, 1]}),
    ("MaxPool2d", {"kernel_size": [2, 3], "stride": [1, 2], "padding": [1, 0], "dilation": [2, 1]}),
    ("AvgPool2d", {"kernel_size": [2, 3], "stride": [1, 2], "padding": [1, 0]}),
    ("LPPool2d", {"norm_type": 2, "kernel_size": [2, 3], "stride": [1, 2]}),
    ("AdaptiveAvgPool2d", {"output_size": [2, 3]}),
    ("Unfold", {"kernel_size": [2, 3], "dilation": [2, 1], "padding": [1, 0], "stride": [1, 2]}),
    ("Upsample", {"size": [4, 5]}),
    ("Upsample", {"scale_factor": [2, 3]}),
    ("ZeroPad2d", {"padding": [1, 0, 2, 1]}),
    ("LayerNorm", {"normalized_shape": [2, 3]}),
    ("Unflatten", {"dim": 1, "unflattened_size": [2, 3]}),
    ("Reshape", {"shape": [2, 3]}),
    ("Select", {"index": [0, 2]}),
    ("Permute", {"dims": [1, 0]}),
    ("Mean", {"dim": [0, 1]}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given"), LISTED, ids=lambda value: str(value)[:40])
def test_a_list_is_as_good_as_a_tuple(name: str, given: dict[str, Any]) -> None:
    kind = getattr(solver, name)
    tuples = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}  # fmt: skip
    assert kind(**given) == kind(**tuples)
    assert hash(kind(**given)) == hash(kind(**tuples))
    assert str(kind(**given)) == str(kind(**tuples))
    for key, value in tuples.items():
        assert getattr(kind(**given), key) == value
