"""Texts in practice: the model answer after the first line, ticks after it, and no skill told from them."""

from pathlib import Path

import pytest

from quizgen.practice.events import ANSWER, QUIT, SKIP, Event, Posed, Typed
from quizgen.practice.history import History
from quizgen.practice.messages import Ask, Message, Note, Record, Solution, Statement
from quizgen.practice.outcome import OWN, RIGHT, SKIPPED, Outcome, Tally
from quizgen.practice.reviews import mastered, reviews
from quizgen.practice.session import State, opened, step
from quizgen.practice.skill import skills
from quizgen.practice.words import Page, say
from quizgen.variant import Part, Variant

RUBRIC = [["names the chain rule", "1"], ["multiplies the derivatives", "1/2"]]
SUM = Part("a", "One and two?", "integer", 3)
WHY = Part("b", "Why?", "text", "The **chain rule**.", "3/2", {"rubric": RUBRIC})
WORK = Part("a_work", "Show it.", "text", "As shown.", "3/2", {"rubric": RUBRIC, "work_of": "a"})


def play(*lines: str, parts: tuple[Part, ...] = (WHY,)) -> tuple[State, list[Message]]:
    variant = Variant("v", 1, "b", "T", "E", "", "1", "0", {}, {}, "", parts)
    events: list[Event] = [Posed(variant, "k", 0.0)]
    events += [Typed(ANSWER, float(at), line) for at, line in enumerate(lines, 1)]
    state = State()
    said: list[Message] = []
    for event in events:
        state, messages = step(state, event)
        said += messages
    return state, said


def outcomes(said: list[Message]) -> list[Outcome]:
    return [message.outcome for message in said if isinstance(message, Record)]


def test_the_model_answer_comes_first_and_nothing_is_recorded() -> None:
    state, said = play("by the chain rule")
    assert outcomes(said) == []
    assert state.written == "by the chain rule"
    shown = "\n".join(say(message, Page()) for message in said)
    assert "Answer: The chain rule." in shown.replace("**", "")
    assert "1. names the chain rule (1)" in shown
    assert "2. multiplies the derivatives (0.5)" in shown
    assert "Type their numbers" in shown


@pytest.mark.parametrize(
    ("ticks", "points"),
    [("1", "1"), ("2", "0.5"), ("1 2", "1.5"), ("2, 1", "1.5"), ("1 and 2", "1.5"), ("all", "1.5"), ("none", "0"), ("1,1", "1")],
)  # fmt: skip
def test_ticks_close_the_part(ticks: str, points: str) -> None:
    state, said = play("by the chain rule", ticks)
    (outcome,) = outcomes(said)
    assert outcome.result == OWN
    assert Note("own", f"{points} of 1.5 points") in said
    assert state.tally == Tally(own=1)
    assert str(state.tally) == "1 marked by yourself"


@pytest.mark.parametrize("ticks", ["3", "0 1", "yes", "1-2", "", "1.5", "9" * 400, "1 2 3"])
def test_what_ticks_nothing_is_told(ticks: str) -> None:
    state, said = play("by the chain rule", ticks)
    assert outcomes(said) == []
    assert state.written
    assert Note("unread", "type numbers from 1 to 2, or all, or none") in said


def test_working_shows_the_solution_of_its_part() -> None:
    _, said = play("3", "one more than two", parts=(SUM, WORK))
    places = [message.place for message in said if isinstance(message, Solution)]
    assert places == [0, 1]


def test_skill_and_reviews_are_told_from_what_the_program_judged() -> None:
    _, alone = play("chain", "all")
    _, both = play("3", "chain", "none", parts=(SUM, WHY))
    assert reviews(outcomes(alone)) == []
    assert skills(reviews(outcomes(alone))) == {}
    (review,) = reviews(outcomes(both))
    assert (review.result, review.seconds) == (RIGHT, 1.0)
    assert mastered(reviews(outcomes(both) * 3)) == set()


def test_a_text_can_be_skipped_before_and_after_it_was_written() -> None:
    for lines in ((), ("chain",)):
        state, _ = play(*lines)
        state, messages = step(state, Typed(SKIP, 9.0))
        assert [message.outcome.result for message in messages if isinstance(message, Record)] == [
            SKIPPED
        ]
        assert not state.written


def test_it_is_taken_up_where_it_was_left() -> None:
    state, _ = play("chain")
    state, messages = opened(state)
    assert [type(message) for message in messages] == [Statement, Ask, Solution, Note]
    state, _ = step(state, Typed(QUIT, 3.0))
    assert state.over


def test_the_log_keeps_it(tmp_path: Path) -> None:
    _, said = play("chain", "1")
    log = History(tmp_path / "log.db")
    log.add(*outcomes(said))
    assert [outcome.result for outcome in log.outcomes()] == [OWN]
    assert log.unreadable == 0
    log.close()
