"""A Gradescope autograder: a grader of plain Python with the keys beside it, for answers typed into a file.

Students hand in lines such as `conv1d-arch-sg5f7wtv a: 172`, a table of the same columns, or JSON. The code, which
stands in each question's text, says which variant is answered.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import IO, Any, BinaryIO

from quizgen.answers import answer_kind
from quizgen.answers.blank import Numeric, Pick, Spelled
from quizgen.resources import shipped
from quizgen.targets.loss import Loss
from quizgen.targets.packed import pack as put
from quizgen.targets.question import Asked, Pack, Pool, Question, Slot, shared_losses
from quizgen.targets.shelf import Shelf, put_all, waiting
from quizgen.variant import Part

PROGRAMS = frozenset({"run_autograder", "setup.sh"})


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """The zip that is uploaded as autograder."""
    with ExitStack() as stack:
        put(file, _members(pack, lose, waiting(stack)), runs=PROGRAMS)


def _members(
    pack: Pack, lose: Callable[[Loss], None], keys: IO[bytes]
) -> Iterator[tuple[str, bytes | IO[bytes]]]:
    folder = shipped("templates") / "gradescope"
    for name in (*sorted(PROGRAMS), "grader.py"):
        yield name, (folder / name).read_bytes().replace(b"\r\n", b"\n")
    keys.write(b'{"format": 1, "pools": [')
    for number, pool in enumerate(pack.pools):
        keys.write(b", " if number else b"")
        put_all(keys, _pool(pool, lose))
    keys.write(b'], "sheet": ' + _json(pack.id) + b"}\n")
    yield "keys.json", keys


def _pool(pool: Pool, lose: Callable[[Loss], None]) -> Iterator[bytes]:
    """A pool as pieces of JSON, its questions by their codes."""
    with ExitStack() as stack:
        questions, points = Shelf[str](stack), 0.0
        for question in pool.questions:
            for loss in (*shared_losses(question), *_losses(question)):
                lose(loss)
            questions.put(question.code, _json(list(map(_part, question.asked))))
            points = float(sum(asked.points for asked in question.asked))
        yield b'{"points": ' + _json(points) + b', "questions": {'
        for place, code in enumerate(sorted(questions)):
            yield (b", " if place else b"") + _json(code) + b": " + questions[code]
        yield b'}, "title": ' + _json(pool.title) + b"}"


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode()


def _losses(question: Question) -> Iterator[Loss]:
    yield Loss(
        question.code,
        "whose variant it is",
        "the code in the file decides; statements are handed out beside it",
    )


def _part(asked: Asked) -> dict[str, Any]:
    slots = [_slot(slot, asked, several=len(asked.slots) > 1) for slot in asked.slots]
    return {"letter": asked.letter, "points": float(asked.points), "slots": slots}


def _slot(slot: Slot, asked: Asked, *, several: bool) -> dict[str, Any]:
    wrong = [
        {
            "value": str(one.value),
            "within": str(one.within),
            "credit": float(one.credit),
            "hint": one.remark if one.hint else f"Not right: {one.name}.",
        }
        for one in slot.wrong
    ]
    told = {
        "place": slot.blank.place if several else "",
        "points": float(slot.points),
        "wrong": wrong,
    }
    match slot.blank.asks:
        case Numeric(value, within):
            return {**told, "kind": "number", "value": str(value), "within": str(within)}
        case Spelled(accepted):
            return {**told, "kind": "text", "accepted": list(accepted)}
        case Pick(options, of_several):
            right = [option.letter or option.text for option in options if option.right]
            shares = _shares(asked.drawn, right, len(options)) if of_several else []
            return {**told, "kind": "options", "right": right, "shares": shares}


def _shares(part: Part, right: list[str], count: int) -> list[list[float]]:
    """What so many right options (a row each, from none) with so many wrong ones earn, by the part's own rule."""
    kind = answer_kind(part.kind, part.key, (), **part.settings)
    wrong = [o.letter for o in kind.offered(part.key, part.settings) if o.letter not in right]
    return [
        [
            float(kind.compare(frozenset((*right[:hits], *wrong[:extra]))).score)
            for extra in range(count - len(right) + 1)
        ]
        for hits in range(len(right) + 1)
    ]
