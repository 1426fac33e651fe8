"""Tensors: a node of the graph, and where the batch is in PyTorch's shape of it."""

from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.sizes import ONE_BATCH, Batch, UnknownShape, no_shape
from quizgen.architecture.graph import Graph
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import MISSING, Bound, Host, Native, Stop, Unknown
from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

TENSOR = native_class("Tensor", {})
PARAMETER = native_class("Parameter", {}, TENSOR)


@dataclass(frozen=True, slots=True)
class Place(Host):
    """A device or the type of the numbers: where and how they are stored changes nothing here."""

    title: str
    noun = "a device or type"

    def attribute(self, machine: Any, name: str) -> Any:
        return {"type": "cpu", "index": 0}.get(name, MISSING)

    def compare(self, machine: Any, symbol: str, other: Any) -> Any:
        if symbol not in {"==", "!="}:
            raise Stop(f"{symbol} of {self.noun}")
        if isinstance(other, Place):
            return (self.title == other.title) == (symbol == "==")
        return (self.title == other) == (symbol == "==")

    def call(self, machine: Any, given: list[Any], named: dict[str, Any]) -> Any:
        return self


@cache
def stored(title: str) -> Place:
    """The device or type of that name, the same one each time: texts ask `x.dtype is torch.float32`."""
    return Place(title)


def _in_place(name: str, method: Any) -> Native:
    """`x.add_(y)`: the method, whose result takes the place of the tensor."""

    def run(machine: "TorchMachine", owner: "Tensor", *given: Any, **named: Any) -> Any:
        found = machine.call(method, [owner, *given], named)
        if type(found) is Tensor and found.values is owner.values and name != "requires_grad_":
            found = found.moved(values=None)
        return owner.changed_in_place(machine, found)

    return Native(name, run, takes_unknown=True)


