"""What functions, methods of tensors and modules of torch code add to the network."""

import math
from collections.abc import Mapping, Sequence
from reprlib import repr as brief
from typing import Any

from quizgen.architecture import torch_settled
from quizgen.architecture.graph import Graph
from quizgen.architecture.torch_calls import METHODS, UNCHANGED, function_layer, made
from quizgen.architecture.torch_modules import (
    FOR_SHAPE,
    NO_SHAPE,
    Batch,
    Container,
    Filled,
    Instance,
    Lazy,
    Leaf,
    Stack,
    State,
    Tensor,
    Turned,
    UnknownShape,
    Weight,
)
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.layers.embedding import Embedding
from quizgen.solver.layers.tensors import Parameter, Positions, Transpose

# Functions that are given the weights of a layer.
WEIGHED = frozenset(
    "linear conv1d conv2d conv3d layer_norm batch_norm group_norm rms_norm embedding".split()
)
# Functions of several tensors that are more than one layer, or a layer with weights.
OF_SEVERAL = frozenset({"linear", "scaled_dot_product_attention"})
# Two tensors joined, by the name of the function or method.
JOINS: Mapping[str, str] = {
    "add": "Add",
    "sub": "Subtract",
    "subtract": "Subtract",
    "mul": "Multiply",
    "multiply": "Multiply",
    "matmul": "MatMul",
    "bmm": "MatMul",
    "mm": "MatMul",
}
# What only moves, adds or averages axes; a function of torch and a method of a tensor alike.
TURNS = frozenset(
    {
        "transpose",
        "swapaxes",
        "swapdims",
        "permute",
        "mean",
        "squeeze",
        "unsqueeze",
        "view",
        "reshape",
    }
)


