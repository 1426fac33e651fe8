"""Canvas's packages beside an importer and marks of our own: every blank of every exercise."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

import quizgen
from quizgen.answers import answer_kind
from quizgen.answers.blank import Blank, Numeric, Pick
from quizgen.errors import UserError
from quizgen.targets import canvas
from quizgen.targets.question import Pack, Pool, Question, question_of, split
from quizgen.targets.spelling import spellings
from tests.targets.canvas_rules import QTI, Group, Item, entered, imported
from tests.targets.samples import HOSTILE, hostile, single_numbers

if TYPE_CHECKING:
    from quizgen.targets.loss import Loss


def written(pack: Pack) -> tuple[list[Group], list[Loss]]:
    file = io.BytesIO()
    losses: list[Loss] = []
    canvas.write(pack, file, losses.append)
    return imported(file.getvalue()), losses


@pytest.fixture(scope="module")
def read(pack: Pack) -> list[Group]:
    return written(pack)[0]


def items_of(question: Question, groups: list[Group]) -> list[Item]:
    return [item for group in groups for item in group.items if f"[{question.code}]" in item.title]


def test_every_question_arrives(read: list[Group], questions: list[Question]) -> None:
    for question in questions:
        together, alone = split(question)
        own = items_of(question, read)
        assert len(own) == bool(together) + len(alone)
        assert all(f"[qg {question.code}" in item.text for item in own)
        assert sum(item.points for item in own) == pytest.approx(float(sum(a.points for a in question.asked)))  # fmt: skip
        essays = [item for item in own if item.kind == "essay_question"]
        assert len(essays) == sum(not asked.slots for asked in question.asked)


def test_the_key_is_right_and_a_slip_is_not(read: list[Group], questions: list[Question]) -> None:
    blanks = slips = 0
    for question in questions:
        together, alone = split(question)
        own = items_of(question, read)
        if together:
            item = own[0]
            slots = [slot for asked in together for slot in asked.slots]
            names = list(item.blanks())
            key = {
                name: spellings(slot.blank.asks)[0] for name, slot in zip(names, slots, strict=True)
            }
            assert item.mark(key) == 1
            assert item.mark({}) == 0
            for name, slot in zip(names, slots, strict=True):
                for wrong in slot.wrong:
                    found = item.mark({**key, name: typed(wrong.value)})
                    assert found == pytest.approx(1 - 1 / len(slots)), (question.code, wrong)
                    slips += 1
                blanks += 1
        for asked, item in zip(alone, own[bool(together) :], strict=True):
            if not asked.slots:
                continue
            (slot,) = asked.slots
            asks = slot.blank.asks
            if isinstance(asks, Pick):
                continue
            assert item.mark(spellings(asks)[0]) == 1, question.code
            assert item.mark("") == 0 or not (isinstance(asks, Numeric) and asks.value), (
                question.code
            )
            assert [item.mark(typed(wrong.value)) for wrong in slot.wrong] == [0] * len(slot.wrong)
            blanks += 1
            slips += len(slot.wrong)
    assert blanks > 400
    assert slips > 400


def typed(value: Fraction | str) -> str:
    if isinstance(value, Fraction):
        return spellings(Numeric(value))[0]
    return value


def test_options_are_marked_as_they_are(read: list[Group], questions: list[Question]) -> None:
    seen = 0
    for question in questions:
        together, alone = split(question)
        own = items_of(question, read)[bool(together) :]
        for asked, item in zip(alone, own, strict=True):
            if not asked.slots or not isinstance(asks := asked.slots[0].blank.asks, Pick):
                continue
            texts = item.labels()
            right = {text for text, option in zip(texts, asks.options, strict=True) if option.right}
            assert item.mark(right) == 1
            assert item.mark(set(texts) - right) == 0
            seen += 1
    assert seen >= 5


def test_spellings_are_right_for_our_own_judge_too(questions: list[Question]) -> None:
    """What Canvas takes for right, we do: no spelling gives another value."""
    judged = 0
    for question, asked, judge in single_numbers(questions):
        for text in spellings(asked.slots[0].blank.asks):
            verdict = judge.judge(text)
            assert verdict.status in {"correct", "rounded"}, (question.code, text, verdict)
            judged += 1
    assert judged > 500


@pytest.mark.parametrize(
    "value", ["0", "7", "-7", "1234567", "1/3", "-2/7", "0.125", "-0.05", "22/7", "1/123456789"]
)
def test_spellings_of_a_number(value: str) -> None:
    key = Fraction(value)
    judge = answer_kind("fraction", value)
    found = spellings(Blank(Numeric(key)).asks)
    assert len(found) == len(set(found)) <= 60
    assert all(judge.judge(text).status in {"correct", "rounded"} for text in found), found


def test_a_number_that_the_page_would_round_is_a_text() -> None:
    """Classic's page leaves four decimals of what is typed."""
    variant = quizgen.draw("unit-written-out", 1)
    part = replace(variant.parts[0], kind="fraction", key="0.06579", mistakes=(), settings={})
    kinds = {}
    for key in ("0.06579", "0.0658"):
        question = question_of(replace(variant, parts=(replace(part, key=key),)))
        groups, _ = written(Pack("x", "X", [Pool("p", "x", [question])]))
        (item,) = groups[0].items
        kinds[item.kind] = [item.mark(text) for text in ("0.06579", "0.0658", "0.06575")]
    assert kinds == {"short_answer_question": [1, 0, 0], "numerical_question": [1, 1, 1]}