@dataclass(frozen=True, slots=True, eq=False)
class Tensor(Host):
    """A node of a graph; in PyTorch's shape the batch is at place `batch` and has `count` entries.

    The node's own shape is without the batch. `fold` of its first axes are one with the batch, as
    after `x.view(-1, width)`; `minor` says that the batch varies faster than they, as where time comes
    first. `values` are the numbers of a small constant.
    """

    graph: Graph
    node: str
    batch: int | None = 0
    count: Any = ONE_BATCH
    fold: int = 0
    minor: bool = False
    values: Any = None
    noun = "a tensor"
    kind = TENSOR

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The node's shape."""
        return self.graph.shapes[self.node]

    def moved(self, **changes: Any) -> "Tensor":
        """The same node seen otherwise."""
        if "fold" in changes:
            changes.setdefault("minor", False)
        return replace(self, **changes)

    def sizes(self) -> list[Any] | None:
        """PyTorch's shape, the batch among them; None where it is not known."""
        shape = self.shape
        if shape is None:
            return None
        found: list[Any] = list(shape[self.fold :])
        if self.batch is not None:
            many = self.count
            for size in shape[: self.fold]:
                many = Batch(many.times * size) if isinstance(many, Batch) else many * size
            found.insert(self.batch, many)
        return found

    def known(self) -> list[Any]:
        """PyTorch's shape; `Stop` where it is not known."""
        found = self.sizes()
        if found is None:
            raise no_shape()
        return found

    def number(self) -> Any:
        """The value of a constant of no axes; `MISSING` for any other tensor."""
        return (
            self.values
            if self.values is not None and not isinstance(self.values, list)
            else MISSING
        )

    def twin(self) -> "Tensor":
        """Another tensor of the same numbers."""
        return self.moved()

    def changed_in_place(self, machine: "TorchMachine", found: Any) -> "Tensor":
        """Every name of this tensor stands for `found` from now on."""
        machine.note(self)
        machine.forget_shown(self)
        if type(found) in {bool, int, float}:
            found = self.moved(values=found)
        if type(found) is Tensor:
            machine.written_through(self, found)
            if self.node != found.node:
                self.graph.changed.append((machine.line, self.node, len(self.graph.nodes)))
            for field in fields(Tensor):
                object.__setattr__(self, field.name, getattr(found, field.name))
        elif type(found) is Unknown:
            machine.poison(self, found)
        return self

    def part_changed(self, machine: "TorchMachine", found: Any) -> Any:
        return found

    def is_like(self, machine: "TorchMachine", other: Any, mark: Any) -> bool:
        return type(other) is Tensor and machine.are_alike(self, other, mark)

    def or_else(self, machine: "TorchMachine", other: "Tensor") -> "Tensor":
        return machine.one_of_two(self, other)

    def forget(self) -> None:
        """Its numbers are changed in place: nobody knows them from now on."""
        object.__setattr__(self, "values", None)

    # -- what the text does with it -----------------------------------------------------------------

    def attribute(self, machine: "TorchMachine", name: str) -> Any:
        if name in {"T", "mT"}:
            return machine.call(machine.methods["t" if name == "T" else "mT"], [self])
        if name in {"real", "imag"}:
            return machine.call(machine.methods[name], [self])
        method = machine.methods.get(name) or (
            machine.methods.get(name[:-1]) if name.endswith("_") else None
        )
        if method is not None:
            if name.endswith("_") and not name.startswith("_"):
                method = _in_place(name, method)
            return Bound(method, self)
        whole = getattr(machine.source_of(self), "title", "") in {"randint", "randperm"}
        plain = {"device": "cpu", "dtype": "int64" if whole else "float32", "layout": "strided"}
        if name in plain:
            return stored(plain[name])
        if name == "shape":
            found = self.sizes()
            return UnknownShape() if found is None else tuple(found)
        if name == "ndim":
            return len(self.known())
        if name == "data":
            return self
        if name in {"is_cuda", "requires_grad", "is_sparse", "is_quantized"}:
            return False
        if name == "grad":
            return None
        from quizgen.architecture.vocabulary import near

        raise Stop(
            f"tensor.{name} is not understood", near(name, machine.methods), "AttributeError"
        )

    def set_attribute(self, machine: "TorchMachine", name: str, value: Any) -> None:
        # A slip that is often copied: PyTorch takes any name, and nothing reads this one.
        if name not in {"requires_grad", "data", "grad", "require_grad"}:
            raise Stop(f"tensor.{name} = … is not understood")
        if name == "data" and isinstance(value, TENSORS):
            self.changed_in_place(machine, machine.tensor(value))
        elif name == "data" and type(value) is Unknown and machine.final:
            self.changed_in_place(machine, value)

    def item(self, machine: "TorchMachine", key: Any) -> Any:
        return machine.selected(self, key)

    def set_item(self, machine: "TorchMachine", key: Any, value: Any) -> None:
        self.forget()
        machine.forget_shown(self)
        found = machine.entries_set(self, key, value)
        if found is not None:
            self.changed_in_place(machine, found)
            return
        self.graph.changed.append((machine.line, self.node, len(self.graph.nodes)))
        if self.graph is machine.scratch:
            return  # other numbers, and nobody learns them
        machine.graph.leave_out(f"line {machine.line}: entries of a tensor are set")

    def binary(self, machine: "TorchMachine", symbol: str, other: Any, *, reflected: bool) -> Any:
        left, right = (other, self) if reflected else (self, other)
        found = machine.combined(symbol, left, right)
        return self.twin() if found is self else found

    def unary(self, machine: "TorchMachine", symbol: str) -> Any:
        names = {"-": "neg", "abs": "abs", "round": "round", "~": "logical_not", "+": "clone"}
        return machine.call(machine.operations[names[symbol]], [self])

    def compare(self, machine: "TorchMachine", symbol: str, other: Any) -> Any:
        number = self.number()
        if number is not MISSING and isinstance(other, int | float):
            from quizgen.architecture.minipython.operations import compare

            return compare(machine, symbol, number, other)
        if symbol in {"min", "max"}:
            return Unknown(f"{symbol} of tensors depends on the data", machine.line)
        if isinstance(other, Tensor | Later | Parameter | int | float):
            return machine.combined(symbol, self, other)
        return symbol == "!="

    def entries(self, machine: "TorchMachine") -> list[Any]:
        return machine.taken_apart(self)

    def length(self, machine: "TorchMachine") -> Any:
        found = self.known()
        if not found:
            raise Stop("a tensor of no axes has no len()", exception="TypeError")
        return found[0]

    def truth(self, machine: "TorchMachine") -> Any:
        number = self.number()
        if number is not MISSING:
            return bool(number)
        return Unknown("a condition on a tensor depends on the data", machine.line)


@dataclass(slots=True, eq=False)
class Later(Host):
    """A tensor that is part of the graph only if something is done with it."""

    make: Any
    noun = "a tensor"
    kind = TENSOR
    made: Any = None

    def attribute(self, machine: "TorchMachine", name: str) -> Any:
        return machine.tensor(self).attribute(machine, name)

    def item(self, machine: "TorchMachine", key: Any) -> Any:
        return machine.tensor(self).item(machine, key)

    def binary(self, machine: "TorchMachine", symbol: str, other: Any, *, reflected: bool) -> Any:
        return machine.tensor(self).binary(machine, symbol, other, reflected=reflected)

    def unary(self, machine: "TorchMachine", symbol: str) -> Any:
        return machine.tensor(self).unary(machine, symbol)

    def compare(self, machine: "TorchMachine", symbol: str, other: Any) -> Any:
        return machine.tensor(self).compare(machine, symbol, other)

    def entries(self, machine: "TorchMachine") -> list[Any]:
        return machine.tensor(self).entries(machine)

    def length(self, machine: "TorchMachine") -> Any:
        return machine.tensor(self).length(machine)

    def truth(self, machine: "TorchMachine") -> Any:
        return Unknown("a condition on a tensor depends on the data", machine.line)


