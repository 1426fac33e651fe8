"""Parts that ask for a property: what authors get wrong is told at its line, and variants keep all they need."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from quizgen.bank.check import find_problems
from quizgen.bank.load import load_text
from quizgen.bank.variants import draw
from quizgen.errors import UserError
from quizgen.language.judges import kind_of
from quizgen.variant import Variant

GOOD = """[[exercise]]
id = "even"
draw = { n = "integer(3, 400)" }
ask = "Which multiple of {{ n }} lies between {{ 2 * n + 1 }} and {{ 9 * n }}?"
answer = "3 * n"
holds = "answer % n == 0 and 2 * n < answer <= 9 * n"
says = "{{ answer }} is {{ answer // n }} times {{ n }} and {{ answer % n }}."
mistakes = { small = { holds = "answer <= 2 * n", hint = "That is too small." } }
"""
# What is changed in the good exercise, the line that is said, and what is said of it.
WRONG = {
    "no sample": ('answer = "3 * n"\n', "", 5, "there is no sample"),
    "a sample without the property": ("3 * n", "n", 5, "has not the property"),
    "sometimes without": ("3 * n", "3 * n + (1 if n < 200 else 0)", 5, "has not the property"),
    "no boolean": ("answer % n == 0 and", "answer % n and", 6, "neither true nor false"),
    "a number": ("answer % n == 0 and 2 * n < answer <= 9 * n", "answer", 6, "neither true nor false"),
    "an unknown name": ("answer % n ==", "answr % n ==", 6, "unknown name 'answr'"),
    "an unknown name in the text": ("{{ answer // n }}", "{{ answer // m }}", 7, "unknown name 'm'"),
    "an unknown name in a mistake": ("answer <= 2 * n", "answer <= 2 * m", 8, "unknown name 'm'"),
    "a member that is not there": ("answer % n == 0 and", "answer.size == 0 and", 6, "'size'"),
    "an expression that is none": ("answer % n == 0 and", "answer % n == == 0 and", 6, "unexpected"),
    "a text that is none": ("{{ answer // n }}", "{{ answer // }}", 7, "unexpected"),
    "says without holds": ('holds = "answer % n == 0 and 2 * n < answer <= 9 * n"\n', "", 6, "stands without holds"),
    "a key that follows": ('answer = "3 * n"\n', 'answer = "3 * n"\nfollow = "3 * n"\n', 6, "goes with a key"),
    "credit without cases": ('answer = "3 * n"\n', 'answer = "3 * n"\nsettings = { partial = "cases" }\n', 6, "goes not with this property"),
    "both a value and a property": ('{ holds = "answer <= 2', '{ value = "n", holds = "answer <= 2', 8, "a value and a property"),
    "a mistake without hint": (', hint = "That is too small."', "", 8, "has no hint"),
    "true of everything": ("answer % n == 0 and 2 * n < answer <= 9 * n", "answer == answer", 6, "nothing need be known"),
    "true of what is given": ("2 * n < answer <= 9 * n", "answer > 0", 6, "nothing need be known"),
    "the same for all": ("answer % n == 0 and 2 * n < answer <= 9 * n", "answer > 2", 5, "is right in each"),
    "cases that are no list": ('answer = "3 * n"\n', 'answer = "3 * n"\ncases = "n"\n', 6, "no list of cases"),
    "no cases": ('answer = "3 * n"\n', 'answer = "3 * n"\ncases = "[]"\n', 6, "no list of cases"),
    "cases of a taken name": ('answer = "3 * n"\n', 'answer = "3 * n"\ncases = { n = "[1, 2]" }\n', 6, "has a meaning already"),
    "cases of two lengths": ('answer = "3 * n"\n', 'answer = "3 * n"\ncases = { x = "[1, 2]", t = "[1]" }\n', 6, "differ in length"),
    "cases of another form": ('answer = "3 * n"\n', 'answer = "3 * n"\ncases = { x = [1, 2] }\n', 6, "neither a list expression"),
    "more work than an answer has": ("answer % n == 0 and", "(range(900) | sum) * 20 > 0 and ((range(900) | list) * 20) | sum > 0 and answer % n == 0 and", 5, "takes too long"),
}  # fmt: skip


def problems(tmp_path: Path, text: str) -> list[str]:
    bank = tmp_path / "bank.toml"
    bank.write_text(text, encoding="utf-8")
    found = find_problems([bank], draws=60)
    return [str(problem).removeprefix(str(bank)) for problem in found]


def test_the_good_one_has_no_problem(tmp_path: Path) -> None:
    assert [p for p in problems(tmp_path, GOOD) if "different statements" not in p] == []


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_at_its_line(tmp_path: Path, name: str) -> None:
    old, new, line, said = WRONG[name]
    assert GOOD.count(old) == 1
    found = problems(tmp_path, GOOD.replace(old, new))
    hits = [problem for problem in found if said in problem]
    assert hits, found
    assert hits[0].startswith(f":{line}: "), hits[0]
    assert "fix: " in hits[0] or "unexpected" in said or "size" in said


CASES = """[[exercise]]
id = "copies"
draw = { v = "vector(4, 1, 9)" }
ask = "Give a vector of 4 entries, each at least that of ${{ v | row }}$ and none more than 2 larger."
answer = "v + 1"
holds = "v[i] < answer[i] <= v[i] + 2"
cases = { i = "range(0, 4)" }
settings = { partial = "cases" }
"""


class TestVariants:
    def variant(self, text: str = GOOD, seed: int = 0) -> Variant:
        drawn: Variant = draw(load_text(text, "bank.toml").exercises[0], seed)
        return drawn

    def test_one_line_holds_all_that_is_needed(self) -> None:
        variant = self.variant()
        again = Variant.from_json(json.loads(variant.to_line()))
        assert again == variant
        # Neither the draw nor the bank is asked: the property has its own values.
        alone = replace(again, values={}).parts[0]
        n = variant.values["n"]
        assert kind_of(alone).judge(str(4 * n)).status == "correct"
        assert kind_of(alone).judge(str(4 * n + 1)).feedback == f"{4 * n + 1} is 4 times {n} and 1."
        assert kind_of(alone).judge(str(n)).mistake == "small"

    def test_other_variants_say_nothing_of_properties(self) -> None:
        plain = 'holds = "answer % n == 0 and 2 * n < answer <= 9 * n"\nsays = "{{ answer }} is {{ answer // n }} times {{ n }} and {{ answer % n }}."\n'
        text = GOOD.replace(plain, "").replace('{ holds = "answer <= 2 * n"', '{ value = "n"')
        assert "holds" not in self.variant(text).to_line()

    def test_the_way_to_the_sample_is_not_told(self) -> None:
        part = self.variant().parts[0]
        assert (part.solution, part.recipe, part.follow) == ((), None, None)

    def test_credit_begins_above_what_is_given(self) -> None:
        part = self.variant(CASES).parts[0]
        assert part.holds is not None
        v = part.holds.values["v"]
        kind = kind_of(part)
        assert kind.judge(str(v)).score == 0
        some = [v[0] + 2, v[1] + 1, *v[2:]]
        trivial = part.holds.trivial
        assert kind.judge(str(some)).score == max(0, (2 - trivial)) / (4 - trivial)

    def test_a_sheet_without_partial_credit_has_none_here(self) -> None:
        from quizgen.course.assignment import _all_or_nothing

        part = _all_or_nothing(self.variant(CASES)).parts[0]
        assert part.holds is not None
        v = part.holds.values["v"]
        assert kind_of(part).judge(str([v[0] + 1, v[1] + 1, v[2] + 1, v[3]])).score == 0


PARITY = """[[exercise]]
id = "parity"
draw = { t = "integer(2, 400)" }
ask = "A row of two weights, a bias and a weight to the output for each unit, so that it is 1 where one input is {{ t }}."
kind = "matrix"
answer = "[[1, 1, -t, 1], [1, 1, -2 * t, -1]]"
let = { net = "1 if sum_of(r[3] if r[0] * x[0] + r[1] * x[1] + r[2] >= 0 else 0, r=answer) >= 1 else 0" }
holds = "net == sum(x) // t % 2"
cases = { x = "[(0, 0), (0, t), (t, 0), (t, t)]" }
settings = { any_size = true }
"""


def parity(text: str = PARITY) -> Variant:
    (exercise,) = load_text(text, "bank.toml").exercises
    return draw(exercise, "1")


def test_an_answer_of_any_size_may_have_the_property() -> None:
    variant = Variant.from_json(json.loads(parity().to_line()))
    kind, t = kind_of(variant.parts[0]), variant.values["t"]
    three = f"[[1, -1, {-t}, 1], [-1, 1, {-t}, 1], [0, 0, -1, 5]]"
    assert kind.judge(three).status == "correct"
    assert kind.judge(f"[[1, 1, {-t}, 1]]").status == "wrong"
    assert kind.judge("[[1, 2], [3, 4]]").feedback == "For x = (0, 0) this cannot be computed."
    fixed = kind_of(parity(PARITY.replace("settings = { any_size = true }\n", "")).parts[0])
    assert fixed.judge(three).feedback == "A 3 × 4 matrix where a 2 × 4 matrix is asked for."


def test_any_size_is_true_or_left_out(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(PARITY.replace("any_size = true", 'any_size = "rows"'), encoding="utf-8")
    (problem,) = find_problems([file], draws=5)
    assert "parity.settings: any_size = 'rows'" in str(problem)


INTERVAL = """[[exercise]]
id = "own"
draw = { a = "integer(2, 9)" }
ask = "Give an interval of step sizes for which descent on {{ a }} x^2 converges."
kind = "interval"
answer = "interval(0, 1 / (2 * a))"
holds = "not answer.is_empty and answer.is_inside(interval(0, Fraction(1, a)))"
says = "It ends at {{ answer.high | plain }}."
"""


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("(0, 1/100)", "correct"),
        ("0 < x <= 1/50", "correct"),
        ("(0, 1/100) or (1/90, 1/80]", "correct"),
        ("[0, 1/100)", "wrong"),
        ("(0, 1)", "wrong"),
        ("x > 0", "wrong"),
        ("(0, sqrt(2)/1000)", "correct"),
        ("(0, ln(3))", "wrong"),
        ("empty set", "wrong"),
        ("soon", "unreadable"),
    ],
)
def test_a_property_of_an_interval(text: str, status: str) -> None:
    (exercise,) = load_text(INTERVAL, "b.toml").exercises
    kind = kind_of(draw(exercise, "s").parts[0])
    assert kind.judge(text).status == status
    assert kind.judge("(0, 7]").feedback == "It ends at 7."


def test_what_says_cannot_say_of_the_sample_is_refused() -> None:
    (exercise,) = load_text(INTERVAL.replace("answer.high", "answer.top"), "b.toml").exercises
    with pytest.raises(UserError, match="says: GivenSet has no 'top'"):
        draw(exercise, "s")


@pytest.mark.parametrize("given", [0, 1, 2, 3])
def test_what_the_given_vector_has_right_earns_nothing(given: int) -> None:
    """Of the four entries so many are asked as they are given; credit is for the others."""
    more = [0] * given + [50] * (4 - given)
    text = CASES.replace('"v + 1"', f'"v + array({more})"')
    text = text.replace("v[i] < answer[i] <= v[i] + 2", f"answer[i] == (v[i] if i < {given} else v[i] + 50)")  # fmt: skip
    part = draw(load_text(text, "bank.toml").exercises[0], 0).parts[0]
    assert part.holds is not None
    v, judge = part.holds.values["v"], kind_of(part).judge
    assert part.holds.trivial == given
    assert judge(str(v)).score == 0
    for right in range(given, 5):
        answer = [x + 50 * (given <= i < right) for i, x in enumerate(v)]
        assert judge(str(answer)).score == Fraction(right - given, 4 - given)


def test_a_mistake_that_cannot_be_decided_for_the_key_is_told_at_its_line(tmp_path: Path) -> None:
    """Of the right answer the mistake's property divides by zero."""
    text = """[[exercise]]
id = "triple"
draw = { n = "integer(3, 400)" }
ask = "What is 3 times {{ n }}?"
answer = "3 * n"
mistakes = { near = { holds = "12 / (answer - 3 * n) > 4", hint = "Add once more." } }
"""
    (found,) = problems(tmp_path, text)
    said = ":6: triple.mistakes.near: '12 / (answer - 3 * n) > 4': a division by zero"
    assert found.startswith(said)
