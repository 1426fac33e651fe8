"""The machine that runs torch code: PyTorch's stand-ins, and the graph that calls on tensors add to."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from quizgen.architecture.computed import Computed
from quizgen.architecture.fake_torch import writing_into
from quizgen.architecture.fake_torch.modules import Plain, is_module
from quizgen.architecture.fake_torch.of_batch import AcrossBatch, OfBatch, among
from quizgen.architecture.fake_torch.own_calls import OwnCall, note_call
from quizgen.architecture.fake_torch.sizes import FOR_SHAPE, Batch
from quizgen.architecture.fake_torch.tensors import TENSORS, Later, Parameter, Tensor
from quizgen.architecture.fake_torch.two_ways import TWO_WAYS
from quizgen.architecture.fake_torch.unread import asked, swallowed, unmade
from quizgen.architecture.graph import Graph
from quizgen.architecture.minipython import Machine
from quizgen.architecture.minipython import bounds as limits
from quizgen.architecture.minipython.items import shortly
from quizgen.architecture.minipython.values import MISSING, Instance, Stop, Unknown
from quizgen.solver.layers.tensors import Parameter as Learned


class TorchMachine(Machine):
    """The machine with PyTorch's stand-ins, and the graph that calls on tensors add to."""

    def __init__(self, settings: Mapping[str, Any] | None = None, most: int = limits.STEPS) -> None:
        from quizgen.architecture.fake_torch.libraries import LIBRARIES, NAMES

        super().__init__(LIBRARIES, settings, most)
        self.builtins.names.update(NAMES())
        # What is called on tensors that are no part of the network.
        self.scratch = Graph({})
        self.graph = self.scratch
        self.final = False
        self.prefix = ""
        self.exact: str | None = None
        self.active: Instance | None = None
        self.paths: dict[int, str] = {}
        self.sequence_first = False
        self.constructed: list[Instance] = []
        # What `nn.Buffer` made, and whether a state_dict has it.
        self.marked: dict[int, tuple[Any, Any]] = {}
        # Tensors that share the numbers of one another, by the id of each.
        self.shown: dict[int, list[Tensor]] = {}
        # The modules that the file itself calls.
        self.calls: dict[int, OwnCall] = {}
        self.failed: Stop | None = None
        # What nobody knows and a module was made a part of, as with networks of libraries.
        self.holder: Unknown | None = None
        # What was said where a layer does not take its input, and where: PyTorch refuses it too.
        self.misfits: dict[str, str] = {}
        self.unread: list[tuple[str, list[Instance]]] = []
        self.begin(self.scratch)

    def begin(self, graph: Graph) -> None:
        """Forget what was noted about nodes: those of this graph come now."""
        self.graph = graph
        # The first node of each weight and its layer; nodes of learned tensors; layers by weights.
        self.owners: dict[int, tuple[str, Any]] = {}
        self.learned: dict[int, str] = {}
        self.by_weights: dict[Any, Any] = {}
        self.turned: dict[tuple[str, int | None], Parameter] = {}
        # The nodes that use a learned tensor.
        self.used_by: dict[int, list[str]] = {}
        self.copies: dict[str, Tensor] = {}
        # Whether some number belongs to the whole batch.
        self.of_batch = False

    def dictionary(self, owner: Any) -> dict[str, Any]:
        """`owner.__dict__`: that of a module holds no layers."""
        found = super().dictionary(owner)
        return Plain(owner, found) if is_module(owner) else found

    # -- what is done with tensors: the modules that do it know tensors, which know the machine alone --

    @property
    def methods(self) -> Mapping[str, Any]:
        """The methods of tensors."""
        from quizgen.architecture.fake_torch.operations import METHODS

        return METHODS

    @property
    def operations(self) -> Mapping[str, Any]:
        """The functions of tensors."""
        from quizgen.architecture.fake_torch.operations import OPERATIONS

        return OPERATIONS

    def combined(self, symbol: str, left: Any, right: Any) -> Any:
        """What an operator makes of tensors."""
        if self.of_batch:
            found = among((left, right))
            if found is not None:
                return found.beside(self, (left, right))
        from quizgen.architecture.fake_torch.joining import combined

        return combined(self, symbol, left, right)

    def selected(self, tensor: Tensor, key: Any) -> Any:
        """`x[key]`."""
        from quizgen.architecture.fake_torch.selecting import selected

        return selected(self, tensor, key)

    def taken_apart(self, tensor: Tensor) -> list[Any]:
        """The entries along the first axis."""
        from quizgen.architecture.fake_torch.selecting import taken_apart

        return taken_apart(self, tensor)

    # -- tensors --------------------------------------------------------------------------------------

    def tensor(self, value: Any) -> Tensor:
        """A value as a tensor of the graph; `Stop` for what is none."""
        if type(value) is Tensor:
            if value.graph is not self.graph and value.graph is not self.scratch:
                return self.constant("an earlier result", value.known())
            return value
        if isinstance(value, Later):
            if value.made is None or value.made.graph is not self.graph:
                value.made = value.make(self)
            found: Tensor = value.made
            return found
        if isinstance(value, Parameter):
            return self.learned_tensor(value)
        if type(value) is Unknown or type(value) is OfBatch:
            raise value.refusal()
        if isinstance(value, bool | int | float):
            return self.source(None, "number", values=value)
        if (
            isinstance(value, list | tuple)
            and value
            and all(isinstance(v, int | float) for v in value)
        ):
            return self.constant("list", [len(value)])
        raise Stop(
            f"{shortly(value)} is given where a tensor belongs", "give a tensor", "TypeError"
        )

    def added(self, terms: list[Any]) -> Any:
        if all(isinstance(term, TENSORS) for term in terms):
            from quizgen.architecture.fake_torch.joining import joined

            return joined(self, "Add", terms)
        return super().added(terms)

    def learned_tensor(self, value: Parameter) -> Tensor:
        """The node of a learned tensor, the same each time; one in front is the place of a batch."""
        sizes = value.sizes
        lead = len(sizes) > 1 and sizes[0] == 1
        shape = sizes[1:] if lead else sizes
        if id(value) not in self.learned:
            title = self.paths.get(id(value)) or self.prefix + "parameter"
            node = self.graph.add(title, Learned(shape), [])
            self.learned[id(value)] = node
            self.used_by.setdefault(id(value), []).append(node)
        return Tensor(self.graph, self.learned[id(value)], 0 if lead else None, 1)

    def source(self, layer: Any, title: str, *, values: Any = None) -> Tensor:
        """A tensor that no input and no learned tensor gives."""
        found = layer or Computed(title, ())
        return Tensor(self.scratch, self.scratch.add(title, found, []), None, 1, values=values)

    def constant(self, title: str, sizes: Sequence[Any]) -> Tensor:
        """A tensor of these sizes that nobody learns."""
        whole = [self.whole(size) for size in sizes]
        places = [place for place, size in enumerate(whole) if isinstance(size, Batch)]
        if len(places) > 1:
            raise Stop(f"{title} with two axes of the batch")
        numbers = [size for size in whole if isinstance(size, int)]
        if any(size < 1 for size in numbers):
            raise Stop(f"{title} of sizes {tuple(numbers)}: every size must be at least 1")
        limits.number(math.prod(numbers))
        batch: int | None = None
        count: Any = 1
        fold = 0
        if places:
            batch = places[0]
            times = whole[batch].times
            fold = int(times > 1)
            count = Batch()
            numbers = [times, *numbers] if fold else numbers
        elif len(whole) > 1 and whole[0] == 1:
            batch, numbers = 0, numbers[1:]
        node = self.scratch.add(title, Computed(title, tuple(numbers)), [])
        return Tensor(self.scratch, node, batch, count, fold)

    def unshaped(self, title: str) -> Tensor:
        """A tensor of a shape that is not known yet."""
        name = self.scratch.fresh(title)
        self.scratch.shapes[name] = None
        return Tensor(self.scratch, name)

    def source_of(self, tensor: Tensor) -> Any:
        """The layer of a tensor that reads no other one."""
        node = tensor.graph.by_name.get(tensor.node)
        return node.layer if node is not None and not node.inputs else None

    def promoted(self, tensor: Tensor) -> Tensor:
        """A tensor that is no part of the network, now that the network uses it."""
        if tensor.graph is self.graph or not self.final:
            return tensor
        node = self._promoted_node(tensor.graph, tensor.node, 0)
        return tensor.moved(graph=self.graph, node=node)

    def _promoted_node(self, graph: Graph, name: str, depth: int) -> str:
        if name in self.copies:
            return self.copies[name].node
        node = graph.by_name.get(name)
        if node is None or depth > 200:
            raise Stop("a tensor whose shape is not known is used", FOR_SHAPE)
        inputs = [self._promoted_node(graph, source, depth + 1) for source in node.inputs]
        if isinstance(node.layer, Computed):
            self.graph.leave_out(
                f"line {self.line}: {node.layer.title}, which is neither learned nor an input"
            )
        found = self.graph.add(self.prefix + name, node.layer, inputs)
        self.copies[name] = Tensor(self.graph, found)
        return found

    def entered(self, value: Any) -> Any:
        """An argument of a module: what is no part of the network becomes one."""
        return self.promoted(value) if type(value) is Tensor else value

    def inside(self, given: Any, named: Any) -> bool:
        """Whether one of the arguments is a tensor of the network already."""
        return any(type(v) is Tensor and v.graph is self.graph for v in (*given, *named.values()))

    def as_batch(self, tensor: Tensor) -> Tensor:
        """A trial of several observations: the first axis is their number."""
        if self.final and tensor.graph is self.graph:
            return tensor
        shape = tensor.shape
        if (
            tensor.batch is None
            and shape is not None
            and len(shape) > 1
            and tensor.graph is self.scratch
        ):
            if shape[0] == 1 and len(shape) == 2:
                return tensor
            node = self.scratch.add("trial", Computed("trial", tuple(shape[1:])), [])
            return Tensor(self.scratch, node, 0, shape[0], 0)
        return tensor

    def flat(self, tensor: Tensor) -> Tensor:
        """A tensor all of whose axes are the node's, where there is no real batch."""
        if tensor.batch is None or isinstance(tensor.count, Batch):
            return tensor
        from quizgen.architecture.fake_torch.applying import apply, made

        layer = made("Reshape", tuple(tensor.known()))
        return apply(self, layer, [tensor], "view", batch=None, count=1, fold=0)

    def whole(self, value: Any) -> Any:
        """A size: a whole number, or the size of the batch."""
        if type(value) is int or isinstance(value, Batch):
            return value
        if value is None:
            return None
        if isinstance(value, bool):
            return int(value)
        if type(value) is Unknown:
            raise value.refusal()
        if isinstance(value, Tensor) and value.number() is not MISSING:
            return self.whole(value.number())
        if isinstance(value, float) and value.is_integer():
            raise Stop(f"{value} is no whole number", "write int(…) or //", "TypeError")
        raise Stop(
            f"{shortly(value)} is given where a size belongs", "write whole numbers", "TypeError"
        )

    def expect(self, tensor: Tensor, size: int) -> None:
        """Note a size that is written, before the shape of the input is known."""

    # -- layers ---------------------------------------------------------------------------------------

    def name_of(self, owner: Instance, title: str) -> str:
        """The name of a layer's node: its path in the network, or what it is."""
        path = self.paths.get(id(owner))
        if path:
            return path
        return self.prefix + title.lower()

    @contextmanager
    def naming(self, name: str) -> Iterator[None]:
        """Nodes added now have this name."""
        before, self.exact = self.exact, name
        try:
            yield
        finally:
            self.exact = before

    def sharing(self, weight: Parameter, layer: Any) -> str:
        """The node whose weight a layer uses, if it is another layer's."""
        owner = self.owners.get(id(weight))
        return owner[0] if owner is not None and owner[1] is not layer else ""

    def uses(self, owner: Instance, layer: Any, node: str, weight: Any) -> None:
        """Note that a node uses what a layer learns."""
        if isinstance(weight, Parameter):
            self.owners.setdefault(id(weight), (node, layer))
            bias = owner.attributes.get("bias")
            self.by_weights.setdefault(
                (type(layer).__name__, id(weight), id(bias) if bias else 0), layer
            )
        for value in owner.attributes.values():
            if isinstance(value, Parameter):
                self.used_by.setdefault(id(value), []).append(node)
        for value in owner.host.others.values():
            self.used_by.setdefault(id(value), []).append(node)

    def layer_by(
        self, key: tuple[str, ...], weight: Parameter, bias: Any, make: Callable[[], Any]
    ) -> Any:
        """The layer that has these weights, the same each time."""
        known = (key[0], id(weight), id(bias) if bias is not None else 0, *key[1:])
        if known not in self.by_weights:
            self.by_weights[known] = make()
        return self.by_weights[known]

    def applied_by(
        self, layer: Any, tensor: Tensor, weight: Parameter, bias: Any, name: str
    ) -> Tensor:
        """A layer by weights that the text holds itself."""
        from quizgen.architecture.fake_torch.applying import add

        tensor = self.promoted(tensor) if self.final else tensor
        node = add(self, layer, [tensor], name, self.sharing(weight, layer))
        self.owners.setdefault(id(weight), (node, layer))
        for value in (weight, bias):
            if isinstance(value, Parameter):
                self.used_by.setdefault(id(value), []).append(node)
        return tensor.moved(node=node, values=None)

    def by_matrix(self, tensor: Tensor, weight: Parameter, *, turned: bool) -> Tensor:
        """`x @ W` for a learned matrix: the layer it is."""
        from quizgen.architecture.fake_torch.applying import last_axes, made

        sizes = weight.sizes[::-1] if turned else weight.sizes
        layer = self.layer_by(
            ("Linear", "turned" if turned else ""),
            weight,
            None,
            lambda: made("Linear", *sizes, False),
        )
        if self.sharing(weight, layer):
            self.leave_out(TWO_WAYS)
        return self.applied_by(layer, last_axes(tensor, 1, "matmul"), weight, None, "linear")

    def across_batch(self, stop: AcrossBatch) -> OfBatch:
        """What a reduction over the batch gives."""
        self.of_batch = True
        stop.line = stop.line or self.line
        return OfBatch(stop, stop.single)

    def leave_out(self, what: str) -> None:
        """Note something that no layer computes."""
        if self.final:
            self.graph.leave_out(f"line {self.line}: {what}")

    @contextmanager
    def apart(self) -> Iterator[None]:
        before = self.constructed, self.failed
        self.constructed = []
        try:
            with super().apart():
                yield
        finally:
            self.constructed, self.failed = before

    unmade = unmade
    swallowed = swallowed
    asked = asked
    note_call = note_call
    are_alike = writing_into.are_alike
    entries_set = writing_into.entries_set
    forget_shown = writing_into.forget_shown
    one_of_two = writing_into.one_of_two
    written_through = writing_into.written_through

    # -- doubt ----------------------------------------------------------------------------------------

    def mark(self) -> Any:
        return self.graph, len(self.graph.nodes), len(self.graph.left_out)

    def undo(self, mark: Any) -> None:
        graph, many, left_out = mark
        for node in graph.nodes[many:]:
            del graph.by_name[node.name], graph.shapes[node.name]
        gone = {node.name for node in graph.nodes[many:]}
        del graph.nodes[many:], graph.left_out[left_out:]
        if gone:
            self.owners = {key: entry for key, entry in self.owners.items() if entry[0] not in gone}
            self.learned = {key: node for key, node in self.learned.items() if node not in gone}
            self.copies = {key: t for key, t in self.copies.items() if t.node not in gone}
