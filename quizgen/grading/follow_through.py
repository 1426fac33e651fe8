"""Marks for a right method with an earlier wrong number.

The key of a part is solved again with the student's own earlier answers put in. Only a readable,
wrong and legal earlier answer is followed, and only to a key that is still worth reaching.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizgen.answers import answer_kind, encode
from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import CORRECT, ROUNDED, UNREADABLE, Verdict
from quizgen.grading.solving import SYMBOLIC, as_computed, names_of, solved
from quizgen.variant import Part, Variant

# Code and orders are nothing to compute with.
NOT_FOLLOWED = frozenset({"code", "order"})
# Numbers of more digits are no slip, and might keep the solver busy.
DIGITS = 15
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


def _settings(variant: Variant, part: Part, key: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    """The part's settings for the re-solved `key`.

    A formula may also have the names of the formulas it follows from.
    """
    settings = dict(part.settings)
    if part.kind in SYMBOLIC:
        parts = [part, *(p for p in variant.parts if p.id in own)]
        names = {name for p in parts for name in p.settings.get("variables", ())}
        settings["variables"] = sorted(names)
    if settings.get("partial") == "per_entry":
        from quizgen.bank.credit import COPIED, copied

        # An earlier answer written once more follows from nothing.
        trivial = [*settings.pop("trivial", ()), *copied(key, own.values())]
        if part.kind in COPIED and trivial:
            settings["trivial"] = trivial
    return settings


def _own_value(variant: Variant, name: str, text: str) -> Any:
    """The student's value of an earlier part as JSON, if it was readable, wrong and legal."""
    part = next(p for p in variant.parts if p.id == name)
    if part.kind in NOT_FOLLOWED:
        return None
    kind = answer_kind(part.kind, part.key, **part.settings)
    # Against the key, for an answer that was right because it followed is to be followed too.
    if kind.judge(text).status in (CORRECT, UNREADABLE):
        return None
    value = exact(kind, text)
    return value if _legal(value, part.key, part.kind) else None


def exact(kind: AnswerKind, text: str) -> Any:
    """The value a text means, in the JSON form of a key; `Unreadable` if it means none.

    >>> exact(answer_kind("vector", [1, 2]), "(3, 1/2)")
    [3, '1/2']
    """
    value = kind.read(text)
    if kind.name in SYMBOLIC:
        from quizgen.grading.formulas import typed

        if kind.name == "expression":
            return typed(value)
        return [[typed(tree) for tree in row] for row in value]
    return encode(getattr(value, "value", value))


def _legal(value: Any, key: Any, kind: str) -> bool:
    """Of the key's type and shape; counts and sizes are positive where the key's are."""
    if isinstance(key, list):
        if not isinstance(value, list) or (kind != "shape" and len(value) != len(key)):
            return False
        if kind == "shape":
            return all(isinstance(size, int) and size > 0 for size in value)
        return all(
            _legal(entry, key_entry, kind) for entry, key_entry in zip(value, key, strict=True)
        )
    if isinstance(value, list):
        return False
    if any(len(digits) > DIGITS for digits in re.findall(r"[0-9]+", str(value))):
        return False
    if kind == "integer":
        return isinstance(value, int) and (value > 0 or key <= 0)
    return True


def resolved(variant: Variant, part: Part, own: Mapping[str, Any]) -> Any:
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
    if part.kind in ("choice", "multi"):
        return _labels(found, part)
    return found


def _labels(found: Any, part: Part) -> Any:
    labels = dict(
        zip(part.settings.get("choice_texts", ()), part.settings["choices"], strict=False)
    )
    if isinstance(found, list):
        return sorted(labels[text] for text in found) if set(found) <= labels.keys() else None
    return labels.get(str(found))


def _trivial(key: Any, variant: Variant, part: Part, own: Mapping[str, Any]) -> bool:
    """Whether the re-solved key asks for less than the original: nothing was computed to reach it."""
    if key == part.key:
        return True
    if part.kind in ("choice", "multi", "boolean"):
        return False  # an option is named, not computed
    if not any(_numbers(key)) and any(_numbers(part.key)):
        return True
    # The key may be no whole number any more: a ratio of the student's own counts.
    if part.kind == "integer" and all(number <= 0 for number in _numbers(key)) and part.key > 0:
        return True
    keys = {p.id: p.key for p in variant.parts}
    given = list(variant.values.values())
    if key in given and part.key not in given:
        return True
    work = sum(_effort(keys[name]) for name in own)
    return 2 * sum(_effort(value) for value in own.values()) < work


def _effort(value: Any) -> int:
    """Numbers and names that take an operation: to multiply by 0 or ±1, or to add 0, is none."""
    formulas = [text for text in _entries(value) if isinstance(text, str)]
    names = [n for text in formulas for n in _NAME_OR_NUMBER.findall(text) if n not in ("0", "1")]
    return len(names) + sum(number not in (0, 1, -1) for number in _numbers(value))


def _entries(value: Any) -> list[Any]:
    """The entries of an answer; fractions as numbers, what is left as text is a formula."""
    if isinstance(value, list):
        return [entry for row in value for entry in _entries(row)]
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        return [Fraction(value)]
    return [Fraction(repr(value))] if isinstance(value, float) else [value]


def _numbers(value: Any) -> list[Any]:
    return [
        entry
        for entry in _entries(value)
        if isinstance(entry, int | Fraction) and not isinstance(entry, bool)
    ]
