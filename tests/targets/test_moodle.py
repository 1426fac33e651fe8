"""Moodle's files beside an importer and marks of our own: every blank of every exercise."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from quizgen.answers.blank import Blank, Numeric, Pick, Spelled, decimal
from quizgen.targets import moodle
from quizgen.targets.cloze import blank
from quizgen.targets.question import Pack, Pool, Question, Slot, Wrong
from tests.targets.moodle_rules import Imported, RefusedError, cloze, imported
from tests.targets.samples import HOSTILE, hostile, single_numbers

if TYPE_CHECKING:
    from quizgen.targets.loss import Loss


def written(pack: Pack) -> tuple[list[str], list[Imported], list[Loss]]:
    file = io.BytesIO()
    losses: list[Loss] = []
    moodle.write(pack, file, losses.append)
    return *imported(file.getvalue()), losses


@pytest.fixture(scope="module")
def read(pack: Pack) -> tuple[list[str], list[Imported], list[Loss]]:
    return written(pack)


def of(question: Question, found: list[Imported]) -> list[Imported]:
    return [one for one in found if f"[{question.code}]" in one.name]


def test_every_question_arrives(
    read: tuple[list[str], list[Imported], list[Loss]], questions: list[Question]
) -> None:
    categories, found, _ = read
    assert len(categories) == len(questions)
    assert all(one.startswith("$course$/top/All // of them/") for one in categories)
    for question in questions:
        own = of(question, found)
        assert all(f"[qg {question.code}" in one.text for one in own)
        blanks = sum(len(one.asked) for one in own)
        essays = sum(one.kind == "essay" for one in own)
        slots = sum(len(asked.slots) for asked in question.asked)
        assert blanks == slots
        assert essays == sum(not asked.slots for asked in question.asked)


def response(slot: Slot, value: Fraction | str | None) -> str | set[str]:
    """What a student types or ticks for a value; for the key where it is None."""
    asks = slot.blank.asks
    match asks:
        case Numeric(key, within):
            return decimal(key if value is None else Fraction(value), within)
        case Spelled(accepted):
            return accepted[0] if value is None else str(value)
        case Pick(options):
            return {
                o.text
                for o in options
                if (o.right if value is None else value == (o.letter or o.text))
            }


def test_marks_are_ours_blank_by_blank(
    read: tuple[list[str], list[Imported], list[Loss]], questions: list[Question]
) -> None:
    """Right, every slip, and nothing: the points of a blank as our own grading has them."""
    _, found, _ = read
    judged = slips = 0
    for question in questions:
        own = iter([asked for one in of(question, found) for asked in one.asked])
        order = sorted(question.asked, key=lambda a: any(isinstance(s.blank.asks, Pick) and s.blank.asks.several for s in a.slots))  # fmt: skip
        for asked in order:
            for slot in asked.slots:
                theirs = next(own)
                if isinstance(slot.blank.asks, Pick):
                    right = [a for a in theirs.alternatives if a.share > 0]
                    assert len(right) == sum(o.right for o in slot.blank.asks.options)
                    continue
                assert theirs.mark(response(slot, None))[0] == theirs.weight
                assert theirs.mark("")[0] == 0
                judged += 1
                for wrong in slot.wrong:
                    mark, remark = theirs.mark(response(slot, wrong.value))
                    assert mark == pytest.approx(theirs.weight * float(wrong.credit)), question.code
                    assert bool(remark) == bool(wrong.hint)
                    slips += 1
    assert judged > 400
    assert slips > 400


def test_a_wrong_number_of_theirs_is_wrong_for_us(questions: list[Question]) -> None:
    """What stands as a wrong alternative for a single number, our own judge calls wrong too, and by the same name."""
    compared = 0
    for question, asked, judge in single_numbers(questions):
        for wrong in asked.slots[0].wrong:
            verdict = judge.judge(str(wrong.value))
            told = (question.code, wrong, verdict)
            assert verdict.status == "wrong" or 0 < verdict.score <= wrong.credit, told
            assert wrong.name in str(verdict.mistake), told
            compared += 1
    assert compared > 200


def test_the_file_is_the_same_each_time(pack: Pack) -> None:
    small = replace(pack, pools=list(pack.pools)[:6])
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        moodle.write(small, file, lambda _: None)
    assert files[0].getvalue() == files[1].getvalue()


@pytest.mark.parametrize("kind", ["vector", "choice", "words"])
def test_hostile_texts_arrive_whole(kind: str) -> None:
    question = hostile(kind)
    _, (found,), _ = written(Pack("x", HOSTILE, [Pool(HOSTILE, "x", [question])]))
    numbers = question.asked[0].slots
    assert [one.mark(response(slot, None))[0] for one, slot in zip(found.asked, numbers, strict=False)] == [one.weight for one in found.asked[: len(numbers)]]  # fmt: skip
    assert "]]&gt; b } ~ # = %50%" in found.text
    remarks = {a.feedback for one in found.asked for a in one.alternatives if a.feedback}
    for remark in remarks:
        assert "]]&gt; b } ~ # = %50% {1:NUMERICAL:=7} {#1} &lt;b&gt;" in remark
        assert r"\(\lbrace 1, \unicode{35}\rbrace \)" in remark
    if kind == "choice":
        options = [a.answer for a in found.asked[-1].alternatives]
        assert options[1] == "other } ~ # text"
        assert "]]&gt; b } ~ # = %50% {1:NUMERICAL:=7}" in options[0]


def test_a_term_with_a_star_is_no_wildcard() -> None:
    slot = Slot(
        "a", Blank(Spelled(("a*b }~#",))), Fraction(1), (Wrong("a+b", Fraction(0), "n", "no"),)
    )
    (asked,), _ = cloze(blank(slot))
    assert asked.mark("a*b }~#")[0] == 1
    assert asked.mark("a17b }~#")[0] == 0
    assert asked.mark("A*B }~#")[0] == 1
    assert asked.mark("a+b") == (0, "no")


@pytest.mark.parametrize(
    "broken",
    [
        "{1:NUMERICAL:=1/3}",
        "{1:NUMERICAL:=1.5:10%}",
        "{1:NUMERICAL:=1.5#x} y} {#1}",
        "{1:SHORTANSWER:=a",
    ],
)
def test_the_rules_refuse_what_moodle_takes_otherwise(broken: str) -> None:
    with pytest.raises(RefusedError):
        cloze(broken)
