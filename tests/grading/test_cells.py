"""A cell of a table that is right for the student's own wrong cells earns; a way around the work does not.

Expected values are computed by hand in the comments.
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quizgen.bank.check import find_problems
from quizgen.grading.judging import judged
from quizgen.variant import Variant

Build = Callable[..., Any]
SHAPES = {
    "rows": ["conv", "pool"],
    "columns": [["shape", "shape"], ["weights", "integer"]],
    "partial": "per_entry",
}
STEPS = {
    "rows": ["1", "2"],
    "columns": [["slope", "fraction"], ["w", "fraction"]],
    "partial": "per_entry",
}


@pytest.fixture
def layers(part: Build, variant: Build) -> Variant:
    """Pooling by 2 after a convolution of some shape."""
    follow = "[[none, none], [p.output_shape(t[0][0]), none]]"
    return variant(  # type: ignore[no-any-return]
        part("t", "table", [[[3, 8, 8], 84], [[3, 4, 4], 0]], settings=SHAPES, follow=follow,
             uses=["t"], let={"p": "MaxPool2d(2)"})
    )  # fmt: skip


@pytest.fixture
def descent(part: Build, variant: Build) -> Variant:
    """Two steps w - slope / 2 from 4, where the slope at w is 3 w - 2: 10, -1, -5, 3/2."""
    follow = "[[none, 4 - t[0][0] / 2], [3 * t[0][1] - 2, t[0][1] - t[1][0] / 2]]"
    return variant(  # type: ignore[no-any-return]
        part("t", "table", [[10, -1], [-5, "3/2"]], settings=STEPS, follow=follow, uses=["t"])
    )


def mark(variant: Variant, text: str) -> tuple[Fraction, str]:
    verdict, _ = judged(variant, variant.parts[0], text, {})
    return verdict.score, verdict.feedback


class TestCellsThatFollow:
    def test_one_from_another(self, layers: Variant) -> None:
        # (3, 10, 10) pooled by 2 is (3, 5, 5). 4 cells, of which repeating a 0 has one right.
        score, said = mark(layers, "(3, 10, 10) | 84; (3, 5, 5) | 0")
        assert score == Fraction(3 - 1, 4 - 1)
        assert said.endswith("Not right: conv, shape (Sizes 2, 3 are not right). Right for your other cells: pool, shape.")  # fmt: skip
        assert mark(layers, "(3, 10, 10) | 84; (3, 6, 6) | 0")[0] == Fraction(1, 3)

    def test_along_a_chain(self, descent: Variant) -> None:
        # From the slope 2 instead of 10: w = 4 - 1 = 3, slope 7, w = 3 - 7/2 = -1/2.
        assert mark(descent, "2 | 3; 7 | -1/2")[0] == Fraction(3, 4)
        assert mark(descent, "2 | 3; 7 | 1/2")[0] == Fraction(2, 4)
        # Slope 8 leads to w = 0, which is no work.
        assert mark(descent, "8 | 0; 1 | 1")[0] == 0
        # What is right by the key is right, whatever stands before it.
        assert mark(descent, "8 | -1; -5 | 3/2")[0] == Fraction(3, 4)

    def test_a_cell_that_is_empty_leads_nowhere(self, descent: Variant) -> None:
        # The slope at 3 is 7, from there -1/2; 3 itself follows from the right slope 10 not at all.
        assert mark(descent, "? | 3; 7 | -1/2")[0] == Fraction(2, 4)
        assert mark(descent, "2 | ?; 7 | 5")[0] == 0

    def test_one_that_nothing_can_be_computed_from(self, layers: Variant) -> None:
        assert mark(layers, "(3, 1, 1) | 84; (3, 0, 0) | 0")[0] == Fraction(1, 3)

    def test_one_value_everywhere(self, part: Build, variant: Build) -> None:
        # The larger of a cell and 0 is the cell again: written once more it follows from nothing.
        one = variant(
            part("t", "table", [[-3, 0], [5, 5]], settings=STEPS, uses=["t"],
                 follow="[[none, max(t[0][0], 0)], [none, max(t[1][0], 0)]]")
        )  # fmt: skip
        assert mark(one, "7 | 7; 7 | 7")[0] == 0
        # With 0 in the first row the second of each row is trivial.
        assert mark(one, "0 | 0; 0 | 0")[0] == 0

    def test_all_or_nothing(self, part: Build, variant: Build) -> None:
        one = variant(
            part("t", "table", [[2, 6], [3, 9]], settings={**STEPS, "partial": "all"}, uses=["t"],
                 follow="[[none, 3 * t[0][0]], [none, 3 * t[1][0]]]")
        )  # fmt: skip
        assert mark(one, "4 | 12; 3 | 9")[0] == 0

    def test_beside_an_earlier_part(self, part: Build, variant: Build) -> None:
        # The step size of (a) is 2 instead of 3: from 5, not 4, the second cell is 2 * 5 = 10.
        one = variant(
            part("s", "integer", 3),
            part("t", "table", [[4, 12], [7, 21]], settings=STEPS, uses=["s", "t"],
                 follow="[[none, s * t[0][0]], [none, s * t[1][0]]]"),
        )  # fmt: skip
        verdict, _ = judged(one, one.parts[1], "5 | 10; 7 | 14", {"s": "2"})
        assert verdict.score == Fraction(3, 4)
        assert judged(one, one.parts[1], "5 | 10; 7 | 14", {"s": "3"})[0].score == Fraction(1, 4)


class TestPartsAfterATable:
    def test_they_follow_from_its_cells(self, part: Build, variant: Build) -> None:
        # 84 + 12 = 96; with 80 in the table it is 92.
        one = variant(
            part("t", "table", [[[3, 8, 8], 84], [[3, 4, 4], 12]], settings=SHAPES),
            part("sum", "integer", 96, follow="t[0][1] + t[1][1]", uses=["t"]),
            part("units", "integer", 48, follow="t[1][0][0] * t[1][0][1] * t[1][0][2]", uses=["t"]),
        )
        seen = {"t": "(3, 8, 8) | 80; (3, 5, 5) | 12"}
        said, parts = judged(one, one.parts[1], "92", seen)
        assert (said.status, said.feedback, parts) == ("correct", "Follows from your answer to (a).", ("t",))  # fmt: skip
        assert judged(one, one.parts[2], "75", seen)[0].status == "correct"
        assert judged(one, one.parts[1], "93", seen)[0].status == "wrong"
        empty = {"t": "(3, 8, 8) | 80; ? | 12"}
        assert judged(one, one.parts[1], "92", empty)[0].status == "wrong"


BANK = """[[exercise]]
id = "own"
draw = {{ n = "integer(2, 900)" }}
text = "Look at {{{{ n }}}}."
[[exercise.part]]
id = "t"
kind = "table"
ask = "Fill it in."
answer = "[[n, 2 * n], [n + 1, 2 * n + 2]]"
settings = {{ rows = ["a", "b"], columns = {{ "x" = "integer", "y" = "integer" }} }}
follow = "{follow}"
"""
WRONG = {
    "no table": ("t[0][0] + 1", "is no table of 2 rows and 2 columns", "write the rows out: [[none, t[0][0] + 1], …]"),
    "a row too few": ("[[none, t[0][0]]]", "is no table of 2 rows and 2 columns", "write the rows out"),
    "the whole": ("[[none, t], [none, none]]", "t stands for the whole table", "name its cells by row and column, from 0: t[0][1]"),
    "a row": ("[[none, t[0]], [none, none]]", "t stands for the whole table", "name its cells"),
    "no cell": ("[[none, t[0][2]], [none, none]]", "t[0][2] is no cell", "rows go from 0 to 1, columns from 0 to 1"),
    "itself": ("[[none, t[0][1]], [none, none]]", "t[0][1] follows from itself", "a cell follows from others"),
    "a circle": ("[[t[0][1] / 2, 2 * t[0][0]], [none, none]]", "t[0][0] follows from itself", "found before it"),
    "another value": ("[[none, 3 * t[0][0]], [none, none]]", "in row 0, column 1, counted from 0, but the answer has", "the same cells"),
    "an unknown name": ("[[none, m * t[0][0]], [none, none]]", "unknown name 'm'", "define it in draw or let"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_a_bank_says_wrong(name: str, tmp_path: Path) -> None:
    follow, said, fix = WRONG[name]
    path = tmp_path / "bank.toml"
    path.write_text(BANK.format(follow=follow), encoding="utf-8")
    found = [str(problem) for problem in find_problems([path], draws=3)]
    assert len(found) == 1
    assert found[0].startswith(f"{path}:11: own.part.0.follow: ")
    assert said in found[0]
    assert fix in found[0]


def test_what_a_bank_says_right(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(
        BANK.format(follow="[[none, 2 * t[0][0]], [t[0][0] + 1, 2 * t[1][0]]]"), encoding="utf-8"
    )
    assert [str(problem) for problem in find_problems([path], draws=3)] == []
