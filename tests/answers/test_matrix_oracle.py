"""Random formulas in matrices, judged and evaluated by NumPy beside it: equal where NumPy's values are."""

import random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from quizgen.answers import answer_kind

Size = str | int
SHAPES = {"A": "n, n", "B": "n, n", "W": "m, n", "x": "n", "y": "n", "g": "m", "a": ""}
NAMES: dict[tuple[Size, Size], str] = {
    ("n", "n"): "AB",
    ("m", "n"): "W",
    ("n", 1): "xy",
    ("m", 1): "g",
    (1, 1): "a",
}


def drawn(rng: random.Random, rows: Size, columns: Size, depth: int) -> str:
    """A formula of this shape as Python with NumPy writes it; sums are in brackets."""
    sort = rng.randrange(8) if depth else 0
    if sort == 1:
        return f"{drawn(rng, columns, rows, depth - 1)}.T"
    if sort in (2, 3):
        inner = rng.choice(("m", "n", 1))
        return f"({drawn(rng, rows, inner, depth - 1)} @ {drawn(rng, inner, columns, depth - 1)})"
    if sort in (4, 5):
        sign = rng.choice("+-,")
        both = f"({drawn(rng, rows, columns, depth - 1)} {sign} {drawn(rng, rows, columns, depth - 1)})"
        return f"np.multiply{both}" if sign == "," else both
    if sort == 6:
        return f"(2 * {drawn(rng, rows, columns, depth - 1)})"
    if sort == 7 and rows == columns == 1:
        of = rng.choice(("m", "n"))
        return f"np.trace({drawn(rng, of, of, depth - 1)})"
    names = NAMES.get((rows, columns))
    if names:
        return rng.choice(names)
    turned = NAMES.get((columns, rows))
    if turned:
        return f"{rng.choice(turned)}.T"
    return f"({drawn(rng, rows, 'n', 0)} @ {drawn(rng, 'n', columns, 0)})"


def value(text: str, sizes: dict[str, int], seed: int) -> Any:
    rng = np.random.default_rng(seed)
    trace = lambda matrix: np.array([[np.trace(matrix)]], dtype=object)  # noqa: E731
    names: dict[str, Any] = {"np": SimpleNamespace(trace=trace, multiply=np.multiply)}
    for name, shape in SHAPES.items():
        rows, columns = (*[sizes[size] for size in shape.split(", ") if size], 1, 1)[:2]
        names[name] = rng.integers(-9, 10, (rows, columns)).astype(object)
    return np.array(eval(text, {"__builtins__": {}}, names))  # noqa: S307 - written by this test


def equal(one: str, other: str) -> bool:
    """Whether two formulas have the same exact values at random entries of three pairs of sizes."""
    return all(
        np.array_equal(value(one, sizes, seed).ravel(), value(other, sizes, seed).ravel())
        for seed, sizes in enumerate(({"m": 2, "n": 3}, {"m": 4, "n": 2}, {"m": 3, "n": 5}))
    )


@pytest.mark.again
@pytest.mark.parametrize("seed", range(2))
def test_verdicts_are_those_of_numpy(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - the same formulas in every run
    right = wrong = 0
    for _ in range(60):
        rows, columns = rng.choice(list(NAMES))
        key = drawn(rng, rows, columns, 3)
        kind = answer_kind("matrix_expression", key, shapes=SHAPES)
        texts = [
            f"({key}.T).T", f"2 * {key} - {key}", f"({drawn(rng, rows, columns, 2)} * 0 + {key})",
            drawn(rng, rows, columns, 2), drawn(rng, rows, columns, 1), key.replace(".T", "", 1),
            key.replace("x", "y", 1), key.replace("+", "-", 1), key.replace("A", "B", 1),
        ]  # fmt: skip
        for text in texts:
            verdict = kind.judge(text)
            assert verdict.status in ("correct", "wrong"), (key, text, verdict)
            if verdict.feedback.startswith("The shape"):
                continue  # NumPy would repeat rows, or refuse
            try:
                same = equal(key, text)
            except ValueError:
                continue  # a number of one row and one column before a matrix
            assert (verdict.status == "correct") == same, (key, text, verdict)
            right, wrong = right + same, wrong + (not same)
    assert right > 120
    assert wrong > 50
