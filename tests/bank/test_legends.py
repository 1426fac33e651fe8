"""What a worked solution may name: what the statement says, what earlier parts computed, and what its legend tells."""

from collections.abc import Mapping
from dataclasses import replace

from quizgen.bank import draw
from quizgen.bank.legend import with_legends
from quizgen.bank.load import load_text
from quizgen.telling import Step

BANK = """[[exercise]]
id = "slip"
draw = { n = "integer(2, 9)" }
text = "There are $n = {{ n }}$ units."
[[exercise.part]]
ask = "One?"
answer = "n"
[[exercise.part]]
ask = "Two of $m$?"
answer = "n + 1"
[[exercise.part]]
ask = "Three?"
answer = "n + 2"
"""


def told(*parts: tuple[Step, ...], meanings: Mapping[str, str] | None = None) -> list[str]:
    """Of the three parts with these solutions the first lines, each with its legend."""
    variant = draw(load_text(BANK, "b.toml").exercises[0], "1")
    own = zip(variant.parts, parts, strict=True)
    given = replace(variant, parts=tuple(replace(part, solution=steps) for part, steps in own))
    found = with_legends(given, [meanings or {}] * 3)
    return [f"{step}|{step.legend}" for part in found.parts for step in part.solution[:1]]


Q = Step("q", "n + 1", "2 + 1", "3")
R = Step("r", "q + 1", "3 + 1", "4")
M = Step("s", "m + 1", "3 + 1", "4")
PLAIN = Step("t", "", "3 + 1", "4")


def test_what_an_earlier_part_computed() -> None:
    assert told((Q,), (R,), (R,)) == ["q = n + 1 = 2 + 1 = 3|", "r = q + 1 = 3 + 1 = 4|", "r = q + 1 = 3 + 1 = 4|"]  # fmt: skip


def test_what_nobody_computed_is_left_out() -> None:
    assert told((R,), (Q,), (R,)) == ["r = 3 + 1 = 4|", "q = n + 1 = 2 + 1 = 3|", "r = q + 1 = 3 + 1 = 4|"]  # fmt: skip


def test_a_value_that_is_left_alone_is_no_step() -> None:
    """The answer once more, without the formula that nothing explains."""
    alone = Step("", "q + 1", "", "4")
    assert told((alone,), (Q,), (alone,)) == ["q = n + 1 = 2 + 1 = 3|", "q + 1 = 4|"]


def test_what_a_question_says_from_its_part_on() -> None:
    assert told((M,), (M,), (M,)) == ["s = 3 + 1 = 4|", "s = m + 1 = 3 + 1 = 4|", "s = m + 1 = 3 + 1 = 4|"]  # fmt: skip


def test_a_legend_of_each_part_that_needs_it() -> None:
    """Each solution stands alone: the letter of a legend is told again where another part needs it."""
    lines = told((R,), (PLAIN,), (R,), meanings={"q": "the number of questions"})
    assert lines[1] == "t = 3 + 1 = 4|"
    assert lines[0].startswith("r = q + 1 = 3 + 1 = 4|")
    assert "the number of questions" in lines[0]
    assert lines[2] == lines[0]


def test_numbers_alone_need_nothing() -> None:
    variant = draw(load_text(BANK, "b.toml").exercises[0], "1")
    alone = replace(variant, parts=tuple(replace(part, solution=(Step("", "", "3 + 1", "4"),)) for part in variant.parts))  # fmt: skip
    assert with_legends(alone, [{}] * 3) is alone
