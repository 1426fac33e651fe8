"""A rubric: what a person looks for in an answer, and the points of each line."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple


class RubricLine(NamedTuple):
    """What is looked for, as Markdown, and what it is worth."""

    line: str
    points: Fraction


def rubric_of(settings: Mapping[str, Any], points: str) -> tuple[RubricLine, ...]:
    """The rubric of a part with so many points; where a sheet gives it others, each line has its share.

    >>> rubric_of({"rubric": [["names the rule", "1"], ["applies it", "3"]]}, "2")
    (RubricLine(line='names the rule', points=Fraction(1, 2)), RubricLine(line='applies it', points=Fraction(3, 2)))
    """
    lines = [RubricLine(str(line), Fraction(worth)) for line, worth in settings.get("rubric", ())]
    total = sum((line.points for line in lines), Fraction(0))
    if not total or total == Fraction(points):
        return tuple(lines)
    return tuple(RubricLine(one.line, one.points * Fraction(points) / total) for one in lines)


def checked_rubric(rubric: Any) -> None:
    """`ValueError` for what is no rubric in its JSON form, a list of lines with points."""
    if not isinstance(rubric, list | tuple) or not rubric:
        raise ValueError(
            'text: no rubric; write rubric = [{ line = "names the rule", points = 1 }]'
        )
    for entry in rubric:
        if not (isinstance(entry, list | tuple) and len(entry) == 2 and str(entry[0]).strip()):
            raise ValueError(f"text: rubric: {entry!r} is no line with points")
        if Fraction(str(entry[1])) <= 0:
            raise ValueError(f"text: rubric: {entry[0]!r} has no points")


def total_of(rubric: Iterable[Sequence[str]]) -> Fraction:
    """The points of all lines."""
    return sum((Fraction(worth) for _, worth in rubric), Fraction(0))


def short(value: Fraction) -> str:
    """Points as people write them, fractions where they are none of halves and quarters.

    >>> short(Fraction(3, 2)), short(Fraction(1, 3))
    ('1.5', '1/3')
    """
    decimal = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return decimal if Fraction(decimal) == value else f"{value}"
