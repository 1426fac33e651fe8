"""Orders of the backward items: counted by trying all of them."""

from itertools import permutations

import pytest

from quizgen.solver.order import backprop_order, forward_order, order_count


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
