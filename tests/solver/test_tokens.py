"""Bags of words and byte pairs, by the published algorithm on strings and by hand."""

import re
from collections import Counter

import pytest

from quizgen.solver import (
    ShapeError,
    bag_of_words,
    bpe_merge,
    bpe_pair_count,
    bpe_token_count,
)

CORPORA = [
    (["low", "lower", "newest", "widest"], [5, 2, 6, 3]),
    (["aaaa", "aab", "ba"], [3, 2, 4]),
    (["banana", "ananas", "nana"], [2, 1, 5]),
]


def published(words: list[str], counts: list[int], merges: int) -> tuple[list[str], int, int]:
    """Sennrich's listing: a dictionary of words with blanks, pairs replaced by a regular expression."""
    vocabulary = {" ".join(word): n for word, n in zip(words, counts, strict=True)}
    made: list[str] = []
    last = 0
    for _ in range(merges):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, n in vocabulary.items():
            symbols = word.split()
            for i in range(len(symbols) - 1):
                pairs[symbols[i], symbols[i + 1]] += n
        best = max(pairs, key=lambda pair: pairs[pair])
        found = re.compile(r"(?<!\S)" + re.escape(" ".join(best)) + r"(?!\S)")
        vocabulary = {found.sub("".join(best), word): n for word, n in vocabulary.items()}
        made, last = [*made, "".join(best)], pairs[best]
    return made, last, sum(len(word.split()) * n for word, n in vocabulary.items())


@pytest.mark.parametrize(("words", "counts"), CORPORA)
def test_the_published_listing_says_the_same(words: list[str], counts: list[int]) -> None:
    for merges in (1, 2, 3):
        made, last, tokens = published(words, counts, merges)
        assert bpe_merge(words, counts, merges) == made[-1]
        assert bpe_pair_count(words, counts, merges) == last
        assert bpe_token_count(words, counts, merges) == tokens


def test_by_hand() -> None:
    words, counts = CORPORA[0]
    assert [bpe_merge(words, counts, step) for step in (1, 2, 3)] == ["es", "est", "lo"]
    assert bpe_token_count(words, counts) == 3 * 5 + 5 * 2 + 6 * 6 + 6 * 3
    assert bpe_token_count(["aaa"], [1], 1) == 2
    assert bag_of_words("a b a", ["a", "c", "b"]).tolist() == [2, 0, 1]


def test_refuses() -> None:
    with pytest.raises(ShapeError, match="nothing is left"):
        bpe_merge(["ab"], [1], 2)
    with pytest.raises(ShapeError, match="2 words and 1 counts"):
        bpe_token_count(["ab", "c"], [1])
    with pytest.raises(ShapeError, match="twice"):
        bag_of_words("a", ["a", "a"])