@dataclass(slots=True, eq=False)
class Parameter(Host):
    """A learned tensor; `sizes` is PyTorch's shape, None before a lazy layer knows it.

    `flags` has its `requires_grad`: which tensors are frozen changes no number of a table, but texts ask.
    """

    sizes: tuple[int, ...]
    flags: dict[str, Any] = field(default_factory=lambda: {"requires_grad": True})
    noun = "a learned tensor"
    kind = PARAMETER

    def twin(self) -> "Parameter":
        """Another learned tensor of this shape."""
        return Parameter(self.sizes, dict(self.flags))

    def attribute(self, machine: "TorchMachine", name: str) -> Any:
        if name in {"shape", "ndim", "numel", "nelement", "size", "dim"} or name in _QUIET:
            return _of_parameter(self, name)
        if name == "requires_grad":
            return self.flags[name]
        if name == "data":
            return self
        if name in {"T", "mT"}:
            return machine.call(machine.methods["t" if name == "T" else "mT"], [self])
        if name in machine.methods:
            return Bound(machine.methods[name], self)
        return machine.tensor(self).attribute(machine, name)

    def set_attribute(self, machine: "TorchMachine", name: str, value: Any) -> None:
        if name == "data" and isinstance(value, TENSORS):
            sizes = value.sizes if isinstance(value, Parameter) else machine.tensor(value).sizes()
            if sizes is not None and tuple(sizes) != self.sizes:
                raise UserError(
                    f"data of shape {tuple(sizes)} for a parameter of shape {self.sizes}",
                    "make a new layer of that shape",
                )
        elif name == "requires_grad":
            self.freeze(machine, value)
        elif name not in {"data", "grad"} and not name.startswith("_"):
            machine.note(self, name)

    def freeze(self, machine: "TorchMachine", requires_grad: Any = True) -> "Parameter":
        """`requires_grad_`; where data decide whether it happens, nobody knows what holds afterwards."""
        machine.note(self.flags, "requires_grad")
        known = type(requires_grad) is not Unknown
        self.flags["requires_grad"] = bool(requires_grad) if known else requires_grad
        return self

    def item(self, machine: "TorchMachine", key: Any) -> Any:
        if type(key) is Tensor and key.graph is machine.graph and key.node in key.graph.inputs:
            # Numbers that come in choose rows, as in an embedding.
            return machine.call(machine.operations["embedding"], [key, self])
        return machine.tensor(self).item(machine, key)

    def takes_other_values(self, machine: "TorchMachine") -> bool:
        """`self.weight.data *= mask`: it is the same parameter."""
        machine.leave_out("numbers of a learned tensor are changed")
        return True

    def set_item(self, machine: "TorchMachine", key: Any, value: Any) -> None:
        """Other first values."""

    def binary(self, machine: "TorchMachine", symbol: str, other: Any, *, reflected: bool) -> Any:
        left, right = (other, self) if reflected else (self, other)
        return machine.combined(symbol, left, right)

    def unary(self, machine: "TorchMachine", symbol: str) -> Any:
        return machine.tensor(self).unary(machine, symbol)

    def compare(self, machine: "TorchMachine", symbol: str, other: Any) -> Any:
        if isinstance(other, Parameter) and symbol in {"==", "!="}:
            return (self is other) == (symbol == "==")
        return machine.tensor(self).compare(machine, symbol, other)

    def entries(self, machine: "TorchMachine") -> list[Any]:
        return machine.tensor(self).entries(machine)

    def length(self, machine: "TorchMachine") -> Any:
        return self.sizes[0]

    def truth(self, machine: "TorchMachine") -> Any:
        return Unknown("a condition on a learned tensor depends on its values", machine.line)


# Methods of a learned tensor that give it first values, or say how it is stored.
_QUIET = frozenset(
    "fill_ zero_ normal_ uniform_ copy_ mul_ add_ div_ sub_ clamp_ requires_grad_ to cuda cpu float double half detach clone contiguous xavier_ constant_ register_hook data_ptr is_contiguous".split()
)


def _of_parameter(parameter: Parameter, name: str) -> Any:
    import math

    sizes = parameter.sizes
    if name == "shape":
        return sizes
    if name == "ndim":
        return len(sizes)
    if name in {"numel", "nelement"}:
        return Native(name, lambda machine: math.prod(sizes))
    if name == "dim":
        return Native(name, lambda machine: len(sizes))
    if name == "size":
        return Native(name, lambda machine, dim=None: sizes if dim is None else sizes[dim])
    if name == "requires_grad_":
        return Native(name, parameter.freeze, takes_unknown=True)
    return Native(name, lambda machine, *given, **named: parameter, takes_unknown=True)


TENSORS = (Tensor, Parameter, Later)
