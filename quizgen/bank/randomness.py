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


class Generator:
    """Whole numbers from a key.

    Word number i = 1, 2, … is the BLAKE2b digest of i (8 bytes, big-endian), 8 bytes long, keyed by
    the 32-byte BLAKE2b digest of the key's UTF-8.

    >>> first, again = Generator("Ada"), Generator("Ada")
    >>> [first.below(10) for _ in range(5)] == [again.below(10) for _ in range(5)]
    True
    """

    def __init__(self, key: str) -> None:
        self._key = blake2b(key.encode(), digest_size=32).digest()
        self._count = 0

    def _word(self) -> int:
        self._count += 1
        digest = blake2b(self._count.to_bytes(8, "big"), key=self._key, digest_size=8)
        return int.from_bytes(digest.digest(), "big")

    def below(self, n: int) -> int:
        """A number 0 … n − 1, each equally likely; `n` up to 2^64."""
        spend(DRAWN)
        if not 1 <= n <= 1 << 64:
            raise ValueError(f"nothing can be drawn from {n} values")
        limit = (1 << 64) - (1 << 64) % n
        while (word := self._word()) >= limit:
            pass
        return word % n

    def integer(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both included."""
        if high < low:
            raise ValueError(
                f"integer({low}, {high}) is an empty range; the smaller number comes first"
            )
        return low + self.below(high - low + 1)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in an order drawn uniformly."""
        found = list(items)
        for i in range(len(found) - 1, 0, -1):
            j = self.below(i + 1)
            found[i], found[j] = found[j], found[i]
        return found
