"""The shares of a mark that Moodle knows: a file with another one is refused."""

from fractions import Fraction

_SHARES = tuple(
    sorted(
        Fraction(text)
        for text in (
            "0 1 9/10 5/6 4/5 3/4 7/10 2/3 3/5 1/2 2/5 1/3 3/10 1/4 1/5 1/6 1/7 1/8 1/9 1/10 1/20".split()
        )
    )
)


def percent(share: Fraction) -> tuple[str, bool]:
    """The nearest share that is known, not above, as a percentage; and whether it is another one.

    >>> percent(Fraction(1, 3)), percent(Fraction(37, 100)), percent(Fraction(-1, 2))
    (('33.33333', False), ('33.33333', True), ('-50', False))
    """
    size = abs(share)
    known = max(one for one in _SHARES if one <= size)
    text = f"{float(known * 100):.5f}".rstrip("0").rstrip(".")
    return (f"-{text}" if share < 0 and known else text), known != size
