"""Marks for a right method with an earlier wrong number.

The key of a part is solved again with the student's own earlier answers put in. Only a readable,
wrong and legal earlier answer is followed, and only to a key that is still worth reaching.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizgen.answers import answer_kind, kind_class
from quizgen.answers.verdict import CORRECT, ROUNDED, UNREADABLE, Verdict
from quizgen.grading.cells import followed_cells
from quizgen.grading.effort import is_trivial
from quizgen.grading.solving import as_computed, names_of, solved
from quizgen.language.judges import kind_of
from quizgen.variant import Follow, Part, Variant


@dataclass(frozen=True, slots=True)
class Followed:
    """A verdict against the re-solved key, and the earlier parts it follows from.

    None of them where cells of a table follow from its own others.
    """

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
        if name != part.id
        and (value := _own_value(variant, name, earlier.get(name, ""))) is not None
    }
    if part.id in part.follow.uses:
        names = _names(variant, part.follow, own)
        cells = followed_cells(variant, part, part.follow, kind_of(part), answer, names)
        return Followed(cells, ()) if cells and cells.score else None
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
    names = _names(variant, part.follow, own)
    let = {name: text for name, text in part.follow.let.items() if name not in own}
    found = solved(part.follow.expression, names, let)
    return kind_class(part.kind).as_key(found, part.settings)


def _names(variant: Variant, follow: Follow, own: Mapping[str, object]) -> dict[str, Any]:
    """What the expression of a key that follows is given, `own` values for those of earlier parts."""
    parts = {p.id: p for p in variant.parts}
    names = names_of(variant, follow.uses)
    return names | {name: as_computed(parts[name], value) for name, value in own.items()}


def _trivial(key: object, variant: Variant, part: Part, own: Mapping[str, object]) -> bool:
    """Whether the re-solved key asks for less than the original: nothing was computed to reach it."""
    # A sample says nothing of the work that another answer takes.
    counted = [(p.key, own[p.id]) for p in variant.parts if p.id in own and p.holds is None]
    given = list(variant.values.values())
    return is_trivial(key, part.key, kind_class(part.kind), given, counted)
