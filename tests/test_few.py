"""Lists that are cut say how many more there are; one that just fits is told whole."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from quizgen.answers.verdict import Status, Verdict
from quizgen.architecture.vocabulary import SHOWN, near
from quizgen.few import few
from quizgen.grading.class_report import LISTED, class_report
from quizgen.grading.collecting import TOLD, Lines
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked

WRONG = Mark(
    "s0", "1", "sum", "3", Verdict(Status("wrong"), Fraction(0), "3"), Fraction(0), Fraction(1)
)


def names(count: int) -> list[str]:
    return [f"name{i:02}" for i in range(count)]


def of_names(count: int, most: int) -> str:
    return few(names(count), most)


def of_known_names(count: int, most: int) -> str:
    assert most == SHOWN
    return near("???", names(count))


def of_lines(count: int, most: int) -> str:
    assert most == TOLD
    told = Lines()
    for name in names(count):
        told.say(name)
    return "\n".join(told.all())


def of_classmates(count: int, most: int) -> str:
    assert most == LISTED
    marks = [
        replace(WRONG, student=f"s{i:02}", classmates=(name,))
        for i, name in enumerate(names(count))
    ]
    report = class_report(Marked(tuple(marks)))
    return report[report.index("one classmate's keys") :]


def of_unread(count: int, most: int) -> str:
    marks = [
        replace(WRONG, answer=name, verdict=Verdict(Status("rounded"), Fraction(0), "3"))
        for name in names(count)
    ]
    report = class_report(Marked(tuple(marks)), most)
    return report[report.index("Right but rounded") :]


@pytest.mark.parametrize(
    ("told", "most"),
    [(of_names, 10), (of_names, 3), (of_known_names, SHOWN), (of_lines, TOLD), (of_classmates, LISTED), (of_unread, 4)],
)  # fmt: skip
def test_so_many_are_told_and_the_rest_is_counted(
    told: Callable[[int, int], str], most: int
) -> None:
    for count in (1, most - 1, most, most + 1, most + 7):
        said = told(count, most)
        assert [name for name in names(count) if name in said] == names(min(count, most))
        assert ("more" in said.replace("more of them than", "")) == (count > most)
        if count > most:
            assert f" {count - most} more" in said
