"""What each lint says, whole: the line and field, what was found in how many draws, and what would be right."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import import_module
from types import SimpleNamespace

import pytest

from quizgen.bank import draw
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints import LINTS, Drawn
from quizgen.bank.lints.few import few
from quizgen.bank.lints.finding import Finding
from quizgen.bank.lints.two_values import two_values
from quizgen.bank.load import load_text
from quizgen.telling import Step
from quizgen.variant import Variant

Check = Callable[..., list[str]]


def head(drawn: str, text: str) -> str:
    return f'[[exercise]]\nid = "slip"\ndraw = {{ {drawn} }}\ntext = "{text}"\n'


AB = head('a = "integer(2, 400)", b = "integer(401, 900)"', "Here are $a = {{ a }}$ and $b = {{ b }}$.")  # fmt: skip
SUM = f'{AB}ask = "What is the sum?"\nanswer = "a + b"\n'
VARY = '    fix: draw what the answer depends on, or ask something that changes; where numbers are not to matter, say why: fact = "…"'
KNOWN = "    fix: require that it does not, or ask for something that must be worked out"
NEVER = '    fix: a count is never negative: change the slip or the draws, or leave it out where it cannot be: "… if … else none", without = ["{}"]'
APART = '    fix: draw the numbers so that they differ, or keep the likelier one, and say both in its hint: without = ["{}"]'

SAID: dict[str, tuple[str, list[str]]] = {
    "a key that never changes": (
        f'{AB}ask = "What is twice one?"\nanswer = "2"\n',
        [f":6: slip.answer: the key is 2 in each of 60 draws\n{VARY}"],
    ),
    "of a part that only asks": (
        f'{AB}[[exercise.part]]\nask = "a + b"\nanswer = "a + b"\n[[exercise.part]]\nask = "Conv1d(1, 1, 5).parameter_count"\n',
        [f":9: slip.part.1.ask: the key is 6 in each of 60 draws\n{VARY}"],
    ),
    "an order": (
        f'{AB}ask = "In which order?"\nitems = ["x", "y", "z"]\n',
        [f":5: slip.ask: the key is one order in each of 60 draws\n{VARY}"],
    ),
    "of levels": (
        ('[[exercise]]\nid = "slip"\ntext = "Here is $a = {{ a }}$."\nask = "What is one?"\nanswer = "1"\n'
        '[exercise.level]\nE = { a = "integer(2, 400)" }\nM = { a = "integer(401, 900)" }\n'),
        [f":5: slip.answer: the key is 1 in each of 60 draws at level {level}\n{VARY}" for level in "EM"],
    ),
    "a property": (
        f'{AB}ask = "A number above one?"\nanswer = "5"\nholds = "answer > 1"\n',
        [
            f":6: slip.answer: the answer 5 is right in each of 60 draws\n{VARY}",
            ":7: slip.holds: such an answer as 136 has the property in 30 of 30 draws\n    fix: ask for more, or draw so that it has not: nothing need be known for it",
        ],
    ),
    "what is no fact, and a part behind it": (
        (f'{AB}[[exercise.part]]\nask = "What is the sum?"\nanswer = "a + b"\nfact = "It is so."\n'
        '[[exercise.part]]\nask = "What is twice one?"\nanswer = "2"\n'),
        [
            ":8: slip.part.0.fact: the key is no fact: it is 994 in one draw and 864 in another\n    fix: leave fact out",
            f":11: slip.part.1.answer: the key is 2 in each of 60 draws\n{VARY}",
        ],
    ),
    "a fact, and a part behind it": (
        (f'{AB}[[exercise.part]]\nask = "What is twice two?"\nanswer = "4"\nfact = "It is so."\n'
        '[[exercise.part]]\nask = "What is twice one?"\nanswer = "2"\n'),
        [f":11: slip.part.1.answer: the key is 2 in each of 60 draws\n{VARY}"],
    ),
    "a letter of another part": (
        (f'{AB}[[exercise.part]]\nid = "b"\nask = "What is the sum?"\nanswer = "a + b"\n'
        '[[exercise.part]]\nid="q"\nask = "What is the product?"\nanswer = "a * b"\n'),
        [":6: slip.part.0.id: 'b' is the letter of another part; this one is printed as (a)\n    fix: call it 'a', or by what it asks for"],
    ),
    "minutes": (
        f"{SUM}minutes = 90\n",
        [":7: slip.minutes: 90 minutes are said, and about 2 are likely\n    fix: say how long a student needs on paper, or ask for less"],
    ),
    "no hint": (
        f'{SUM}mistakes = {{ only = "a" }}\n',
        [':7: slip.mistakes.only: has no hint\n    fix: only = { value = "a", hint = "…" }, or slip = "…" for the hint of a slip the solver knows'],
    ),
    "no hint of a property": (
        f'{SUM}mistakes = {{ odd = {{ holds = "answer > 2000" }} }}\n',
        [':7: slip.mistakes.odd: has no hint\n    fix: odd = { holds = "answer > 2000", hint = "…" }, or slip = "…" for the hint of a slip the solver knows'],
    ),
    "a penalty": (
        f'{AB}ask = "Is it even?"\nchoices = ["yes", "no", "maybe"]\nanswer = "choices[0] if a % 2 == 0 else choices[1]"\nsettings = {{ penalty = 1 }}\n',
        [
            (":8: slip.settings: the penalty costs nothing: the question has no other part whose points it could take\n"
            "    fix: ask several statements in one exercise, or leave penalty out")
        ],
    ),
    "a count below zero": (
        f'{SUM}mistakes = {{ minus = ["a - b", "Not the difference."] }}\n',
        [f":7: slip.mistakes.minus: slip minus gives -798 for a count of part a in 60 of 60 draws\n{NEVER.format('minus')}"],
    ),
    "a count that is zero now and then": (
        f'{SUM}mistakes = {{ now = ["a % 3", "Not the rest."] }}\n',
        [f":7: slip.mistakes.now: slip now gives 0 for a count of part a in 21 of 60 draws\n{NEVER.format('now')}"],
    ),
    "a count that is always zero": (f'{SUM}mistakes = {{ none = ["a - a", "Not nothing."] }}\n', []),
    "two slips with one value": (
        f'{SUM}mistakes = {{ one = ["a", "Not a."], two = ["a if a % 3 else b", "Not this."] }}\n',
        [f":7: slip.mistakes.one: slips one and two of part a give one value in 28 of 60 draws that have both\n{APART.format('two')}"],
    ),
    "two slips with one value of a level": (
        ('[[exercise]]\nid = "slip"\ntext = "Here is $a = {{ a }}$."\nask = "What is its double?"\nanswer = "2 * a"\nmistakes = { one = ["a", "No."], two = ["a + 0", "No."] }\n'
        '[exercise.level]\nE = { a = "integer(2, 400)" }\nM = { a = "integer(401, 900)" }\n'),
        [f":6: slip.mistakes.one: slips one and two of part a give one value in 60 of 60 draws of level E that have both\n{APART.format('two')}"],
    ),
    "two slips of the solver with one value": (
        f'{AB}ask = "Conv1d(1, 1, 2).zeros(a + 5)"\n',
        [
            ":1: slip.mistakes: slips full and zeros-minus-params of part a give one value in 60 of 60 draws that have both\n"
            + APART.format("full")
        ],
    ),
    "what a hint speaks of": (
        f'{SUM}mistakes = {{ one = ["a", "A bias is no weight of a kernel."] }}\n',
        [
            (":7: slip.mistakes.one: speaks of 'bias', 'kernel', which nothing in the statement does\n"
            "    fix: use the statement's own words, or name the thing in the statement")
        ],
    ),
    "symbols that nothing introduces": (
        f'{SUM}hint = "Think of $q$ and $r$."\n',
        [
            (":7: slip.hint: prints q, r, which nothing before it introduces\n"
            "    fix: say it in words, or say what the symbol is: where $q$ is the …")
        ],
    ),
    "a key that stands there": (
        f'{AB}ask = "What is the larger one?"\nanswer = "b"\n',
        [f":6: slip.answer: the key stands in the statement in 60 of 60 draws, such as 858\n{KNOWN}"],
    ),
    "a vector that stands there": (
        head('v = "vector(3, 1, 90)"', "Here is $v = ({{ v[0] }}, {{ v[1] }}, {{ v[2] }})$.") + 'ask = "What is it?"\nanswer = "v"\n',
        [f":6: slip.answer: the key stands in the statement in 60 of 60 draws, such as [36, 8, 81]\n{KNOWN}"],
    ),
    "wrong equations": (
        f'{SUM}explanation = "$1 + 1 = 3$."\nhint = "$2 + 2 = 5$."\n',
        [
            (":7: slip.explanation: says 1 + 1 = 3\n"
            "    fix: the printed numbers must come to what is printed: write the expression plainly, with parentheses, or say it in an explanation")
        ],
    ),
    "names in formulas": (
        f'{SUM}let = {{ total_sum = "a + b" }}\nexplanation = "$total_sum = 1$."\n',
        [
            (":8: slip.explanation: prints 'total_sum' as mathematics\n"
            r"    fix: say it in words, \text{weights}, or with a letter that the statement introduces"),
            (":8: slip.explanation: prints l, m, o, t, u, which nothing before it introduces\n"
            "    fix: say it in words, or say what the symbol is: where $l$ is the …"),
        ],
    ),
    "a listing that does not run": (
        (f"{AB}listing = '''\nx = <<r>>\ny = (x\n'''\n" '[[exercise.part]]\nid = "r"\nask = "What is r?"\nanswer = "a + b"\n'),
        [
            (":5: slip.listing: with the keys in its blanks it does not run: line 1: the listing: line 2, column 5: this is not Python: y = (x\n"
            "    fix: mend the listing, or the key of the blank")
        ],
    ),
    "a word that stands twice": (
        f'{AB}ask = "How many is the the sum?"\nanswer = "a + b"\n',
        [":5: slip.ask: a word stands twice: 'the the'\n    fix: read the text aloud once as it is drawn"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_says(check: Check, name: str) -> None:
    text, said = SAID[name]
    assert check(text) == said


def test_a_mistake_without_a_value(check: Check) -> None:
    assert check(f'{SUM}mistakes = {{ never = ["none", "No."] }}\n', draws=300) == [
        (
            ":7: slip.mistakes.never: mistake never has no value in any of 300 draws\n"
            "    fix: look at what its expression is given: it is none, or a layer refuses it"
        )
    ]


def drawn(text: str, count: int) -> tuple[Exercise, list[Variant]]:
    (exercise,) = load_text(text, "bank.toml").exercises
    return exercise, [draw(exercise, f"{i}") for i in range(count)]


def found(
    lint: Callable[..., Iterable[Finding]], exercise: Exercise, variants: list[Variant]
) -> list[Finding]:
    return list(lint(exercise, [Drawn("", "", tuple(variants))]))


class TestHowManyDrawsAreNeeded:
    """Of fewer draws a lint says nothing: at the bound it speaks, one below it does not."""

    @pytest.mark.parametrize(
        ("name", "question", "least"),
        [
            ("constant", 'ask = "What is twice one?"\nanswer = "2"\n', 50),
            ("visible", 'ask = "What is the larger one?"\nanswer = "b"\n', 10),
            ("impossible", 'ask = "What is the sum?"\nanswer = "a + b"\nmistakes = { minus = ["a - b", "No."] }\n', 10),
            ("inseparable", 'ask = "What is the sum?"\nanswer = "a + b"\nmistakes = { one = ["a", "No."], two = ["a + 0", "No."] }\n', 10),
            ("unseen", 'ask = "What is the sum?"\nanswer = "a + b"\nmistakes = { never = ["none", "No."] }\n', 300),
        ],
    )  # fmt: skip
    def test_at_least(self, name: str, question: str, least: int) -> None:
        exercise, variants = drawn(AB + question, 10)
        many = variants * 30
        assert found(LINTS[name], exercise, many[:least])
        assert not found(LINTS[name], exercise, many[: least - 1])

    def test_of_300_draws_200_must_be_different(self) -> None:
        exercise, variants = drawn(SUM, 200)
        assert len({variant.text for variant in variants}) == 200
        assert not found(few, exercise, variants + variants[:100])
        (said,) = found(few, exercise, variants[:199] + variants[:101])
        assert said.message == "only 199 different statements in 300 draws"
        assert not found(few, exercise, variants[:199] + variants[:100])

    def test_two_fifths_of_the_draws_may_agree(self) -> None:
        text = f'{SUM}mistakes = {{ one = ["a", "No."], two = ["a if a < 200 else b", "No."] }}\n'
        exercise, variants = drawn(text, 80)
        same = [v for v in variants if v.values["a"] < 200][:20]
        other = [v for v in variants if v.values["a"] >= 200][:30]
        assert (len(same), len(other)) == (20, 30)
        assert not found(LINTS["inseparable"], exercise, same + other)
        assert found(LINTS["inseparable"], exercise, same + other[1:])

    def test_half_of_the_draws_may_show_the_key(self) -> None:
        text = f'{AB}ask = "What is it?"\nanswer = "a if a < 200 else a + b"\n'
        exercise, variants = drawn(text, 60)
        shown = [v for v in variants if v.values["a"] < 200][:10]
        other = [v for v in variants if v.values["a"] >= 200][:10]
        assert not found(LINTS["visible"], exercise, shown + other)
        (said,) = found(LINTS["visible"], exercise, shown + other[:2])
        assert said.message.startswith("the key stands in the statement in 10 of 12 draws, such as")

    @pytest.mark.parametrize(
        ("said", "is_near"), [("6", True), ("6.01", False), ("2/3", True), ("0.66", False)]
    )
    def test_a_third_and_three_times_the_minutes_are_near_enough(
        self, said: str, monkeypatch: pytest.MonkeyPatch, *, is_near: bool
    ) -> None:
        """Of draws that take 1, 2 and 9 minutes the median is 2."""
        taken = iter([1, 2, 9])
        lint = import_module("quizgen.bank.lints.minutes")
        monkeypatch.setattr(lint, "effort", lambda _: SimpleNamespace(minutes=next(taken)))
        exercise, variants = drawn(SUM, 3)
        told = found(LINTS["minutes"], replace(exercise, minutes=said), variants)
        assert [finding.message for finding in told] == (
            [] if is_near else [f"{said} minutes are said, and about 2 are likely"]
        )


class TestTwoValues:
    """A word that steps of two quantities put different numbers for."""

    def steps(self, *lines: tuple[str, str, str]) -> list[Finding]:
        exercise, (variant,) = drawn(SUM, 1)
        solution = tuple(Step(symbol, rf"\text{{{word}}} + 1", f"{n} + 1", "9") for symbol, word, n in lines)  # fmt: skip
        part = replace(variant.parts[0], solution=solution)
        return found(two_values, exercise, [replace(variant, parts=(part,))])

    def test_said(self) -> None:
        (said,) = self.steps(("x", "rows", "3"), ("y", "rows", "4"), ("z", "rows", "5"))
        assert said == Finding(
            "answer",
            "the worked solution calls two numbers 'rows': 3 and 4",
            "call one of them by another name",
        )

    @pytest.mark.parametrize(
        "lines",
        [
            (("x", "rows", "3"), ("y", "rows", "3")),
            (("x", "rows", "3"), ("x", "rows", "4")),
            (("x", "rows", "3"), ("y", "columns", "4")),
        ],
    )
    def test_not_said(self, lines: tuple[tuple[str, str, str], ...]) -> None:
        assert not self.steps(*lines)
