"""Slips nobody can have made, and slips that cannot be told apart."""

import re
from collections.abc import Callable

import pytest

BANK = """[[exercise]]
id = "counts"
draw = { a = "integer(2, 900)", b = "integer(2, 900)" }
text = "There are {{ a }} inputs and {{ b }} outputs."
require = ["a != b"]
[[exercise.part]]
ask = "How many weights?"
answer = "ANSWER"
mistakes = { MISTAKES }
"""
ONE = '{ value = "VALUE", hint = "Multiply." }'


def bank(answer: str, **mistakes: str) -> str:
    said = ", ".join(f"{name} = {ONE.replace('VALUE', value)}" for name, value in mistakes.items())
    return BANK.replace("ANSWER", answer).replace("MISTAKES", said)


class TestImpossible:
    """A count is never negative, and zero only where zero can be counted."""

    @pytest.mark.parametrize(
        ("slip", "said"),
        [
            ("a - b", "slip less gives -"),
            ("(a - b) // 2", "slip less gives -"),
            ("a // b", "slip less gives 0 "),
        ],
    )
    def test_a_slip_below_any_count(
        self, check: Callable[..., list[str]], slip: str, said: str
    ) -> None:
        (found,) = check(bank("a * b", less=slip))
        assert found.startswith(":9: counts.part.0.mistakes.less: " + said)

    def test_a_shape_is_counts(self, check: Callable[..., list[str]]) -> None:
        (found,) = check(bank("(a, b + 1)", less="(a - b, b + 1)"))
        assert "slip less gives -" in found

    @pytest.mark.parametrize(
        ("answer", "slip"),
        [
            ("a * b", "a + b + 1"),
            ("a - b", "b - a"),
            ("a * b", "0"),
            ("a // b", "b // a"),
            ("a * b", "a - b if a > b else none"),
        ],
    )
    def test_what_a_person_may_write(
        self, check: Callable[..., list[str]], answer: str, slip: str
    ) -> None:
        assert [found for found in check(bank(answer, less=slip)) if "for a count" in found] == []

    def test_a_part_behind_one_that_may_be_negative_is_looked_at(
        self, check: Callable[..., list[str]]
    ) -> None:
        """Differences of the first part may be negative, words of the second are none; the third is a count."""
        text = """[[exercise]]
id = "counts"
draw = { a = "integer(2, 900)", b = "integer(2, 900)" }
text = "There are {{ a }} inputs and {{ b }} outputs."
require = ["a != b"]
[[exercise.part]]
ask = "How many more inputs?"
answer = "a - b"
mistakes = { other = { value = "b - a", hint = "Inputs less outputs." } }
[[exercise.part]]
ask = "Which are more?"
choices = ["the inputs", "the outputs"]
answer = "choices[0 if a > b else 1]"
[[exercise.part]]
ask = "How many weights?"
answer = "a * b"
mistakes = { less = { value = "a - b", hint = "Multiply." } }
"""
        (found,) = [said for said in check(text) if "for a count" in said]
        assert found.startswith(":17: counts.part.2.mistakes.less: slip less gives -")


class TestInseparable:
    """Two slips that always give one value have one hint."""

    def test_two_names_for_one_value(self, check: Callable[..., list[str]]) -> None:
        (found,) = check(bank("a * b", adds="a + b", sums="b + a"))
        assert found.startswith(
            ":9: counts.part.0.mistakes.adds: slips adds and sums of part a give one value in 60 of 60 draws that have both"
        )
        assert 'without = ["sums"]' in found

    def test_an_author_says_what_the_solver_says(self, check: Callable[..., list[str]]) -> None:
        text = """[[exercise]]
id = "dense"
draw = { D = "integer(20, 900)", U = "integer(2, 9)" }
text = "A fully connected layer has {{ D }} inputs and {{ U }} outputs, each with an intercept."
ask = "How many parameters are there?"
answer = "Linear(D, U).parameter_count"
mistakes = { weights = { value = "D * U", hint = "Count the intercepts too." } }
"""
        (found,) = check(text)
        assert found.startswith(":7: dense.mistakes.weights: slips weights and forgets-bias of")
        assert 'without = ["forgets-bias"]' in found

    def test_slips_that_agree_in_most_draws(self, check: Callable[..., list[str]]) -> None:
        (found,) = check(bank("a * b", adds="a + b", most="a + b if a > 99 else 2 * a"))
        assert re.search(r"slips adds and most of part a give one value in \d\d of 60 draws", found)

    def test_slips_that_agree_in_nearly_half_of_the_draws(
        self, check: Callable[..., list[str]]
    ) -> None:
        (found,) = check(bank("a * b", adds="a + b", often="a + b if a % 3 > 0 else 2 * a"))
        assert re.search(r"slips adds and often of part a give one value in 2\d of 60 draws", found)

    def test_slips_that_agree_now_and_then(self, check: Callable[..., list[str]]) -> None:
        assert check(bank("a * b + 1", adds="a + b", most="a + max(a, b)")) == []

    def test_numbers_that_are_what_they_are(self, check: Callable[..., list[str]]) -> None:
        """Of one network, nothing drawn, two slips may meet; where something is drawn, they are told."""
        few = 'few = true\nfew_reason = "The network has the numbers it has."\n'
        drawn = bank("a * b", adds="a + b", sums="b + a").replace("text =", f"{few}text =")
        assert any("give one value" in found for found in check(drawn))
        fixed = drawn.replace('draw = { a = "integer(2, 900)", b = "integer(2, 900)" }\n', "")
        fixed = fixed.replace('require = ["a != b"]\n', "").replace("a * b", "3 * 5")
        fixed = fixed.replace("{{ a }}", "3").replace("{{ b }}", "5")
        fixed = fixed.replace("a + b", "3 + 5").replace("b + a", "5 + 3")
        assert not any("give one value" in found for found in check(fixed))
