"""Decisions of an instructor: overrides.toml and what is entered in review.csv."""

import csv
import io
from dataclasses import replace
from fractions import Fraction

import pytest

from quizgen.assignment import Assignment
from quizgen.errors import UserError
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked
from quizgen.grading.marks import grade
from quizgen.grading.overrides import read_overrides
from quizgen.grading.review import Review, of_mark, of_unmatched, read_decisions, table
from quizgen.grading.roster import Roster
from quizgen.grading.rulings import rulings
from quizgen.grading.submissions import Submission
from tests.grading.conftest import Build


@pytest.fixture
def class_of_two(part: Build, variant: Build, sheet: Build) -> list[object]:
    """Each with D = 3 or 4: question 1 asks 2D and D + 1 (2 points), question 2 a fraction."""
    return [
        sheet(
            name,
            variant(
                part("a", "integer", 2 * d, mistakes={"adds": d + 2}),
                part("b", "integer", d + 1, points="2"),
                values={"D": d},
            ),
            variant(part("a", "fraction", "2/3"), name="other"),
        )
        for name, d in (("Ada", 3), ("Bob", 4))
    ]


def with_ids(sheets: list[object]) -> list[Assignment]:
    """The two with the ids 7 and 8."""
    return [
        replace(one, id=id_)
        for one, id_ in zip(sheets, ("7", "8"), strict=True)
        if isinstance(one, Assignment)
    ]


ANSWERS = [
    ("Ada", "1a", "5"), ("Ada", "1b", "4"), ("Ada", "2", "0.67"),
    ("Bob", "1a", "8"), ("Bob", "1b", "7 or 8"), ("Bob", "2", "2/3"),
]  # fmt: skip


def marked(sheets: list[object], overrides: str = "", review: Review | None = None) -> Marked:
    rows = [Submission(*row, line) for line, row in enumerate(ANSWERS, start=2)]
    return grade(sheets, rows, overrides=read_overrides(overrides), review=review)  # type: ignore[arg-type]


def points(found: Marked) -> dict[tuple[str, str], str]:
    return {(m.student, m.question): f"{m.points}/{m.maximum}" for m in found.marks}


BEFORE = {
    ("Ada", "1a"): "0/1", ("Ada", "1b"): "2/2", ("Ada", "2"): "0/1",
    ("Bob", "1a"): "1/1", ("Bob", "1b"): "0/2", ("Bob", "2"): "1/1",
}  # fmt: skip


def override(**fields: object) -> str:
    rows = [f"{name} = {value}" for name, value in fields.items()]
    return "\n".join(["[[override]]", *rows, ""])


class TestWhatIsDecided:
    """Each kind of override changes its own marks and no others."""

    @pytest.mark.parametrize(
        ("text", "changed"),
        [
            (override(question='"2"', accept='["0.67"]'), {("Ada", "2"): "1/1"}),
            (override(question='"2"', accept='["2/3", ".67"]'), {("Ada", "2"): "1/1"}),
            (override(question='"1b"', accept='["7  OR 8"]'), {("Bob", "1b"): "2/2"}),
            (override(question='"1a"', accept='["5"]', student='"Bob"'), {}),
            (override(question='"1a"', accept_computed='["D + 2"]'), {("Ada", "1a"): "1/1"}),
            (
                override(question='"1a"', key='"D + 2"'),
                {("Ada", "1a"): "1/1", ("Bob", "1a"): "0/1"},
            ),
            (
                override(question='"1b"', void="true"),
                {("Ada", "1b"): "0/0", ("Bob", "1b"): "0/0"},
            ),
            (
                override(question='"1"', void="true"),
                {(s, q): "0/0" for s in ("Ada", "Bob") for q in ("1a", "1b")},
            ),
            (override(question='"other"', full="true"), {("Ada", "2"): "1/1"}),
            (override(question='"1b"', student='"bob"', mark="1.5"), {("Bob", "1b"): "3/2/2"}),
            (override(question='"1b"', student='"Ada"', mark='"25 %"'), {("Ada", "1b"): "1/2/2"}),
        ],
    )
    def test_marks(
        self, class_of_two: list[object], text: str, changed: dict[tuple[str, str], str]
    ) -> None:
        assert points(marked(class_of_two)) == BEFORE
        assert points(marked(class_of_two, text)) == BEFORE | changed

    def test_what_was_decided_is_said(self, class_of_two: list[object]) -> None:
        text = override(question='"2"', full="true", note='"The key was misprinted."')
        [mark] = [m for m in marked(class_of_two, text).marks if (m.student, m.question) == ("Ada", "2")]  # fmt: skip
        assert mark.decided == "overrides.toml:3: full marks for all who handed something in"
        assert mark.note == "The key was misprinted."
        assert not mark.undecided


