"""Marks for a right method with an earlier wrong number.

The key of a part is solved again with the student's own earlier answers put in. Only a readable,
wrong and legal earlier answer is followed, and only to a key that is still worth reaching.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizgen.answers import answer_kind, encode
from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import CORRECT, UNREADABLE, Verdict
from quizgen.errors import UserError
from quizgen.variant import Part, Variant


@dataclass(frozen=True, slots=True)
class Followed:
    """A verdict against the re-solved key, and the earlier parts it follows from."""

    verdict: Verdict
    parts: tuple[str, ...]


def follow(
    variant: Variant, part: Part, answer: str, earlier: Mapping[str, tuple[str, Verdict]]
) -> Followed | None:
    """The part judged with the student's earlier answers; None where nothing is followed."""
    if part.follow is None:
        return None
    own = {
        name: value
        for name in part.follow.uses
        if (value := _own_value(variant, name, earlier)) is not None
    }
    if not own:
        return None
    key = resolved(variant, part, own)
    if key is None or encode(key) == part.key or _trivial(key, variant, own):
        return None
    try:
        kind = answer_kind(part.kind, encode(key), **part.settings)
    except ValueError:
        return None
    verdict = kind.judge(answer)
    return Followed(verdict, tuple(sorted(own))) if verdict.status == CORRECT else None


def _own_value(variant: Variant, name: str, earlier: Mapping[str, tuple[str, Verdict]]) -> Any:
    """The student's value of an earlier part, if it was readable, wrong and legal."""
    text, verdict = earlier.get(name, ("", None))
    part = next(p for p in variant.parts if p.id == name)
    if verdict is None or verdict.status in (CORRECT, UNREADABLE):
        return None
    kind = answer_kind(part.kind, part.key, **part.settings)
    value = exact(kind, text)
    if part.kind == "integer" and isinstance(value, int) and value <= 0 < kind.key:
        return None
    return value


def exact(kind: AnswerKind, text: str) -> Any:
    """The value a text means, as the bank's expressions take it."""
    from quizgen.bank import decoded

    value = kind.read(text)
    plain = getattr(value, "value", value)
    return decoded(encode(plain))


def resolved(variant: Variant, part: Part, own: Mapping[str, Any]) -> Any:
    """The key by `follow`, with `own` values for earlier parts; None where that leads nowhere."""
    from quizgen.bank import decoded, evaluate

    if part.follow is None:
        return None
    names: dict[str, Any] = {name: decoded(value) for name, value in variant.values.items()}
    for other in variant.parts:
        if other.id in part.follow.uses:
            names[other.id] = decoded(other.key)
    names |= own
    let = {name: text for name, text in part.follow.let.items() if name not in own}
    try:
        return evaluate(part.follow.expression, names, let)
    except (UserError, ValueError, ZeroDivisionError, TypeError):
        return None


def _trivial(key: Any, variant: Variant, own: Mapping[str, Any]) -> bool:
    """Zero, negative, or simply one of the given numbers: nothing was computed to reach it."""
    if isinstance(key, int):
        given = {v for v in variant.values.values() if isinstance(v, int)}
        return key <= 0 or (key in given and key not in own.values())
    return False
