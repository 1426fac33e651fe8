"""The session machine: what an answer, a hint, a skip and leaving do."""

import random
import string
from dataclasses import replace
from typing import Any

import pytest

from quizgen.answers.verdict import Status
from quizgen.practice.events import Away, Event, Posed, Typed
from quizgen.practice.hints import NO_HINT, hints
from quizgen.practice.messages import (
    Ask,
    Goodbye,
    Message,
    Note,
    Pause,
    Reading,
    Record,
    Solution,
    Statement,
)
from quizgen.practice.outcome import HELPED, RIGHT, SKIPPED, WRONG, Outcome, Tally
from quizgen.practice.session import State, opened, step
from quizgen.practice.words import Page, say
from quizgen.telling import Step
from quizgen.variant import Mistake, Part, Variant

OUTPUTS = Part(
    "U",
    "How many outputs?",
    "integer",
    4,
    mistakes=(Mistake("ignores-stride", 16, "Move S positions between windows."),),
    solution=(Step("U", r"\lfloor \frac{D - P}{S} \rfloor + 1", r"\frac{20 - 5}{5} + 1", "4"),),
    hint="Count window starts.",
)
VALUES = Part("h", "Which?", "vector", [3, -22, -9])


def variant(*parts: Part) -> Variant:
    return Variant(
        "conv",
        1,
        "demo",
        "Stride",
        "M",
        "",
        "7",
        "0.1.0",
        {},
        {"D": 20},
        "Text.",
        parts,
        code="conv·1",
    )


def play(*events: Event, parts: tuple[Part, ...] = (OUTPUTS,)) -> tuple[State, list[Message]]:
    state, said = step(State(), Posed(variant(*parts), "a", 100.0))
    messages: list[Message] = list(said)
    for event in events:
        state, said = step(state, event)
        messages += said
    return state, messages


def outcomes(messages: list[Message]) -> list[Outcome]:
    return [message.outcome for message in messages if isinstance(message, Record)]


def kinds(messages: Any) -> list[str]:
    return [type(message).__name__ for message in messages]


class TestAnswers:
    """Right at once is right; with a second try or a hint it is right with help."""

    def test_right_at_once(self) -> None:
        state, messages = play(Typed("answer", 130.0, "4"))
        assert kinds(messages) == ["Statement", "Ask", "Record", "Reading"]
        (outcome,) = outcomes(messages)
        assert (outcome.result, outcome.tries, outcome.seconds) == (RIGHT, 1, 30.0)
        assert (outcome.family, outcome.level, outcome.seed, outcome.part) == (
            "conv",
            "M",
            "7",
            "U",
        )
        assert state.tally == Tally(right=1)

    def test_a_known_mistake_is_named_and_may_be_mended(self) -> None:
        state, messages = play(Typed("answer", 110.0, "16"), Typed("answer", 120.0, "4"))
        assert Note("wrong", "Move S positions between windows.", "ignores-stride") in messages
        (outcome,) = outcomes(messages)
        assert (outcome.result, outcome.mistake, outcome.tries) == (HELPED, "ignores-stride", 2)
        assert state.tally == Tally(helped=1)

    def test_wrong_twice_shows_the_solution(self) -> None:
        state, messages = play(Typed("answer", 1, "16"), Typed("answer", 2, "15"))
        assert kinds(messages)[-4:] == ["Reading", "Note", "Solution", "Pause"]
        assert outcomes(messages)[0].result == WRONG
        assert state.tally == Tally(wrong=1)

    def test_the_same_wrong_answer_costs_nothing(self) -> None:
        state, messages = play(Typed("answer", 1, "1100"), Typed("answer", 2, "1,100"))
        assert messages[-1] == Note("repeated")
        assert not outcomes(messages)
        assert not state.over

    def test_what_cannot_be_read_costs_nothing(self) -> None:
        before, _ = play()
        state, messages = play(Typed("answer", 1, "four"))
        assert [m.kind for m in messages if isinstance(m, Note)] == ["unread"]
        assert state == before

    def test_entries_are_marked(self) -> None:
        _, messages = play(Typed("answer", 1, "3, 22, -9"), parts=(VALUES,))
        assert Reading("[3 ✓, 22 ✗, -9 ✓]", "vector", Status.WRONG) in messages

    def test_no_second_try_where_nothing_is_left_to_find_out(self) -> None:
        part = Part("b", "Deep?", "boolean", key=True)
        _, messages = play(Typed("answer", 1, "false"), parts=(part,))
        assert outcomes(messages)[0].result == WRONG


