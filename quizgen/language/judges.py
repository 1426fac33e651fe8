"""The judge of a part: its kind with key, mistakes and settings, and the property that may decide."""

import json
from dataclasses import asdict
from functools import lru_cache

from quizgen.answers import answer_kind
from quizgen.answers.kind import AnswerKind
from quizgen.answers.property import Property
from quizgen.variant import Part


@lru_cache(maxsize=4096)
def cached_kind(kind: str, key: str, mistakes: str, settings: str, holds: str = "") -> AnswerKind:
    """The judge of a question given as JSON texts; it remembers what it judged."""
    found: AnswerKind = answer_kind(
        kind, json.loads(key), json.loads(mistakes), **json.loads(settings)
    )
    if not holds:
        return found
    from quizgen.language.deciding import Decider

    return found.decided_by(Decider(Property.from_json(json.loads(holds))))


# The judges of the parts asked for last, by the part's identity; each entry holds its part.
_OF_PARTS: dict[int, tuple[Part, AnswerKind]] = {}
_PARTS = 1024


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


def _kind_of(part: Part) -> AnswerKind:
    mistakes = [
        {"name": m.name, "value": m.value, "hint": m.hint, "credit": m.credit}
        for m in part.mistakes
    ]
    settings = json.dumps(dict(part.settings), sort_keys=True)
    holds = json.dumps(asdict(part.holds), sort_keys=True) if part.holds else ""
    return cached_kind(
        part.kind, json.dumps(part.key, sort_keys=True), json.dumps(mistakes), settings, holds
    )
