"""PrairieLearn: a folder `questions` with one question for each of the sheet, its variants frozen beside it.

The course's server needs nothing of ours: a variant is chosen by PrairieLearn's own random numbers, its fields are
judged by PrairieLearn's elements, and slips that are known are told by a few lines of Python.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from fractions import Fraction
from html import escape
from typing import IO, Any, BinaryIO
from uuid import UUID

from quizgen.answers.blank import Numeric, Pick, Spelled, decimal
from quizgen.document.figures import Scene
from quizgen.resources import shipped
from quizgen.targets import page
from quizgen.targets.cloze import typing
from quizgen.targets.loss import Loss
from quizgen.targets.packed import pack as put
from quizgen.targets.pictures import Album, Picture
from quizgen.targets.question import (
    Asked,
    Pack,
    Pool,
    Question,
    Slot,
    Wrong,
    several_options,
    shared_losses,
)
from quizgen.targets.shelf import waiting
from quizgen.targets.xml import digest

_PAGE = """{{{params.html}}}

<pl-submission-panel>
{{#feedback.remarks}}<p>{{{.}}}</p>
{{/feedback.remarks}}
</pl-submission-panel>

<pl-answer-panel>
{{{params.solution}}}
</pl-answer-panel>
"""
# Floats differ in their last digits.
_TINY = Fraction(1, 10**9)


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """A zip to unpack in the course's folder."""
    put(file, _members(pack, lose))


def _members(pack: Pack, lose: Callable[[Loss], None]) -> Iterator[tuple[str, bytes | IO[bytes]]]:
    server = (shipped("templates") / "prairielearn" / "server.py").read_bytes()
    for number, pool in enumerate(pack.pools, start=1):
        folder = f"questions/{pack.id}/{number:02d}-{pool.exercise}"
        with ExitStack() as stack:
            variants, pictures = waiting(stack), Album(stack)
            tags = _variants(pool, variants, pictures, lose)
            yield f"{folder}/info.json", _json(_info(pack, pool, number, tags), 2) + b"\n"
            yield f"{folder}/question.html", _PAGE.encode()
            yield f"{folder}/server.py", server
            yield f"{folder}/variants.json", variants
            for name, data in pictures.files():
                yield f"{folder}/clientFilesQuestion/{name}", data


def _variants(
    pool: Pool, file: IO[bytes], pictures: Album, lose: Callable[[Loss], None]
) -> list[str]:
    """Write the variants as a list of JSON, one after the other; their tags are what remains."""
    tags, before = set[str](), b""
    file.write(b"[")
    for question in pool.questions:
        for loss in (*shared_losses(question), *_losses(question)):
            lose(loss)
        file.write(before + _json(_variant(question, pictures.add)))
        before = b", "
        tags |= set(question.variant.tags)
    file.write(b"]\n")
    return sorted(tags)


def _info(pack: Pack, pool: Pool, number: int, tags: list[str]) -> dict[str, Any]:
    told = digest("prairielearn", pack.id, str(number), pool.exercise) * 2
    return {
        "uuid": str(UUID(hex=told, version=4)),
        "title": pool.title,
        "topic": pack.title,
        "tags": tags,
        "type": "v3",
    }


def _losses(question: Question) -> Iterator[Loss]:
    asks = [slot.blank.asks for asked in question.asked for slot in asked.slots]
    refused = "refused with a message, and nothing is marked until all fields can be read"
    if any(isinstance(one, Numeric) for one in asks):
        yield Loss(question.code, "words in a field for a number", refused)
    if any(isinstance(one, Numeric) and _is_integer(one) for one in asks):
        yield Loss(question.code, "decimals in a field for a whole number", refused)
    for asked in question.asked:
        if asked.slots and isinstance(asked.slots[0].blank.asks, Spelled):
            yield Loss(
                question.where(asked),
                "several spellings",
                "the first, blanks and capitals counting for nothing",
            )
    yield from several_options(question)


def _variant(question: Question, drawing: Callable[[Scene], Picture]) -> dict[str, Any]:
    def show(scene: Scene) -> str:
        made = drawing(scene)
        return f'<pl-figure file-name="{made.name}" alt="{escape(made.alt)}" width="{made.width}"></pl-figure>'

    pieces = [page.statement(question, show)]
    answers: dict[str, Any] = {}
    slips: dict[str, list[dict[str, Any]]] = {}
    for asked in question.asked:
        pieces.append(page.prompt(question, asked, show))
        if said := typing(asked.slots):
            pieces.append(f"<p>{said}</p>")
        if not asked.slots:
            pieces.append(
                f'<pl-rich-text-editor file-name="{_name(asked.id)}.html" allow-blank="true"></pl-rich-text-editor>'
            )
        fields = [
            _field(slot, place) for slot, place in zip(asked.slots, _places(asked), strict=True)
        ]
        pieces.extend(element for element, _ in fields)
        for slot, (_, answer), place in zip(asked.slots, fields, _places(asked), strict=True):
            name = _name(slot.id)
            where = (
                f"{f'({asked.letter}) ' if len(question.asked) > 1 else ''}{escape(place)}".strip()
            )
            if answer is not None:
                answers[name] = answer
            if slot.wrong and not isinstance(slot.blank.asks, Pick):
                slips[name] = [_slip(wrong, where) for wrong in slot.wrong]
    return {
        "code": question.code,
        "html": "\n".join(pieces),
        "solution": page.solution(question),
        "answers": answers,
        "slips": slips,
    }


def _slip(wrong: Wrong, where: str) -> dict[str, Any]:
    hint = page.words(wrong.hint) or escape(wrong.name)
    told = {"credit": float(wrong.credit), "hint": f"{where}: {hint}" if where else hint}
    if isinstance(wrong.value, Fraction):
        return {**told, "value": float(wrong.value), "within": float(max(wrong.within, _TINY))}
    return {**told, "text": wrong.value}


def _name(field: str) -> str:
    """A field's name without dots, which PrairieLearn takes for its own."""
    return field.replace(".", "-")


def _places(asked: Asked) -> list[str]:
    """What stands before each field: where it is, if there are several."""
    return [slot.blank.place if len(asked.slots) > 1 else "" for slot in asked.slots]


def _is_integer(asks: Numeric) -> bool:
    return asks.is_whole and not asks.within


def _field(slot: Slot, place: str) -> tuple[str, Any]:
    """The element of a field, and the right answer where it is not in the element itself.

    A field that stays empty earns nothing; PrairieLearn would else mark none of them, and take 0 for a number.
    """
    shared = f'answers-name="{_name(slot.id)}" weight="{_weight(slot.points)}" allow-blank="true"'
    label = f' label="{escape(place)}:"' if place else ""
    match slot.blank.asks:
        case Numeric(value, within):
            if _is_integer(slot.blank.asks):
                element = f'<pl-integer-input {shared}{label} blank-value=""></pl-integer-input>'
                return element, int(value)
            margin = float(max(within, _TINY * (1 + abs(value))))
            # What PrairieLearn would else show tells the margin, which grows with the key.
            silent = 'placeholder="number" show-help-text="false"'
            return (
                f'<pl-number-input {shared}{label} blank-value="" comparison="relabs" rtol="0" atol="{margin!r}" {silent}></pl-number-input>',
                float(decimal(value, within)) if not within else float(value),
            )
        case Spelled(accepted):
            return (
                f'<pl-string-input {shared}{label} remove-spaces="true" ignore-case="true"></pl-string-input>',
                accepted[0],
            )
        case Pick(options, several):
            tag = "checkbox" if several else "multiple-choice"
            partial = ' partial-credit="true"' if several else ""
            hints = {wrong.value: wrong.hint for wrong in slot.wrong}
            inner = "".join(
                _option(o.text or o.letter, hints.get(o.letter or o.text, ""), is_right=o.right)
                for o in options
            )
            named = f"<p>{escape(place)}</p>" if place else ""
            order = 'fixed-order="true"' if several else 'order="fixed"'
            return f"{named}<pl-{tag} {shared} {order}{partial}>{inner}</pl-{tag}>", None


def _option(text: str, hint: str, *, is_right: bool) -> str:
    said = f' feedback="{escape(page.words(hint))}"' if hint else ""
    return f'<pl-answer correct="{str(is_right).lower()}"{said}>{page.words(text)}</pl-answer>'


def _weight(points: Fraction) -> int:
    """PrairieLearn's weights are whole numbers: hundredths of a point."""
    return max(1, round(points * 100))


def _json(data: object, indent: int | None = None) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=indent).encode()
