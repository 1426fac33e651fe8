"""What lints find only by another profile, and what a name means to a part that follows."""

import pytest

from quizgen.bank.by_profile import profile_problems
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.load import load_text
from quizgen.bank.recipes import follow
from quizgen.variant import Follow

BANK = """[[exercise]]
id = "e"
profile = {{ bias = ["off", "on"] }}
draw.D = "integer(2, 99)"
ask = "How many are {{{{ D }}}} and {{{{ D }}}}?"
answer = "2 * D + (1 if profile.bias == 'on' else 0)"
hint = '''{{{{ {said} if profile.bias == 'on' else "Count." }}}}'''
"""


def exercise(said: str) -> Exercise:
    loaded = load_text(BANK.format(said=repr(said)), "b.toml")
    assert not loaded.problems
    return loaded.exercises[0]


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ("Count.", []),
        ("Count the the lot.", ["a word stands twice: 'the the'"]),
        ("Look at the dilation.", ["speaks of 'dilation', which nothing in the statement does"]),
        (r"Look at $\text{value at}$.", ["prints 'value at' as mathematics"]),
        ("Divide by $S$.", ["prints S, which nothing before it introduces"]),
        ("As $1 + 1 = 3$.", ["says 1 + 1 = 3"]),
    ],
)  # fmt: skip
def test_what_a_course_alone_has(hint: str, said: list[str]) -> None:
    found = list(profile_problems(exercise(hint)))
    assert [p.message for p in found] == [f"by bias = 'on': {one}" for one in said]
    assert all((p.field, p.line) == ("e.hint", 7) for p in found)


def test_a_let_by_the_name_of_the_part() -> None:
    """Only where a table follows from its own cells does a part's own id mean the part."""
    spec = PartSpec("p", "n", "1", follow="p + r")
    assert follow(spec, {"p": "D", "r": "2"}, {"r": 2}) == Follow("p + r", ("r",), {"p": "D"})


def test_one_of_two_conventions_changes_nothing() -> None:
    """Each value is tried alone, whatever else the exercise declares; both together are a course's."""
    bank = """[[exercise]]
id = "e"
profile = { bias = ["off", "on"], index-base = ["1", "0"] }
draw.D = "integer(2, 99)"
ask = "How many are {{ D }}?"
answer = "2 * D + (1 if profile.bias == 'on' else 0) + (0 if profile.index_base == 1 else 0)"
"""
    (one,) = load_text(bank, "b.toml").exercises
    (problem,) = (p for p in profile_problems(one) if "changes" in p.message)
    assert (problem.line, problem.field) == (3, "e.profile.index-base")
    assert problem.message == "index-base = '0' changes neither a question nor a key"
