"""A mistake without a word about it is said; a hint is never taken by name."""

from pathlib import Path

import pytest

from quizgen.bank import draw
from quizgen.bank.check import find_problems
from quizgen.bank.load import load_text
from quizgen.bank.mistakes import NO_HINT
from quizgen.errors import UserError

BANK = """[[exercise]]
id = "sum"
draw = { a = "integer(2, 400)", b = "integer(500, 900)" }
text = "Add $a = {{ a }}$ and $b = {{ b }}$."
[[exercise.part]]
ask = "What is the sum?"
answer = "a + b"
mistakes = { MISTAKE }
"""


def hint_of(mistake: str) -> str:
    (exercise,) = load_text(BANK.replace("MISTAKE", mistake), "bank.toml").exercises
    hint: str = draw(exercise, "1").parts[0].mistakes[0].hint
    return hint


def problems(tmp_path: Path, mistake: str) -> list[str]:
    bank = tmp_path / "bank.toml"
    bank.write_text(BANK.replace("MISTAKE", mistake), encoding="utf-8")
    return [str(problem).removeprefix(str(bank)) for problem in find_problems([bank], draws=60)]


class TestHints:
    """An author's mistake says its own hint, or that of the slip it names."""

    @pytest.mark.parametrize("name", ["pads-once", "transposed", "product", "recall"])
    def test_a_name_takes_no_hint(self, name: str) -> None:
        assert hint_of(f'{name} = "a * b"') == NO_HINT
        assert name not in NO_HINT

    def test_a_slip_that_is_named_gives_its_hint(self) -> None:
        assert hint_of('once = { value = "a", slip = "pads-once" }') == (
            "Padding is added on both sides."
        )

    def test_a_hint_may_name_what_was_drawn(self) -> None:
        (exercise,) = load_text(
            BANK.replace("MISTAKE", 'once = { value = "a", hint = "That is {{ a }} alone." }'),
            "bank.toml",
        ).exercises
        variant = draw(exercise, "1")
        assert variant.parts[0].mistakes[0].hint == f"That is {variant.values['a']} alone."

    def test_a_hint_that_names_nothing_known_is_refused(self) -> None:
        with pytest.raises(UserError, match=r"mistakes.once.hint: .*'c'"):
            hint_of('once = { value = "a", hint = "That is {{ c }}." }')

    def test_a_slip_that_is_unknown_is_refused(self) -> None:
        with pytest.raises(
            UserError, match=r"mistakes.once: no slip is called 'pads-onec'"
        ) as error:
            hint_of('once = { value = "a", slip = "pads-onec" }')
        assert error.value.fix == "did you mean 'pads-once'?"

    def test_unknown_keys_of_a_mistake_are_named(self, tmp_path: Path) -> None:
        (found,) = problems(tmp_path, 'once = { value = "a", hnit = "No." }')[:1]
        assert "unknown key 'hnit'" in found
        assert "did you mean 'hint'?" in found


class TestCheck:
    """`check` says which mistake has no hint, and where."""

    def test_a_mistake_without_hint_is_said(self, tmp_path: Path) -> None:
        (found,) = problems(tmp_path, 'product = "a * b"')
        assert found.startswith(":8: sum.part.0.mistakes.product: has no hint\n    fix: product = ")

    @pytest.mark.parametrize("said", ['hint = "Add, do not multiply."', 'slip = "counts-units"'])
    def test_a_mistake_with_a_hint_is_not(self, tmp_path: Path, said: str) -> None:
        assert problems(tmp_path, f'product = {{ value = "a * b", {said} }}') == []
