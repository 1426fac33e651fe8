r"""A directed graph of named layers: which node reads which, with shapes.

What is found once and kept of it: the nodes that learn, whether it is a chain, whether weights are tied.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from quizgen.how_many import how_many
from quizgen.solver.errors import ShapeError
from quizgen.solver.layer_counts import weight_count
from quizgen.solver.layers.layer import Shape
from quizgen.solver.layers.linear import Linear
from quizgen.solver.node import INPUT, Node, Unused, in_order, is_dense, repeated
from quizgen.solver.quantity import unasked
from quizgen.solver.trace import silent

T = TypeVar("T")


def once(fact: Callable[[Any], T]) -> T:
    """A property found when it is first asked for, unseen, and kept: a network never changes."""

    def found(self: "Graph") -> T:
        kept = self.kept
        if fact not in kept:
            with silent(), unasked():
                kept[fact] = fact(self)
        value: T = kept[fact]
        return value

    return property(found, doc=fact.__doc__)  # type: ignore[return-value]  # seen on an instance


def given(values: Sequence[Any]) -> Any:
    """One value, or a tuple of several: what a layer takes, and what a network gives."""
    return values[0] if len(values) == 1 else tuple(values)


AfterLayer: TypeAlias = Callable[[Any, Any], Shape]


def _asked(layer: Any, shape: Any) -> Shape:
    """The shape after a layer, computed anew: whoever traces sees it."""
    return tuple(layer.output_shape(shape))


@dataclass(frozen=True, slots=True)
class Graph:
    """Layers in an order in which they can be computed; the fields are those of `Network`."""

    nodes: tuple[Node, ...]
    input_shape: Any = None
    inputs: tuple[str, ...] = (INPUT,)
    outputs: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    left_out: tuple[str, ...] = ()
    # Where a description was read from counts for nothing either.
    files: tuple[str, ...] = field(default=(), compare=False)
    shape_from: str = field(default="", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
    # The names of layers count for nothing when two networks are compared.
    names: tuple[str, ...] = field(init=False, compare=False, repr=False)
    # Nodes whose layer is the very object of an earlier node: tied weights.
    repeated: frozenset[str] = field(init=False, compare=False, repr=False)
    # What somebody has asked for before.
    kept: dict[Any, Any] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        nodes = in_order(self.nodes, self.inputs)
        object.__setattr__(self, "nodes", nodes)
        object.__setattr__(self, "inputs", tuple(self.inputs))
        object.__setattr__(self, "names", tuple(node.name for node in nodes))
        object.__setattr__(self, "repeated", repeated(nodes))
        known = set(self.inputs)
        if not nodes:
            raise ShapeError("a network needs at least one layer")
        for node in nodes:
            if node.name in known:
                raise ShapeError(f"{node.name}: two layers or inputs have this name")
            for name in (*node.inputs, node.shares) if node.shares else node.inputs:
                if name not in known:
                    raise ShapeError(f"{node.name}: {name!r} is not an input or an earlier layer")
            known.add(node.name)
        self._settle_outputs(known)

    def _settle_outputs(self, known: set[str]) -> None:
        """Outputs are nodes or inputs; the last node alone needs no saying."""
        for name in self.outputs:
            if name not in known:
                raise ShapeError(f"output {name!r} is not an input or a layer")
        if self.labels and len(self.labels) != len(self.outputs):
            wanted = how_many(len(self.outputs), "output")
            raise ShapeError(f"{how_many(len(self.labels), 'label')} for {wanted}")
        plain = tuple(self.outputs) == self.names[-1:]
        for field_name in ("outputs", "labels"):
            value = () if plain else tuple(getattr(self, field_name))
            object.__setattr__(self, field_name, value)
        object.__setattr__(self, "unused", tuple(self.unused))
        object.__setattr__(self, "left_out", tuple(self.left_out))
        object.__setattr__(self, "files", tuple(self.files))

    @property
    def results(self) -> tuple[str, ...]:
        """The names of the nodes whose values the network gives, the main one first."""
        return self.outputs or self.names[-1:]

    def check_whole(self, asked: str) -> None:
        """`ShapeError` where something is left out, so that values would be another network's."""
        if self.left_out:
            raise ShapeError(f"{asked}: the network is not read whole: {self.left_out[0]}")

    # -- shapes ---------------------------------------------------------------------------------

    def shapes(self, input_shape: Any = None, after: AfterLayer = _asked) -> dict[str, Shape]:
        """The shape after every node, and of the inputs; `after` gives that of a layer."""
        shapes = dict(zip(self.inputs, self.input_shapes(input_shape), strict=True))
        for node in self.nodes:
            try:
                taken = given([shapes[name] for name in node.inputs])
                shapes[node.name] = after(node.layer, taken)
            except ShapeError as error:
                raise ShapeError(f"{node.name}: {error}") from error
        return shapes

    def input_shapes(self, input_shape: Any = None) -> list[Shape]:
        """The shape of every input: the given one, the network's own, or the first layer's."""
        shape = self.input_shape if input_shape is None else input_shape
        if shape is None:
            shape = self._first_features()
        if len(self.inputs) == 1:
            if not isinstance(shape, int) and any(isinstance(size, tuple | list) for size in shape):
                raise ShapeError(f"there is one input, found the shapes {shape}")
            return [(shape,) if isinstance(shape, int) else tuple(shape)]
        if len(shape) != len(self.inputs):
            raise ShapeError(f"{len(self.inputs)} inputs need as many shapes, found {shape}")
        return [(entry,) if isinstance(entry, int) else tuple(entry) for entry in shape]

    def _first_features(self) -> Shape:
        features = getattr(self.nodes[0].layer, "in_features", None)
        if features is None:
            raise ShapeError("input_shape is needed: only a Linear layer says it by itself")
        return (int(features),)

    def _first_use(self, node: Node) -> bool:
        """Whether this is the first node with its layer object: the same object is tied weights."""
        return node.name not in self.repeated

    def _own_parameters(self, node: Node) -> int:
        if not self._first_use(node):
            return 0
        count: int = node.layer.parameter_count
        if node.shares:
            owner = next(other for other in self.nodes if other.name == node.shares)
            count -= weight_count(owner.layer)
        return count

    @once
    def learned(self) -> tuple[Node, ...]:
        """The nodes with weights of their own, in order."""
        return tuple(node for node in self.nodes if self._own_parameters(node))

    @once
    def has_rows(self) -> bool:
        """Whether a Linear layer reads several rows of the input of the network's own shape."""
        shapes = self.shapes()
        linears = (node for node in self.nodes if is_dense(node.layer))
        return any(len(shapes[node.inputs[0]]) > 1 for node in linears)

    @once
    def functions(self) -> tuple[tuple[Node | None, tuple[Node, ...]], ...]:
        """The functions f^(1), …, f^(L): each a learned node and what follows it.

        A chain that begins with layers that do not learn has these in a first pair without node.
        """
        found: list[tuple[Node | None, list[Node]]] = []
        learned = {node.name for node in self.learned}
        for node in self.nodes:
            if node.name in learned:
                found.append((node, []))
            elif not found:
                found.append((None, [node]))
            else:
                found[-1][1].append(node)
        return tuple((node, tuple(rest)) for node, rest in found)

    @once
    def chain_places(self) -> dict[str, tuple[int, bool, bool]]:
        """To which function f^(l) each node of a chain belongs, and whether it begins and ends that.

        What comes before the first layer that learns belongs to 0.
        """
        found = {}
        first = 1 if self.functions[0][0] is not None else 0
        for place, (owner, rest) in enumerate(self.functions, start=first):
            nodes = rest if owner is None else (owner, *rest)
            for node in nodes:
                found[node.name] = (place, node is owner, node is nodes[-1])
        return found

    @once
    def linears(self) -> tuple[Linear, ...]:
        """The fully connected layers, in order."""
        return tuple(node.layer for node in self.nodes if is_dense(node.layer))

    @once
    def is_chain(self) -> bool:
        """Whether every node takes just the one before it, and there is nothing beside them."""
        before = [self.inputs[0], *self.names]
        beside = self.outputs or self.unused or self.left_out
        return (
            not beside
            and len(self.inputs) == 1
            and all(node.inputs == (name,) for node, name in zip(self.nodes, before, strict=False))
        )

    @once
    def has_ties(self) -> bool:
        """Whether some layer uses the weights of an earlier one."""
        return any(
            node.shares or (not self._first_use(node) and node.layer.parameter_count)
            for node in self.nodes
        )

    @once
    def is_fully_connected(self) -> bool:
        """Whether it is a chain of untied Linear layers and activations only."""
        return self.is_chain and all(
            node.layer.on_units
            or (is_dense(node.layer) and self._first_use(node) and not node.shares)
            for node in self.nodes
        )
