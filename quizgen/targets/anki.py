"""An Anki deck: one card for each part, answered by typing, with slips and the worked solution on its back.

Cards keep their identity: a newer file of the same variants updates them and doubles none.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from hashlib import blake2b
from html import escape
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, BinaryIO

from quizgen.answers import kind_class
from quizgen.document.figures import Scene
from quizgen.errors import UserError
from quizgen.targets import page
from quizgen.targets.loss import Loss
from quizgen.targets.packed import pack as put
from quizgen.targets.pictures import Album, Picture
from quizgen.targets.question import Asked, Pack, Question

# Anki stamps each card; the day of the lecture, not today.
TIMESTAMP = 1616371200
FIELDS = ("Code", "Question", "Answer", "Solution")
_FRONT = "{{Question}}\n\n{{type:Answer}}"
_BACK = (
    "{{Question}}\n\n{{type:Answer}}\n<hr id=answer>\n{{Solution}}\n<p><small>{{Code}}</small></p>"
)
_CSS = ".card { font-family: sans-serif; text-align: left; } img { max-width: 100%; }"
# Where a database tells how often it was written, and by which SQLite: place and length.
_WRITTEN = ((24, 4), (92, 8))


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
    with ExitStack() as stack:
        path = Path(stack.enter_context(TemporaryDirectory())) / "collection.anki2"
        pictures = Album(stack)
        with closing(sqlite3.connect(path)) as base:
            # Whoever stops on the way has no file to mend.
            base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            _fill(base.cursor(), genanki, model, pack, pictures, lose)
            base.commit()
        collection = stack.enter_context(path.open("r+b"))
        for place, length in _WRITTEN:
            collection.seek(place)
            collection.write(bytes(length))
        put(file, _members(collection, pictures))


def _fill(
    cursor: sqlite3.Cursor,
    genanki: Any,
    model: Any,
    pack: Pack,
    pictures: Album,
    lose: Callable[[Loss], None],
) -> None:
    """Put decks and notes into a new database, one note after the other."""
    stamps = count(TIMESTAMP * 1000)
    genanki.Package([]).write_to_db(cursor, TIMESTAMP, stamps)
    for pool in pack.pools:
        name = "::".join(part.replace("::", ":") for part in (pack.title, pool.title))
        deck = genanki.Deck(_number(pack.id.encode(), name), name)
        deck.add_model(model)
        deck.write_to_db(cursor, TIMESTAMP, stamps)
        for question in pool.questions:
            for asked in question.asked:
                lose(_loss(question, asked))
                note = _note(genanki, model, question, asked, pictures.add)
                note.write_to_db(cursor, TIMESTAMP, deck.deck_id, stamps)


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
    drawing: Callable[[Scene], Picture],
) -> Any:
    def show(scene: Scene) -> str:
        made = drawing(scene)
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


def _members(collection: IO[bytes], pictures: Album) -> Iterator[tuple[str, bytes | IO[bytes]]]:
    yield "collection.anki2", collection
    named = {str(i): name for i, (name, _) in enumerate(pictures.files())}
    yield "media", json.dumps(named).encode()
    for i, (_, data) in enumerate(pictures.files()):
        yield str(i), data


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
