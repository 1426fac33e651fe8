"""What authors get wrong is told at its line, with what would be right."""

from pathlib import Path

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.check import find_problems

GOOD = """[[exercise]]
id = "mine"
draw = { D = "integer(8, 60)", P = "integer(2, 5)" }
let = { conv = "Conv1d(1, 1, kernel_size=P, bias=false)" }
text = "A layer has $D = {{ D }}$ inputs and a kernel of $P = {{ P }}$."
[[exercise.part]]
id = "U"
ask = "How many outputs?"
answer = "conv.output_size(D)"
[[exercise.part]]
id = "n"
ask = "How many connections?"
answer = "conv.connections(D)"
follow = "P * U"
mistakes = { adds = { value = "P + D", hint = "Each output has its own edges." } }
"""
# What is changed, the line that is said, what is said of it and what would be right.
WRONG = {
    "no quotes": ('"conv.output_size(D)"', "conv.output_size(D)", 9, "Invalid value", "put texts and expressions between quotes"),
    "braces open": ("{{ P }}$.", "{{ P $.", 5, "unexpected char '$'", "braces that are opened are closed"),
    "formula open": ("{{ P }}$.", "{{ P }}.", 5, "a dollar sign stands alone", "close the formula with a second one"),
    "one equals sign": ("[[exercise.part]]\nid", 'require = ["D = P"]\n[[exercise.part]]\nid', 6, "'D = P'", "two signs: D == P"),
    "range turned": ("integer(2, 5)", "integer(5, 2)", 3, "the smaller number comes first", ""),
    "a part in a mistake": ('"P + D"', '"P + U"', 15, "unknown name 'U'", "U is a part, which follow may name"),
    "a mistake that is right": ('"P + D"', '"P * (D - P + 1)"', 15, "in every draw", "mend its expression, or leave it out"),
    "a command that is a form feed": ("{{ P }}$.", r"\frac{ {{P}} }{1}$.", 5, r"\frac in double quotes", "between single quotes"),
    "a command that is a tab": ("{{ P }}$.", r"{{ P }} \times 1$.", 5, r"\times in double quotes", "between single quotes"),
    "a command that is a new line": ("How many outputs?", r"How many, $\nabla$?", 8, r"\nabla in double quotes", "between single quotes"),
    "a control character": ("How many outputs?", r"How many \u0007?", 8, "U+0007", "between single quotes"),
}  # fmt: skip


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "bank.toml"
    path.write_text(text, encoding="utf-8")
    return [str(problem).removeprefix(str(path)) for problem in find_problems([path], draws=5)]


def test_the_exercise_is_good(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


def test_tabs_and_new_lines_may_stand_in_a_text(tmp_path: Path) -> None:
    told = GOOD.replace("How many outputs?", r"How many outputs?\nOne,\tand $\\nu$ another.")
    assert [p for p in problems(tmp_path, told) if "control character" in p] == []


@pytest.mark.parametrize("name", WRONG)
def test_it_is_told_where_and_what_would_be_right(name: str, tmp_path: Path) -> None:
    old, new, line, said, fix = WRONG[name]
    assert old in GOOD
    (found,) = problems(tmp_path, GOOD.replace(old, new, 1))
    assert found.startswith(f":{line}: ")
    assert said in found
    assert fix in found


TABLE = """[[exercise]]
id = "cells"
draw = { n = "integer(2, 9)" }
text = "There are {{ n }} units."
[exercise.part.table]
kind = "table"
ask = "Fill in."
answer = "[[n, n + 1], [2 * n, 3 * n]]"
settings = { rows = ["a", "b"], columns = { u = "integer", v = "integer" } }
mistakes.first = ["[[n + 2, none], [none, none]]", "One too many."]
mistakes.nowhere = ["[[none, none], [none, none]]", "It says nothing."]
"""


def test_a_table_of_which_no_cell_is_said_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(TABLE, encoding="utf-8")
    (part,) = draw(load_banks([path]).exercise("cells"), "s").parts
    assert [mistake.name for mistake in part.mistakes] == ["first"]
