"""Orders of the backward items: counted by trying all of them."""

from itertools import combinations, permutations
from typing import Any

import pytest

from quizgen.solver.order import (
    backprop_order,
    backprop_slip,
    forward_order,
    order_count,
    suborder,
    suborder_slip,
)


@pytest.mark.parametrize(("L", "count"), [(1, 1), (2, 4), (3, 28)])
def test_catalogue_counts_the_orders(L: int, count: int) -> None:
    items, before = backprop_order(L)
    assert order_count(len(items), before) == count
    if L < 3:
        tried = [
            order
            for order in permutations(range(len(items)))
            if all(order.index(a) < order.index(b) for a, b in before)
        ]
        assert len(tried) == count


def test_items_are_listed_in_a_right_order() -> None:
    for order in (forward_order(3), backprop_order(3)):
        assert all(a < b for a, b in order[1])
    assert backprop_order(2)[0][0] == r"$\nabla_{h^{(2)}} J$"
    assert backprop_order(2)[0][-1] == r"$\nabla_{W^{(1)}} J$"


class TestSomeOfTheItems:
    """What must come before what does not depend on which other items are asked for."""

    @pytest.mark.parametrize("order", [forward_order(3), backprop_order(3)])
    @pytest.mark.parametrize("size", [3, 4])
    def test_right_orders_are_those_of_the_whole(self, order: Any, size: int) -> None:
        items, before = order
        for places in combinations(range(len(items)), size):
            chosen, pairs = suborder(order, places)
            assert chosen == tuple(items[place] for place in places)
            # Two items are bound if no right order of all has them the other way round.
            reached = {(i, j) for i, j in pairs}
            for i, first in enumerate(places):
                for j, then in enumerate(places):
                    assert ((i, j) in reached) == follows(first, then, before)

    def test_a_slip_that_breaks_no_rule_among_the_items_is_none(self) -> None:
        for L in (2, 3):
            for name in (
                "weights-before-pre-activation",
                "first-layer-first",
                "rule3-before-rule2",
            ):
                for places in combinations(range(3 * L), 4):
                    _, pairs = suborder(backprop_order(L), places)
                    found = suborder_slip(L, name, places)
                    if found is not None:
                        assert sorted(found) == [0, 1, 2, 3]
                        assert any(found.index(a) > found.index(b) for a, b in pairs)

    def test_the_slips_of_all_items_are_the_whole_slips(self) -> None:
        assert suborder_slip(2, "first-layer-first", range(6)) == backprop_slip(
            2, "first-layer-first"
        )


def follows(first: int, then: int, before: Any) -> bool:
    """Whether a chain of pairs leads from one item to the other."""
    nexts = [b for a, b in before if a == first]
    return then in nexts or any(follows(middle, then, before) for middle in nexts)
