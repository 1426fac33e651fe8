"""Parts answered in a figure: what authors get wrong is told at its line, and variants keep what is needed."""

import json
from pathlib import Path

import pytest

from quizgen.bank import draw
from quizgen.bank.check import find_problems
from quizgen.bank.load import load_text
from quizgen.figure import BUILDERS
from quizgen.figure.boxes import Asked, with_boxes
from quizgen.variant import Variant

GOOD = """[[exercise]]
id = "sum"
draw = { x = "integer(2, 300)", y = "integer(2, 300)" }
text = "The graph computes $u = x + y$ and $f = 2 u$."
figure = "expression_graph([['x', x], ['y', y], ['u', '+', 'x', 'y'], ['f', '2', 'u']])"
[[exercise.part]]
id = "u"
box = "u"
ask = "The value of $u$."
answer = "x + y"
[[exercise.part]]
box = "u -> f"
ask = "The derivative of $f$ in $u$, times {{ y }}."
answer = "2 * y"
"""
FIGURE = (
    "figure = \"expression_graph([['x', x], ['y', y], ['u', '+', 'x', 'y'], ['f', '2', 'u']])\"\n"
)
# What is changed in the good exercise, the line that is said, and what is said of it.
WRONG = {
    "a place that is not there": ('box = "u"', 'box = "v"', 8, "'v' is no place of expression_graph"),
    "an edge that is not there": ('box = "u -> f"', 'box = "x -> f"', 12, "its places are x, y, u, f, grad x"),
    "no figure": (FIGURE, "", 7, "there is no figure in the statement"),
    "a figure without places": (FIGURE, 'figure = "strides(4, 2)"\n', 8, "strides has no places for boxes"),
    "two boxes at one place": ('box = "u -> f"', 'box = "u"', 12, "there is a box at u already"),
    "one place in two figures": (FIGURE, f"figure = [{FIGURE[9:-1]}, {FIGURE[9:-1]}]\n", 8, "is a place of 2 figures"),
    "options": ('answer = "x + y"', "answer = \"'a'\"\nchoices = ['a', 'b', 'c']", 8, "choice does not stand in a box; what does is"),
    "yes or no": ('answer = "x + y"', 'answer = "x > y"', 8, "boolean does not stand in a box"),
    "a matrix": ('answer = "x + y"', 'answer = "[[x], [y + 1]]"', 8, "matrix does not stand in a box; what does is integer"),
    "no text": ('box = "u"', "box = 3", 8, "box: is not text"),
    "an unknown name": ('box = "u"', 'box = "{{ v }}"', 8, "unknown name 'v'"),
}  # fmt: skip


def problems(tmp_path: Path, text: str) -> list[str]:
    bank = tmp_path / "bank.toml"
    bank.write_text(text, encoding="utf-8")
    found = find_problems([bank], draws=20)
    return [str(problem).removeprefix(str(bank)) for problem in found]


def test_a_good_exercise_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


@pytest.mark.parametrize("name", WRONG)
def test_misuse_is_told_at_its_line(name: str, tmp_path: Path) -> None:
    old, new, line, said = WRONG[name]
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(
        p.startswith(f":{line}: ") and said in p.replace("\n    fix: ", "; ") for p in found
    ), found


def variant() -> Variant:
    drawn: Variant = draw(load_text(GOOD, "b.toml").exercises[0], 1)
    return drawn


def test_a_variant_keeps_its_boxes() -> None:
    drawn = variant()
    assert Variant.from_json(json.loads(drawn.to_line())) == drawn
    assert [part.box for part in drawn.parts] == ["u", "u -> f"]
    assert drawn.figures[0].data["boxes"] == [["u", "a", 17], ["u -> f", "b", 17]]
    assert drawn.figures[0].alt.endswith(" Boxes to fill in: (a) at u and (b) at u -> f.")


def test_parts_without_a_box_are_written_as_before() -> None:
    exercise = load_text(GOOD.replace('box = "u"\n', "").replace('box = "u -> f"\n', ""), "b.toml")
    drawn = draw(exercise.exercises[0], 1)
    assert '"box"' not in drawn.to_line()
    assert "boxes" not in drawn.figures[0].data


def test_the_only_part_has_no_letter() -> None:
    alone = GOOD[: GOOD.index('[[exercise.part]]\nbox = "u -> f"')]
    drawn = draw(load_text(alone, "b.toml").exercises[0], 1)
    assert drawn.figures[0].data["boxes"] == [["u", "", 17]]
    assert drawn.figures[0].alt.endswith(" A box to fill in: at u.")


def test_boxes_are_told_as_the_rest_of_the_figure() -> None:
    """A description is read aloud: no braces of LaTeX."""
    network = BUILDERS["network"]((1, 2, 1))
    told = with_boxes(network, [Asked("h_1", "a", 17), Asked("x_1 -> h_2", "b", 17)]).alt
    assert told.endswith(" Boxes to fill in: (a) at h1 and (b) at x1 -> h2.")
