"""What an answer that is partly right earns: what it has right beyond an answer that shows no knowledge.

An answer of zeros, of one number repeated or of the question's own numbers has entries right by
chance; everything ticked has the right options ticked. Credit begins above the best of these.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from quizgen.answers.verdict import Comparison

E = TypeVar("E", bound=Hashable)
# "all" and "off" are the same: all or nothing.
NOTHING = frozenset({"all", "off"})
RULES = frozenset({"per_entry", "net", "each", "coverage"}) | NOTHING
BY_CHANCE = "An answer of zeros, of one number repeated or of given numbers has as many: that earns nothing."


def checked_partial(settings: Mapping[str, object], rules: frozenset[str] = RULES) -> str:
    """The partial-credit rule; `ValueError` names the known ones.

    >>> checked_partial({}), checked_partial({"partial": "per_entry"})
    ('all', 'per_entry')
    """
    partial = settings.get("partial") or "all"
    if not isinstance(partial, str) or partial not in rules:
        raise ValueError(f"setting partial={partial!r}; known are {', '.join(sorted(rules))}")
    return str(partial)


def worth(right: int, total: int, trivial: int) -> Fraction:
    """The share of what had to be known: (right − trivial)/(total − trivial), not below 0.

    >>> worth(4, 5, 4), worth(3, 6, 0), worth(5, 6, 2)
    (Fraction(0, 1), Fraction(1, 2), Fraction(3, 4))
    """
    if right == total:
        return Fraction(1)
    return Fraction(max(0, right - trivial), total - trivial)


def known_by_chance(
    key: Sequence[E], zero: E, given: Iterable[Sequence[E]], equal: Callable[[E, E], bool]
) -> int:
    """How many entries are right, at best, in an answer that shows no knowledge and is not the key.

    `given` are the question's own values. Of a number repeated one entry had to be found.

    >>> from operator import eq
    >>> known_by_chance([0, 0, 0, 5, 0], 0, [], eq), known_by_chance([7, 7, 7, 2], 0, [], eq)
    (4, 2)
    >>> known_by_chance([0, 2, 4], 0, [[-1, 2, 4]], eq), known_by_chance([3, 4], 0, [], eq)
    (2, 0)
    """
    size, hashed = len(key), list(map(_quickly_hashed, key))
    most = 1 if len(set(hashed)) == size else max(Counter(hashed).values(), default=0)
    repeated = most - 1 if most < size else 0
    answers = [answer for answer in ([zero] * size, *given) if len(answer) == size]
    counts = [repeated, *(sum(map(equal, answer, key)) for answer in answers)]
    return max([count for count in counts if count < size])


def _quickly_hashed(entry: Hashable) -> Hashable:
    """A whole number as an int: equal to it, and hashed in a tenth of the time."""
    if isinstance(entry, Fraction) and entry.denominator == 1:
        return entry.numerator
    return entry


def marked(
    right: Sequence[bool],
    partial: str,
    columns: int = 0,
    *,
    trivial: Callable[[], int] = lambda: 0,
    constant: bool = False,
) -> Comparison:
    """Marks for entries of a wrong value of the right shape; the wrong places are named, not what is right.

    Entries of a matrix come row by row, with its number of `columns`. `trivial` counts what is
    right without knowledge; an answer that is `constant`, one entry repeated, shows none.
    """
    good, total = sum(right), len(right)
    where = _places(right, columns)
    if partial in NOTHING or not good:
        return Comparison(Fraction(0), where)
    if partial == "per_entry":
        score = Fraction(0) if constant and total > 1 else worth(good, total, trivial())
    elif partial == "net":
        score = Fraction(max(0, 2 * good - total), total)
    else:
        score = Fraction(good, total)
    are = "is" if good == 1 else "are"
    by_chance = f" {BY_CHANCE}" if partial == "per_entry" and not score else ""
    return Comparison(score, f"{good} of {total} entries {are} right. {where}{by_chance}")


def _places(right: Sequence[bool], columns: int) -> str:
    bad = [_place(i, columns) for i, good in enumerate(right) if not good]
    where = ", ".join(bad[:6]) + (", …" if len(bad) > 6 else "")
    return f"{'Entries' if len(bad) > 1 else 'Entry'} {where} {'are' if len(bad) > 1 else 'is'} not right."


def _place(i: int, columns: int) -> str:
    return f"({i // columns + 1}, {i % columns + 1})" if columns else str(i + 1)
