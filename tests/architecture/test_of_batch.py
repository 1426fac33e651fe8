"""Losses and other numbers of the whole batch: said beside the outputs, refused where a layer needs them."""

from typing import Any

import pytest

from quizgen.architecture import read
from quizgen.errors import UserError

CODE = """
import torch
import torch.nn.functional as F
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc, self.head = nn.Linear(6, 4), nn.Linear(4, 3)
        self.weigh, self.mse = nn.Parameter(torch.ones(2)), nn.MSELoss()

    def forward(self, x):
        h = self.fc(x)
        y = self.head(h)
{}

net = Net()
"""
RETURNED = {
    "loss": "        return y, h.pow(2).mean()",
    "kl": "        kl = -0.5 * torch.sum(1 + h - h.pow(2) - h.exp())\n        return {'y': y, 'kl': kl / 2}",
    "function": "        return F.mse_loss(h, x[:, :4], reduction='sum') + self.mse(y, x[:, 3:]), y",
    "perplexity": "        p = torch.softmax(h, 1).mean(dim=0)\n        return y, torch.exp(-torch.sum(p * torch.log(p + 1e-10)))",
    "of one column": "        return y, (h[:, 0].mean(0) - h.abs().max()) ** 2",
    "learned": "        return y, torch.exp(-self.weigh[0]) * h.mean() + self.weigh.sum()",
    "in a list": "        losses = [h.mean(), y.std()]\n        return y, torch.stack(losses).sum()",
    "in place": "        loss = h.sum()\n        loss += y.sum()\n        loss.mul_(2)\n        return y, loss.detach().item()",
}
REFUSED = {
    "alone": ("        return h.pow(2).mean()", "mean of the whole batch"),
    "taken off": ("        return y, y - y.mean()", "mean of the whole batch"),
    "as a factor": ("        return y / y.std(), y.std()", "std of the whole batch"),
    "of each feature": ("        return y, h.mean(0)", "dim=0 is the batch"),
    "into a layer": ("        return y, self.head(h.mean(0))", "dim=0 is the batch"),
    "by a function": ("        return y, torch.where(y > 0, y, y.mean())", "mean of the whole batch"),
    "a condition": ("        return y if h.mean() > 0 else torch.cat([y, y], 1)", "depends on"),
    "its own, by place": ("        return y, F.mse_loss(h, x[:, :4], None, None, 'none')", "mse_loss is a loss"),
    "its own, by a module": ("        return y, nn.L1Loss(None, None, 'none')(h, x[:, :4])", "L1Loss is a loss"),
    "each its own": ("        return y, F.mse_loss(h, x[:, :4], reduction='none')", "mse_loss is a loss"),
}  # fmt: skip


def executed(code: str) -> Any:
    torch = pytest.importorskip("torch")
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102 - the code of this file
    found = space["net"](torch.rand(5, 6))
    values = list(found.values()) if isinstance(found, dict) else list(found)
    wanted = [tuple(v.shape[1:]) for v in values if getattr(v, "shape", ())]
    return sum(p.numel() for p in space["net"].parameters()), wanted


@pytest.mark.parametrize("name", RETURNED)
def test_a_loss_beside_the_outputs_is_said(name: str) -> None:
    code = CODE.format(RETURNED[name])
    count, shapes = executed(code)
    net = read(code, input_shape=(6,))
    assert net.parameter_count == count
    assert [net.shapes()[result] for result in net.results] == shapes
    assert any("returned beside the outputs" in what for what in net.left_out)


@pytest.mark.parametrize("name", REFUSED)
def test_what_an_observation_needs_is_refused(name: str) -> None:
    body, said = REFUSED[name]
    with pytest.raises(UserError, match=said):
        read(CODE.format(body), input_shape=(6,))


def test_time_before_the_batch_is_not_taken_for_the_batch() -> None:
    """A mean over the first axis is one over time where recurrent layers have time first."""
    code = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.LSTM(6, 4), nn.Linear(4, 3)

    def forward(self, x):
        h, _ = self.rnn(x)
        return self.head(h[-1]), h.mean(0)

net = Net()
"""
    for last, shapes in (("h.mean(0)", [(3,), (4,)]), ("h.mean()", [(3,)])):
        net = read(code.replace("h.mean(0)", last), input_shape=(7, 6))
        assert [net.shapes()[result] for result in net.results] == shapes


@pytest.mark.parametrize(
    "call", ["h.softmax(2)", "F.log_softmax(h, dim=-3)", "h.sort(2)[0]", "h.cumsum(-3)"]
)
def test_an_axis_that_is_not_there_is_refused_as_by_torch(call: str) -> None:
    with pytest.raises(UserError, match="the tensor has 2 axes"):
        read(CODE.format(f"        return {call}"), input_shape=6)
