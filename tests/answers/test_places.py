"""A key is printed to the places asked, and what is printed is still right."""

import random
import re

import pytest

from quizgen.answers import answer_kind, kind_class
from quizgen.answers.description import Exact
from quizgen.errors import UserError
from quizgen.language.expression import Scope
from quizgen.language.texts import filled


@pytest.mark.parametrize("atol", ["0.5", "0.02", "0.005", "0.001", "0.0005", "0.00001"])
def test_what_is_printed_is_right_and_no_longer_than_asked(atol: str) -> None:
    rng = random.Random(atol)  # noqa: S311 - a corpus, not a secret
    for kind in ("real", "vector", "matrix"):
        for _ in range(200):
            number = rng.choice(
                (rng.uniform(-1, 1), rng.uniform(-1000, 1000), rng.uniform(0, 1e-5))
            )
            key = (
                number if kind == "real" else [number, 0.5] if kind == "vector" else [[number], [1]]
            )
            settings = {"atol": atol}
            (piece,) = kind_class(kind).typeset(key, settings)
            assert isinstance(piece, Exact)
            text = str(piece.value)
            assert answer_kind(kind, key, **settings).judge(text).status == "correct", (key, text)
            # One place more than the tolerance has would tell nothing.
            found = re.search(r"\\.([0-9]+)", text)
            if abs(number) > 0.1 and "e" not in text and found:
                assert len(found[1]) <= len(atol.partition(".")[2]), (key, text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{{ (2/3) | decimals(3) }}", "0.667"),
        ("{{ x | decimals(0) }}", "3"),
        ("{{ (-x) | decimals(1) }}", "-2.5"),
        ("{{ (1/8) | decimals(2) }}", "0.13"),
        ("{{ [1/3, 2] | decimals(2) }}", "[0.33, 2.00]"),
        ("{{ (-1/1000) | decimals(2) }}", "0.00"),
    ],
)
def test_a_number_in_a_text_is_rounded(text: str, printed: str) -> None:
    from fractions import Fraction

    assert filled(text, Scope({"x": Fraction(5, 2)})) == printed


@pytest.mark.parametrize("text", ["{{ x | decimals }}", "{{ x | decimals(-1) }}", "{{ x | decimals(99) }}", "{{ 'a' | decimals(2) }}", "{{ (1 > 0) | decimals(2) }}", "{{ x | decimals(1.5) }}"])  # fmt: skip
def test_what_cannot_be_rounded_is_an_error(text: str) -> None:
    with pytest.raises(UserError):
        filled(text, Scope({"x": 1}))
