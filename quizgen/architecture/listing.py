"""A short program that an exercise shows: what it prints, and the network it builds.

It is run by our own interpreter, never by Python; a listing of an exercise is short, and so is its run.
"""

import ast
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from quizgen.architecture.fake_torch.machine import TorchMachine
from quizgen.architecture.fake_torch.reader import network_in
from quizgen.architecture.literal import parsed
from quizgen.architecture.minipython.values import Host, Stop, Unknown
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.activation import Identity, ReLU
from quizgen.solver.layers.average_pooling import AvgPool
from quizgen.solver.layers.max_pooling import MaxPool
from quizgen.solver.layers.shaping import Reshaping
from quizgen.solver.network import Network, Node

# Steps of a run, some 50 ms, and of a run with a student's code in it.
STEPS = 40_000
PRINTS = 20
# What ends a program before its last line.
_LEAVING = frozenset({"exit", "quit", "_exit", "abort"})


class NotFollowedError(UserError):
    """Code that may be right, of which our reading says nothing."""


def printed(text: str) -> list[Any]:
    r"""What each call of `print` shows, in order: numbers, texts, truth values, lists and shapes (tuples).

    Words beside a value are left out: `print("shape", x.shape)` shows the shape. `UserError` for a
    listing that cannot be run, and for what nobody could say of it: values of random tensors.

    >>> printed("x = torch.rand(8, 3, 32, 32)\nprint(nn.Conv2d(3, 6, 5)(x).shape)\nprint('n =', 2 * 3)")
    [(8, 6, 28, 28), 6]
    """
    machine = TorchMachine(most=STEPS)
    try:
        machine.run(_tree(text))
        if machine.skipped is not None:
            raise machine.skipped
        if len(machine.printed) > PRINTS:
            raise UserError(f"prints {len(machine.printed)} times; at most {PRINTS}", "print less")
        return [_value(values) for values in machine.printed]
    except Stop as stop:
        raise UserError(f"line {stop.line or machine.line}: {stop.why}", stop.fix) from None
    except ShapeError as error:
        raise UserError(f"line {machine.line}: {error}") from None
    except RecursionError:
        raise UserError("a list inside itself is printed", "print a flat one") from None


def fault(text: str) -> str:
    """Why a listing is no Python, or the first layer in it that does not take its input; empty for neither."""
    machine = TorchMachine(most=STEPS)
    try:
        machine.run(_tree(text))
    except (Stop, UserError, ShapeError) as error:
        said = error.why if isinstance(error, Stop) else str(error.args[0])
        return f"line {machine.line}: {said}"
    return next(iter(machine.misfits.values()), "")


def _tree(text: str) -> ast.AST:
    try:
        tree = parsed(text, "exec")
    except UserError as error:
        raise UserError(f"the listing: {error.args[0]}", error.fix) from None
    if not any(word in text for word in _LEAVING):
        return tree  # by far the most
    named = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(tree)}
    if leaving := sorted(named & _LEAVING):
        raise UserError(f"{leaving[0]} ends the program", "let it run to its end")
    return tree


def _value(values: tuple[Any, ...]) -> Any:
    told = [value for value in values if not isinstance(value, str)] or list(values)
    if len(told) != 1:
        raise UserError(
            f"print shows {len(told)} values at once",
            "print one value a call; words beside it are free",
        )
    return _plain(told[0])


def _plain(value: Any) -> Any:
    if type(value) is Unknown:
        where = f"line {value.line}: " if value.line else ""
        raise UserError(
            f"{where}what is printed cannot be said: {value.why}", "print a shape or a number"
        )
    if isinstance(value, list | tuple):
        return type(value)(map(_plain, value))
    if isinstance(value, bool | int | float | str):
        return value
    noun = value.noun if isinstance(value, Host) else f"a value of type {type(value).__name__}"
    raise UserError(f"{noun} is printed", "print a number, a text, a list or a shape")


def network_of(text: str, input_shape: Any = None) -> Network:
    """The network a listing builds; `ShapeError` where PyTorch would refuse it, `NotFollowedError` for what is not read."""
    machine = TorchMachine(most=STEPS)
    try:
        tree = _tree(text)
    except UserError as error:
        raise ShapeError(str(error.args[0])) from None
    try:
        return network_in(machine, tree, input_shape)
    except Stop as stop:
        said = f"line {stop.line or machine.line}: {stop.why}"
        if stop.exception or stop.why.rpartition(" is not known: ")[2] in machine.misfits:
            raise ShapeError(said) from None
        raise NotFollowedError(said, stop.fix) from None
    except ShapeError as error:
        raise ShapeError(f"line {machine.line}: {error}") from None
    except UserError as error:
        raise NotFollowedError(f"line {machine.line}: {error.args[0]}", error.fix) from None
    except RecursionError:
        raise NotFollowedError("calls inside calls", "write it flat") from None


