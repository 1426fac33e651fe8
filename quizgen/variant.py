"""The variant: one drawn exercise with everything that rendering and grading need.

One variant is one JSON line. Exact numbers are JSON numbers where they fit and exact text
("3/2") where they do not, so a variant made last year is graded the same today.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from string import ascii_lowercase
from typing import Any, ClassVar

from quizgen.answers.property import Property
from quizgen.figure import Figure
from quizgen.shown import Shown
from quizgen.telling import Step

FORMAT = 1
# Fields that are not written where there is nothing: the bytes of other variants stay what they were.
LEFT_OUT = frozenset({"holds", "signs", "box", "pictures", "earlier", "any_size", "under"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer somebody with a known slip would give."""

    name: str
    value: Any
    hint: str
    credit: str = "0"


@dataclass(frozen=True, slots=True)
class Follow:
    """The key as an expression of earlier parts' answers, with the `let` and values it needs."""

    expression: str
    uses: tuple[str, ...]
    let: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the key and the author's mistakes were computed: what is solved again with two slips."""

    expression: str
    let: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a variant. `key`, and `settings` are what `answer_kind` takes.

    With `holds` the key is a sample: every answer that has the property is right.

    With `pictures` its options are these figures. With `box` it is answered at that place of a figure of the statement.

    `prompt` is Markdown with `$LaTeX$`. `solution` are the derivation's steps and
    `explanation` Markdown the author added. `choices` pairs a letter with Markdown.
    """

    id: str
    prompt: str
    kind: str
    key: Any
    points: str = "1"
    settings: Mapping[str, Any] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    follow: Follow | None = None
    recipe: Recipe | None = None
    solution: tuple[Step, ...] = ()
    explanation: str = ""
    hint: str = ""
    figures: tuple[Figure, ...] = ()
    holds: Property | None = None
    # Beside a key, mistakes that are recognised by a property of the answer.
    signs: Property | None = None
    box: str | None = None
    pictures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Variant(Shown):
    """One drawn exercise. Its `repr` is the question as it is asked."""

    printed_by: ClassVar[str] = "quizgen.document.shown"

    id: str
    revision: int
    bank: str
    title: str
    level: str
    instance: str
    seed: str
    generator: str
    profile: Mapping[str, str]
    values: Mapping[str, Any]
    text: str
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...] = ()
    conventions: tuple[str, ...] = ()
    source: str = ""
    tags: tuple[str, ...] = ()
    bloom: str = ""
    minutes: str = ""
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values with the format version; `Variant.from_json` gives the same back."""
        return {"format": FORMAT, **_plain(self)}

    def to_line(self) -> str:
        """One line of `variants.jsonl`: sorted keys, no blanks, no newline."""
        return json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Variant":
        """The variant a JSON object describes; `ValueError` for another format version."""
        check_format(data)
        known = {name: data[name] for name in _FIELDS if name in data}
        known["parts"] = tuple(_part(part) for part in data["parts"])
        known["figures"] = tuple(Figure(**figure) for figure in data.get("figures", ()))
        for name in ("tags", "conventions"):
            known[name] = tuple(data.get(name, ()))
        return cls(**known)


_FIELDS = tuple(f.name for f in fields(Variant))
_OF_PART = tuple(f.name for f in fields(Part))


def check_format(data: Mapping[str, Any]) -> None:
    """`ValueError` for another format version."""
    if data.get("format") != FORMAT:
        raise ValueError(f"format {data.get('format')!r} is not {FORMAT}: made by another quizgen")


def part_letters(index: int) -> str:
    """The letter of a part, counted from 0: a to z, then aa.

    >>> part_letters(0), part_letters(25), part_letters(26)
    ('a', 'z', 'aa')
    """
    before, last = divmod(index, 26)
    return (ascii_lowercase[before - 1] if before else "") + ascii_lowercase[last]


def _part(data: Mapping[str, Any]) -> Part:
    known: dict[str, Any] = {name: data[name] for name in _OF_PART if name in data}
    known["mistakes"] = tuple(Mistake(**mistake) for mistake in data.get("mistakes", ()))
    known["solution"] = tuple(Step(**step) for step in data.get("solution", ()))
    known["figures"] = tuple(Figure(**figure) for figure in data.get("figures", ()))
    known["pictures"] = tuple(Figure(**figure) for figure in data.get("pictures", ()))
    follow = data.get("follow")
    known["follow"] = (
        Follow(follow["expression"], tuple(follow["uses"]), follow["let"]) if follow else None
    )
    recipe = data.get("recipe")
    known["recipe"] = Recipe(**recipe) if recipe else None
    for name in ("holds", "signs"):
        known[name] = Property.from_json(data[name]) if data.get(name) else None
    return Part(**known)


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        own = {f.name: getattr(value, f.name) for f in fields(value)}
        return {k: _plain(v) for k, v in own.items() if v not in (None, ()) or k not in LEFT_OUT}
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value
