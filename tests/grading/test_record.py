"""What was graded is kept in a file, and read back it is what was written, every field of it."""

from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from quizgen.answers.verdict import Status, Verdict
from quizgen.errors import UserError
from quizgen.grading.answered import Given
from quizgen.grading.counting import Unread
from quizgen.grading.mark import Mark
from quizgen.grading.record import FILE, Graded, lines, read_record
from quizgen.grading.stored import Brief
from quizgen.grading.submissions import Unmatched

PLAIN = Mark(
    "Ada",
    "1a",
    "sum/a",
    "",
    Verdict(Status("blank"), Fraction(0), ""),
    Fraction(0),
    Fraction(1),
    id="s1",
)
FULL = replace(
    PLAIN,
    question="1b", exercise="sum/b", answer="=3 ü\n", email="ada@example.org",
    verdict=Verdict(Status("partial"), Fraction(1, 3), "3", "one of three", "off-by-one"),
    points=Fraction(2, 7), maximum=Fraction(3, 2), attempts=2, follows=("a", "c"),
    classmates=("Bob", "Cid"), unread=(Unread("?", "is no number", "a.csv", 3), Unread("!", "too")),
    late=Fraction(1, 10), decided="overrides.toml:4", by_hand=True, is_void=True, note="see me",
    file="a.csv", line=7, rubric=(("The way is shown.", "1/2"), ("The sum is right.", "1")),
    rubric_points=("0.5", ""),
)  # fmt: skip
GIVEN = {
    "1a": (Given("3", 2, "a.csv"), Given("4", 5, "b.csv", datetime(2025, 5, 1, 8, tzinfo=UTC), Fraction(1, 4), "no date")),
    "1b": (),
}  # fmt: skip
GRADED = Graded(
    "Ada", "s1", "ada@example.org", "sheet·1", "Sums", "ada.html",
    (Brief("sum", "A sum", "sum·7k3f", {"a": 1, "b": [2, 3]}),), GIVEN,
    (replace(PLAIN, email="ada@example.org"), FULL),
)  # fmt: skip
UNMATCHED = Unmatched("a.csv", 9, "Zoe", "7x", "3", "there is no question 7x")


def kept(folder: Path, *graded: Graded) -> Path:
    path = folder / FILE
    path.parent.mkdir()
    written = lines(graded, [UNMATCHED], ["a note"], "best")
    path.write_text("".join(written), encoding="utf-8")
    return path


def test_read_back_it_is_what_was_written(tmp_path: Path) -> None:
    kept(tmp_path, GRADED, replace(GRADED, marks=(), given={}, questions=()))
    found = read_record(tmp_path)
    assert found.graded == (GRADED, replace(GRADED, marks=(), given={}, questions=()))
    assert (found.unmatched, found.notes, found.attempts) == ((UNMATCHED,), ("a note",), "best")


def test_no_field_of_a_mark_is_left_at_its_default_above() -> None:
    usual = [f.name for f in fields(Mark) if f.default is not MISSING]
    assert usual
    assert not [
        f.name for f in fields(Mark) if getattr(FULL, f.name) == f.default and f.name != "id"
    ]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text.replace('"verdict":["partial"', '"verdict":["half"'), ":2: is damaged"),
        (lambda text: text.replace('"format":1', '"format":0'), "is of another version"),
        (lambda text: text.replace('"points":"2/7"', '"points":"2:7"'), ":2: is damaged"),
        (lambda text: text[:-30], ":2: is damaged"),
        (lambda _: "", "marks.jsonl: is empty"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_by_its_line(
    tmp_path: Path, damage: Callable[[str], str], said: str
) -> None:
    path = kept(tmp_path, GRADED)
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        read_record(tmp_path)
    assert said in str(refused.value)
    assert refused.value.fix == "grade the homework again"


def test_of_a_question_only_who_has_it_is_read(tmp_path: Path) -> None:
    other = replace(GRADED, id="s2", questions=(Brief("sum", "A sum", "sum·9999", {}),))
    kept(tmp_path, other, GRADED)
    assert read_record(tmp_path, "sum·7k3f").graded == (GRADED,)
    assert [one.id for one in read_record(tmp_path).graded] == ["s2", "s1"]


def test_nobody_is_said_to_be_ungraded_whose_line_is_damaged(tmp_path: Path) -> None:
    path = kept(tmp_path, GRADED)
    assert read_record(tmp_path, "sum·zzzz").graded == ()
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("\n") + 8] + "\n", encoding="utf-8")
    with pytest.raises(UserError, match=":2: is damaged"):
        read_record(tmp_path, "sum·7k3f")
