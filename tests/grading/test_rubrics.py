"""Points by the rubric: lateness, decisions elsewhere, several answers, and working that stands on paper."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from quizgen.errors import UserError
from quizgen.grading.mark import Mark
from quizgen.grading.marks import grade
from quizgen.grading.overrides import Override
from quizgen.grading.review import Decision, Review, entry
from quizgen.grading.submissions import Submission

Build = Callable[..., Any]
RUBRIC = [["names it", "1"], ["says why", "1"]]


def review(cells: dict[str, str], answer: str = "because", question: str = "1") -> Review:
    name = entry("Ada", question, answer)
    return Review(
        {name: Decision(name, cells.get("mark", ""), "", "review.csv:2", "Ada", question, cells)}
    )


@pytest.fixture
def text(part: Build, variant: Build, sheet: Build) -> Any:
    return sheet(
        "Ada", variant(part("a", "text", "The rule.", points="2", settings={"rubric": RUBRIC}))
    )


def marked(sheet: Any, *answers: str, **more: Any) -> Mark:
    given = [Submission("Ada", "1", one, line) for line, one in enumerate(answers, 2)]
    return grade([sheet], given, **more).marks[0]


def test_it_waits_and_then_has_what_was_entered(text: Any) -> None:
    assert marked(text, "because").waits
    assert str(marked(text, "because").status) == "waiting"
    found = marked(text, "because", review=review({"rubric_1": "1", "rubric_2": "1/2"}))
    assert (found.points, str(found.status), found.rubric_points) == (
        Fraction(3, 2),
        "partial",
        ("1", "1/2"),
    )
    full = marked(text, "because", review=review({"rubric_1": "x", "rubric_2": "✓"}))
    assert (full.points, str(full.status)) == (Fraction(2), "correct")
    nothing = marked(text, "because", review=review({"rubric_1": "0", "rubric_2": "0"}))
    assert (nothing.points, str(nothing.status), nothing.waits) == (Fraction(0), "wrong", False)


def test_the_last_text_is_the_one_that_waits(text: Any) -> None:
    found = marked(text, "first", "because")
    assert (found.answer, found.unread, found.attempts) == ("because", (), 0)


def test_points_of_another_text_are_kept_and_do_not_count(text: Any) -> None:
    old = review({"rubric_1": "1", "rubric_2": "1"}, "first")
    assert marked(text, "because", review=old).waits
    assert [one.cells["rubric_1"] for one in old.unused()] == ["1"]


def test_lateness_costs_of_the_lines_and_nothing_of_a_mark(text: Any) -> None:
    late = replace(marked(text, "because"), late=Fraction(1, 4))
    by_lines = review({"rubric_1": "1", "rubric_2": "1"}).decided(late)
    assert by_lines.points == Fraction(3, 2)
    assert review({"mark": "2"}).decided(late).points == Fraction(2)


def test_a_mark_elsewhere_must_agree(text: Any) -> None:
    override = Override("overrides.toml:1", "1", student="Ada", mark="1")
    assert marked(text, "because", overrides=[override]).points == 1
    agrees = review({"rubric_1": "1", "rubric_2": "0"})
    assert marked(text, "because", overrides=[override], review=agrees).points == 1
    with pytest.raises(UserError, match=r"mark: 2 here, and another mark in overrides\.toml:1"):
        marked(
            text, "because", overrides=[override], review=review({"rubric_1": "1", "rubric_2": "1"})
        )


def test_working_waits_where_its_answer_was_given(
    part: Build, variant: Build, sheet: Build
) -> None:
    work = part("a_work", "text", "So.", points="2", settings={"rubric": RUBRIC, "work_of": "a"})
    one = sheet("Ada", variant(part("a", "integer", 7), work))
    given = grade([one], [Submission("Ada", "1a", "8", 2)]).marks
    assert [str(mark.status) for mark in given] == ["wrong", "waiting"]
    assert [str(mark.status) for mark in grade([one], []).marks] == ["blank", "blank"]
    entered = review({"rubric_1": "1", "rubric_2": "0"}, "", "1b")
    assert (
        sum(
            mark.points
            for mark in grade([one], [Submission("Ada", "1a", "7", 2)], review=entered).marks
        )
        == 2
    )
