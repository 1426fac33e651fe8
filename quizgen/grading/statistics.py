"""How well the questions of a test tell students apart, by the formulas that Moodle documents.

Source: Moodle's developer documentation, "Quiz statistics calculations". Sums are exact, so that no
class is too large or its points too fine; only roots and ratios are floating point numbers.

An item is a question or one of its parts. x are its points, T the totals, X = T − x the rest of the
test; V(x) and C(x, X) are variance and covariance with the divisor S − 1, S the number of students.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm, sqrt

# Points of one student by item; None where the student's sheet does not have the item.
Row = Sequence[Fraction | None]


@dataclass(frozen=True, slots=True)
class Item:
    """One item, in percent but for `item_rest`; None where the formula has no value.

    `facility` is the mean share of the maximum, `deviation` its standard deviation. `discrimination`
    is 100 times `item_rest`, the correlation of the item with the rest of the test; `efficiency` is
    their covariance as a share of what it would be if both were in the same order. `intended_weight`
    is the item's share of the maximum, `effective_weight` its share of the spread of the totals.
    """

    name: str
    count: int
    facility: float | None
    deviation: float | None
    intended_weight: float | None
    effective_weight: float | None
    discrimination: float | None
    item_rest: float | None
    efficiency: float | None


@dataclass(frozen=True, slots=True)
class Whole:
    """The test as a whole; points but for ratios, None where the formula has no value.

    `alpha` is Cronbach's, Moodle's coefficient of internal consistency divided by 100. `error_ratio`
    (percent) and `standard_error` say how much of the spread is chance.
    """

    count: int
    mean: float | None
    median: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None


def items(names: Sequence[str], rows: Sequence[Row], maxima: Sequence[Row]) -> tuple[Item, ...]:
    """Each item's statistics; `maxima` has what `rows` could have at most, in the same places.

    >>> rows = [[Fraction(1), Fraction(2)], [Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]]
    >>> first, second = items(["1", "2"], rows, [[Fraction(1), Fraction(2)]] * 3)
    >>> first.facility, first.discrimination, second.efficiency
    (66.66666666666667, 0.0, 0.0)
    """
    scale = _scale(rows)
    whole = [_scaled(row, scale) for row in rows]
    totals = [sum(x for x in row if x is not None) for row in whole]
    roots: list[float | None] = []
    found: list[Item] = []
    all_maxima = [_sum(row[i] for row in maxima) for i in range(len(names))]
    most = sum(all_maxima, Fraction(0))
    for i, name in enumerate(names):
        have = [k for k, row in enumerate(whole) if row[i] is not None]
        x = [row[i] or 0 for row in whole if row[i] is not None]
        rest = [totals[k] - own for k, own in zip(have, x, strict=True)]
        # The effective weight is set once those of all items are known.
        with_total = _covariance(x, [totals[k] for k in have])
        roots.append(None if with_total is None or with_total < 0 else sqrt(with_total))
        found.append(_item(name, x, rest, all_maxima[i], scale, most))
    spread = sum(root for root in roots if root is not None)
    return tuple(
        replace(item, effective_weight=100 * root / spread if root is not None and spread else None)
        for item, root in zip(found, roots, strict=True)
    )


def _item(
    name: str, x: list[int], rest: list[int], maxima: Fraction, scale: int, most: Fraction
) -> Item:
    variance, rests = _covariance(x, x), _covariance(rest, rest)
    together = _covariance(x, rest)
    best = _covariance(sorted(x), sorted(rest))
    one = maxima / len(x) if x else Fraction(0)
    correlation = (
        float(together) / sqrt(variance * rests)
        if together is not None and variance and rests
        else None
    )
    return Item(
        name,
        len(x),
        float(100 * Fraction(sum(x), scale) / maxima) if maxima else None,
        None if variance is None or not one else 100 * sqrt(variance) / scale / float(one),
        float(100 * maxima / most) if most else None,
        None,
        None if correlation is None else 100 * correlation,
        correlation,
        float(100 * together / best) if together is not None and best else None,
    )


def whole(rows: Sequence[Row]) -> Whole:
    """The totals' statistics, and Cronbach's alpha over the students whose sheets have every item.

    >>> found = whole([[Fraction(1), Fraction(1)], [Fraction(0), Fraction(0)]])
    >>> found.mean, found.alpha
    (1.0, 1.0)
    """
    scale = _scale(rows)
    scores = [_scaled(row, scale) for row in rows]
    totals = sorted(sum(x for x in row if x is not None) for row in scores)
    count = len(totals)
    variance = _covariance(totals, totals)
    deviation = None if variance is None else sqrt(variance) / scale
    alpha = _alpha([[x for x in row if x is not None] for row in scores if None not in row])
    ratio = None if alpha is None else 100 * sqrt(max(0.0, 1 - alpha))
    middle = totals[(count - 1) // 2] + totals[count // 2] if count else 0
    skewness, kurtosis = _shape(totals)
    return Whole(
        count,
        sum(totals) / count / scale if count else None,
        middle / 2 / scale if count else None,
        deviation,
        skewness,
        kurtosis,
        alpha,
        ratio,
        None if ratio is None or deviation is None else ratio * deviation / 100,
    )


def _alpha(rows: Sequence[Sequence[int]]) -> float | None:
    """Cronbach: n / (n − 1) · (1 − Σ V(x) / V(T)) for n items; None for one item, or equal totals."""
    n = len(rows[0]) if rows else 0
    totals = [sum(row) for row in rows]
    variance = _covariance(totals, totals)
    if n < 2 or not variance:
        return None
    parts = Fraction(0)
    for i in range(n):
        x = [row[i] for row in rows]
        parts += _covariance(x, x) or 0
    return float(Fraction(n, n - 1) * (1 - parts / variance))


def _shape(totals: Sequence[int]) -> tuple[float | None, float | None]:
    """Skewness k₃ / k₂^(3/2) and kurtosis k₄ / k₂² by the k-statistics; None where they need more."""
    s = len(totals)
    if s < 3:
        return None, None
    mean = Fraction(sum(totals), s)
    m2, m3, m4 = (sum((t - mean) ** power for t in totals) / s for power in (2, 3, 4))
    if not m2:
        return None, None
    k2 = Fraction(s, s - 1) * m2
    k3 = Fraction(s * s, (s - 1) * (s - 2)) * m3
    skewness = float(k3) / float(k2) ** 1.5
    if s == 3:
        return skewness, None
    k4 = (s * s * ((s + 1) * m4 - 3 * (s - 1) * m2**2)) / Fraction((s - 1) * (s - 2) * (s - 3))
    return skewness, float(k4 / k2**2)


def _covariance(x: Sequence[int], y: Sequence[int]) -> Fraction | None:
    """Exact, with the divisor S − 1; None for fewer than two students."""
    count = len(x)
    if count < 2:
        return None
    products = sum(a * b for a, b in zip(x, y, strict=True))
    return Fraction(count * products - sum(x) * sum(y), count * (count - 1))


def _scale(rows: Sequence[Row]) -> int:
    """A number that makes all points whole."""
    return lcm(*{x.denominator for row in rows for x in row if x is not None})


def _scaled(row: Row, scale: int) -> list[int | None]:
    return [None if x is None else x.numerator * (scale // x.denominator) for x in row]


def _sum(values: Iterable[Fraction | None]) -> Fraction:
    return sum((x for x in values if x is not None), Fraction(0))
