"""The draw functions of the bank language, bound to a generator."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from quizgen.bank.randomness import Generator

# Vectors and matrices a person computes with have at most this many entries.
ENTRIES = 10_000
# A float stands for the nearest fraction with a denominator up to this: 1.1 for 11/10.
DENOMINATORS = 10**9
# Places of a decimal.
PLACES = 6


class Decimal(Fraction):
    """A drawn decimal: exact, and printed with its places. What is computed from it is a fraction.

    >>> print(Decimal(477, 100), Decimal(-9, 2), Decimal(477, 100) / 2)
    4.77 -4.5 477/200
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Digits and a point: the denominator divides a power of ten."""
        places = next(p for p in range(PLACES + 1) if 10**p % self.denominator == 0)
        digits = f"{abs(self.numerator) * 10**places // self.denominator:0{places + 1}d}"
        whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
        return f"{'-' if self < 0 else ''}{whole}{'.' if part else ''}{part}"


def draw_functions(generator: Generator) -> Mapping[str, Callable[..., Any]]:  # noqa: C901 - one closure for each function of the language
    """The functions by name; each takes its next numbers from `generator`.

    >>> draw = draw_functions(Generator("a sheet"))
    >>> sorted(draw)
    ['choice', 'decimal', 'distinct', 'fraction', 'integer', 'logits', 'matrix', 'sample', 'shuffle', 'sign', 'vector']
    """
    g = generator

    def integer(low: int, high: int) -> int:
        return g.integer(*_whole(low, high))

    def choice(items: Sequence[object]) -> Any:
        if not len(items):
            raise ValueError("choice of an empty list")
        return items[g.below(len(items))]

    def entries(count: int, low: int, high: int, nonzero: bool) -> list[int]:  # noqa: FBT001 - passed on
        if not nonzero or not low <= 0 <= high:
            return g.integers(count, low, high)
        if low == high:
            raise ValueError(
                "the only value is 0, and entries are not zero (nonzero=false allows it)"
            )
        drawn = g.integers(count, low, high - 1)
        return [number if number < 0 else number + 1 for number in drawn]

    def vector(n: int, low: int, high: int, nonzero: bool = True) -> Any:  # noqa: FBT001, FBT002 - bank language
        return _array(entries(_bounded(n), *_whole(low, high), nonzero))

    def matrix(m: int, n: int, low: int, high: int, nonzero: bool = True) -> Any:  # noqa: FBT001, FBT002 - bank language
        rows, columns = _bounded(m), _bounded(n)
        drawn = entries(_bounded(rows * columns), *_whole(low, high), nonzero)
        return _array(drawn).reshape(rows, columns)

    def distinct(n: int, low: int, high: int, nonzero: bool = True) -> Any:  # noqa: FBT001, FBT002 - bank language
        least, most = _whole(low, high)
        _check_pool(most - least + 1)
        pool = [v for v in range(least, most + 1) if v or not nonzero]
        if _bounded(n) > len(pool):
            raise ValueError(f"distinct({n}, {low}, {high}): there are only {len(pool)} values")
        return _array(g.shuffled(pool)[: int(n)])

    def sample(items: Sequence[object], n: int) -> list[Any]:
        if n > len(items):
            raise ValueError(f"sample of {n} from {len(items)}")
        return g.shuffled(list(items))[: int(n)]

    def shuffle(items: Sequence[object]) -> list[Any]:
        return g.shuffled(list(items))

    def sign() -> int:
        return 1 if g.below(2) else -1

    def fraction(highest: int) -> Fraction:
        """p/q in (0, 1), reduced, q up to `highest`."""
        bottom = g.integer(2, int(highest))
        return Fraction(g.integer(1, bottom - 1), bottom)

    def decimal(low: Fraction, high: Fraction, places: int) -> Fraction:
        if not 0 <= places <= PLACES:
            raise ValueError(f"decimal(…, {places}): a decimal has 0 to {PLACES} places")
        scale = 10 ** int(places)
        least, most = ceil(_exact(low) * scale), floor(_exact(high) * scale)
        if most < least:
            raise ValueError(
                f"decimal({low}, {high}, {places}): there is no such number of {places} places; "
                "the smaller number comes first"
            )
        return Decimal(g.integer(least, most), scale)

    def logits(n: int, highest: int = 9) -> Any:
        """Distinct ln k, so that their softmax is rational."""
        from quizgen.solver import exact_log

        _check_pool(int(highest))
        picked = g.shuffled(range(1, int(highest) + 1))[: _bounded(n)]
        return _array([exact_log(k) for k in picked])

    return {
        "integer": integer,
        "choice": choice,
        "vector": vector,
        "matrix": matrix,
        "distinct": distinct,
        "sample": sample,
        "shuffle": shuffle,
        "sign": sign,
        "fraction": fraction,
        "decimal": decimal,
        "logits": logits,
    }


def _bounded(n: int) -> int:
    if not 1 <= int(n) <= ENTRIES:
        raise ValueError(f"{n} entries; 1 to {ENTRIES} can be drawn")
    return int(n)


def _exact(bound: Any) -> Any:
    """A bound as it was written: as a float 1.1 is a little more."""
    return Fraction(bound).limit_denominator(DENOMINATORS) if isinstance(bound, float) else bound


def _whole(low: Any, high: Any) -> tuple[int, int]:
    """The first and the last whole number between two bounds."""
    least, most = ceil(_exact(low)), floor(_exact(high))
    if most < least and low <= high:
        raise ValueError(f"there is no whole number from {low} to {high}")
    return least, most


def _check_pool(size: int) -> None:
    if size > ENTRIES:
        raise ValueError(f"values are taken from {size:,}; at most {ENTRIES:,}")


def _array(values: object) -> Any:
    from quizgen.solver.values import as_array

    return as_array(values)
