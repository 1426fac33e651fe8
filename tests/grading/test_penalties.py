"""Wrong options that cost points: never below 0 for a question, nothing for blanks."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.answers import answer_kind
from quizgen.assignment import Assignment
from quizgen.bank import draw, load_banks
from quizgen.document import markdown
from quizgen.document.frame import PLAIN
from quizgen.document.messages import shipped_messages
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import question, sheet
from quizgen.grading.marks import grade
from quizgen.grading.submissions import Submission
from quizgen.grading.told import told
from quizgen.targets.question import question_of, shared_losses
from quizgen.variant import Part, Variant


def variant(*costs: str, kind: str = "boolean") -> Variant:
    settings: dict[str, Any] = {"choices": ["A", "B", "C"]} if kind == "choice" else {}
    key: Any = "B" if kind == "choice" else True
    parts = tuple(
        Part(
            chr(97 + i),
            "?",
            kind,
            key,
            settings={**settings, **({"penalty": cost} if cost else {})},
        )
        for i, cost in enumerate(costs)
    )
    return Variant("own", 1, "b", "Own", "", "", "1", "0", {}, {}, "Text.", parts)


def points(found: Variant, *answers: str) -> list[Fraction]:
    assignment = Assignment("Ada", "code", "Title", "", (found,))
    labels = ["1"] if len(found.parts) == 1 else [f"1{part.id}" for part in found.parts]
    given_ = [
        Submission("Ada", label, said, 1) for label, said in zip(labels, answers, strict=True)
    ]
    return [mark.points for mark in grade([assignment], given_).marks]


@pytest.mark.parametrize(
    ("answers", "earned"),
    [
        (("true", "false", ""), ("1", "-1/2", "0")),
        (("true", "false", "maybe"), ("1", "-1/2", "0")),
        (("true", "false", "false"), ("1", "-1/2", "-1/2")),
        (("false", "false", "true"), ("-1/2", "-1/2", "1")),
        (("false", "false", "false"), ("0", "0", "0")),
        (("", "", ""), ("0", "0", "0")),
    ],
)
def test_a_wrong_answer_costs_and_no_other(
    answers: tuple[str, ...], earned: tuple[str, ...]
) -> None:
    assert points(variant("1/2", "1/2", "1/2"), *answers) == [Fraction(one) for one in earned]


def test_a_choice_costs_its_share_of_the_points() -> None:
    found = variant("1/2", "", kind="choice")
    worth = replace(found, parts=tuple(replace(part, points="3") for part in found.parts))
    assert points(worth, "A", "B") == [Fraction(-3, 2), Fraction(3)]


@given(st.lists(st.sampled_from(["true", "false", "", "?"]), min_size=4, max_size=4))
def test_no_question_has_less_than_nothing(answers: list[str]) -> None:
    earned = points(variant("1", "1/3", "", "1/2"), *answers)
    right = sum(answer == "true" for answer in answers)
    assert 0 <= sum(earned) <= right
    costs = [
        Fraction(c) for c, a in zip(("1", "1/3", "0", "1/2"), answers, strict=True) if a == "false"
    ]
    assert sum(earned) == max(Fraction(0), right - sum(costs, Fraction(0)))


def test_it_is_said_in_every_form() -> None:
    page = sheet([variant("1/2", "1/2")], title="T")
    for printed in (
        text.sheet(page, key=False, width=200),
        html.sheet(page, key=False),
        typst.sheet(page, key=False),
        latex.sheet(page, key=False),
    ):
        assert "A wrong answer costs" in printed
        assert "less than 0 points" in printed


def test_parts_are_named_where_not_all_cost() -> None:
    german = replace(PLAIN, words=shipped_messages("de"))
    said = str(question(variant("1/2", "", "1/2"), 1, frame=german).text)
    assert "Eine falsche Antwort auf (a), (c) kostet ½ Punkt" in said
    assert question(variant("", ""), 1).text == markdown.parse("Text.")


def test_feedback_says_why_there_are_less_points() -> None:
    found = variant("1/2", "1/2")
    assignment = Assignment("Ada", "code", "Title", "", (found,))
    marks = grade(
        [assignment], [Submission("Ada", "1a", "true", 1), Submission("Ada", "1b", "false", 2)]
    ).marks
    assert told(marks[1]).points == "-0.5 of 1 points"
    assert told(marks[1]).why == ("A wrong answer costs points here; none costs nothing.",)
    assert told(marks[0]).why == ()


@pytest.mark.parametrize("penalty", ["2", "-1", "half", "0", True, [1]])
def test_a_penalty_is_a_share(penalty: Any) -> None:
    with pytest.raises(ValueError, match="is no share of the points"):
        answer_kind("boolean", key=True, penalty=penalty)


def test_cells_take_none() -> None:
    with pytest.raises(ValueError, match="cells take no penalty"):
        answer_kind(
            "table", [[True]], rows=["r"], columns={"c": {"kind": "boolean", "penalty": "1/2"}}
        )


def test_a_learning_system_takes_nothing_off_and_says_so() -> None:
    asked = question_of(variant("1/2", "1/2"))
    assert [loss.what for loss in shared_losses(asked)] == [
        "points taken off for a wrong answer"
    ] * 2
    assert asked.typeset.text == markdown.parse("Text.")


def test_shipped_statements_are_guessed_for_nothing() -> None:
    library = load_banks()
    for name in ("statements-convolution", "choose-output-layer"):
        for part in draw(library.exercise(name), "s").parts:
            options = len(part.settings.get("choices", "ab"))
            cost = Fraction(part.settings["penalty"])
            assert Fraction(1, options) - Fraction(options - 1, options) * cost == 0
