"""One mark: what was answered to a part, what it earned, and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from quizgen.answers.verdict import CORRECT, PARTIAL, ROUNDED, WAITING, WRONG, Status, Verdict
from quizgen.grading.counting import Unread


@dataclass(frozen=True, slots=True)
class Mark:
    """One part of one student: what was answered and what it earned.

    `attempts` are the different wrong answers handed in, the last one included. `follows` are
    earlier parts a right answer follows from; `classmates` those whose keys the student's wrong answers
    are more often than chance explains, which the instructor may want to know and the student is not told. `unread` are answers that could
    not be read, with the reason, and might count if they could: a person decides about them. `late`
    is the share of the points that handing in late has cost. `decided` says which person's decision
    the points follow from, where it is not the judge's (a mark `by_hand`, a question that `is_void`,
    full marks for all), and `note` is the person's word to the student; `file` and `line` are where the answer stands.
    `rubric` are the lines a person goes by, with their points, and `rubric_points` what was entered for them.
    """

    student: str
    question: str
    exercise: str
    answer: str
    verdict: Verdict
    points: Fraction
    maximum: Fraction
    attempts: int = 0
    follows: tuple[str, ...] = ()
    classmates: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    late: Fraction = Fraction(0)
    id: str = ""
    email: str = ""
    decided: str = ""
    by_hand: bool = False
    is_void: bool = False
    note: str = ""
    file: str = ""
    line: int = 0
    rubric: tuple[tuple[str, str], ...] = ()
    rubric_points: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """What the answer is: the judge's word, and for what a person marks, what was made of it."""
        if self.verdict.status != WAITING or not self.decided:
            return self.verdict.status
        if self.points == self.maximum:
            return CORRECT
        return PARTIAL if self.points else WRONG

    @property
    def key(self) -> str:
        """What tells the student from everybody else, as in `Assignment`."""
        return self.id or self.email or self.student

    @property
    def number(self) -> str:
        """The number of the question, without the part's letter."""
        return self.question.rstrip("abcdefghijklmnopqrstuvwxyz")

    @property
    def undecided(self) -> bool:
        """Whether a person has to look at it: something is unread, or right but rounded."""
        return not self.decided and bool(self.unread or self.verdict.status in (ROUNDED, WAITING))

    @property
    def waits(self) -> bool:
        """Whether a person has to mark it and has not."""
        return not self.decided and self.verdict.status == WAITING


class Whose(Protocol):
    """A student, as a sheet or a mark tells: name, id and e-mail."""

    @property
    def student(self) -> str: ...  # noqa: D102 - as in `Mark`
    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def email(self) -> str: ...  # noqa: D102
    @property
    def key(self) -> str: ...  # noqa: D102


class Placed(NamedTuple):
    """A mark without whose it is, and where the answer stands: many of a class have the same one."""

    mark: Mark
    file: str
    line: int

    @classmethod
    def of(cls, mark: Mark) -> "Placed":
        """A mark taken apart; `of_student` puts it together."""
        alone = replace(mark, student="", id="", email="", file="", line=0)
        return cls(alone, mark.file, mark.line)

    def of_student(self, who: Whose) -> Mark:
        """The whole mark."""
        before, between, behind = _REST(self.mark)
        place = (self.file, self.line)
        return Mark(*(who.student, *before, who.id, who.email, *between, *place, *behind))


def _rest() -> Callable[[Mark], tuple[tuple[Any, ...], ...]]:
    """The fields of a mark before, between and behind those that a shared mark leaves out."""
    names = [field.name for field in fields(Mark)]
    cuts = [names.index(name) for name in ("student", "id", "email", "file", "line")]
    assert cuts == [0, cuts[1], cuts[1] + 1, cuts[3], cuts[3] + 1]  # noqa: S101 - the order of the fields
    own = (names[1 : cuts[1]], names[cuts[2] + 1 : cuts[3]], names[cuts[4] + 1 :])
    got = tuple(attrgetter(*some) for some in own)
    return lambda mark: tuple(one(mark) for one in got)


_REST = _rest()


def total(values: Iterable[Fraction]) -> Fraction:
    """The sum; most denominators are one or few, so whole numbers are added.

    >>> total([Fraction(1, 2), Fraction(1), Fraction(1, 2), Fraction(1, 3)])
    Fraction(7, 3)
    """
    whole = 0
    sums: dict[int, int] = {}
    for value in values:
        numerator, denominator = value.as_integer_ratio()
        if denominator == 1:
            whole += numerator
        else:
            sums[denominator] = sums.get(denominator, 0) + numerator
    if not sums:
        return Fraction(whole)
    return sum((Fraction(n, denominator) for denominator, n in sums.items()), Fraction(whole))


def exact_points(value: Fraction) -> str:
    """Points as people write them: 2, 1.5 or 1.33.

    >>> exact_points(Fraction(2)), exact_points(Fraction(4, 3))
    ('2', '1.33')
    """
    return _short(*value.as_integer_ratio())


@lru_cache(maxsize=4096)
def _short(numerator: int, denominator: int) -> str:
    return f"{numerator / denominator:.2f}".rstrip("0").rstrip(".")
