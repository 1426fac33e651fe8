"""Hopfield networks against sums over pairs of units, all states enumerated."""

from itertools import product

import numpy as np
import pytest

from quizgen.solver import (
    ShapeError,
    hopfield_energy,
    hopfield_recall,
    hopfield_update,
    hopfield_weights,
)

STATES = [list(state) for state in product((-1, 1), repeat=5)]


@pytest.mark.parametrize("patterns", [STATES[3:4], STATES[6:30:11], STATES[5:32:9]])
def test_all_states(patterns: list[list[int]]) -> None:
    w = hopfield_weights(patterns)
    outer = sum(np.outer(p, p) for p in patterns)
    assert w.tolist() == (outer - np.diag(np.diag(outer))).tolist()
    for state in STATES:
        pairs = sum(w[i, j] * state[i] * state[j] for i in range(5) for j in range(i))
        assert hopfield_energy(w, state) == -pairs
        after = state.copy()
        for i in (4, 3, 2, 1, 0):
            field = sum(w[i, j] * after[j] for j in range(5))
            after[i] = after[i] if field == 0 else int(np.sign(field))
        assert hopfield_update(w, state, order=[4, 3, 2, 1, 0]).tolist() == after
        settled = hopfield_recall(w, state)
        assert hopfield_update(w, settled).tolist() == settled.tolist()
        assert hopfield_energy(w, settled) <= hopfield_energy(w, state)


def test_one_pattern_is_recalled() -> None:
    pattern = [1, -1, 1, 1, -1]
    w = hopfield_weights([pattern])
    assert hopfield_recall(w, [1, 1, 1, 1, -1]).tolist() == pattern
    assert hopfield_energy(w, pattern) == -10


def test_refuses() -> None:
    with pytest.raises(ShapeError, match="-1 and 1"):
        hopfield_weights([[0, 1]])
    with pytest.raises(ShapeError, match="units are -1 or 1"):
        hopfield_energy([[0, 1], [1, 0]], [2, 1])
    with pytest.raises(ShapeError, match="for a state"):
        hopfield_update([[0, 1], [1, 0]], [1])
    with pytest.raises(ShapeError, match="does not settle"):
        hopfield_recall([[0, 1], [-1, 0]], [1, 1])


@pytest.mark.parametrize(("units", "settles"), [(20, True), (21, False)])
def test_so_many_rounds_may_be_needed(
    units: int, monkeypatch: pytest.MonkeyPatch, *, settles: bool
) -> None:
    """A chain in which each round turns one unit: all but the first, and a round in which nothing changes."""
    monkeypatch.setattr("quizgen.solver.hopfield.SWEEPS", 20)
    weight = np.zeros((units, units), dtype=int)
    weight[np.arange(1, units), np.arange(units - 1)] = 1
    state, order = [1] + [-1] * (units - 1), range(units - 1, 0, -1)
    if settles:
        assert hopfield_recall(weight, state, order).tolist() == [1] * units
    else:
        with pytest.raises(ShapeError, match="it does not settle"):
            hopfield_recall(weight, state, order)
