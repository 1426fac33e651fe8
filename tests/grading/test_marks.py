"""Marks of a class: by hand on the lecture's own sheet, totals, points, notes, any number of processes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from quizgen.assignment import Assignment, read_assignments
from quizgen.bank import load_banks
from quizgen.course.assignment import assign
from quizgen.errors import UserError
from quizgen.grading.answered import Given
from quizgen.grading.copied import Compared
from quizgen.grading.mark import Mark, exact_points
from quizgen.grading.marked import Marked, rows
from quizgen.grading.marks import _sent, _sheets_marks, grade
from quizgen.grading.policy import DEFAULT
from quizgen.grading.roster import places
from quizgen.grading.submissions import Submission

Build = Callable[..., Any]

# Question, what Ada wrote, what it earns by the slides of the lecture.
LECTURE = [
    ("1", "1,100", "correct", 1),  # (10, 100, 1): 10 · 100 + 100
    ("2", "2110", "wrong", 0),  # 2000; with intercepts
    ("3a", "50", "correct", 1),  # 10 inputs, 5 outputs
    ("3b", "5", "wrong", 0),  # 10 - 5 + 1 = 6 taps
    ("3c", "25", "correct", 1),  # her 5 · 5
    ("3d", "25", "correct", 1),  # 50 - her 25
    ("4a", "25", "correct", 1),  # 5 · 5
    ("4b", "20 times that", "unreadable", 0),  # no number
    ("4c", "36", "correct", 1),  # (10 - 5 + 1)²
    ("4d", "720", "correct", 1),  # 20 · 36
    ("5", "[-24 45]", "correct", 1),
    ("6", "(4, 3)", "wrong", 0),  # (3, 4)
    ("7a", "5", "correct", 1),
    ("7b", "3", "wrong", 0),  # (20 - 5) / 5 + 1 = 4
    ("7c", "15", "correct", 1),  # her 3 · 5
    ("7d", "45", "correct", 1),  # 20 · her 3 - her 15
    ("8a", "1 x 2 x 2", "correct", 1),
    ("8b", "4", "correct", 1),
    ("9", "3/2; 4; 3", "correct", 1),
    ("10", "10 5", "correct", 1),
]


@pytest.fixture(scope="module")
def lecture() -> Assignment:
    library = load_banks()
    return assign(library, library.sheet("lecture-verbatim"), "secret", "Ada")


def answered(student: str, *answers: tuple[str, str]) -> list[Submission]:
    return [Submission(student, q, text, i) for i, (q, text) in enumerate(answers, start=2)]


def totals(marked: Marked) -> dict[str, tuple[float, float]]:
    return {name: (float(got), float(most)) for name, (got, most) in marked.totals().items()}


class TestTheLecture:
    """The sheet with the slides' own numbers, marked by hand."""

    def test_marks(self, lecture: Assignment) -> None:
        marked = grade([lecture], answered("Ada", *((q, text) for q, text, *_ in LECTURE)))
        found = [(m.question, m.answer, m.verdict.status, float(m.points)) for m in marked.marks]
        assert found == [*LECTURE, ("11", "", "blank", 0)]
        assert totals(marked) == {"Ada": (15, 21)}
        assert marked.refused == marked.notes == ()

    def test_slips_and_follow_through_are_named(self, lecture: Assignment) -> None:
        marked = grade([lecture], answered("Ada", *((q, text) for q, text, *_ in LECTURE)))
        by_question = {m.question: m for m in marked.marks}
        assert by_question["2"].verdict.mistake == "adds-bias"
        assert by_question["3b"].verdict.mistake == "off-by-one or kernel-is-U"
        assert by_question["6"].verdict.mistake == "reversed-output"
        assert by_question["7b"].verdict.mistake == "forgets-plus-1"
        assert by_question["3d"].follows == ("connections",)
        assert by_question["7d"].follows == ("U", "connections")
        assert ("conv1d-compute", "reversed-output", 1) in marked.mistakes()

    def test_every_key_earns_every_point(self, lecture: Assignment) -> None:
        from quizgen.grading.roster import places

        keys = [(p.label, str(p.part.key).replace("'", "")) for p in places(lecture)]
        assert totals(grade([lecture], answered("Ada", *keys))) == {"Ada": (21, 21)}

    def test_nothing_answered_earns_nothing(self, lecture: Assignment) -> None:
        assert totals(grade([lecture], [])) == {"Ada": (0, 21)}


