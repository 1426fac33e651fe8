"""Formulas in matrices put together: what changes nothing is left out, numbers and a minus stand in front."""

from fractions import Fraction

import pytest

from quizgen.answers.matrix_parts import (
    added,
    entrywise,
    minus,
    ones,
    over,
    product,
    scaled,
    transposed,
    typed,
    with_powers,
)
from quizgen.answers.matrix_tree import SCALAR, Node, Op, name, number
from quizgen.answers.matrix_written import written

MATRIX, COLUMN = ("m", "n"), ("m", 1)
A, B, x, y, s, t = map(name, ("A", "B", "x", "y", "s", "t"))
n = Node(Op.SIZE, word="n")
two, three = number(2), number(3)


def times(left: Node, right: Node) -> Node:
    """A number times a formula, as it stands."""
    return Node(Op.SCALE, (left, right))


def divided(top: Node, bottom: Node, sign: str = "/") -> Node:
    return Node(Op.DIVIDE, (top, bottom), word=sign)


def negative(node: Node) -> Node:
    return Node(Op.NEGATIVE, (node,))


@pytest.mark.parametrize(
    ("node", "shape", "text"),
    [
        (s, SCALAR, "s"), (A, MATRIX, "A^T"), (Node(Op.TRANSPOSE, (A,)), MATRIX, "A"),
        (product(A, B), MATRIX, "(B^T @ A^T)"), (product(Node(Op.TRANSPOSE, (A,)), x), COLUMN, "(x^T @ A)"),
        (negative(A), MATRIX, "(-A^T)"), (times(two, A), MATRIX, "(2 * A^T)"), (times(s, A), MATRIX, "(s * A)^T"),
        (divided(A, n), MATRIX, "(A^T / n)"), (divided(A, s), MATRIX, "(A / s)^T"), (divided(A, B, "./"), MATRIX, "(A ./ B)^T"),
        (x, COLUMN, "x^T"),
    ],
)  # fmt: skip
def test_transposed(node: Node, shape: tuple[str | int, str | int], text: str) -> None:
    assert typed(transposed(node, shape)) == text


@pytest.mark.parametrize(
    ("left", "right", "text"),
    [
        (A, B, "(A @ B)"), (negative(A), B, "(-(A @ B))"), (A, negative(B), "(-(A @ B))"), (negative(A), negative(B), "(A @ B)"),
        (times(two, A), B, "(2 * (A @ B))"), (A, times(two, B), "(2 * (A @ B))"), (times(two, A), times(three, B), "(6 * (A @ B))"),
        (times(s, A), B, "((s * A) @ B)"), (A, times(s, B), "(A @ (s * B))"),
        (divided(A, n), B, "((A @ B) / n)"), (A, divided(B, n), "((A @ B) / n)"), (divided(A, s), B, "((A / s) @ B)"),
        (divided(A, two), B, "((1/2) * (A @ B))"), (divided(negative(A), n), B, "(-((A @ B) / n))"),
        (times(Node(Op.CALL, (two,), word="sqrt"), A), B, "(sqrt(2) * (A @ B))"),
    ],
)  # fmt: skip
def test_product(left: Node, right: Node, text: str) -> None:
    assert typed(product(left, right)) == text


@pytest.mark.parametrize(
    ("factor", "node", "text"),
    [
        (number(1), A, "A"), (s, number(1), "s"), (s, A, "(s * A)"), (two, A, "(2 * A)"), (two, three, "6"), (number(-2), three, "(-6)"),
        (negative(s), A, "(-(s * A))"), (s, negative(A), "(-(s * A))"), (negative(s), negative(A), "(s * A)"), (number(-2), A, "(-(2 * A))"),
        (two, times(three, A), "(6 * A)"), (two, times(s, A), "(2 * (s * A))"), (s, times(two, A), "(2 * (s * A))"), (times(two, s), A, "(2 * (s * A))"),
        (two, times(number(Fraction(1, 2)), A), "A"), (number(-1), A, "(-A)"),
        (two, divided(A, s), "((2 * A) / s)"), (two, divided(x, y, "./"), "((2 * x) ./ y)"), (s, divided(A, t), "(s * (A / t))"), (two, divided(A, number(4)), "((1/2) * A)"),
        (s, s, "s^2"), (s, t, "(s * t)"), (number(0), A, "(0 * A)"),
    ],
)  # fmt: skip
def test_scaled(factor: Node, node: Node, text: str) -> None:
    assert typed(scaled(factor, node)) == text


