"""One wrong answer that two slips give: a learning system names both, for nobody knows which was made."""

from __future__ import annotations

import html
import io
import zipfile
from dataclasses import replace
from fractions import Fraction

import pytest

import quizgen
from quizgen.targets.question import Wrong, question_of
from tests.targets.samples import exported

# 10 → 100 → 1: all sizes multiplied are 10 · 100 · 1, and the first layer alone has 10 · 100 weights.
MULTIPLIED = "Only neighbouring layers are multiplied; the products are added."
NO_OUTPUT = (
    "Every two neighbouring layers have weights between them; those into the output are missing."
)
BOTH = f"One of 2 mistakes gives this answer. Either: {MULTIPLIED} Or: {NO_OUTPUT}"


def wrong(name: str, instance: str, part: str) -> dict[object, Wrong]:
    question = question_of(quizgen.draw(name, instance=instance))
    (slot,) = next(asked.slots for asked in question.asked if asked.id == part)
    return {one.value: one for one in slot.wrong}


def test_both_are_named() -> None:
    both = wrong("dense-params", "slide", "total")[Fraction(1000)]
    assert both.hint == BOTH
    assert both.name == "multiplies-all or forgets-output-layer"


def test_the_larger_of_their_credits_counts() -> None:
    """Who made the slip that is nearer to right must not have less for the other one."""
    variant = quizgen.draw("dense-params", instance="slide")
    (part,) = variant.parts
    both = [mistake for mistake in part.mistakes if mistake.value == 1000]
    worth = dict(zip((one.name for one in both), ("1/10", "1/4"), strict=True))
    slips = tuple(replace(one, credit=worth.get(one.name, "0")) for one in part.mistakes)
    question = question_of(replace(variant, parts=(replace(part, mistakes=slips),)))
    ((slot,),) = (asked.slots for asked in question.asked)
    found = {one.value: one.credit for one in slot.wrong}
    assert found[Fraction(1000)] == Fraction(1, 4)
    assert found[Fraction(100)] == 0


def test_one_alone_is_named_alone() -> None:
    """100 is what 100 hidden units give the output: the inputs are forgotten, and nothing else gives it."""
    alone = wrong("dense-params", "slide", "total")[Fraction(100)]
    assert "One of" not in alone.hint
    assert alone.name == "forgets-input-layer"


def test_three_are_named_too() -> None:
    """Of 1 → 2 → 1 all three ways to forget a factor come to 2."""
    three = wrong("dense-params", "slide-small", "total")[Fraction(2)]
    assert three.hint.count("Or: ") == 2
    assert three.hint.count(MULTIPLIED) == 1


@pytest.mark.parametrize("target", ["moodle", "qti21", "qti3", "prairielearn", "gradescope"])
def test_so_does_the_file(target: str) -> None:
    question = question_of(quizgen.draw("dense-params", instance="slide"))
    data, _ = exported(target, [question])
    assert BOTH in html.unescape(read(data))


def read(data: bytes) -> str:
    """A file's text, with what is in it if it is a zip."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "\n".join(packed.read(n).decode("utf-8", "replace") for n in packed.namelist())
