"""The values of a traced graph: tensors that carry the batch as an axis, and learned ones."""

from dataclasses import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tensor:
    """The value of a node; `shape` is that of a whole batch and `batch` its axis of observations.

    No batch: the value does not depend on the input. `folded` is "major" where that axis holds
    windows of each observation too, as (observations · windows, …), "minor" for (steps · observations, …).
    It is "lost" where the axis of a single observation has gone. `apart` says that the next layer works
    on each of the windows.
    """

    node: str
    shape: Shape
    batch: int | None = 0
    folded: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Weight:
    """A learned tensor that is not computed with: its shape, and the stored tensors it is made of.

    One that is computed from others before a layer takes it, as by `weight_norm`, has these in `parts`
    and what computes it in `by`.
    """

    shape: Shape
    sources: tuple[str, ...]
    parts: tuple["Weight", ...] = ()
    by: str = ""
