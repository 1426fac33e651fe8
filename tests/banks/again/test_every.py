"""Every exercise at every level beside its second computation, and the mistakes that are known for it."""

import pytest

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
