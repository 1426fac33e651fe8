"""Values of an exported program: lists of them, their shapes, and those that are numbers."""

from collections.abc import Iterator, Sequence
from typing import Any

from quizgen.architecture.aten.call import Fixed
from quizgen.architecture.of_each import of_each
from quizgen.errors import UserError


def flat(values: Any) -> Iterator[Any]:
    """The entries of lists in lists.

    >>> list(flat([1, [2, [3]]]))
    [1, 2, 3]
    """
    for value in values:
        if isinstance(value, list | tuple):
            yield from flat(value)
        else:
            yield value


def metas(meta: Any) -> Iterator[Any]:
    """What is known of the tensors that an operator gives."""
    return (m for m in flat([meta]) if hasattr(m, "numel"))


def shape_of(meta: Any) -> tuple[int, ...]:
    """The shape of the first tensor that an operator gives; `UserError` where values decide about it."""
    first = next(metas(meta), None)
    sizes = () if first is None else tuple(first.shape)
    if not all(isinstance(size, int) for size in sizes):
        raise UserError("the size of a result is not fixed", "choose by places, not by a mask")
    return sizes


def needed(graph: Any) -> frozenset[str]:
    """Names of the calls whose results an output takes, or a call that writes into a tensor."""
    waiting = [node for node in graph.nodes if node.op == "output" or _writes(node)]
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node.name not in found:
            found.add(node.name)
            waiting += node.all_input_nodes
    return frozenset(found)


def _writes(node: Any) -> bool:
    if node.op != "call_function" or node.target.__name__ == "getitem":
        return False
    schema = getattr(node.target, "_schema", None)
    return schema is None or schema.is_mutable


def raw(value: Any) -> Any:
    """Numbers as PyTorch takes them."""
    if isinstance(value, Fixed):
        return value.array
    return [raw(entry) for entry in value] if isinstance(value, list) else value


def narrowed(value: Any, beside: Sequence[Any], size: int) -> Any:
    """Numbers that are the same for every observation as those of one."""
    if isinstance(value, list):
        return [narrowed(entry, beside, size) for entry in value]
    if not isinstance(value, Fixed):
        return value
    return Fixed(of_each(value.array, beside, size))


def fixed(found: Any) -> Any:
    """What PyTorch has computed, as numbers that are known."""
    if isinstance(found, list | tuple):
        return [fixed(entry) for entry in found]
    return Fixed(found) if hasattr(found, "numel") else found
