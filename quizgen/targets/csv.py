"""A table: one row for each field that is answered, with its key, tolerance, points and solution."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from quizgen.answers import kind_class
from quizgen.answers.blank import Numeric, Pick, Spelled, decimal
from quizgen.document.printers import text
from quizgen.tables.writing import csv_chunks
from quizgen.targets.loss import Loss
from quizgen.targets.question import Asked, Pack, Question, Slot

HEAD = ("question", "exercise", "level", "variant", "part", "field", "kind", "key", "tolerance", "points", "slips", "solution")  # fmt: skip


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """One table, for spreadsheets. Keys are exact; statements and figures are not in it."""
    lose(
        Loss(
            pack.id, "statements, figures and hints", "answers alone: the table jsonl has all of it"
        )
    )
    file.writelines(csv_chunks(_rows(pack)))


def _rows(pack: Pack) -> Iterator[tuple[str, ...]]:
    yield HEAD
    for number, pool in enumerate(pack.pools, start=1):
        for question in pool.questions:
            for row in _of_question(question):
                yield (str(number), *row)


def _of_question(question: Question) -> Iterator[tuple[str, ...]]:
    variant = question.variant
    for asked in question.asked:
        before = (variant.id, variant.level, question.code, asked.letter)
        solution = text.solution(asked.typeset).strip()
        for field, key, tolerance, points, slips in _fields(asked):
            yield (*before, field, asked.drawn.kind, key, tolerance, points, slips, solution)


def _fields(asked: Asked) -> Iterator[tuple[str, str, str, str, str]]:
    """Field, key, tolerance, points, slips."""
    part = asked.drawn
    if not asked.slots:
        slips = "; ".join(mistake.name for mistake in part.mistakes)
        yield part.id, kind_class(part.kind).typed(part.key), "", str(asked.points), slips
    for slot in asked.slots:
        asks = slot.blank.asks
        tolerance = decimal(asks.within) if isinstance(asks, Numeric) else ""
        slips = "; ".join(f"{wrong.name}: {wrong.value}" for wrong in slot.wrong)
        yield slot.id, _key(slot), tolerance, str(slot.points), slips


def _key(slot: Slot) -> str:
    """The exact key of a field, as it may be typed."""
    match slot.blank.asks:
        case Numeric(value):
            return str(value)
        case Spelled(accepted):
            return accepted[0]
        case Pick(options):
            return ", ".join(o.letter or o.text for o in options if o.right) or "none"
