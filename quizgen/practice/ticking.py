"""A text marked by who wrote it: the model answer is shown, and the lines of the rubric are ticked."""

import re
from fractions import Fraction

from quizgen.answers.rubric import RubricLine, rubric_of, short
from quizgen.answers.verdict import Unreadable
from quizgen.variant import Part

_ALL, _NONE = frozenset({"all", "alle"}), frozenset({"none", "no", "0", "-", "keine"})
_NUMBERS = re.compile(r"[0-9]{1,2}(?:(?:\s*[,;]\s*|\s+(?:and\s+)?)[0-9]{1,2})*")


def own_points(part: Part, text: str) -> str:
    """What the ticked lines come to, in words; `Unreadable` for what ticks none.

    >>> rubric = [["names the rule", "1"], ["applies it", "2"]]
    >>> part = Part("a", "Why?", "text", "The rule.", "3", {"rubric": rubric})
    >>> own_points(part, "2"), own_points(part, "all"), own_points(part, "none")
    ('2 of 3 points', '3 of 3 points', '0 of 3 points')
    """
    lines = rubric_of(part.settings, part.points)
    got = sum((line.points for line in _ticked(lines, text)), Fraction(0))
    return f"{short(got)} of {short(Fraction(part.points))} points"


def _ticked(lines: tuple[RubricLine, ...], text: str) -> list[RubricLine]:
    said = text.strip().lower().rstrip(".")
    if said in _ALL:
        return list(lines)
    if said in _NONE:
        return []
    numbers = sorted(set(map(int, re.findall("[0-9]+", said)))) if _NUMBERS.fullmatch(said) else []
    if not numbers or not set(numbers) <= set(range(1, len(lines) + 1)):
        raise Unreadable(f"type numbers from 1 to {len(lines)}, or all, or none")
    return [lines[number - 1] for number in numbers]
