"""A right method with an earlier wrong number is a right answer; a way around the work is not.

Expected values are computed by hand in the test's name or comment.
"""

from collections.abc import Callable
from typing import Any

import pytest

from quizgen.grading.judging import judged
from quizgen.grading.solving import names_of, solved_tree
from quizgen.language.cells import cell_expressions
from quizgen.variant import Part, Variant

Build = Callable[..., Any]


def marks(variant: Variant, *answers: str) -> list[tuple[str, str]]:
    """Status and feedback of each part, answered in order."""
    seen: dict[str, str] = {}
    found = []
    for part, text in zip(variant.parts, answers, strict=True):
        verdict, _ = judged(variant, part, text, seen)
        seen[part.id] = text
        found.append((str(verdict.status), verdict.feedback))
    return found


FOLLOWS = "Follows from your answer to (a)."


class TestEveryKind:
    """The kind of the part that follows, from an earlier wrong one."""

    def test_integer(self, part: Build, variant: Build) -> None:
        # 6 weights at 5 units are 30 connections; 7 weights would be 35.
        one = variant(
            part("P", "integer", 6),
            part("connections", "integer", 30, follow="P * U", uses=["P"]),
            values={"U": 5},
        )
        assert marks(one, "7", "35") == [("wrong", ""), ("correct", FOLLOWS)]
        assert marks(one, "7", "30")[1][0] == "correct"
        assert marks(one, "7", "42")[1][0] == "wrong"
        assert marks(one, "6", "35")[1][0] == "wrong"

    def test_fraction(self, part: Build, variant: Build) -> None:
        # The mean 3/2 halved is 3/4; the wrong mean 5/2 halved is 5/4.
        one = variant(
            part("mean", "fraction", "3/2"),
            part("half", "fraction", "3/4", follow="mean / 2", uses=["mean"]),
        )
        assert marks(one, "5/2", "5/4")[1] == ("correct", FOLLOWS)
        assert marks(one, "2.5", "1.25")[1] == ("correct", FOLLOWS)

    def test_a_whole_number_that_is_none_any_more(self, part: Build, variant: Build) -> None:
        # 12 / 4 = 3; with 5 it is 12/5.
        one = variant(
            part("n", "integer", 4),
            part("ratio", "integer", 3, follow="m / n", uses=["n"]),
            values={"m": 12},
        )
        assert marks(one, "5", "12/5")[1] == ("correct", FOLLOWS)
        assert marks(one, "5", "2")[1][0] == "wrong"

    def test_real(self, part: Build, variant: Build) -> None:
        # Within 0.01 of 1.7 · 2 = 3.4.
        one = variant(
            part("x", "real", 1.5, settings={"atol": 0.01}),
            part("y", "real", 3.0, follow="2 * x", uses=["x"], settings={"atol": 0.01}),
        )
        assert marks(one, "1.7", "3.405")[1] == ("correct", FOLLOWS)
        assert marks(one, "1.7", "3.42")[1][0] == "wrong"

    def test_vector(self, part: Build, variant: Build) -> None:
        # relu of (4, -1, 3) is (4, 0, 3).
        one = variant(
            part("a", "vector", [4, -2, 5]),
            part("h", "vector", [4, 0, 5], follow="relu(a)", uses=["a"]),
        )
        assert marks(one, "[4, -1, 3]", "[4, 0, 3]")[1] == ("correct", FOLLOWS)
        assert marks(one, "[4, -1, 3]", "[4, 1, 3]")[1][0] == "wrong"

    def test_vector_times_a_number(self, part: Build, variant: Build) -> None:
        # An array, not a list: 2 · (3, 5) is (6, 10), not (3, 5, 3, 5).
        one = variant(
            part("a", "vector", [2, 5]),
            part("b", "vector", [4, 10], follow="2 * a", uses=["a"]),
        )
        assert marks(one, "(3, 5)", "(6, 10)")[1] == ("correct", FOLLOWS)

    def test_matrix(self, part: Build, variant: Build) -> None:
        one = variant(
            part("W", "matrix", [[2, 3], [4, 5]]),
            part("V", "matrix", [[6, 9], [12, 15]], follow="3 * W", uses=["W"]),
        )
        assert marks(one, "[[2, 3], [4, 7]]", "[[6, 9], [12, 21]]")[1] == ("correct", FOLLOWS)
        assert marks(one, "[[2, 4], [3, 5]]", "[[6, 12], [9, 15]]")[1] == ("correct", FOLLOWS)

    def test_shape(self, part: Build, variant: Build) -> None:
        # Pooling by 2: (3, 8, 8) becomes (3, 4, 4); the student's (3, 10, 10) becomes (3, 5, 5).
        one = variant(
            part("conv", "shape", [3, 8, 8]),
            part("pool", "shape", [3, 4, 4], follow="p.output_shape(conv)", uses=["conv"],
                 let={"p": "MaxPool2d(2)"}),
        )  # fmt: skip
        assert marks(one, "(3, 10, 10)", "(3, 5, 5)")[1] == ("correct", FOLLOWS)
        # A shape nothing can be pooled from leads nowhere.
        assert marks(one, "(3, 1, 1)", "(3, 0, 0)")[1][0] == "wrong"

    def test_a_shape_is_a_tuple(self, part: Build, variant: Build) -> None:
        one = variant(
            part("one", "shape", [3, 8]),
            part("batch", "shape", [32, 3, 8], follow="(n,) + one", uses=["one"]),
            values={"n": 32},
        )
        assert marks(one, "(3, 9)", "(32, 3, 9)")[1] == ("correct", FOLLOWS)

    def test_integer_from_a_shape(self, part: Build, variant: Build) -> None:
        one = variant(
            part("shape", "shape", [3, 8, 8]),
            part("units", "integer", 192, follow="prod(shape)", uses=["shape"]),
        )
        assert marks(one, "(3, 9, 9)", "243")[1] == ("correct", FOLLOWS)

    def test_choice(self, part: Build, variant: Build) -> None:
        settings = {"choices": ["A", "B"], "choice_texts": ["not deep", "deep"]}
        one = variant(
            part("L", "integer", 4),
            part("deep", "choice", "B", follow="'deep' if L >= 3 else 'not deep'", uses=["L"],
                 settings=settings),
        )  # fmt: skip
        assert marks(one, "2", "A")[1] == ("correct", FOLLOWS)
        assert marks(one, "2", "not deep")[1] == ("correct", FOLLOWS)
        assert marks(one, "5", "A")[1][0] == "wrong"

    def test_from_a_choice(self, part: Build, variant: Build) -> None:
        settings = {"choices": ["A", "B"], "choice_texts": ["no", "yes"]}
        one = variant(
            part("bias", "choice", "B", settings=settings),
            part("count", "integer", 12, follow="n + 2 if bias == 'yes' else n", uses=["bias"]),
            values={"n": 10},
        )
        assert marks(one, "B", "12")[1][0] == "correct"
        # Without the intercepts nothing is left to compute: 10 is given.
        assert marks(one, "A", "10")[1][0] == "wrong"

    def test_boolean(self, part: Build, variant: Build) -> None:
        one = variant(
            part("zeros", "integer", 12),
            part("sparse", "boolean", "true", follow="zeros > 8", uses=["zeros"]),
        )
        assert marks(one, "6", "false")[1] == ("correct", FOLLOWS)
        assert marks(one, "9", "false")[1][0] == "wrong"

    def test_expression(self, part: Build, variant: Build) -> None:
        # 4 bytes for each of P K weights; with intercepts the student has 4 (P K + K).
        names = {"variables": ["K", "P"]}
        one = variant(
            part("n", "expression", "P*K", settings=names),
            part("bytes", "expression", "4*P*K", follow="4 * n", uses=["n"], settings=names),
        )
        assert marks(one, "K (P + 1)", "4 K + 4 P K")[1] == ("correct", FOLLOWS)
        assert marks(one, "K (P + 1)", "4 K P + K")[1][0] == "wrong"
        assert marks(one, "K", "4 K")[1][0] == "correct"
        assert marks(one, "1", "4")[1][0] == "wrong"

    def test_expression_with_another_name(self, part: Build, variant: Build) -> None:
        one = variant(
            part("a", "expression", "x + 1", settings={"variables": ["x", "y"]}),
            part("b", "expression", "(x + 1)^2/2", follow="a ** 2 / c - 0", uses=["a"],
                 settings={"variables": ["x"]}),
            values={"c": 2},
        )  # fmt: skip
        assert marks(one, "y - x", "(x - y)^2 / 2")[1][0] == "unreadable"
        assert marks(one, "2x + 1", "(2 x + 1)^2 / 2")[1] == ("correct", FOLLOWS)
        # A name that is of no consequence in the first may stand in what follows from it.
        assert marks(one, "2x + 1 + 0*y", "(2 x + 1)^2 / 2")[1] == ("correct", FOLLOWS)

    def test_symbolic_matrix(self, part: Build, variant: Build) -> None:
        names = {"variables": ["v_1", "v_2"]}
        one = variant(
            part("W", "symbolic_matrix", [["v_1", "v_2"], [0, "v_1"]], settings=names),
            part("V", "symbolic_matrix", [["3*v_1", "3*v_2"], [0, "3*v_1"]], follow="3 * W",
                 uses=["W"], settings=names),
        )  # fmt: skip
        found = marks(one, "[v2, v1; 0, v2]", "[3 v2, 3 v1; 0, 3 v2]")
        assert found[1] == ("correct", FOLLOWS)
        assert marks(one, "[v2, v1; 0, v2]", "[3 v2, 3 v1; 3, 3 v2]")[1][0] == "wrong"

    def test_formula_of_matrices(self, part: Build, variant: Build) -> None:
        names = {"shapes": "g: m; z: m; W: m, n; x: n"}
        one = variant(
            part("d", "matrix_expression", "g .* tanh'(z)", settings=names),
            part("W", "matrix_expression", "(g .* tanh'(z)) @ x^T", follow="'(' + d + ') @ x^T'",
                 uses=["d"], settings=names),
        )  # fmt: skip
        assert marks(one, "g .* tanh(z)", "(tanh(z) .* g) x^T")[1] == ("correct", FOLLOWS)
        assert marks(one, "g .* z", "(z .* g) x'")[1] == ("correct", FOLLOWS)
        assert marks(one, "g", "g x'")[1][0] == "wrong"  # less than half of the work is left
        assert marks(one, "g .* tanh(z)", "x (g .* tanh(z))^T")[1][0] == "wrong"
        # Of what has not the shape that is asked nothing follows, nor of what does not fit or is not read.
        assert marks(one, "(g .* z)^T", "((g .* z)^T)^T x^T")[1][0] == "wrong"
        assert marks(one, "W z", "(W z) x^T")[1][0] == "wrong"
        assert marks(one, "g .*", "g x^T")[1][0] == "wrong"

    def test_a_chain(self, part: Build, variant: Build) -> None:
        # (a) wrong 7, (b) follows 35, (c) from the student's own 35: 50 - 35 = 15.
        one = variant(
            part("P", "integer", 6),
            part("edges", "integer", 30, follow="P * U", uses=["P"]),
            part("zeros", "integer", 20, follow="D * U - edges", uses=["edges"]),
            values={"U": 5, "D": 10},
        )
        found = marks(one, "7", "35", "15")
        assert [status for status, _ in found] == ["wrong", "correct", "correct"]

    def test_two_earlier_parts(self, part: Build, variant: Build) -> None:
        one = variant(
            part("w", "integer", 20),
            part("b", "integer", 5),
            part("total", "integer", 25, follow="w + b", uses=["w", "b"]),
        )
        assert marks(one, "30", "6", "36")[2][1] == "Follows from your answer to (a) and (b)."
        assert marks(one, "30", "5", "35")[2][1] == FOLLOWS


