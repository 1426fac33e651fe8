"""How shipped exercises are written, where their draws tell nothing of it."""

import re
import tomllib
from fractions import Fraction
from typing import Any

from quizgen.bank import draw, load_banks
from quizgen.grading.explaining import judge_part
from quizgen.resources import shipped

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


NUMBERS = frozenset({"integer", "fraction", "vector", "matrix"})


def turned(key: Any) -> str:
    """A key with every sign turned, and a third more."""
    if isinstance(key, list):
        return f"[{', '.join(map(turned, key))}]"
    return str(Fraction(1, 3) - Fraction(key))


def test_what_is_said_of_an_answer_has_minus_signs_and_fractions() -> None:
    """Outside formulas a hyphen is no minus sign."""
    told: dict[str, str] = {}
    for exercise in load_banks().exercises.values():
        if not any(spec.says for spec in exercise.parts):
            continue
        for level in exercise.levels:
            variant = draw(exercise, "minus", level)
            for spec, part in zip(exercise.parts, variant.parts, strict=True):
                if spec.says and part.kind in NUMBERS:
                    place = f"{exercise.id}.{part.id} {level}"
                    told[place] = judge_part(variant, part, turned(part.key)).feedback
    assert len(told) >= 10
    assert {p: said for p, said in told.items() if re.search(r"(?<![\w=])-\d|Fraction", said)} == {}


def test_every_name_that_is_made_is_used() -> None:
    """A `let` that nothing reads is left over; one that is called `require` was meant to be a condition."""
    unread = [
        f"{exercise['id']}: {name}"
        for path in sorted(shipped("banks").glob("*.toml"))
        for exercise, source in zip(
            tomllib.loads(path.read_text(encoding="utf-8")).get("exercise", ()),
            path.read_text(encoding="utf-8").split("[[exercise]]")[1:],
            strict=True,
        )
        for name in exercise.get("let", ())
        if len(re.findall(rf"(?<!\w){name}(?!\w)", source)) < 2
    ]
    assert unread == []
