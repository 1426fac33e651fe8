"""The judge of a part: its kind with key, mistakes and settings, and the property that may decide."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache

from quizgen.answers import answer_kind
from quizgen.answers.kind import AnswerKind
from quizgen.answers.property import Property
from quizgen.answers.verdict import Unreadable
from quizgen.variant import Part, Variant


@lru_cache(maxsize=512)
def cached_kind(
    kind: str, key: str, mistakes: str, settings: str, holds: str = "", signs: str = ""
) -> AnswerKind:
    """The judge of a question given as JSON texts; it remembers what it judged."""
    found: AnswerKind = answer_kind(
        kind, json.loads(key), json.loads(mistakes), **json.loads(settings)
    )
    if not holds and not signs:
        return found
    from quizgen.language.deciding import Decider

    if signs:
        return found.recognising(Decider(Property.from_json(json.loads(signs))).recognise)
    return found.decided_by(Decider(Property.from_json(json.loads(holds))))


# The judges of the parts asked for last, by the part's identity; each entry holds its part.
_OF_PARTS: dict[int, tuple[Part, AnswerKind]] = {}
_PARTS = 256


def kind_of(part: Part) -> AnswerKind:
    """The judge of a part; parts with the same key share one."""
    known = _OF_PARTS.get(id(part))
    if known is not None and known[0] is part:
        return known[1]
    if len(_OF_PARTS) >= _PARTS:
        _OF_PARTS.clear()
    kind = _kind_of(part)
    _OF_PARTS[id(part)] = part, kind
    return kind


def kind_beside(variant: Variant, part: Part, answers: Mapping[str, str]) -> AnswerKind:
    """The judge of a part beside the student's answers to earlier parts, where its property names them.

    The sample stands for what was not answered. `Unreadable` where an earlier answer is.
    """
    kind = kind_of(part)
    if part.holds is None or not part.holds.earlier:
        return kind
    from quizgen.language.deciding import Decider
    from quizgen.language.restored import for_expressions

    own = {}
    for place, before in enumerate(variant.parts):
        text = answers.get(before.id, "")
        if before.id not in part.holds.earlier or not text.strip():
            continue
        judge, letter = kind_of(before), chr(ord("a") + place)
        try:
            own[before.id] = for_expressions(judge, judge.exact(judge.read(text)))
        except (Unreadable, ValueError):
            raise Unreadable(
                f"it is judged with your answer to ({letter}), which could not be read"
            ) from None
    # A judge of its own: the one of the part remembers what it judged beside the sample.
    if not own:
        return kind
    fresh = answer_kind(part.kind, part.key, _mistakes(part), **part.settings)
    return fresh.decided_by(Decider(part.holds, own))


def _kind_of(part: Part) -> AnswerKind:
    settings = json.dumps(dict(part.settings), sort_keys=True)
    holds = json.dumps(asdict(part.holds), sort_keys=True) if part.holds else ""
    signs = json.dumps(asdict(part.signs), sort_keys=True) if part.signs else ""
    key = json.dumps(part.key, sort_keys=True)
    return cached_kind(part.kind, key, json.dumps(_mistakes(part)), settings, holds, signs)


def _mistakes(part: Part) -> list[dict[str, object]]:
    return [
        {"name": m.name, "value": m.value, "hint": m.hint, "credit": m.credit}
        for m in part.mistakes
    ]