@pytest.mark.parametrize(
    ("left", "right", "text"),
    [(s, s, "s^2"), ("s^2", s, "s^3"), (s, "s^2", "s^3"), ("s^2", "s^2", "s^4"), (s, t, "(s * t)"), ("s^2", t, "(s^2 * t)")],
)  # fmt: skip
def test_powers_of_a_number(left: Node | str, right: Node | str, text: str) -> None:
    square = Node(Op.ENTRY_POWER, (s,), word="^", number=Fraction(2))
    one, other = (square if isinstance(side, str) else side for side in (left, right))
    assert typed(with_powers(times(one, other))) == text


def test_powers_of_entries_are_none_of_a_number() -> None:
    entries = Node(Op.ENTRY_POWER, (x,), word=".^", number=Fraction(2))
    assert typed(with_powers(times(entries, entries))) == "(x.^2 * x.^2)"
    assert with_powers(product(s, s)) == product(s, s)


@pytest.mark.parametrize(
    ("left", "right", "shapes", "text"),
    [
        (x, y, (COLUMN, COLUMN), "(x .* y)"), (s, y, (SCALAR, COLUMN), "(s * y)"), (x, s, (COLUMN, SCALAR), "(s * x)"),
        (negative(x), y, (COLUMN, COLUMN), "(-(x .* y))"), (x, negative(y), (COLUMN, COLUMN), "(-(x .* y))"), (negative(x), negative(y), (COLUMN, COLUMN), "(x .* y)"),
        (x, times(two, y), (COLUMN, COLUMN), "(2 * (x .* y))"), (x, times(s, y), (COLUMN, COLUMN), "(x .* (s * y))"),
    ],
)  # fmt: skip
def test_entrywise(
    left: Node, right: Node, shapes: tuple[tuple[str, int], tuple[str, int]], text: str
) -> None:
    assert typed(entrywise(left, right, *shapes)) == text


@pytest.mark.parametrize(
    ("top", "bottom", "shape", "text"),
    [
        (x, number(1), SCALAR, "x"), (x, s, SCALAR, "(x / s)"), (x, y, COLUMN, "(x ./ y)"), (negative(x), s, SCALAR, "(-(x / s))"), (negative(x), y, COLUMN, "(-(x ./ y))"),
        (divided(x, s), t, SCALAR, "(x / (s * t))"), (divided(x, s), s, SCALAR, "(x / s^2)"), (divided(x, y, "./"), s, SCALAR, "((x ./ y) / s)"), (divided(x, s), y, COLUMN, "((x / s) ./ y)"),
        (x, two, SCALAR, "((1/2) * x)"), (number(6), number(4), SCALAR, "(3/2)"), (times(number(6), x), number(4), SCALAR, "((3/2) * x)"), (times(number(4), x), two, SCALAR, "(2 * x)"),
        (times(number(6), x), times(number(4), s), SCALAR, "(((3/2) * x) / s)"), (times(two, x), times(two, s), SCALAR, "(x / s)"), (x, times(two, s), SCALAR, "(x / (2 * s))"),
        (times(two, x), s, SCALAR, "((2 * x) / s)"), (two, s, SCALAR, "(2 / s)"), (two, times(two, s), SCALAR, "(1 / s)"),
    ],
)  # fmt: skip
def test_over(top: Node, bottom: Node, shape: tuple[str | int, str | int], text: str) -> None:
    assert typed(over(top, bottom, shape)) == text


