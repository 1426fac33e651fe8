"""Networks that a library or nobody makes: they are said, and no layer beside them is taken for them."""

import pytest

from quizgen.architecture import read
from quizgen.errors import UserError

HEAD = """
import torch
from torch import nn
import torchvision.models as models
from torchvision.models import resnet18, alexnet
from somewhere import prepare, make

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)

    def forward(self, x):
        return self.fc(x)
"""
UNKNOWN = {
    "a new head": ("model = resnet18(weights=None)\nmodel.fc = nn.Linear(512, 10)", "model is not known: resnet18 is imported from torchvision.models", "quizgen solve resnet18"),
    "an entry": ("vgg = models.vgg16()\nvgg.classifier[6] = nn.Linear(4096, 5)\nloss = nn.CrossEntropyLoss()", "vgg is not known: torchvision.models.vgg16", "quizgen solve vgg16"),
    "beside a layer": ("model = make()\nhead = nn.Linear(768, 2)", "model is not known: make is imported from somewhere", "one file"),
    "inside": ("class Out(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.body = models.resnet50()\n    def forward(self, x):\n        return self.body(x)\nnet = Out()", "torchvision.models.resnet50 is not read", "quizgen solve resnet50"),
    "not shipped": ("net = models.regnet_y_400mf()", "net is not known: torchvision.models.regnet_y_400mf", "write nn.Sequential"),
    "a typo": ("net = Nett()", "net is not known: unknown name 'Nett'", "did you mean 'Net'"),
    "in a function": ("def main():\n    return make()\nmodel = main()", "model is not known: make is imported", "one file"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_network_that_is_not_known_is_said(name: str) -> None:
    lines, said, fix = UNKNOWN[name]
    with pytest.raises(UserError) as raised:
        read(HEAD + lines + "\n")
    assert said in raised.value.args[0]
    assert fix in (raised.value.fix or "")


@pytest.mark.parametrize(
    "line", ["model = prepare(Net())", "inner = Net()\nmodel = prepare(inner)", "net = prepare(nn.Linear(3, 4))"]
)  # fmt: skip
def test_what_is_wrapped_by_a_library_is_the_network(line: str) -> None:
    assert read(f"{HEAD}{line}\n").parameter_count == 16


def test_a_layer_given_to_something_unknown_beside_the_network() -> None:
    """A part of another network does not hide the one of the file."""
    lines = "teacher = models.vgg16()\nteacher.classifier[6] = nn.Linear(9, 5)\nstudent = Net()\n"
    assert read(HEAD + lines).parameter_count == 16


def test_calls_without_end_that_data_may_end() -> None:
    text = """
import torch
from torch import nn
import inspect, elsewhere

def again(thing):
    if elsewhere.is_it(thing):
        thing.inner = again(thing)
    return thing

def deprecated(thing):
    if inspect.isclass(thing):
        return nn.Linear(1, 1)
    return thing

def width():
    return 4

again(width)
net = nn.Linear(3, deprecated(width)())
"""
    assert read(text).parameter_count == 16
