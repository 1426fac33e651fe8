"""Recurrent layers: their output, their last states, and where the batch is for them."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quizgen.architecture.computed import Computed, Learned
from quizgen.architecture.fake_torch.applying import apply, computed, made, shape_of
from quizgen.architecture.fake_torch.leaves import hold, layer_of, node, on_parts, plain, start
from quizgen.architecture.fake_torch.modules import module_class
from quizgen.architecture.fake_torch.of_batch import OfBatch
from quizgen.architecture.fake_torch.signatures import known_names
from quizgen.architecture.fake_torch.tensors import TENSORS, Later, Tensor
from quizgen.architecture.fake_torch.writing_into import inside, with_others
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import Class, Instance, Stop, Unknown, record

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_PAIR = native_class("tuple", {})


def first_axis(machine: "TorchMachine", tensor: Tensor, title: str, *, batch_first: bool) -> Tensor:
    """A sequence as the layer takes it; said where the batch stands at the place of the sequence."""
    if tensor.batch is None or tensor.batch == (0 if batch_first else 1):
        return tensor
    if tensor.fold:
        raise Stop(
            f"{title}: parts of observations stand at the place of the sequence",
            "give it the batch first and batch_first=True",
        )
    if tensor.batch == 0:
        machine.sequence_first = True
        machine.leave_out(
            f"{title} has batch_first=False and is given the batch first: it goes along the batch"
        )
        return tensor
    raise Stop(
        f"{title}: the batch is axis {tensor.batch} here",
        "give it the batch first and batch_first=True",
    )


def _recurrent(title: str) -> Class:
    def begin(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
        start(machine, owner, title, given, named)

    def forward(
        machine: "TorchMachine", owner: Instance, value: Any = None, state: Any = None, **named: Any
    ) -> Any:
        value, state = named.get("input", value), named.get("hx", state)
        if type(value) is Unknown:
            return value
        if type(value) is OfBatch:
            raise value.refusal()
        if not isinstance(value, TENSORS):
            raise Stop(f"{title} is called without a tensor", "write layer(x)", "TypeError")
        layer = layer_of(owner)
        tensor = machine.tensor(value)
        right = tensor.batch is None or tensor.batch == (0 if layer.batch_first else 1)
        tensor = first_axis(machine, tensor, title, batch_first=layer.batch_first)
        if _initial(machine, title, state) and inside(machine, [state]):
            tensor = with_others(machine, f"{title} starts from a state", tensor, [state])
        held = on_parts(machine, owner, layer, tensor.fold)
        output = node(machine, owner, held, [tensor], machine.name_of(owner, title))
        hidden = State(output, layer, of_cell=False, right=right)
        if title != "LSTM":
            return record(_PAIR, ("output", "hidden"), [output, hidden.later()])
        cell = State(output, layer, of_cell=True, right=right)
        states = record(_PAIR, ("h", "c"), [hidden.later(), cell.later()])
        return record(_PAIR, ("output", "states"), [output, states])

    return module_class(title, {"__init__": begin, "forward": forward})


def _initial(machine: "TorchMachine", title: str, state: Any) -> bool:
    """Whether there is a first state other than zeros, which is not what the solver starts with."""
    found = False
    for entry in state if isinstance(state, tuple | list) else [state]:
        if entry is None:
            continue
        if isinstance(entry, Tensor) and entry.graph is machine.scratch:
            layer = machine.scratch.by_name[entry.node].layer
            if isinstance(layer, Computed) and layer.title in {"zeros", "new_zeros"}:
                continue
        if type(entry) is Unknown:
            raise entry.refusal()
        machine.leave_out(f"{title} starts from a state")
        found = True
    return found


@dataclass(frozen=True, slots=True)
class State:
    """The last states of a recurrent layer, `h` or the `c` of an LSTM, beside its output."""

    output: Tensor
    layer: Any
    of_cell: bool
    right: bool

    def later(self) -> "LastState":
        """The tensor of all last states, once somebody needs it."""
        return LastState(self.whole, None, self)

    def whole(self, machine: "TorchMachine") -> Tensor:
        """All states, `(layers · directions, batch, size)`."""
        if not self.right:
            raise Stop(
                "the states of a layer with batch_first=False that is given the batch first",
                "write batch_first=True, or give it the sequence first",
            )
        ways = 2 if self.layer.bidirectional else 1
        size = self.layer.hidden_size
        if not self.of_cell:
            size = getattr(self.layer, "proj_size", 0) or size
        seen: dict[str, Any] = {"batch": None if self.output.batch is None else 1}
        parts = shape_of(self.output)[: self.output.fold]
        return computed(
            machine,
            "last states",
            [self.output],
            (*parts, self.layer.num_layers * ways, size),
            **seen,
        )

    def one(self, machine: "TorchMachine", index: int) -> Tensor | None:
        """The last state of the last layer in one direction, read off the output; None for another."""
        layer = self.layer
        ways = 2 if layer.bidirectional else 1
        total = layer.num_layers * ways
        if (
            self.of_cell
            or not self.right
            or not -total <= index < total
            or index % total < total - ways
        ):
            return None
        size = getattr(layer, "proj_size", 0) or layer.hidden_size
        backwards = ways == 2 and index % total == total - 1
        batch, axis = None if self.output.batch is None else 0, self.output.fold
        end = apply(
            machine,
            made("Select", 0 if backwards else -1, axis),
            [self.output],
            "state",
            batch=batch,
        )
        if ways == 1:
            return end
        half = tuple(range(size, 2 * size) if backwards else range(size))
        return apply(machine, made("Select", half, axis), [end], "half")


class LastState(Later):
    """The last states: one of them is read off the output where it can be."""

    __slots__ = ("state",)

    def __init__(self, make: Any, made_now: Any, state: State) -> None:
        super().__init__(make, made_now)
        self.state = state

    def item(self, machine: "TorchMachine", key: Any) -> Any:
        first, *rest = key if isinstance(key, tuple) else (key,)
        if type(first) is int and all(entry == slice(None) for entry in rest):
            found = self.state.one(machine, first)
            if found is not None:
                return found
        return super().item(machine, key)

    def attribute(self, machine: "TorchMachine", name: str) -> Any:
        layer = self.state.layer
        single = layer.num_layers == 1 and not layer.bidirectional
        if single and name == "squeeze":
            from quizgen.architecture.minipython.values import Native

            def squeezed(machine: "TorchMachine", dim: Any = 0) -> Any:
                found = self.state.one(machine, -1) if dim == 0 else None
                return (
                    found
                    if found is not None
                    else machine.call(machine.attribute(machine.tensor(self), "squeeze"), [dim])
                )

            return Native("squeeze", squeezed)
        if single and name in {"view", "reshape"}:
            from quizgen.architecture.minipython.values import Native

            def viewed(machine: "TorchMachine", *sizes: Any) -> Any:
                found = self.state.one(machine, -1)
                source = found if found is not None else machine.tensor(self)
                return machine.call(machine.attribute(source, name), list(sizes))

            return Native(name, viewed)
        return super().attribute(machine, name)


def _of_parts(owner: Instance, cell: Any, parts: tuple[int, ...]) -> Any:
    """A cell on parts of an observation that stand in the batch, the same object for all calls."""
    if not parts:
        return cell
    if parts not in owner.host.on_parts:
        many = cell.multiply_adds * math.prod(parts)
        owner.host.on_parts[parts] = replace(cell, shape=(*parts, *cell.shape), multiply_adds=many)
    return owner.host.on_parts[parts]


def _cell(title: str, gates: int) -> Class:
    """`nn.LSTMCell` and its like: one step."""

    def begin(
        machine: "TorchMachine",
        owner: Instance,
        input_size: Any,
        hidden_size: Any,
        bias: Any = True,
        nonlinearity: Any = "tanh",
        **named: Any,
    ) -> None:
        known = ["input_size", "hidden_size", "bias"] + ["nonlinearity"] * (title == "RNNCell")
        known_names(title, named | ({} if nonlinearity == "tanh" else {"nonlinearity": ""}), known)
        sizes = [plain(title, size) for size in (input_size, hidden_size)]
        if not all(type(size) is int and size > 0 for size in sizes):
            raise Stop(f"{title}: sizes {sizes} must be at least 1", exception="ValueError")
        n, m = sizes
        shapes: list[Any] = [("weight_ih", (gates * m, n)), ("weight_hh", (gates * m, m))]
        if bias:
            shapes += [("bias_ih", (gates * m,)), ("bias_hh", (gates * m,))]
        hold(owner, Learned(title, tuple(shapes), (m,), gates * m * (n + m)))
        owner.attributes["hidden_size"], owner.attributes["input_size"] = m, n

    def forward(machine: "TorchMachine", owner: Instance, value: Any, state: Any = None) -> Any:
        tensor = machine.as_batch(machine.tensor(value))
        parts = (tensor.shape or ())[: tensor.fold]
        layer = _of_parts(owner, layer_of(owner), parts)
        if tensor.shape is not None and tensor.shape != (*parts, owner.attributes["input_size"]):
            raise Stop(
                f"{title}: input of {tensor.shape[tensor.fold :]} features",
                f"it takes {owner.attributes['input_size']}",
            )
        machine.leave_out(f"{title}: its values are not computed")
        sources = [tensor]
        states = state if isinstance(state, tuple | list) else [state]
        sources += [s for s in states if isinstance(s, Tensor) and s.graph is tensor.graph]
        found = node(machine, owner, layer, sources, machine.name_of(owner, title))
        if title == "LSTMCell":
            return (found, computed(machine, "cell state", [found], layer.shape))
        return found

    return module_class(title, {"__init__": begin, "forward": forward})


CLASSES = {
    **{title: _recurrent(title) for title in ("RNN", "LSTM", "GRU")},
    "RNNCell": _cell("RNNCell", 1),
    "LSTMCell": _cell("LSTMCell", 4),
    "GRUCell": _cell("GRUCell", 3),
}