def test_signs() -> None:
    assert [typed(minus(node)) for node in (x, negative(x), three, number(-3))] == ["(-x)", "x", "(-3)", "3"]  # fmt: skip
    sums = [added(*pair) for pair in ((x, y), (negative(x), y), (x, negative(y)), (negative(x), negative(y)))]  # fmt: skip
    assert list(map(typed, sums)) == ["(x + y)", "(y - x)", "(x - y)", "((-x) - y)"]
    assert [typed(ones(size)) for size in (1, 2, "n")] == ["1", "ones(2)", "ones(n)"]


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Node(Op.ONES, sizes=("m", "n")), "ones(m, n)"), (Node(Op.IDENTITY, sizes=("n",)), "eye(n)"), (n, "n"), (number(Fraction(-1, 2)), "(-1/2)"), (number(0), "0"),
        (Node(Op.TRANSPOSE, (Node(Op.ENTRY_POWER, (x,), word=".^", number=Fraction(2)),)), "(x.^2)^T"), (Node(Op.TRANSPOSE, (Node(Op.INVERSE, (A,)),)), "((A)^-1)^T"),
        (Node(Op.MATRIX_POWER, (A,), word="^", number=Fraction(2)), "A^2"), (Node(Op.MATRIX_POWER, (product(A, B),), word="^", number=Fraction(-1, 2)), "((A @ B))^(-1/2)"),
        (Node(Op.POSITIVE, (x, number(0))), "1[x > 0]"), (Node(Op.AT_LEAST, (x, y)), "1[x >= y]"),
        (Node(Op.INNER, (x, y)), "dot(x, y)"), (Node(Op.OUTER, (x, y)), "outer(x, y)"), (Node(Op.MAX, (x, y)), "max(x, y)"), (Node(Op.MIN, (x, y)), "min(x, y)"),
        (Node(Op.ENTRY, (A,), indices=("i", "j")), "A_{i,j}"), (Node(Op.TOTAL, (Node(Op.ENTRY, (x,), indices=("i",)),), word="i"), "(sum_i x_{i})"),
        (Node(Op.CALL, (x,), word="f"), "f(x)"), (Node(Op.CALL, (x,), word="f", primes=2), "f''(x)"), (Node(Op.CALL, (added(x, y),), word="f"), "f(x + y)"), (Node(Op.CALL, (A,), word="sum", along=0), "sum(A, axis=0)"),
        (Node(Op.CALL, (x,), word="norm", indices=("1",)), "norm(x)_1"), (Node(Op.CALL, (x,), word="norm", indices=("",)), "norm(x)"), (Node(Op.CALL, (x,), word="f", indices=("1",)), "f(x)"), (Node(Op.CALL, word="pi"), "pi"),
        (divided(x, y, ""), "(x / y)"),
    ],
)  # fmt: skip
def test_typed(node: Node, text: str) -> None:
    assert typed(node) == text


def test_without_the_outer_brackets() -> None:
    shown = [added(x, y), product(A, x), negative(x), divided(x, s), times(s, x), Node(Op.HADAMARD, (x, y)), Node(Op.INNER, (x, y)), number(-1), x]  # fmt: skip
    assert [typed(node, bare=True) for node in shown] == ["x + y", "A @ x", "-x", "x / s", "s * x", "x .* y", "dot(x, y)", "(-1)", "x"]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        # Beside, below, raised, added and of a function: what is no single sign has brackets where it would be torn apart.
        (2, ("2 x", "s * 2", "x/2", "2/s", "2^2", "x + 2", "2 + x", "f(2)", "x^2")),
        ("1/2", ("1/2 x", "s (1/2)", "x/(1/2)", "1/2/s", "(1/2)^2", "x + 1/2", "1/2 + x", "f(1/2)", "x^{1/2}")),
        (-2, ("-2 x", "s (-2)", "x/(-2)", "-2/s", "(-2)^2", "x − 2", "-2 + x", "f(-2)", "x^{-2}")),
    ],
)  # fmt: skip
def test_numbers_are_written_so_that_they_read_back(
    value: int | str, texts: tuple[str, ...]
) -> None:
    number_ = number(Fraction(value))
    raised = [Node(Op.ENTRY_POWER, (base,), word="^", number=by) for base, by in ((number_, Fraction(2)), (x, Fraction(value)))]  # fmt: skip
    nodes = [times(number_, x), times(s, number_), divided(x, number_), divided(number_, s), raised[0], added(x, number_), added(number_, x), Node(Op.CALL, (number_,), word="f"), raised[1]]  # fmt: skip
    assert tuple(map(written, nodes)) == texts
