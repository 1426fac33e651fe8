"""Tensors of numbers that nobody learns: zeros, places, masks, tables of sines."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.architecture.torch_modules import Batch, Filled

# Functions of torch that fill a tensor, by where the shape stands among their arguments.
_FILLS: Mapping[str, int] = {
    **dict.fromkeys(("zeros", "ones", "empty", "rand", "randn", "Tensor", "FloatTensor"), 0),
    "full": 0,
    "randint": -1,
}
# Those whose shape is not asked for by anybody.
_MAKES = frozenset({"linspace", "logspace", "tril_indices", "triu_indices", "tensor", "as_tensor"})
# A random or constant tensor beside another one is a number, as far as shapes and layers go.
_BESIDE = frozenset(f"{name}_like" for name in ("rand", "randn", "zeros", "ones", "empty", "full"))
# What is done to a tensor entry by entry leaves its shape.
_ENTRYWISE = frozenset(
    "exp log sin cos sqrt rsqrt pow abs square reciprocal tril triu sigmoid tanh relu softmax neg bool int".split()
)


def fill(title: str, given: Sequence[Any]) -> Any:
    """The tensor a function of torch fills, 1 for one like another; None for another function.

    >>> fill("torch.zeros", [1, 8]), fill("torch.ones", [(2, 3)]), fill("torch.eye", [4])
    (Filled(shape=(1, 8), places=False), Filled(shape=(2, 3), places=False), Filled(shape=(4, 4), places=False))
    """
    prefix, _, name = title.rpartition(".")
    if prefix != "torch":
        return None
    if name in _BESIDE:
        return 1
    if name == "eye" and given:
        return Filled((given[0], given[-1]))
    if name in _MAKES:
        number = given and isinstance(given[0], int | float)
        return given[0] if number and name in {"tensor", "as_tensor"} else Filled(None)
    if name not in _FILLS or not given:
        return None
    shape = given[_FILLS[name]]
    if isinstance(shape, tuple | list):
        return Filled(tuple(shape))
    return Filled(tuple(given) if _FILLS[name] == 0 and name != "full" else None)


def joined(left: Any, right: Any) -> Filled:
    """A sum or product of two such tensors, or of one and a number."""
    shapes = [value.shape for value in (left, right) if isinstance(value, Filled)]
    if len(shapes) == 1:
        return Filled(shapes[0])
    return Filled(shapes[0] if shapes[0] == shapes[1] else None)


def function(name: str, first: Filled) -> Filled:
    """What a function or a method makes of it: the shape where it is sure to stay, else one unknown."""
    return first if name in _ENTRYWISE else Filled(None)


def part(owner: Filled, node: ast.expr, ends: Sequence[Any]) -> Filled:
    """`places[:t]`: some of the places; of any other tensor a part of unknown shape."""
    known = owner.places and owner.shape and isinstance(node, ast.Slice)
    if known and owner.shape and all(end is None or type(end) is int for end in ends):
        return Filled((len(range(*slice(*ends).indices(owner.shape[0]))),), places=True)
    return Filled(None)


def observation(filled: Filled) -> tuple[int, ...] | None:
    """The shape without the batch, where all of its sizes are known."""
    if not filled.shape or len(filled.shape) < 2:
        return None
    sizes = filled.shape[1:]
    whole = all(type(size) is int and size > 0 for size in sizes)
    return sizes if whole and isinstance(filled.shape[0], int | Batch) else None
