"""Answers judged per second as a class meets it: every answer has a key of its own.

Each sort of question alone and all in a mix, beside Math-Verify on the same pairs in the same
run, the two by turns; CPU time, medians of the rounds.

Run: python benchmarks/answers.py        (Math-Verify: pip install math-verify)
"""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from quizgen.answers import answer_kind

PAIRS, SAMPLE, ROUNDS = 2_000, 100, 5
# Answers per second of ours, and times Math-Verify's rate; None where only the mix counts.
BARS: dict[str, tuple[int | None, int | None]] = {
    "mix": (30_000, 150),
    "formula": (10_000, None),
    "fraction": (None, 60),
    "real": (None, 60),
}


@dataclass(frozen=True)
class Pair:
    """A key and what one student wrote; `latex` is the key as Math-Verify reads it."""

    kind: str
    key: Any
    latex: str
    text: str
    settings: dict[str, Any] = field(default_factory=dict)


def count(rng: random.Random, i: int) -> Pair:
    """A number of parameters, with and without thousands groups; two of five wrong."""
    key = rng.randrange(1_000, 2_000_000_000)
    wrong = str(key + rng.randrange(1, 10**6))
    text = (f"{key:,}", str(key), f"U = {key}", wrong, f"{wrong} ")[i % 5]
    return Pair("integer", key, str(key), text)


def real(rng: random.Random, i: int) -> Pair:
    """A decimal within a tolerance, or twice as far off."""
    key = rng.randrange(1, 10**9) / 1000
    text = f"{key * (1 + rng.uniform(-1, 1) * (1 + i % 2) * 1e-3):.9f}"
    return Pair("real", key, str(key), text, {"rtol": 1e-3})


def fraction(rng: random.Random, i: int) -> Pair:
    """A fraction reduced, unreduced, in LaTeX, or wrong."""
    top, bottom, times = rng.randrange(-9999, 9999), rng.randrange(2, 999), rng.randrange(2, 9)
    text = (
        f"{top}/{bottom}",
        f"{top * times} / {bottom * times}",
        rf"\frac{{{top}}}{{{bottom}}}",
        f"{top + 1}/{bottom}",
    )[i % 4]
    return Pair("fraction", f"{top}/{bottom}", rf"\frac{{{top}}}{{{bottom}}}", text)


def vector(rng: random.Random, i: int) -> Pair:
    """Six whole entries, one of them off in half of the answers."""
    key = [rng.randrange(-99, 100) for _ in range(6)]
    entries = [*key]
    entries[i % 6] += i % 2 * rng.randrange(1, 10**6)
    body = (", ", ",", " ")[i % 3].join(map(str, entries))
    return Pair(
        "vector", key, str(key), f"[{body}]" if i % 4 else f"({body})", {"partial": "per_entry"}
    )


def matrix(rng: random.Random, i: int) -> Pair:
    """Three by three, as nested lists."""
    key = [[rng.randrange(-99, 100) for _ in range(3)] for _ in range(3)]
    rows = [[*row] for row in key]
    rows[i % 3][i % 2] += i % 2 * rng.randrange(1, 10**6)
    body = r" \\ ".join(" & ".join(map(str, row)) for row in key)
    return Pair("matrix", key, rf"\begin{{bmatrix}} {body} \end{{bmatrix}}", str(rows))


def formula(rng: random.Random, i: int) -> Pair:
    """A formula of the course in forms a class writes; a quarter wrong."""
    a, b = rng.randrange(2, 10**4), rng.randrange(2, 10**5)
    text = (
        f"{a}*x*(y+{b})",
        f"{a}xy+{a * b}x",
        f"x*({a}y + {a * b})",
        f"{a}*x*(y+{b + 1 + i})",
    )[i % 4]
    return Pair("expression", f"{a}*x*(y+{b})", f"{a} x (y + {b})", text, {"variables": ["x", "y"]})


def gradient(rng: random.Random, i: int) -> Pair:
    """A formula in matrices in forms a class writes; a quarter wrong."""
    a = rng.randrange(2, 10**6)
    text = (
        f"{a} X^T (X w - y)",
        f"{a} * X.T @ (X @ w - y)",
        rf"-{a} X^\top (y - Xw)",
        f"{a} X^T (X w + y)",
    )[i % 4]
    settings = {"shapes": {"X": "n, d", "w": "d", "y": "n"}}
    return Pair("matrix_expression", f"{a} * X^T (X w - y)", "", text, settings)


SORTS: dict[str, Callable[[random.Random, int], Pair]] = {
    "count": count,
    "real": real,
    "fraction": fraction,
    "vector": vector,
    "matrix": matrix,
    "formula": formula,
}
# Sorts that are no part of the mix, and that Math-Verify cannot read.
ALONE: dict[str, Callable[[random.Random, int], Pair]] = {"gradient": gradient}


def pairs(sort: str, round_: int, size: int) -> list[Pair]:
    """Pairs that no other round has: nothing can be remembered from an earlier one."""
    rng = random.Random(f"{sort} {round_}")  # noqa: S311 - the benchmark's data
    return [(SORTS | ALONE)[sort](rng, i) for i in range(size)]


def mix(round_: int, size: int) -> list[Pair]:
    """Equal shares of all sorts."""
    return [pair for sort in SORTS for pair in pairs(sort, round_, -(-size // len(SORTS)))]


def ours(work: list[Pair]) -> int:
    """Make each judge and judge one answer with it; how many are right."""
    return sum(
        answer_kind(pair.kind, pair.key, **pair.settings).judge(pair.text).status == "correct"
        for pair in work
    )


def math_verify() -> Callable[[list[Pair]], int] | None:
    """Math-Verify's judge, or None where it is not installed."""
    try:
        from math_verify import parse, verify
    except ImportError:
        return None

    def run(work: list[Pair]) -> int:
        return sum(bool(verify(parse(f"${pair.latex}$"), parse(f"${pair.text}$"))) for pair in work)

    return run


def rate(judge: Callable[[list[Pair]], int], work: list[Pair]) -> float:
    """Answers per second of CPU."""
    start = time.process_time()
    judge(work)
    return len(work) / (time.process_time() - start)


def report(name: str, work: Callable[[int, int], list[Pair]]) -> None:
    """One line: our rate, and the ratio to Math-Verify on the same pairs by turns."""
    other = None if name in ALONE else math_verify()
    speed = statistics.median(rate(ours, work(i, PAIRS)) for i in range(ROUNDS))
    bar, times = BARS.get(name, (None, None))
    line = f"{name:<10}{speed:10,.0f} answers/s" + (f" (bar {bar:,})" if bar else "")
    if other:
        ratios = []
        for i in range(ROUNDS):
            sample = work(ROUNDS + i, SAMPLE)
            theirs = rate(other, sample)
            ratios.append(rate(ours, sample) / theirs)
        line += f"; × {statistics.median(ratios):.0f} Math-Verify" + (
            f" (bar × {times})" if times else ""
        )
    print(line)


def main() -> None:
    """Each sort alone, then all in equal shares."""
    for sort in (*SORTS, *ALONE):  # imports
        ours(pairs(sort, -1, 20))
    for sort in (*SORTS, *ALONE):
        report(sort, partial(pairs, sort))
    report("mix", mix)
    if math_verify() is None:
        print("Math-Verify is not installed: pip install math-verify")


if __name__ == "__main__":
    main()
