"""Padding that PyTorch does not have (unequal ends, "same" with a stride, "same_lower", "causal") by the definition."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.solver import AvgPool1d, Conv1d, Conv2d, MaxPool1d, ShapeError

END = st.integers(0, 3)
FORMS = st.one_of(st.sampled_from(["same", "same_lower", "causal", "valid"]), st.tuples(END, END))


def windows(n: int, k: int, s: int, d: int, padding: Any) -> list[list[int | None]]:
    """The input under each tap of each window, None on padding; from the operators' descriptions.

    TensorFlow and ONNX: with "same" there are ⌈n/s⌉ windows, and the padding is as little as makes
    them fit, the odd one at the end (at the start for "same_lower"). A causal window ends at its input.
    """
    reach = d * (k - 1)
    match padding:
        case "valid":
            left, count = 0, (n - reach - 1) // s + 1
        case "causal":
            left, count = reach, math.ceil(n / s)
        case "same" | "same_lower":
            count = math.ceil(n / s)
            needed = max(0, (count - 1) * s + reach + 1 - n)
            left = needed // 2 if padding == "same" else math.ceil(needed / 2)
        case (left, right):
            count = (left + n + right - reach - 1) // s + 1
    places = [[u * s - left + t * d for t in range(k)] for u in range(max(count, 0))]
    return [[p if 0 <= p < n else None for p in window] for window in places]


@given(
    n=st.integers(1, 12),
    k=st.integers(1, 5),
    s=st.integers(1, 4),
    d=st.integers(1, 3),
    padding=FORMS,
    data=st.data(),
)
def test_a_sequence(n: int, k: int, s: int, d: int, padding: Any, data: st.DataObject) -> None:
    layer = Conv1d(1, 1, k, stride=s, padding=padding, dilation=d, bias=False)
    taps = windows(n, k, s, d, padding)
    if not taps:
        with pytest.raises(ShapeError):
            layer.output_shape(n)
        return
    x = data.draw(st.lists(st.integers(-9, 9), min_size=n, max_size=n))
    v = data.draw(st.lists(st.integers(-9, 9), min_size=k, max_size=k))
    joined = {(u, p) for u, window in enumerate(taps) for p in window if p is not None}
    expected = [sum(v[t] * x[p] for t, p in enumerate(window) if p is not None) for window in taps]
    assert layer.output(x, weight=v).tolist() == expected
    assert layer.connections(n) == len(joined)
    assert layer.zeros(n) == len(taps) * n - len(joined)
    grad = list(range(1, len(taps) + 1))
    into = [0] * n
    for g, window in zip(grad, taps, strict=True):
        for t, p in enumerate(window):
            if p is not None:
                into[p] += g * v[t]
    assert layer.backward(x, grad, weight=v)["input"].tolist() == into


@given(
    sizes=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    k=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    s=st.integers(1, 3),
    padding=st.one_of(
        st.sampled_from(["same", "same_lower"]),
        st.tuples(st.tuples(END, END), st.tuples(END, END)),
    ),
)
def test_an_image(sizes: tuple[int, int], k: tuple[int, int], s: int, padding: Any) -> None:
    each = padding if isinstance(padding, tuple) else (padding, padding)
    rows, columns = (windows(sizes[i], k[i], s, 1, each[i]) for i in (0, 1))
    layer = Conv2d(1, 1, k, stride=s, padding=padding, bias=False)
    if not rows or not columns:
        with pytest.raises(ShapeError):
            layer.output_shape((1, *sizes))
        return
    x = np.arange(math.prod(sizes)).reshape(sizes) - 5
    v = np.arange(math.prod(k)).reshape(k) + 2
    expected = np.zeros((len(rows), len(columns)), dtype=int)
    joined = 0
    for (i, row), (j, column) in itertools.product(enumerate(rows), enumerate(columns)):
        for (a, p), (b, q) in itertools.product(enumerate(row), enumerate(column)):
            if p is not None and q is not None:
                expected[i, j] += v[a, b] * x[p, q]
                joined += 1
    assert layer.output(x[None], weight=v[None, None])[0].tolist() == expected.tolist()
    assert layer.connections((1, *sizes)) == joined


@given(
    n=st.integers(2, 12),
    k=st.integers(2, 5),
    s=st.integers(1, 4),
    padding=st.one_of(
        st.sampled_from(["same", "same_lower"]), st.tuples(st.integers(0, 1), st.integers(0, 1))
    ),
)
def test_pooling(n: int, k: int, s: int, padding: Any) -> None:
    taps = windows(n, k, s, 1, padding)
    if not taps or any(set(window) == {None} for window in taps):
        return
    x = [(7 * i) % 11 - 20 for i in range(n)]
    kept = [[x[p] for p in window if p is not None] for window in taps]
    assert MaxPool1d(k, stride=s, padding=padding).output(x).tolist() == [max(w) for w in kept]
    real = AvgPool1d(k, stride=s, padding=padding, count_include_pad=False).output(x)
    assert [float(mean) for mean in real.tolist()] == [sum(w) / len(w) for w in kept]
    assert MaxPool1d(k, stride=s, padding=padding).connections(n) == sum(map(len, kept))
