"""The answers of a class by student and part; what belongs to nobody is kept for a person."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from quizgen.answers.verdict import UNREADABLE
from quizgen.grading.answered import Answered, Given
from quizgen.grading.compound import divided, is_cloze
from quizgen.grading.policy import Policy
from quizgen.grading.roster import Roster
from quizgen.grading.submissions import Submission, Unmatched, place
from quizgen.how_many import how_many
from quizgen.language.judges import kind_of
from quizgen.variant import Part

# So many lines are told; a file of another class would fill the screen.
TOLD = 100
# So many different answers of one student to one question are kept.
KEPT = 100


class Lines:
    """What is said about lines of the submissions: the first of them, and how many more."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.more = 0

    def say(self, text: str) -> None:
        """One more remark."""
        if len(self.told) < TOLD:
            self.told.append(text)
        else:
            self.more += 1

    def all(self) -> tuple[str, ...]:
        """The remarks, and the number of those that are left out."""
        return (*self.told, *([f"… and {self.more} more such lines"] if self.more else []))


@dataclass(slots=True)
class Collected:
    """The answers by number of the sheet and label of the part; memory grows with the class."""

    answers: Answered = field(default_factory=Answered)
    unmatched: list[Unmatched] = field(default_factory=list)
    notes: Lines = field(default_factory=Lines)


def collect(
    roster: Roster, submissions: Iterable[Submission | Unmatched], policy: Policy
) -> Collected:
    """Every answer with its student and part, in the order in which they were given.

    That is by date where every answer to a part has one, else as they stand in the files. What
    cannot be matched is in `unmatched`, whole.
    """
    found = Collected()
    undated: Counter[str] = Counter()
    costs = policy.can_cost
    repeated: dict[tuple[int, str], None] = {}
    for said in submissions:
        matched = _matched(roster, said)
        if isinstance(matched, Unmatched):
            found.unmatched.append(matched)
            continue
        index, answers = matched
        sheet = roster.sheets[index]
        for label, one in answers:
            dated = _dated(one, said, sheet.key, policy)
            if costs and not dated.date and not dated.doubt:
                undated[one.file] += 1
            before = found.answers.before(index, label)
            if not before:
                found.answers.add(index, label, dated)
                continue
            repeated[index, label] = None
            given = list(before)
            if not dated.date and not dated.doubt and policy.attempts == "last":
                # The same text again counts where it came last, and is held once.
                given = [other for other in before if other.text != one.text or other.date]
            given.append(dated)
            if len(given) > 2 * KEPT:
                _fewer(found.notes, place(one.file, one.line), given, policy)
            found.answers.put(index, label, tuple(given))
    if undated:
        where = next(iter(undated)) if len(undated) == 1 else f"{len(undated)} files"
        said_of = f"{where or 'the answers'}: no date at {how_many(undated.total(), 'answer')}"
        found.notes.say(f"{said_of}, counted as handed in on time")
    for index, label in repeated:
        given = list(found.answers.before(index, label))
        _in_order(given, policy)
        found.answers.put(index, label, tuple(given))
        if policy.attempts == "last":
            part = roster.part(index, label)
            _tell(found.notes, roster.people.shown(index), label, part, given)
    return found


def _dated(one: Given, said: Submission | Unmatched, student: str, policy: Policy) -> Given:
    """The answer with what its date has cost; or with the doubt about that."""
    if one.date:
        return one._replace(late=policy.late(student, one.date))
    if isinstance(said, Submission) and said.date_text:
        late, doubt = policy.unsure(student, said.date_text)
        return one._replace(late=late, doubt=doubt)
    return one


def _matched(
    roster: Roster, said: Submission | Unmatched
) -> tuple[int, list[tuple[str, Given]]] | Unmatched:
    """Whose answer it is, and to which part; to several where one cell holds a whole question."""
    if isinstance(said, Unmatched):
        return said
    index = roster.student(said.student, said.id, said.email)
    if isinstance(index, str):
        return _unmatched(said, index)
    own = roster.label(index, said.question)
    if own is not None and not is_cloze(said.answer):
        return index, [(own, Given(said.answer, said.line, said.file, said.date))]
    several = (
        [place for place in roster.places(index) if place.label == own]
        if own
        else roster.question(index, said.question)
    )
    if not several:
        guess = roster.nearest_question(index, said.question)
        return _unmatched(said, f"unknown question {said.question!r}{guess}")
    pieces = divided(said.answer, several)
    if isinstance(pieces, str):
        return _unmatched(said, pieces)
    return index, [(p.label, Given(text, said.line, said.file, said.date)) for p, text in pieces]


def _unmatched(said: Submission, reason: str) -> Unmatched:
    student = said.student or said.id or said.email
    return Unmatched(said.file, said.line, student, said.question, said.answer, reason)


def _in_order(given: list[Given], policy: Policy) -> None:
    """Sorted by date where every answer has one; a text given twice counts where it came last."""
    dates = [policy.zoned(one.date) for one in given if one.date is not None]
    if len(dates) == len(given) and len({date.tzinfo is None for date in dates}) == 1:
        order = sorted(range(len(given)), key=dates.__getitem__)
        given[:] = [given[i] for i in order]
    if policy.attempts == "last":
        last = {one.text: one for one in given}
        given[:] = [one for one in given if last[one.text] is one]


def _fewer(notes: Lines, where: str, given: list[Given], policy: Policy) -> None:
    """The different answers only, and of these the hundred nearest to the one that counts."""
    _in_order(given, policy)
    if len(given) > KEPT:
        first = policy.attempts == "first"
        del given[slice(KEPT, None) if first else slice(None, -KEPT)]
        kept = "first" if first else "latest"
        notes.say(f"{where}: more than {KEPT} different answers to one part; the {kept} are kept")


def _tell(notes: Lines, student: str, label: str, part: Part, given: Sequence[Given]) -> None:
    """One remark for each later answer: whether it counts or the earlier one still does."""
    kind = kind_of(part)
    counts: Given | None = None
    for one in given:
        blank = not one.text.strip()
        readable = not blank and kind.judge(one.text).status != UNREADABLE
        readable = readable and not one.doubt and one.late < 1
        if counts is None:
            counts, counting = one, readable
            continue
        where = place(one.file, one.line)
        before = f"line {counts.line}" if counts.file == one.file else place(counts.file, counts.line)  # fmt: skip
        said = f"{where}: a second answer of {student!r} to {label}; "
        if readable or not counting:
            notes.say(f"{said}this one counts, not {before}")
            counts, counting = one, readable
        else:
            why = "is blank" if blank else "came after the last day" if one.late == 1 else "waits for a person, as its lateness cannot be told" if one.doubt else "cannot be read"  # fmt: skip
            notes.say(f"{said}it {why}, so {before} still counts")
