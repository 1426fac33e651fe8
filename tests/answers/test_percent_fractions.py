"""A decimal over a power of ten is a decimal: rounded where 0.4167 would be, right where it is exact."""

import pytest

from quizgen.answers import answer_kind


@pytest.mark.parametrize(
    ("kind", "key", "text", "status"),
    [
        ("fraction", "5/12", "41.67/100", "rounded"),
        ("fraction", "5/12", "41.67 / 100", "rounded"),
        ("fraction", "5/12", "4.167/10", "rounded"),
        ("fraction", "-5/12", "-41.67/100", "rounded"),
        ("fraction", "5/12", "0.4167", "rounded"),
        ("fraction", "5/12", "41.66/100", "rounded"),  # cut off, as 0.4166
        ("fraction", "5/12", "41.77/100", "wrong"),
        ("fraction", "5/12", "41.67/99", "wrong"),
        ("fraction", "1/8", "12.5/100", "correct"),
        ("fraction", "5/12", "42/100", "wrong"),
        ("fraction", "1/2", "50/100", "correct"),
        ("vector", ["5/12", "7/12"], "[41.67/100, 58.33/100]", "rounded"),
        ("real", 0.4166667, "41.67/100", "correct"),
    ],
)
def test_it_is_judged_as_the_decimal(kind: str, key: object, text: str, status: str) -> None:
    assert answer_kind(kind, key).judge(text).status == status
