"""A property that decides about answers instead of a key: as plain data, evaluated by a room above.

A sample answer stands where the key stands; any answer that has the property is as good.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What the expressions of a property mean; another number is of another quizgen.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Sign:
    """A mistake that is recognised by a property of the wrong answer; `hint` is a text over it.

    `under` are conventions by which the property is asked instead of the variant's, then in every case.
    """

    name: str
    holds: str
    hint: str
    credit: str = "0"
    under: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Property:
    """What decides about an answer: expressions over it, with all the values and lets they need.

    `holds` is an expression over `answer`. Where there are `cases`, each a table of names and values,
    it must hold for every one. `says` is the text on an answer that has not the property, over
    `answer` and the names of the first case that fails. Of `cases`, an answer that shows no knowledge
    has at most `trivial` right; what goes beyond earns its share where there is partial credit.
    `earlier` are earlier parts that the expressions name: of those the student's own answers count,
    and among `values` stand their keys, for where there is none. With `any_size` an answer need not
    have the sample's size.
    """

    holds: str
    let: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    cases: tuple[Mapping[str, Any], ...] = ()
    says: str = ""
    signs: tuple[Sign, ...] = ()
    trivial: int = 0
    partial: str = "all"
    version: int = VERSION
    earlier: tuple[str, ...] = ()
    any_size: bool | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Property":
        """The property that a JSON object of its fields describes."""
        cases = tuple(dict(case) for case in data.get("cases", ()))
        signs = tuple(Sign(**sign) for sign in data.get("signs", ()))
        earlier = tuple(data.get("earlier", ()))
        return cls(**{**data, "cases": cases, "signs": signs, "earlier": earlier})
