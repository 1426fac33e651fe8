"""Answers and marks of a large class: what comes back is what was put in, and a row costs a few bytes."""

import random
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from itertools import groupby

from quizgen.answers.verdict import Status, Verdict
from quizgen.grading.answered import Answered, Given
from quizgen.grading.class_marks import Marks
from quizgen.grading.mark import Mark, Placed
from quizgen.grading.marked import Marked

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
# The same moment, written in another zone.
ONE = NOON.astimezone(timezone(timedelta(hours=1)))


def answer(chance: random.Random, line: int) -> Given:
    date = chance.choice([None, NOON, ONE, NOON.replace(tzinfo=None)])
    late = chance.choice([Fraction(0), Fraction(1, 10)])
    return Given(
        chance.choice(["5", "6", " "]),
        line,
        chance.choice("ab"),
        date,
        late,
        chance.choice(["", "?"]),
    )


def test_answers_are_those_of_plain_dictionaries() -> None:
    for seed in range(20):
        chance = random.Random(seed)  # noqa: S311
        held, plain = Answered(), dict[int, dict[str, tuple[Given, ...]]]()
        for line in range(60):
            index, label = chance.randrange(8), chance.choice(["1a", "1b", "2"])
            one = answer(chance, line)
            before = plain.setdefault(index, {}).get(label, ())
            assert held.before(index, label) == before
            plain[index][label] = (*before, one)
            if before:
                held.put(index, label, (*before, one))
            else:
                held.add(index, label, one)
        for index in range(9):
            found, wanted = held.of(index), plain.get(index, {})
            assert list(found.items()) == list(wanted.items())
            dates = [[one.date and one.date.isoformat() for one in a] for a in found.values()]
            assert dates == [[o.date and o.date.isoformat() for o in a] for a in wanted.values()]


PLAIN = Mark(
    "Ada", "1a", "sum/a", "5", Verdict(Status.CORRECT, Fraction(1), "5"), Fraction(1), Fraction(1)
)


def mark(chance: random.Random, student: str, line: int) -> Mark:
    status = chance.choice([Status.CORRECT, Status.WRONG, Status.WAITING])
    return replace(
        PLAIN, student=student, id=f"id {student}", email="", question=chance.choice(["1a", "2"]),
        verdict=Verdict(status, Fraction(0), "", "", chance.choice([None, "off-by-one"])),
        late=chance.choice([Fraction(0), Fraction(1, 2), Fraction(1)]), points=Fraction(chance.randrange(3), 2),
        file=chance.choice("ab"), line=line, decided=chance.choice(["", "by hand"]),
    )  # fmt: skip


def test_marks_are_those_of_a_plain_tuple() -> None:
    for seed in range(20):
        chance = random.Random(seed)  # noqa: S311
        plain = tuple(mark(chance, f"s{line // 5}", line) for line in range(40))
        held = Marks()
        for _, own in groupby(plain, lambda one: one.student):
            some = list(own)
            held.add(some[0], map(Placed.of, some))
        assert tuple(held) == plain
        assert (held[7], held[-1], held[3:9]) == (plain[7], plain[-1], plain[3:9])
        waiting = [one for one in plain if one.waits]
        assert list(Marked(held).where(lambda one: one.waits)) == waiting
        for marked in (Marked(held), Marked(plain)):
            late = [one for one in plain if one.late and not one.decided]
            assert marked.late() == (
                len(late), len({one.student for one in late}), sum(one.late == 1 for one in late)
            )  # fmt: skip
            assert sum(marked.counts().values()) == 40
            assert sum(count for _, _, count in marked.mistakes()) == sum(
                one.verdict.mistake is not None for one in plain
            )
            assert {
                key: sum(one.points for one in own) for key, own in marked.by_student().items()
            } == {key: got for key, (got, _) in marked.totals().items()}


def test_marks_of_one_student_may_stand_apart() -> None:
    apart = [replace(PLAIN, line=1), replace(PLAIN, student="Bob", line=2), replace(PLAIN, line=3)]
    held = Marks()
    for one in apart:  # as of two sheets
        held.add(one, [Placed.of(one)])
    for marked in (Marked(tuple(apart)), Marked(held)):
        lines = {k: [one.line for one in own] for k, own in marked.by_student().items()}
        assert lines == {"Ada": [1, 3], "Bob": [2]}
        assert {k: got for k, (got, _) in marked.totals().items()} == {"Ada": 2, "Bob": 1}
        assert list(marked.marks) == apart


STUDENTS, PARTS = 2000, 10


def bytes_a_row(fill: Callable[[], object]) -> float:
    tracemalloc.start()
    held = fill()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held
    return taken / (STUDENTS * PARTS)


def test_a_row_of_answers_costs_a_few_bytes() -> None:
    def fill() -> object:
        held = Answered()
        for row in range(STUDENTS * PARTS):
            held.add(row // PARTS, f"1{row % PARTS}", Given(str(row % 37), row, "a.csv"))
        return held

    assert bytes_a_row(fill) < 25  # as values of their own they take 250


def test_a_row_of_marks_costs_a_few_bytes() -> None:
    shared = [Placed.of(replace(PLAIN, answer=str(i))) for i in range(37)]
    sheets = [replace(PLAIN, student=f"s{i}") for i in range(STUDENTS)]

    def fill() -> object:
        held = Marks()
        for i, sheet in enumerate(sheets):
            held.add(sheet, [shared[(i + part) % 37]._replace(line=i) for part in range(PARTS)])
        return held

    assert bytes_a_row(fill) < 20
