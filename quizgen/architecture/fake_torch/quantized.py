"""`nn.quantized.FloatFunctional`: sums and products as a module, which rounds numbers later."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.modules import module_class
from quizgen.architecture.minipython.values import Namespace

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def _of(symbol: str) -> Callable[..., Any]:
    def run(machine: "TorchMachine", owner: Any, left: Any, right: Any) -> Any:
        return machine.binary(symbol, left, right)

    return run


def _rectified(machine: "TorchMachine", owner: Any, left: Any, right: Any) -> Any:
    return machine.call(machine.operations["relu"], [machine.binary("+", left, right)])


def _joined(machine: "TorchMachine", owner: Any, tensors: Any, dim: Any = 0) -> Any:
    return machine.call(machine.operations["cat"], [tensors, dim])


FLOAT_FUNCTIONAL = module_class(
    "FloatFunctional",
    {
        **{name: _of("+") for name in ("add", "add_scalar")},
        **{name: _of("*") for name in ("mul", "mul_scalar")},
        "matmul": _of("@"),
        "add_relu": _rectified,
        "cat": _joined,
    },
)


def quantized() -> Namespace:
    """`torch.nn.quantized`."""
    return Namespace("torch.nn.quantized", {"FloatFunctional": FLOAT_FUNCTIONAL}, True, "data")
