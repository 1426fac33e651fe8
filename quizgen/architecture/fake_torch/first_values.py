"""`torch.nn.init`: what fills tensors leaves them as they are, what gives numbers gives PyTorch's."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import Namespace, Native, Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_GAINS: Mapping[str, float] = {"tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}
_NO_GAIN = frozenset(
    "linear sigmoid conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d".split()
)

# What `from torch.nn.init import *` brings.
_FILLS = (
    "uniform_ normal_ trunc_normal_ constant_ ones_ zeros_ eye_ dirac_ xavier_uniform_ xavier_normal_ kaiming_uniform_"
    " kaiming_normal_ orthogonal_ sparse_ uniform normal constant eye dirac xavier_uniform xavier_normal kaiming_uniform"
    " kaiming_normal orthogonal sparse"
).split()


class Everything(dict[str, Any]):
    """A holder of any name, all of which do the same."""

    def __init__(self, run: Callable[..., Any], apart: Mapping[str, Any]) -> None:
        super().__init__(apart)
        self.run = Native("function", run, takes_unknown=True)

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Any:
        return self.run


def filled(machine: "TorchMachine", value: Any = None, *given: Any, **named: Any) -> Any:
    """The tensor itself."""
    return value


def fans(machine: "TorchMachine", tensor: Any) -> tuple[Any, Any]:
    """How many entries a unit of a layer by these weights takes, and how many take one: `(fan_in, fan_out)`."""
    sizes = machine.attribute(tensor, "shape")
    if len(sizes) < 2:
        raise Stop("a tensor of fewer than two axes has no fan", "", "ValueError")
    taps = math.prod(sizes[2:])
    return sizes[1] * taps, sizes[0] * taps


def gain(machine: "TorchMachine", nonlinearity: Any, param: Any = None) -> float:
    """`calculate_gain('relu')`."""
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, int | float):
            raise Stop("a slope is a number", "write 0.01", "ValueError")
        return math.sqrt(2 / (1 + slope**2))
    if nonlinearity not in _GAINS and nonlinearity not in _NO_GAIN:
        raise Stop("there is no gain of this", "write 'relu', 'tanh' or 'linear'", "ValueError")
    return _GAINS.get(nonlinearity, 1)


def initialisation() -> Namespace:
    """`torch.nn.init`."""
    numbers = {
        "_calculate_fan_in_and_fan_out": Native("_calculate_fan_in_and_fan_out", fans),
        "_calculate_correct_fan": Native(
            "_calculate_correct_fan",
            lambda machine, tensor, mode: fans(machine, tensor)[str(mode).lower() != "fan_in"],
        ),
        "calculate_gain": Native("calculate_gain", gain),
    }
    fills = dict.fromkeys(_FILLS, Native("function", filled, takes_unknown=True))
    return Namespace("nn.init", Everything(filled, fills | numbers), open=False)
