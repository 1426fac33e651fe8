"""A hint that uses a term of the trade where the statement has none of it."""

from collections.abc import Callable

import pytest

BANK = """[[exercise]]
id = "text"
draw = {{ A = "integer(20, 400)", P = "integer(3, 9)", K = "integer(2, 9)" }}
require = ["P != K"]
text = "{statement} There are {{{{ A }}}}, {{{{ P }}}} and {{{{ K }}}}."
[[exercise.part]]
ask = "How many in all?"
answer = "K * (A * P + 1)"
hint = "{hint}"
mistakes = {{ once = {{ value = "K * A * P + 1", hint = "{slip}" }} }}
"""
PLAIN = "Rows, columns and words."


def bank(statement: str = PLAIN, hint: str = "Count.", slip: str = "Count.") -> str:
    return BANK.format(statement=statement, hint=hint, slip=slip)


def said(lines: list[str]) -> list[str]:
    return [line for line in lines if "which nothing in the statement does" in line]


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("There is one in all, not one for each input channel.", "channel"),
        ("Add the padding on both sides.", "padding"),
        ("Move on by the stride.", "stride"),
        ("The heads share the numbers.", "heads"),
        ("Each of the gates has its own.", "gates"),
        ("Every pixel has one.", "pixel"),
        ("A filter has one too.", "filter"),
        ("Divide by the groups.", "groups"),
        ("Each epoch begins anew.", "epoch"),
        ("Pooling learns nothing.", "pooling"),
        ("That is what ReLU gives.", "relu"),
        ("That is the sigmoid of it.", "sigmoid"),
        ("That is the tanh of it.", "tanh"),
        ("With drop_last the rest makes no step.", "drop_last"),
    ],
)
def test_a_term_from_nowhere(check: Callable[..., list[str]], slip: str, word: str) -> None:
    (found,) = said(check(bank(slip=slip)))
    assert found.startswith(f":10: text.part.0.mistakes.once: speaks of {word!r}")
    (found,) = said(check(bank(hint=slip)))
    assert found.startswith(f":9: text.part.0.hint: speaks of {word!r}")


@pytest.mark.parametrize(
    ("statement", "slip"),
    [
        ("Images with channels.", "Not one for each channel; every pixel has one."),
        ("`Conv2d(3, 4, 5)` is applied.", "A filter reads all channels; add the bias."),
        ("Nothing is padded.", "Without padding there are fewer."),
        ("A kernel moves over it.", "A filter is the same."),
        ("An LSTM reads it.", "It has four gates."),
        ("A leaky_relu is applied.", "That is what ReLU gives."),
        ("The hyperbolic tangent is applied.", "That is not the slope of tanh."),
        (PLAIN, "Only what lies inside counts: nothing is padded here, without padding."),
        (PLAIN, "Strident headers, ungrouped: count them."),
    ],
)
def test_what_the_statement_speaks_of(
    check: Callable[..., list[str]], statement: str, slip: str
) -> None:
    assert said(check(bank(statement, slip=slip))) == []


TABLE = """[[exercise]]
id = "table"
draw = { n = "integer(6, 300)", k = "integer(3, 5)", K = "integer(6, 90)" }
ask = "Which shapes come out of images of {{ n }} by {{ n }}, three in a batch?"
kind = "table"
answer = "[[Conv2d(1, K, k).output_shape((1, n, n))], [MaxPool2d(2).output_shape((1, n, n))]]"
settings = { rows = ["HEAD", "`nn.MaxPool2d(2)`"], columns = { shape = "shape" } }
WITHOUT"""


def test_the_heads_of_a_table_are_read_too(check: Callable[..., list[str]]) -> None:
    table = TABLE.replace("WITHOUT", "")
    assert said(check(table.replace("HEAD", "`nn.Conv2d(1, {{ K }}, {{ k }})`"))) == []
    (found,) = said(check(table.replace("HEAD", "first")))
    assert "the solver's hint of keeps-channels speaks of 'filter'" in found


def test_slips_of_the_solver_are_named_so_that_they_can_be_left_out(
    check: Callable[..., list[str]],
) -> None:
    table = TABLE.replace("HEAD", "first")
    (found,) = said(check(table.replace("WITHOUT", "")))
    names = found.rsplit("without = ", 1)[1]
    assert said(check(table.replace("WITHOUT", f"without = {names}"))) == []


def test_a_sum_with_b_speaks_of_an_intercept(check: Callable[..., list[str]]) -> None:
    assert said(check(bank("The output is $W x + b$.", slip="Add the intercept."))) == []
    assert said(check(bank("The output is $W x + bx$.", slip="Add the intercept."))) != []
