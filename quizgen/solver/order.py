r"""In which order the values of a network and its gradients can be computed.

Source: Hocking (2021), slides "Computation graph" and "Backprop rules".
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from quizgen.solver.errors import ShapeError, UnknownNameError
from quizgen.solver.quantity import quantity

Edges = tuple[tuple[int, int], ...]


@quantity
def forward_order(L: int) -> tuple[tuple[str, ...], Edges]:
    """The items a^(1), h^(1), …, h^(L), J in their one right order, and pairs (before, after).

    >>> forward_order(1)
    (('$a^{(1)}$', '$h^{(1)}$', '$J$'), ((0, 1), (1, 2)))
    """
    _check(L)
    items: list[str] = []
    for layer in range(1, L + 1):
        items += [f"$a^{{({layer})}}$", f"$h^{{({layer})}}$"]
    items.append("$J$")
    return tuple(items), tuple(pairwise(range(len(items))))


@quantity
def backprop_order(L: int) -> tuple[tuple[str, ...], Edges]:
    r"""The gradients ∇h^(l), ∇a^(l), ∇W^(l) of L layers in one right order, and the rules as edges.

    A pair (i, j) says that item i must come before item j: ∇h before ∇a (rule 2), ∇a before ∇W
    of its layer (rule 1) and before ∇h of the layer below (rule 3). Rule 1 waits for nothing else.

    >>> items, before = backprop_order(1)
    >>> len(items), before
    (3, ((0, 1), (1, 2)))
    """
    _check(L)
    items: list[str] = []
    edges: list[tuple[int, int]] = []
    for layer in range(L, 0, -1):
        h = len(items)
        items += [rf"$\nabla_{{{name}^{{({layer})}}}} J$" for name in "haW"]
        edges += [(h, h + 1), (h + 1, h + 2)]
        if layer < L:
            edges.append((h - 2, h))
    return tuple(items), tuple(edges)


SLIPS = ("weights-before-pre-activation", "first-layer-first", "rule3-before-rule2")


def backprop_slip(L: int, name: str) -> list[int]:
    """A typical wrong order of the items of `backprop_order(L)`, as places in that list.

    >>> backprop_slip(2, "first-layer-first")
    [3, 4, 5, 0, 1, 2]
    """
    if name not in SLIPS:
        raise UnknownNameError("slip", name, SLIPS)
    layers = [[3 * i, 3 * i + 1, 3 * i + 2] for i in range(L)]
    if name == "first-layer-first":
        return [place for layer in reversed(layers) for place in layer]
    if name == "weights-before-pre-activation":
        return [place for h, a, W in layers for place in (h, W, a)]
    order = [place for layer in layers for place in layer]
    for below in range(1, L):
        order.remove(3 * below)
        order.insert(order.index(3 * below - 2), 3 * below)
    return order


def suborder(
    order: tuple[Sequence[str], Iterable[Sequence[int]]], places: Sequence[int]
) -> tuple[tuple[str, ...], Edges]:
    """Some items of an order, and which of them must come before which, also through items left out.

    `order` is that of `forward_order` or `backprop_order`, `places` are places in its items.

    >>> suborder(forward_order(2), [0, 3, 4])
    (('$a^{(1)}$', '$h^{(2)}$', '$J$'), ((0, 1), (0, 2), (1, 2)))
    """
    items, before = order
    chosen = sorted(int(place) for place in places)
    after: list[set[int]] = [set() for _ in items]
    for first, then in sorted(((int(a), int(b)) for a, b in before), reverse=True):
        after[first] |= {then, *after[then]}
    pairs = [
        (i, j)
        for i, first in enumerate(chosen)
        for j, then in enumerate(chosen)
        if then in after[first]
    ]
    return tuple(items[place] for place in chosen), tuple(pairs)


def suborder_slip(L: int, name: str, places: Sequence[int]) -> list[int] | None:
    """`backprop_slip` among some of the items; None where it breaks no rule among these.

    >>> suborder_slip(2, "first-layer-first", [0, 1, 3]), suborder_slip(2, "first-layer-first", [0, 1])
    ([2, 0, 1], None)
    """
    chosen = sorted(int(place) for place in places)
    found = [chosen.index(place) for place in backprop_slip(L, name) if place in chosen]
    _, before = suborder(backprop_order(L), chosen)
    right = all(found.index(first) < found.index(then) for first, then in before)
    return None if right else found


@quantity
def order_count(size: int, before: Iterable[Sequence[int]]) -> int:
    """In how many orders `size` items can be put so that every pair (before, after) holds.

    >>> order_count(*(len(backprop_order(2)[0]), backprop_order(2)[1]))
    4
    """
    needs = [0] * size
    for first, then in before:
        needs[then] |= 1 << first
    ways = {0: 1}
    for _ in range(size):
        longer: dict[int, int] = {}
        for done, count in ways.items():
            for item in range(size):
                if not done >> item & 1 and needs[item] & ~done == 0:
                    longer[done | 1 << item] = longer.get(done | 1 << item, 0) + count
        ways = longer
    return sum(ways.values())


def _check(L: int) -> None:
    if not 1 <= L <= 6:
        raise ShapeError(f"L={L}: between 1 and 6 layers")
