"""Marks for a class: every answer judged against its own student's variant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from quizgen.answers import kind_class
from quizgen.answers.verdict import PARTIAL, ROUNDED, UNREADABLE, WAITING, WRONG, Verdict
from quizgen.assignment import Assignment
from quizgen.errors import UserError
from quizgen.grading.answered import Answers, Given
from quizgen.grading.attempts import attempts
from quizgen.grading.class_marks import Marks
from quizgen.grading.collecting import Collected, collect
from quizgen.grading.copied import Compared, with_classmates
from quizgen.grading.counting import Unread, counting, waits
from quizgen.grading.grades import handed_in
from quizgen.grading.judging import judged
from quizgen.grading.mark import Mark, Placed
from quizgen.grading.marked import Marked
from quizgen.grading.overrides import Override
from quizgen.grading.penalties import limited
from quizgen.grading.policy import DEFAULT, Policy
from quizgen.grading.review import Review
from quizgen.grading.roster import Place, Roster, places
from quizgen.grading.rubrics import rubric_lines
from quizgen.grading.rulings import NONE, Ruling, rulings
from quizgen.grading.submissions import Submission, Unmatched
from quizgen.language.judges import kind_of
from quizgen.parallel import chunks, where_it_pays
from quizgen.variant import Part, Variant

if TYPE_CHECKING:
    # Only named here: grading in one process does not wait for it.
    from concurrent.futures import Executor

# Sheets that go to another process at a time.
SHEETS = 8
# Seconds for so many that it takes to send them; for less work one process is faster.
# Eight sheets of ten parts of one's own numbers take 0.04 s, with the same numbers for all 0.003 s.
WORTH = 0.02


# A sheet with corrected keys, its answers, and what is decided about its parts by label.
_Sheet = tuple[Assignment, Answers, Policy, Mapping[str, Ruling]]


def grade(
    assignments: Sequence[Assignment],
    submissions: Iterable[Submission | Unmatched],
    *,
    policy: Policy = DEFAULT,
    overrides: Sequence[Override] = (),
    review: Review | None = None,
    executor: "Executor | None" = None,
    done: Callable[[int], None] | None = None,
) -> Marked:
    """Marks of every part of every student; which of several answers counts says the `policy`.

    A part nobody answered earns nothing; what could not be read is kept for a person to decide, and
    so is what belongs to no student or part. What a person has decided already, in `overrides` and
    in the `review`, wins. With an `executor` the sheets are judged in its
    processes; the marks are the same. `done` is told how many sheets more are judged.
    """
    roster = Roster(assignments)
    found = collect(roster, submissions, policy)
    return grade_collected(
        roster,
        found,
        policy=policy,
        overrides=overrides,
        review=review,
        executor=executor,
        done=done,
    )


def grade_collected(
    roster: Roster,
    found: Collected,
    *,
    policy: Policy = DEFAULT,
    overrides: Sequence[Override] = (),
    review: Review | None = None,
    executor: "Executor | None" = None,
    done: Callable[[int], None] | None = None,
) -> Marked:
    """The same for answers that are collected already."""
    review = review or Review()
    unmatched, notes = tuple(found.unmatched), found.notes.all()
    if not roster.sheets:  # one sheet for everybody, and nobody handed it in
        return Marked((), unmatched, notes)
    decided = rulings(overrides, roster)
    review.place(unmatched, roster)
    ruled: list[Mapping[str, Ruling]] = []
    if decided.by_student:
        for i, sheet in enumerate(roster.sheets):
            roster.sheets[i], own_rulings = decided.ruled(sheet)
            ruled.append(own_rulings)

    def prepared(i: int, sheet: Assignment) -> _Sheet:
        return sheet, found.answers.of(i), policy, ruled[i] if ruled else {}

    work: Iterable[list[_Sheet]] = (
        [prepared(i, sheet) for i, sheet in chunk]
        for chunk in chunks(enumerate(roster.sheets), SHEETS)
    )
    marks = Marks()
    absent = 0
    # Where everybody has the same keys nobody has a classmate's.
    compared = Compared() if roster.has_several else None
    everybody = enumerate(roster.sheets)
    for sheets in where_it_pays(_sheets_marks, work, executor, WORTH, sent=_sent):
        for own in sheets:
            i, sheet = next(everybody)
            given = [review.decided_of(sheet, one) for one in own] if review.decisions else own
            present = decided.asks_who_is_present
            if present and not handed_in(one.mark for one in given):
                given = withheld(given, ruled[i])
                absent += 1
            if compared:
                compared.add(sheet.key, zip((one.mark for one in own), places(sheet), strict=True))
            marks.add(sheet, limited(given))
        if done:
            done(len(sheets))
    if absent:
        notes = (*notes, f"full marks are not for {absent} who handed nothing in; absent = true beside full = true gives them too")  # fmt: skip
    if compared:
        with_classmates(marks, compared)
    return Marked(marks, unmatched, notes)


def _sent(sheets: list[_Sheet]) -> list[_Sheet]:
    return [(_judged_part(sheet), *more) for sheet, *more in sheets]  # type: ignore[misc]


def _judged_part(sheet: Assignment) -> Assignment:
    """The sheet without what is only printed: another process need not be sent it."""
    questions = tuple(
        replace(
            variant,
            text="",
            figures=(),
            parts=tuple(
                replace(part, prompt="", solution=(), explanation="", figures=(), pictures=())
                for part in variant.parts
            ),
        )
        for variant in sheet.questions
    )
    return replace(sheet, intro="", questions=questions)


def _sheets_marks(sheets: list[_Sheet]) -> list[list[Placed]]:
    return [sheet_marks(*sheet) for sheet in sheets]


def sheet_marks(
    assignment: Assignment,
    answers: Answers,
    policy: Policy = DEFAULT,
    ruled: Mapping[str, Ruling] = MappingProxyType({}),
) -> list[Placed]:
    """The marks of one sheet, without whose it is; `answers` and what is decided by question label."""
    marks = []
    known = _known(assignment.questions)
    earlier: dict[int, dict[str, str]] = {}
    for place in places(assignment):
        given = answers.get(place.label, (Given(""),))
        seen = earlier.setdefault(id(place.variant), {})
        ruling = ruled.get(place.label, NONE)
        judge = _Judge(place, seen, ruling, known)
        one, unread = counting(given, policy, judge.verdict)
        plain = ruling is NONE and len(given) == 1 and not (unread or one.doubt or one.late)
        mark = judge.plain_mark(one) if plain else _marked(judge, place, given, one, unread, ruling)
        marks.append(Placed(mark, one.file, one.line))
        seen[place.part.id] = one.text
    return marks


def _marked(
    judge: "_Judge",
    place: Place,
    given: Sequence[Given],
    one: Given,
    unread: tuple[Unread, ...] = (),
    ruling: Ruling = NONE,
) -> Mark:
    """The mark for the answer that counts, `one` of those that were given."""
    verdict, follows = judge(one.text)
    if one.doubt and (doubt := waits(one, verdict)):
        verdict, follows = Verdict(UNREADABLE, Fraction(0), verdict.reading, doubt), ()
    elif one.doubt and verdict.status == WAITING:
        verdict = verdict._replace(feedback=one.doubt)
    maximum = _points(place.part.points)
    others = [other.text for other in given if other.text != one.text]
    mark = Mark(
        "",
        place.label,
        place.exercise,
        one.text,
        verdict,
        _earned(verdict, maximum, one.late, place.part),
        maximum,
        _attempts(place.part, [*others, one.text], verdict),
        follows,
        unread=unread,
        late=one.late,
        rubric=rubric_lines(place.part),
    )
    return mark if ruling is NONE else _ruled(mark, ruling)


# The verdict on an answer, and the earlier parts it follows from; by part, text and earlier answers.
_Verdict = tuple[Verdict, tuple[str, ...]]
_Asked = tuple[str, str, tuple[str, ...]]


class _Known(NamedTuple):
    """What the answers to some questions came to, and the marks of those to which nothing is added."""

    questions: Sequence[Variant]
    verdicts: dict[_Asked, _Verdict]
    marks: dict[_Asked, Mark]


# So many verdicts are remembered, of the questions that were judged last: where a class has the
# same numbers, it gives the same answers again and again.
REMEMBERED = 20_000
_LAST: list[_Known] = []


def _known(questions: Sequence[Variant]) -> _Known:
    if not _LAST or _LAST[0].questions is not questions or len(_LAST[0].verdicts) > REMEMBERED:
        _LAST[:] = [_Known(questions, {}, {})]
    return _LAST[0]


class _Judge:
    """The verdict on answers to one part, each found once; a ruling may accept what is wrong."""

    def __init__(
        self, place: Place, earlier: Mapping[str, str], ruling: Ruling, known: _Known
    ) -> None:
        self._place, self._earlier, self._ruling, self._known = place, earlier, ruling, known
        self._others = tuple(f"{name}: {text}" for name, text in earlier.items())

    def __call__(self, text: str) -> _Verdict:
        part, own = self._place.part, (self._place.label, text, self._others)
        found = self._known.verdicts.get(own)
        if found is None:
            if text.strip():
                _check_stored(self._place)
            found = judged(self._place.variant, part, text, self._earlier)
            self._known.verdicts[own] = found
        if self._ruling is not NONE:
            return self._ruling.verdict(kind_of(part), text, found[0]), found[1]
        return found

    def verdict(self, text: str) -> Verdict:
        """The verdict alone."""
        return self(text)[0]

    def plain_mark(self, one: Given) -> Mark:
        """The mark of the only answer, where nothing is decided about it: many of a class have the same."""
        own = (self._place.label, one.text, self._others)
        found = self._known.marks.get(own)
        if found is None:
            found = self._known.marks[own] = _marked(self, self._place, (one,), one)
        return found


def _check_stored(place: Place) -> None:
    """`UserError` for a part that has no judge; the judge is kept for what follows."""
    try:
        kind_of(place.part)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise UserError(
            f"{place.variant.code}: what is stored of part {place.part.id!r} is damaged or from another version: {error}",
            "write the homework again",
        ) from None


@lru_cache(maxsize=1024)
def _points(text: str) -> Fraction:
    """The points of a part; the parts of a class share them."""
    return Fraction(text)


def _earned(verdict: Verdict, maximum: Fraction, late: Fraction, part: Part) -> Fraction:
    """The points of a verdict, less what lateness costs; below 0 for a wrong option that costs some."""
    if verdict.status == WRONG:
        points = -kind_class(part.kind).cost(part.settings) * maximum
    elif not verdict.score:
        return verdict.score
    else:
        points = maximum if verdict.score == 1 else verdict.score * maximum
    return points * (1 - late) if late else points


def _ruled(mark: Mark, ruling: Ruling) -> Mark:
    """The mark with what a person has decided about its points."""
    noted = replace(mark, note=ruling.note)
    if ruling.void:
        return replace(
            noted, points=Fraction(0), maximum=Fraction(0), decided=ruling.why, is_void=True
        )
    if ruling.share is None:
        return noted
    return replace(noted, points=ruling.share, decided=ruling.why, by_hand=ruling.by_hand)


def withheld(marks: Iterable[Placed], ruled: Mapping[str, Ruling]) -> list[Placed]:
    """The marks of somebody who handed nothing in, without the full marks that are for those who did."""
    return [
        one._replace(mark=replace(one.mark, points=Fraction(0), decided=""))
        if ruled.get(one.mark.question, NONE).present and one.mark.decided and not one.mark.by_hand
        else one
        for one in marks
    ]


def _attempts(part: Part, given: Sequence[str], verdict: Verdict) -> int:
    """Different wrong answers; a last one that is right because it follows is none of them."""
    counts = verdict.status in (WRONG, PARTIAL, ROUNDED)
    if len(given) == 1:
        return int(counts and verdict.status != ROUNDED)
    return attempts(kind_of(part), given if counts else given[:-1])
