"""Prerequisites must be there and lead to no circle; the objective and they are listed."""

from pathlib import Path

from quizgen.bank.check import find_problems

EXERCISE = """
[[exercise]]
id = "{name}"
title = "Sum of two {name}"
objective = "Add two numbers"
prerequisites = {before}
text = "Two numbers are given."
draw = {{ a = "integer(2, 400)", b = "integer(2, 900)" }}
ask = "What is ${{{{ a }}}} + {{{{ b }}}}$?"
answer = "a + b"
mistakes = {{ product = {{ value = "a * b", hint = "Add, do not multiply." }} }}
explanation = "The sum is ${{{{ a }}}} + {{{{ b }}}}$."
"""


def problems(folder: Path, **before: list[str]) -> list[str]:
    file = folder / "mine.toml"
    file.write_text("".join(EXERCISE.format(name=name, before=b) for name, b in before.items()))
    return [f"{p.line} {p.field} {p.message}: {p.fix}" for p in find_problems([file], draws=2)]


def test_known_ones_are_fine(tmp_path: Path) -> None:
    assert problems(tmp_path, first=[], second=["first"], third=["first", "conv1d-arch"]) == []


def test_an_unknown_one_is_told_with_the_likely_name(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, apples=[], pears=["aples"])
    assert said == "18 pears.prerequisites no exercise is called 'aples': did you mean 'apples'?"


def test_a_circle_is_told_of_each_that_stands_in_it(tmp_path: Path) -> None:
    said = problems(tmp_path, one=["three"], two=["one"], three=["two"], four=["one"])
    assert [line.partition(":")[0] for line in said] == [
        "6 one.prerequisites comes back to this exercise",
        "18 two.prerequisites comes back to this exercise",
        "30 three.prerequisites comes back to this exercise",
    ]
    assert "one needs three needs two needs one" in said[0]


def test_one_that_needs_itself(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, one=["one"])
    assert "comes back to this exercise: one needs one" in said
