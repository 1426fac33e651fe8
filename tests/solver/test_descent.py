"""Steps of gradient descent: the author's exercise, and counting steps by making them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.solver.descent import (
    batch_of_step,
    epoch_of_step,
    gd_given_gradients,
    gd_quadratic_path,
    last_batch_size,
    steps_per_epoch,
    total_steps,
    unseen_per_epoch,
)
from quizgen.solver.errors import ShapeError

SIZES = st.tuples(st.integers(1, 300), st.integers(1, 60))
HALF = Fraction(1, 2)
GRADIENTS = [[-1, 1], [-2, 2], [-3, 2], [-1, 2]]


class TestCounts:
    """One epoch is a loop over batches."""

    @given(SIZES, st.integers(1, 5))
    def test_counts_are_those_of_the_loop(self, sizes: tuple[int, int], epochs: int) -> None:
        n, b = sizes
        batches = [list(range(n))[i : i + b] for i in range(0, n, b)]
        assert steps_per_epoch(n, b) == len(batches)
        assert last_batch_size(n, b) == len(batches[-1])
        full = [batch for batch in batches if len(batch) == b]
        assert total_steps(n, b, epochs) == epochs * len(batches)
        assert total_steps(n, b, epochs, drop_last=True) == epochs * len(full)
        assert unseen_per_epoch(n, b) == n - sum(len(batch) for batch in full)
        updates = [(e, k) for e in range(1, epochs + 1) for k in range(1, len(batches) + 1)]
        for t, (epoch, batch) in enumerate(updates, start=1):
            assert (epoch_of_step(t, n, b), batch_of_step(t, n, b)) == (epoch, batch)

    def test_sizes_must_be_positive(self) -> None:
        with pytest.raises(ShapeError, match="b=0 must be at least 1"):
            steps_per_epoch(10, 0)


class TestGivenGradients:
    """The slide after S25: gradients, v0 = [-2, 1], α = 1/2."""

    @pytest.mark.parametrize(
        ("batch", "reduction", "expected"),
        [
            (4, "sum", [[1.5, -2.5]]),
            (2, "sum", [[-0.5, -0.5], [1.5, -2.5]]),
            (1, "sum", [[-1.5, 0.5], [-0.5, -0.5], [1, -1.5], [1.5, -2.5]]),
            (4, "mean", [[-1.125, 0.125]]),
            (2, "mean", [[-1.25, 0.25], [-0.25, -0.75]]),
        ],
        ids=["full", "batches of 2", "SGD", "full, mean", "batches of 2, mean"],
    )
    def test_lecture(self, batch: int, reduction: str, expected: list[list[float]]) -> None:
        path = gd_given_gradients(GRADIENTS, [-2, 1], HALF, batch, reduction)
        assert path.tolist() == expected

    def test_all_batch_sizes_end_at_the_same_point_with_totals(self) -> None:
        ends = {tuple(gd_given_gradients(GRADIENTS, [-2, 1], HALF, b)[-1]) for b in (1, 2, 3, 4)}
        assert len(ends) == 1


def test_quadratic_path_against_torch() -> None:
    torch = pytest.importorskip("torch")
    w = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    expected = []
    for _ in range(4):
        optimizer.zero_grad()
        (2 * (w + 1) ** 2).backward()
        optimizer.step()
        expected.append(w.item())
    path = gd_quadratic_path(2, -1, 3, Fraction(1, 10), 4)
    assert [float(v) for v in path] == pytest.approx(expected)
