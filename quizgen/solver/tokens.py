"""Text as counts of words, and as tokens that byte-pair encoding merges.

Of several pairs that are equally frequent the one that comes first in the words is merged.
Source: Sennrich, Haddow and Birch (2016), "Neural machine translation of rare words with subword units".
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array

if TYPE_CHECKING:
    import numpy as np

Pair = tuple[str, str]


@quantity
def bag_of_words(text: str, vocabulary: Sequence[str]) -> "np.ndarray[Any, Any]":
    """How often each word of the vocabulary stands in the text; words are parted by blanks.

    >>> bag_of_words("the cat saw the dog", ["cat", "the", "bird"]).tolist()
    [1, 2, 0]
    """
    known = list(vocabulary)
    if len(set(known)) != len(known):
        raise ShapeError("bag_of_words: a word stands twice in the vocabulary")
    found = Counter(text.split())
    counts = [found[word] for word in known]
    leave("words counted", counts, vocabulary=known)
    return as_array(counts)


@quantity
def bpe_merge(words: Sequence[str], counts: Sequence[int], step: int = 1) -> str:
    """The token that a step of byte-pair encoding makes, counted from 1.

    >>> bpe_merge(["low", "lower", "new"], [3, 1, 2]), bpe_merge(["low", "lower", "new"], [3, 1, 2], 2)
    ('lo', 'low')
    """
    pair = _merged(words, counts, step)[1][-1]
    return "".join(pair)


@quantity
def bpe_pair_count(words: Sequence[str], counts: Sequence[int], step: int = 1) -> int:
    """How often the pair stands in the words that a step of byte-pair encoding merges.

    >>> bpe_pair_count(["low", "lower", "new"], [3, 1, 2])
    4
    """
    pieces, _ = _merged(words, counts, step - 1)
    found = _pairs(pieces, as_array(counts).tolist())
    pair = _best(found)
    leave("pair counted", found[pair], pair=pair, step=step, terms=_terms(pieces, counts, pair))
    return found[pair]


@quantity
def bpe_token_count(words: Sequence[str], counts: Sequence[int], merges: int = 0) -> int:
    """Tokens of all words, each as often as it occurs, after some merges.

    >>> bpe_token_count(["low", "lower", "new"], [3, 1, 2]), bpe_token_count(["low", "lower", "new"], [3, 1, 2], 1)
    (20, 16)
    """
    pieces, _ = _merged(words, counts, merges)
    times = as_array(counts).tolist()
    lengths = [len(piece) for piece in pieces]
    total: int = sum(n * length for n, length in zip(times, lengths, strict=True))
    leave("tokens counted", total, pieces=pieces, times=times, lengths=lengths)
    return total


def _merged(
    words: Sequence[str], counts: Sequence[int], steps: int
) -> tuple[list[list[str]], list[Pair]]:
    """The words in pieces after some merges, and the pairs that were merged."""
    times = as_array(counts).tolist()
    if len(times) != len(words) or not all(words):
        raise ShapeError(f"byte pairs: {len(words)} words and {len(times)} counts")
    pieces, pairs = [list(word) for word in words], []
    for step in range(1, steps + 1):
        found = _pairs(pieces, times)
        pair = _best(found)
        leave("pair merged", "".join(pair), pair=pair, count=found[pair], step=step)
        pairs.append(pair)
        pieces = [_joined(piece, pair) for piece in pieces]
    return pieces, pairs


def _pairs(pieces: Sequence[Sequence[str]], times: Sequence[int]) -> Counter[Pair]:
    found: Counter[Pair] = Counter()
    for piece, n in zip(pieces, times, strict=True):
        for pair in pairwise(piece):
            found[pair] += n
    return found


def _terms(pieces: Sequence[Sequence[str]], counts: Sequence[int], pair: Pair) -> list[int]:
    """What each word with the pair adds."""
    places = [list(pairwise(piece)).count(pair) for piece in pieces]
    return [n * k for n, k in zip(as_array(counts).tolist(), places, strict=True) if k]


def _best(found: Counter[Pair]) -> Pair:
    if not found:
        raise ShapeError("byte pairs: every word is one token, nothing is left to merge")
    return max(found, key=lambda pair: found[pair])


def _joined(piece: Sequence[str], pair: Pair) -> list[str]:
    """Every occurrence merged, from the left: "aaa" becomes "aa" and "a"."""
    out: list[str] = []
    place = 0
    while place < len(piece):
        here = tuple(piece[place : place + 2]) == pair
        out.append("".join(pair) if here else piece[place])
        place += 2 if here else 1
    return out
