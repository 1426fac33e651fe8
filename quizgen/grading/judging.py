"""One answer beside one part: the judge of the part, follow-through, diagnosis."""

import json
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from quizgen.answers import answer_kind
from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import BLANK, CORRECT, PARTIAL, ROUNDED, UNREADABLE, WRONG, Verdict
from quizgen.grading.diagnosis import diagnosed
from quizgen.grading.follow_through import follow
from quizgen.variant import Part, Variant

UNANSWERED = Verdict(BLANK, Fraction(0), "", "No answer was given.")


@lru_cache(maxsize=4096)
def cached_kind(kind: str, key: str, mistakes: str, settings: str) -> AnswerKind:
    """The judge of a question given as JSON texts; it remembers what it judged."""
    found: AnswerKind = answer_kind(
        kind, json.loads(key), json.loads(mistakes), **json.loads(settings)
    )
    return found


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
    return cached_kind(
        part.kind, json.dumps(part.key, sort_keys=True), json.dumps(mistakes), settings
    )


def judged(
    variant: Variant, part: Part, text: str, earlier: Mapping[str, str]
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict, and the earlier parts a right answer follows from; `earlier` are answers by part.

    The better of the key and the key that follows from earlier answers; what is wrong is diagnosed.
    """
    if not text.strip():
        return UNANSWERED, ()
    kind = kind_of(part)
    verdict = kind.judge(text)
    if verdict.status in (CORRECT, UNREADABLE):
        return verdict, ()
    if verdict.status in (WRONG, PARTIAL) and (doubt := kind.doubt(text)):
        return Verdict(UNREADABLE, Fraction(0), "", doubt), ()
    followed = follow(variant, part, text, earlier)
    if followed is None or not _better(followed.verdict, verdict):
        return diagnosed(variant, part, kind, text, verdict), ()
    letters = {p.id: chr(ord("a") + i) for i, p in enumerate(variant.parts)}
    named = " and ".join(f"({letters[name]})" for name in followed.parts)
    if followed.verdict.status == ROUNDED:
        said = f"{followed.verdict.feedback} It follows from your answer to {named}."
        return followed.verdict._replace(feedback=said), followed.parts
    if followed.verdict.status == CORRECT:
        said = f"Follows from your answer to {named}."
        return Verdict(CORRECT, Fraction(1), verdict.reading, said), followed.parts
    said = f"Measured by your answer to {named}: {followed.verdict.feedback}"
    return followed.verdict._replace(feedback=said), ()


def _better(followed: Verdict, verdict: Verdict) -> bool:
    """Whether the key that follows earns more, or makes of what is wrong a rounded answer."""
    only_rounded = followed.status == ROUNDED and verdict.status == WRONG
    return followed.score > verdict.score or only_rounded
