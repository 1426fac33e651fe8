"""Which attempt counts, by date where there are dates; what lateness costs; who is meant."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import cast

import pytest

from quizgen.answers.verdict import UNREADABLE
from quizgen.assignment import Assignment
from quizgen.course.extension import extended
from quizgen.course.late import Late
from quizgen.course.student import Student
from quizgen.errors import UserError
from quizgen.grading.class_report import class_report
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked
from quizgen.grading.marks import grade
from quizgen.grading.people import People, Person
from quizgen.grading.policy import Counting, Policy
from quizgen.grading.reading import read_answers
from quizgen.tables.dates import read_date
from tests.grading.conftest import Build

DUE = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def sheets(part: Build, variant: Build, sheet: Build) -> list[Assignment]:
    return [sheet(name, variant(part("a", "integer", 7))) for name in ("Ada", "Bob")]


def graded(
    lines: Sequence[str], sheets: list[Assignment], policy: Policy
) -> tuple[Mark, Marked, list[str]]:
    said: list[str] = []
    data = io.BytesIO("\n".join(["student,question,answer,timestamp", *lines]).encode())
    marked = grade(sheets, read_answers(data, "f", sheets, said.append), policy=policy)
    return marked.marks[0], marked, said


class TestAttempts:
    """Last, best, first: by date, whatever the order of lines."""

    @pytest.mark.parametrize(
        ("attempts", "answer"), [("last", "8"), ("best", "7"), ("first", "6")]
    )  # fmt: skip
    def test_by_date(self, attempts: str, answer: str, sheets: list[Assignment]) -> None:
        lines = ["Ada,1,8,2026-11-29 12:00", "Ada,1,6,2026-11-27 12:00", "Ada,1,7,2026-11-28 12:00"]
        mark, _, _ = graded(lines, sheets, Policy(cast("Counting", attempts)))
        assert mark.answer == answer
        assert mark.points == (answer == "7")

    @pytest.mark.parametrize("later", ["", "7 or 8", "about 7"])
    @pytest.mark.parametrize("attempts", ["last", "best", "first"])
    def test_a_right_answer_is_not_wiped_out(
        self, later: str, attempts: str, sheets: list[Assignment]
    ) -> None:
        lines = ["Ada,1,7,2026-11-27 12:00", f"Ada,1,{later},2026-11-28 12:00"]
        assert graded(lines, sheets, Policy(cast("Counting", attempts)))[0].points == 1

    def test_days_and_months_are_told_by_the_others(self, sheets: list[Assignment]) -> None:
        lines = ["Ada,1,7,3/11/2026 10:00", "Ada,1,8,1/12/2026 10:00", "Bob,1,7,13/11/2026 10:00"]
        assert graded(lines, sheets, Policy())[0].answer == "8"
        lines = ["Ada,1,7,11/3/2026 10:00", "Ada,1,8,10/4/2026 10:00", "Bob,1,7,11/13/2026 10:00"]
        assert graded(lines, sheets, Policy())[0].answer == "7"


class TestLate:
    """Ten per cent for each day begun, until nothing is left."""

    @pytest.mark.parametrize(
        ("date", "points"),
        [
            ("2026-11-30 12:00:00 UTC", "1"),
            ("2026-11-30 12:00", "1"),
            ("2026-11-30 13:00:00 +0100", "1"),
            ("2026-11-30 12:00:01 UTC", "9/10"),
            ("2026-12-01T12:30:00Z", "4/5"),
            ("2027-01-30 12:00", "0"),
            ("", "1"),
        ],
    )
    def test_points(self, date: str, points: str, sheets: list[Assignment]) -> None:
        policy = Policy(due=DUE, kept=Late(per_day=Fraction(1, 10)).kept)
        mark, _, _ = graded([f"Ada,1,7,{date}"], sheets, policy)
        assert mark.points == Fraction(points)

    def test_the_best_is_after_what_lateness_costs(self, sheets: list[Assignment]) -> None:
        policy = Policy("best", DUE, Late(per_day=Fraction(1, 2)).kept)
        lines = ["Ada,1,7,2026-11-30 11:00", "Ada,1,7.0,2026-12-01 11:00"]
        assert graded(lines, sheets, policy)[0].answer == "7"

    def test_what_came_after_the_last_day_is_counted(self, sheets: list[Assignment]) -> None:
        policy = Policy(due=DUE, kept=Late(per_day=Fraction(1, 10), days=3).kept)
        lines = ["Ada,1,7,2026-12-07 12:00", "Bob,1,7,2026-12-01 11:00"]
        _, marked, _ = graded(lines, sheets, policy)
        assert [mark.points for mark in marked.marks] == [0, Fraction(9, 10)]
        assert marked.late() == (2, 2, 1)
        told = "handed in late: 2 parts of 2 students lose points; 1 came after the last day, without points"
        assert told in class_report(marked).splitlines()

    @pytest.mark.parametrize("attempts", ["last", "best", "first"])
    @pytest.mark.parametrize("later", ["7.0", "8", "about 7"])
    def test_what_counts_no_more_takes_nothing_away(
        self, attempts: str, later: str, sheets: list[Assignment]
    ) -> None:
        policy = Policy(cast("Counting", attempts), DUE, Late(days=3).kept)
        lines = ["Ada,1,7,2026-11-30 11:00", f"Ada,1,{later},2026-12-07 12:00"]
        mark, marked, _ = graded(lines, sheets, policy)
        assert mark.points == 1
        assert not mark.unread
        assert marked.late() == (0, 0, 0)
        if attempts == "last":
            assert "came after the last day, so line 2 still counts" in marked.notes[0]

    @pytest.mark.parametrize(
        ("answer", "date", "why"),
        [
            ("7.0", "2026-12-07 12:00", "came after the last day"),
            ("7.0", "after the holidays", "waits for a person, as its lateness cannot be told"),
            (" ", "2026-11-30 11:30", "is blank"),
            ("about seven", "2026-11-30 11:30", "cannot be read"),
        ],
    )
    def test_why_a_later_answer_does_not_count(
        self, answer: str, date: str, why: str, sheets: list[Assignment]
    ) -> None:
        policy = Policy(due=DUE, kept=Late(days=3).kept)
        lines = ["Ada,1,7,2026-11-30 11:00", f"Ada,1,{answer},{date}"]
        mark, marked, _ = graded(lines, sheets, policy)
        assert mark.points == 1
        said = f"f:3: a second answer of 'Ada' to 1; it {why}, so line 2 still counts"
        assert said in marked.notes

    def test_answers_without_a_date_are_said(self, sheets: list[Assignment]) -> None:
        policy = Policy(due=DUE, kept=Late(days=3).kept)
        _, marked, _ = graded(["Ada,1,7,", "Bob,1,7,2026-11-29"], sheets, policy)
        assert marked.notes == ("f: no date at 1 answer, counted as handed in on time",)
        assert graded(["Ada,1,7,"], sheets, Policy(due=DUE))[1].notes == ()

    def test_an_extension(self, sheets: list[Assignment]) -> None:
        later = extended([Student("Ada", extension="2 days")], DUE, "r.csv")
        policy = Policy("last", DUE, Late(per_day=Fraction(1, 10)).kept, later)
        lines = ["Ada,1,7,2026-12-02 12:00", "Bob,1,7,2026-12-02 12:00"]
        mark, marked, _ = graded(lines, sheets, policy)
        assert (mark.points, marked.marks[1].points) == (Fraction(1), Fraction(4, 5))

    def test_extensions(self) -> None:
        texts = ("48 h", "1 Woche", "5.12.2026", "2026-12-05 18:00")
        found = [extended([Student("A", extension=t)], DUE, "r")["A"] - DUE for t in texts]
        assert found == [timedelta(days=2), timedelta(days=7), timedelta(days=5, hours=11, minutes=59, seconds=59), timedelta(days=5, hours=6)]  # fmt: skip
        with pytest.raises(UserError) as error:
            extended([Student("Ada", extension="soon")], DUE, "r.csv")
        assert "r.csv: the extension 'soon' of 'Ada' cannot be read" in str(error.value)


class TestDatesThatMayBeTwo:
    """Where it matters a person says which: nothing is on time, or late, by a guess."""

    APRIL = datetime(2026, 3, 20, 12, tzinfo=UTC)

    @pytest.mark.parametrize("attempts", ["last", "best", "first"])
    @pytest.mark.parametrize("text", ["3/4/2026 10:00", "04/03/2026", "a week ago", "Tuesday"])
    def test_right_answers_wait(self, attempts: str, text: str, sheets: list[Assignment]) -> None:
        policy = Policy(cast("Counting", attempts), self.APRIL, Late(days=3).kept)
        mark, marked, _ = graded([f"Ada,1,7,{text}"], sheets, policy)
        assert mark.points == 0
        assert mark.verdict.status == UNREADABLE
        assert mark.undecided
        [(_, answer, reason)] = marked.unread()
        assert (answer, repr(text) in reason, "enter the mark" in reason) == ("7", True, True)

    @pytest.mark.parametrize(("declared", "points"), [(True, 0), (False, 1)])
    def test_it_may_be_declared(
        self, *, declared: bool, points: int, sheets: list[Assignment]
    ) -> None:
        policy = Policy("last", self.APRIL, Late(days=3).kept, day_first=declared)
        mark, marked, _ = graded(["Ada,1,7,3/4/2026 10:00"], sheets, policy)
        assert mark.points == points
        assert not marked.unread()

    def test_the_file_itself_shows_it(self, sheets: list[Assignment]) -> None:
        policy = Policy("last", self.APRIL, Late(days=3).kept, day_first=True)
        lines = ["Ada,1,7,3/4/2026 10:00", "Bob,1,7,3/14/2026 10:00"]
        assert graded(lines, sheets, policy)[0].points == 1

    @pytest.mark.parametrize(
        ("answer", "text", "due"),
        [
            ("8", "3/4/2026", APRIL),  # wrong in any case
            ("7", "1/2/2026", APRIL),  # in time by both readings
            ("7", "a week ago", None),  # nothing is due
        ],
    )
    def test_nobody_is_asked_for_nothing(
        self, answer: str, text: str, due: datetime | None, sheets: list[Assignment]
    ) -> None:
        policy = Policy("last", due, Late(days=3).kept)
        mark, marked, _ = graded([f"Ada,1,{answer},{text}"], sheets, policy)
        assert mark.points == int(answer == "7")
        assert not marked.unread()


class TestDates:
    """As systems write them, and never more than one meaning."""

    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-30T22:15:00", "2026/11/30 10:15:00 PM", "30.11.2026 22:15", "30. November 2026 22:15",
            "Monday, 30 November 2026, 10:15 PM", "November 30, 2026 10:15 PM", "11/30/2026 22:15:00",
            "30/11/2026 22:15", "30 novembre 2026 22:15", "30 de noviembre de 2026 22:15", "Mon, 30 Nov 2026 22:15",
        ],
    )  # fmt: skip
    def test_read(self, text: str) -> None:
        assert read_date(text) == datetime(2026, 11, 30, 22, 15)  # noqa: DTZ001 - no zone is written

    @pytest.mark.parametrize("text", ["3/4/2026", "2026-13-01", "soon", "7", "31.2.2026", "2026"])
    def test_not_told(self, text: str) -> None:
        assert read_date(text) is None


class TestPeople:
    """As spreadsheets and people write a student; two who might be meant are both named."""

    CLASS = People(
        [
            Person("José García", "0017", "jose@b.org"),
            Person("Ada Lovelace", "18", "ada.l@b.org"),
            Person("Jörg Müller", "19"),
            Person("Ann Lee", "20"),
            Person("Ann Lee", "21", "ann2@b.org"),
            Person("Łukasz O'Brien", "22"),
        ]
    )

    @pytest.mark.parametrize(
        ("said", "index"),
        [
            (("Garcia, Jose",), 0), (("JOSE GARCIA",), 0), (("17",), 0), (("0017.0",), 0), (("jose",), 0),
            (("", "17"), 0), (("García José",), 0), (("Jose\u0301 Garci\u0301a",), 0), (("José García <JOSE@b.org>",), 0),
            (("", "", "ADA.L@B.ORG"), 1), (("ada  lovelace ",), 1), (("lovelace ,Ada",), 1), (("ada.l",), 1),
            (("Joerg Mueller",), 2), (("Mueller, Joerg",), 2), (("Muller Jorg",), 2), (("Ann Lee", "21"), 4),
            (("Ann Lee", "", "ann2@b.org"), 4), (("Lukasz OBrien",), None), (("Lukasz O Brien",), 5), (("Nickname", "18"), 1),
        ],
    )  # fmt: skip
    def test_found(self, said: tuple[str, ...], index: int | None) -> None:
        found = self.CLASS.find(*said)
        assert found == index or (index is None and isinstance(found, str))

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            (("Ann Lee",), "the name 'Ann Lee' is that of Ann Lee (20) and Ann Lee (21): the id or e-mail would tell"),
            (("Ada Lovelace", "19"), "the id '19' is Jörg Müller (19), the name 'Ada Lovelace' is Ada Lovelace (18)"),
            (("Ann Lee", "18"), "the name 'Ann Lee' is not that of Ada Lovelace (18)"),
            (("Ada Lovelac",), "unknown student 'Ada Lovelac'; did you mean 'Ada Lovelace'?"),
            (("",), "no student is named in this line"),
        ],
    )  # fmt: skip
    def test_kept_for_a_person(self, said: tuple[str, ...], why: str) -> None:
        assert self.CLASS.find(*said) == why

    def test_the_order_of_words_tells_two_apart(self) -> None:
        two = People([Person("Kim Lée"), Person("Lée Kim")])
        assert (two.find("Kim Lee"), two.find("Lee Kim"), two.find("Lee, Kim")) == (0, 1, 0)

    @pytest.mark.parametrize(
        "said",
        [
            "Ada Lovelace (18)", "Lovelace, Ada (18)", "18 - Ada Lovelace", "Ada Lovelace [ID: 18]", "Ada Lovelace, 18",
            "ada lovelace / 18", "Ada Lovelace (ada.l@b.org)", "Lovelace, Ada; matr. nr. 18", "Ada Lovelace (she/her)",
            "(18)", "ID 18", "Ada Lovelace_18",
        ],
    )  # fmt: skip
    def test_name_and_id_in_one_cell(self, said: str) -> None:
        assert self.CLASS.find(said) == 1

    def test_an_id_beside_the_name_tells_two_apart(self) -> None:
        assert (self.CLASS.find("Ann Lee (20)"), self.CLASS.find("21: Lee, Ann")) == (3, 4)

    @pytest.mark.parametrize(
        "said", ["Ada Lovelace (19)", "Ada Lovelace (99)", "Group (18)", "Student 18", "Ann Lee (x/y)"]
    )  # fmt: skip
    def test_an_id_of_nobody_of_that_name_is_nobody(self, said: str) -> None:
        assert isinstance(self.CLASS.find(said), str)

    def test_long_texts_take_no_time(self) -> None:
        found = self.CLASS.find("x" * 1_000_000)
        assert isinstance(found, str)
        assert len(found) < 300

    def test_an_accent_tells_two_apart_where_both_are_there(self) -> None:
        two = People([Person("Jose Cruz"), Person("José Cruz")])
        assert (two.find("Jose Cruz"), two.find("José Cruz")) == (0, 1)
        assert "is that of Jose Cruz and José Cruz" in str(two.find("Jôse Cruz"))