class Applying:
    """Nodes for what is applied to tensors; `prefix` is the object whose forward is running."""

    graph: Graph
    prefix: str
    # Layers that learned matrices are, by the node of the matrix and whether it is turned.
    matrices: dict[tuple[str, bool], Any]
    # Whether constructors are still running; what they call is a try of the shapes.
    constructing: bool

    def has_forward(self, owner: Instance) -> bool:
        """Whether the text says what an object does; said by the reader."""
        raise NotImplementedError

    def run_method(
        self, owner: Instance, name: str, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        """The value of a method of an object; said by the reader."""
        raise NotImplementedError

    def function(self, name: str, given: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """A function of torch or torch.nn.functional, by its name."""
        if name in {"cat", "concat", "concatenate"}:
            return self._side_by_side(name, given, named)
        tensors = [entry for entry in given if isinstance(entry, Tensor)]
        if not tensors and given and isinstance(given[0], Filled):
            return torch_settled.function(name, given[0])
        weights = [value for value in (*given, *named.values()) if isinstance(value, Weight)]
        if weights and name in WEIGHED:
            return self.call_module(weights[0].owner, tensors[:1])
        if len(tensors) > 1 and name in {*JOINS, *OF_SEVERAL}:
            return self._of_several(name, tensors)
        if not given or not isinstance(given[0], Tensor):
            raise UserError(f"{name} of no tensor", f"write {name}(x)")
        if name == "pad":
            settings = {**dict(zip(("pad", "mode", "value"), given[1:], strict=False)), **named}
            return self._padded(given[0], settings)
        if name in TURNS or name in {"split", "chunk", "max", "amax", "unbind", "t"}:
            return self.tensor_method(given[0], name, given[1:], named)
        return self.apply(function_layer(name, given[1:], named), [given[0]], name)

    def _side_by_side(self, name: str, given: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """`torch.cat` of a list of tensors."""
        entries = given[0] if given else named.get("tensors", ())
        if entries and all(isinstance(entry, Filled) for entry in entries):
            return Filled(None)
        if not entries or not all(isinstance(entry, Tensor) for entry in entries):
            raise UserError(f"{name} joins tensors", "write torch.cat([x, y], 1)")
        if len(entries) == 1:
            return entries[0]
        dim = given[1] if len(given) > 1 else named.get("dim", 0)
        return self.apply(made("Concat", [without_batch(dim)], {}), entries, "concat")

    def _of_several(self, name: str, tensors: Sequence[Tensor]) -> Tensor:
        """A function of two tensors or more."""
        if name == "scaled_dot_product_attention" and len(tensors) > 2:
            return self._attended(*tensors[:3])
        if name == "linear":
            found = self.joined("MatMul", [tensors[0], self._exchanged(tensors[1])])
            return self.joined("Add", [found, tensors[2]]) if len(tensors) > 2 else found
        if name not in JOINS or len(tensors) > 2:
            raise UserError(f"{name} of {len(tensors)} tensors", f"write {name}(x, y)")
        return self.joined(JOINS[name], tensors)

    def tensor_method(
        self, tensor: Tensor, name: str, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        """A method of a tensor, by its name."""
        if name in UNCHANGED:
            return tensor
        if name == "size":
            return self._size(tensor, given[0] if given else named.get("dim"))
        if name in JOINS and given and isinstance(given[0], Tensor):
            return self.joined(JOINS[name], [tensor, given[0]])
        if name in {"numel", "nelement"} and self.graph.shapes[tensor.node] is not None:
            return math.prod(self.graph.shapes[tensor.node] or ())
        if name in {"view", "reshape"}:
            return self._reshaped(tensor, given)
        if name in {"max", "amax"}:
            dim = given[0] if given else named.get("dim")
            keepdim = given[1] if len(given) > 1 else named.get("keepdim", False)
            found = self._largest(tensor, dim, keepdim=bool(keepdim))
            return found if name == "amax" else (found, found)
        if name == "t":
            return self._exchanged(tensor)
        if name == "new_zeros":
            return Filled(None)
        if name in TURNS:
            return self._turned(tensor, name, given, named)
        if name in {"split", "chunk"}:
            return self._parts(tensor, name, given, named)
        if name in METHODS:
            return self.apply(function_layer(name, given, named), [tensor], name)
        raise UserError(
            f"tensor.{name} is not understood", near(name, [*METHODS, *TURNS, *JOINS, "size"])
        )

    def sizes(self, tensor: Tensor) -> Any:
        """The shape of a tensor, the batch first."""
        shape = self.graph.shapes[tensor.node]
        return UnknownShape() if shape is None else (Batch(), *shape)

    def _size(self, tensor: Tensor, dim: Any) -> Any:
        sizes = self.sizes(tensor)
        if dim is None or dim == 0:
            return Batch() if dim == 0 else sizes
        if sizes == UnknownShape():
            raise UserError(NO_SHAPE, FOR_SHAPE)
        if type(dim) is not int or not -len(sizes) <= dim < len(sizes):
            raise UserError(
                f"size({brief(dim)})", f"the tensor has {len(sizes)} axes, the batch is 0"
            )
        return sizes[dim]

    def joined(self, kind: str, tensors: Sequence[Tensor]) -> Tensor:
        """Tensors added or multiplied; a learned vector meets the last axis, as in PyTorch."""
        if kind == "MatMul":
            weighed = self._weighed(*tensors)
            if weighed is not None:
                return weighed
        shapes = [self.graph.shapes[tensor.node] for tensor in tensors]
        rank = max((len(shape) for shape in shapes if shape is not None), default=0)
        spread = [
            self.apply(made("Reshape", [(1,) * (rank - len(shape)) + shape], {}), [tensor], "view")
            if shape is not None and len(shape) < rank and self._is_learned(tensor)
            else tensor
            for tensor, shape in zip(tensors, shapes, strict=True)
        ]
        return self.apply(made(kind, [], {}), spread, kind.lower())

    def _is_learned(self, tensor: Tensor) -> bool:
        return isinstance(self.layer_of(tensor), Parameter)

    def _weighed(self, tensor: Tensor, weight: Tensor) -> Tensor | None:
        """`x @ W` for a learned matrix: the layer it is; None for other products."""
        source, turned = weight, False
        if isinstance(self.layer_of(weight), Transpose):
            node = next(n for n in self.graph.nodes if n.name == weight.node)
            source, turned = Tensor(node.inputs[0]), True
        shape = self.graph.shapes[source.node]
        if not self._is_learned(source) or shape is None or len(shape) != 2:
            return None
        sizes = shape[::-1] if turned else shape
        layer = self.matrices.setdefault((source.node, turned), made("Linear", [*sizes, False], {}))
        return self.apply(layer, [tensor], "linear")

    def _exchanged(self, tensor: Tensor) -> Tensor:
        """`W.t()`: rows and columns of a learned matrix, which has no batch."""
        if not self._is_learned(tensor):
            raise UserError("t() of a batch", "write x.transpose(1, 2)")
        return self.apply(made("Transpose", [0, 1], {}), [tensor], "transpose")

    def _attended(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Scores of queries and keys as shares of the values."""
        turned = self.apply(made("Transpose", [-2, -1], {}), [keys], "transpose")
        scores = self.apply(made("MatMul", [], {}), [queries, turned], "scores")
        shares = self.apply(made("Softmax", [-1], {}), [scores], "softmax")
        return self.apply(made("MatMul", [], {}), [shares, values], "matmul")

    def _largest(self, tensor: Tensor, dim: Any, *, keepdim: bool) -> Tensor:
        """The largest entry along an axis: that axis last, pooled to one."""
        shape = self.graph.shapes[tensor.node]
        if shape is None:
            raise UserError(NO_SHAPE, FOR_SHAPE)
        axis = without_batch(dim) % len(shape)
        rest = (*shape[:axis], *shape[axis + 1 :])
        if axis != len(shape) - 1:
            order = (*(i for i in range(len(shape)) if i != axis), axis)
            tensor = self.apply(made("Permute", [order], {}), [tensor], "permute")
        rows = (math.prod(rest), shape[axis])
        if len(shape) != 2:
            tensor = self.apply(made("Reshape", [rows], {}), [tensor], "view")
        pooled = self.apply(made("AdaptiveMaxPool1d", [1], {}), [tensor], "max")
        found = (*shape[:axis], 1, *shape[axis + 1 :]) if keepdim else rest
        if found == (rows[0], 1):
            return pooled
        return self.apply(made("Reshape", [found or (1,)], {}), [pooled], "view")

    def taken(self, turned: Turned, index: Any) -> Tensor:
        """One entry along the axis that a turn has put before the batch."""
        first, *order = turned.order
        if order[:1] != [0] or type(index) is not int:
            raise UserError("the batch is moved", "take one entry: qkv[0]")
        found = self.apply(made("Select", [index, first - 1], {}), [turned.tensor], "select")
        kept = tuple(axis - 1 - (axis > first) for axis in order[1:])
        if kept == tuple(range(len(kept))):
            return found
        return self.apply(made("Permute", [kept], {}), [found], "permute")

    def taken_apart(self, turned: Turned) -> list[Tensor]:
        """All entries along that axis."""
        shape = self.graph.shapes[turned.tensor.node]
        if shape is None:
            raise UserError(NO_SHAPE, FOR_SHAPE)
        return [self.taken(turned, index) for index in range(shape[turned.order[0] - 1])]

    def _turned(
        self, tensor: Tensor, name: str, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Tensor | Turned:
        """Axes exchanged, put in, taken away or averaged."""
        rest = list(given)
        dims = named.get("dim", named.get("dims", rest.pop(0) if rest else None))
        if name in {"transpose", "swapaxes", "swapdims"}:
            axes = [without_batch(dim) for dim in (given or (named.get("dim0"), named.get("dim1")))]
            return self.apply(made("Transpose", axes, {}), [tensor], name)
        if name == "permute":
            order = tuple(given) if len(given) > 1 else tuple(dims or ())
            if 0 in order[1:2] and all(type(axis) is int and axis >= 0 for axis in order):
                return Turned(tensor, order)
            if order[:1] != (0,):
                raise UserError("permute moves the batch", "write x.permute(0, 2, 1)")
            kept = tuple(without_batch(dim) for dim in order[1:])
            return self.apply(made("Permute", [kept], {}), [tensor], name)
        if name == "mean":
            chosen = dims if isinstance(dims, list | tuple) else [dims]
            kept = tuple(without_batch(dim) for dim in chosen)
            keepdim = named.get("keepdim", rest[0] if rest else False)
            return self.apply(made("Mean", [kept], {"keepdim": keepdim}), [tensor], name)
        if type(dims) is not int or dims == 0:
            raise UserError(f"{name}({dims})", f"write x.{name}(1): the batch stays where it is")
        return self.apply(made(name.capitalize(), [dims], {}), [tensor], name)

    def _padded(self, tensor: Tensor, settings: Mapping[str, Any]) -> Tensor:
        """`F.pad`: sizes from the last axis on, (left, right) each; axes it leaves out stay."""
        pad, mode = settings.get("pad"), settings.get("mode", "constant")
        value = settings.get("value", 0)
        if not isinstance(pad, list | tuple) or len(pad) % 2 or not pad:
            raise UserError(f"F.pad by {brief(pad)}", "write F.pad(x, (left, right, top, bottom))")
        sizes = tuple(pad)
        shape = self.graph.shapes[tensor.node]
        dims = len(sizes) // 2 if shape is None else max(len(shape) - 1, len(sizes) // 2)
        sizes += (0, 0) * (dims - len(sizes) // 2)
        if mode == "constant" and value:
            return self.apply(made(f"ConstantPad{dims}d", [sizes, value], {}), [tensor], "pad")
        kind = {"constant": "Zero", "reflect": "Reflection", "replicate": "Replication"}
        name = f"{kind.get(mode, str(mode).capitalize())}Pad{dims}d"
        return self.apply(made(name, [sizes], {}), [tensor], "pad")

    def _reshaped(self, tensor: Tensor, given: Sequence[Any]) -> Tensor | Filled:
        """`x.view(x.size(0), -1)` flattens; more sizes unfold what was flat."""
        sizes = tuple(given[0]) if len(given) == 1 and isinstance(given[0], tuple) else tuple(given)
        if sizes == (-1,) and self.constructing and self.graph.shapes[tensor.node]:
            return Filled((math.prod(self.graph.shapes[tensor.node] or ()),))
        if len(sizes) < 2:
            raise UserError("view without the batch", "write x.view(x.size(0), -1)")
        shape = self.graph.shapes[tensor.node]
        if len(sizes) == 2 and (shape is None or sizes[1] in (-1, math.prod(shape))):
            return self.apply(made("Flatten", [], {}), [tensor], "flatten")
        if shape is None or len(shape) == 1:
            return self.apply(made("Unflatten", [1, sizes[1:]], {}), [tensor], "view")
        return self.apply(made("Reshape", [sizes[1:]], {}), [tensor], "view")

    def call_module(self, module: Any, given: Sequence[Any], name: str = "") -> Any:
        """What a layer, a Sequential or an object gives for tensors."""
        title = name or getattr(module, "name", "")
        given = self._probed(module, given)
        if isinstance(module, Leaf):
            tensors = [entry for entry in given if isinstance(entry, Tensor)]
            if not tensors:
                raise UserError(
                    f"{title or 'a layer'} is called without a tensor", "write layer(x)"
                )
            if len(set(tensors)) == 1:
                # Self-attention is called with one tensor as query, key and value.
                tensors = tensors[:1]
            if isinstance(module.layer, Lazy):
                module.layer = self._settled(module.layer, tensors[0])
            return self._applied(module, tensors, title or type(module.layer).__name__.lower())
        if isinstance(module, Container) and module.callable:
            value: Any = given[0]
            for inner, entry in module.modules:
                decodes = type(getattr(entry, "layer", None)).__name__ == "TransformerDecoderLayer"
                tensors = [value, *given[1:]] if decodes else [value]
                value = self.call_module(entry, tensors, f"{title}.{inner}".lstrip("."))
            return value
        if isinstance(module, Stack):
            if len(given) < 2:
                raise UserError(f"{title or 'Transformer'} takes two sequences", "write f(x, y)")
            memory = self.call_module(module.encoder, given[:1], f"{title}.encoder")
            return self.call_module(module.decoder, [given[1], memory], f"{title}.decoder")
        if isinstance(module, Instance) and module.base and not self.has_forward(module):
            return self.call_module(module.base, given, title)
        if isinstance(module, Instance):
            outer = self.prefix
            self.prefix = f"{outer}{title}." if title else outer
            found = self.run_method(module, "forward", given, {})
            self.prefix = outer
            return found
        raise UserError(f"{title or 'this'} cannot be called", "call a layer or a module")

    def _probed(self, module: Any, given: Sequence[Any]) -> Sequence[Any]:
        """Numbers given to a module in place of an input: places to be looked up, or a try of the shapes."""
        first = given[0] if given else None
        if not isinstance(first, Filled) or any(isinstance(entry, Tensor) for entry in given):
            return given
        if first.places and first.shape and isinstance(getattr(module, "layer", None), Embedding):
            name = self.graph.add(f"{self.prefix}positions", Positions(first.shape[0]), [])
            return [Tensor(name)]
        shape = torch_settled.observation(first)
        if shape is None:
            return given
        name = self.graph.fresh("probe")
        self.graph.shapes[name] = shape
        return [Tensor(name), *given[1:]]

    def _settled(self, lazy: Lazy, tensor: Tensor) -> Any:
        """The layer, now that the size of its input is known."""
        shape = self.graph.shapes[tensor.node]
        if shape is None:
            raise UserError(NO_SHAPE, FOR_SHAPE)
        size = shape[-1] if lazy.inferred == "in_features" else shape[0]
        return made(lazy.kind, [size, *lazy.given], dict(lazy.named))

    def _applied(self, module: Leaf, tensors: Sequence[Tensor], name: str) -> Tensor:
        """A node for a layer; one with the weights of another layer shares them."""
        tied = module.tied
        owner = next(
            (n.layer for n in self.graph.nodes if tied and n.name == tied[0]), module.layer
        )
        shares = tied[0] if tied and owner is not module.layer else ""
        found = self.apply(module.layer, tensors, name, shares)
        if tied is not None and not tied and not self.constructing:
            tied.append(found.node)
        return found

    def tie(self, leaf: Any, owner: Leaf) -> None:
        """`leaf.weight = owner.weight`: from now on one weight."""
        if not isinstance(leaf, Leaf):
            raise UserError("this has no weight", "write self.a.weight = self.b.weight")
        together = owner.tied if owner.tied is not None else []
        leaf.tied = owner.tied = together

    def layer_of(self, tensor: Tensor) -> Any:
        """The layer whose output a tensor is; None for an input."""
        return next((n.layer for n in self.graph.nodes if n.name == tensor.node), None)

    def state(self, state: State, index: int) -> Tensor:
        """The last hidden state of the last layer, in one direction, read off the output."""
        layer: Any = self.layer_of(state.output)
        if state.of_cell or type(layer).__name__ not in {"RNN", "LSTM", "GRU"}:
            raise UserError("only the hidden state is known", "use the output or h of the layer")
        ways = 1 + layer.bidirectional
        total = layer.num_layers * ways
        if not total - ways <= index % total or not -total <= index < total:
            raise UserError(
                f"state {index} of {total} is no part of the output", "use that of the last layer"
            )
        size = getattr(layer, "proj_size", 0) or layer.hidden_size
        backwards = layer.bidirectional and index % total == total - 1
        end = self.apply(made("Select", [0 if backwards else -1, 0], {}), [state.output], "state")
        if not layer.bidirectional:
            return end
        half = tuple(range(size, 2 * size) if backwards else range(size))
        return self.apply(made("Select", [half, 0], {}), [end], "half")

    def state_method(self, state: State, name: str, given: Sequence[Any]) -> Tensor:
        """`h.squeeze(0)` and the like, where there is one state only."""
        layer: Any = self.layer_of(state.output)
        single = getattr(layer, "num_layers", 0) == 1 and not layer.bidirectional
        first = list(given[:1])
        if single and ((name == "squeeze" and first in ([], [0])) or name in {"view", "reshape"}):
            return self.state(state, -1)
        raise UserError(f"state.{name} is not understood", "write h[-1]")

    def _parts(
        self, tensor: Tensor, name: str, given: Sequence[Any], named: Any
    ) -> tuple[Any, ...]:
        """`x.chunk(3, dim=1)` and `x.split(64, dim=2)`."""
        shape = self.graph.shapes[tensor.node]
        dim = without_batch(given[1] if len(given) > 1 else named.get("dim", 0))
        if shape is None:
            raise UserError(NO_SHAPE, FOR_SHAPE)
        if not -len(shape) <= dim < len(shape):
            raise UserError(f"{name} along an axis that is not there", f"the shape is {shape}")
        size = shape[dim]
        many = given[0] if given else named.get("chunks", named.get("split_size_or_sections"))
        if isinstance(many, list | tuple):
            lengths = list(many)
        elif type(many) is int and many > 0:
            each = many if name == "split" else -(-size // many)
            lengths = [min(each, size - start) for start in range(0, size, each)]
        else:
            raise UserError(f"{name}({brief(many)})", f"write x.{name}(2, dim=1)")
        if sum(lengths) != size:
            raise UserError(f"{name}: {lengths} do not add up to {size}", f"the shape is {shape}")
        starts = [sum(lengths[:i]) for i in range(len(lengths))]
        return tuple(
            self.apply(made("Select", [tuple(range(s, s + n)), dim], {}), [tensor], name)
            for s, n in zip(starts, lengths, strict=True)
        )

    def apply(self, layer: Any, tensors: Sequence[Any], name: str, shares: str = "") -> Tensor:
        """A node of the network."""
        sources = [tensor.node for tensor in tensors]
        return Tensor(self.graph.add(self.prefix + name, layer, sources, shares))


def without_batch(dim: Any) -> int:
    """An axis of a batch as the axis of one observation."""
    if type(dim) is not int or dim == 0:
        raise UserError(f"dim={brief(dim)} is the batch", "join along dim=1 or more")
    return dim - 1 if dim > 0 else dim
