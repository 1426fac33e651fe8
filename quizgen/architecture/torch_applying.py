"""What functions, methods of tensors and modules of torch code add to the network."""

import math
from collections.abc import Mapping, Sequence
from reprlib import repr as brief
from typing import Any

from quizgen.architecture.graph import Graph
from quizgen.architecture.torch_calls import METHODS, UNCHANGED, function_layer, made
from quizgen.architecture.torch_modules import (
    FOR_SHAPE,
    NO_SHAPE,
    Batch,
    Container,
    Instance,
    Lazy,
    Leaf,
    Stack,
    State,
    Tensor,
    UnknownShape,
)
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError

# Two tensors joined, by the name of the function or method.
JOINS: Mapping[str, str] = {
    "add": "Add",
    "mul": "Multiply",
    "multiply": "Multiply",
    "matmul": "MatMul",
    "bmm": "MatMul",
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

    def run_method(
        self, owner: Instance, name: str, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        """The value of a method of an object; said by the reader."""
        raise NotImplementedError

    def function(self, name: str, given: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """A function of torch or torch.nn.functional, by its name."""
        if name in {"cat", "concat", "concatenate"}:
            if not given or not all(isinstance(entry, Tensor) for entry in given[0]):
                raise UserError(f"{name} joins tensors", "write torch.cat([x, y], 1)")
            dim = given[1] if len(given) > 1 else named.get("dim", 0)
            return self.apply(made("Concat", [without_batch(dim)], {}), given[0], "concat")
        tensors = [entry for entry in given if isinstance(entry, Tensor)]
        if name in JOINS and len(tensors) == 2:
            return self.joined(JOINS[name], tensors)
        if not given or not isinstance(given[0], Tensor):
            raise UserError(f"{name} of no tensor", f"write {name}(x)")
        if name == "pad":
            settings = {**dict(zip(("pad", "mode", "value"), given[1:], strict=False)), **named}
            return self._padded(given[0], settings)
        if name in TURNS or name in {"split", "chunk"}:
            return self.tensor_method(given[0], name, given[1:], named)
        return self.apply(function_layer(name, given[1:], named), [given[0]], name)

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
        if name in {"view", "reshape"}:
            return self._reshaped(tensor, given)
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
        """Tensors added or multiplied."""
        return self.apply(made(kind, [], {}), tensors, kind.lower())

    def _turned(
        self, tensor: Tensor, name: str, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Tensor:
        """Axes exchanged, put in, taken away or averaged."""
        rest = list(given)
        dims = named.get("dim", named.get("dims", rest.pop(0) if rest else None))
        if name in {"transpose", "swapaxes", "swapdims"}:
            axes = [without_batch(dim) for dim in (given or (named.get("dim0"), named.get("dim1")))]
            return self.apply(made("Transpose", axes, {}), [tensor], name)
        if name == "permute":
            order = tuple(given) if len(given) > 1 else tuple(dims or ())
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

    def _reshaped(self, tensor: Tensor, given: Sequence[Any]) -> Tensor:
        """`x.view(x.size(0), -1)` flattens; more sizes unfold what was flat."""
        sizes = tuple(given[0]) if len(given) == 1 and isinstance(given[0], tuple) else tuple(given)
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
        if isinstance(module, Instance):
            outer = self.prefix
            self.prefix = f"{outer}{title}." if title else outer
            found = self.run_method(module, "forward", given, {})
            self.prefix = outer
            return found
        raise UserError(f"{title or 'this'} cannot be called", "call a layer or a module")

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
        if tied is not None and not tied:
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