class TestGuards:
    """Nothing is followed that is not readable, wrong, legal, and still some work."""

    @pytest.fixture
    def product(self, part: Build, variant: Build) -> Variant:
        found: Variant = variant(
            part("P", "integer", 6),
            part("edges", "integer", 30, follow="P * U", uses=["P"]),
            values={"U": 5, "D": 10},
        )
        return found

    @pytest.mark.parametrize(
        ("earlier", "answer"),
        [
            ("seven", "35"),  # not readable
            ("", "35"),  # not answered
            ("0", "0"),  # nothing is left to do
            ("-7", "-35"),  # a count is positive
            ("1", "5"),  # no operation: U is given
            ("2", "10"),  # D is given
            ("7.5", "37.5"),  # a count is whole
            ("7e15", "35e15"),  # no slip has so many digits
        ],
    )
    def test_refused(self, product: Variant, earlier: str, answer: str) -> None:
        assert marks(product, earlier, answer)[1][0] == "wrong"

    def test_less_than_half_of_the_work(self, part: Build, variant: Build) -> None:
        one = variant(
            part("a", "vector", [3, 5, 7, 9]),
            part("s", "integer", 24, follow="sum(a)", uses=["a"]),
        )
        assert marks(one, "[3, 5, 7, 10]", "25")[1] == ("correct", FOLLOWS)
        assert marks(one, "[3, 5, 0, 0]", "8")[1] == ("correct", FOLLOWS)
        assert marks(one, "[0, 0, 0, 9]", "9")[1][0] == "wrong"
        assert marks(one, "[0, 0, 0, 0]", "0")[1][0] == "wrong"

    def test_the_right_shape(self, part: Build, variant: Build) -> None:
        one = variant(
            part("a", "vector", [3, 5, 7]),
            part("s", "integer", 15, follow="sum(a)", uses=["a"]),
        )
        assert marks(one, "[3, 5]", "8")[1][0] == "wrong"

    def test_unchanged_keys_are_not_followed(self, part: Build, variant: Build) -> None:
        one = variant(
            part("n", "integer", 7),
            part("half", "integer", 3, follow="n // 2", uses=["n"]),
        )
        assert marks(one, "6", "3")[1] == ("correct", "")
        assert marks(one, "6", "4")[1][0] == "wrong"

    def test_division_by_the_students_number(self, part: Build, variant: Build) -> None:
        one = variant(
            part("n", "fraction", "5/2"),
            part("q", "fraction", "2/5", follow="1 / (n - 3)", uses=["n"]),
        )
        assert marks(one, "3", "0")[1][0] == "wrong"


