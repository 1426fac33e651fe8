"""Sets, small networks and statements a second time: values on both sides of every edge, networks that are run."""

import itertools
import math
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from tests.banks.again.second import Keys, Second, Values

END = r"((?:[^,()\[\]]|\(\d+\))+)"
SPAN = re.compile(rf"([\[(]){END}, {END}([\])])")


def end(text: str) -> float:
    """The end of a span as it is typed: a fraction, a root, or infinite."""
    if found := re.fullmatch(r"(-?)(?:(\d+)\*)?sqrt\((\d+)\)(?:/(\d+))?", text):
        size = int(found[2] or 1) * math.sqrt(int(found[3])) / int(found[4] or 1)
        return -size if found[1] else size
    return float(text) if "inf" in text else float(Fraction(text))


def member(text: str, value: float) -> bool:
    """Whether a value lies in a set of spans, an end within 1e-9 being the end."""
    for left, low, high, right in SPAN.findall(text):
        at = [abs(value - end(one)) < 1e-9 for one in (low, high)]
        if at[0] or at[1]:
            if (at[0] and left == "[") or (at[1] and right == "]"):
                return True
        elif end(low) < value < end(high):
            return True
    return False


def exactly(
    holds: Callable[[float], bool], edges: list[float], far: float = 1e3
) -> Callable[[Any], bool]:
    """Whether a set has just the values for which it holds: at the edges, close to them, between and beyond."""
    places = sorted({-far, far, *edges})
    tried = [v + d for v in places for d in (0, -1e-4, 1e-4)]
    tried += [(a + b) / 2 for a, b in itertools.pairwise(places)]
    wanted = [(value, holds(value)) for value in tried]
    return lambda text: all(member(str(text), value) == inside for value, inside in wanted)


def descent_step_range(v: Values) -> Keys:
    """Steps are taken; the factor of one step decides where a run would take too long to see it."""

    def path(rate: float) -> list[float]:
        w, found = v["m"] + 1.0, []
        for _ in range(3):
            w -= rate * v["a"] * (w - v["m"])
            found.append(w - v["m"])
        return found

    def nearer(rate: float) -> bool:
        return abs(path(rate)[0]) < 1 - 1e-9

    edges = [0.0, 1 / v["a"], 2 / v["a"]]
    return {
        "converges": exactly(nearer, edges),
        "same-side": exactly(lambda rate: nearer(rate) and min(path(rate)) > -1e-9, edges),
    }


def relu_positive_output(v: Values) -> Keys:
    def units(x: float) -> tuple[float, float]:
        sums = (v["a"] * x - v["s"], -v["a"] * x - v["s"])
        return max(0.0, sums[0]), max(0.0, sums[1])

    edge = v["s"] / v["a"]
    far = (v["c"] / v["v"] + v["s"]) / v["a"]
    edges = [-far, -edge, edge, far]
    return {
        "dead": exactly(lambda x: max(units(x)) < 1e-9, edges),
        "positive": exactly(lambda x: v["v"] * sum(units(x)) - v["c"] > 1e-9, edges),
    }


def activation_range(v: Values) -> Keys:
    """By the inverse of the function: which values have an argument."""
    low, high, closed = {
        "sigmoid": (0, 1, False),
        "tanh": (-1, 1, False),
        "relu": (0, math.inf, True),
    }[v["name"]]

    def taken(y: float) -> bool:
        h = (y - v["b"]) / v["a"]
        return bool(h > -1e-9 if closed else low + 1e-9 < h < high - 1e-9)

    edges = [float(v["b"] + v["a"] * e) for e in (-1, 0, 1)]
    return {"range": exactly(taken, edges)}


def recurrent_weight_range(v: Values) -> Keys:
    """By the largest eigenvalue of the matrix of one step."""

    def vanishes(u: float) -> bool:
        step = np.array([[0, u], [v["p"] / v["q"] * u, 0]])
        return bool(np.abs(np.linalg.eigvals(step)).max() < 1 - 1e-9)

    edge = math.sqrt(v["q"] / v["p"])
    return {"vanishes": exactly(vanishes, [-edge, 0.0, edge], far=100.0)}


def relu_joints(v: Values) -> Keys:
    """Where the slope changes, by slopes between the places where a unit begins."""

    def f(x: Fraction) -> Fraction:
        hidden = [max(Fraction(0), w * x + b) for w, b in zip(v["w"], v["b"], strict=True)]
        found: Fraction = sum((k * h for k, h in zip(v["v"], hidden, strict=True)), Fraction(0))
        return found

    def slope(x: Fraction, side: int) -> Fraction:
        step = Fraction(side, 10**6)
        return (f(x + step) - f(x)) / step

    zeros = sorted(Fraction(-b, w) for w, b in zip(v["w"], v["b"], strict=True))
    bends = [x for x in zeros if slope(x, -1) != slope(x, 1)]
    return {"joints": bends, "slopes": [slope(Fraction(-1000), -1), slope(Fraction(1000), 1)]}


