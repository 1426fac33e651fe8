"""Keras code as text: the file is run by the machine, and the model's calls make the graph."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from quizgen.architecture.fake_keras.mainly import main_model
from quizgen.architecture.fake_keras.models import (
    SEQUENTIAL,
    Standing,
    is_layer,
)
from quizgen.architecture.fake_keras.tensors import (
    KerasTensor,
    Made,
    Run,
    filled,
    holds,
    tensors_in,
)
from quizgen.architecture.graph import Graph
from quizgen.architecture.machine_run import network_of
from quizgen.architecture.minipython import Machine
from quizgen.architecture.minipython.source import Beside
from quizgen.architecture.minipython.values import MISSING, Function, Instance, Stop, Unknown
from quizgen.solver.network import Network

# How to give a shape, said where one is missing.
_FIX = "give it with the channels first: --input 3x32x32, or for a sequence --input 100"


def _example(sizes: Sequence[int | None]) -> str:
    """How to give an input whose sizes are partly free."""
    last = sizes[-1] or 3
    if len(sizes) > 2:
        images = "x".join(["32"] * (len(sizes) - 1))
        return f"give it with the channels first: --input {last}x{images}"
    return "give it: --input 100" + (f"x{last}" if len(sizes) == 2 else "")


def read_keras(
    text: str,
    file: str = "<keras>",
    input_shape: Any = None,
    settings: Mapping[str, Any] | None = None,
    beside: Beside | None = None,
) -> Network:
    r"""The network of Keras code; `UserError` begins with file and line.

    Images have their channels first, as everywhere in the solver: `input_shape` too, which is needed
    where the text does not say it. A `Permute` stands where the order of the entries matters. `beside`
    finds the files that it imports.

    >>> read_keras("import keras\nmodel = keras.Sequential([keras.Input((10,)), keras.layers.Dense(3)])").parameter_count
    33
    """
    machine = KerasMachine(settings, input_shape)

    def made(tree: ast.AST) -> Network:
        machine.run(tree)
        return machine.network()

    return network_of(machine, text, file, beside, made)


class KerasMachine(Machine):
    """The machine with Keras's stand-ins.

    Calls make nodes of a trial graph while the text is run, so that shapes are known; the calls on
    the way to the model's outputs are then done again, on the network's own graph.
    """

    def __init__(self, settings: Mapping[str, Any] | None = None, input_shape: Any = None) -> None:
        from quizgen.architecture.fake_keras.libraries import LIBRARIES, keras, layers

        super().__init__(LIBRARIES, settings)
        self.builtins.names.update({"keras": keras(), "layers": layers()})
        self.given = _shapes(input_shape)
        self.models: list[Instance] = []
        self.inputs: list[KerasTensor] = []
        self.counts: dict[str, int] = {}
        self.final = False
        self.failed: Stop | None = None
        self.begin(Graph({}))

    def begin(self, graph: Graph) -> None:
        """Make nodes of this graph from now on."""
        self.graph = graph
        # The solver's layer of each layer with weights, and the nodes of learned numbers.
        self.layers: dict[tuple[int, str], Any] = {}
        self.learned: dict[tuple[int, str], str] = {}

    def fresh(self, title: str) -> str:
        """Keras's name for the next layer of a kind: dense, dense_1, …."""
        count = self.counts.get(title, 0)
        self.counts[title] = count + 1
        return f"{title}_{count}" if count else title

    def unmade(self, found: Any, stop: Stop) -> None:
        if is_layer(found):
            stop.line = stop.line or self.line
            self.failed = stop

    @contextmanager
    def apart(self) -> Iterator[None]:
        before = self.models, self.inputs, self.failed
        self.models, self.inputs = [], []
        try:
            with super().apart():
                yield
        finally:
            self.models, self.inputs, self.failed = before

    def leave_out(self, what: str) -> None:
        """Note something that no layer computes."""
        if self.final:
            self.graph.leave_out(what)

    # -- tensors --------------------------------------------------------------------------------------

    def sizes(self, shape: Any, name: str) -> tuple[int, ...]:
        """The sizes of an input; those that are free come from outside."""
        given = tuple(shape or ())
        unknown = next((size for size in given if type(size) is Unknown), None)
        given = tuple(None if type(size) is Unknown else size for size in given)
        if any(type(size) is not int and size is not None for size in given):
            raise Stop(f"the shape {given!r} of {name}"[:200], "write whole numbers")
        if None not in given:
            return given
        for candidate in self.given:
            last = (*candidate[1:], candidate[0]) if len(candidate) > 2 else candidate
            if len(last) == len(given) and all(
                size in (None, found) for size, found in zip(given, last, strict=True)
            ):
                return last
        if unknown is not None:
            raise Stop(unknown.why, _example(given), line=unknown.line)
        shown = ", ".join("any" if size is None else str(size) for size in given)
        raise Stop(f"the input {name} has the sizes ({shown})", _example(given))

    def input(self, shape: Any, name: str) -> KerasTensor:
        """A tensor that comes from outside; images have their channels first."""
        found = self.entered(self.sizes(shape, name), name)
        self.inputs.append(found)
        return found

    def entered(self, sizes: tuple[int, ...], name: str) -> KerasTensor:
        """The tensor of a new input of the graph."""
        node = self.graph.fresh(name)
        first = len(sizes) > 2
        self.graph.inputs[node] = (sizes[-1], *sizes[:-1]) if first else sizes
        self.graph.shapes[node] = self.graph.inputs[node]
        return KerasTensor(node, sizes, first)

    def forget_input(self, tensor: KerasTensor) -> None:
        """An input that only says the shape of a Sequential."""
        self.inputs = [other for other in self.inputs if other is not tensor]

    def made(self, run: Run, inputs: Sequence[KerasTensor]) -> Any:
        """What a call gives, each tensor with the call that made it."""
        found = run(self, list(inputs))
        made = Made(run, tuple(inputs))
        results = _tensors_of(found)
        marked: dict[int, KerasTensor] = {}
        for index, tensor in enumerate(results):
            marked[id(tensor)] = KerasTensor(tensor.node, tensor.shape, tensor.first, made, index)
        return _with(found, marked)

    def entries_of(self, tensor: KerasTensor, key: Any) -> Any:
        """`x[key]`."""
        from quizgen.architecture.fake_keras.operations import entries_of

        return self.recorded(entries_of, [tensor, key], {})

    def arithmetic(self, symbol: str, tensor: KerasTensor, other: Any, *, reflected: bool) -> Any:
        """What an operator makes of tensors."""
        from quizgen.architecture.fake_keras.operations import arithmetic

        return self.recorded(arithmetic, [symbol, tensor, other], {"reflected": reflected})

    def recorded(
        self, run: Callable[..., Any], given: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        """`run(machine, *given, **named)`, as a call that can be done again on other tensors."""
        held = [value for value in (*given, *named.values()) if holds(value)]

        def once_more(machine: "KerasMachine", replaced: list[KerasTensor]) -> Any:
            waiting = iter(replaced)
            arguments = [filled(value, waiting) for value in given]
            others = {name: filled(value, waiting) for name, value in named.items()}
            return run(machine, *arguments, **others)

        return self.made(once_more, [tensor for value in held for tensor in tensors_in(value)])

    def again(self, outputs: Any, given: Mapping[KerasTensor, KerasTensor]) -> Any:
        """The same outputs from other inputs, by the calls that made them."""
        known: dict[int, KerasTensor] = {id(old): new for old, new in given.items()}
        results: dict[int, list[KerasTensor]] = {}
        waiting = list(tensors_in(outputs))
        while waiting:
            self.tick()
            tensor = waiting[-1]
            if id(tensor) in known:
                waiting.pop()
                continue
            made = tensor.made
            if made is None:
                raise Stop("the outputs of a model do not come from its inputs", "name all inputs")
            missing = [source for source in made.inputs if id(source) not in known]
            if missing:
                waiting += missing
                continue
            if id(made) not in results:
                found = made.run(self, [known[id(source)] for source in made.inputs])
                results[id(made)] = _tensors_of(found)
            known[id(tensor)] = results[id(made)][tensor.index]
            waiting.pop()
        return _with(outputs, {id(tensor): known[id(tensor)] for tensor in tensors_in(outputs)})

    # -- the network ----------------------------------------------------------------------------------

    def close(self, model: Instance) -> None:
        """Give a Sequential its input and output."""
        host: Standing = model.host
        if host.outputs is not None:
            return
        if not host.layers:
            raise Stop(f"{host.name} has no layers", "write model.add(layers.Dense(10))")
        shape = host.input_shape
        if shape is None and len(self.given) == 1:
            (given,) = self.given
            shape = (*given[1:], given[0]) if len(given) > 2 else given
        if shape is None:
            raise Stop(f"the input of {host.name} has no shape", _FIX)
        inputs = [self.entered(self.sizes(shape, host.name), "input")]
        found: Any = inputs[0]
        for layer in host.layers:
            found = self.call(layer, [found])
        host.inputs, host.outputs = inputs, found

    def network(self) -> Network:
        """The network of the file's model."""
        model = main_model(self)
        host: Standing = model.host
        if model.kind.is_a(SEQUENTIAL) and model.kind.find("call") is MISSING:
            self.close(model)
        elif host.outputs is None:
            self._called(model)
        graph = Graph({})
        self.begin(graph)
        self.final = True
        fresh = {}
        for tensor in host.inputs:
            name = tensor.node.partition(".")[0]
            fresh[tensor] = self.entered(tensor.shape, name)
        outputs = tensors_in(self.again(host.outputs, fresh))
        labels = tuple(map(str, host.outputs)) if isinstance(host.outputs, dict) else ()
        names = tuple(dict.fromkeys(tensor.node for tensor in outputs))
        return graph.network(*names, labels=labels if len(labels) == len(names) else ())

    def _called(self, model: Instance) -> None:
        """A model that the text defines as a class, called on inputs of the shapes given."""
        host: Standing = model.host
        held = model.kind.find("call")
        if not isinstance(held, Function):
            raise Stop(f"{host.name} has neither outputs nor call", "write def call(self, x)")
        if host.called is not None:
            made = tensors_in(host.called)[0].made
            host.inputs, host.outputs = list(made.inputs) if made else [], host.called
            if all(tensor.made is None for tensor in host.inputs):
                return
        shapes = [(*s[1:], s[0]) if len(s) > 2 else s for s in self.given]
        if host.input_shape is not None:
            shapes = [self.sizes(host.input_shape, host.name)]
        if not shapes:
            raise Stop(f"the input of {host.name} has no shape", _FIX)
        host.inputs = [self.entered(shape, "input") for shape in shapes]
        host.outputs = self.call(model, [host.inputs[0] if len(shapes) == 1 else host.inputs])


def _shapes(given: Any) -> list[tuple[int, ...]]:
    """The shapes from outside, each a tuple."""
    if given is None:
        return []
    if isinstance(given, int):
        return [(given,)]
    if any(isinstance(entry, tuple | list) for entry in given):
        return [tuple(entry) if isinstance(entry, tuple | list) else (entry,) for entry in given]
    return [tuple(given)]


def _tensors_of(found: Any) -> list[KerasTensor]:
    """The tensors of a result, which may hold unknown values beside."""
    if isinstance(found, list | tuple):
        return [tensor for entry in found for tensor in _tensors_of(entry)]
    return tensors_in(found) if type(found) is not Unknown else []


def _with(value: Any, tensors: Mapping[int, KerasTensor]) -> Any:
    """A result with its tensors replaced."""
    if isinstance(value, KerasTensor):
        return tensors[id(value)]
    if isinstance(value, dict):
        return {name: _with(entry, tensors) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_with(entry, tensors) for entry in value]
    return value
