"""A long list said shortly: the first names, and how many more there are."""

from collections.abc import Sequence


def few(names: Sequence[str], most: int = 10, sign: str = ", ") -> str:
    """The names, or the first of them and how many more.

    >>> few(["Ada", "Bob"]), few([str(i) for i in range(12)])
    ('Ada, Bob', '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more')
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return sign.join(names[:most]) + more
