"""Whatever a student writes to whatever question, grading gives a verdict."""

import random

import pytest

from quizgen.bank import draw, load_banks
from quizgen.grading.judging import judged

POOL = [
    "0", "1", "-1", "7", "1e15", "1e400", "1/3", "[1, 2]", "[0, 0]", "[[1, 2], [3, 4]]", "(1, 2, 3)",
    "(999999999, 999999999)", "x", "v_1", "2x + 1", "x = 1", "A", "A, B", "true", "nn.Linear(3, 2)",
    "=1+1", "nan", "[1e15, 1e15]", "\ud800", "\x00", "7 or 9",
]  # fmt: skip


@pytest.mark.again
@pytest.mark.parametrize("seed", range(3))
def test_every_shipped_exercise(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - which answers are tried, no secret
    judged_parts = 0
    for exercise in load_banks().exercises.values():
        variant = draw(exercise, seed)
        keys = [str(part.key).replace("'", "") for part in variant.parts]
        for _ in range(4):
            seen: dict[str, str] = {}
            for part in variant.parts:
                slips = [str(m.value).replace("'", "") for m in part.mistakes] or ["5"]
                text = rng.choice([rng.choice(POOL), rng.choice(keys), rng.choice(slips)])
                verdict, follows = judged(variant, part, text, seen)
                waits = ("waiting",) if part.kind == "text" else ()
                assert verdict.status in ("correct", "partial", "wrong", "unreadable", *waits)
                assert 0 <= verdict.score <= 1
                assert not follows or verdict.status == "correct"
                seen[part.id] = text
                judged_parts += 1
    assert judged_parts > 500
