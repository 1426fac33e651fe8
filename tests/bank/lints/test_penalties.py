"""A penalty of the only part takes points that nobody has."""

from collections.abc import Callable

BANK = """[[exercise]]
id = "own"
draw = { n = "integer(1, 1000)", m = "integer(1, 1000)" }
[[exercise.part]]
ask = "Is {{ n }} more than {{ m }}?"
answer = "n > m"
settings = { penalty = "1/2" }
"""
MORE = """[[exercise.part]]
ask = "Is {{ n }} even?"
answer = "n % 2 == 0"
"""


def test_the_only_part_has_none(check: Callable[..., list[str]]) -> None:
    (found,) = check(BANK, draws=20)
    assert "the penalty costs nothing" in found
    assert check(BANK + MORE, draws=20) == []