def threshold_order(v: Values) -> Keys:
    """Each unit is run with whole numbers around both conditions."""
    p, q, s, t = (v[name] for name in "pqst")
    tried = [
        (x, x + p + i, x + p + i + q + j)
        for x in (-30, 0, 400)
        for i, j in itertools.product(range(-2, 3), repeat=2)
    ]

    def asked(x: tuple[int, int, int]) -> tuple[bool, bool]:
        first = x[1] - x[0] >= p if s > 0 else x[1] - x[0] <= p
        second = x[2] - x[1] >= q if t > 0 else x[2] - x[1] <= q
        return first, second

    def hidden(rows: Any) -> bool:
        """The sample's units find out one condition each."""
        found = [[np.dot(row[:3], x) + row[3] >= 0 for row in rows] for x in tried]
        return all(tuple(units) == asked(x) for units, x in zip(found, tried, strict=True))

    def output(unit: Any) -> bool:
        gate = all if v["both"] else any
        fires = {
            h: unit[0] * h[0] + unit[1] * h[1] + unit[2] >= 0
            for h in itertools.product((0, 1), repeat=2)
        }
        return all(fires[h] == gate(h) for h in fires)

    return {"hidden": hidden, "output": output}


def recurrence_by_hand(v: Values) -> Keys:
    states = [0]
    for x in v["x"]:
        states.append(max(0, v["u"] * x + v["w"] * states[-1] + v["b"]))
    return {"a": states[1:]}


def statements_convolution(v: Values) -> Keys:
    """Places and numbers counted one after the other."""
    places = len(range(-v["pad"], v["D"] + v["pad"] - v["P"] + 1, v["S"]))
    said = places + v["shift"]
    weights = np.zeros((v["K"], v["C"], v["P"], v["P"])).size
    numbers = weights + v["K"] - (0 if v["more"] else v["K"])
    return {
        "size": said == places,
        "count": numbers == weights + v["K"],
        "larger": not v["grows"],
    }


def statements_descent(v: Values) -> Keys:
    a, x, eta = v["a"], v["x"], Fraction(v["eta"])
    # Of a parabola the slope between two places at equal distance from a third is the derivative there.
    slope = Fraction(a * (x + 1) ** 2 - a * (x - 1) ** 2, 2)
    after = x - eta * slope
    return {
        "gradient": (slope / 2 if v["half"] else slope) == slope,
        "step": v["sign"] * after == after,
        "nearer": (abs(after) < abs(x)) == v["closer"],
    }


def statements_attention(v: Values) -> Keys:
    """Numbers of the heads and layers, counted by lists."""
    entries = list(range(v["H"] * v["d"]))
    heads = [entries[i :: v["H"]] for i in range(v["H"])]
    said = {-1: v["d"] - 1, 0: v["d"], 1: len(entries)}[v["shift"]]
    pairs = {t: len([(i, j) for i in range(t) for j in range(t)]) for t in (v["T"], 2 * v["T"])}
    return {
        "width": said == len(heads[0]),
        "count": v["all"],
        "length": pairs[2 * v["T"]] == (4 if v["more"] else 2) * pairs[v["T"]],
    }


ENDS = {
    0: ("several numbers, and the softmax of them", "the cross-entropy with the right class"),
    1: ("one number, and its sigmoid", "the binary cross-entropy"),
    2: ("one number, as it is", "the squared error"),
    3: ("several numbers, and the sigmoid of each", "the sum of the binary cross-entropies"),
}


def choose_output_layer(v: Values) -> Keys:
    """By how the question is put: whether, how many, which of them, and how many of them at once."""
    signs = {"none, one or several": 3, "how many": 2, "whether": 1, "": 0}
    which = next(end for words, end in signs.items() if words in v["said"])
    return dict(zip(("end", "loss"), ENDS[which], strict=True))


KEYS: dict[str, Second] = {
    "descent-step-range": descent_step_range,
    "relu-positive-output": relu_positive_output,
    "activation-range": activation_range,
    "recurrent-weight-range": recurrent_weight_range,
    "relu-joints": relu_joints,
    "threshold-order": threshold_order,
    "recurrence-by-hand": recurrence_by_hand,
    "statements-convolution": statements_convolution,
    "statements-descent": statements_descent,
    "statements-attention": statements_attention,
    "choose-output-layer": choose_output_layer,
}
