"""What an operator gives for which there is no layer, though its shape is known."""

from quizgen.architecture.batched import Batched
from quizgen.architecture.computed import Computed
from quizgen.architecture.traced import Shape, Tensor
from quizgen.errors import UserError


def stand_in(
    builder: Batched,
    name: str,
    title: str,
    shape: Shape,
    *tensors: Tensor,
    batch: int | None = None,
) -> Tensor:
    """A node of the `shape` of the whole batch, made from `tensors`; the caller says what is left out.

    `batch` is the axis of the observations where the operator says it; else `UserError` where it
    cannot be told.

    >>> from quizgen.architecture.graph import Graph
    >>> builder = Batched(Graph({"x": (5,)}), 13)
    >>> stand_in(builder, "top", "TopK", (13, 2), Tensor("x", (13, 5))).shape
    (13, 2)
    """
    batched = [tensor for tensor in tensors if tensor.batch is not None]
    sample = shape
    if batched:
        like = batched[0]
        places = [axis for axis, size in enumerate(shape) if size == builder.size]
        kept = batch
        if kept is None and like.batch in places and len(shape) == len(like.shape):
            kept = like.batch
        if kept is None and len(places) == 1:
            kept = places[0]
        if kept is None or any(tensor.folded for tensor in batched):
            raise UserError(
                f"{title} ({name}): which axis of its result is that of the batch cannot be told",
                "describe the network in TOML",
            )
        sample = (*shape[:kept], *shape[kept + 1 :])
    node = builder.graph.add(name, Computed(title, sample), [tensor.node for tensor in tensors])
    return Tensor(node, shape, kept if batched else None)
