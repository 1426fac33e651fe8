"""Calls that join several tensors, read as text and live: parameters, shapes, products and what counts as used are PyTorch's."""

from typing import Any

import numpy as np
import pytest

from quizgen.architecture import read
from quizgen.architecture.live_module import from_module
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")

CODE = """
import math
import torch
from torch import nn
from torch.nn.modules.normalization import LayerNorm
from torch.nn.modules import conv

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight, self.shift = nn.Parameter(torch.rand(5)), nn.Parameter(torch.rand(5))
        self.norm, self.conv = LayerNorm(5), conv.Conv1d(3, 3, 1)
        q, r = torch.linalg.qr(torch.randn((5, 2)), mode="MODE")
        self.register_buffer("turn", q)

    def forward(self, x):
        x = self.conv(self.norm(x))
        return RETURNED

net = Net()
"""
EXACT = {
    "addcmul": "torch.addcmul(self.shift, self.weight, x)",
    "addcmul with a factor": "torch.addcmul(self.shift, self.weight, x, value=0.5)",
    "addcmul of a tensor": "x.addcmul(self.weight, self.shift)",
    "lerp": "torch.lerp(x, self.shift, self.weight)",
    "lerp by a number": "torch.lerp(x, x.tanh() * self.weight, 0.25) + self.shift",
    "einsum sums": "torch.einsum('bnd->bd', x) * self.weight + self.shift",
    "einsum with dots": "torch.einsum('...d,...d->...', x, x * self.weight + self.shift)",
    "einsum sums one of two": "torch.einsum('bnd,bmd->bn', x, x * self.weight + self.shift)",
}
LEFT_OUT = {
    "addcdiv": "torch.addcdiv(self.shift, x, self.weight, value=2.0)",
    "gt": "x.gt(self.weight) & self.shift.lt(x)",
    "fmod": "self.weight.fmod(x) + self.shift",
    "loss": "x * self.weight, (x + self.shift).pow(2).mean()",
    "loss of a function": "x * self.weight + self.shift, torch.nn.functional.mse_loss(x, x * 2)",
    "loss with a weight": "x * self.weight, torch.exp(-self.shift.sum()) * x.abs().sum()",
    "determinant": "x * self.weight + self.shift, torch.linalg.det(x @ x.mT), torch.slogdet(x @ x.mT)[1]",
    "a turned table": "x @ self.turn + (self.weight * self.shift).sum()",
}


def net_of(returned: str, mode: str = "reduced") -> tuple[str, Any, list[tuple[int, ...]]]:
    """The code, its module, and the shapes of what is returned for each observation."""
    code = CODE.replace("RETURNED", returned).replace("MODE", mode)
    space: dict[str, Any] = {}
    torch.manual_seed(1)
    exec(code, space)  # noqa: S102 - the code of this file
    with torch.no_grad():
        found = space["net"](torch.rand(4, 3, 5))
    outputs = found if isinstance(found, tuple) else (found,)
    return code, space["net"].eval(), [tuple(o.shape[1:]) for o in outputs if o.shape]


def shapes(net: Any) -> list[tuple[int, ...]]:
    """The shapes of the outputs."""
    found = net.shapes()
    return [found[name] for name in net.results]


@pytest.mark.parametrize("name", [*EXACT, *LEFT_OUT])
def test_text_is_that_of_torch(name: str) -> None:
    code, module, wanted = net_of({**EXACT, **LEFT_OUT}[name])
    net = read(code, input_shape=(3, 5))
    assert net.parameter_count == sum(p.numel() for p in module.parameters())
    assert shapes(net) == wanted
    assert name in EXACT or net.left_out
    assert "loss" in name or not net.unused


@pytest.mark.parametrize("group", [EXACT, LEFT_OUT])
def test_a_live_module_is_that_of_torch(group: dict[str, str]) -> None:
    code, module, wanted = net_of(", ".join(group.values()))
    text, live = read(code, input_shape=(3, 5)), from_module(module, (3, 5))
    assert live.parameter_count == sum(p.numel() for p in module.parameters())
    assert shapes(live) == wanted
    assert text.macs((3, 5)) == live.macs((3, 5))
    assert not live.unused
    if group is LEFT_OUT:
        assert sum("returned beside the outputs" in what for what in live.left_out) == 3
        return
    from tests.architecture.module_values import weights

    matrices, intercepts = weights(live, module)
    x = torch.rand(3, 5)
    found = live.output(x.double().numpy(), weights=matrices, biases=intercepts)
    with torch.no_grad():
        values = module(x[None])
    for one, value in zip(found, values, strict=True):
        np.testing.assert_allclose(np.asarray(one, dtype=float), value[0].numpy(), atol=1e-5)