class TestHelp:
    """Hints give no number away; a skip shows the solution."""

    def test_hints_come_one_after_the_other(self) -> None:
        _, messages = play(
            Typed("hint", 0.0), Typed("hint", 0.0), Typed("hint", 0.0), Typed("answer", 1, "4")
        )
        said = [(m.title, m.text) for m in messages if isinstance(m, Note) and m.kind == "hint"]
        formula = r"Work with $U = \lfloor \frac{D - P}{S} \rfloor + 1$."
        assert said == [("hint 1 of 2", "Count window starts."), ("hint 2 of 2", formula)]
        (outcome,) = outcomes(messages)
        assert (outcome.result, outcome.hinted) == (HELPED, True)

    def test_no_hint(self) -> None:
        assert hints(VALUES) == (NO_HINT,)
        state, messages = play(Typed("hint", 1), parts=(VALUES,))
        assert messages[-1] == Note("hint", NO_HINT)
        assert state.hints == 0

    def test_a_formula_with_numbers_is_no_hint(self) -> None:
        step_with_numbers = Step("a", r"2 \cdot 3", "", "6")
        assert hints(replace(VALUES, solution=(step_with_numbers,))) == (NO_HINT,)

    def test_skip(self) -> None:
        state, messages = play(Typed("skip", 5.0))
        assert kinds(messages)[-3:] == ["Record", "Solution", "Pause"]
        assert state.tally == Tally(skipped=1)
        assert outcomes(messages)[0].result == SKIPPED

    def test_skip_after_a_wrong_answer(self) -> None:
        state, messages = play(Typed("answer", 1, "16"), Typed("skip", 5.0), Typed("quit", 6.0))
        assert state.tally == Tally(skipped=1, tried=1)
        assert outcomes(messages)[0].tries == 1
        assert messages[-1] == Goodbye(state.tally)

    def test_how_to_type_is_told_once_for_each_way(self) -> None:
        parts = (OUTPUTS, OUTPUTS, VALUES, OUTPUTS)
        skips = [Typed("skip", at) for at in (1, 2, 3)]
        state, messages = play(*skips, parts=parts)
        asks = [message for message in messages if isinstance(message, Ask)]
        assert [ask.how for ask in asks] == [True, False, True, False]
        _, again = opened(replace(state, told=frozenset()))  # taken up in a new terminal
        assert [m.how for m in again if isinstance(m, Ask)] == [True]


