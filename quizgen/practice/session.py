"""A practice session as a state machine: event in, new state and messages out.

Nothing here reads a clock, a file or a terminal; judging an answer is the answer kinds' business.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from quizgen.answers import answer_kind
from quizgen.practice.hints import hints
from quizgen.practice.outcome import HELPED, RIGHT, SKIPPED, WRONG, Outcome, Tally
from quizgen.practice.typed import marked
from quizgen.variant import Part, Variant

TRIES = 2


# -- events -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Posed:
    """A variant has been drawn for the attempt called `attempt`."""

    variant: Variant
    attempt: str
    at: float


@dataclass(frozen=True, slots=True)
class Answered:
    """The student typed an answer."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class HintAsked:
    """The student wants a hint."""


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """The student wants to know what can be typed."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The student wants to see the solution."""

    at: float


@dataclass(frozen=True, slots=True)
class Left:
    """The student stops: q, Ctrl-C or the end of the input."""

    at: float


Event = Posed | Answered | HintAsked | HelpAsked | Skipped | Left


# -- messages -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """The exercise is shown from its top, `number` counting variants from 1."""

    variant: Variant
    number: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Ask:
    """A part is asked."""

    variant: Variant
    place: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How the answer was read, with a mark at every entry where there are entries."""

    text: str
    kind: str
    right: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """The answer could not be read; nothing is lost."""

    reason: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is known about a wrong answer; `mistake` is empty when the slip is not recognised."""

    mistake: str
    text: str
    again: bool


@dataclass(frozen=True, slots=True)
class Rounded:
    """The answer, as it was read, is right but rounded; the first time that costs nothing."""

    reading: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same wrong answer once more: it costs nothing."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint in Markdown, number `number` of `count`."""

    text: str
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class NoFurtherHint:
    """All hints have been shown."""


@dataclass(frozen=True, slots=True)
class Help:
    """What can be typed at a part."""

    part: Part


@dataclass(frozen=True, slots=True)
class NotSaved:
    """An answer could not be saved: why, and what to do. Practice goes on."""

    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class SavedAgain:
    """All that could not be saved before has been saved."""


@dataclass(frozen=True, slots=True)
class LeftUnsaved:
    """So many answers of the session are not in the log."""

    count: int


@dataclass(frozen=True, slots=True)
class Solution:
    """The worked solution of a part."""

    variant: Variant
    place: int


@dataclass(frozen=True, slots=True)
class Record:
    """An outcome to be saved before anything else happens."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Finished:
    """The variant is through: the next may be posed."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The session is over."""

    tally: Tally


Message = (
    Statement
    | Ask
    | Reading
    | Unread
    | Feedback
    | Rounded
    | Repeated
    | Hint
    | NoFurtherHint
    | Help
    | NotSaved
    | SavedAgain
    | LeftUnsaved
    | Solution
    | Record
    | Finished
    | Goodbye
)


# -- the machine ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class State:
    """Where a session is: which part of which variant, and what has been tried there.

    `wrong` holds the readable wrong answers as typed, no two of them of one meaning; `rounded` the
    one that was right but for its rounding and cost nothing.
    """

    variant: Variant | None = None
    attempt: str = ""
    number: int = 0
    place: int = 0
    since: float = 0.0
    wrong: tuple[str, ...] = ()
    rounded: str = ""
    mistake: str = ""
    hints: int = 0
    tally: Tally = field(default_factory=Tally)
    over: bool = False

    @property
    def part(self) -> Part:
        """The part being asked; `ValueError` between variants."""
        if self.variant is None:
            raise ValueError("no variant is posed")
        return self.variant.parts[self.place]


Step = tuple[State, tuple[Message, ...]]


def step(state: State, event: Event) -> Step:
    """The state after an event, and what to tell the student.

    >>> part = Part("a", "Two and one?", "integer", 3)
    >>> variant = Variant("sum", 1, "demo", "Sum", "E", "", "1", "0", {}, {}, "", (part,))
    >>> state, messages = step(State(), Posed(variant, "a1", at=0.0))
    >>> state, messages = step(state, Answered("3", at=2.0))
    >>> messages[1], state.tally.right
    (Reading(text='3', kind='integer', right=True), 1)
    """
    if state.over:
        return state, ()
    match event:
        case Left():
            return _left(state, event.at)
        case Posed():
            return _posed(state, event)
        case _ if state.variant is None:
            return state, ()
        case Answered():
            return _answered(state, event)
        case HintAsked():
            return _hinted(state)
        case HelpAsked():
            return state, (Help(state.part),)
        case Skipped():
            return _closed(state, SKIPPED, event.at, (Solution(_variant(state), state.place),))


