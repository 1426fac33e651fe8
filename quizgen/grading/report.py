"""What a class got right and wrong, as plain numbers: the report's page and table are made of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizgen.answers.verdict import BLANK, CORRECT, PARTIAL, WRONG
from quizgen.grading.class_report import shown_names
from quizgen.grading.grades import handed_in
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked
from quizgen.grading.record import Graded, Record
from quizgen.grading.statistics import Item, Whole, items, whole

# Students with one wrong answer that make a cluster, and clusters that are told of a part.
CLUSTER, CLUSTERS = 2, 8
# Numbers of which the difficulty is told: so many students have one, and at most so many differ.
STUDENTS, VALUES = 3, 6


@dataclass(frozen=True, slots=True)
class Cluster:
    """One wrong answer to a part that no slip explains, as it was read, and how many gave it."""

    question: str
    exercise: str
    reading: str
    count: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip in a part: how many made it, of how many wrong answers, of how many students."""

    question: str
    exercise: str
    name: str
    count: int
    wrong: int
    students: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a question was answered by those who drew one number: the mean share of its points."""

    question: str
    name: str
    value: str
    students: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Report:
    """The class. `questions` and `parts` are items; statistics are of those who handed something in.

    `late` is that of `Marked.late`.
    """

    title: str
    students: int
    absent: tuple[str, ...]
    shares: tuple[Fraction, ...]
    maximum: Fraction
    whole: Whole
    questions: tuple[Item, ...]
    parts: tuple[Item, ...]
    exercises: dict[str, str]
    slips: tuple[Slip, ...]
    clusters: tuple[Cluster, ...]
    drawn: tuple[Drawn, ...]
    pairs: tuple[tuple[str, str, tuple[str, ...]], ...]
    statuses: dict[str, Counter[str]]
    undecided: Counter[str]
    unmatched: int
    late: tuple[int, int, int] = (0, 0, 0)


def report(record: Record) -> Report:
    """The report of what was graded last."""
    present = [one for one in record.graded if handed_in(one.marks)]
    marked = Marked(tuple(mark for one in record.graded for mark in one.marks))
    names = shown_names(marked)
    parts = list(dict.fromkeys(mark.question for mark in marked.marks))
    numbers = list(dict.fromkeys(mark.number for mark in marked.marks))
    by_part = [_by(one.marks, parts, by_number=False) for one in present]
    by_number = [_by(one.marks, numbers, by_number=True) for one in present]
    questions = items(numbers, *_split(by_number))
    return Report(
        next((one.title for one in record.graded), ""),
        len(record.graded),
        tuple(names[one.key] for one in record.graded if not handed_in(one.marks)),
        tuple(_share(one.marks) for one in present),
        max(
            (sum((m.maximum for m in one.marks), Fraction(0)) for one in present),
            default=Fraction(0),
        ),
        whole(_split(by_number)[0]),
        questions,
        items(parts, *_split(by_part)),
        _exercises(marked.marks),
        tuple(_slips(present)),
        tuple(_clusters(present)),
        tuple(_drawn(present)),
        tuple(_pairs(marked, names)),
        _statuses(present),
        Counter(mark.question for mark in marked.marks if mark.undecided),
        len(record.unmatched),
        marked.late(),
    )


def _share(marks: Sequence[Mark]) -> Fraction:
    most = sum((mark.maximum for mark in marks), Fraction(0))
    return sum((mark.points for mark in marks), Fraction(0)) / most if most else Fraction(0)


Cell = tuple[Fraction, Fraction] | None


def _by(marks: Sequence[Mark], names: Sequence[str], *, by_number: bool) -> list[Cell]:
    """Points and maximum of each item; None where the sheet does not have it, it is void, or a person has still to mark it."""
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for mark in marks:
        if not (mark.is_void or mark.waits):
            name = mark.number if by_number else mark.question
            got, most = found.get(name, (Fraction(0), Fraction(0)))
            found[name] = got + mark.points, most + mark.maximum
    return [found.get(name) for name in names]


def _split(
    table: Sequence[Sequence[Cell]],
) -> tuple[list[list[Fraction | None]], list[list[Fraction | None]]]:
    points = [[None if cell is None else cell[0] for cell in row] for row in table]
    return points, [[None if cell is None else cell[1] for cell in row] for row in table]


def _exercises(marks: Sequence[Mark]) -> dict[str, str]:
    """The exercises asked at each place, by part and by number."""
    found: dict[str, dict[str, None]] = {}
    for mark in marks:
        found.setdefault(mark.question, {})[mark.exercise] = None
        found.setdefault(mark.number, {})[mark.exercise.partition("/")[0]] = None
    return {place: ", ".join(names) for place, names in found.items()}


def _slips(present: Sequence[Graded]) -> list[Slip]:
    made: Counter[tuple[str, str, str]] = Counter()
    wrong: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for one in present:
        for mark in one.marks:
            asked[mark.question] += 1
            wrong[mark.question] += mark.verdict.status in (WRONG, PARTIAL)
            if mark.verdict.mistake:
                made[mark.question, mark.exercise, mark.verdict.mistake] += 1
    found = [Slip(*what, n, wrong[what[0]], asked[what[0]]) for what, n in made.items()]
    return sorted(found, key=lambda slip: (-slip.count, slip.question, slip.name))


def _clusters(present: Sequence[Graded]) -> list[Cluster]:
    given: Counter[tuple[str, str, str]] = Counter()
    wrong: Counter[str] = Counter()
    for one in present:
        for mark in one.marks:
            if mark.verdict.status in (WRONG, PARTIAL) and not mark.verdict.mistake:
                wrong[mark.question] += 1
                given[mark.question, mark.exercise, mark.verdict.reading or mark.answer] += 1
    told: Counter[str] = Counter()
    found = []
    for what, count in sorted(given.items(), key=lambda pair: (-pair[1], pair[0])):
        told[what[0]] += 1
        if count >= CLUSTER and told[what[0]] <= CLUSTERS:
            found.append(Cluster(*what, count, wrong[what[0]]))
    return found


def _drawn(present: Sequence[Graded]) -> list[Drawn]:
    """By question and drawn name; only numbers that several students share."""
    shares: dict[tuple[str, str, str], list[Fraction]] = {}
    for one in present:
        for at, question in enumerate(one.questions, start=1):
            number = str(at)
            own = [m for m in one.marks if m.number == number and not m.is_void]
            if not own or not any(mark.maximum for mark in own):
                continue
            for name, value in question.values.items():
                if (text := _short(value)) is not None:
                    shares.setdefault((number, name, text), []).append(_share(own))
    by_name: dict[tuple[str, str], list[Drawn]] = {}
    for (place, name, text), many in shares.items():
        if len(many) >= STUDENTS:
            mean = sum(many, Fraction(0)) / len(many)
            by_name.setdefault((place, name), []).append(Drawn(place, name, text, len(many), mean))
    found = []
    for several in by_name.values():
        if 2 <= len(several) <= VALUES:
            found += sorted(several, key=lambda drawn: _order(drawn.value))
    return found


def _short(value: object) -> str | None:
    if isinstance(value, bool | int) or (isinstance(value, str) and len(value) <= 20):
        return str(value)
    return None


def _order(text: str) -> tuple[int, Fraction, str]:
    try:
        return 0, Fraction(text), text
    except (ValueError, ZeroDivisionError):
        return 1, Fraction(0), text


def _pairs(marked: Marked, names: dict[str, str]) -> list[tuple[str, str, tuple[str, ...]]]:
    found: dict[tuple[str, str], list[str]] = {}
    for mark in marked.marks:
        for owner in mark.classmates:
            found.setdefault((mark.key, owner), []).append(mark.question)
    return [
        (names[student], names.get(owner, owner), tuple(questions))
        for (student, owner), questions in sorted(
            found.items(), key=lambda pair: (-len(pair[1]), pair[0])
        )
    ]


def _statuses(present: Sequence[Graded]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for one in present:
        for mark in one.marks:
            found.setdefault(mark.question, Counter())[str(mark.status)] += 1
    return found


ORDER = (CORRECT, PARTIAL, "rounded", WRONG, "unreadable", "waiting", BLANK)