def cells_that_follow(variant: Variant, part: Part) -> int:
    """How many cells of a table follow from others; from the right ones each is that of the key."""
    assert part.follow is not None
    names = names_of(variant, part.follow.uses)
    cells = cell_expressions(part.follow.expression, part.id, len(part.key), len(part.key[0]))
    for (r, c), cell in cells.items():
        again = solved_tree(cell.tree, names, part.follow.let)
        assert again == part.key[r][c], (variant.code, r, c)
    return len(cells)


@pytest.mark.again
def test_every_follow_of_the_shipped_banks_gives_its_key() -> None:
    """With the right earlier answers the re-solved key is the key: 5 draws of every level."""
    import json

    from quizgen.bank import draw, load_banks
    from quizgen.grading.follow_through import resolved

    checked = 0
    for exercise in load_banks().exercises.values():
        if not any(part.follow for part in exercise.parts):
            continue
        for level in exercise.levels:
            for seed in range(5):
                drawn = draw(exercise, seed, level or None)
                read = Variant.from_json(json.loads(drawn.to_line()))
                for part in read.parts:
                    if part.follow and part.id in part.follow.uses:
                        checked += cells_that_follow(read, part)
                    elif part.follow:
                        assert resolved(read, part, {}) == part.key, (read.code, part.id)
                        checked += 1
    assert checked > 100