@pytest.mark.parametrize(
    ("typed", "left"),
    [("1.5", "1.5"), ("79,510", "79510"), ("+7", "7"), ("0.12346", "0.1235"), ("1e3", "1000"), ("-.5", "-0.5")],
)  # fmt: skip
def test_what_the_page_leaves_of_a_number(typed: str, left: str) -> None:
    assert entered(typed) == Fraction(left)


@pytest.mark.parametrize("typed", ["", "twelve", "1/3", "7 apples", "0x10", "1 2"])
def test_what_is_no_number_to_the_page(typed: str) -> None:
    assert entered(typed) is None


def test_where_no_option_is_right_nobody_earns_a_point() -> None:
    variant = quizgen.draw("parameter-or-hyperparameter", 1)
    question = question_of(variant)
    groups, _ = written(Pack("x", "X", [Pool("p", "x", [question])]))
    item = groups[0].items[0]
    for condition in item.element.iter(f"{QTI}respcondition"):
        for own in list(condition.iter(f"{QTI}and")):
            own.clear()
    assert item.mark(set()) == 0


def test_a_long_solution_is_declared_as_lost() -> None:
    questions = [question_of(quizgen.draw(name, 1)) for name in ("unit-written-out", "gd-surface")]
    pools = [Pool(q.code, q.variant.id, [q]) for q in questions]
    groups, losses = written(Pack("x", "X", pools))
    told = [any(i.element.find(f"{QTI}itemfeedback") is not None for i in items_of(q, groups)) for q in questions]  # fmt: skip
    assert told == [True, False]
    assert [loss.where for loss in losses if loss.what.startswith("a worked solution")] == [questions[1].code]  # fmt: skip


@pytest.mark.parametrize("kind", ["vector", "choice", "words"])
def test_hostile_texts_arrive_whole(kind: str) -> None:
    question = hostile(kind)
    groups, _ = written(Pack("x", HOSTILE, [Pool(HOSTILE, "x", [question])]))
    assert groups[0].title == HOSTILE
    assert "]]&gt; b } ~ # = %50% {1:NUMERICAL:=7} {#1} &lt;b&gt;" in groups[0].items[0].text


def test_what_canvas_would_cut_is_refused() -> None:
    variant = quizgen.draw("conv1d-arch", 1)
    long = question_of(replace(variant, text="a word " * 4000))
    with pytest.raises(UserError, match="16384"):
        written(Pack("x", "X", [Pool("p", "x", [long])]))


def test_a_character_that_xml_has_not_is_named() -> None:
    variant = quizgen.draw("conv1d-arch", 1)
    odd = question_of(replace(variant, title="a\x07b"))
    with pytest.raises(UserError, match=r"U\+0007"):
        written(Pack("x", "X", [Pool("p", "x", [odd])]))


def test_the_file_is_the_same_each_time(pack: Pack) -> None:
    small = replace(pack, pools=list(pack.pools)[:6])
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        canvas.write(small, file, lambda _: None)
    assert files[0].getvalue() == files[1].getvalue()
