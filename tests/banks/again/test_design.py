"""The design questions a second time: whether an answer has the property; the judge says the same of many answers."""

import itertools
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import quizgen
from quizgen.answers.verdict import CORRECT
from quizgen.language.judges import kind_of
from tests.banks.again.second import DRAWS, Second, Values, drawn, number

torch = pytest.importorskip("torch")
Right = Callable[[Any], bool]
# What is right by the drawn values, and answers to try.
Question = tuple[Callable[[Values], Right], Callable[[Values, random.Random], Iterator[Any]]]
# Of each draw; with many draws a few of each.
TRIED = max(4, 96 // DRAWS)


def exact(answer: Any) -> Any:
    """Numbers of an answer as fractions."""
    return [exact(entry) for entry in answer] if isinstance(answer, list) else Fraction(answer)


def integers(count: int, bound: int) -> Callable[[Values, random.Random], Iterator[Any]]:
    """Vectors of so many whole numbers up to a bound, drawn without end."""

    def tried(_: Values, rng: random.Random) -> Iterator[Any]:
        while True:
            yield [rng.randint(-bound, bound) for _ in range(count)]

    return tried


def stride(v: Values) -> Right:
    """Windows are laid one after the other."""
    last = v["D"] + 2 * v["p"] - v["P"]
    return lambda step: step > 0 and len(range(0, last + 1, step)) == v["U"]


def same_size(v: Values) -> Right:
    def right(answer: Any) -> bool:
        kernel, padding = answer
        reach = v["d"] * (kernel - 1) + 1
        starts = range(-padding, v["D"] + padding)
        places = sum(start + reach <= v["D"] + padding for start in starts)
        return bool(kernel >= v["least"] and places == v["D"])

    return right


def sizes(v: Values, rng: random.Random) -> Iterator[Any]:
    yield from ([k, v["d"] * (k - 1) // 2] for k in range(1, 13, 2))
    yield from rng.sample([list(p) for p in itertools.product(range(13), range(20))], 40)


def layer(v: Values) -> Right:
    wanted = (v["K"], v["H"] // v["s"], v["H"] // v["s"])
    sample = v["C"] // v["g"] * v["K"] * v["k"] ** 2 + v["K"]

    def right(code: str) -> bool:
        with torch.device("meta"):
            built = eval(code, {"nn": torch.nn})  # noqa: S307 - written below, or the bank's own
            shape = tuple(built(torch.zeros(1, v["C"], v["H"], v["H"])).shape[1:])
        count = sum(p.numel() for p in built.parameters())
        return bool(shape == wanted and count <= sample + v["spare"])

    return right


def layers(v: Values, rng: random.Random) -> Iterator[Any]:
    settings = list(itertools.product((0, 1, 2, 3), (1, 2, 4, 8), (True, False), (1, 2)))
    rng.shuffle(settings)
    settings.insert(0, ((v["k"] - 1) // 2, v["g"], True, v["s"]))
    for padding, groups, bias, step in settings:
        if not v["C"] % groups and not v["K"] % groups:
            yield f"nn.Conv2d({v['C']}, {v['K']}, {v['k']}, {step}, {padding}, groups={groups}, bias={bias})"


def gate(v: Values) -> Right:
    size = len(v["s"])
    inputs = np.array(list(itertools.product((0, 1), repeat=size)))
    hold = (inputs == (np.array(v["s"]) > 0)).sum(axis=1) >= v["k"]

    def right(answer: Any) -> bool:
        weights = np.array(exact(answer))
        return bool(((inputs @ weights[:-1] + weights[-1] >= 0) == hold).all())

    return right


def gates(v: Values, rng: random.Random) -> Iterator[Any]:
    positive = sum(s < 0 for s in v["s"])
    yield [*v["s"], positive - v["k"]]
    yield from integers(len(v["s"]) + 1, 3)(v, rng)


def xor(v: Values) -> Right:
    low, high = v["low"], v["low"] + v["gap"]
    inputs = np.array(list(itertools.product((low, high), repeat=2)))
    differ = inputs[:, 0] != inputs[:, 1]

    def right(net: Any) -> bool:
        w = np.array(exact(net))
        hidden = (inputs @ w[:2, :2].T + w[:2, 2] >= 0).astype(int)
        out = hidden @ w[2, :2] + w[2, 2] >= 0
        return bool((out == (differ if v["differ"] else ~differ)).all())

    return right


def nets(v: Values, rng: random.Random) -> Iterator[Any]:
    """One hidden unit for each of the unequal pairs, one for each of the equal ones, and any weights."""
    low, high = v["low"], v["low"] + v["gap"]
    yield [[-1, 1, low - high], [1, -1, low - high], [1, 1, -1] if v["differ"] else [-1, -1, 0]]
    yield [[1, 1, -2 * high], [-1, -1, 2 * low], [-1, -1, 0] if v["differ"] else [1, 1, -1]]
    while True:
        yield [[rng.randint(-3, 3) for _ in range(3)] for _ in range(3)]


def sort(v: Values) -> Right:
    a, b, c, d = (Fraction(v[name]) for name in "abcd")

    def right(answer: Any) -> bool:
        weights = exact(answer)
        for x, y in itertools.product(range(5), repeat=2):
            hidden = [a * x, b * y, c * max(x - y, 0), d * max(y - x, 0)]
            out = [sum(w * h for w, h in zip(row, hidden, strict=True)) for row in weights]
            if out != sorted((x, y)):
                return False
        return True

    return right


def orders(v: Values, _: random.Random) -> Iterator[Any]:
    a, b, c, d = (Fraction(v[name]) for name in "abcd")
    rows: list[list[list[Any]]] = [
        [[1 / a, 0, -1 / c, 0], [0, 1 / b, 1 / c, 0]],
        [[0, 1 / b, 0, -1 / d], [1 / a, 0, 0, 1 / d]],
        [[1 / a, 0, -1 / c, 0], [1 / a, 0, 0, 1 / d]],
        [[0, 1 / b, 1 / c, 0], [1 / a, 0, -1 / c, 0]],
        [[1 / a, 0, 0, 0], [0, 1 / b, 0, 0]],
    ]
    yield from ([[str(Fraction(w)) for w in row] for row in weights] for weights in rows)


def line(v: Values) -> Right:
    points = np.array(v["points"])
    above = points @ np.array(v["normal"]) + v["c"] > 0

    def right(answer: Any) -> bool:
        w = np.array(exact(answer))
        side = points @ w[:2] + w[2]
        return bool(((side > 0) == above).all() and (side != 0).all())

    return right


def lines(v: Values, rng: random.Random) -> Iterator[Any]:
    yield [3 * w for w in (*v["normal"], v["c"])]
    yield from integers(3, 6)(v, rng)


def detector(v: Values) -> Right:
    signal, size = [*v["before"], *v["p"], *v["after"]], len(v["p"])
    windows = [signal[i : i + size] for i in range(len(signal) - size + 1)]

    def right(kernel: Any) -> bool:
        outputs = [np.dot(exact(kernel), window) for window in windows]
        at = [out for out, window in zip(outputs, windows, strict=True) if window == v["p"]]
        rest = [out for out, window in zip(outputs, windows, strict=True) if window != v["p"]]
        return bool(min(at) > max(rest))

    return right


def kernels(v: Values, rng: random.Random) -> Iterator[Any]:
    yield [1 if entry else -2 for entry in v["p"]]
    yield from integers(len(v["p"]), 2)(v, rng)


def rate(v: Values) -> Right:
    """A step is taken from 1 along both axes."""

    def right(answer: Any) -> bool:
        after = [1 - Fraction(answer) * v["a"], 1 - Fraction(answer) * v["b"]]
        return all(abs(weight) <= Fraction(v["r"]) for weight in after)

    return right


def rates(v: Values, rng: random.Random) -> Iterator[Any]:
    yield str(Fraction(2, v["a"] + v["b"]))
    while True:
        yield str(Fraction(rng.randint(-2, 40), rng.randint(10, 200)))


def two_values(v: Values) -> Right:
    def right(answer: Any) -> bool:
        w1, w2, b = exact(answer)
        first, second = (max(0, w1 * x[0] + w2 * x[1] + b) for x in (v["p"], v["q"]))
        return bool(first == v["high"] and second == 0)

    return right


def tilted(v: Values, rng: random.Random) -> Iterator[Any]:
    """Lines through both points, steeper ones, and guesses."""
    p, q, high = v["p"], v["q"], v["high"]
    at = 0 if p[0] != q[0] else 1
    slope = Fraction(high, p[at] - q[at])
    for steeper in (0, 1, -1):
        w = [Fraction(0)] * 3
        w[at] = slope * (1 + steeper)
        w[2] = high - w[at] * p[at]
        yield [str(entry) for entry in w]
    yield from integers(3, 5)(v, rng)


def receptive_field(v: Values) -> Right:
    """The inputs that the output at place 0 reads, counted as a set."""

    def seen(dilations: Any) -> int:
        places = {0}
        for size, gap in zip(reversed(v["k"]), reversed(dilations), strict=True):
            places = {place + gap * entry for place in places for entry in range(size)}
        return max(places) - min(places) + 1

    wanted = seen(sorted(v["d"]))
    return lambda dilations: seen(dilations) == wanted and len(set(dilations)) == 3


def dilations(_: Values, rng: random.Random) -> Iterator[Any]:
    yield from rng.sample([list(p) for p in itertools.product(range(1, 8), repeat=3)], 343)


QUESTIONS: dict[str, Question] = {
    "design-stride": (stride, lambda _v, _rng: iter(range(-1, 12))),
    "design-same-size": (same_size, sizes),
    "design-layer-budget": (layer, layers),
    "design-threshold-gate": (gate, gates),
    "design-xor": (xor, nets),
    "design-sort": (sort, orders),
    "design-line": (line, lines),
    "design-detector": (detector, kernels),
    "design-learning-rate": (rate, rates),
    "design-two-values": (two_values, tilted),
    "design-receptive-field": (receptive_field, dilations),
}


def second(question: Question) -> Second:
    return lambda v: {"a": question[0](v)}


KEYS: dict[str, Second] = {family: second(question) for family, question in QUESTIONS.items()}


@pytest.mark.parametrize("family", QUESTIONS)
def test_the_judge_says_of_many_answers_what_a_second_computation_says(family: str) -> None:
    """Both verdicts are met; what is said of a wrong answer is filled in, without a name of the program."""
    rng = random.Random(family)  # noqa: S311 - which answers are tried
    right_by, answers = QUESTIONS[family]
    met: set[bool] = set()
    said: set[str] = set()
    for variant in drawn(family):
        values = {name: number(value) for name, value in variant.values.items()}
        right, kind = right_by(values), kind_of(variant.parts[0])
        for answer in itertools.islice(answers(values, rng), TRIED):
            verdict = kind.judge(str(answer).replace("'", ""))
            assert (verdict.status == CORRECT) == right(answer), (variant.code, answer, verdict)
            met.add(right(answer))
            said |= {verdict.feedback} if not right(answer) else set()
    assert met == {True, False}
    for text in said:
        assert not any(piece in text for piece in ("{{", "Fraction(", "array(", "np.")), text


def test_mistakes_are_named() -> None:
    variant = quizgen.draw("design-learning-rate", seed=3)
    assert quizgen.judge(variant, "0").mistake == "not-positive"
    assert quizgen.judge(variant, "1").mistake == "diverges"
