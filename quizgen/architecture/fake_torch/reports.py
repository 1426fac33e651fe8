"""Libraries that call a network to report on it: their arguments say which input it is for."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.modules import is_module
from quizgen.architecture.fake_torch.own_calls import OwnCall, note_call
from quizgen.architecture.minipython.libraries import library
from quizgen.architecture.minipython.values import Namespace, Native, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def _torchinfo(
    machine: "TorchMachine",
    model: Any,
    input_size: Any = None,
    input_data: Any = None,
    batch_dim: Any = None,
    *given: Any,
    **named: Any,
) -> Unknown:
    """Sizes have the batch inside, unless it is said where to put it."""
    sizes = _sizes(input_size)
    if type(batch_dim) is int:
        sizes = [[*own[:batch_dim], 1, *own[batch_dim:]] for own in sizes]
    _called_with(machine, model, sizes)
    _called(machine, model, input_data)
    return Unknown("it is a report on a network", machine.line)


def _torchsummary(
    machine: "TorchMachine", model: Any, input_size: Any = None, *given: Any, **named: Any
) -> Unknown:
    """Sizes are those of one observation; the batch is put in front."""
    _called_with(machine, model, [[2, *own] for own in _sizes(input_size)])
    return Unknown("it is a report on a network", machine.line)


def _with_inputs(
    machine: "TorchMachine", model: Any, inputs: Any = None, *given: Any, **named: Any
) -> Unknown:
    """`thop.profile(net, inputs=(x,))`, `torch.onnx.export(net, x, "net.onnx")`."""
    _called(machine, model, named.get("args", inputs))
    return Unknown("it is a report on a network", machine.line)


def _traced(
    machine: "TorchMachine", model: Any, example_inputs: Any = None, *given: Any, **named: Any
) -> Any:
    """`torch.jit.trace(net, x)`, which computes as the network does."""
    _called(machine, model, example_inputs)
    return model


def _called(machine: "TorchMachine", model: Any, inputs: Any) -> None:
    if is_module(model):
        note_call(machine, model, inputs if isinstance(inputs, list | tuple) else [inputs])


def _called_with(machine: "TorchMachine", model: Any, sizes: list[list[int]]) -> None:
    if is_module(model) and sizes:
        machine.calls[id(model)] = OwnCall(model, machine.line, sizes)


def _sizes(given: Any) -> list[list[int]]:
    """`(3, 32, 32)`, or a list of such; nothing where a size is no whole number."""
    if not isinstance(given, list | tuple):
        return []
    several = list(given) if all(isinstance(own, list | tuple) for own in given) else [given]
    found = [list(own) for own in several]
    return found if all(type(size) is int for own in found for size in own) else []


def _report(title: str, **functions: Any) -> Namespace:
    return library(
        title, {name: Native(name, run, takes_unknown=True) for name, run in functions.items()}
    )


TORCHINFO = _report("torchinfo", summary=_torchinfo)
TORCHSUMMARY = _report("torchsummary", summary=_torchsummary)
THOP = _report("thop", profile=_with_inputs)
ONNX = _report("torch.onnx", export=_with_inputs)
TRACE = Native("trace", _traced, takes_unknown=True)