class TestPoints:
    """Points are shared by parts and partial answers, exactly."""

    def test_partial_credit(self, part: Build, variant: Build, sheet: Build) -> None:
        # Two of three entries of a part worth 5/2: 5/3 points.
        one = sheet("Ada", variant(part("a", "vector", [1, 2, 3], points="5/2",
                                        settings={"partial": "per_entry"})))  # fmt: skip
        (mark,) = grade([one], answered("Ada", ("1", "1, 2, 4"))).marks
        assert (mark.verdict.status, mark.points, mark.maximum) == (
            "partial",
            Fraction(5, 3),
            Fraction(5, 2),
        )
        [row] = rows(grade([one], answered("Ada", ("1", "1, 2, 4"))))
        assert row["points"] == "1.67"

    def test_points_of_a_sheet_are_shared_evenly(self) -> None:
        from quizgen.bank import Sheet
        from quizgen.bank.exercise import SheetQuestion

        sheet = Sheet("s", "", "S", (SheetQuestion("conv1d-arch", points="6"),))
        (variant,) = assign(load_banks(), sheet, "1", "Ada").questions
        assert [part.points for part in variant.parts] == ["3/2"] * 4

    @pytest.mark.parametrize(
        ("value", "text"), [(0, "0"), (10, "10"), (Fraction(1, 2), "0.5"), (Fraction(2, 3), "0.67")]
    )
    def test_shown(self, value: Fraction, text: str) -> None:
        assert exact_points(Fraction(value)) == text


class TestLines:
    """What a line means, and what is said of lines that mean nothing."""

    @pytest.fixture
    def pair(self, part: Build, variant: Build, sheet: Build) -> list[Assignment]:
        return [
            sheet("Ada Lovelace", variant(part("a", "integer", 1), part("b", "integer", 2))),
            sheet("Zoë", variant(part("a", "integer", 3), part("b", "integer", 4))),
        ]

    @pytest.mark.parametrize("student", ["Ada Lovelace", "ada  lovelace ", "ADA LOVELACE"])
    @pytest.mark.parametrize(
        "question",
        ["1a", "1(a)", "1.a", "1 A", "Question 1a", "q1a", "by-hand/a", "by-hand·aaaa/a"],
    )
    def test_names(self, pair: list[Assignment], student: str, question: str) -> None:
        assert grade(pair, answered(student, (question, "1"))).marks[0].points == 1

    def test_accents_written_in_two_ways(self, pair: list[Assignment]) -> None:
        marked = grade(pair, answered("Zoe\u0308", ("1a", "3")))
        assert marked.marks[2].points == 1

    def test_unknown_students_and_questions(self, pair: list[Assignment]) -> None:
        marked = grade(
            pair,
            [
                Submission("ada lovelase", "1a", "1", 2),
                Submission("Zoë", "1c", "1", 3),
                Submission("Zoë", "1a", "3", 4),
                Submission("Nobody at all", "1a", "3", 5),
            ],
        )
        assert marked.refused == (
            "line 2: unknown student 'ada lovelase'; did you mean 'Ada Lovelace'?",
            "line 3: unknown question '1c'; there are 1a, 1b",
            "line 5: unknown student 'Nobody at all'; there are Ada Lovelace, Zoë",
        )
        assert totals(marked)["Zoë"] == (1, 2)

    def test_the_last_of_two_answers_counts(self, pair: list[Assignment]) -> None:
        marked = grade(pair, answered("Zoë", ("1a", "3"), ("1(a)", "9")))
        assert marked.marks[2].answer == "9"
        assert marked.notes == (
            "line 3: a second answer of 'Zoë' to 1a; this one counts, not line 2",
        )
        assert marked.refused == ()

    def test_attempts_are_different_wrong_answers(self, pair: list[Assignment]) -> None:
        given = ["1100", "1,100", "eleven", "12", "1100", "3"]
        marked = grade(pair, answered("Zoë", *(("1a", text) for text in given)))
        assert marked.marks[2].points == 1
        assert [mark.attempts for mark in marked.marks] == [0, 0, 2, 0]

    def test_students_whose_names_differ_by_case(
        self, part: Build, variant: Build, sheet: Build
    ) -> None:
        pair = [
            sheet(name, variant(part("a", "integer", i))) for i, name in enumerate(["Ada", "ada"])
        ]
        marked = grade(pair, [*answered("Ada", ("1", "0")), *answered("ada", ("1", "1"))])
        assert totals(marked) == {"Ada": (1, 1), "ada": (1, 1)}
        assert len(grade(pair, answered("ADA", ("1", "0"))).refused) == 1

    def test_a_sheet_without_a_name_is_everybodys(
        self, part: Build, variant: Build, sheet: Build
    ) -> None:
        shared = [sheet("", variant(part("a", "integer", 7)))]
        marked = grade(shared, [*answered("Ada", ("1", "7")), *answered("Bob", ("1", "8"))])
        assert totals(marked) == {"Ada": (1, 1), "Bob": (0, 1)}

    def test_a_file_of_another_class_says_a_hundred_lines(self, pair: list[Assignment]) -> None:
        lines = [Submission(f"Nobody {i // 8}", "1a", "1", i) for i in range(2000)]
        refused = grade(pair, lines).refused
        assert len(refused) == 101
        assert refused[-1] == "… and 150 more such lines"
        assert refused[0].endswith("(8 answers, the last in line 7)")