def same_network(one: Network, other: Network) -> bool:
    """Whether two networks compute the same whatever they learn: the same layers joined in the same way.

    How a tensor is put into another shape does not count. `NotFollowedError` where one of them
    computes what no layer stands for.

    >>> view, flat = (network_of(f"net = nn.Sequential(nn.Conv1d(1, 2, 3), {l}, nn.Linear(8, 1))", (1, 6))
    ...     for l in ("nn.Flatten()", "nn.Flatten(1, -1)"))
    >>> same_network(view, flat)
    True
    """
    for network in (one, other):
        if network.left_out:
            raise NotFollowedError(network.left_out[0], "a person decides")
    numbers = _Numbers()
    return numbers.form(one) == numbers.form(other)


class _Numbers:
    """Values by numbers: two of one number are equal whatever the networks learn."""

    def __init__(self) -> None:
        self._known: dict[Any, int] = {}
        # Of a value in another shape the number of the value; values without negative entries.
        self._flat: dict[int, int] = {}
        self._positive: set[int] = set()
        # Of the ReLU of a value the number of the value: it may come before or after a maximum.
        self._relu_of: dict[int, int] = {}

    def _number(self, *key: Any) -> int:
        return self._known.setdefault(key, len(self._known))

    def form(self, network: Network) -> tuple[Any, ...]:
        """The numbers of the outputs, how many layers learn, and what is learned for nothing."""
        shapes = network.shapes(None)
        found = {name: self._number("input", i) for i, name in enumerate(network.inputs)}
        tied: dict[int, int] = {}
        learned: Counter[Any] = Counter()
        for node in network.nodes:
            read = tuple(found[source] for source in node.inputs)
            if isinstance(node.layer, Reshaping | Identity):
                found[node.name] = self._reshaped(
                    read[0], shapes[node.name], shapes[node.inputs[0]]
                )
            elif node.layer.parameter_count:
                key, owner = (_settings(node.layer), read), _tied(node, found, tied)
                learned[key] += owner is None  # two layers that learn are two, however alike
                found[node.name] = self._number("layer", *key, owner, learned[key])
                tied.setdefault(id(node.layer), found[node.name])
            else:
                found[node.name] = self._computed(node.layer, read)
        unused = sorted(repr(_settings(entry.layer)) for entry in network.unused)
        return tuple(found[name] for name in network.results), learned.total(), tuple(unused)

    def _computed(self, layer: Any, read: tuple[int, ...]) -> int:
        """The number of what a layer that learns nothing makes of values."""
        if isinstance(layer, ReLU):
            return read[0] if read[0] in self._positive else self._relu(read[0])
        if isinstance(layer, MaxPool) and read[0] in self._relu_of:
            return self._relu(self._number("layer", _settings(layer), (self._relu_of[read[0]],)))
        found = self._number("layer", _settings(layer), read)
        # A mean of what is not negative is none, nor is what is dropped.
        keeps = isinstance(layer, AvgPool) or getattr(layer, "keeps_values", False)
        if keeps and self._positive.issuperset(read):
            self._positive.add(found)
        return found

    def _relu(self, read: int) -> int:
        found = self._number("relu", read)
        self._relu_of[found] = read
        self._positive.add(found)
        return found

    def _reshaped(self, read: int, after: Any, before: Any) -> int:
        if before == after:
            return read
        source = self._flat.get(read, read)
        found = self._number("shape", source, after)
        self._flat[found] = source
        if source in self._positive:
            self._positive.add(found)
        return found


def _tied(node: Node, numbers: Mapping[str, int], layers: Mapping[int, int]) -> int | None:
    """The number of the node whose weights a node has; None for weights of its own."""
    if node.shares:
        return numbers[node.shares]
    return layers.get(id(node.layer))


def _settings(layer: Any) -> tuple[Any, ...]:
    if not is_dataclass(layer):
        return type(layer).__name__, repr(layer)
    return type(layer).__name__, *((f.name, repr(getattr(layer, f.name))) for f in fields(layer))
