"""The layers of a module as PyTorch registers and counts them, whether forward calls them or not.

A second count beside the one of the nodes: where the two differ, a network was not read whole.
"""

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from quizgen.architecture.fake_torch.modules import is_module, parameters, walk
from quizgen.architecture.fake_torch.tensors import Parameter
from quizgen.architecture.minipython.values import Instance, Stop, Unknown
from quizgen.solver.layers.tensors import Parameter as Learned
from quizgen.solver.network import Network, Unused

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def with_unused(machine: "TorchMachine", network: Network, module: Instance) -> Network:
    """The network with what it learns and never calls; `Stop` where PyTorch counts otherwise."""
    kept = set(network.names)
    total = 0
    unused: list[Unused] = []
    seen: set[int] = set()
    for path, inner in walk(machine, module):
        if type(inner) is Unknown:
            raise _unknown(path, inner)
        if not is_module(inner):
            continue
        if inner.host is not None and inner.host.layer is None:
            kind, _, _ = inner.host.waits
            raise Stop(
                f"{path}: the sizes of this Lazy{kind} are never known",
                "call it in forward, or write its sizes",
            )
        own = [(n, v) for n, v in inner.attributes.items() if isinstance(v, Parameter)]
        own += list(inner.host.others.items()) if inner.host is not None else []
        new = [(name, value) for name, value in own if id(value) not in seen]
        seen.update(id(value) for _, value in own)
        total += sum(math.prod(value.sizes) for _, value in new)
        idle = [
            (name, value)
            for name, value in new
            if not kept.intersection(machine.used_by.get(id(value), ()))
        ]
        if idle and len(idle) == len(own) and inner.host is not None:
            count = sum(math.prod(value.sizes) for _, value in idle)
            unused.append(
                Unused(path or type(inner.host.layer).__name__.lower(), inner.host.layer, count)
            )
        else:
            unused += [
                Unused(
                    f"{path}.{name}".lstrip("."),
                    Learned(value.sizes or (1,)),
                    math.prod(value.sizes),
                )
                for name, value in idle
            ]
    if unused:
        network = replace(network, unused=tuple(unused))
    if network.parameter_count != total:
        raise _miscounted(machine, network, module, total)
    return network


def _unknown(path: str, unknown: Unknown) -> Stop:
    name = unknown.name or path
    return Stop(
        f"{path} may hold layers and is not known: {unknown.why}",
        unknown.fix or f"give {name} in the file, or leave it out",
        line=unknown.line,
    )


def _miscounted(machine: "TorchMachine", network: Network, module: Instance, total: int) -> Stop:
    """Why the layers called have other parameters than the module has in PyTorch."""
    registered = {id(value) for _, value in parameters(machine, module)}
    kept = set(network.names)
    for learned, nodes in machine.used_by.items():
        strange = next((node for node in nodes if node in kept), None)
        if learned not in registered and strange is not None:
            return Stop(
                f"{strange} is called and not registered: PyTorch neither counts nor trains it",
                "hold layers in self.name or nn.ModuleList and tensors in nn.Parameter, not in a plain list",
            )
    return Stop(
        f"PyTorch counts {total} parameters here, and the layers that are called have {network.parameter_count}",
        "use each learned tensor in one way only",
    )