def key_owners(marks: Sequence[Mark], sheets: Sequence[Assignment]) -> list[tuple[str, ...] | None]:
    """For each mark whose key a wrong answer is."""
    compared, left = Compared(), iter(marks)
    for one in sheets:
        own = places(one)
        compared.add(one.key, zip(islice(left, len(own)), own, strict=True))
    return compared.owners()


class TestClassmates:
    """For the instructor: whose key a wrong answer is."""

    def test_the_key_of_another(self, part: Build, variant: Build, sheet: Build) -> None:
        one = [
            sheet(name, variant(part("a", "vector", key)))
            for name, key in (("Ada", [1, 2]), ("Bob", [3, 4]), ("Cid", [3, 4]), ("Dan", [5, 6]))
        ]
        lines = [*answered("Ada", ("1", "(3, 4)")), *answered("Dan", ("1", "7, 8"))]
        marked = grade(one, lines)
        assert key_owners(marked.marks, one) == [("Bob", "Cid"), (), (), ()]
        # One answer may be so by chance.
        assert [mark.classmates for mark in marked.marks] == [(), (), (), ()]

    def test_a_copied_sheet(self, part: Build, variant: Build, sheet: Build) -> None:
        names = [f"s{i:02}" for i in range(20)]
        one = [
            sheet(
                n, *(variant(part("a", "integer", 100 * q + 7 * i), name=f"e{q}") for q in range(6))
            )
            for i, n in enumerate(names)
        ]
        copied = [Submission("s03", str(q + 1), str(100 * q + 7 * 11), q + 2) for q in range(6)]
        own = [Submission("s05", str(q + 1), str(100 * q + 1), q + 9) for q in range(6)]
        marked = grade(one, [*copied, *own])
        told = {m.student: m.classmates for m in marked.marks if m.classmates}
        assert told == {"s03": ("s11",)}
        assert [r["equals_key_of"] for r in rows(marked) if r["student"] == "s03"] == ["s11"] * 6

    def test_reals_are_compared_with_their_tolerance(
        self, part: Build, variant: Build, sheet: Build
    ) -> None:
        one = [
            sheet(name, variant(part("a", "real", key, settings={"atol": 0.01})))
            for name, key in (("Ada", 1.0), ("Bob", 2.0))
        ]
        for text, owners in (("2.005", ("Bob",)), ("2.02", ())):
            marks = grade(one, answered("Ada", ("1", text))).marks
            assert key_owners(marks, one)[0] == owners

    def test_too_few_figures_are_not_ones_own_key(
        self, part: Build, variant: Build, sheet: Build
    ) -> None:
        one = [
            sheet(name, variant(part("a", "real", key, settings={"sigfigs": 3, "atol": 0.01})))
            for name, key in (("Ada", 3.302), ("Bob", 3.296))
        ]
        marks = grade(one, answered("Ada", ("1", "3.3"))).marks
        assert marks[0].verdict.status == "wrong"
        assert key_owners(marks, one)[0] == ("Bob",)

    def test_options_and_shared_keys_say_nothing(
        self, part: Build, variant: Build, sheet: Build
    ) -> None:
        choices = {"choices": ["A", "B"]}
        one = [
            sheet(name, variant(part("a", "choice", key, settings=choices)))
            for name, key in (("Ada", "A"), ("Bob", "B"))
        ]
        marks = grade(one, answered("Ada", ("1", "B"))).marks
        assert key_owners(marks, one) == [None, None]


