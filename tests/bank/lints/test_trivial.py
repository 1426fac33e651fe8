"""A property that an answer without knowledge has: told, but where it is marked with another part's."""

from collections.abc import Callable

BANK = """[[exercise]]
id = "pair"
draw = { a = "integer(2, 9)" }
text = "The number ${{ a }}$ is drawn."
[[exercise.part]]
id = "first"
ask = "Name a number."
kind = "integer"
answer = "7"
holds = "answer * a > -1"
"""
UNCOUNTED = "points = 0\n"
SECOND = """[[exercise.part]]
ask = "Name another one, larger by ${{ a }}$."
kind = "integer"
answer = "7 + a"
holds = "answer == first + a"
"""


def told(check: Callable[..., list[str]], bank: str) -> list[str]:
    return [line for line in check(bank) if "such an answer as" in line]


def test_it_is_told(check: Callable[..., list[str]]) -> None:
    (line,) = told(check, BANK)
    assert line.startswith(
        ":10: pair.part.0.holds: such an answer as 0 has the property in 30 of 30 draws"
    )


def test_what_counts_only_with_a_later_part_is_not(check: Callable[..., list[str]]) -> None:
    assert told(check, BANK + UNCOUNTED + SECOND) == []
    assert len(told(check, BANK + SECOND)) == 1