def test_what_only_a_loss_takes_is_not_used() -> None:
    """PyTorch counts it; what the outputs depend on does not."""
    code, module, _ = net_of("x * self.weight, (x + self.shift).pow(2).mean()")
    for net in (read(code, input_shape=(3, 5)), from_module(module, (3, 5))):
        assert [(layer.name, layer.parameters) for layer in net.unused] == [("shift", 5)]


@pytest.mark.parametrize(("mode", "width"), [("reduced", 2), ("complete", 5)])
def test_how_a_matrix_is_taken_apart(mode: str, width: int) -> None:
    code, _, wanted = net_of("x @ self.turn", mode)
    assert shapes(read(code, input_shape=(3, 5))) == wanted == [(3, width)]


@pytest.mark.parametrize("returned", ["x - x.mean()", "(x, x.mean(0))"])
def test_a_number_of_the_batch_is_no_output_of_an_observation(returned: str) -> None:
    _, module, _ = net_of(returned)
    with pytest.raises(UserError, match="is that of the batch"):
        from_module(module, (3, 5))


@pytest.mark.parametrize("given", ['"gelu"', "nn.GELU()", "nn.functional.gelu", "nn.ReLU()"])
def test_the_activation_of_a_transformer_layer(given: str) -> None:
    code = f"from torch import nn\nlayer = nn.TransformerEncoderLayer(4, 2, 6, activation={given}, batch_first=True)\nnet = nn.TransformerEncoder(layer, 2)"
    net = read(code, input_shape=(3, 4))
    kind = "relu" if "ReLU" in given else "gelu"
    assert {getattr(node.layer, "activation", "") for node in net.nodes} == {kind}
    with pytest.raises(UserError, match=r"activation .*\n    fix: write activation="):
        read(code.replace(given, "nn.PReLU()"), input_shape=(3, 4))


def test_random_numbers_of_whole_inputs() -> None:
    """`new_empty(…).normal_()` as noise: the numbers have the type that PyTorch gives them."""

    class Noise(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(1))

        def forward(self, x: Any) -> Any:
            return x + self.weight * x.new_empty(x.shape[0], 1, 4).normal_()

    net = from_module(Noise(), (3, 4))
    assert (net.parameter_count, net.output_shape()) == (1, (3, 4))
    assert net.left_out


def test_an_axis_that_there_is_not() -> None:
    """PyTorch follows `x.sort(5)` of three axes, and would refuse to run it."""

    class Sorted(torch.nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return x.sort(5)[0]

    with pytest.raises(UserError, match="along axis 5"):
        from_module(Sorted(), (3, 5))


def test_a_recurrent_layer_on_windows() -> None:
    """The windows of an observation stand in the batch; each is a sequence of its own."""
    code = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(8, 5, bidirectional=True, batch_first=True)

    def forward(self, x):
        b, n, d = x.shape
        steps, h = self.rnn(x.view(b, 3, 4, d).reshape(b * 3, 4, d))
        return steps.reshape(b, 3, 4, 10), h[-1].view(b, 3, 5), torch.cat([h[-2], h[-1]], 1).view(b, 3, 10)

net = Net()
"""
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102 - the code above
    for net in (read(code, input_shape=(12, 8)), from_module(space["net"], (12, 8))):
        assert shapes(net) == [tuple(out.shape[1:]) for out in space["net"](torch.rand(2, 12, 8))]
        assert net.parameter_count == sum(p.numel() for p in space["net"].parameters())


STATES = {
    "read(self.lstm(x)[0])": False, "read(self.lstm(x)[1][0][-1])": False, "read(self.lstm(x)[1][1][-1])": True,
    "read(self.cell(x[:, 0])[0])": False, "read(self.cell(x[:, 0])[1])": True, "read(sum(self.cell(x[:, 0])))": True,
}  # fmt: skip


@pytest.mark.parametrize("call", STATES)
def test_the_values_of_a_cell_state_are_not_those_of_the_hidden_one(call: str) -> None:
    """A layer gives hidden states alone; a network that takes the other one is read for its shapes."""

    class Net(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.lstm = torch.nn.LSTM(5, 4, batch_first=True)
            self.cell = torch.nn.LSTMCell(5, 4)

        def forward(self, x: Any) -> Any:
            return eval(call, {"read": torch.tanh, "self": self, "x": x, "sum": sum})  # noqa: S307 - the calls above

    net = from_module(Net(), (3, 5))
    assert any("takes the cell state" in what for what in net.left_out) is STATES[call]
    assert bool(net.left_out) is STATES[call]
