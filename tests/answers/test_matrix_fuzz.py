"""Formulas in matrices with pieces put in, taken out and exchanged: no exception, no long work.

`QUIZGEN_FUZZ=20000` tries as many texts of each seed.
"""

import gc
import os
import random
import time
from collections.abc import Iterator

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.kind import FAILED
from tests.answers.test_matrix_pairs import FAMILIES

pytestmark = pytest.mark.timed

COUNT = int(os.environ.get("QUIZGEN_FUZZ", "1500"))
# Of processor time: a text takes less than a millisecond, and 12 at most; what blows up takes seconds.
SECONDS, ON_AVERAGE = 0.25, 0.005
PIECES = (
    "^T", "^{-1}", "'", "(", ")", "*", "@", "⊙", ".*", "+", "-", "/", "1", "2", "0", "sum_i ", "_i", "_{ij}", "\\sum_{i=1}^n ", "diag(",
    "inv(", "exp(", "softmax(", "sum(", "norm(", "||", "|", "^", "**", "{", "}", "[", "]", "\\frac", "\\top", " ", "x", "W", "A", "I", "ones",
    "ones(n)", ",", "=", ":", "<", ">", "ᵀ", "·", "e^", "^2", "^{12}", "np.", ".T", ".sum(", ", axis=0)", "\\mathbf{1}", "9999", "1e9",
    "\\left", "tr(", "\\", "_", "$", "1[", "√", "⟨", "mean(", "det(", "A*A*A*A*A*A", "((((", "W^T W W^T W ", "*x*x*x", "𝟏", "ₙ", "σ′(",
)  # fmt: skip
TEXTS = [text for family in FAMILIES for text in (*family.equal, *family.unequal)]


def changed(text: str, rng: random.Random) -> str:
    """A text with one to six changes."""
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at, sort = rng.randrange(len(text) + 1), rng.randrange(7)
        if sort < 2:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif sort < 4:
            text = text[:at] + text[at + rng.choice((1, 1, 2, 3)) :]
        elif sort == 4:
            other = rng.choice(TEXTS)
            text = text[:at] + other[rng.randrange(len(other)) :]
        elif sort == 5 and len(text) < 150:
            text *= 2
        else:
            first, last = sorted((at, rng.randrange(len(text) + 1)))
            text = f"{text[:first]}({text[first:last]}){text[last:]}"
    return text


@pytest.fixture
def warm() -> Iterator[None]:
    """What is loaded for a first text is loaded; a collection of all that other tests have made comes later."""
    kind = answer_kind("matrix_expression", "exp(A) x", shapes={"A": "n, n", "x": "n"})
    for text in ("A x", "exp(A) x", "x ⊙: x", "x +", "sum_i x_i", r"\frac{x}{2}"):
        kind.judge(text)
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("seed", [1, 2])
def test_any_change_gets_a_verdict_in_short_time(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - the same texts in every run
    kinds = [answer_kind("matrix_expression", f.key, **f.settings) for f in FAMILIES]
    read, slow, total = 0, [], 0.0
    for _ in range(COUNT):
        family, kind = rng.choice(list(zip(FAMILIES, kinds, strict=True)))
        text = changed(rng.choice((*family.equal, *family.unequal)), rng)
        begun = time.thread_time()
        verdict = kind.judge(text)
        taken = time.thread_time() - begun
        total += taken
        if taken > SECONDS:
            slow.append(text)
        assert FAILED not in verdict.feedback, (family.title, text)
        assert len(verdict.feedback) < 600, (family.title, text)
        read += verdict.status != "unreadable"
    assert slow == []
    assert total < COUNT * ON_AVERAGE
    assert read > COUNT // 10


HOSTILE = {
    "Hadamard products of misfits": "x ⊙ W x ⊙ " * 15 + "x",
    "stars between squares": "A*" * 60 + "A",
    "stars of vectors and squares": "A*x*A*" * 20 + "x",
    "powers of powers": "A^{12}" + "^{12}" * 20,
    "sums in sums": "".join(f"sum_{i} " for i in "ijklmpqrsuv") + "x_i",
    "indices": "(" * 20 + "x" + ")_i" * 20,
    "transposes": "A" + "'" * 200,
    "brackets": "(" * 3000 + "A" + ")" * 3000,
    "exponentials of exponentials": "exp(" * 30 + "x" + ")" * 30,
    "a sum of inverses": " + ".join(["inv(A)"] * 60),
    "ones without a size": "ones" + " ones^T ones" * 60,
    "ones beside numbers": "1 " * 100 + "x",
    "means along axes": "+".join(["mean(A, axis=0)"] * 30),
    "large numbers": "10000000000 " + "* 9999999999" * 60,
    "small divisors": "x/" + "1e-12/" * 60 + "2",
}


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_formulas_end_soon(name: str) -> None:
    settings = {"shapes": {"A": "n, n", "W": "m, n", "x": "n"}}
    kind = answer_kind("matrix_expression", "exp(A) x", **settings)
    begun = time.thread_time()
    verdict = kind.judge(HOSTILE[name])
    assert time.thread_time() - begun < SECONDS
    assert verdict.status in ("wrong", "unreadable")
    assert FAILED not in verdict.feedback
