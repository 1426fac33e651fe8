"""The points that a person entered for the lines of a rubric, in a line of `review.csv`.

The columns are `rubric`, which says the lines, and `rubric_1`, `rubric_2` and so on, one for each.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from quizgen.answers.rubric import RubricLine, rubric_of, short
from quizgen.errors import UserError
from quizgen.grading.overrides import points
from quizgen.variant import Part

# A line and its points as they stand in a record of marks.
Lines = tuple[tuple[str, str], ...]
SAID = "rubric"
# What is entered for all points of a line besides a number.
_ALL = frozenset("x✓✔")


def rubric_lines(part: Part) -> Lines:
    """The rubric of a part, empty for one that the program marks."""
    if "rubric" not in part.settings:
        return ()
    return tuple((one.line, str(one.points)) for one in rubric_of(part.settings, part.points))


def column(number: int) -> str:
    """The column of a line, counted from 1."""
    return f"{SAID}_{number}"


def columns(many: int) -> tuple[str, ...]:
    """The columns for rubrics of at most so many lines; none where nothing has a rubric."""
    return (SAID, *map(column, range(1, many + 1))) if many else ()


def said(lines: Sequence[tuple[str, str]]) -> str:
    """A rubric in one cell.

    >>> said([("names the rule", "1"), ("applies it", "3/2")])
    '1: names the rule (1); 2: applies it (1.5)'
    """
    return "; ".join(
        f"{number}: {' '.join(line.split())} ({short(Fraction(worth))})"
        for number, (line, worth) in enumerate(lines, start=1)
    )


def most_columns(cells: Iterable[Mapping[str, str]]) -> int:
    """How many lines of a rubric the lines of a table have columns for that are filled."""
    filled = (name for own in cells for name, value in own.items() if value)
    numbers = (name.removeprefix(f"{SAID}_") for name in filled if name.startswith(f"{SAID}_"))
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def entered(
    cells: Mapping[str, str], lines: Sequence[tuple[str, str]], where: str
) -> tuple[Fraction | None, ...]:
    """The points entered for each line, None where nothing is; `UserError` for what is no such points.

    >>> entered({"rubric_1": "x", "rubric_2": ""}, [("names it", "2"), ("applies it", "1")], "review.csv:2")
    (Fraction(2, 1), None)
    """
    beyond = most_columns([cells])
    if beyond > len(lines):
        many = f"{len(lines)} line{'s' if len(lines) != 1 else ''}"
        raise UserError(
            f"{where}: {column(beyond)}: this answer has {f'a rubric of {many}' if lines else 'no rubric'}",
            "leave the cell empty" if lines else "enter its points as the mark",
        )
    return tuple(
        _points(
            cells.get(column(number), ""),
            RubricLine(line, Fraction(worth)),
            f"{where}: {column(number)}",
        )
        for number, (line, worth) in enumerate(lines, start=1)
    )


def _points(cell: str, line: RubricLine, where: str) -> Fraction | None:
    if not cell.strip():
        return None
    if cell.strip().lower() in _ALL:
        return line.points
    try:
        return points(cell, line.points)
    except ValueError as error:
        raise UserError(
            f"{where}: {error} for “{line.line}”", "enter its points, x for all of them, or 0"
        ) from None


def missing(got: Sequence[Fraction | None]) -> str:
    """Which lines have no points though others have; empty where none or all have.

    >>> missing([Fraction(1), None]), missing([None, None]), missing([Fraction(1), Fraction(0)])
    ('rubric_2', '', '')
    """
    if all(one is None for one in got):
        return ""
    return ", ".join(column(number) for number, one in enumerate(got, start=1) if one is None)


def total(
    got: Sequence[Fraction | None],
    lines: Sequence[tuple[str, str]],
    mark: Fraction | None,
    where: str,
) -> Fraction | None:
    """The points of an answer: the mark, or the sum of all lines; None where neither is there yet.

    `UserError` where a mark and the lines contradict each other.
    """
    sum_ = sum((one for one in got if one is not None), Fraction(0))
    if mark is None:
        return None if not got or None in got else sum_
    open_ = sum(
        (Fraction(worth) for one, (_, worth) in zip(got, lines, strict=True) if one is None),
        Fraction(0),
    )
    if any(one is not None for one in got) and not sum_ <= mark <= sum_ + open_:
        raise UserError(
            f"{where}: mark: {short(mark)} here, and the lines of the rubric come to {short(sum_)}",
            "correct one of them, or leave the mark empty",
        )
    return mark
