"""A practice session as a state machine: event in, new state and messages out.

Nothing here reads a clock, a file or a terminal; judging an answer is the answer kinds' business.
"""

from dataclasses import dataclass, field, replace
from typing import assert_never

from quizgen.answers import Unreadable, how_to_type, kind_class
from quizgen.answers.verdict import CORRECT, ROUNDED, UNREADABLE, WAITING, Status
from quizgen.language.judges import kind_beside
from quizgen.practice import events
from quizgen.practice.events import Away, Event, Posed, Typed
from quizgen.practice.hints import NO_HINT, hints
from quizgen.practice.messages import (
    Ask,
    Goodbye,
    Help,
    Message,
    Note,
    Pause,
    Reading,
    Record,
    Solution,
    Statement,
)
from quizgen.practice.outcome import HELPED, OWN, RIGHT, SKIPPED, WRONG, Outcome, Tally
from quizgen.practice.ticking import own_points
from quizgen.practice.typed import keys, marked
from quizgen.telling.brief import brief
from quizgen.variant import Part, Variant

TRIES = 2


@dataclass(frozen=True, slots=True)
class State:
    """Where a session is: which part of which variant, and what has been tried there.

    `wrong` holds the readable wrong answers as typed, no two of them of one meaning; `rounded` the
    one that was right but for its rounding and cost nothing; `written` a text whose rubric is being ticked; `unseen` the
    solution of the part before, as long as it has not been shown, `in_brief` if it was in brief; `told` how answers are typed, as far as it was said.
    """

    variant: Variant | None = None
    attempt: str = ""
    number: int = 0
    place: int = 0
    since: float = 0.0
    wrong: tuple[str, ...] = ()
    rounded: str = ""
    written: str = ""
    mistake: str = ""
    hints: int = 0
    unseen: Solution | None = None
    in_brief: bool = False
    told: frozenset[str] = frozenset()
    tally: Tally = field(default_factory=Tally)
    over: bool = False
    # Right answers to the parts before, which a property of a later one may be about.
    right: tuple[tuple[str, str], ...] = ()

    @property
    def part(self) -> Part:
        """The part being asked; `ValueError` between variants."""
        return self.posed.parts[self.place]

    @property
    def posed(self) -> Variant:
        """The variant being asked; `ValueError` between variants."""
        if self.variant is None:
            raise ValueError("no variant is posed")
        return self.variant


Step = tuple[State, tuple[Message, ...]]


def step(state: State, event: Event) -> Step:
    """The state after an event, and what to tell the student.

    >>> part = Part("a", "Two and one?", "integer", 3)
    >>> variant = Variant("sum", 1, "demo", "Sum", "E", "", "1", "0", {}, {}, "", (part,))
    >>> state, messages = step(State(), Posed(variant, "a1", at=0.0))
    >>> state, messages = step(state, Typed("answer", 2.0, "3"))
    >>> messages[1], state.tally.right
    (Reading(text='3', kind='integer', status='correct'), 1)
    """
    if state.over:
        return state, ()
    match event:
        case Posed():
            return _telling(*_posed(state, event))
        case Away(since, until):
            return replace(state, since=state.since + max(0.0, until - since)), ()
        case Typed():
            return _telling(*_typed(state, event))
        case _:
            assert_never(event)


def _telling(state: State, messages: tuple[Message, ...]) -> Step:
    """How an answer is typed is told with the first part that asks for one of its way."""
    asks = (message for message in messages if isinstance(message, Ask))
    told = {_how(ask.variant.parts[ask.place]) for ask in asks}
    return replace(state, told=state.told | told), messages


def _how(part: Part) -> str:
    return how_to_type(part.kind, part.settings)


def _typed(state: State, line: Typed) -> Step:
    match line.what:
        case events.QUIT:
            return _left(state)
        case events.FINISH:
            return _finished(state, line.at)
        case events.WHY:
            return _explained(state)
        case _ if state.variant is None:
            return state, ()
        case events.HINT:
            return _hinted(state)
        case events.HELP:
            return state, (Help(state.part),)
        case events.SKIP:
            shown = _shown(state)
            return _closed(state, SKIPPED, line.at, (shown, Pause()))
        case _:
            return _answered(state, line)


def opened(state: State) -> Step:
    """A session begins, or is taken up: what is asked is shown from its top."""
    return _telling(state, _asked(state))


def _asked(state: State) -> tuple[Message, ...]:
    """The exercise from its top and the part that is open, none between exercises."""
    if state.variant is None:
        return ()
    asked = (Statement(state.variant, state.number, state.tally), _ask(state))
    return (*asked, *_model(state)) if state.written else asked


def _ask(state: State) -> Ask:
    how = _how(state.part) not in state.told
    unseen = state.unseen is not None
    return Ask(
        state.posed,
        state.place,
        why=unseen and not state.in_brief,
        steps=unseen and state.in_brief,
        how=how,
    )


def _posed(state: State, event: Posed) -> Step:
    posed = replace(
        _untried(state, event.at),
        variant=event.variant,
        attempt=event.attempt,
        number=state.number + 1,
        place=0,
        right=(),
    )
    return posed, _asked(posed)


