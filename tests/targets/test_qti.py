"""QTI packages of both versions, played by a player of our own."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

import quizgen
from quizgen.answers.blank import Pick, decimal
from quizgen.targets.qti_scoring import name_of, option_of, remark_of
from quizgen.targets.question import Pack, Pool, Question, Slot, Wrong, question_of
from quizgen.targets.table import writer
from tests.targets.qti_rules import Item, imported
from tests.targets.samples import HOSTILE, hostile

if TYPE_CHECKING:
    from quizgen.targets.loss import Loss

VERSIONS = ["qti21", "qti3"]


def package(version: str, pack: Pack) -> bytes:
    file = io.BytesIO()
    losses: list[Loss] = []
    writer(version)(pack, file, losses.append)
    return file.getvalue()


@pytest.fixture(scope="module", params=VERSIONS)
def items(request: pytest.FixtureRequest, pack: Pack) -> list[Item]:
    sections, _ = imported(package(request.param, pack))
    return [item for section in sections for item in section]


def typed(slot: Slot, wrong: Wrong) -> list[str]:
    if isinstance(wrong.value, Fraction):
        return [decimal(wrong.value, wrong.within)]
    if isinstance(slot.blank.asks, Pick):
        names = [option.letter or option.text for option in slot.blank.asks.options]
        return [option_of(names.index(wrong.value))]
    return [wrong.value]


@pytest.mark.again
def test_keys_slips_and_nothing(items: list[Item], questions: list[Question]) -> None:
    slips = 0
    # Every third question, for time.
    for question, item in list(zip(questions, items, strict=True))[::3]:
        assert question.code in item.title
        slots = [slot for asked in question.asked for slot in asked.slots]
        worth = float(sum(slot.points for slot in slots))
        key = item.correct()
        assert item.most == pytest.approx(float(sum(a.points for a in question.asked)))
        points, remarks = item.run(key)
        assert points == pytest.approx(worth)
        assert not remarks
        assert item.run({}) == (0, set())
        for slot in slots:
            if isinstance(slot.blank.asks, Pick) and slot.blank.asks.several:
                everything = [option_of(i) for i in range(len(slot.blank.asks.options))]
                assert item.run({**key, name_of(slot): everything})[0] < worth
                continue
            for wrong in slot.wrong:
                points, remarks = item.run({**key, name_of(slot): typed(slot, wrong)})
                expected = worth - float(slot.points * (1 - wrong.credit))
                assert points == pytest.approx(expected, abs=0.00051), question.code
                assert remarks == ({remark_of(slot, wrong)} if wrong.hint else set())
                slips += 1
    assert slips > 400


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["vector", "choice", "words"])
def test_hostile_texts_arrive_whole(version: str, kind: str) -> None:
    question = hostile(kind)
    ((item,),), _ = imported(package(version, Pack("x", HOSTILE, [Pool(HOSTILE, "x", [question])])))
    text = "".join(item.root.itertext())
    assert "]]> b } ~ # = %50% {1:NUMERICAL:=7} {#1} <b>" in text
    assert item.run(item.correct())[0] == pytest.approx(float(sum(s.points for a in question.asked for s in a.slots)))  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_the_file_is_the_same_each_time(version: str) -> None:
    pack = Pack("s", "S", [Pool("p", "conv1d-arch", [question_of(quizgen.draw("conv1d-arch", 1))])])
    assert package(version, pack) == package(version, pack)
