"""Trees of formulas as values: equal by what they say, each operation apart from the others."""

from fractions import Fraction

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.syntax import Formula
from quizgen.answers.tree import (
    Call,
    Constant,
    Equation,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Tree,
    of_parts,
)
from quizgen.answers.written import written

X, Y = Name("x"), Name("y")
ONE_OF_EACH: tuple[Tree, ...] = (
    X,
    Number(Fraction(2)),
    Constant("e"),
    Negative(X),
    Sum(X, Y),
    Product(X, Y),
    Quotient(X, Y),
    Power(X, Y),
    Equation(X, Y),
    Call("max", (X, Y)),
    Call("min", (X, Y)),
)


class TestEquality:
    """A sum is no product of the same parts, and parts decide, wherever they stand."""

    def test_every_sort_is_equal_to_itself_alone(self) -> None:
        copies = [of_parts(tree, tree.parts) for tree in ONE_OF_EACH]
        for i, tree in enumerate(ONE_OF_EACH):
            assert [tree == copy for copy in copies] == [i == j for j in range(len(copies))]
            assert hash(tree) == hash(copies[i])

    def test_each_side_counts(self) -> None:
        assert Sum(X, Y) != Sum(Y, X)
        assert Sum(X, Y) != Sum(X, X)
        assert Sum(Y, Y) != Sum(X, Y)
        assert Sum(Product(X, Y), Y) != Sum(Quotient(X, Y), Y)
        both: list[Tree] = [Name("e"), Constant("e")]
        assert both[0] != both[1]

    def test_the_longest_sums_that_are_read(self) -> None:
        """As long as a formula may be; sums of hundreds of terms lean to the left."""
        first, second = (Formula(["x"]).read("x" * 600) for _ in range(2))
        other = Formula(["x", "y"]).read("y" + "x" * 599)
        assert first == second
        assert first != other

    def test_other_parts_of_the_same_sort(self) -> None:
        assert of_parts(Quotient(X, Y), [Y, X]) == Quotient(Y, X)
        assert of_parts(Call("max", (X, Y)), [X]) == Call("max", (X,))
        assert of_parts(X, []) is X
        with pytest.raises(ValueError, match="unpack"):
            of_parts(Sum(X, Y), [X])


@pytest.mark.parametrize("key", ["exp(x)^2", "abs(x)^2", "x^2", "exp(x)/2", "abs(x)/2", "x/2"])
def test_an_equation_in_a_table_has_no_value(key: str) -> None:
    """`exp(x) = 2` is neither the power nor the quotient of its sides."""
    left = key.rstrip("^/2")
    kind = answer_kind("symbolic_matrix", [[key, "x"]], variables=["x"])
    assert kind.judge(f"[[{key}, x]]").status == "correct"
    assert kind.judge(f"[[{left} = 2, x]]").status == "wrong"


def test_the_power_of_a_root_is_not_lost() -> None:
    """As of every other function: `sin^2(x)` is the sine, squared."""
    read = Formula(["x"]).read
    assert written(read(r"\sqrt^2[3]{x}")) == "(x^(1/3))^2"
    assert written(read(r"\sin^2(x)")) == "sin(x)^2"
