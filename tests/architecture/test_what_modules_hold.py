"""What a module says it holds: its layers while a loop changes them, its buffers, its state; and which module a file is about.

PyTorch runs the same text: the sizes of `net` there are the oracle.
"""

from typing import Any

import pytest

from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
HELD = {
    "a list that grows while a loop goes over it": """
layers = nn.ModuleList([nn.Linear(4, 4)])
units = 0
try:
    for layer in layers:
        units += 1
        if units < 5:
            layers.append(nn.Linear(4, 4))
except RuntimeError:
    units = 9
net = nn.Sequential(*layers, nn.Linear(4, units))
""",
    "another layer is put in a place that comes later": """
layers = nn.ModuleDict({"a": nn.Linear(4, 4), "b": nn.Linear(4, 4)})
units = 0
for name, layer in layers.items():
    units += layer.out_features
    layers["b"] = nn.Linear(4, 7)
net = nn.Linear(4, units)
""",
    "values, keys and their number": """
layers = nn.ModuleDict({"a": nn.Linear(4, 2), "b": nn.Linear(4, 3)})
names, values = layers.keys(), layers.values()
layers["c"] = nn.Linear(4, 5)
net = nn.Linear(4, len(names) + sum(layer.out_features for layer in values) + len("".join(names)))
""",
    "parameters of a layer that is put there meanwhile": """
net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 2))
total = 0
for parameter in net.parameters():
    total += parameter.numel()
    if total == 16:
        net[1] = nn.Linear(4, 3)
net.append(nn.Linear(3, total))
""",
    "parameters in a list": """
many = nn.ParameterList([torch.ones(2, 4), torch.ones(3, 4)])
units = 0
for weight in many:
    units += weight.shape[0]
    if len(many) < 4:
        many.append(torch.ones(9, 4))
net = nn.Linear(4, units)
""",
    "buffers that are registered, and those of a normalisation": """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(4)
        self.plain = nn.BatchNorm1d(4, track_running_stats=False)
        self.register_buffer("places", torch.zeros(3, 4))
        self.register_buffer("passing", torch.zeros(2), persistent=False)
        self.register_buffer("later", None)
        self.steps = nn.Buffer(torch.zeros(5))
        self.own = torch.zeros(7)
        count = sum(buffer.numel() for buffer in self.buffers())
        names = [name for name, _ in self.named_buffers()]
        kept = [name for name in self.state_dict() if name not in dict(self.named_parameters())]
        del self.steps
        self.out = nn.Linear(4, count + 100 * len(names) + 1000 * len(list(self.buffers(recurse=False))))
        self.more = nn.Linear(4, len(kept) + len("".join(names)))
    def forward(self, x):
        x = self.norm(x)
        return self.out(x), self.more(x)
net = Net()
""",
    "state of a network with one tensor in two layers": """
one, other = nn.Linear(4, 4), nn.Linear(4, 4)
other.weight = one.weight
net = nn.Sequential(one, other, nn.BatchNorm1d(4))
net.append(nn.Linear(4, len(net.state_dict()) + 10 * len(list(net.parameters())) + net[2].num_batches_tracked.dim()))
""",
    "a copy has buffers of its own": """
import copy
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("places", torch.zeros(3))
first = Net()
second = copy.deepcopy(first)
second.register_buffer("more", torch.zeros(4))
net = nn.Linear(4, len(list(first.buffers())) + 10 * len(list(second.buffers())))
""",
    "a layer that learns stands behind the network": """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 3)
    def forward(self, x):
        return self.a(x)
network_of_mine = Net()
activation = nn.PReLU()
""",
}


@pytest.mark.parametrize("text", HELD.values(), ids=HELD)
def test_a_text_that_asks_what_it_holds(text: str) -> None:
    space: dict[str, Any] = {}
    exec(compile(HEAD + text, "held", "exec"), space)  # noqa: S102 - the text of this test
    module = space["net"] if "net" in space else space["network_of_mine"]
    network = read_torch(HEAD + text, input_shape=(4,))
    assert network.parameter_count == sum(p.numel() for p in module.parameters())
    with torch.no_grad():
        given = module.eval()(torch.rand(2, 4))
    first = given[0] if isinstance(given, tuple) else given
    assert network.output_shape((4,)) == tuple(first.shape[1:])


def test_buffers_that_nobody_knows_are_not_counted_as_none() -> None:
    text = "one = nn.utils.spectral_norm(nn.Linear(4, 4))\nn = len(list(one.buffers()))\nnet = nn.Linear(4, n)\n"
    with pytest.raises(UserError, match="the buffers of this Linear are not known"):
        read_torch(HEAD + text, input_shape=(4,))


def test_a_network_of_layers_at_the_top_of_the_file_is_no_layer_of_them() -> None:
    text = """
first, last = nn.Linear(4, 4), nn.Linear(4, 2)
class Net(nn.Module):
    def forward(self, x):
        return last(torch.relu(first(x)))
net = Net()
"""
    with pytest.raises(UserError, match="PyTorch neither counts nor trains it"):
        read_torch(HEAD + text, input_shape=(4,))


def test_a_class_that_gets_another_base_is_refused() -> None:
    text = """
class Small:
    width = 5
class Big:
    width = 7
class Above(Small):
    pass
class Below(Above):
    pass
Above.__bases__ = (Big,)
net = nn.Linear(4, Below.width)
"""
    with pytest.raises(UserError, match="__bases__ of class Above is set"):
        read_torch(HEAD + text, input_shape=(4,))


def test_a_weight_that_is_only_turned_is_used_in_one_way() -> None:
    text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Parameter(torch.rand(2, 4)), nn.Parameter(torch.rand(3, 2))
    def forward(self, x):
        return x @ self.a.T @ self.b.T
net = Net()
"""
    network = read_torch(HEAD + text, input_shape=(4,))
    assert (network.left_out, network.parameter_count) == ((), 2 * 4 + 3 * 2)
