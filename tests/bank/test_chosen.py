"""Options that are said by their place, and texts of answers that are filled in."""

from pathlib import Path

import pytest

from quizgen.bank.check import find_problems
from quizgen.bank.load import load_text
from quizgen.bank.variants import draw
from quizgen.variant import Part

CHOICE = """[[exercise]]
id      = "one"
draw    = { t = "integer(2, 900)" }
ask     = "Inputs are 0 or {{ t }}. Which sum is above 0 where both are {{ t }}, and nowhere else?"
choices = ["$x + y - {{ t }}/2$", "$2 x + 2 y - {{ 3 * t }}$", "$x + y - {{ 2 * t }}$", "none"]
answer  = "ANSWER"
mistakes = { or-gate = { value = "choices[0]", hint = "One input is enough then." } }
"""
SEVERAL = """[[exercise]]
id      = "several"
draw    = { c = "integer(2, 900)" }
ask     = "Which of these are lines?"
choices = ["$x^{ {{ c }} }$", "${{ c }} x$", "${{ c }}$", "$|x|$"]
answer  = "choices[1:3]"
"""


def only_part(folder: Path, text: str, seed: str = "1") -> Part:
    (folder / "bank.toml").write_text(text, encoding="utf-8")
    (exercise,) = load_text(text, str(folder / "bank.toml")).exercises
    return draw(exercise, seed).parts[0]


def right_text(part: Part) -> str:
    letters = part.settings["choices"]
    return str(part.settings["choice_texts"][letters.index(part.key)])


@pytest.mark.parametrize("answer", ["choices[1]", "'$2 x + 2 y - {{ 3 * t }}$'"])
def test_an_option_is_said_by_its_place_or_as_it_is_written(tmp_path: Path, answer: str) -> None:
    for seed in "123":
        part = only_part(tmp_path, CHOICE.replace("ANSWER", answer), seed)
        assert right_text(part).startswith("$2 x + 2 y - ")
        assert [mistake.name for mistake in part.mistakes] == ["or-gate"]
    assert list(find_problems([tmp_path / "bank.toml"], draws=20)) == []


def test_several_options_are_a_slice(tmp_path: Path) -> None:
    part = only_part(tmp_path, SEVERAL)
    texts = dict(zip(part.settings["choices"], part.settings["choice_texts"], strict=True))
    assert part.kind == "multi"
    assert all("^" not in texts[letter] and "|" not in texts[letter] for letter in part.key)
    assert len(part.key) == 2


def test_an_option_too_far_is_told_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(CHOICE.replace("ANSWER", "choices[7]"), encoding="utf-8")
    (problem,) = find_problems([file], draws=5)
    assert ":6: one.answer" in str(problem)


def test_a_name_of_the_bank_goes_before(tmp_path: Path) -> None:
    text = CHOICE.replace("ANSWER", "choices[0]").replace(
        "[[exercise]]", "[[exercise]]\nlet = { choices = \"['none']\" }", 1
    )
    assert right_text(only_part(tmp_path, text.replace("mistakes", "#"))) == "none"


def test_drawn_numbers_stand_in_a_formula_of_matrices(tmp_path: Path) -> None:
    part = only_part(
        tmp_path,
        """[[exercise]]
id       = "formula"
draw     = { f = "integer(2, 900)" }
ask      = "What is the gradient of ${{ f }} x^T x$?"
kind     = "matrix_expression"
answer   = "'{{ 2 * f }} x'"
settings = { shapes = "x: n" }
""",
    )
    assert part.key.endswith(" x")
    assert part.key[0].isdigit()


def test_choices_that_cannot_be_filled_in_are_told_as_choices(tmp_path: Path) -> None:
    """The answer does not say `choices`: only its options are looked up."""
    text = CHOICE.replace("- {{ 2 * t }}", "- {{ 2 * s }}").replace(
        'answer  = "ANSWER"', "answer = \"'none'\""
    )
    (tmp_path / "bank.toml").write_text(
        text.replace(text[text.index("mistakes") :], ""), encoding="utf-8"
    )
    (found,) = [str(problem) for problem in find_problems([tmp_path], draws=20)]
    assert "bank.toml:5: one.choices: " in found
    assert "unknown name 's'" in found


def test_every_text_of_a_part_may_say_its_answer_and_its_options(tmp_path: Path) -> None:
    lines = 'hint = "Not {{ choices[0] }}."\nexplanation = "It is {{ answer }}, not {{ choices[3] }}."\n'
    part = only_part(tmp_path, CHOICE.replace("ANSWER", "choices[1]") + lines)
    (_, right, *_) = texts = [part.settings["choice_texts"][i] for i in range(4)]
    first, second = (
        next(text for text in texts if text.startswith(head)) for head in ("$x + y", "$2 x")
    )
    assert right in texts
    assert part.hint in {f"Not {text}." for text in texts if text.startswith("$x + y")}
    assert part.explanation == f"It is {second}, not none."
    assert first != second
