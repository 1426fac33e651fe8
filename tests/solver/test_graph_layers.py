"""Graph convolutions against NumPy's matrix products and by hand."""

from fractions import Fraction

import numpy as np
import pytest

from quizgen.solver import ShapeError, graph_convolution, normalized_adjacency


def graphs() -> list[np.ndarray]:
    rng = np.random.default_rng(2)
    upper = [np.triu(rng.integers(0, 2, (5, 5)), 1) for _ in range(20)]
    return [u + u.T for u in upper]


@pytest.mark.parametrize("loops", [True, False])
@pytest.mark.parametrize("how", ["symmetric", "mean", "none"])
def test_numpy_says_the_same(how: str, *, loops: bool) -> None:
    rng, tried = np.random.default_rng(3), 0
    for a in graphs():
        joined = a + np.eye(5) * loops
        degrees = joined.sum(axis=1)
        if not degrees.all():
            continue
        h, w = rng.integers(-5, 6, (5, 3)), rng.integers(-5, 6, (3, 2))
        root = np.diag(degrees**-0.5)
        norm = {"symmetric": root @ joined @ root, "mean": np.diag(1 / degrees) @ joined, "none": joined}[how]  # fmt: skip
        assert np.allclose(normalized_adjacency(a, how, loops).astype(float), norm)
        assert np.allclose(graph_convolution(a, h, w, how, loops).astype(float), norm @ h @ w)
        tried += 1
    assert tried > 5


def test_torch_geometric_example_by_hand() -> None:
    """A path of three nodes: degrees 2, 3 and 2 with self-loops."""
    path = [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    mean = graph_convolution(path, [[6], [0], [3]], normalization="mean")
    assert mean.tolist() == [[3], [3], [Fraction(3, 2)]]
    assert normalized_adjacency(path)[0].tolist() == pytest.approx([1 / 2, 1 / 6**0.5, 0])


def test_refuses() -> None:
    with pytest.raises(ShapeError, match="square"):
        normalized_adjacency([[0, 1]])
    with pytest.raises(ShapeError, match="not one of"):
        normalized_adjacency([[0]], "row")
    with pytest.raises(ShapeError, match="without neighbours"):
        normalized_adjacency([[0, 0], [0, 0]], self_loops=False)
    with pytest.raises(ShapeError, match="for 2 nodes"):
        graph_convolution([[0, 1], [1, 0]], [[1]])
    with pytest.raises(ShapeError, match="weights of shape"):
        graph_convolution([[0, 1], [1, 0]], [[1], [2]], [[1], [2]])
