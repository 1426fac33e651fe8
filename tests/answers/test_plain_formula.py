"""The quick way through plain formulas and the long one give the same tree, or none."""

import random

import pytest

from quizgen.answers.grammar import tree_of
from quizgen.answers.syntax import Formula
from quizgen.answers.tree import Tree
from quizgen.answers.verdict import Unreadable

PIECES = [*"xyaBq()()+-*/^xy", "2", "34", "**", "//", " ", "xy", "007"]


def the_long_way(reader: Formula, text: str) -> Tree | None:
    try:
        return tree_of(reader._tokens(text))
    except Unreadable:
        return None


@pytest.mark.parametrize("size", [3, 5, 7, 9])
def test_both_ways_give_one_tree(size: int) -> None:
    rng = random.Random(size)  # noqa: S311 - texts to read
    reader = Formula(["x", "y", "a", "B"])
    read = 0
    for _ in range(6_000):
        text = "".join(rng.choice(PIECES) for _ in range(size))
        tree = reader.read_at_once(text)
        if tree is not None:
            read += 1
            assert tree == the_long_way(reader, text), text
    assert read > 10


@pytest.mark.parametrize(
    "text",
    [
        "-x^2", "-x*y", "2^-x^y", "2^-x*y", "2*-x^2", "x-y-2", "x/y/2", "x/y*2", "2xy^2x", "x-(y-2)", "x - -y",
        "2(x+1)(y-1)", "-(-x)", "x//y//2", "x^y^2", "(x)y", "x**-2",
    ],
)  # fmt: skip
def test_what_people_type_goes_the_quick_way(text: str) -> None:
    reader = Formula(["x", "y"])
    assert reader.read_at_once(text) == the_long_way(reader, text) is not None


@pytest.mark.parametrize(
    "text", ["x2", "--x", "2^--x", "()", "x)", "(x", "x+", "*x", "", " ", "q", "2 3", "ln(x)"]
)
def test_what_may_mean_something_else_does_not(text: str) -> None:
    assert Formula(["x", "y", "l", "n"]).read_at_once(text) is None