def _variant(state: State) -> Variant:
    assert state.variant is not None  # noqa: S101 - `step` lets nobody here without one
    return state.variant


def _posed(state: State, event: Posed) -> Step:
    posed = replace(
        state,
        variant=event.variant,
        attempt=event.attempt,
        number=state.number + 1,
        place=0,
        since=event.at,
        wrong=(),
        rounded="",
        mistake="",
        hints=0,
    )
    shown = Statement(event.variant, posed.number, state.tally)
    return posed, (shown, Ask(event.variant, 0))


def kind_of(part: Part) -> Any:
    """The judge of a part."""
    return answer_kind(part.kind, part.key, part.mistakes, **part.settings)


def _answered(state: State, event: Answered) -> Step:
    kind = kind_of(state.part)
    verdict = kind.judge(event.text)
    if verdict.status == "unreadable":
        return state, (Unread(verdict.feedback),)
    right = verdict.status == "correct"
    text = verdict.reading if right else marked(kind, event.text)
    reading = Reading(text, state.part.kind, right)
    if right:
        helped = bool(state.wrong) or state.hints > 0
        return _closed(state, HELPED if helped else RIGHT, event.at, (reading,))
    if any(kind.repeats(event.text, earlier) for earlier in (*state.wrong, state.rounded)):
        return state, (reading, Repeated())
    if verdict.status == "rounded" and not state.rounded:
        told = Rounded(text, verdict.feedback, state.part.kind)
        return replace(state, rounded=event.text), (told,)
    tried = replace(
        state,
        wrong=(*state.wrong, event.text),
        mistake=verdict.mistake or state.mistake,
    )
    again = len(tried.wrong) < TRIES and _another_makes_sense(state.part)
    said = Feedback(verdict.mistake or "", verdict.feedback, again)
    if again:
        return tried, (reading, said)
    ending = (reading, said, Solution(_variant(state), state.place))
    return _closed(tried, WRONG, event.at, ending)


def _another_makes_sense(part: Part) -> bool:
    """After one of two options is wrong there is nothing left to find out."""
    return part.kind != "boolean" and not (
        part.kind == "choice" and len(part.settings.get("choices", "ABC")) <= 2
    )


def _hinted(state: State) -> Step:
    known = hints(state.part)
    number = state.hints + 1
    if number > len(known):
        return state, (NoFurtherHint(),)
    return replace(state, hints=number), (Hint(known[number - 1], number, len(known)),)


def _left(state: State, at: float) -> Step:
    """The end; a part that was answered wrongly and left alone has been answered."""
    messages: tuple[Message, ...] = ()
    if state.variant is not None and state.wrong:
        messages = (Record(_outcome(state, WRONG, at)),)
        state = replace(state, tally=state.tally.with_one(WRONG))
    return replace(state, over=True), (*messages, Goodbye(state.tally))


def _outcome(state: State, result: str, at: float) -> Outcome:
    variant = _variant(state)
    return Outcome(
        at=at,
        attempt=state.attempt,
        family=variant.id,
        level=variant.level,
        seed=variant.seed,
        code=variant.code,
        part=state.part.id,
        place=state.place,
        parts=len(variant.parts),
        result=result,
        hinted=state.hints > 0,
        tries=len(state.wrong) + (result in {RIGHT, HELPED}),
        mistake=state.mistake,
        seconds=max(0.0, at - state.since),
    )


def _closed(state: State, result: str, at: float, messages: tuple[Message, ...]) -> Step:
    """A part is over: recorded, and the next part or variant comes."""
    variant = _variant(state)
    messages = (Record(_outcome(state, result, at)), *messages)
    later = replace(
        state,
        place=state.place + 1,
        since=at,
        wrong=(),
        rounded="",
        mistake="",
        hints=0,
        tally=state.tally.with_one(result),
    )
    if later.place < len(variant.parts):
        return later, (*messages, Ask(variant, later.place))
    return replace(later, variant=None, place=0), (*messages, Finished())