def _untried(state: State, at: float) -> State:
    return replace(state, since=at, wrong=(), rounded="", written="", mistake="", hints=0)


def _answered(state: State, line: Typed) -> Step:
    if state.written:
        return _ticked(state, line)
    kind = kind_beside(state.posed, state.part, dict(state.right))
    verdict = kind.judge(line.text)
    if verdict.status == WAITING:
        written = replace(state, written=line.text)
        return written, _model(written)
    if verdict.status == UNREADABLE:
        return state, (Note("unread", verdict.feedback),)
    if verdict.status == CORRECT:
        helped = bool(state.wrong) or state.hints > 0
        reading = Reading(verdict.reading, state.part.kind, CORRECT)
        state = replace(state, right=(*state.right, (state.part.id, line.text)))
        return _closed(state, HELPED if helped else RIGHT, line.at, (reading,))
    text = marked(kind, line.text)
    reading = Reading(text, state.part.kind, Status.WRONG)
    if any(kind.repeats(line.text, earlier) for earlier in (*state.wrong, state.rounded)):
        return state, (reading, Note("repeated"))
    if verdict.status == ROUNDED and not state.rounded:
        reading = replace(reading, status=ROUNDED)
        return replace(state, rounded=line.text), (reading, Note("rounded", verdict.feedback))
    tried = replace(
        state,
        wrong=(*state.wrong, line.text),
        mistake=verdict.mistake or state.mistake,
    )
    told = Note("wrong", verdict.feedback, verdict.mistake or "")
    if len(tried.wrong) < TRIES and _another_makes_sense(state.part):
        return tried, (reading, told, Note("again", keys(state.part, "h")))
    shown = _shown(state)
    return _closed(tried, WRONG, line.at, (reading, told, shown, Pause()))


def _shown(state: State) -> Solution:
    """The solution of a part, first in brief where that is shorter."""
    part = state.part
    briefly = len(brief(part.solution, part.key)) < len(part.solution)
    return Solution(state.posed, state.place, briefly=briefly)


def _model(state: State) -> tuple[Message, ...]:
    """The model answer and the rubric, to be ticked; for working, the solution of its part before them."""
    places = {part.id: place for place, part in enumerate(state.posed.parts)}
    beside = places.get(str(state.part.settings.get("work_of", "")))
    before = () if beside is None else (Solution(state.posed, beside),)
    return (*before, Solution(state.posed, state.place), Note("tick"))


def _ticked(state: State, line: Typed) -> Step:
    """A text is marked by its writer, by the lines that were typed."""
    try:
        points = own_points(state.part, line.text)
    except Unreadable as error:
        return state, (Note("unread", error.reason), Note("tick"))
    return _closed(state, OWN, line.at, (Note("own", points),))


def _another_makes_sense(part: Part) -> bool:
    """After one of two options is wrong there is nothing left to find out."""
    return kind_class(part.kind).has_second_try(part.settings)


def _hinted(state: State) -> Step:
    known = hints(state.part)
    if known == (NO_HINT,):
        return state, (Note("hint", NO_HINT),)
    number = state.hints + 1
    if number > len(known):
        return state, (Note("no-hint", keys(state.part, "s")),)
    title = "hint" if len(known) == 1 else f"hint {number} of {len(known)}"
    return replace(state, hints=number), (Note("hint", known[number - 1], title),)


def _explained(state: State) -> Step:
    """The solution of the part before in full, and what is asked once more."""
    if state.unseen is None:
        return state, () if state.variant is None else (Note("no-why"), _ask(state))
    seen = replace(state, unseen=None)
    if seen.variant is None:
        return seen, (state.unseen,)
    return seen, (state.unseen, Pause(), *(_asked(seen) if seen.place == 0 else (_ask(seen),)))


def _left(state: State) -> Step:
    """Stopped for now: what is open stays open, and its wrong tries are told."""
    return replace(state, over=True), (Goodbye(replace(state.tally, tries=len(state.wrong))),)


def _finished(state: State, at: float) -> Step:
    """Stopped for good: a part that was answered wrongly and left alone has been answered."""
    messages: tuple[Message, ...] = ()
    if state.variant is not None and state.wrong:
        messages = (Record(_outcome(state, WRONG, at)),)
        state = replace(state, tally=state.tally.with_one(WRONG))
    return replace(state, over=True), (*messages, Goodbye(state.tally))


def _outcome(state: State, result: str, at: float) -> Outcome:
    variant = state.posed
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
    right = result in {RIGHT, HELPED}
    in_brief = any(isinstance(shown, Solution) and shown.briefly for shown in messages)
    messages = (Record(_outcome(state, result, at)), *messages)
    later = replace(
        _untried(state, at),
        place=state.place + 1,
        unseen=Solution(state.posed, state.place) if right or in_brief else None,
        in_brief=in_brief,
        tally=state.tally.with_one(result, tried=bool(state.wrong)),
    )
    if later.place < len(state.posed.parts):
        return later, (*messages, _ask(later))
    return replace(later, variant=None, place=0), messages
