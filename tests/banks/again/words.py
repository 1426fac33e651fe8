"""Words as vectors and as counts, computed a second time: by autograd, angles, and counting by hand."""

import math
import re
from collections import Counter
from itertools import pairwise

import pytest

from tests.banks.again.second import Keys, Values


def word2vec_step(v: Values) -> Keys:
    """The loss as a function of the scores; gradients of vectors follow by automatic differentiation.

    Scores of the drawn vectors are made to be those printed by an offset that has no gradient.
    """
    torch = pytest.importorskip("torch")
    outside = torch.tensor(v["U"], dtype=torch.float64, requires_grad=True)
    centre = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    scores = outside @ centre
    scores = scores + (torch.tensor(v["k"], dtype=torch.float64).log() - scores.detach())
    probabilities = scores.softmax(0)
    (-probabilities[v["o"]].log()).backward()
    multiple = outside.grad / centre.detach()
    return {
        "p": probabilities.tolist(),
        "centre": centre.grad.tolist(),
        "right": multiple[v["o"], 0].item(),
        "wrong": multiple[v["other"], 1].item(),
    }


def cosine(v: Values) -> Keys:
    def angle(x: list[int], y: list[int]) -> float:
        """By the lengths of the sides of the triangle with both vectors."""
        a, b, c = math.hypot(*x), math.hypot(*y), math.dist(x, y)
        return math.acos(max(-1.0, min(1.0, (a * a + b * b - c * c) / (2 * a * b))))

    q, a, b = v["t"] if v["t"][0] else (v["q"], v["a"], v["b"])
    angles = [angle(q, a), angle(q, b)]
    nearest = v["words"][1 if angles[0] < angles[1] else 2]
    return {"qa": math.cos(angles[0]), "qb": math.cos(angles[1]), "nearest": nearest}


def tf_idf(v: Values) -> Keys:
    """The documents as lists of words."""
    documents = [
        [word for word, i, k in zip(v["words"], v["pos"], counts, strict=True) for _ in range(k * v["masks"][i][n])]
        for n, counts in enumerate(v["K"])
    ]  # fmt: skip
    here = Counter(documents[v["d"]])
    occurs = {word: sum(word in document for document in documents) for word in v["words"]}
    weights = {w: here[w] * math.log(len(documents) / n) for w, n in occurs.items()}
    place = v["pos"].index
    return {
        "n": [occurs[word] for word in v["words"]],
        "rare": weights[v["words"][place(2)]],
        "middle": weights[v["words"][place(1)]],
        "most": max(weights, key=weights.__getitem__),
    }


def bag_of_words(v: Values) -> Keys:
    counts: Counter[str] = Counter(v["said"])
    return {"counts": [counts[word] for word in v["vocabulary"]]}


def merged(words: dict[str, int], steps: int) -> tuple[list[str], list[int], list[int]]:
    """Byte-pair encoding on texts with a blank between tokens: new tokens, their counts, and text lengths."""
    texts = {" ".join(word): n for word, n in words.items()}
    made: list[str] = []
    counts: list[int] = []
    lengths: list[int] = []
    for _ in range(steps + 1):
        lengths.append(sum(n * len(text.split()) for text, n in texts.items()))
        pairs: Counter[tuple[str, str]] = Counter()
        for text, n in texts.items():
            for pair in pairwise(text.split()):
                pairs[pair] += n
        best = max(pairs, key=lambda pair: pairs[pair])  # the first of equals, in order of the list
        made.append("".join(best))
        counts.append(pairs[best])
        pattern = re.compile(rf"(?<!\S){re.escape(' '.join(best))}(?!\S)")
        texts = {pattern.sub(made[-1], text): n for text, n in texts.items()}
    return made, counts, lengths


def byte_pair_merges(v: Values) -> Keys:
    _, counts, lengths = merged(dict(zip(v["words"], v["n"], strict=True)), 2)
    return {"tokens": lengths[0], "pairs": counts[0], "once": lengths[1], "twice": lengths[2]}


def byte_pairs_tokens(v: Values) -> Keys:
    made, _, _ = merged(dict(zip(v["words"], v["n"], strict=True)), 2)
    return {"first": made[0], "second": made[1]}


KEYS = {
    "word2vec-step": word2vec_step,
    "cosine": cosine,
    "tf-idf": tf_idf,
    "bag-of-words": bag_of_words,
    "byte-pair-merges": byte_pair_merges,
    "byte-pairs-tokens": byte_pairs_tokens,
}
