"""Torch code as text: the file is run by the machine, and forward of its network makes the graph."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from quizgen.architecture.fake_torch.aliases import seen_elsewhere
from quizgen.architecture.fake_torch.counting import with_unused
from quizgen.architecture.fake_torch.machine import TorchMachine
from quizgen.architecture.fake_torch.mainly import main_network
from quizgen.architecture.fake_torch.modules import forward_of, is_module, walk
from quizgen.architecture.fake_torch.of_batch import OfBatch
from quizgen.architecture.fake_torch.own_calls import OwnCall
from quizgen.architecture.fake_torch.tensors import (
    Later,
    Parameter,
    Tensor,
)
from quizgen.architecture.fake_torch.two_ways import count_once
from quizgen.architecture.fake_torch.unread import may_be_changed
from quizgen.architecture.graph import Graph
from quizgen.architecture.machine_run import network_of
from quizgen.architecture.minipython.source import Beside
from quizgen.architecture.minipython.values import Bound, Function, Instance, Stop, Unknown
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.network import Network


def read_torch(
    text: str,
    file: str = "<torch>",
    input_shape: Any = None,
    settings: Mapping[str, Any] | None = None,
    beside: Beside | None = None,
) -> Network:
    r"""The network of torch code; `UserError` begins with file and line.

    `input_shape`, without the batch, is needed by code that looks at sizes such as `x.size(1)`.
    `settings` gives values to names of the file and to options of its command line. `beside` finds
    the files that it imports.

    >>> read_torch("net = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 1))").parameter_count
    1201
    """
    machine = TorchMachine(settings)
    return network_of(
        machine, text, file, beside, lambda tree: network_in(machine, tree, input_shape)
    )


# Layers of PyTorch that take several inputs.
_INPUTS: Mapping[str, Sequence[str]] = {
    "TransformerDecoderLayer": ("target", "memory"),
    "TransformerDecoder": ("target", "memory"),
    "Transformer": ("source", "target"),
    "Bilinear": ("left", "right"),
}


def network_in(machine: TorchMachine, tree: ast.AST, input_shape: Any) -> Network:
    """The network of a file."""
    machine.run(tree)
    module = main_network(machine, tree)
    unused = sorted(set(machine.settings) - machine.used)
    if unused:
        from quizgen.architecture.vocabulary import near

        known = [name for name in machine.globals if not name.startswith("__")]
        raise Stop(
            f"--set {unused[0]}: nothing in the file is called so",
            near(unused[0], known or ["x"]),
            line=1,
        )
    machine.steps = 0
    called = machine.calls.get(id(module)) if input_shape is None else None
    found = _as_called(machine, module, called) if called is not None else None
    if found is not None:
        return found
    machine.steps = 0
    try:
        return _forward(machine, module, input_shape, 0)
    except Stop:
        if not machine.sequence_first:
            raise
        # The sequence comes first and then the batch, as recurrent layers have it by themselves.
        return _forward(machine, module, input_shape, 1)


def _as_called(machine: TorchMachine, module: Instance, called: OwnCall) -> Network | None:
    """What forward makes of tensors as the file gives them; None where that says nothing of the input.

    The batch is in front, or behind the sequence where a layer takes it there.
    """
    for batch in (0, 1):
        shapes = called.shapes(batch)
        if shapes is None:
            return None
        try:
            found = _forward(machine, module, shapes, batch)
        except (Stop, UserError, ShapeError):
            if machine.sequence_first:
                continue
            return None
        if not machine.sequence_first:
            return replace(found, shape_from=f"line {called.line} calls the network with it")
    return None


def _forward(machine: TorchMachine, module: Instance, input_shape: Any, batch: int) -> Network:
    """What forward makes of the inputs, and what the module learns besides."""
    names, rest = _inputs(module)
    shapes = _shapes(names, input_shape)
    machine.begin(Graph(shapes))
    machine.final, machine.sequence_first, machine.depth = True, False, 0
    machine.paths = {}
    for path, inner in walk(machine, module):
        machine.paths.setdefault(id(inner), path)
    # A network of one tensor axis has the batch in front whatever comes.
    places = [batch if shape is None or len(shape) >= batch else 0 for shape in shapes.values()]
    inputs = [Tensor(machine.graph, name, place) for name, place in zip(names, places, strict=True)]
    found = machine.call(module, inputs, rest)
    # Of a layer alone the states or weights beside its output are not asked for.
    alone = not isinstance(module.kind.find("forward"), Function)
    outputs = _of_observations(
        machine, list(islice(_outputs(machine, found), 1 if alone else None))
    )
    if not outputs:
        raise Stop("forward does not return a tensor", "return the output")
    labels = list(found) if isinstance(found, dict) and len(outputs) == len(found) else []
    if not all(isinstance(label, str) for label in labels) or len({t.node for t in outputs}) < len(
        outputs
    ):
        labels = []
    nodes = list(dict.fromkeys(tensor.node for tensor in outputs))
    for said in (*may_be_changed(machine, module), *seen_elsewhere(machine.graph, nodes)):
        machine.graph.leave_out(said)
    count_once(machine, nodes)
    network = machine.graph.network(*nodes, labels=labels)
    return with_unused(machine, network, module)


def _inputs(module: Instance) -> tuple[list[str], dict[str, Any]]:
    """The names of the inputs that forward needs."""
    held, before = forward_of(module)
    outer = module.kind.find("__call__")
    if isinstance(outer, Function):
        held, before = outer, [module]
    if type(held) is Unknown:
        raise held.refusal()
    if isinstance(held, Bound) and isinstance(held.function, Function):
        held, before = held.function, [held.owner]
    if not isinstance(held, Function):
        return list(_INPUTS.get(module.kind.name, ("input",))), {}
    given = held.node.args
    names = [a.arg for a in (*given.posonlyargs, *given.args)][len(before) :]
    needed = names[: len(names) - len(given.defaults)]
    if not needed and given.vararg is not None:
        return [given.vararg.arg], {}
    if not needed and names:
        needed = names[:1]
    if not needed:
        raise Stop("forward takes no input", "give it a tensor", line=held.node.lineno)
    return needed, {}


def _shapes(names: Sequence[str], given: Any) -> dict[str, Any]:
    """The shapes of the inputs as far as they were given."""
    if given is None:
        return dict.fromkeys(names)
    if isinstance(given, int):
        given = (given,)
    several = any(isinstance(entry, tuple | list) for entry in given)
    shapes = (
        [tuple(s) if isinstance(s, tuple | list) else (s,) for s in given]
        if several
        else [tuple(given)]
    )
    if len(shapes) != len(names):
        raise Stop(
            f"forward takes {len(names)} inputs ({', '.join(names)}), {len(shapes)} shape{'s are' if len(shapes) > 1 else ' is'} given",
            "give the shapes in order with semicolons between them: --input '6x6; 6'",
        )
    return dict(zip(names, shapes, strict=True))


def _of_observations(machine: TorchMachine, found: list[Tensor | OfBatch]) -> list[Tensor]:
    """The outputs that an observation has; numbers of the batch beside them, such as losses, are said."""
    tensors = [output for output in found if isinstance(output, Tensor)]
    for output in found:
        if isinstance(output, OfBatch):
            stop = output.refusal()
            # Where the batch may stand elsewhere, such a number may be an output after all.
            if not tensors or not output.single or machine.sequence_first:
                raise stop
            machine.graph.leave_out(f"line {stop.line}: {stop.why}, returned beside the outputs")
    return tensors


def _outputs(machine: TorchMachine, value: Any, depth: int = 0) -> Iterator[Tensor | OfBatch]:
    """The tensors that forward returns, those in lists, dictionaries and objects among them."""
    if depth > 20:
        return
    value = machine.sound(value)
    if type(value) is Unknown:
        raise value.refusal()
    if isinstance(value, Tensor | Later | Parameter):
        tensor = machine.promoted(machine.tensor(value))
        yield tensor
    elif isinstance(value, OfBatch):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _outputs(machine, entry, depth + 1)
    elif isinstance(value, tuple | list):
        for entry in value:
            yield from _outputs(machine, entry, depth + 1)
    elif isinstance(value, Instance) and not is_module(value):
        for entry in value.attributes.values():
            yield from _outputs(machine, entry, depth + 1)
