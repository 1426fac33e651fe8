"""A learned tensor that is the weight of a layer, and whose entries are used by themselves too: it counts once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

TWO_WAYS = "a learned tensor is used in two ways"


def count_once(machine: "TorchMachine", outputs: Sequence[str]) -> None:
    """Let the node of such a tensor and the node of its layer share it, and say so."""
    graph = machine.graph
    for key, entries in machine.learned.items():
        layer = machine.owners.get(key, ("",))[0]
        if layer and graph.share(entries, layer, outputs):
            graph.leave_out(TWO_WAYS)
