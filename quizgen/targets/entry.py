"""One part as a question for a language model: text, answer, and all that a verifier needs."""

from collections.abc import Iterator
from typing import Any

from quizgen.answers import how_to_type, kind_class
from quizgen.document.figures import draw
from quizgen.figure import Figure
from quizgen.variant import Part, Variant

Entry = dict[str, Any]
# Levels in the order of a curriculum; exercises without levels are in the middle.
CURRICULUM = ("E", "M", "H")


def entries(variant: Variant) -> Iterator[Entry]:
    """The parts of a variant that a program can judge, each with the text of those before it."""
    return (entry(variant, index) for index in judged_parts(variant))


def judged_parts(variant: Variant) -> list[int]:
    """The parts, counted from 0, that no person has to mark."""
    return [i for i, part in enumerate(variant.parts) if not kind_class(part.kind).by_person]


def entry(variant: Variant, index: int) -> Entry:
    """The part of this index, from 0. `metadata` holds the variant: an entry is judged without any bank."""
    part = variant.parts[index]
    kind = kind_class(part.kind)
    return {
        "question": _text(variant, index),
        "answer": kind.typed(part.key),
        "metadata": {
            "source_dataset": "quizgen",
            "exercise": variant.id,
            "level": variant.level,
            "difficulty": {
                "level": CURRICULUM.index(variant.level) if variant.level in CURRICULUM else 1
            },
            "part": part.id,
            "kind": part.kind,
            "tags": list(variant.tags),
            "slips": [
                {"answer": kind.typed(m.value), "name": m.name, "hint": m.hint}
                for m in part.mistakes
            ],
            "variant": variant.to_json(),
        },
    }


def _text(variant: Variant, index: int) -> str:
    """Statement and prompts up to the part, as Markdown with LaTeX; figures as their description."""
    pieces = [variant.text, *variant.conventions, *map(_described, variant.figures)]
    several = len(variant.parts) > 1
    for place, part in enumerate(variant.parts[: index + 1]):
        letter = f"({chr(ord('a') + place)}) " if several else ""
        pieces += [f"{letter}{part.prompt}", *_options(part), *map(_described, part.figures)]
    asked = variant.parts[index]
    which = f"Answer part ({chr(ord('a') + index)}) only. " if several else ""
    pieces.append(f"{which}Give the answer alone: {how_to_type(asked.kind, asked.settings)}.")
    return "\n\n".join(filter(None, (piece.strip() for piece in pieces)))


def _described(figure: Figure) -> str:
    return f"[Figure: {draw(figure).alt}]"


def _options(part: Part) -> Iterator[str]:
    offered = kind_class(part.kind).offered(part.key, part.settings)
    lines = [f"- {option.letter}: {option.text}" for option in offered if option.letter]
    if lines:
        yield "\n".join(lines)