class TestProcesses:
    """The marks are the same for any number of workers, in the order of the sheets."""

    def test_threads(self) -> None:
        library = load_banks()
        sheets = [
            assign(library, library.sheet("week-4-convolution"), "s", f"student {i}")
            for i in range(20)
        ]
        lines = [
            Submission(sheet.student, f"{q}{letter}", str(6 * i % 11), 1)
            for i, sheet in enumerate(sheets)
            for q in range(1, 9)
            for letter in ("", "a", "b", "c", "d")
        ]
        alone = grade(sheets, lines)
        done: list[int] = []
        with ThreadPoolExecutor(3) as executor:
            together = grade(sheets, lines, executor=executor, done=done.append)
        assert together == alone
        assert sum(done) == 20

    def test_what_is_sent_to_another_process_is_judged_alike(self, lecture: Assignment) -> None:
        """And it is less: nothing that is only printed."""
        given = {place.label: (Given("7", 2, "a.csv"),) for place in places(lecture)}
        work: list[Any] = [(lecture, given, DEFAULT, {})]
        sent = _sent(work)
        assert _sheets_marks(sent) == _sheets_marks(work)
        assert sent[0][1:] == work[0][1:]
        for question in sent[0][0].questions:
            parts = [(part.prompt, part.solution, part.explanation) for part in question.parts]
            assert (question.text, set(parts)) == ("", {("", (), "")})
        assert len(sent[0][0].to_line()) < len(lecture.to_line())


class TestReading:
    """`variants.jsonl` gives the sheets back, or says which line is damaged."""

    def test_there_and_back(self, lecture: Assignment) -> None:
        (found,) = read_assignments([lecture.to_line(), ""])
        assert found.to_line() == lecture.to_line()

    @pytest.mark.parametrize(
        "damage",
        ["{", "[]", "1", "{}", '{"student": "Ada"}', "null", '{"questions": 3}', "[" * 100_000],
    )
    def test_damaged_lines(self, lecture: Assignment, damage: str) -> None:
        with pytest.raises(UserError, match=r"v\.jsonl:2: is damaged or from another version"):
            read_assignments([lecture.to_line(), damage], "v.jsonl")

    def test_another_format(self, lecture: Assignment) -> None:
        line = lecture.to_line().replace('"format":1', '"format":99')
        with pytest.raises(UserError, match="made by another quizgen"):
            read_assignments([line])

    def test_two_sheets_of_one_student(self, lecture: Assignment) -> None:
        with pytest.raises(UserError, match="v:2: a second sheet of 'Ada'"):
            read_assignments([lecture.to_line()] * 2, "v")

    def test_an_empty_file(self) -> None:
        with pytest.raises(UserError, match="holds no sheets"):
            read_assignments([""])
