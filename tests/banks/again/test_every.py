"""Every exercise at every level beside its second computation, and the mistakes that are known for it."""

import pytest

from quizgen.bank import draw
from tests.banks.again.second import check, library, recognised, together

KEYS = together("KEYS")
MISCONCEPTIONS = together("MISCONCEPTIONS")


def test_every_exercise_is_computed_a_second_time() -> None:
    assert sorted(library().exercises.keys() - KEYS.keys()) == []
    assert sorted(KEYS.keys() - library().exercises.keys()) == []


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
@pytest.mark.parametrize("family", sorted(KEYS))
def test_keys(family: str) -> None:
    check(family, KEYS[family])


@pytest.mark.parametrize("family", sorted(MISCONCEPTIONS))
def test_mistakes(family: str) -> None:
    recognised(family, MISCONCEPTIONS[family])


@pytest.mark.parametrize(
    ("family", "part"),
    [("forward-mlp", "f"), ("total-steps", "updates"), ("total-steps", "dropped")],
)
def test_no_two_slips_have_one_value(family: str, part: str) -> None:
    written = library().exercise(family)
    for level in written.levels:
        for seed in range(40):
            variant = draw(written, f"apart-{seed}", level)
            (asked,) = (one for one in variant.parts if one.id == part)
            values = [str(mistake.value) for mistake in asked.mistakes]
            assert len(set(values)) == len(values), (level, seed, asked.mistakes)