class TestWhy:
    """The solution of a right answer is shown on demand, once, and what is open is asked again."""

    def test_between_parts(self) -> None:
        two = (OUTPUTS, VALUES)
        state, messages = play(Typed("answer", 1, "4"), Typed("why", 2), parts=two)
        posed = state.posed
        assert messages[-4:] == [
            Ask(posed, 1, why=True),
            Solution(posed, 0),
            Pause(),
            Ask(posed, 1, how=False),
        ]
        state, said = step(state, Typed("why", 3))
        assert said == (Note("no-why"), Ask(posed, 1, how=False))

    def test_of_what_was_skipped_in_brief_first(self) -> None:
        given = Step("N", "", "", "31"), Step("K", "", "", "32")
        long = replace(OUTPUTS, solution=(*given, *OUTPUTS.solution))
        state, messages = play(Typed("skip", 1), parts=(long, VALUES))
        posed = state.posed
        assert messages[-3:] == [
            Solution(posed, 0, briefly=True),
            Pause(),
            Ask(posed, 1, steps=True),
        ]
        state, said = step(state, Typed("why", 2))
        assert said == (Solution(posed, 0), Pause(), Ask(posed, 1, how=False))
        brief, full = (say(Solution(posed, 0, briefly=b), Page()) for b in (True, False))
        assert "N = 31" in full
        assert "N = 31" not in brief
        assert "U = " in brief
        assert "w shows every step of the solution before." in say(messages[-1], Page())

    def test_after_the_next_exercise_came(self) -> None:
        state, _ = play(Typed("answer", 1, "4"))
        posed, state = variant(OUTPUTS), step(state, Posed(variant(OUTPUTS), "b", 2.0))[0]
        _, messages = step(state, Typed("why", 3.0))
        assert kinds(messages) == ["Solution", "Pause", "Statement", "Ask"]
        assert messages[0] == Solution(posed, 0)

    def test_a_wrong_answer_has_had_its_solution(self) -> None:
        state, _ = play(Typed("answer", 1, "16"), Typed("answer", 2, "15"))
        assert state.unseen is None

    def test_it_costs_nothing(self) -> None:
        two = (OUTPUTS, VALUES)
        _, messages = play(
            Typed("answer", 1, "4"), Typed("why", 2), Typed("answer", 3, "3 -22 -9"), parts=two
        )
        assert [o.result for o in outcomes(messages)] == [RIGHT, RIGHT]


def test_time_away_is_nobodys() -> None:
    _, messages = play(Away(110.0, 9_000.0), Typed("answer", 9_020.0, "4"))
    assert outcomes(messages)[0].seconds == 30.0


class TestParts:
    """Parts are asked one by one; the statement comes once."""

    def test_each_part_counts(self) -> None:
        state, messages = play(
            Typed("answer", 1, "4"), Typed("answer", 2, "[3, -22, -9]"), parts=(OUTPUTS, VALUES)
        )
        assert [m.place for m in messages if isinstance(m, Ask)] == [0, 1]
        assert sum(isinstance(m, Statement) for m in messages) == 1
        assert [(o.part, o.place, o.parts) for o in outcomes(messages)] == [
            ("U", 0, 2),
            ("h", 1, 2),
        ]
        assert state.variant is None
        assert state.tally == Tally(right=2)

    def test_hints_and_tries_do_not_carry_over(self) -> None:
        _, messages = play(
            Typed("hint", 0.0),
            Typed("answer", 1, "5"),
            Typed("answer", 2, "6"),
            Typed("answer", 3, "3 -22 -9"),
            parts=(OUTPUTS, VALUES),
        )
        assert [o.result for o in outcomes(messages)] == [WRONG, RIGHT]

    def test_the_solution_is_that_of_the_part(self) -> None:
        _, messages = play(Typed("answer", 1, "4"), Typed("skip", 2.0), parts=(OUTPUTS, VALUES))
        assert [m.place for m in messages if isinstance(m, Solution)] == [1]


class TestLeaving:
    """Ctrl-C, the end of the input and q keep the tally."""

    def test_nothing_answered(self) -> None:
        state, messages = play(Typed("quit", 1))
        assert messages[-1] == Goodbye(Tally())
        assert state.over
        assert step(state, Typed("answer", 2, "4")) == (state, ())

    def test_a_wrong_try_left_alone_is_told_and_stays_open(self) -> None:
        _, messages = play(Typed("answer", 1, "5"), Typed("quit", 2))
        assert outcomes(messages) == []
        assert messages[-1] == Goodbye(Tally(tries=1))

    def test_a_wrong_answer_left_alone_for_good_is_saved(self) -> None:
        _, messages = play(Typed("answer", 1, "5"), Typed("finish", 2))
        assert outcomes(messages)[0].result == WRONG
        assert messages[-1] == Goodbye(Tally(wrong=1))

    def test_between_variants(self) -> None:
        state, messages = play(Typed("answer", 1, "4"), Typed("answer", 2, "4"), Typed("quit", 3))
        assert messages[-1] == Goodbye(Tally(right=1))
        assert state.over


