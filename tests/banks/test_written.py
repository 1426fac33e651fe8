"""How shipped exercises are written, where their draws tell nothing of it."""

import re

from quizgen.bank import load_banks

# Shares of a classifier, from 0 to 1: "a whole number" would say that one is 0 or 1.
SHARES = re.compile(r"(?:accuracy|precision|recall|specificity|f1_score|balanced_accuracy)\(")


def test_how_a_share_is_typed_does_not_tell_it() -> None:
    asked = [
        (exercise.id, part.id, part.kind)
        for exercise in load_banks().exercises.values()
        for part in exercise.parts
        if SHARES.match(part.expression)
    ]
    assert len(asked) >= 8
    assert [place for place in asked if place[-1] != "fraction"] == []


def test_a_source_is_plain_text() -> None:
    """It is printed as it is written, without code or formulas."""
    found = [e.id for e in load_banks().exercises.values() if {"`", "$"} & set(e.source)]
    assert found == []


def test_a_receptive_field_is_how_wide_a_part_is() -> None:
    """A unit behind a dilated kernel does not depend on every input from the first to the last."""
    asked = {
        f"{exercise.id}.{part.id}": str(part.ask)
        for exercise in load_banks().exercises.values()
        for part in exercise.parts
        if part.expression.startswith("receptive_field(")
    }
    assert len(asked) >= 5
    assert {name: text for name, text in asked.items() if "wide" not in text} == {}
