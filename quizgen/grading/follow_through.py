"""Marks for a right method with an earlier wrong number.

The key of a part is solved again with the student's own earlier answers put in. Only a readable,
wrong and legal earlier answer is followed, and only to a key that is still worth reaching.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizgen.answers import answer_kind, kind_class
from quizgen.answers.description import Form
from quizgen.answers.verdict import CORRECT, ROUNDED, UNREADABLE, Verdict
from quizgen.grading.solving import as_computed, names_of, solved
from quizgen.language.judges import kind_of
from quizgen.variant import Part, Variant

_FRACTION = re.compile(r"-?[0-9]+(?:/[0-9]+)?")
_NAME_OR_NUMBER = re.compile(r"[A-Za-z_]\w*|[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Followed:
    """A verdict against the re-solved key, and the earlier parts it follows from."""

    verdict: Verdict
    parts: tuple[str, ...]


def follow(
    variant: Variant, part: Part, answer: str, earlier: Mapping[str, str]
) -> Followed | None:
    """The part judged with the student's `earlier` answers by part; None where that earns nothing."""
    if part.follow is None:
        return None
    own = {
        name: value
        for name in part.follow.uses
        if (value := _own_value(variant, name, earlier.get(name, ""))) is not None
    }
    if not own:
        return None
    key = resolved(variant, part, own)
    if key is None or _trivial(key, variant, part, own):
        return None
    try:
        kind = answer_kind(part.kind, key, **_settings(variant, part, key, own))
    except ValueError:
        return None
    verdict = kind.judge(answer)
    in_order = tuple(p.id for p in variant.parts if p.id in own)
    return Followed(verdict, in_order) if verdict.score or verdict.status == ROUNDED else None


def _settings(
    variant: Variant, part: Part, key: object, own: Mapping[str, object]
) -> dict[str, Any]:
    """The part's settings for the re-solved `key`.

    A formula may also have the names of the formulas it follows from.
    """
    settings = dict(part.settings)
    described = kind_class(part.kind)
    if described.takes("variables"):
        parts = [part, *(p for p in variant.parts if p.id in own)]
        names = {name for p in parts for name in p.settings.get("variables", ())}
        settings["variables"] = sorted(names)
    if settings.get("partial") == "per_entry":
        from quizgen.bank.credit import copied

        # An earlier answer written once more follows from nothing.
        trivial = [*settings.pop("trivial", ()), *copied(key, own.values())]
        if described.takes("trivial") and trivial:
            settings["trivial"] = trivial
    return settings


def _own_value(variant: Variant, name: str, text: str) -> Any:
    """The student's value of an earlier part as JSON, if it was readable, wrong and legal."""
    part = next(p for p in variant.parts if p.id == name)
    if not kind_class(part.kind).follows:
        return None
    kind = kind_of(part)
    # Against the key, for an answer that was right because it followed is to be followed too.
    # Where a property decides, the key is a sample: another right answer is followed as well.
    right = () if kind.is_decided else (CORRECT,)
    if kind.judge(text).status in (UNREADABLE, *right):
        return None
    value = kind.exact(kind.read(text))
    return value if kind.suits(value, part.key) else None


def resolved(variant: Variant, part: Part, own: Mapping[str, object]) -> Any:
    """The key by `follow`, with `own` values (as JSON) for earlier parts; None where that leads nowhere.

    Options are named by their letters, as in a key.
    """
    if part.follow is None:
        return None
    parts = {p.id: p for p in variant.parts}
    names = names_of(variant, part.follow.uses)
    names |= {name: as_computed(parts[name], value) for name, value in own.items()}
    let = {name: text for name, text in part.follow.let.items() if name not in own}
    found = solved(part.follow.expression, names, let)
    return kind_class(part.kind).as_key(found, part.settings)


def _trivial(key: object, variant: Variant, part: Part, own: Mapping[str, object]) -> bool:
    """Whether the re-solved key asks for less than the original: nothing was computed to reach it."""
    kind = kind_class(part.kind)
    if key == part.key:
        return True
    if kind.form is Form.OPTIONS:
        return False  # an option is named, not computed
    if not any(_numbers(key)) and any(_numbers(part.key)):
        return True
    # The key may be no whole number any more: a ratio of the student's own counts.
    positive = kind.counts and all(number > 0 for number in _numbers(part.key))
    if positive and all(number <= 0 for number in _numbers(key)):
        return True
    keys = {p.id: p.key for p in variant.parts}
    given = list(variant.values.values())
    if key in given and part.key not in given:
        return True
    # A sample says nothing of the work that another answer takes.
    counted = [p.id for p in variant.parts if p.id in own and p.holds is None]
    work = sum(_effort(keys[name]) for name in counted)
    return 2 * sum(_effort(own[name]) for name in counted) < work


def _effort(value: object) -> int:
    """Numbers and names that take an operation: to multiply by 0 or ±1, or to add 0, is none."""
    formulas = [text for text in _entries(value) if isinstance(text, str)]
    names = [n for text in formulas for n in _NAME_OR_NUMBER.findall(text) if n not in ("0", "1")]
    return len(names) + sum(number not in (0, 1, -1) for number in _numbers(value))


def _entries(value: object) -> list[Any]:
    """The entries of an answer; fractions as numbers, what is left as text is a formula."""
    if isinstance(value, list):
        return [entry for row in value for entry in _entries(row)]
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        return [Fraction(value)]
    return [Fraction(repr(value))] if isinstance(value, float) else [value]


def _numbers(value: object) -> list[Any]:
    return [
        entry
        for entry in _entries(value)
        if isinstance(entry, int | Fraction) and not isinstance(entry, bool)
    ]
