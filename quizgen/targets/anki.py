"""An Anki deck: one card for each part, answered by typing, with slips and the worked solution on its back.

Cards keep their identity: a newer file of the same variants updates them and doubles none.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from hashlib import blake2b
from html import escape
from itertools import count
from typing import Any, BinaryIO

from quizgen.answers import kind_class
from quizgen.document.figures import Scene
from quizgen.errors import UserError
from quizgen.targets import page
from quizgen.targets.loss import Loss
from quizgen.targets.packed import pack as put
from quizgen.targets.pictures import Picture, picture
from quizgen.targets.question import Asked, Pack, Question

# Anki stamps each card; the day of the lecture, not today.
TIMESTAMP = 1616371200
FIELDS = ("Code", "Question", "Answer", "Solution")
_FRONT = "{{Question}}\n\n{{type:Answer}}"
_BACK = (
    "{{Question}}\n\n{{type:Answer}}\n<hr id=answer>\n{{Solution}}\n<p><small>{{Code}}</small></p>"
)
_CSS = ".card { font-family: sans-serif; text-align: left; } img { max-width: 100%; }"
# Where a database tells which SQLite wrote it.
_VERSION = slice(96, 100)


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """The deck with a subdeck for each question of the sheet."""
    genanki = _library()
    model = genanki.Model(
        _number(b"quizgen", *FIELDS, _FRONT, _BACK),
        "quizgen",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    pictures: dict[str, Picture] = {}
    decks = []
    for pool in pack.pools:
        name = "::".join(part.replace("::", ":") for part in (pack.title, pool.title))
        deck = genanki.Deck(_number(pack.id.encode(), name), name)
        for question in pool.questions:
            for asked in question.asked:
                lose(_loss(question, asked))
                deck.add_note(_note(genanki, model, question, asked, pictures))
        decks.append(deck)
    put(file, _members(decks, pictures))


def _loss(question: Question, asked: Asked) -> Loss:
    return Loss(
        question.where(asked),
        "judging: Anki shows how a typed answer differs from one way of writing it",
        "the learner decides; slips are told on the back",
    )


def _note(
    genanki: Any,
    model: Any,
    question: Question,
    asked: Asked,
    pictures: dict[str, Picture],
) -> Any:
    def show(scene: Scene) -> str:
        made = picture(scene)
        pictures[made.name] = made
        return f'<img src="{made.name}" alt="{escape(made.alt)}" width="{made.width}">'

    front = (
        f"{page.statement(question, show)}\n{page.prompt(question, asked, show)}{_options(asked)}"
    )
    answer = kind_class(asked.drawn.kind).typed(asked.drawn.key)
    back = f"<p>{page.inlines(asked.typeset.answer)}</p>\n{page.blocks(asked.typeset.solution)}{_slips(asked)}"
    code = f"{question.code} {asked.letter}"
    guid = genanki.guid_for("quizgen", question.code, asked.id)
    tags = [tag.replace(" ", "-") for tag in question.variant.tags]
    return genanki.Note(
        model=model, fields=[code, front, escape(answer), back], guid=guid, tags=tags
    )


def _options(asked: Asked) -> str:
    lines = "".join(
        f"<li>{escape(o.letter)} {page.inlines(o.content)}</li>" for o in asked.typeset.options
    )
    return f'<ul style="list-style: none">{lines}</ul>' if lines else ""


def _slips(asked: Asked) -> str:
    lines = "".join(
        f"<li>{page.inlines(slip.answer)}: {page.inlines(slip.hint)}</li>"
        for slip in asked.typeset.watch
        if slip.hint
    )
    return f"<ul>{lines}</ul>" if lines else ""


def _members(decks: list[Any], pictures: dict[str, Picture]) -> Iterator[tuple[str, bytes]]:
    genanki = _library()
    base = sqlite3.connect(":memory:")
    genanki.Package(decks).write_to_db(base.cursor(), TIMESTAMP, count(TIMESTAMP * 1000))
    base.commit()
    data = bytearray(base.serialize())
    base.close()
    data[_VERSION] = bytes(4)
    yield "collection.anki2", bytes(data)
    named = sorted(pictures)
    yield "media", json.dumps({str(i): name for i, name in enumerate(named)}).encode()
    for i, name in enumerate(named):
        yield str(i), pictures[name].data


def _number(*told: bytes | str) -> int:
    """The id of a deck or model, as Anki wants it: 31 bits that follow from its content."""
    data = b"\0".join(t if isinstance(t, bytes) else t.encode() for t in told)
    return 2**30 + int.from_bytes(blake2b(data, digest_size=4).digest(), "big") % 2**30


def _library() -> Any:
    """The library, which has no types."""
    try:
        import genanki
    except ModuleNotFoundError:
        raise UserError(
            "the target anki needs a library that is not installed", "pip install 'quizgen[anki]'"
        ) from None
    return genanki
