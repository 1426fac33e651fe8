"""The design questions: what is right by a second computation is right, and nothing else."""

import itertools
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import quizgen
from quizgen.answers.verdict import CORRECT
from quizgen.bank import draw, load_banks
from quizgen.language.judges import kind_of
from quizgen.variant import Variant

SEEDS = range(4)
Values = dict[str, Any]


def stride(v: Values, _: random.Random) -> Iterator[tuple[str, bool]]:
    """Windows are laid one after the other."""
    inputs = (v["U"] - 1) * v["S"] + v["P"] + v["rest"] - 2 * v["p"]
    for answer in range(-1, 12):
        starts = range(0, inputs + 2 * v["p"] - v["P"] + 1, answer) if answer > 0 else ()
        yield str(answer), answer > 0 and len(starts) == v["U"]


def same_size(v: Values, _: random.Random) -> Iterator[tuple[str, bool]]:
    for kernel, padding in itertools.product(range(13), range(20)):
        reach = v["d"] * (kernel - 1) + 1
        fits = sum(1 for start in range(-padding, v["D"] + padding) if start + reach <= v["D"] + padding)  # fmt: skip
        yield f"[{kernel}, {padding}]", kernel >= v["least"] and fits == v["D"]


def layer(v: Values, _: random.Random) -> Iterator[tuple[str, bool]]:
    torch = pytest.importorskip("torch")
    wanted = (v["K"], v["H"] // v["s"], v["H"] // v["s"])
    sample = v["C"] // v["g"] * v["K"] * v["k"] ** 2 + v["K"]
    for padding, groups, bias, step in itertools.product((0, 1, 2, 3), (1, 2, 4, 8), (True, False), (1, 2)):  # fmt: skip
        if v["C"] % groups or v["K"] % groups:
            continue
        built = torch.nn.Conv2d(
            v["C"], v["K"], v["k"], step, padding, groups=groups, bias=bias, device="meta"
        )
        shape = tuple(built(torch.zeros(1, v["C"], v["H"], v["H"], device="meta")).shape[1:])
        count = sum(p.numel() for p in built.parameters())
        code = f"nn.Conv2d({v['C']}, {v['K']}, {v['k']}, {step}, {padding}, groups={groups}, bias={bias})"
        yield code, shape == wanted and count <= sample + v["spare"]


def gate(v: Values, rng: random.Random) -> Iterator[tuple[str, bool]]:
    size = len(v["s"])
    inputs = np.array(list(itertools.product((0, 1), repeat=size)))
    hold = (inputs == (np.array(v["s"]) > 0)).sum(axis=1) >= v["k"]
    for _ in range(100):
        weights = np.array([rng.randint(-3, 3) for _ in range(size + 1)])
        fires = inputs @ weights[:-1] + weights[-1] >= 0
        yield str(weights.tolist()), bool((fires == hold).all())


def xor(v: Values, rng: random.Random) -> Iterator[tuple[str, bool]]:
    low, high = v["low"], v["low"] + v["gap"]
    inputs = np.array(list(itertools.product((low, high), repeat=2)))
    differ = inputs[:, 0] != inputs[:, 1]
    nets = [[[rng.randint(-3, 3) for _ in range(3)] for _ in range(3)] for _ in range(40)]
    # One hidden unit for each of the unequal pairs, and one for each of the equal ones.
    nets.append([[-1, 1, low - high], [1, -1, low - high], [1, 1, -1] if v["differ"] else [-1, -1, 0]])  # fmt: skip
    nets.append([[1, 1, -2 * high], [-1, -1, 2 * low], [-1, -1, 0] if v["differ"] else [1, 1, -1]])
    for net in nets:
        w = np.array(net)
        hidden = (inputs @ w[:2, :2].T + w[:2, 2] >= 0).astype(int)
        out = hidden @ w[2, :2] + w[2, 2] >= 0
        yield str(net), bool((out == (differ if v["differ"] else ~differ)).all())


def sort(v: Values, _: random.Random) -> Iterator[tuple[str, bool]]:
    a, b, c, d = (Fraction(v[name]) for name in "abcd")
    rows: list[list[list[Fraction | int]]] = [
        [[1 / a, 0, -1 / c, 0], [0, 1 / b, 1 / c, 0]],
        [[0, 1 / b, 0, -1 / d], [1 / a, 0, 0, 1 / d]],
        [[1 / a, 0, -1 / c, 0], [1 / a, 0, 0, 1 / d]],
        [[0, 1 / b, 1 / c, 0], [1 / a, 0, -1 / c, 0]],
        [[1 / a, 0, 0, 0], [0, 1 / b, 0, 0]],
    ]
    for weights in rows:
        right = True
        for x, y in itertools.product(range(5), repeat=2):
            hidden = [a * x, b * y, c * max(x - y, 0), d * max(y - x, 0)]
            out = [sum(w * h for w, h in zip(row, hidden, strict=True)) for row in weights]
            right = right and out == sorted((x, y))
        yield str([[str(Fraction(w)) for w in row] for row in weights]).replace("'", ""), right


def line(v: Values, rng: random.Random) -> Iterator[tuple[str, bool]]:
    points = np.array(v["points"])
    above = points @ np.array(v["normal"]) + v["c"] > 0
    for _ in range(100):
        w = np.array([rng.randint(-6, 6) for _ in range(3)])
        side = points @ w[:2] + w[2]
        yield str(w.tolist()), bool(((side > 0) == above).all() and (side != 0).all())


def detector(v: Values, rng: random.Random) -> Iterator[tuple[str, bool]]:
    signal = [*v["before"], *v["p"], *v["after"]]
    size = len(v["p"])
    windows = [signal[i : i + size] for i in range(len(signal) - size + 1)]
    for _ in range(100):
        kernel = [rng.randint(-2, 2) for _ in range(size)]
        outputs = [sum(map(int.__mul__, kernel, window)) for window in windows]
        at = {out for out, window in zip(outputs, windows, strict=True) if window == v["p"]}
        rest = [out for out, window in zip(outputs, windows, strict=True) if window != v["p"]]
        yield str(kernel), min(at) > max(rest)


def rate(v: Values, rng: random.Random) -> Iterator[tuple[str, bool]]:
    """Steps are taken from a start."""
    for _ in range(60):
        step = Fraction(rng.randint(-2, 40), rng.randint(10, 200))
        after = [1 - step * v["a"], 1 - step * v["b"]]
        yield str(step), all(abs(weight) <= Fraction(str(v["r"])) for weight in after)


def two_values(v: Values, rng: random.Random) -> Iterator[tuple[str, bool]]:
    """Guesses, and lines through both points tilted by an input that does not matter."""
    p, q, high = v["p"], v["q"], v["high"]
    at = 0 if p[0] != q[0] else 1
    slope = Fraction(high, p[at] - q[at])
    tried = [[Fraction(rng.randint(-5, 5)) for _ in range(3)] for _ in range(20)]
    for steeper in (0, 1, -1):
        w = [Fraction(0), Fraction(0), Fraction(0)]
        w[at] = slope * (1 + steeper)
        w[2] = high - w[at] * p[at]
        tried.append(w)
    for w1, w2, b in tried:
        first, second = (max(0, w1 * x[0] + w2 * x[1] + b) for x in (p, q))
        yield f"[{w1}, {w2}, {b}]", first == high and second == 0


def receptive_field(v: Values, _: random.Random) -> Iterator[tuple[str, bool]]:
    """The inputs that the output at place 0 reads, counted as a set."""

    def seen(dilations: tuple[int, ...]) -> int:
        places = {0}
        for size, gap in zip(reversed(v["k"]), reversed(dilations), strict=True):
            places = {place + gap * entry for place in places for entry in range(size)}
        return max(places) - min(places) + 1

    wanted = seen(tuple(sorted(v["d"])))
    for dilations in itertools.product(range(1, 8), repeat=3):
        right = seen(dilations) == wanted and len(set(dilations)) == 3
        yield str(list(dilations)), right


SECOND: dict[str, Callable[[Values, random.Random], Iterator[tuple[str, bool]]]] = {
    "design-stride": stride,
    "design-same-size": same_size,
    "design-layer-budget": layer,
    "design-threshold-gate": gate,
    "design-xor": xor,
    "design-sort": sort,
    "design-line": line,
    "design-detector": detector,
    "design-learning-rate": rate,
    "design-two-values": two_values,
    "design-receptive-field": receptive_field,
}
EXERCISES = [e for e in load_banks().exercises.values() if e.bank == "design"]


def drawn(family: str) -> list[Variant]:
    exercise = load_banks().exercise(family)
    return [draw(exercise, f"design-{i}", level) for level in exercise.levels for i in SEEDS]


def test_every_question_is_computed_twice() -> None:
    assert SECOND.keys() == {exercise.id for exercise in EXERCISES}


@pytest.mark.parametrize("family", SECOND)
def test_right_is_what_is_right(family: str) -> None:
    """No answer is right by one computation and wrong by the other; both are met."""
    rng = random.Random(family)  # noqa: S311 - which answers are tried
    met: set[bool] = set()
    for variant in drawn(family):
        kind = kind_of(Variant.from_json(variant.to_json()).parts[0])
        values = dict(variant.values)
        for answer, right in SECOND[family](values, rng):
            verdict = kind.judge(answer)
            assert (verdict.status == CORRECT) == right, (variant.code, answer, verdict)
            met.add(right)
    assert met == {True, False}


@pytest.mark.parametrize("family", SECOND)
def test_what_is_said_of_wrong_answers_is_filled_in(family: str) -> None:
    """Each text speaks of the answer: no brace, no array, no fraction of the program."""
    rng = random.Random(family)  # noqa: S311 - which answers are tried
    said: set[str] = set()
    for variant in drawn(family):
        kind = kind_of(variant.parts[0])
        said |= {kind.judge(a).feedback for a, right in SECOND[family](dict(variant.values), rng) if not right}  # fmt: skip
    assert said
    for text in said:
        assert not any(piece in text for piece in ("{{", "Fraction(", "array(", "np.")), text


def test_mistakes_are_named() -> None:
    variant = quizgen.draw("design-learning-rate", seed=3)
    assert quizgen.judge(variant, "0").mistake == "not-positive"
    assert quizgen.judge(variant, "1").mistake == "diverges"
