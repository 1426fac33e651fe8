"""A letter is the printed one, although another part has it for its id."""

from dataclasses import replace

from quizgen import draw, judge
from quizgen.assignment import Assignment
from quizgen.grading.roster import Roster
from quizgen.variant import Variant


def crossed() -> Variant:
    """Its part (b) has the id `a`."""
    variant = draw("backprop-shapes", "crossed", level="M")
    first, second, *rest = variant.parts
    return replace(variant, parts=(first, replace(second, id="a"), *rest))


def test_answers_go_to_the_printed_letters() -> None:
    variant = crossed()
    roster = Roster([Assignment("Ada", "code", "title", "", (variant,))])
    for i, part in enumerate(variant.parts):
        label = roster.label(0, f"1{'abcdefgh'[i]}")
        assert label is not None
        assert roster.part(0, label) is part
    by_id = roster.label(0, "1rule1")
    assert by_id is not None
    assert roster.part(0, by_id).id == "rule1"


def test_a_part_may_be_given_itself() -> None:
    variant = crossed()
    for part in variant.parts:
        key = part.key if isinstance(part.key, str) else str(tuple(part.key))
        assert judge(variant, key, part).status == "correct"
