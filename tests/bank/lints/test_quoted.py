"""Texts of a drawn list have no quotes of their own."""

import pytest

from quizgen.bank import draw
from quizgen.bank.lints import LINTS
from quizgen.bank.lints.finding import Drawn
from quizgen.bank.lints.quoted import quoted
from quizgen.bank.load import load_text

BANK = """[[exercise]]
id = "kinds"
FIELD = { n = "integer(2, 900)", kinds = KINDS }
ask = "How many kinds and {{ n }}?"
answer = "n + len(kinds)"
instance.two = { n = 2, kinds = ["'square'", "'hinge'"] }
"""


@pytest.mark.parametrize(
    ("field", "kinds", "found"),
    [
        ("draw", """["'square'", "'hinge'"]""", "draw.kinds"),
        ("level.E", """["square", "'hinge'"]""", "level.E.kinds"),
        ("draw", '''"['square', 'hinge']"''', ""),
        ("draw", '["square", "hinge"]', ""),
        ("draw", """["'tis", "it's"]""", ""),
    ],
)
def test_quotes_are_told(field: str, kinds: str, found: str) -> None:
    bank = BANK.replace("FIELD", field).replace("KINDS", kinds)
    exercise = load_text(bank, "b.toml").exercises[0]
    level = "E" if field != "draw" else ""
    drawn = [
        Drawn(level, "", (draw(exercise, "1", level or None),)),
        Drawn("", "two", (draw(exercise, "", None, "two"),)),
    ]
    told = list(quoted(exercise, drawn))
    assert [finding.field for finding in told] == ([found] if found else [])
    assert all("'hinge'" in finding.fix for finding in told)
    assert LINTS["quoted"] is quoted
