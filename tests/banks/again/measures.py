"""Measures of classifiers and of distributions, computed a second time: from labels, pairs, cells, sums."""

import math
from fractions import Fraction
from itertools import pairwise, product

from tests.banks.again.second import Keys, Values


def cost_of_errors(v: Values) -> Keys:
    """The cost is that of each single case, added up."""
    means = []
    for miss, alarm in zip(v["miss"], v["alarm"], strict=True):
        missed, alarms = round(v["P"] * miss), round(v["N"] * alarm)
        cases = [v["c"]] * missed + [v["d"]] * alarms
        means.append(Fraction(sum(cases), v["P"] + v["N"]))
    # Both cost the same where a line through the costs at prices 0 and 1 is 0.
    gap = [
        v["P"] * (v["miss"][0] - v["miss"][1]) * price
        + v["N"] * (v["alarm"][0] - v["alarm"][1]) * v["d"]
        for price in (0, 1)
    ]
    return {
        "first": means[0],
        "second": means[1],
        "cheaper": "the first one" if means[0] < means[1] else "the second one",
        "even": Fraction(gap[0]) / Fraction(gap[0] - gap[1]),
    }


def rates(v: Values, threshold: float) -> list[Fraction]:
    """The false and the true positive rate at a threshold."""
    found = []
    for label in (0, 1):
        scores = [s for s, y in zip(v["s"], v["y"], strict=True) if y == label]
        found.append(Fraction(sum(s >= threshold for s in scores), len(scores)))
    return found


def roc_point(v: Values) -> Keys:
    curve = [[Fraction(0), Fraction(0)]] + [rates(v, t) for t in sorted(v["s"], reverse=True)]
    return {
        "point": rates(v, v["t"]),
        "all": next(false for false, true in curve if true == 1),
        "area": sum((b[0] - a[0]) * b[1] for a, b in pairwise(curve)),
    }


def threshold_range(v: Values) -> Keys:
    """Thresholds are tried in steps of one half: where the first and last good one are says the set."""
    grid = [Fraction(t, 2) for t in range(201)]
    positive = {u: int(u in v["positive"]) for u in v["s"]}

    def good(least: int, most: int) -> str:
        fits = [
            t
            for t in grid
            if sum(c == 1 and u >= t for u, c in positive.items()) >= least
            and sum(c == 0 and u >= t for u, c in positive.items()) <= most
        ]
        # Scores are whole: a set that begins half above one leaves it out.
        low, odd = fits[0], fits[0].denominator == 2
        assert fits == [t for t in grid if fits[0] <= t <= fits[-1]]
        start = f"({low - Fraction(1, 2)}" if odd else f"[{low}"
        return f"{start}, {fits[-1]}]"

    return {"recall": good(v["k"], 8), "alarms": good(0, 0), "both": good(v["k"], 1)}


def roc_area(v: Values) -> Keys:
    """The shoelace formula of the polygon below the curve."""
    corners = [(0, 0), *zip(v["x"], v["y"], strict=True), (1, 1), (1, 0)]
    around = zip(corners, corners[1:] + corners[:1], strict=True)
    return {"area": abs(sum(a * d - b * c for (a, b), (c, d) in around)) / Fraction(2)}


def iou(v: Values) -> Keys:
    """Cells of half a pixel are counted."""
    left, top = v["cx"], v["cy"]
    if v["centred"]:
        left, top = left - v["w"] / 2, top - v["h"] / 2
    boxes = [v["a"], [left, top, left + v["w"], top + v["h"]]]
    end = int(2 * max(map(max, boxes)))
    cells = [
        {
            (x, y)
            for x, y in product(range(-8, end), repeat=2)
            if 2 * b[0] <= x < 2 * b[2] and 2 * b[1] <= y < 2 * b[3]
        }
        for b in boxes
    ]
    both, either = len(cells[0] & cells[1]), len(cells[0] | cells[1])
    return {"both": Fraction(both, 4), "either": Fraction(either, 4), "iou": Fraction(both, either)}


def bits(p: list[Fraction], q: list[Fraction]) -> float:
    return -sum(float(a) * math.log2(b) for a, b in zip(p, q, strict=True) if a)


def measure_entropy(v: Values) -> Keys:
    if v["base"] == 2:
        return {"H": bits(v["bits"], v["bits"])}
    shares = [Fraction(k, sum(v["counts"])) for k in v["counts"]]
    return {"H": bits(shares, shares) * math.log(2)}


def measure_divergence(v: Values) -> Keys:
    own, crossed = bits(v["p"], v["p"]), bits(v["p"], v["q"])
    return {"H": own, "cross": crossed, "D": crossed - own}


def measures_of(pairs: list[tuple[int, int]], c: int) -> dict[str, Fraction]:
    """Measures of class `c` from pairs of a true and a predicted class, one pair for each case."""

    def share(event: int, given: int) -> Fraction:
        chosen = [pair for pair in pairs if pair[given] == c]
        return Fraction(sum(pair[event] == c for pair in chosen), len(chosen))

    others = [pair for pair in pairs if pair[0] != c]
    return {
        "accuracy": Fraction(sum(a == b for a, b in pairs), len(pairs)),
        "precision": share(0, 1),
        "recall": share(1, 0),
        "specificity": Fraction(sum(b != c for _, b in others), len(others)),
    }


def measure_confusion(v: Values) -> Keys:
    cells = {(0, 0): "tn", (0, 1): "fp", (1, 0): "fn", (1, 1): "tp"}
    found = measures_of([pair for pair, name in cells.items() for _ in range(v[name])], 1)
    harmonic = 2 / (1 / found["precision"] + 1 / found["recall"])
    return {**found, "F1": harmonic, "balanced": (found["recall"] + found["specificity"]) / 2}


def measure_confusion_classes(v: Values) -> Keys:
    pairs = list(zip(v["actual"], v["predicted"], strict=True))
    recalls = [recall(pairs, c) for c in range(3)]
    predicted = [a for a, b in pairs if b == v["c"]]
    return {
        "matrix": [[pairs.count((a, b)) for b in range(3)] for a in range(3)],
        "precision": Fraction(predicted.count(v["c"]), len(predicted)),
        "recall": recalls[v["c"]],
        "balanced": sum(recalls) / Fraction(3),
    }


def recall(pairs: list[tuple[int, int]], c: int) -> Fraction:
    said = [b for a, b in pairs if a == c]
    return Fraction(said.count(c), len(said))


KEYS = {
    "cost-of-errors": cost_of_errors,
    "roc-point": roc_point,
    "threshold-range": threshold_range,
    "roc-area": roc_area,
    "iou": iou,
    "measure-entropy": measure_entropy,
    "measure-divergence": measure_divergence,
    "measure-confusion": measure_confusion,
    "measure-confusion-classes": measure_confusion_classes,
}
