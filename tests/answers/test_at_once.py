"""What most of a class types is read at once; the long way reads the same texts alike."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.answers import answer_kind, arrays, number, scalar
from quizgen.answers.kinds import expression, matrix, shape, vector
from quizgen.answers.number import at_once
from quizgen.answers.plain_rows import plain_rows, whole_row, whole_table
from quizgen.answers.syntax import Formula

NEVER = re.compile(r"(?!)")
# Every place where a text is taken at once.
QUICK = (
    (number, "at_once"),
    (scalar, "at_once"),
    (vector, "whole_row"),
    (matrix, "whole_table"),
    (arrays, "plain_rows"),
    (shape, "plain_rows"),
    (Formula, "read_at_once"),
)


@contextmanager
def the_long_way() -> Iterator[None]:
    """Nothing is read at once."""
    with ExitStack() as stack:
        for place, name in QUICK:
            stack.enter_context(patch.object(place, name, lambda *_, **__: None))
        for place, name in ((scalar, "_WHOLE"), (shape, "_WHOLE"), (expression, "_PLAIN")):
            stack.enter_context(patch.object(place, name, NEVER))
        yield


# Kind, key and settings; texts of their own beside what is put together at random.
QUESTIONS: dict[str, tuple[str, Any, dict[str, Any], list[str]]] = {
    "whole": ("integer", 1234, {}, ["1234", "1,234", " 1234 ", "x = 1234", "+1234", "1234.0"]),
    "comma": ("real", "1.5", {"decimal_comma": True}, ["1,5", "1.5", "1.234", "12"]),
    "real": ("real", 1.5, {"rtol": 1e-3}, ["1.5", "3/2", "1.5009", "-1.5", "15", "1,500"]),
    "fraction": ("fraction", "-3/2", {}, ["-3/2", r"-\frac{3}{2}", "-6 / 4", "-1.5", "3/-2"]),
    "vector": (
        "vector", [1, -2, 12], {"partial": "per_entry"},
        ["[1, -2, 12]", "(1,-2,12)", "[1 -2 12]", "[12, -2, 1]", "[1, -2.0, 12]", "[1, 2, 12]"],
    ),
    "strict": (
        "vector", [1, 2], {"orientation": "strict"}, ["[1, 2]", "[[1], [2]]", "[1, 2]^T", "1 2"],
    ),
    "matrix": (
        "matrix", [[1, 2], [0, 12]], {"partial": "per_entry"},
        ["[[1, 2], [0, 12]]", "[[1,2],[0,12]]", "[[1, 0], [2, 12]]", "[[1, 2], [0]]", "[1 2; 0 12]"],
    ),
    "shape": ("shape", [1, 20, 6], {}, ["(1, 20, 6)", "[1,20,6]", "1x20x6", "(1 20 6)"]),
    "formula": (
        "expression", "2*x*y + 12", {"variables": ["x", "y"]},
        ["2xy + 12", "2*(x*y+6)", "12 - -2xy", "x*y**1*2+12", "2 x y+ 12.0", "2yx+12", "xy2"],
    ),
    "exponents": (
        "expression", "2*e + 3*x", {"variables": ["e", "x"]},
        ["2e + 3x", "2e+3x", "2e+3", "x*2e+3", "3x+2E+3", "e2 + 3x"],
    ),
    "letters": (
        "expression", "o*r + l*n", {"variables": ["o", "r", "l", "n", "p", "i"]},
        ["or + ln", "o*r + l*n", "OR", "pi", "ro+nl", "ln p", "no"],
    ),
}  # fmt: skip
PIECES = [
    "0", "1", "2", "12", "007", "234", "20", "6", "-", "+", ",", ", ", " ", "  ", "[", "]", "(", ")", "[[", "]]", "],[",
    "], [", ".", "/", "1,234", ".5", "x", "y", "xy", "or", "ln", "pi", "e", "^", "**", "*", "//", "\n", "−", "=", "_1", "'",
]  # fmt: skip


def texts(own: list[str]) -> st.SearchStrategy[str]:
    """The question's texts, and those broken or put together anew."""
    pieces = st.sampled_from(PIECES)
    cut = st.tuples(st.sampled_from(own), st.integers(0, 20), pieces, st.integers(0, 2))
    broken = cut.map(lambda c: c[0][: c[1]] + c[2] + c[0][c[1] + c[3] :])
    row = st.lists(st.integers(-(10**16), 10**16) | st.integers(-20, 20), min_size=1, max_size=4)
    rows = st.lists(row, min_size=1, max_size=3)
    written = (row | rows).map(str) | row.map(lambda r: f"({' '.join(map(str, r))})")
    return st.sampled_from(own) | broken | written | st.lists(pieces, max_size=9).map("".join)


@pytest.mark.again
@pytest.mark.parametrize("name", QUESTIONS)
def test_both_ways_give_one_verdict(name: str) -> None:
    """Status, score, reading and feedback are the same for a text of any kind."""
    kind, key, options, own = QUESTIONS[name]

    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    @given(texts(own))
    def agree(text: str) -> None:
        quick = answer_kind(kind, key, **options).judge(text)
        with the_long_way():
            slow = answer_kind(kind, key, **options).judge(text)
        assert quick == slow

    agree()


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda text: at_once(text, decimal_comma=False), "1234"),
        (lambda text: at_once(text, decimal_comma=False), " -0.25 "),
        (lambda text: at_once(text, decimal_comma=False), "1,234,567"),
        (lambda text: at_once(text, decimal_comma=False), r"\frac{-3}{2}"),
        (whole_row, "[3, -4, 5]"),
        (whole_row, "(3 -4 5)"),
        (whole_table, "[[1, 2], [3, 4]]"),
        (plain_rows, "[0.5, -1.25]"),
        (Formula(["x", "y"]).read_at_once, "2xy*(x + 3)^2 - 1"),
    ],
)
def test_what_most_type_is_read_at_once(read: Callable[[str], object], text: str) -> None:
    """Otherwise the two ways would agree because there is only one."""
    assert read(text) is not None


def test_the_long_way_is_long() -> None:
    """With every quick reader off, answers are still read."""
    with the_long_way():
        assert answer_kind("vector", [1, 2]).judge("[1, 2]").status == "correct"
        assert answer_kind("integer", 12).judge("12").status == "correct"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("ln(2)", "0.693147"),
        ("1/(1+e^-1)", "0.731059"),
        ("0.123456789012345678", "0.123457"),
        ("1e-300", "a number very close to 0"),
        ("1e300/3", "about 3.33333e+299"),
    ],
)
def test_what_was_worked_out_is_told_in_six_figures(text: str, reading: str) -> None:
    assert answer_kind("real", "0.7", arithmetic=True).judge(text).reading == reading
