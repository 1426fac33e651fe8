"""Nothing is a silent zero: what is blank, unread or rounded is counted, listed and told."""

import pytest

from quizgen.answers import answer_kind
from quizgen.assignment import Assignment
from quizgen.grading.class_report import class_report, counted, undecided
from quizgen.grading.feedback import student_feedback
from quizgen.grading.likeliest import guess
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked
from quizgen.grading.marks import grade
from quizgen.grading.submissions import Submission
from tests.grading.conftest import Build


def handed_in(*answers: tuple[str, str]) -> list[Submission]:
    return [Submission("Ada", question, text, i) for i, (question, text) in enumerate(answers, 2)]


def one_sheet(part: Build, variant: Build, sheet: Build) -> list[Assignment]:
    parts = (part("a", "integer", 7), part("b", "fraction", "2/3"), part("c", "integer", 9))
    return [sheet("Ada", variant(*parts))]


def by_question(marked: Marked) -> dict[str, Mark]:
    return {mark.question: mark for mark in marked.marks}


class TestStatuses:
    """Blank is no misreading, and both are counted."""

    def test_counted(self, part: Build, variant: Build, sheet: Build) -> None:
        given = handed_in(("1a", "seven or eight"), ("1b", "0.67"), ("1c", "  "))
        marked = grade(one_sheet(part, variant, sheet), given)
        statuses = [mark.verdict.status for mark in marked.marks]
        assert statuses == ["unreadable", "rounded", "blank"]
        assert counted(marked) == "3 parts: 1 right but rounded, 1 not read, 1 left blank"
        assert undecided(marked) == (
            "answers without points until a person decides: 1 could not be read, "
            "1 is right but rounded; enter marks in review.csv"
        )

    def test_points_between_thousands(self, part: Build, variant: Build, sheet: Build) -> None:
        parts = [part(name, "integer", 1040) for name in "abcde"]
        texts = ("1.040", "1.040 weights", "1.041", "1.04", "1040.000")
        given = handed_in(*zip(("1a", "1b", "1c", "1d", "1e"), texts, strict=True))
        marked = grade([sheet("Ada", variant(*parts))], given)
        statuses = [mark.verdict.status for mark in marked.marks]
        assert statuses == ["unreadable", "unreadable", "unreadable", "wrong", "correct"]
        assert marked.marks[0].unread[0].reason.startswith("1.040 is 1040 with a point between")

    def test_points_between_thousands_in_entries(
        self, part: Build, variant: Build, sheet: Build
    ) -> None:
        matrix = [[1040, 2], [3, 4]]
        asked = [
            ("vector", [1040, 2], "[1.040, 2]", "unreadable"),
            ("vector", [1040, 2], "(1.041, 2)", "unreadable"),  # right or wrong, a person decides
            ("vector", [1040, 2], "[1.04, 2]", "partial"),
            ("vector", [1040, 2], "[1040.000, 2]", "correct"),
            ("vector", ["1.04", 2], "[1.041, 2]", "partial"),  # decimals are asked
            ("matrix", matrix, "[[1.040, 2], [3, 4]]", "unreadable"),
            ("matrix", matrix, "1.040 2\n3 4", "unreadable"),
            ("shape", [1040, 6], "(1.040, 6)", "unreadable"),
        ]
        # Some points for the other entries do not settle it.
        settings = {
            "shape": {},
            "vector": {"partial": "per_entry"},
            "matrix": {"partial": "per_entry"},
        }
        parts = [
            part(f"p{i}", kind, key, settings=settings[kind])
            for i, (kind, key, _, _) in enumerate(asked)
        ]
        given = [(f"1{chr(97 + i)}", text) for i, (_, _, text, _) in enumerate(asked)]
        marked = grade([sheet("Ada", variant(*parts))], handed_in(*given))
        statuses = [mark.verdict.status for mark in marked.marks]
        assert statuses == [status for _, _, _, status in asked]

    def test_listed_with_text_and_reason(self, part: Build, variant: Build, sheet: Build) -> None:
        marked = grade(
            one_sheet(part, variant, sheet), handed_in(("1a", "7 or\n8"), ("1b", "0.67"))
        )
        reason = marked.marks[0].verdict.feedback
        assert f"  Ada, 1a: 7 or ⏎ 8: {reason}\n" in class_report(marked)
        assert "  Ada, 1b: 0.67\n" in class_report(marked)

    def test_a_long_list_is_cut_on_the_terminal_only(
        self, part: Build, variant: Build, sheet: Build
    ) -> None:
        parts = [part(f"p{i}", "integer", 7) for i in range(30)]
        class_of_one = [sheet("Ada", *(variant(p, name=p.id) for p in parts))]
        given = handed_in(*((str(i), f"about {i}") for i in range(1, 31)))
        marked = grade(class_of_one, given)
        assert "and 10 more, see review.csv" in class_report(marked, most=20)
        assert all(f"Ada, {i}: about {i}:" in class_report(marked) for i in range(1, 31))

    def test_nothing_to_decide(self, part: Build, variant: Build, sheet: Build) -> None:
        given = handed_in(("1a", "7"), ("1b", "2/3"), ("1c", "8"))
        marked = grade(one_sheet(part, variant, sheet), given)
        assert undecided(marked) == ""
        assert "person" not in class_report(marked)


