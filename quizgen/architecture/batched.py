"""Tensors of a traced graph, which carry the batch as one of their axes, as nodes of a `Graph`, which have none.

ONNX files and `torch.export` say what happens to whole batches. Here the axis of the observations is
tracked through every operator, so that a layer gets the shape of one observation.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from quizgen.architecture.computed import Computed
from quizgen.architecture.graph import Graph
from quizgen.architecture.of_each import same_for_each
from quizgen.architecture.reshaping import plain_layer, reshaping
from quizgen.architecture.traced import Shape, Tensor, Weight
from quizgen.architecture.vocabulary import layer_class
from quizgen.errors import UserError
from quizgen.solver.layers.each import Each
from quizgen.solver.layers.tensors import Parameter, Positions

# An axis repeated more often than this is not written out as branches side by side.
COPIES = 64


class Batched:
    """Adds layers to a graph by operators on batched tensors; `size` is the number of observations."""

    def __init__(self, graph: Graph, size: int) -> None:
        self.graph = graph
        self.size = size
        # Layers by what they learn and are, so that one that is called twice counts once.
        self.layers: dict[Any, Any] = {}
        # The nodes that own a learned tensor, and those that are one.
        self.owners: dict[str, str] = {}
        self.parameters: dict[tuple[str, ...], Tensor] = {}
        # How many numbers each learned tensor holds.
        self.counts: dict[str, int] = {}
        # Learned tensors of equal numbers, which a file may hold once for many: not tied.
        self.loose: set[str] = set()
        # What a node has the entries of, in another shape.
        self.origins: dict[str, str] = {}

    # -- shapes -----------------------------------------------------------------------------------

    def sample(self, tensor: Tensor) -> Shape:
        """The shape of one observation."""
        axis, shape = tensor.batch, tensor.shape
        if axis is None:
            return shape
        kept = (shape[axis] // self.size,) if tensor.folded else ()
        return (*shape[:axis], *kept, *shape[axis + 1 :])

    def whole(self, sample: Shape, like: Tensor) -> Shape:
        """The shape of the batch for that of one observation."""
        if like.batch is None:
            return sample
        axis = like.batch
        if like.folded:
            return (*sample[:axis], sample[axis] * self.size, *sample[axis + 1 :])
        return (*sample[:axis], self.size, *sample[axis:])

    def axis(self, tensor: Tensor, axis: int) -> int:
        """The axis of one observation; `UserError` for that of the batch."""
        place = axis % len(tensor.shape)
        if place == tensor.batch:
            raise UserError(
                f"{tensor.node}: axis {axis} is that of the batch",
                "layers work on one observation; keep the batch apart",
            )
        return place - (tensor.batch is not None and not tensor.folded and place > tensor.batch)

    def first(self, tensor: Tensor, title: str) -> Tensor:
        """The tensor, whose first axis must be the batch."""
        tensor = self.leading(tensor, title)
        if tensor.batch == 0 and tensor.folded != "lost":
            return replace(tensor, apart=bool(tensor.folded))
        why = f"{title}: the first axis of its input is not the batch"
        raise UserError(why, "bring the batch to the front with permute")

    def leading(self, tensor: Tensor, name: str) -> Tensor:
        """With the first axis as the batch: of one observation any axis of size 1 could be it."""
        if tensor.folded == "lost":
            return self.reshaped(tensor, tensor.shape)
        if self.size > 1 or tensor.folded or not tensor.batch or tensor.shape[0] > 1:
            return tensor
        return replace(tensor, node=self._sample_as(tensor, tensor.shape[1:], name), batch=0)

    # -- nodes ------------------------------------------------------------------------------------

    def add(self, name: str, layer: Any, *inputs: Tensor, shares: str = "") -> Tensor:
        """A layer applied; the batch stays on its axis."""
        like = max(inputs, key=lambda tensor: (tensor.batch is not None, bool(tensor.folded)))
        if any(tensor.apart for tensor in inputs):
            layer = self.layers.setdefault(("each", id(layer)), Each(layer))
            like = replace(like, apart=False)
        node = self.graph.add(name, layer, [tensor.node for tensor in inputs], shares)
        sample = self.graph.shapes[node] or ()
        return replace(like, node=node, shape=self.whole(sample, like))

    def made(self, name: str, kind: str, *inputs: Tensor, **arguments: Any) -> Tensor:
        """A layer that learns nothing, by its class."""
        from quizgen.architecture.vocabulary import layer

        return self.add(name, layer(layer_class(kind), [], arguments), *inputs)

    def learned(
        self, name: str, kind: str, weights: Sequence[Weight], *inputs: Tensor, **arguments: Any
    ) -> Tensor:
        """A layer with learned tensors; the same ones in the same layer are one layer called again."""
        from quizgen.architecture.vocabulary import layer

        return self.again(name, layer(layer_class(kind), [], arguments), weights, *inputs)

    def again(self, name: str, fresh: Any, weights: Sequence[Weight], *inputs: Tensor) -> Tensor:
        """A layer that learns these tensors, or the one of before that learns the same."""
        kind = type(fresh).__name__
        sources = tuple(source for weight in weights for source in weight.sources)
        if (sources, kind, fresh) not in self.layers or self.loose.issuperset(sources):
            sources = tuple(map(self._own, sources))
        known = self.layers.setdefault((sources, kind, fresh), fresh)
        owner = next((self.owners[s] for s in sources[:1] if s in self.owners), "")
        shares = owner if known is fresh else ""
        found = self.add(name, known, *inputs, shares=shares)
        for source in sources:
            self.owners.setdefault(source, found.node)
        return found

    def _own(self, source: str) -> str:
        """The tensor, or another one of as many equal numbers where it has become part of a layer."""
        if source not in self.loose or source not in self.owners:
            return source
        place = 2
        while f"{source}#{place}" in self.owners:
            place += 1
        self.counts[f"{source}#{place}"] = self.counts[source]
        return f"{source}#{place}"

    def parameter(self, weight: Weight, name: str, shape: Shape | None = None) -> Tensor:
        """A learned tensor as a value of its own, made once."""
        wanted = weight.shape if shape is None else shape
        found = self.parameters.get(weight.sources)
        if found is None or self.loose.issuperset(weight.sources):
            sources = tuple(map(self._own, weight.sources))
            owned = next((self.owners[s] for s in sources if s in self.owners), "")
            node = self.graph.add(name, Parameter(wanted), [], owned)
            found = Tensor(node, wanted, None)
            self.parameters[weight.sources] = found
            for source in sources:
                self.owners.setdefault(source, node)
        return self.reshaped(found, wanted)

    def fixed(self, values: Any, name: str, shape: Shape) -> Tensor:
        """A tensor of fixed numbers: the places 0, 1, 2, …, or a stand-in of its shape that is left out.

        One that holds the same numbers for every observation has their axis as its batch.
        """
        axis = same_for_each(values, shape, self.size)
        if axis is not None:
            one = self.fixed(values.take(0, axis), name, (*shape[:axis], *shape[axis + 1 :]))
            return replace(one, shape=shape, batch=axis)
        count = math.prod(shape)
        if values is None or values.ravel().tolist() != list(range(count)):
            self.graph.leave_out(f"{name}: a table of {count} fixed numbers")
        node = self.graph.add(name, Positions(max(count, 1)), [])
        return self.reshaped(Tensor(node, (count,), None), shape)

    # -- axes -------------------------------------------------------------------------------------

    def reshaped(
        self, tensor: Tensor, shape: Sequence[int], name: str = "reshape", batch: int | None = None
    ) -> Tensor:
        """Other axes; the batch is where as many entries come before it as did."""
        shape = tuple(shape)
        if math.prod(shape) != math.prod(tensor.shape):
            raise UserError(
                f"{name}: {tensor.shape} has not as many entries as {shape}", "export again"
            )
        if tensor.folded == "lost" and shape[:1] == (1,):
            found = replace(tensor, shape=shape, batch=0, folded="")
        elif tensor.batch is None:
            found = replace(tensor, shape=shape)
        elif batch is not None:
            found = replace(tensor, shape=shape, batch=batch, folded="")
        else:
            found = self._placed(tensor, shape, name)
        old, new = self.sample(tensor), self.sample(found)
        if old == new:
            return found
        before = self.origins.get(tensor.node)
        if before is not None and self.graph.shapes[before] == new:
            return replace(found, node=before)
        node = self.graph.add(name, reshaping(old, new), [tensor.node])
        self.origins[node] = tensor.node
        return replace(found, node=node)

    def _placed(self, tensor: Tensor, shape: Shape, name: str) -> Tensor:
        axis = tensor.batch or 0
        before = math.prod(tensor.shape[:axis])
        if tensor.folded == "minor":
            before *= tensor.shape[axis] // self.size
        counts = [math.prod(shape[:place]) for place in range(len(shape))]
        exact = [p for p, c in enumerate(counts) if c == before and shape[p] == self.size]
        if exact:
            place = axis if axis in exact else exact[0]
            return replace(tensor, shape=shape, batch=place, folded="")
        if self.size == 1:
            return replace(tensor, shape=shape, batch=None, folded="lost")
        for place, count in enumerate(counts):
            if count == before and shape[place] % self.size == 0:
                return replace(tensor, shape=shape, batch=place, folded="major")
            if count < before and count * shape[place] == before * self.size:
                return replace(tensor, shape=shape, batch=place, folded="minor")
        raise UserError(
            f"{name}: from {tensor.shape} to {shape} mixes observations", "keep the batch apart"
        )

    def permuted(self, tensor: Tensor, order: Sequence[int], name: str = "permute") -> Tensor:
        """The axes in another order; moving the batch alone changes nothing."""
        order = [axis % len(tensor.shape) for axis in order]
        batch = None if tensor.batch is None else order.index(tensor.batch)
        kept = [axis for axis in order if tensor.folded or axis != tensor.batch]
        dims = tuple(axis if axis == tensor.batch else self.axis(tensor, axis) for axis in kept)
        shape = tuple(tensor.shape[axis] for axis in order)
        found = replace(tensor, shape=shape, batch=batch)
        if dims == tuple(range(len(dims))):
            return found
        node = self.graph.add(name, plain_layer("Permute", dims=dims), [tensor.node])
        return replace(found, node=node)

    def unsqueezed(self, tensor: Tensor, axis: int, name: str = "unsqueeze") -> Tensor:
        """One more axis of size 1."""
        place = axis % (len(tensor.shape) + 1)
        shape = (*tensor.shape[:place], 1, *tensor.shape[place:])
        if tensor.batch is None or tensor.folded:
            return self.reshaped(tensor, shape, name)
        return self.reshaped(tensor, shape, name, batch=tensor.batch + (place <= tensor.batch))

    def squeezed(self, tensor: Tensor, axis: int, name: str = "squeeze") -> Tensor:
        """Without an axis of size 1."""
        place = axis % len(tensor.shape)
        shape = (*tensor.shape[:place], *tensor.shape[place + 1 :])
        if tensor.batch is None or tensor.folded or place == tensor.batch:
            return self.reshaped(tensor, shape, name)
        return self.reshaped(tensor, shape, name, batch=tensor.batch - (place < tensor.batch))

    # -- parts ------------------------------------------------------------------------------------

    def entry(self, tensor: Tensor, axis: int, index: int, name: str = "select") -> Tensor:
        """One entry along an axis, which goes away."""
        dim, place = self.axis(tensor, axis), axis % len(tensor.shape)
        node = self.graph.add(name, plain_layer("Select", index=index, dim=dim), [tensor.node])
        batch = None if tensor.batch is None else tensor.batch - (place < tensor.batch)
        shape = (*tensor.shape[:place], *tensor.shape[place + 1 :])
        return replace(tensor, node=node, shape=shape, batch=batch)

    def entries(
        self, tensor: Tensor, axis: int, places: Sequence[int], name: str = "slice"
    ) -> Tensor:
        """Several entries along an axis, in the order given."""
        size = tensor.shape[axis]
        chosen = tuple(place % size for place in places)
        if chosen == tuple(range(size)):
            return tensor
        if not chosen:
            raise UserError(f"{name}: nothing is left of axis {axis}", "take at least one entry")
        return self.made(name, "Select", tensor, index=chosen, dim=self.axis(tensor, axis))

    def joined(self, name: str, kind: str, *tensors: Tensor, **arguments: Any) -> Tensor:
        """Tensors joined entry by entry, those without a batch spread over it."""
        return self.made(name, kind, *self.aligned(tensors, name), **arguments)

    def product(self, name: str, left: Tensor, right: Tensor) -> Tensor:
        """The product of stacks of matrices; a stack of one matrix is the same for all."""
        if right.batch is None and len(right.shape) == 2 and left.batch is not None:
            return self._rows_times(left, right, name)
        left, right = self.aligned([left, right], name)
        stacks = [self.sample(tensor)[:-2] for tensor in (left, right)]
        if stacks[0] != stacks[1] and math.prod(stacks[1]) == 1:
            return self._rows_times(left, right, name)
        if stacks[0] != stacks[1]:
            sizes = [max(a, b) for a, b in zip(*(t.shape[:-2] for t in (left, right)), strict=True)]
            left, right = (
                self.repeated(tensor, (*sizes, *tensor.shape[-2:]), name)
                for tensor in (left, right)
            )
        return self.made(name, "MatMul", left, right)

    def _rows_times(self, left: Tensor, right: Tensor, name: str) -> Tensor:
        """Rows of all matrices of a stack, times one matrix."""
        self.axis(left, -1)
        rows = self._sample_as(left, (math.prod(self.sample(left)[:-1]), left.shape[-1]), name)
        only = self._sample_as(right, self.sample(right)[-2:], name)
        node = self.graph.add(name, plain_layer("MatMul"), [rows, only])
        sample = (*self.sample(left)[:-1], right.shape[-1])
        if self.graph.shapes[node] != sample:
            node = self.graph.add(name, reshaping(self.graph.shapes[node] or (), sample), [node])
        return replace(left, node=node, shape=self.whole(sample, left))

    def _sample_as(self, tensor: Tensor, shape: Shape, name: str) -> str:
        """The node of one observation in another shape."""
        if self.sample(tensor) == shape:
            return tensor.node
        return self.graph.add(name, reshaping(self.sample(tensor), shape), [tensor.node])

    def aligned(self, tensors: Sequence[Tensor], name: str) -> list[Tensor]:
        """All with equally many axes and the batch on the same one."""
        rank = max(len(tensor.shape) for tensor in tensors)
        leaders = [self._lifted(t, rank) for t in tensors if t.batch is not None]
        if not leaders:
            return [self._lifted(tensor, rank) for tensor in tensors]
        like = leaders[0]
        if any((t.batch, t.folded) != (like.batch, like.folded) for t in leaders):
            raise UserError(f"{name}: the batch is not on one axis", "keep it first in both")
        return [self.spread(t, like) if t.batch is None else self._lifted(t, rank) for t in tensors]

    def _lifted(self, tensor: Tensor, rank: int) -> Tensor:
        missing = rank - len(tensor.shape)
        if missing <= 0:
            return tensor
        batch = None if tensor.batch is None else tensor.batch + missing
        return self.reshaped(tensor, (1,) * missing + tensor.shape, batch=batch)

    def spread(self, tensor: Tensor, like: Tensor) -> Tensor:
        """A tensor without a batch as the same for every observation of another one."""
        beside = self.beside(tensor.shape, like)
        return replace(like, node=self.reshaped(tensor, beside).node, shape=self.whole(beside, like))  # fmt: skip

    def beside(self, shape: Shape, like: Tensor) -> Shape:
        """The shape, beside one observation of another tensor, of something without a batch."""
        padded = (1,) * (len(like.shape) - len(shape)) + tuple(shape)
        axis = like.batch
        if axis is None:
            return padded
        if padded[axis] != 1:
            raise UserError(
                f"{like.node}: numbers of shape {shape} differ from one observation to the next",
                "keep the batch apart",
            )
        kept = (1,) if like.folded else ()
        return (*padded[:axis], *kept, *padded[axis + 1 :])

    def repeated(self, tensor: Tensor, shape: Sequence[int], name: str = "expand") -> Tensor:
        """Axes of size 1 repeated; over the batch there is nothing to do."""
        shape = tuple(shape)
        found = self._lifted(tensor, len(shape))
        if found.batch is None and self.size > 1:
            over = [a for a, n in enumerate(shape) if n == self.size and found.shape[a] == 1]
            if over:
                found = self.spread(found, Tensor("", shape, over[0]))
        for axis, size in enumerate(shape):
            if size in (-1, 1, found.shape[axis]):
                continue
            if axis == found.batch:
                raise UserError(f"{name}: the batch repeated", "keep the batch as it is")
            if size > COPIES:
                found = self._spread_far(found, axis, size, name)
                continue
            dim = self.axis(found, axis)
            found = self.made(name, "Concat", *[found] * size, dim=dim)
        return found

    def _spread_far(self, tensor: Tensor, axis: int, size: int, name: str) -> Tensor:
        """An axis of size 1 repeated too often for branches: its shape alone."""
        self.graph.leave_out(f"{name}: an axis repeated {size} times")
        shape = (*tensor.shape[:axis], size, *tensor.shape[axis + 1 :])
        wide = Computed("expand", self.sample(replace(tensor, shape=shape)))
        return replace(tensor, node=self.graph.add(name, wide, [tensor.node]), shape=shape)

    def reduced(
        self, tensor: Tensor, axes: Sequence[int], name: str, *, keepdim: bool, kind: str = "Mean"
    ) -> Tensor:
        """The mean over axes."""
        rank = len(tensor.shape)
        places = sorted({axis % rank for axis in axes})
        dims = tuple(self.axis(tensor, axis) for axis in places)
        node = self.graph.add(name, plain_layer(kind, dim=dims, keepdim=keepdim), [tensor.node])
        kept = [1 if a in places else n for a, n in enumerate(tensor.shape)]
        if keepdim:
            return replace(tensor, node=node, shape=tuple(kept))
        shape = tuple(n for axis, n in enumerate(tensor.shape) if axis not in places)
        batch = tensor.batch
        if batch is not None:
            batch -= sum(axis < batch for axis in places)
        return replace(tensor, node=node, shape=shape, batch=batch)
