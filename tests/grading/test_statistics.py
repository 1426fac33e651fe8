"""Item statistics beside numbers computed another way, by the formulas that Moodle documents.

The literals come from a script that shares nothing with the package: numpy's `cov` and `corrcoef` on
the table below, and sums of Fractions for what numpy does not have. `test_the_literals` does it again.
"""

from fractions import Fraction
from statistics import median

import numpy as np
import pytest

from quizgen.grading.statistics import items, whole

# Seven students, four items of 1, 2, 3 and 1 points; thirds and halves as partial credit gives them.
POINTS = ["1 2 3 0", "1 1 2 0", "0 2 1/2 1", "1 4/3 3 1", "0 0 0 0", "1 1/2 2 1", "0 2/3 1 0"]
ROWS = [[Fraction(x) for x in line.split()] for line in POINTS]
MAXIMA = [[Fraction(1), Fraction(2), Fraction(3), Fraction(1)]] * len(ROWS)
NAMES = ["1", "2", "3a", "3b"]


LITERALS = {
    "facility": [57.1428571429, 53.5714285714, 54.7619047619, 42.8571428571],
    "deviation": [53.4522483825, 37.8401679024, 39.3397896235, 53.4522483825],
    "intended_weight": [14.2857142857, 28.5714285714, 42.8571428571, 14.2857142857],
    "effective_weight": [22.844467587, 24.6326778977, 35.8313079143, 16.691546601],
    "discrimination": [71.7540058602, 41.9880438548, 70.2223333344, 22.047449635],
    "item_rest": [0.717540058602, 0.419880438548, 0.702223333344, 0.22047449635],
    "efficiency": [89.5, 43.8335809807, 74.5454545455, 26.9565217391],
}


def by_numpy() -> dict[str, list[float]]:
    table = np.array(ROWS, dtype=float)
    totals, most = table.sum(axis=1), np.array([1.0, 2, 3, 1])
    found: dict[str, list[float]] = {name: [] for name in LITERALS}
    roots = [np.cov(x, totals)[0, 1] ** 0.5 for x in table.T]
    for x, maximum, root in zip(table.T, most, roots, strict=True):
        rest = totals - x
        best = np.cov(np.sort(x), np.sort(rest))[0, 1]
        found["facility"].append(100 * x.mean() / maximum)
        found["deviation"].append(100 * x.std(ddof=1) / maximum)
        found["intended_weight"].append(100 * maximum / 7)
        found["effective_weight"].append(100 * root / sum(roots))
        found["discrimination"].append(100 * np.corrcoef(x, rest)[0, 1])
        found["item_rest"].append(np.corrcoef(x, rest)[0, 1])
        found["efficiency"].append(100 * np.cov(x, rest)[0, 1] / best)
    return found


def test_the_literals() -> None:
    found = by_numpy()
    for name, expected in LITERALS.items():
        assert found[name] == pytest.approx(expected, rel=1e-11), name


@pytest.mark.parametrize("name", LITERALS)
def test_items_to_ten_digits(name: str) -> None:
    found = [getattr(item, name) for item in items(NAMES, ROWS, MAXIMA)]
    assert found == pytest.approx(LITERALS[name], rel=1e-10)


def test_the_whole_to_ten_digits() -> None:
    found = whole(ROWS)
    assert found.count == 7
    assert found.mean == pytest.approx(26 / 7, rel=1e-14)
    assert found.median == median(float(sum(row)) for row in ROWS) == 4
    assert found.deviation == pytest.approx(2.26632817267, rel=1e-10)
    assert found.skewness == pytest.approx(-0.589762520730, rel=1e-10)
    assert found.kurtosis == pytest.approx(-0.400183463129, rel=1e-10)
    assert found.alpha == pytest.approx(0.674736028844, rel=1e-10)
    assert found.error_ratio == pytest.approx(57.0319183577, rel=1e-10)
    assert found.standard_error == pytest.approx(1.29253043316, rel=1e-10)


def test_random_tables_agree_with_numpy() -> None:
    generator = np.random.default_rng(7)
    for students, columns in ((2, 2), (5, 3), (40, 8)):
        table = generator.integers(0, 7, size=(students, columns))
        rows = [[Fraction(int(x), 6) for x in line] for line in table]
        maxima = [[Fraction(1)] * columns] * students
        totals = table.sum(axis=1) / 6
        for item, x in zip(
            items([str(i) for i in range(columns)], rows, maxima), table.T / 6, strict=True
        ):
            if item.item_rest is not None:
                assert item.item_rest == pytest.approx(np.corrcoef(x, totals - x)[0, 1], abs=1e-11)
            assert item.facility == pytest.approx(100 * x.mean(), rel=1e-12)
        spread = totals.var(ddof=1)
        if spread:
            alpha = columns / (columns - 1) * (1 - (table / 6).var(axis=0, ddof=1).sum() / spread)
            assert whole(rows).alpha == pytest.approx(alpha, rel=1e-10, abs=1e-12)


class TestWithoutValue:
    """Where a formula divides by nothing, nothing is said; never a zero."""

    def test_one_student(self) -> None:
        found = whole([[Fraction(1), Fraction(0)]])
        assert (found.mean, found.deviation, found.alpha) == (1.0, None, None)
        [first, _] = items(["1", "2"], [[Fraction(1), Fraction(0)]], [[Fraction(1)] * 2])
        assert (first.facility, first.deviation, first.discrimination) == (100.0, None, None)

    def test_nobody(self) -> None:
        assert whole([]).mean is None
        assert items(["1"], [], [])[0].facility is None

    def test_everybody_has_the_same_points(self) -> None:
        rows = [[Fraction(1), Fraction(i)] for i in (0, 1, 2)]
        first, second = items(["1", "2"], rows, [[Fraction(1), Fraction(2)]] * 3)
        assert (first.discrimination, first.efficiency, second.discrimination) == (None, None, None)

    def test_a_void_item_has_no_maximum(self) -> None:
        [void] = items(["1"], [[Fraction(0)]] * 3, [[Fraction(0)]] * 3)
        assert (void.facility, void.deviation) == (None, None)


def test_a_sheet_without_the_item_does_not_count_for_it() -> None:
    rows: list[list[Fraction | None]] = [[Fraction(1), None], [Fraction(0), Fraction(1)]]
    maxima: list[list[Fraction | None]] = [[Fraction(1), None], [Fraction(1), Fraction(1)]]
    first, second = items(["1", "2"], rows, maxima)
    assert (first.count, second.count, first.facility, second.facility) == (2, 1, 50.0, 100.0)


def test_one_item_says_nothing_of_chance() -> None:
    """The deviation of 1, 0, 1 is the root of 1/3; how much of it is chance only several items tell."""
    found = whole([[Fraction(1)], [Fraction(0)], [Fraction(1)]])
    assert found.deviation == pytest.approx(0.5773502691896)
    assert (found.alpha, found.error_ratio, found.standard_error) == (None, None, None)