class TestLaterLines:
    """A blank or unreadable later line does not take away an earlier answer, and is told."""

    def test_an_earlier_right_answer_stays(self, part: Build, variant: Build, sheet: Build) -> None:
        for later in ("", "  ", "7 or 8"):
            marked = grade(one_sheet(part, variant, sheet), handed_in(("1a", "7"), ("1a", later)))
            assert by_question(marked)["1a"].points == 1
            assert "so line 2 still counts" in marked.notes[0]

    def test_the_unread_one_is_listed_all_the_same(
        self, part: Build, variant: Build, sheet: Build
    ) -> None:
        marked = grade(one_sheet(part, variant, sheet), handed_in(("1a", "6"), ("1a", "7 or 8")))
        mark = by_question(marked)["1a"]
        assert (mark.verdict.status, mark.answer) == ("wrong", "6")
        assert [one.answer for one in mark.unread] == ["7 or 8"]
        assert "7 or 8" in student_feedback(one_sheet(part, variant, sheet)[0], marked.marks)
        assert "Ada, 1a: 7 or 8: " in class_report(marked)

    def test_a_later_answer_that_can_be_read_settles_it(
        self, part: Build, variant: Build, sheet: Build
    ) -> None:
        given = handed_in(("1a", "7 or 8"), ("1a", "7"))
        mark = by_question(grade(one_sheet(part, variant, sheet), given))["1a"]
        assert (mark.verdict.status, mark.unread) == ("correct", ())


class TestRoundedAttempts:
    """The first rounded answer is no attempt, the second is one."""

    def test_attempts(self, part: Build, variant: Build, sheet: Build) -> None:
        for texts, expected in ((["0.67"], 0), (["0.67", "0.667"], 1), (["1/3", "0.67", "2/3"], 1)):
            given = handed_in(*(("1b", text) for text in texts))
            marked = grade(one_sheet(part, variant, sheet), given)
            assert by_question(marked)["1b"].attempts == expected


class TestFollowThrough:
    """Rounded beside the key that follows from an earlier wrong number is rounded."""

    def test_rounded_follows(self, part: Build, variant: Build, sheet: Build) -> None:
        b = part("b", "fraction", "7/3", follow="a / 3", uses=("a",))
        sheets = [sheet("Ada", variant(part("a", "integer", 7), b))]
        marked = grade(sheets, handed_in(("1a", "10"), ("1b", "3.33")))
        verdict = by_question(marked)["1b"].verdict
        assert verdict.status == "rounded"
        assert "follows from your answer to (a)" in verdict.feedback


@pytest.mark.parametrize(
    "text",
    [
        "10 %", "10%", "10 percent", "minus 10", "negative 10", "10k", "10 million", "not 10", "it isn't 10", "half of 10",
        "10 thousand", "10 squared", "√10", "10²", "<10", "at least 10", "twice 10", "10 dozen", "10!", "ten, or 10 ‰", "nicht 10", "10 Millionen",
        "10 hex", "10 M",
    ],
)  # fmt: skip
def test_a_number_that_is_not_meant_is_no_guess(text: str) -> None:
    assert guess(answer_kind("integer", 10), text) == ""


@pytest.mark.parametrize(
    "text", ["I think 10", "10 pixels wide", "10, I counted", "es sind 10", "ans: 10"]
)
def test_a_number_that_is_meant_is_one(text: str) -> None:
    assert guess(answer_kind("integer", 10), text) == "10: that would be right"


def test_a_row_of_nobody_is_told_by_what_it_has(part: Build, variant: Build, sheet: Build) -> None:
    """A row without a name is called by its id, one without an id by its e-mail."""
    rows = [
        Submission("", "1", "7", 2, email="zed@x.org"),
        Submission("", "1", "7", 3, id="77", email="zed@x.org"),
        Submission("Zed", "1", "7", 4, id="77", email="zed@x.org"),
    ]
    marked = grade(one_sheet(part, variant, sheet), rows)
    assert [one.student for one in marked.unmatched] == ["zed@x.org", "77", "Zed"]
