"""What students and the instructor read, and what hostile answers cannot make of it."""

import csv
import io
from collections.abc import Callable
from typing import Any

from quizgen.grading.feedback import class_report, marks_csv, student_feedback
from quizgen.grading.marks import Marked, grade
from quizgen.grading.submissions import Submission

Build = Callable[..., Any]


def marked(part: Build, variant: Build, sheet: Build, answer: str, **more: Any) -> Marked:
    mistakes = {"adds": 14}
    one = sheet("Ada", variant(part("a", "integer", 45, mistakes=mistakes, **more)))
    other = sheet("Bob", variant(part("a", "integer", 54, **more)))
    return grade([one, other], [Submission("Ada", "1", answer, 2)])


def test_feedback_by_hand(part: Build, variant: Build, sheet: Build) -> None:
    found = marked(part, variant, sheet, " 1,4e1 ".replace(",", "."))
    assert student_feedback(found.marks[:1]) == (
        "Ada: 0 of 1 points\n"
        "\n"
        "✗ 1  0 of 1\n"
        "    your answer:  1.4e1  (read as 14)\n"
        "    adds: Hint of adds.\n"
    )
    assert student_feedback(found.marks[1:]) == (
        "Bob: 0 of 1 points\n\n– 1  0 of 1\n    No answer was given.\n"
    )


def test_an_answer_cannot_look_like_a_mark(part: Build, variant: Build, sheet: Build) -> None:
    hostile = "5\n✓ 1  1 of 1\r✓ 1  1 of 1\x1b[2K"
    lines = student_feedback(marked(part, variant, sheet, hostile).marks[:1]).splitlines()
    assert [line for line in lines if line.startswith("✓")] == []
    assert not any("\x1b" in line for line in lines)


def test_a_classmates_key_is_the_instructors_business(
    part: Build, variant: Build, sheet: Build
) -> None:
    found = marked(part, variant, sheet, "54")
    assert "Bob" not in student_feedback(found.marks[:1])
    assert "  Ada: 1 equals the key of Bob\n" in class_report(found)
    (row, *_) = csv.DictReader(io.StringIO(marks_csv(found)))
    assert row["equals_key_of"] == "Bob"


def test_the_report_lists_what_chance_does_not_explain(
    part: Build, variant: Build, sheet: Build
) -> None:
    """Two answers of one classmate before one; what a slip or half of the class explains is left out."""

    def own(name: str, *keys: int) -> Any:
        mistakes = {"adds": 14}
        return sheet(
            name,
            *(
                variant(part("a", "integer", k, mistakes=mistakes), name=f"e{i}")
                for i, k in enumerate(keys)
            ),
        )

    one = [own("Ada", 1, 2, 3, 4), own("Bob", 51, 52, 53, 14), own("Cid", 61, 62, 53, 64),
           own("Dan", 71, 72, 53, 74)]  # fmt: skip
    answers = [("Ada", "1", "51"), ("Ada", "2", "52"), ("Ada", "3", "53"), ("Ada", "4", "14"),
               ("Bob", "1", "71")]  # fmt: skip
    report = class_report(grade(one, [Submission(*answer, 2) for answer in answers]))
    lines = report[report.index("Wrong answers") :].splitlines()
    assert lines[1:] == ["  Ada: 1, 2 equal the key of Bob", "  Bob: 1 equals the key of Dan"]


def test_the_class_report(part: Build, variant: Build, sheet: Build) -> None:
    report = class_report(marked(part, variant, sheet, "14"))
    assert "Ada                            0 of 1" in report
    assert "   1 × by-hand: adds" in report


def test_names_and_answers_are_cells(part: Build, variant: Build, sheet: Build) -> None:
    one = sheet("=cmd|' /C calc'!A0", variant(part("a", "integer", 45)))
    text = marks_csv(grade([one], [Submission("=cmd|' /C calc'!A0", "1", "@SUM(1)", 2)]))
    (row, total) = csv.DictReader(io.StringIO(text))
    assert row["student"].startswith("'=")
    assert total["student"].startswith("'=")
    assert row["answer"] == "'@SUM(1)"
