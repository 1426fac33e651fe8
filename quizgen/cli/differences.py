"""Where a learning system gave other marks than we do, and why: what it cannot judge, or a person decides here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from quizgen.answers.blank import together
from quizgen.answers.verdict import ROUNDED, UNREADABLE, WAITING
from quizgen.how_many import how_many
from quizgen.language.judges import kind_of

if TYPE_CHECKING:
    from quizgen.course.responses import Found, Theirs
    from quizgen.course.theirs import Points
    from quizgen.grading.mark import Mark
    from quizgen.targets.loss import Loss
    from quizgen.variant import Variant

FILE = "differences.csv"
# Shares of the points that are as near as systems round them.
NEAR = Fraction(1, 200)
NOT_EXPLAINED = "not explained by what the export declares: look at it"
_UNDECIDED = {
    ROUNDED: "right but rounded, a person decides",
    UNREADABLE: "could not be read here, a person decides",
    WAITING: "a person marks it",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One question of one student: points of both, each with its maximum, and the reason."""

    student: str
    question: str
    answer: str
    theirs: float
    theirs_of: float
    ours: float
    ours_of: float
    reason: str


def differences(
    students: Iterable["Found"],
    marks: Iterable["Mark"],
    losses: Callable[[str, "Variant"], Iterable["Loss"]],
) -> tuple[int, list[Difference]]:
    """How many marks were compared, and those that differ; `losses` tells what a target lost of a variant."""
    own = {(mark.id or mark.email or mark.student, mark.question): mark for mark in marks}
    count, found = 0, []
    for student in students:
        key = student.id or student.email or student.name
        for units, theirs in _units(student.theirs, student.variants):
            labels = [label for labels, _, _ in units for label in labels]
            ours = [own[key, label] for label in labels if (key, label) in own]
            if not ours:
                continue
            count += 1
            got, most = (sum((getattr(m, n) for m in ours), Fraction(0)) for n in ("points", "maximum"))  # fmt: skip
            if not most or abs(got / most - theirs.got / theirs.most) <= NEAR:
                continue
            declared = [
                loss
                for _, variant, places in units
                for loss in losses(student.theirs.target, variant)
                if loss.where in places
            ]
            found.append(
                Difference(
                    student.name or key,
                    labels[0] if len(labels) == 1 else f"{labels[0]}-{labels[-1]}",
                    "; ".join(m.answer for m in ours if m.answer),
                    float(theirs.got), float(theirs.most), float(got), float(most), _reason(ours, declared),
                )
            )  # fmt: skip
    return count, found


_Unit = tuple[Sequence[str], "Variant", frozenset[str]]


def _units(
    theirs: "Theirs", variants: Mapping[int, "Variant"]
) -> Iterator[tuple[list[_Unit], "Points"]]:
    """What the system marked as one: labels of parts, with the places at which losses are told."""
    for (number, letter), points in theirs.marks.items():
        if number in variants:
            yield [_unit(number, letter, variants[number])], points
    if theirs.whole and not theirs.marks:
        yield [_unit(n, None, variant) for n, variant in variants.items()], theirs.whole


def _unit(number: int, letter: str | None, variant: "Variant") -> _Unit:
    from quizgen.targets.question import code_of

    parts, code = variant.parts, code_of(variant)
    places = [i for i in range(len(parts)) if letter is None or chr(ord("a") + i) == letter]
    if letter == "":
        blanks = [() if p.holds else kind_of(p).blanks() for p in parts]
        places = together(blanks) or [0]
    several = len(parts) > 1
    named = [chr(ord("a") + i) if several else "" for i in places]
    where = {f"{code} ({one})" if one else code for one in named}
    return [f"{number}{one}" for one in named], variant, frozenset((code, *where))


def _reason(marks: Sequence["Mark"], declared: Sequence["Loss"]) -> str:
    """What a person did or must do here, what follows from an earlier answer, what the target lost."""
    told = []
    for mark in marks:
        name = f"{mark.question}: " if len(marks) > 1 else ""
        if mark.decided:
            told.append(f"{name}{mark.decided}")
        elif mark.status in _UNDECIDED:
            told.append(f"{name}{_UNDECIDED[mark.status]}")
        elif mark.late:
            told.append(f"{name}points taken off for lateness")
        elif mark.follows:
            told.append(f"{name}follows from an earlier answer, which the system does not know")
    if not told:
        told = list(dict.fromkeys(f"{loss.what}: {loss.instead}" for loss in declared))
    return "; ".join(told) or NOT_EXPLAINED


def as_csv(found: Iterable[Difference]) -> str:
    """A line for each difference, below a header."""
    from quizgen.tables.writing import csv_text

    head = tuple(Difference.__slots__)
    return csv_text([head, *(tuple(str(value) for value in asdict(one).values()) for one in found)])


def lines(count: int, found: Sequence[Difference], most: int = 20) -> Iterator[str]:
    """What the terminal says."""
    if not count:
        return
    yield f"{how_many(count, 'mark')} of the learning system compared with ours, not the same: {len(found)}"
    for one in found[:most]:
        theirs, ours = (f"{got:g}/{of:g}" for got, of in ((one.theirs, one.theirs_of), (one.ours, one.ours_of)))  # fmt: skip
        yield f"  {one.student}, {one.question}: theirs {theirs}, ours {ours}: {one.reason}"
    if len(found) > most:
        yield f"  … and {len(found) - most} more: {FILE}"