@pytest.mark.parametrize(
    ("tally", "text"),
    [
        (Tally(), "nothing answered"),
        (Tally(right=1), "1 answered: 1 right"),
        (Tally(1, 2, 3, 4), "6 answered: 1 right, 2 right with help, 3 wrong; 4 skipped"),
        (Tally(skipped=2), "nothing answered; 2 skipped"),
        (Tally(skipped=1, tried=1), "nothing answered right; 1 skipped after a wrong answer"),
        (Tally(skipped=2, tried=2), "nothing answered right; 2 skipped, each after a wrong answer"),
        (
            Tally(1, skipped=3, tried=1),
            "1 answered: 1 right; 3 skipped, 1 of them after a wrong answer",
        ),
        (Tally(right=1, tries=2), "1 answered: 1 right; 2 wrong tries at a part that is open"),
    ],
)
def test_tally(tally: Tally, text: str) -> None:
    assert str(tally) == text


def test_no_text_breaks_the_machine() -> None:
    """1,000 wrong answers of all sorts, every kind of answer: always a reaction, never an exception."""
    generator = random.Random(20210)  # noqa: S311 - test inputs
    parts = (
        OUTPUTS,
        VALUES,
        Part("m", "?", "matrix", [[1, 2], [3, 4]]),
        Part("s", "?", "symbolic_matrix", [["v_1", "v_2", "0"], ["0", "v_1", "v_2"]]),
        Part("e", "?", "expression", "x^2+1", settings={"variables": ["x"]}),
        Part(
            "c",
            "?",
            "choice",
            "B",
            settings={"choices": ["A", "B", "C"], "choice_texts": ["1", "2", "3"]},
        ),
        Part("f", "?", "fraction", "3/2"),
        Part("p", "?", "shape", [3, 4]),
        Part("r", "?", "real", 0.5, settings={"atol": "0.01"}),
        Part("k", "?", "code", "nn.Linear(3, 2)"),
    )
    letters = string.printable + "−×½⌊⌋∑∇π\u202e\u200bé漢\x1b[]()," + "0123456789" * 4
    state = State()
    for number in range(1_000):
        if state.variant is None:
            state, _ = step(state, Posed(variant(generator.choice(parts)), str(number), 0.0))
        text = "".join(generator.choice(letters) for _ in range(generator.randint(0, 40)))
        state, messages = step(state, Typed("answer", float(number), text))
        assert messages
    assert state.tally.right == 0


class TestRounded:
    """Right but rounded costs nothing the first time."""

    PART = Part("a", "Two thirds?", "fraction", "2/3")

    def begun(self) -> State:
        variant = Variant("t", 1, "d", "T", "E", "", "1", "0", {}, {}, "", (self.PART,))
        return step(State(), Posed(variant, "a1", at=0.0))[0]

    def test_the_exact_value_afterwards_is_right(self) -> None:
        state, messages = step(self.begun(), Typed("answer", 1.0, "0.67"))
        (told,) = (m for m in messages if isinstance(m, Note))
        assert told.kind == "rounded"
        assert "rounded" in told.text
        state, _ = step(state, Typed("answer", 2.0, "2/3"))
        assert state.tally == Tally(right=1)

    def test_the_same_once_more_costs_nothing(self) -> None:
        state, _ = step(self.begun(), Typed("answer", 1.0, "0.67"))
        _, messages = step(state, Typed("answer", 2.0, "0.670"))
        assert Note("repeated") in messages

    def test_another_rounding_is_a_try(self) -> None:
        state, _ = step(self.begun(), Typed("answer", 1.0, "0.67"))
        state, _ = step(state, Typed("answer", 2.0, "0.667"))
        assert state.wrong == ("0.667",)

    def test_leaving_after_it_records_nothing(self) -> None:
        state, _ = step(self.begun(), Typed("answer", 1.0, "0.67"))
        state, messages = step(state, Typed("quit", 2.0))
        assert messages == (Goodbye(Tally()),)
