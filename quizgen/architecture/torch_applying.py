"""What functions, methods of tensors and modules of torch code add to the network."""

import math
from collections.abc import Mapping, Sequence
from reprlib import repr as brief
from typing import Any

from quizgen.architecture import torch_settled
from quizgen.architecture.torch_calls import METHODS, UNCHANGED, function_layer, made
from quizgen.architecture.torch_composing import Composing, without_batch
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
    UnknownShape,
    Weight,
)
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.layers.embedding import Embedding
from quizgen.solver.layers.tensors import Positions

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


class Applying(Composing):
    """Nodes for what is applied to tensors; `prefix` is the object whose forward is running."""

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
        if name in {"conv1d", "conv2d", "conv3d", "layer_norm"} and tensors:
            return self.by_weights(name, given, named)
        tensors += [named[key] for key in ("weight", "bias") if isinstance(named.get(key), Tensor)]
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
        first = self.graph.by_name.get(tied[0]) if tied else None
        owner = module.layer if first is None else first.layer
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
