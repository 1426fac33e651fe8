"""JSON lines: one question a line, with everything: statement, fields, keys, known mistakes, solution."""

import json
from collections.abc import Callable
from typing import Any, BinaryIO

from quizgen.answers import how_to_type, kind_class
from quizgen.document.printers import text
from quizgen.targets.loss import Loss
from quizgen.targets.question import Asked, Pack, Question

FORMAT = 1


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """Nothing is lost: `variant` is what `quizgen explain` and `Variant.from_json` read."""
    del lose
    for number, pool in enumerate(pack.pools, start=1):
        file.writelines(line(pack.id, number, question) for question in pool.questions)


def line(sheet: str, number: int, question: Question) -> bytes:
    """A question at its place on the sheet: also what `quizgen grade` reads responses with."""
    told = {"format": FORMAT, "sheet": sheet, "question": number, **_question(question)}
    return json.dumps(told, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _question(question: Question) -> dict[str, Any]:
    variant = question.variant
    return {
        "code": question.code,
        "exercise": variant.id,
        "level": variant.level,
        "title": question.title,
        "text": text.statement(question.typeset).strip(),
        "parts": list(map(_part, question.asked)),
        "variant": variant.to_json(),
    }


def _part(asked: Asked) -> dict[str, Any]:
    part = asked.drawn
    return {
        "id": asked.id,
        "kind": part.kind,
        "prompt": text.part_prompt(asked.typeset).strip(),
        "how_to_type": how_to_type(part.kind, part.settings),
        "answer": kind_class(part.kind).typed(part.key),
        "points": str(asked.points),
        "solution": text.solution(asked.typeset).strip(),
        "mistakes": [
            {"name": m.name, "answer": kind_class(part.kind).typed(m.value), "hint": m.hint}
            for m in part.mistakes
        ],
    }
