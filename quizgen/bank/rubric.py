"""Parts that a person marks, as a bank writes them: `model`, `rubric` and `lines`, and `work` beside another part."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers import kind_class, kind_names
from quizgen.answers.rubric import short, total_of
from quizgen.bank.exercise import PartSpec
from quizgen.bank.field_types import is_amount
from quizgen.language.repairs import nearest

# The kind of such parts.
KIND = "text"
# Lines of a rubric that a person could mark by.
MOST = 20
LINE_KEYS, WORK_KEYS = ("line", "points"), ("ask", "model", "rubric", "lines", "points")
EXAMPLE = 'rubric = [{ line = "names the rule", points = 1 }]'
# What makes no sense where nothing is computed.
_COMPUTED = (
    "answer",
    "follow",
    "mistakes",
    "watch",
    "without",
    "choices",
    "items",
    "before",
    "settings",
    "holds",
    "cases",
    "says",
)
_OWN = ("model", "rubric", "lines")

# Field, what is wrong with it, what would be right.
Say = Callable[[str, str, str], None]
Rubric = tuple[tuple[str, str], ...]


def is_by_person(data: Mapping[str, Any]) -> bool:
    """Whether the keys of a part are those of one that a person marks."""
    kind = data.get("kind")
    if kind:
        return kind in kind_names() and kind_class(kind).by_person
    return "model" in data or "rubric" in data


def person_fields(data: Mapping[str, Any], path: str, say: Say) -> dict[str, Any]:
    """The fields of a part that a person marks, as `PartSpec` has them; what is wrong is said."""
    if not is_by_person(data):
        for key in _OWN:
            if key in data:
                say(
                    f"{path}.{key}",
                    "is for a part that a person marks",
                    f'add kind = "{KIND}", or leave it out',
                )
        return {}
    for key in _COMPUTED:
        if key in data:
            say(
                f"{path}.{key}",
                "is for a part that the program marks",
                f'a part of kind "{KIND}" has model and rubric',
            )
    if not data.get("model", "").strip():
        say(f"{path}.model", "no model answer", 'model = "…", Markdown as in ask')
    rubric = _rubric(data.get("rubric"), path, say)
    points = _points(data, rubric, path, say)
    return {
        "kind": data.get("kind") or KIND,
        "model": data.get("model", ""),
        "rubric": rubric,
        "lines": data.get("lines", 0),
        "points": points,
    }


def work_of(data: Any, part: PartSpec, letter: str, path: str, say: Say) -> PartSpec | None:
    """The part for the working beside a part of this letter; None where something is wrong, which is said."""
    if part.rubric:
        say(
            path, "stands beside a part that a person marks anyway", "put its lines into the rubric"
        )
        return None
    for key in data:
        if key not in WORK_KEYS:
            say(f"{path}.{key}", f"unknown key {key!r}", nearest(key, WORK_KEYS))
    for key in ("ask", "model"):
        if not isinstance(data.get(key, ""), str):
            say(f"{path}.{key}", "is not text", "put it into quotes")
            return None
    given = data.get("points", 1)
    if not is_amount(given) or not Fraction(given):
        say(f"{path}.points", "is not a number of points", 'points = 2, or "1/2"')
        return None
    rubric = (
        _rubric(data["rubric"], path, say)
        if "rubric" in data
        else (("The way is shown, and leads to the answer.", str(given)),)
    )
    points = _points(data, rubric, path, say)
    lines = data.get("lines", 0)
    if type(lines) is not int:
        say(f"{path}.lines", "is not a whole number", "lines = 6")
        return None
    return PartSpec(
        id=f"{part.id}_work",
        ask=data.get("ask", "") or f"Show the way to your answer to ({letter}).",
        kind=KIND,
        model=data.get("model", "")
        or f"The way to ({letter}) as its solution shows it, or another that is right.",
        rubric=rubric,
        lines=lines,
        points=points,
        work_of=part.id,
        path=path.partition(".")[2].partition(".")[2],
    )


def _rubric(value: Any, path: str, say: Say) -> Rubric:
    where = f"{path}.rubric"
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        said = "no rubric" if value is None else "is not a list of lines with points"
        say(where, said, EXAMPLE)
        return ()
    if len(value) > MOST:
        say(where, f"{len(value)} lines; at most {MOST}", "put some together")
        return ()
    found = []
    for number, one in enumerate(value, start=1):
        wrong = next((key for key in one if key not in LINE_KEYS), None)
        if wrong is not None:
            say(where, f"line {number}: unknown key {wrong!r}", nearest(wrong, LINE_KEYS))
        elif not (isinstance(one.get("line"), str) and one["line"].strip()):
            say(where, f"line {number} says nothing", EXAMPLE)
        elif not is_amount(one.get("points", 1)) or not Fraction(one.get("points", 1)):
            say(where, f"line {number}: {one['points']!r} is not a number of points", EXAMPLE)
        else:
            found.append((one["line"], str(one.get("points", 1))))
    return tuple(found)


def _points(data: Mapping[str, Any], rubric: Rubric, path: str, say: Say) -> str:
    """The points of all lines, which `points` must agree with where it is written."""
    total = total_of(rubric)
    given = data.get("points")
    if rubric and given is not None and is_amount(given) and Fraction(given) != total:
        say(
            f"{path}.points",
            f"are {short(Fraction(given))}, and the lines of the rubric come to {short(total)}",
            f"points = {short(total)}, or leave them out",
        )
    return str(total)
