"""What a proof-reader would mark."""

from collections.abc import Callable

import pytest

BANK = """[[exercise]]
id = "sum"
draw = { a = "integer(2, 400)", b = "integer(500, 900)" }
text = "Add {{ a }} and {{ b }}."
[[exercise.part]]
ask = "What is the sum?"
answer = "a + b"
hint = "HINT"
mistakes = { product = { value = "a * b", hint = "SLIP" } }
"""
GOOD = "Add, do not multiply."


@pytest.mark.parametrize(
    ("hint", "fault"),
    [
        ("Add the the numbers.", "a word stands twice: 'the the'"),
        ("The sum is is asked.", "a word stands twice: 'is is'"),
        ("Think of a 8 and a 3.", "the article does not fit: 'a 8'"),
        ("Think of a 11.", "the article does not fit: 'a 11'"),
        ("Think of a $18 \\\\times 2$ table.", "the article does not fit: 'a 18'"),
        ("A edge is a number.", "the article does not fit: 'A edge'"),
        ("Take an number.", "the article does not fit: 'an number'"),
        ("Count from -3 on.", "a hyphen for a minus sign: '-3'"),
        ("Add the 1 entries.", "one of several: '1 entries'"),
        ("Add them , then stop.", "a blank before a punctuation mark: 'them ,'"),
        ("It gives 31 - 3 + 1 outputs.", "a hyphen for a minus sign: '- 3'"),
        ("Add all 2 numbers.", "all of two are both: 'all 2 numbers'"),
        ("Take $2 + -3$.", "a formula that is not tidied up: '+ -'"),
        ("Take $\\\\frac{2}{2}$.", "a formula that is not tidied up: '\\\\frac{2}{2}'"),
        ("Add the numbers", "the sentence has no end: '… Add the numbers'"),
        ("Add the numbers, one after the other", "the sentence has no end: '… after the other'"),
    ],
)
def test_a_slip_of_the_pen_is_found_in_every_hint(
    check: Callable[..., list[str]], hint: str, fault: str
) -> None:
    for place, line in (("HINT", 8), ("SLIP", 9)):
        other = "SLIP" if place == "HINT" else "HINT"
        found = check(BANK.replace(place, hint).replace(other, GOOD))
        assert len(found) == 1, found
        assert found[0].startswith(f":{line}: sum.part.0.")
        assert fault in found[0]


@pytest.mark.parametrize(
    "hint",
    [
        "Panel A is an 8 by 8 table, an 11 by 11 one and a unit of an hour.",
        "A one-hot vector has a use; an RNN is read letter by letter.",
        "From $-3$ to −3, in `code code -1` and the range 2-3.",
        "Is it 18? It is a 180.",
    ],
)
def test_good_english_is_left_alone(check: Callable[..., list[str]], hint: str) -> None:
    assert check(BANK.replace("HINT", hint).replace("SLIP", GOOD)) == []


@pytest.mark.parametrize("hint", ["The sum of a and the other.", "Here a is the larger one."])
def test_a_letter_that_is_a_name_is_no_article(check: Callable[..., list[str]], hint: str) -> None:
    assert check(BANK.replace("HINT", hint).replace("SLIP", GOOD)) == []


def test_one_fault_of_many_values_is_told_once_with_its_repair(
    check: Callable[..., list[str]],
) -> None:
    bank = BANK.replace('text = "', 'text = "The sign is {{ [a, -a] | row }}. ', 1)
    (found,) = check(bank.replace("HINT", GOOD).replace("SLIP", GOOD))
    assert "a hyphen for a minus sign" in found
    assert found.count("'-") == 3
