"""A property that an answer without knowledge has: told, but where it is marked with another part's."""

from collections.abc import Callable

import pytest

from quizgen.bank import draw
from quizgen.bank.lints.finding import Drawn
from quizgen.bank.lints.trivial import trivial
from quizgen.bank.load import load_text

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


def messages(kind: str, answer: str, holds: str, *numbers: int, instance: str = "") -> list[str]:
    """What is said of one question in which these numbers were drawn."""
    ones = "".join(f"instance.i{a} = {{ a = {a} }}\n" for a in numbers)
    asked = f"ask = 'Name it.'\nkind = '{kind}'\nanswer = '{answer}'\nholds = '{holds}'\n"
    (exercise,) = load_text(f"[[exercise]]\nid = 'pair'\n{asked}{ones}", "b.toml").exercises
    variants = tuple(draw(exercise, "1", instance=f"i{a}") for a in numbers)
    return [found.message for found in trivial(exercise, [Drawn("", instance, variants)])]


# 0 is right where the number is odd.
OF_ODD = "70", "answer == 70 or (answer == 0 and a % 2 == 1)"
ENTRIES = "[70, 1]", "answer[0] == 70 or (answer[0] == 0 and a % 2 == 1)"


@pytest.mark.parametrize(
    ("kind", "texts", "numbers", "instance", "said"),
    [
        ("integer", OF_ODD, (4, 6), "", None),
        ("vector", ENTRIES, (4, 6), "", None),
        # One number is right by chance in half of the draws, what has entries in none.
        ("integer", OF_ODD, (3, 6, 5, 8), "", None),
        ("integer", OF_ODD, (3, 6, 5), "", "such an answer as 0 has the property in 2 of 3 draws"),
        ("vector", ENTRIES, (4, 6, 8, 5), "", "such an answer as [0, 0] has the property in 1 of 4 draws"),
        # The numbers of an instance are the author's.
        ("integer", OF_ODD, (3,), "i3", None),
        ("vector", ENTRIES, (3,), "i3", "such an answer as [0, 0] has the property in 1 of 1 draw of instance i3"),
    ],
)  # fmt: skip
def test_what_is_right_by_chance(
    kind: str, texts: tuple[str, str], numbers: tuple[int, ...], instance: str, said: str | None
) -> None:
    assert messages(kind, *texts, *numbers, instance=instance) == [said] * (said is not None)
