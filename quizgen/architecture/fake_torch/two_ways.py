"""A learned tensor that is the weight of a layer, and whose entries are used by themselves too: it counts once."""

from typing import TYPE_CHECKING

from quizgen.architecture.fake_torch.tensors import Parameter

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

TWO_WAYS = "a learned tensor is used in two ways"


def entries_of(machine: "TorchMachine", weight: Parameter) -> str:
    """The node of the entries of a weight, if something took them before; it is said."""
    found = machine.learned.get(id(weight), "")
    if found:
        machine.leave_out(TWO_WAYS)
    return found
