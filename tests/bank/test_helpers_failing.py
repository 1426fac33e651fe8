"""What is told of an exercise of which no draw succeeds: each fault once, and nothing that only follows from one."""

import pytest

from quizgen.bank.each import failing, unreadable
from quizgen.bank.exercise import Exercise
from quizgen.bank.load import load_text

HEAD = "[[exercise]]\nid = 'e'\n"
ASK = "ask = 'n'\nanswer = '1 / 0'\n"
ZERO = "'1 / 0': a division by zero"


def one(text: str) -> Exercise:
    loaded = load_text(HEAD + text, "b.toml")
    assert not loaded.problems
    return loaded.exercises[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ASK, [f"4: answer: {ZERO}"]),
        ("draw.D = '1 / 0'\nask = '{{ D }}'\nanswer = 'D + 1'\n", [f"3: draw.D: {ZERO}"]),
        ("let.D = '1 / 0'\nlet.U = 'D'\nask = '{{ U }}'\nanswer = 'U'\n", [f"3: let.D: {ZERO}"]),
        ("text = '{{ 1 / 0 }}'\n" + ASK, ["3: text: a division by zero", f"5: answer: {ZERO}"]),
        ("require = ['1 / 0 > 1']\n" + ASK, ["3: require: '1 / 0 > 1': a division by zero", f"5: answer: {ZERO}"]),
        ("require = ['1 > 2']\n" + ASK, []),
        ("figure = ['((']\n" + ASK, None),
        (ASK + "explanation = '{{ 1 / 0 }}'\nhint = '{{ 1 / 0 }}'\n", [f"4: answer: {ZERO}", "5: explanation: a division by zero", "6: hint: a division by zero"]),
        (ASK + "mistakes.m = ['1 / 0', '{{ 1 / 0 }}']\n", [f"4: answer: {ZERO}", f"5: mistakes.m: {ZERO}", "5: mistakes.m.hint: a division by zero"]),
        (ASK + "[exercise.level.E]\nD = '1 / 0'\n", [f"6: level.E.D: {ZERO}", f"4: answer: {ZERO}"]),
        ("[[exercise.part]]\nid = 'p'\nask = '{{ 1 / 0 }}'\nanswer = '2'\n[[exercise.part]]\nid = 'q'\nask = 'n'\nanswer = '3'\nfollow = 'p / 0'\n",
         ["5: part.0.ask: a division by zero", "11: part.1.follow: 'p / 0': a division by zero"]),
        ("[[exercise.part]]\nid = 'p'\nask = 'n'\nanswer = '1 / 0'\n[[exercise.part]]\nid = 'q'\nask = 'n'\nanswer = '3'\nfollow = 'p / 0'\n", [f"6: part.0.answer: {ZERO}"]),
        # A let over the cases of a property, and one over a part, have no value in a draw.
        ("let.u = 'x + 1'\nlet.v = 'a + 1'\ntext = '{{ 1 / 0 }}'\nask = 'n'\nanswer = '4'\nholds = 'answer > u'\ncases.x = '[1]'\n", ["5: text: a division by zero"]),
        # A let that has the name of the field that failed has its value all the same.
        ("let.text = '3'\ntext = '{{ 1 / 0 }}'\nask = 'n'\nanswer = 'text / 0'\n", ["4: text: a division by zero", "6: answer: 'text / 0': a division by zero"]),
        ("[[exercise.part]]\nask = 'n'\nanswer = \"choices[0]\"\nchoices = ['{{ 1 / 0 }}', 'b']\n", []),
        ("[[exercise.part]]\nask = 'n'\nanswer = '4'\nholds = '1 / 0'\nsays = 'x'\n", []),
        ("listing = '{{ 1 / 0 }}'\n" + ASK, ["3: listing: a division by zero", f"5: answer: {ZERO}"]),
        # By the lecture's convention, which is `column`; nothing is wrong with asking for it.
        ("profile.layout = ['column', 'rows']\nlet.n = '0 if profile.layout == \"column\" else 1'\nask = 'n'\nanswer = '1 / n'\n", ["6: answer: '1 / n': a division by zero"]),
    ],
)  # fmt: skip
def test_failing(text: str, said: list[str] | None) -> None:
    found = [f"{p.line}: {p.field.removeprefix('e.')}: {p.message}" for p in failing(one(text))]
    if said is None:
        assert [line[:10] for line in found] == ["3: figure:", "5: answer:"]
    else:
        assert found == said


def test_one_level_or_each() -> None:
    found = failing(one("ask = 'n'\nanswer = '1 / D'\n[exercise.level]\nE = { D = 0 }\nM = { D = 1 }\n"))  # fmt: skip
    assert [(p.line, p.message) for p in found] == [(4, "'1 / D': a division by zero")]


def test_a_rule_is_tried_fifty_times() -> None:
    """A draw that a rule takes one time in two is found."""
    found = failing(one("draw.D = 'integer(1, 2)'\nrequire = ['D == 2']\nask = 'n'\nanswer = '1 / (D - 2)'\n"))  # fmt: skip
    assert [p.line for p in found] == [6]


def test_unreadable() -> None:
    found = unreadable(one("let.D = '('\nlet.U = '1'\nlet.V = ')'\nask = 'n'\nanswer = '1'\n"))
    assert [(p.line, p.field) for p in found] == [(3, "e.let.D"), (5, "e.let.V")]


def test_one_draw_that_keeps_the_rules_is_enough() -> None:
    """What fails in one of 30 draws is none of what fails always."""
    rare = "draw.D = 'integer(1, 30)'\nask = 'n'\nanswer = '1 / (D - {})'\n"
    found = [bool(failing(one(rare.format(n)))) for n in range(1, 31)]
    assert sum(found) == 1
