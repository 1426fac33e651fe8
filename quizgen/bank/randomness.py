"""Random draws that are the same on every platform, and unrelated for neighbours.

A counter run through BLAKE2b keyed by names (secret, sheet, student, exercise, attempt): nobody
computes a classmate's numbers without the secret, and order of use does not matter.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

from quizgen.language.budget import DRAWN, spend

T = TypeVar("T")

# The version of the stream: every variant names it. Another stream, or another way from a secret
# to a student's numbers, is another version, said in the changelog.
GENERATOR = "2"
# How many values a word of 8 bytes has.
WORDS = 1 << 64


class Generator:
    """Whole numbers from a key.

    Word number i = 1, 2, … is the BLAKE2b digest of i (8 bytes, big-endian), 8 bytes long, keyed by
    the 32-byte BLAKE2b digest of the key's UTF-8.

    >>> first, again = Generator("Ada"), Generator("Ada")
    >>> [first.below(10) for _ in range(5)] == [again.below(10) for _ in range(5)]
    True
    """

    def __init__(self, key: str) -> None:
        digest = blake2b(key.encode(), digest_size=32).digest()
        self._keyed = blake2b(key=digest, digest_size=8)
        self._count = 0

    def _below(self, n: int) -> int:
        """A number 0 … n − 1 from the next words: those at the end of their range, which would favour some, are left out."""
        limit = WORDS - WORDS % n
        while True:
            self._count += 1
            hashed = self._keyed.copy()  # a third less time than keying anew
            hashed.update(self._count.to_bytes(8, "big"))
            word = int.from_bytes(hashed.digest(), "big")
            if word < limit:
                return word % n

    def below(self, n: int) -> int:
        """A number 0 … n − 1, each equally likely; `n` up to 2^64."""
        spend(DRAWN)
        if not 1 <= n <= WORDS:
            raise ValueError(f"nothing can be drawn from {n} values")
        return self._below(n)

    def integer(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both included."""
        return self.integers(1, low, high)[0]

    def integers(self, count: int, low: int, high: int) -> list[int]:
        """So many numbers from `low` to `high`, both included."""
        spend(DRAWN * count)
        if high < low:
            raise ValueError(
                f"integer({low}, {high}) is an empty range; the smaller number comes first"
            )
        size = high - low + 1
        if size > WORDS:
            raise ValueError(f"nothing can be drawn from {size} values")
        return [low + self._below(size) for _ in range(count)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in an order drawn uniformly."""
        found = list(items)
        spend(DRAWN * len(found))
        for i in range(len(found) - 1, 0, -1):
            j = self._below(i + 1)
            found[i], found[j] = found[j], found[i]
        return found
