"""Tensors that a module keeps and does not learn: `register_buffer`, `nn.Buffer`, the statistics of a normalisation."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.tensors import Later, Parameter, Tensor
from quizgen.architecture.minipython.values import Instance, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

# Where a module notes the names of its buffers, and whether its state_dict has them.
_NOTED = "__buffers__"
STATISTICS = ("running_mean", "running_var", "num_batches_tracked")


def note_buffer(machine: "TorchMachine", owner: Instance, name: str, persistent: Any) -> None:
    """`name` of a module is a buffer."""
    names = owner.attributes.setdefault(_NOTED, {})
    machine.note(names, name)
    names[name] = persistent


def buffer(
    machine: "TorchMachine", data: Any = None, *, persistent: Any = True, **named: Any
) -> Any:
    """`nn.Buffer(tensor)`: the module that it is an attribute of notes it."""
    if data is None or type(data) is Unknown:
        return data
    found = unlearned(machine, data)
    found = found.twin() if found is data else found
    machine.marked[id(found)] = (found, persistent)
    return found


def unlearned(machine: "TorchMachine", tensor: Any) -> Any:
    """A tensor as a buffer has it: not learned, though it was copied from what is."""
    if isinstance(tensor, Parameter):
        return machine.constant("buffer", tensor.sizes)
    return machine.tensor(tensor) if isinstance(tensor, Later) else tensor


def buffers_of(machine: "TorchMachine", owner: Instance, *, stored: bool = False) -> dict[str, Any]:
    """The buffers of one module, those inside it apart; `stored` are those that its state has."""
    found: dict[str, Any] = {}
    for name, persistent in owner.attributes.get(_NOTED, {}).items():
        value = machine.sound(owner.attributes.get(name))
        if stored and type(persistent) is Unknown:
            raise persistent.refusal()
        kept = machine.truth(persistent) is True or not stored
        if kept and (isinstance(value, Tensor) or type(value) is Unknown):
            found[name] = value
    if owner.host is not None:
        found |= _of_layer(machine, owner)
    return found


def _of_layer(machine: "TorchMachine", owner: Instance) -> dict[str, Any]:
    layer = owner.host.layer
    if layer is None or owner.host.keeps_more:
        raise Stop(f"the buffers of this {owner.kind.name} are not known", "write the value out")
    if not layer.buffer_count:
        return {}
    if not hasattr(layer, "num_features"):
        raise Stop(f"the buffers of {type(layer).__name__} are not listed", "write the value out")
    return {name: machine.attribute(owner, name) for name in STATISTICS}
