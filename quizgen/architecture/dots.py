"""`einsum` with three dots: the axes they stand for get letters of their own."""

import string
from collections.abc import Sequence


def without_dots(equation: str, ranks: Sequence[int]) -> str | None:
    """The equation with letters for all axes; None where the dots stand for different numbers of them.

    >>> without_dots("...l,...ld->...d", [3, 4]), without_dots("...i,...ij->...j", [1, 3])
    ('ABl,ABld->ABd', None)
    >>> without_dots("ij,jk->ik", [2, 2])
    'ij,jk->ik'
    """
    plain = equation.replace(" ", "")
    if "..." not in plain:
        return plain
    left, arrow, _ = plain.partition("->")
    terms = left.split(",")
    many = {rank - len(term) + 3 for term, rank in zip(terms, ranks, strict=False) if "..." in term}
    free = [letter for letter in string.ascii_uppercase if letter not in plain]
    if not arrow or len(terms) != len(ranks) or len(many) != 1 or not 0 <= min(many) <= len(free):
        return None
    return plain.replace("...", "".join(free[: min(many)]))
