"""What functions, methods of tensors and modules of torch code add to the network."""

from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.architecture.graph import Graph
from quizgen.architecture.torch_calls import METHODS, UNCHANGED, function_layer, made
from quizgen.architecture.torch_modules import Batch, Container, Instance, Leaf, Tensor
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError


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
        if name == "add" and len(tensors) == 2:
            return self.apply(made("Add", [], {}), tensors, "add")
        if not given or not isinstance(given[0], Tensor):
            raise UserError(f"{name} of no tensor", f"write {name}(x)")
        return self.apply(function_layer(name, given[1:], named), [given[0]], name)

    def tensor_method(
        self, tensor: Tensor, name: str, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        """A method of a tensor, by its name."""
        if name in UNCHANGED:
            return tensor
        if name == "size":
            shape = (Batch(), *(self.graph.shapes[tensor.node] or ()))
            return shape[given[0]] if given else shape
        if name == "transpose":
            axes = [without_batch(dim) for dim in given]
            return self.apply(made("Transpose", axes, {}), [tensor], name)
        if name in {"view", "reshape"}:
            return self._reshaped(tensor, given)
        if name in METHODS:
            return self.apply(function_layer(name, given, named), [tensor], name)
        raise UserError(
            f"tensor.{name} is not understood", near(name, [*METHODS, "view", "size", "transpose"])
        )

    def _reshaped(self, tensor: Tensor, given: Sequence[Any]) -> Tensor:
        """`x.view(x.size(0), -1)` flattens; more sizes unfold what was flat."""
        sizes = tuple(given[0]) if len(given) == 1 and isinstance(given[0], tuple) else tuple(given)
        if len(sizes) < 2:
            raise UserError("view without the batch", "write x.view(x.size(0), -1)")
        if len(sizes) == 2:
            return self.apply(made("Flatten", [], {}), [tensor], "flatten")
        return self.apply(made("Unflatten", [1, sizes[1:]], {}), [tensor], "view")

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
            return self.apply(module.layer, tensors, title or type(module.layer).__name__.lower())
        if isinstance(module, Container) and module.callable:
            value: Any = given[0]
            for inner, entry in module.modules:
                value = self.call_module(entry, [value], f"{title}.{inner}".lstrip("."))
            return value
        if isinstance(module, Instance):
            outer = self.prefix
            self.prefix = f"{outer}{title}." if title else outer
            found = self.run_method(module, "forward", given, {})
            self.prefix = outer
            return found
        raise UserError(f"{title or 'this'} cannot be called", "call a layer or a module")

    def apply(self, layer: Any, tensors: Sequence[Any], name: str) -> Tensor:
        """A node of the network."""
        return Tensor(
            self.graph.add(self.prefix + name, layer, [tensor.node for tensor in tensors])
        )


def without_batch(dim: Any) -> int:
    """An axis of a batch as the axis of one observation."""
    if type(dim) is not int or dim == 0:
        raise UserError(f"dim={dim!r} is the batch", "join along dim=1 or more")
    return dim - 1 if dim > 0 else dim
