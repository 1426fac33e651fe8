"""What the instructor reads about a class, line by line, from marks written by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quizgen.answers.verdict import Status, Verdict
from quizgen.grading.class_report import class_report, counted, shown_names, told_late, undecided
from quizgen.grading.counting import Unread
from quizgen.grading.mark import Mark, exact_points, total
from quizgen.grading.marked import Marked, rows
from quizgen.grading.submissions import Unmatched

HALF = Fraction(1, 2)


def verdict(status: str, score: int | Fraction = 0, **more: str) -> Verdict:
    return Verdict(Status(status), Fraction(score), more.pop("reading", "3"), **more)


WRONG = Mark("Ada", "1a", "sum/a", "3", verdict("wrong"), Fraction(0), Fraction(2))
RIGHT = replace(WRONG, verdict=verdict("correct", 1), points=Fraction(2))
UNREAD = replace(
    WRONG,
    answer="about 3",
    verdict=verdict("unreadable", reading=""),
    unread=(Unread("about 3", "'about' is not a number"),),
)
ROUNDED = replace(WRONG, answer="0.33", verdict=verdict("rounded"))
WAITING = replace(WRONG, answer="It forgets.", verdict=verdict("waiting"))


def report(*marks: Mark, most: int | None = None) -> list[str]:
    return class_report(Marked(marks), most).splitlines()


class TestTotals:
    """A line for each student, with points and the most there are."""

    def test_by_student(self) -> None:
        lines = report(RIGHT, replace(WRONG, question="1b"), replace(WRONG, student="Bob"))
        assert lines[:3] == [
            "student                        points",
            "Ada                            2 of 4",
            "Bob                            0 of 2",
        ]

    def test_a_long_name_is_cut_and_none_is_a_dash(self) -> None:
        assert report(replace(WRONG, student="N" * 31))[1] == "N" * 30 + " 0 of 2"
        assert report(replace(WRONG, student="N" * 30))[1] == "N" * 30 + " 0 of 2"
        # Without a name and a key nobody can be told from anybody.
        assert report(replace(WRONG, student=""))[1].endswith(" 0 of 2")

    def test_names_that_two_have_are_told_with_their_keys(self) -> None:
        marks = [
            replace(WRONG, student=name, id=key)
            for name, key in [("Dana", "d1"), ("Dana", "d2"), ("Eve", "e1"), ("", "f1")]
        ]
        assert shown_names(Marked(tuple(marks))) == {
            "d1": "Dana (d1)",
            "d2": "Dana (d2)",
            "e1": "Eve",
            "f1": " (f1)",
        }

    @pytest.mark.parametrize(
        ("values", "sum_"),
        [
            ([], 0),
            ([2, 3], 5),
            ([HALF, HALF], 1),
            ([HALF, Fraction(1, 3), 1], Fraction(11, 6)),
            ([-HALF, 2], Fraction(3, 2)),
            ([Fraction(1, 3)] * 4, Fraction(4, 3)),
        ],
    )
    def test_sums(self, values: list[int | Fraction], sum_: int | Fraction) -> None:
        assert total(map(Fraction, values)) == sum_

    @pytest.mark.parametrize(
        ("points", "said"),
        [
            (Fraction(10), "10"),
            (Fraction(0), "0"),
            (HALF, "0.5"),
            (Fraction(5, 3), "1.67"),
            (Fraction(2, 3), "0.67"),
            (Fraction(100), "100"),
            (Fraction(-1, 4), "-0.25"),
        ],
    )
    def test_points(self, points: Fraction, said: str) -> None:
        assert exact_points(points) == said


class TestCounts:
    """How many parts are what."""

    def test_in_the_order_of_the_kinds(self) -> None:
        marks = (WRONG, RIGHT, replace(WRONG, student="Bob"), UNREAD)
        assert counted(Marked(marks)) == "4 parts: 1 right, 2 wrong, 1 not read"
        assert counted(Marked((RIGHT,))) == "1 part: 1 right"
        assert counted(Marked(())) == "0 parts: none"

    @pytest.mark.parametrize(
        ("late", "said"),
        [
            ((0, 0, 0), []),
            ((1, 1, 0), ["handed in late: 1 part of 1 student loses points"]),
            ((2, 1, 0), ["handed in late: 2 parts of 1 student lose points"]),
            (
                (2, 2, 2),
                [
                    "handed in late: 2 parts of 2 students lose points; 2 came after the last day, without points"
                ],
            ),
        ],
    )
    def test_late(self, late: tuple[int, int, int], said: list[str]) -> None:
        assert told_late(*late) == said

    def test_late_parts_that_are_decided_are_left_out(self) -> None:
        marks = (
            replace(RIGHT, late=HALF),
            replace(RIGHT, question="1b", late=Fraction(1)),
            replace(RIGHT, student="Bob", late=HALF, decided="a mark by hand"),
            replace(RIGHT, student="Cy"),
        )
        assert Marked(marks).late() == (2, 1, 1)

    def test_slips_by_how_many_made_them(self) -> None:
        marks = [
            replace(WRONG, student=name, exercise=exercise, verdict=verdict("wrong", mistake=slip))
            for name, exercise, slip in [
                ("Ada", "sum/a", "drops-bias"),
                ("Bob", "sum/a", "adds"),
                ("Cy", "sum/a", "adds"),
                ("Dana", "area/a", "drops-bias"),
            ]
        ]
        lines = report(*marks)
        at = lines.index("Slips, the most frequent first:")
        assert lines[at - 1 :] == [
            "",
            "Slips, the most frequent first:",
            "   2 × sum/a: adds",
            "   1 × area/a: drops-bias",
            "   1 × sum/a: drops-bias",
        ]
        assert not any(line.startswith("Slips") for line in report(WRONG))


class TestForAPerson:
    """Answers without points until somebody decides."""

    def test_each_under_its_heading(self) -> None:
        lines = report(UNREAD, replace(WAITING, student=""), replace(ROUNDED, student="Bob"))
        start = lines.index("3 parts: 1 right but rounded, 1 not read, 1 waiting for a person")
        assert lines[start + 1 :] == [
            "",
            "Not read, so without points until a person decides:",
            "  Ada, 1a: about 3: 'about' is not a number",
            "",
            "For a person to mark by the rubric, so without points until then:",
            "  -, 1a: It forgets.",
            "",
            "Right but rounded where an exact value is asked, so without points:",
            "  Bob, 1a: 0.33",
        ]

    def test_an_empty_text_says_what_the_judge_says(self) -> None:
        empty = replace(WAITING, answer="", verdict=verdict("waiting", feedback="a picture"))
        assert report(empty)[-1] == "  Ada, 1a: a picture"

    @pytest.mark.parametrize(("length", "shown"), [(199, 199), (200, 200), (201, 199), (5000, 199)])
    def test_two_hundred_characters_of_an_answer_are_shown(self, length: int, shown: int) -> None:
        text = report(replace(WAITING, answer="x" * length))[-1].removeprefix("  Ada, 1a: ")
        assert text == "x" * shown + ("…" if length > 200 else "")
        assert len(text) <= 200

    def test_lines_of_an_answer_are_told_in_one(self) -> None:
        assert report(replace(ROUNDED, answer="1\n0.33"))[-1] == "  Ada, 1a: 1 ⏎ 0.33"

    def test_so_many_are_listed(self) -> None:
        three = [replace(ROUNDED, student=name) for name in ("Ada", "Bob", "Cy")]
        assert report(*three, most=2)[-3:] == [
            "  Ada, 1a: 0.33",
            "  Bob, 1a: 0.33",
            "  and 1 more, see review.csv",
        ]
        assert report(*three, most=3)[-1] == "  Cy, 1a: 0.33"
        assert report(*three)[-1] == "  Cy, 1a: 0.33"

    def test_in_one_line(self) -> None:
        nobody = Unmatched("a.csv", 2, "Zoe", "1", "3", "unknown student")
        assert undecided(Marked((RIGHT, WRONG))) == ""
        assert undecided(Marked((UNREAD, ROUNDED, WAITING), (nobody,))) == (
            "answers without points until a person decides: 1 could not be read, 1 is right but rounded, "
            "1 is for a person to mark by the rubric, 1 belongs to nobody; enter marks in review.csv"
        )
        twice = (UNREAD, UNREAD, ROUNDED, ROUNDED, WAITING, WAITING)
        assert undecided(Marked(twice, (nobody, nobody)), "marks/review.csv") == (
            "answers without points until a person decides: 2 could not be read, 2 are right but rounded, "
            "2 are for a person to mark by the rubric, 2 belong to nobody; enter marks in marks/review.csv"
        )

    def test_what_is_decided_waits_for_nobody(self) -> None:
        done = [replace(mark, decided="a mark by hand") for mark in (UNREAD, ROUNDED, WAITING)]
        assert undecided(Marked(tuple(done))) == ""
        assert not any(line.startswith(("Not read", "For a person")) for line in report(*done))


class TestClassmates:
    """Keys of classmates, those with the most such answers first."""

    def test_by_pair(self) -> None:
        marks = [
            replace(WRONG, student="Ada", question="1", classmates=("Cy", "Bob")),
            replace(WRONG, student="Ada", question="2", classmates=("Cy",)),
            replace(WRONG, student="Bob", question="1"),
            replace(WRONG, student="Cy", question="1"),
        ]
        lines = report(*marks)
        at = lines.index("Wrong answers that are one classmate's keys, more of them than chance explains:")  # fmt: skip
        assert lines[at - 1 :] == [
            "",
            lines[at],
            "  Ada: 1, 2 equal the keys of Cy",
            "  Ada: 1 equal the keys of Bob",
        ]
        assert not any("classmate" in line for line in report(WRONG))

    def test_in_the_table(self) -> None:
        (row,) = rows(Marked((replace(WRONG, classmates=tuple("ABCDE"), late=HALF, id="a1"),)))
        assert row == {
            "student": "Ada", "id": "a1", "email": "", "question": "1a", "exercise": "sum/a", "answer": "3",
            "read_as": "3", "status": "wrong", "points": "0", "maximum": "2", "attempts": 0, "late": "50%",
            "mistake": "", "feedback": "", "decided": "", "equals_key_of": "A, B, C and 2 more",
        }  # fmt: skip


class TestMark:
    """What follows from a mark."""

    @pytest.mark.parametrize(("points", "status"), [(0, "wrong"), (1, "partial"), (2, "correct")])
    def test_what_a_person_made_of_a_text(self, points: int, status: str) -> None:
        decided = replace(WAITING, points=Fraction(points), decided="by hand")
        assert decided.status == Status(status)
        assert replace(decided, decided="").status == Status("waiting")
        assert replace(WRONG, points=Fraction(points), decided="by hand").status == Status("wrong")

    def test_whose_it_is(self) -> None:
        named = replace(WRONG, email="ada@example.org")
        assert (WRONG.key, named.key, replace(named, id="a1").key) == (
            "Ada",
            "ada@example.org",
            "a1",
        )

    @pytest.mark.parametrize(
        ("question", "number"), [("1a", "1"), ("12", "12"), ("3bc", "3"), ("10z", "10")]
    )
    def test_the_number_of_its_question(self, question: str, number: str) -> None:
        assert replace(WRONG, question=question).number == number

    def test_who_has_to_look_at_it(self) -> None:
        assert [m.undecided for m in (RIGHT, WRONG, UNREAD, ROUNDED, WAITING)] == [
            False,
            False,
            True,
            True,
            True,
        ]
        assert [m.waits for m in (RIGHT, WRONG, UNREAD, ROUNDED, WAITING)] == [False] * 4 + [True]