class TestFullMarks:
    """For who handed something in, be it on paper; for the others only where that is written."""

    def marked(self, sheets: list[object], overrides: str, *rows: tuple[str, str, str]) -> Marked:
        given = [Submission(*row, line) for line, row in enumerate(rows, start=2)]
        return grade(sheets, given, overrides=read_overrides(overrides))  # type: ignore[arg-type]

    def test_nobody_gets_them_for_nothing(self, class_of_two: list[object]) -> None:
        text = override(question='"1"', full="true")
        found = self.marked(class_of_two, text, ("Ada", "2", "1"), ("Bob", "1a", " "))
        assert [m.points for m in found.marks] == [1, 2, 0, 0, 0, 0]
        assert [bool(m.decided) for m in found.marks] == [True, True, False, False, False, False]
        assert "full marks are not for 1 who handed nothing in" in found.notes[-1]

    def test_where_it_is_written(self, class_of_two: list[object]) -> None:
        text = override(question='"1"', full="true", absent="true")
        found = self.marked(class_of_two, text, ("Ada", "2", "1"))
        assert [m.points for m in found.marks] == [1, 2, 0, 1, 2, 0]
        assert not found.notes

    def test_a_mark_by_hand_shows_that_something_was_handed_in(
        self, class_of_two: list[object]
    ) -> None:
        text = override(question='"1"', full="true")
        by_hand = override(question='"2"', student='"Bob"', mark="0.5")
        found = self.marked(class_of_two, text + by_hand, ("Ada", "2", "1"))
        assert [m.points for m in found.marks] == [1, 2, 0, 1, 2, Fraction(1, 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (override(question='"1a"', void="true", absent="true"), "overrides.toml:4: override.0.absent: says who"),
        ("[[override]]\nquestion = '1a'", "overrides.toml:1: override.0: decides nothing"),
        (override(void="true"), "overrides.toml:1: override.0: names no question"),
        (override(question='"1a"', viod="true"), "overrides.toml:3: override.0.viod: is no field"),
        (override(question='"1a"', void='"yes"'), "overrides.toml:3: override.0.void: 'yes' is neither"),
        (override(question='"1a"', mark="1"), "overrides.toml:3: override.0.mark: is a mark for nobody"),
        (override(question='"1a"', void="true", full="true"), "overrides.toml:3: override.0.void: a void"),
        (override(question='"9a"', void="true"), "overrides.toml:2: no sheet has a question '9a'"),
        (override(question='"1a"', student='"Cid"', mark="1"), "overrides.toml:3: unknown student 'Cid'"),
        (override(question='"1"', student='"Ada"', mark="1"), "overrides.toml:4: '1' has several parts"),
        (override(question='"1a"', student='"Ada"', mark="3"), "overrides.toml:4: '3' is more than the 1"),
        (override(question='"1a"', student='"Ada"', mark='"good"'), "overrides.toml:4: 'good' is no mark"),
        (override(question='"1a"', key='"D + Q"'), "overrides.toml:3: 'D + Q' cannot be computed"),
        ("void = true", "overrides.toml:1: void: is no table of overrides"),
        ("[[override]\n", "overrides.toml:1: TOML"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed(class_of_two: list[object], text: str, said: str) -> None:
    with pytest.raises(UserError) as error:
        marked(class_of_two, text)
    assert str(error.value.args[0]).startswith(said)


def review_file(found: Marked, review: Review | None = None) -> list[dict[str, str]]:
    rows = [row for mark in found.marks for row in of_mark(mark)]
    rows += map(of_unmatched, found.unmatched)
    return list(csv.DictReader(io.StringIO(table(rows, review or Review()))))


def entered(rows: list[dict[str, str]], name: str = "review.csv") -> Review:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return Review(read_decisions(io.BytesIO(out.getvalue().encode()), name))


class TestReview:
    """A line for everything a person has to look at; what is entered there wins and stays."""

    def test_the_lines(self, class_of_two: list[object]) -> None:
        rows = review_file(marked(class_of_two))
        found = [(r["line"], r["student"], r["question"], r["answer"], r["mark"]) for r in rows]
        assert found == [("4", "Ada", "2", "0.67", ""), ("6", "Bob", "1b", "7 or 8", "")]
        assert all(row["reason"] for row in rows)

    def test_a_mark_wins_and_survives(self, class_of_two: list[object]) -> None:
        rows = review_file(marked(class_of_two))
        rows[1] |= {"mark": "1,5", "note": "7 is right."}
        review = entered(rows)
        again = marked(class_of_two, review=review)
        assert points(again) == BEFORE | {("Bob", "1b"): "3/2/2"}
        [mark] = [m for m in again.marks if (m.student, m.question) == ("Bob", "1b")]
        assert (mark.decided, mark.note) == ("review.csv:3: a mark by hand", "7 is right.")
        assert (again.unread(), mark.undecided) == ([], False)
        assert review_file(again, review) == rows
        assert review_file(marked(class_of_two, review=entered(rows)), review) == rows

    @pytest.mark.parametrize(
        ("mark", "said"),
        [("good", "'good' is no mark"), ("-1", "'-1' is no mark"), ("3", "'3' is more than the 2 there"),
         ("1e3", "'1e3' is no mark"), ("1/0", "'1/0' is no mark"), ("nan", "'nan' is no mark")],
    )  # fmt: skip
    def test_an_entry_that_is_no_mark(
        self, class_of_two: list[object], mark: str, said: str
    ) -> None:
        rows = review_file(marked(class_of_two))
        rows[1]["mark"] = mark
        with pytest.raises(UserError, match=r"review.csv:3: mark: ") as error:
            marked(class_of_two, review=entered(rows))
        assert said in str(error.value)

    @pytest.mark.parametrize("column", ["student", "id", "email", "question"])
    def test_whose_answer_it_is_without_a_mark_is_not_lost(
        self, class_of_two: list[object], column: str
    ) -> None:
        lines = [Submission("Adda", "1a", "6", 2)]
        [row] = review_file(grade(class_of_two, lines))  # type: ignore[arg-type]
        again = grade(class_of_two, lines, review=entered([row]))  # type: ignore[arg-type]
        assert review_file(again) == [row]
        with pytest.raises(UserError, match=rf"review.csv:2: {column}: 'Ada' is entered, and no"):
            grade(class_of_two, lines, review=entered([{**row, column: "Ada"}]))  # type: ignore[arg-type]

    def test_an_answer_of_nobody(self, class_of_two: list[object]) -> None:
        lines = [Submission("Adda", "1a", "6", 2)]
        [row] = review_file(grade(class_of_two, lines))  # type: ignore[arg-type]
        assert "Ada" in row["reason"]
        with pytest.raises(UserError, match=r"review.csv:2: this mark belongs to nobody yet"):
            grade(class_of_two, lines, review=entered([row | {"mark": "1"}]))  # type: ignore[arg-type]
        review = entered([row | {"mark": "1", "student": "Ada"}])
        found = grade(class_of_two, lines, review=review)  # type: ignore[arg-type]
        assert found.marks[0].points == Fraction(1)
        assert review_file(found, review) == [row | {"mark": "1", "student": "Ada"}]

    def test_two_of_a_name_are_told_by_the_id(self, class_of_two: list[object]) -> None:
        two = [replace(one, student="Ada") for one in with_ids(class_of_two)]
        lines = [Submission("Ada", "1a", "6", 2)]
        [row] = review_file(grade(two, lines))
        assert "the id or e-mail would tell" in row["reason"]
        told = row | {"mark": "1", "id": "8"}
        review = entered([told])
        found = grade(two, lines, review=review)
        assert [m.points for m in found.marks if m.question == "1a"] == [0, 1]
        assert review_file(found, review) == [told]

    def test_an_id_is_enough_for_an_answer_of_nobody(self, class_of_two: list[object]) -> None:
        two = with_ids(class_of_two)
        lines = [Submission("nobody@example.org", "1a", "6", 2)]
        [row] = review_file(grade(two, lines))
        found = grade(two, lines, review=entered([row | {"mark": "1", "id": "8"}]))
        assert [m.points for m in found.marks if m.question == "1a"] == [0, 1]

    def test_a_decision_about_an_answer_that_counts_no_more(
        self, class_of_two: list[object]
    ) -> None:
        rows = review_file(marked(class_of_two))
        rows[1]["mark"] = "2"
        review = entered(rows)
        later = [Submission("Bob", "1b", "7 or 8", 2), Submission("Bob", "1b", "6", 3)]
        found = grade(class_of_two, later, review=review)  # type: ignore[arg-type]
        assert {m.points for m in found.marks if m.student == "Bob"} == {Fraction(0)}
        [kept] = review_file(found, review)
        assert (kept["mark"], kept["reason"]) == ("2", "entered before; another answer counts now")
        assert [one.mark for one in review.unused()] == ["2"]

    def test_two_marks_that_differ(self, class_of_two: list[object]) -> None:
        rows = review_file(marked(class_of_two))
        rows[1]["mark"] = "1"
        by_hand = override(question='"1b"', student='"Bob"', mark="2")
        with pytest.raises(UserError, match=r"review.csv:3: mark: 1 here, and another"):
            marked(class_of_two, by_hand, entered(rows))

    def test_hostile_cells(self, class_of_two: list[object]) -> None:
        lines = [Submission("=cmd|' /C calc'!A0", "1a", '=HYPERLINK("x")', 2)]
        [row] = review_file(grade(class_of_two, lines))  # type: ignore[arg-type]
        assert row["student"].startswith("'=")
        assert row["answer"].startswith("'=")


def test_two_students_of_one_name(part: Build, variant: Build, sheet: Build) -> None:
    from dataclasses import replace

    sheets = [
        replace(sheet("Ada", variant(part("a", "integer", key))), id=name)
        for name, key in (("a1", 1), ("a2", 2))
    ]
    rows = [Submission("Ada", "1", "2", 2, id="a2"), Submission("a1", "1", "x or y", 3)]
    text = override(question='"1"', student='"a1"', mark="0.5")
    found = grade(sheets, rows, overrides=read_overrides(text))
    one = Fraction(1)
    assert found.totals() == {"a1": (one / 2, one), "a2": (one, one)}
    assert isinstance(found.marks[0], Mark)


def corrected(sheets: list[object], key: str) -> list[object]:
    """The keys of question 1b of a class with this override."""
    roster = Roster(sheets)  # type: ignore[arg-type]
    own = rulings(read_overrides(override(question='"1b"', key=f'"{key}"')), roster)
    return [own.ruled(sheet)[0].questions[0].parts[1].key for sheet in sheets]  # type: ignore[arg-type]


def test_a_key_is_computed_from_other_parts_and_what_was_drawn(
    class_of_two: list[object], part: Build, variant: Build, sheet: Build
) -> None:
    assert corrected(class_of_two, "a + D") == [9, 12]  # a = 2 D
    with pytest.raises(UserError, match=r"overrides.toml:3: 'b \+ 1' cannot be computed for 1b"):
        corrected(class_of_two, "b + 1")
    # Of a drawn number and a part of one name the number is meant.
    drawn = variant(part("a", "integer", 2), part("b", "integer", 3), values={"a": 10, "b": 20})
    assert corrected([sheet("Ada", drawn)], "a + b") == [30]


@pytest.mark.parametrize(
    "decision", [{"key": '"P + 1"'}, {"key": '"P + 1"', "accept_computed": '["P"]'}]
)
def test_what_is_computed_of_a_let(
    part: Build, variant: Build, sheet: Build, decision: dict[str, str]
) -> None:
    """The corrected part has no lets any more: whatever is computed of them is computed once."""
    recipe = ("P", {"P": "D + 1"})
    sheets = [
        sheet(name, variant(part("a", "integer", d + 1, recipe=recipe), values={"D": d}))
        for name, d in (("Ada", 3), ("Bob", 4))
    ]
    rows = [Submission("Ada", "1", "5", 2), Submission("Bob", "1", "5", 3)]
    found = grade(sheets, rows, overrides=read_overrides(override(question='"1"', **decision)))
    assert [mark.points for mark in found.marks] == [1, int("accept_computed" in decision)]


def test_points_by_the_rubric_are_kept_in_the_file(
    part: Build, variant: Build, sheet: Build
) -> None:
    settings = {"rubric": [["names it", "1"], ["says why", "1"]]}
    one = sheet("Ada", variant(part("a", "text", "The rule.", points="2", settings=settings)))
    rows = [Submission("Ada", "1", "because", 2)]
    [row] = review_file(grade([one], rows))
    assert (row["rubric_1"], row["rubric_2"]) == ("", "")
    review = entered([row | {"rubric_1": "1/2"}])
    [again] = review_file(grade([one], rows, review=review), review)
    assert (again["rubric"], again["rubric_1"], again["rubric_2"]) == (row["rubric"], "1/2", "")
    assert again["reason"] == "for a person: no points yet in rubric_2"
