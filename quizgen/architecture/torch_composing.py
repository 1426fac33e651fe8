"""What is done to the axes of tensors and between them: turned, cut, joined, multiplied by learned matrices."""

import math
from collections.abc import Mapping, Sequence
from reprlib import repr as brief
from typing import Any

from quizgen.architecture.graph import Graph
from quizgen.architecture.torch_calls import made
from quizgen.architecture.torch_modules import FOR_SHAPE, NO_SHAPE, Filled, Tensor, Turned
from quizgen.errors import UserError
from quizgen.solver.layers.tensors import Parameter, Transpose

# The arguments of functions that are given weights, after the input: of layer_norm, of convolutions.
_BY_WEIGHTS = (
    ("normalized_shape", "weight", "bias", "eps"),
    ("weight", "bias", "stride", "padding", "dilation", "groups"),
)


class Composing:
    """Nodes for one tensor made from others; `prefix` is the object whose forward is running."""

    graph: Graph
    prefix: str
    # Layers that learned matrices are, by the node of the matrix and whether it is turned.
    matrices: dict[tuple[str, bool], Any]
    # Whether constructors are still running; what they call is a try of the shapes.
    constructing: bool

    def apply(self, layer: Any, tensors: Sequence[Any], name: str, shares: str = "") -> Tensor:
        """A node of the network."""
        sources = [tensor.node for tensor in tensors]
        return Tensor(self.graph.add(self.prefix + name, layer, sources, shares))

    def layer_of(self, tensor: Tensor) -> Any:
        """The layer whose output a tensor is; None for an input."""
        node = self.graph.by_name.get(tensor.node)
        return None if node is None else node.layer

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
            source, turned = Tensor(self.graph.by_name[weight.node].inputs[0]), True
        shape = self.graph.shapes[source.node]
        if not self._is_learned(source) or shape is None or len(shape) != 2:
            return None
        sizes = shape[::-1] if turned else shape
        layer = self.matrices.setdefault((source.node, turned), made("Linear", [*sizes, False], {}))
        return self.apply(layer, [tensor], "linear")

    def by_weights(self, name: str, given: Sequence[Any], named: Mapping[str, Any]) -> Tensor:
        """`F.conv2d(x, W, b, stride)` and `F.layer_norm(x, shape, W, b)`: the layer that has these weights."""
        settings = {
            **dict(zip(_BY_WEIGHTS[name != "layer_norm"], given[1:], strict=False)),
            **named,
        }
        weight, bias = settings.pop("weight", None), settings.pop("bias", None)
        settings["bias"] = isinstance(bias, Tensor)
        if not isinstance(weight, Tensor) or not self._is_learned(weight):
            raise UserError(f"{name} by weights that are not learned", "give it nn.Parameter")
        if name == "layer_norm":
            layer = made("LayerNorm", [], settings)
        else:
            dims, shape = int(name[4]), self.graph.shapes[weight.node] or ()
            out, into, *kernel = (1,) * (dims + 2 - len(shape)) + shape
            sizes = [into * settings.get("groups", 1), out, tuple(kernel)]
            layer = made(f"Conv{dims}d", sizes, settings)
        layer = self.matrices.setdefault((weight.node, False), layer)
        return self.apply(layer, [given[0]], name)

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


def without_batch(dim: Any) -> int:
    """An axis of a batch as the axis of one observation."""
    if type(dim) is not int or dim == 0:
        raise UserError(f"dim={brief(dim)} is the batch", "join along dim=1 or more")
    return dim - 1 if dim > 0 else dim
