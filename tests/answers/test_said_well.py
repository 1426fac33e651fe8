"""Remarks and readings that a student reads: numbers, plurals and advice fit what was answered."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

CASES: list[tuple[str, Any, dict[str, Any], str, str, str]] = [
    # A number that comes of a root is no fraction of thirty digits; a decimal stays one.
    ("vector", [3.4641016151377544, 0.6931471805599453], {"atol": 0.001}, "[2*sqrt(3), ln(2)]", "[about 3.4641, about 0.693147]", ""),
    ("fraction", "3/7", {}, "0.42857142857142855", "0.42857142857142855", "Right, but rounded: write it exactly, as a fraction a/b."),
    ("fraction", "3/7", {}, "12345678901/98765432109", "12345678901/98765432109", ""),
    # The ends are roots: no fraction is right.
    ("interval", "(-sqrt(2), sqrt(2))", {}, "(-1.414, 1.414)", "(-1.414, 1.414)", "Right, but rounded: write it exactly, with its fractions, roots and logarithms."),
    ("interval", "(0, 2/3)", {}, "(0, 0.667)", "(0, 0.667)", "Right, but rounded: write it exactly, as a fraction a/b."),
    ("multi", ["A"], {"choices": ["A", "B", "C"]}, "none", "none", "No option is chosen; 1 is missing."),
    ("multi", ["A", "C"], {"choices": ["A", "B", "C"]}, "none", "none", "No option is chosen; 2 are missing."),
    ("multi", [], {"choices": ["A", "B"]}, "B", "B", "Your option is not right; none is missing."),
    ("multi", ["A", "B", "C"], {"choices": ["A", "B", "C", "D"]}, "A, B", "A, B", "Your 2 options are right; 1 is missing."),
    ("multi", ["A", "B", "C"], {"choices": ["A", "B", "C", "D"]}, "A, D", "A, D", "1 of your 2 options is right; 2 are missing."),
    ("multi", ["A", "B"], {"choices": ["A", "B", "C", "D"]}, "C, D", "C, D", "0 of your 2 options are right; 2 are missing."),
    ("code", "nn.ReLU()", {}, "nn.Sequential(nn.ReLU(), nn.Tanh())", "Sequential(ReLU(), Tanh())", "2 layers where 1 is asked for; they differ from layer 2 on."),
    ("code", "nn.Sequential(nn.ReLU(), nn.Tanh())", {}, "nn.ReLU()", "ReLU()", "1 layer where 2 are asked for; they differ from layer 2 on."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "settings", "typed", "reading", "remark"), CASES)
def test_reading_and_remark(
    kind: str, key: Any, settings: dict[str, Any], typed: str, reading: str, remark: str
) -> None:
    found = answer_kind(kind, key, (), **settings).judge(typed)
    assert (found.reading, found.feedback) == (reading, remark)
