"""A class graded from its answers, and answers to questions of an earlier time, letter for letter as in `whole/`.

QUIZGEN_WHOLE=write writes the files anew; who changed something looks through the difference.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from quizgen.answers import kind_class
from quizgen.assignment import Assignment
from quizgen.course.late import Late
from quizgen.errors import UserError
from quizgen.grading.answered import Given
from quizgen.grading.as_graded import as_graded
from quizgen.grading.canvas import canvas_rows, is_student_analysis
from quizgen.grading.collecting import collect
from quizgen.grading.diagnosis import diagnosed, pairs
from quizgen.grading.explaining import explanation, part_called
from quizgen.grading.files import read_files
from quizgen.grading.follow_through import follow, resolved
from quizgen.grading.forms import grid
from quizgen.grading.gradebook_canvas import canvas
from quizgen.grading.gradebooks import moodle
from quizgen.grading.history import told_marks
from quizgen.grading.judging import judged
from quizgen.grading.keyed import verdict_lines
from quizgen.grading.marked import Marked
from quizgen.grading.marks import grade_collected
from quizgen.grading.outputs import Class, feedback_files, record_file, review_csv, tables
from quizgen.grading.overrides import Override, read_overrides
from quizgen.grading.policy import Counting, Policy
from quizgen.grading.record import Record, of_sheet, read_record
from quizgen.grading.regrading import changes, collected
from quizgen.grading.review import Review, read_decisions
from quizgen.grading.roster import Roster
from quizgen.grading.rubrics import entered, missing, most_columns, total
from quizgen.grading.submissions import Submission
from quizgen.language.judges import kind_of
from quizgen.tables.named import Row
from quizgen.tables.record import Record as Line
from tests.grading.conftest import Build
from tests.grading.test_whole_readings import SHEETS, told
from tests.grading.whole_files import compared

DUE = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
OVERRIDES = {
    "void": 'question = "1a"\nvoid = true\nnote = "a slip of ours"', "full": 'question = "2"\nfull = true', "all": 'question = "2"\nfull = true\nabsent = true\nnote = "for all"',
    "accept": 'question = "1a"\naccept = ["about 8", "88"]', "computed": 'question = "sizes"\naccept_computed = ["4 + 5"]', "key": 'question = "2"\nkey = "2 + 3"\nnote = "the key was wrong"',
    "mark": 'question = "1b"\nstudent = "18"\nmark = "1/2"\nnote = "well"', "several": 'question = "3"\nstudent = "Bo Li"\nmark = 1', "nobody": 'question = "1a"\nstudent = "Zed"\nmark = 1', "no question": 'question = "9"\nvoid = true',
    "no question of one": 'question = "9"\nstudent = "Bo Li"\nvoid = true', "not computed": 'question = "2"\nkey = "Q + 1"', "no key": 'question = "2"\nkey = "[1, 2]"', "too much": 'question = "2"\nstudent = "Bo Li"\nmark = 3', "whole": "question = 3\nvoid = true",
    "both": 'question = "2"\nfull = true\n[[override]]\nquestion = "2"\nstudent = "Bo Li"\nmark = 0\nnote = "no"', "code": 'question = "sizes·aaaa"\nvoid = true',
}  # fmt: skip
# Who, which question, what, and hours after the deadline.
GIVEN = [
    ("Ada Öz", "1a", "7", -1), ("Ada Öz", "1a", "8", 1), ("Ada Öz", "1b", "[1, 2]", -2), ("Ada Öz", "2", "3", 30), ("Ada Öz", "3a", "[[1, 2], [3, 0]]", -1), ("Ada Öz", "3b", "?", -1),
    ("Bo Li", "1a", "about 8", -1), ("Bo Li", "1b", "[1, 9]", 49), ("Bo Li", "2", "9", 100), ("Bo Li", "2", "5", 101), ("Bo Li", "3", "a) [[1, 2], [3, 1]]; b) 1", -1),
    ("19", "1a", "7", -1), ("19", "1b", "[1, 2]", -1), ("19", "2", "3", -1), ("19", "3a", "[[1, 2], [3, 0]]", -1), ("20", "1a", "", -1), ("Zed", "2", "1", -1), ("Bo Li", "7", "1", -1),
]  # fmt: skip
EXPORT = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,HW (12),Final Score\r\n    Points Possible,,,,,14,(read only)\r\n"
    '"Öz, Ada",901,0017,ada,S,,90\r\n"Li, Bo",902,18,bo,S,3,85\r\n"Kim, Min",903,,min,S,,\r\n"Stranger, Eve",904,99,eve,S,7,70\r\n"Student, Test",905,,,S,,\r\n'
)


def submissions() -> list[Submission]:
    return [
        Submission(who, question, text, i + 2, "a.csv", date=DUE + timedelta(hours=hours))
        for i, (who, question, text, hours) in enumerate(GIVEN)
    ]


def graded(attempts: Counting = "last", late: Late | None = None, overrides: tuple[Override, ...] = (), review: Review | None = None) -> Class:  # fmt: skip
    roster = Roster(SHEETS)
    policy = Policy(attempts, DUE, late.kept) if late else Policy(attempts)
    found = collect(roster, submissions(), policy)
    marked = grade_collected(roster, found, policy=policy, overrides=overrides, review=review)
    stems = {sheet.key: f"{i:02}" for i, sheet in enumerate(roster.sheets)}
    return Class(roster.sheets, found.answers, marked, review or Review(), stems, ("export.csv", EXPORT.encode()), attempts, homework="../hw")  # fmt: skip


def outputs(of: Class) -> Iterator[str]:
    files, said = tables(of)
    for name, content in [*files.items(), *feedback_files(of), record_file(of)]:
        whole = content if isinstance(content, bytes) else b"".join(content)
        if not name.endswith(".html"):
            yield f"--- {name}"
            yield from whole.decode("utf-8-sig").splitlines()
    yield repr((said, of.marked.notes, of.marked.refused, of.marked.late(), of.marked.counts(), of.marked.mistakes()))  # fmt: skip


def shared() -> Iterator[str]:
    yield from outputs(graded(late=Late(10, Fraction(1, 10), 3)))


def decided() -> Iterator[str]:
    plain = graded()
    for name, text in OVERRIDES.items():
        yield name

        def marks(text: str = text) -> object:
            new = graded(overrides=read_overrides(f"[[override]]\n{text}"))
            told_changes = [str(one) for one in changes(plain.marked.marks, new.marked)]
            marks = [(m.key, m.question, str(m.points), str(m.maximum), m.verdict.feedback, m.decided, m.note) for m in new.marked.marks if m.decided or m.note or "accepts" in m.verdict.feedback]  # fmt: skip
            return told_changes, marks, new.marked.notes

        yield told(marks)
    rows = list(csv.DictReader(io.StringIO(review_csv(plain))))
    for entered_marks in (["1"] * len(rows), ["", "1/2", "x"], ["5"]):
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        for row, points in zip(rows, entered_marks, strict=False):
            who = (
                {"student": "Bo Li", "question": "2"} if row["student"] in ("Zed", "Bo Li") else {}
            )
            writer.writerow({**row, "mark": points, "note": f"n{points}", **who})

        def again(text: str = out.getvalue()) -> object:
            review = Review(read_decisions(io.BytesIO(text.encode()), "review.csv"))
            new = graded(review=review)
            return [str(one) for one in changes(plain.marked.marks, new.marked)], [one.entry for one in review.unused()], review_csv(new)  # fmt: skip

        yield told(again)


def record_of(of: Class) -> Record:
    own = of.marked.by_student()
    return Record(tuple(of_sheet(sheet, of.answers.of(i), own[sheet.key], "") for i, sheet in enumerate(of.sheets)), of.marked.unmatched, of.marked.notes, of.attempts)  # fmt: skip


def later() -> Iterator[str]:
    of = graded("best", Late(0, Fraction(1, 4)))
    record = record_of(of)
    for code in ("gates·aaaa", "sizes·aaaa", "grids·aaaa"):
        for told_mark, mark in told_marks(record, code):
            yield f"{mark.question} {told_mark!r}"
    found = collected(record, Roster([*reversed(SHEETS[1:])]))
    yield repr([(i, {k: [g.text for g in v] for k, v in found.answers.of(i).items()}) for i in range(4)])  # fmt: skip
    yield repr([one.reason for one in found.unmatched])
    alone = replace(record, graded=record.graded[1:2])
    overrides = read_overrides('[[override]]\nquestion = "1b"\nstudent = "18"\nmark = 1\n[[override]]\nquestion = "2"\nkey = "1 + 1"\n')  # fmt: skip
    for variant in SHEETS[1].questions:
        for part in variant.parts:
            for sheets, kept in ((SHEETS, record), (SHEETS[1:2], alone)):
                one = as_graded(variant, part, sheets, overrides, kept)
                yield repr((one.variant.parts[0].key, one.ruling, one.earlier, one.said))
            yield explanation(variant, part, "[1, 2]", said=["so"], width=60)
        for name in ("", "a", "b", "x", "u", "z"):
            yield told(lambda v, n: part_called(v, n).id, variant, name)


def keyed() -> Iterator[str]:
    slips = [{"name": "adds", "value": 14, "hint": "Multiply."}]
    rows: list[dict[str, Any]] = [
        *({"kind": "integer", "key": "15", "answer": a, "mistakes": slips} for a in ("15", "14", "13", "", "about", "=15")),
        {"kind": "real", "key": 0.5, "answer": "0.6", "settings": {"atol": 0.1}},
        {"kind": "vector", "key": "[3, 1/2]", "answer": [3, 0.5]},
        {"kind": "vector", "key": [1, 2], "answer": "[2, 1]"},
    ]  # fmt: skip
    for as_json in (False, True):
        for count, text in verdict_lines((Row(i, {**row, "id": i}) for i, row in enumerate(rows, 2)), "t", as_json=as_json):  # fmt: skip
            yield from (str(count), *text.splitlines())
    for bad in (
        {"kind": "intger", "key": "5"}, {"kind": "integer", "key": "five"}, {"kind": "integer", "key": {}}, {"kind": "real", "key": "5", "settings": "atol"}, {"kind": "real", "key": "5", "settings": [1]},
        {"kind": "real", "key": "5", "mistakes": "{}"}, {"kind": "real", "key": "5", "settings": {"huh": 1}}, {"kind": "integer", "key": 1, "mistakes": "[" * 9000},
    ):  # fmt: skip
        yield told(lambda b: list(verdict_lines([Row(7, {**b, "answer": "5"})], "t", as_json=False)), bad)  # fmt: skip


def filled(of: Marked, old: str, new: str) -> object:
    book = canvas(of, "HW", EXPORT.replace(old, new).encode(), "e.csv")
    return book.content, book.others, book.said


def tables_of_others() -> Iterator[str]:
    of = graded().marked
    for book in (canvas(of, "HW", EXPORT.encode(), "e.csv"), moodle(of, "HW")):
        yield from (repr(book.content), repr(book.others), repr(book.said))
    for old, new in (
        ("HW (12)", "Other (12)"), (",14,", ",,"), (",14,", ",0.5,"), (",14,", ",-,"), ("Student,ID", "Student,Id"), ("Points Possible", "Possible"), (",", ";"), ("\r\n", "\n"), ("Li, Bo", "Li"), (",18,", ",0017,"),
        ("HW (12)", "HW (12),HW (13)"), (",85", ",85,9,9"), ("\ufeff", ""), ("Öz", "Oez"), ("Section,", ""), (",3,85", ',"=1",85'),
    ):  # fmt: skip
        yield f"{old!r} {new!r} " + told(filled, of, old, new)  # fmt: skip
    head = ["name", "id", "sis_id", "section", "section_id", "section_sis_id", "submitted", "attempt"]  # fmt: skip
    cells = ["Bo Li", "5", "18", "S", "1", "", "2026-11-30 10:00:00 UTC", "1"]
    for titles, own in (
        (["901: 1. What?", "1.0", "902: Question 2", "1.0", "903: 3 grids", "1.0", "3", "0"], ["8,[1\\, 3]", "1.0", "4", "1.0", "1,2,3,4", "1.0", "3", "0"]),
        (["901: What?", "1.0", "902: Which?", "1.0", "903: How?", "1.0", "3"], ["8,[1\\, 3]", "1.0", "4", "1.0", "x", "1.0", "3"]),
        (["901: gates·aaaa/a", "1.0", "902: sizes·aaaa", "1.0", "3"], ["8", "1.0", "4", "1.0", "3"]), (["901: What?", "1.0", "3"], ["8", "1.0", "3"]), (["901: 1a", "1.0", "902: 1a", "1.0", "3"], ["1", "1", "2", "1", "3"]),
    ):  # fmt: skip
        said: list[str] = []
        line = Line(2, (*cells, *own))
        yield repr(is_student_analysis([*head, *titles]))
        yield told(lambda t, r, s: [tuple(one) if isinstance(one, tuple) else str(one) for one in canvas_rows((*head, *t), iter([r]), "c.csv", SHEETS, s)], titles, line, said.append)  # fmt: skip
        yield repr(said)


def small() -> Iterator[str]:
    lines = (("Names it", "1"), ("Says why", "2"))
    for cells in ({}, {"rubric_1": "1"}, {"rubric_1": "1", "rubric_2": "x"}, {"rubric_1": "0,5", "rubric_2": "2"}, {"rubric_1": "9"}, {"rubric_1": "?"}, {"rubric_3": "1"}, {"rubric_1": "x", "rubric_2": "0"}, {"rubric_2": "50%"}):  # fmt: skip
        yield repr((cells, most_columns([cells]), told(entered, cells, lines, "r:3")))
    for got in ((None, None), (Fraction(1), None), (Fraction(1), Fraction(1, 2))):
        yield repr((missing(got), told(total, got, lines, None, "r:3"), told(total, got, lines, Fraction(1), "r:3"), told(total, got, lines, Fraction(3, 2), "r:3")))  # fmt: skip
    for values in ({}, {"q.1.1": " "}, {"q.1": "1", "q.2": " 2 "}, {"q.1.1": "1,5", "q.1.2": "", "q.2.1": "3", "q.2.2": "4"}, {"q.1.1": "1", "q.1.2": "2"}, {"p.1.1": "3"}, {"q.1234": "1"}, {"q.2.10": "b", "q.2.9": "a", "q.1.9": "c"}):  # fmt: skip
        yield repr((values, grid("q", values)))
    for attempts in ("last", "best"):
        policy = Policy(attempts, DUE, Late(10, Fraction(1, 10), 3).kept)
        yield repr([str(policy.late("k", DUE + timedelta(minutes=m))) for m in (-5, 10, 11, 1500, 4000, 9000)])  # fmt: skip
    yield repr(Given("1").late)


def earlier() -> Iterator[str]:
    """Questions of an earlier time: what follows from wrong answers, and two slips at once."""
    path = Path(__file__).parent / "made_before" / "variants.jsonl.gz"
    made = Assignment.from_json(json.loads(gzip.decompress(path.read_bytes()).decode()))
    for variant in made.questions[::2]:
        for i, part in enumerate(variant.parts):
            kind, before = kind_class(part.kind), variant.parts[:i]
            if part.follow:
                for one in before:
                    for mistake in islice(one.mistakes, 2):
                        given = {one.id: kind_class(one.kind).typed(mistake.value)}
                        key = resolved(variant, part, {one.id: mistake.value})
                        text = kind.typed(key) if key is not None else "1"
                        found = follow(variant, part, text, given)
                        both = judged(variant, part, text, given)
                        yield repr((variant.id, part.id, given, text, found and (found.verdict[:4], found.parts), both[0][:5], both[1]))  # fmt: skip
            if part.recipe and 2 <= len(part.mistakes) <= 4 and len(str(part.key)) < 12 and i == 0:
                two = pairs(variant, part)
                yield repr((variant.id, part.id, two[:5]))
                for _, value in two[:2]:
                    text = kind.typed(value)
                    verdict = kind_of(part).judge(text)
                    yield repr((text, diagnosed(variant, part, kind_of(part), text, verdict)[:5]))


OUTPUTS: dict[str, Callable[[], Iterator[str]]] = {
    "shared.txt": shared, "overrides.txt": decided, "later.txt": later, "keyed.txt": keyed, "gradebooks.txt": tables_of_others, "small.txt": small, "earlier.txt": earlier,
}  # fmt: skip


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_line(name: str) -> None:
    made, stored = compared(name, "".join(f"{one}\n" for one in OUTPUTS[name]()))
    assert made == stored


def test_files_of_a_folder(tmp_path: Path) -> None:
    def read(*names: str) -> tuple[list[str], list[str]]:
        said: list[str] = []
        found = read_files([tmp_path / name for name in names], SHEETS, said.append)
        rows = [one.answer if isinstance(one, Submission) else str(one) for one in found]
        return [row.replace(f"{tmp_path}/", "") for row in rows], [one.replace(f"{tmp_path}", "") for one in said]  # fmt: skip

    for name, text in (("a.csv", "Name,1a\nAda Öz,7\n"), ("b.txt", "Name;2\nBo Li;4\n"), ("c.md", "x"), ("d.csv", "x,y\n")):  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    headless = "no header says what the columns are: x, y"
    assert read("a.csv", "b.txt") == (["7", "4"], [])
    (*answers, refused), said = read("")
    assert (answers, said) == (["7", "4"], [": not read, no table or PDF: 1 file (c.md)"])
    assert refused.startswith("d.csv")
    assert refused.endswith(headless)
    with pytest.raises(UserError, match=r"d\.csv:1: no header"):
        read("d.csv")
    with pytest.raises(UserError, match=r"d\.csv:1: no header"):
        read("d.csv", "d.csv")
    with pytest.raises(UserError, match=r"gone\.csv: cannot be read: No such file"):
        read("gone.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="empty: there are no files of answers in it"):
        read("empty")


def test_working_on_paper_stands_beside_what_was_typed_there(part: Build, variant: Build) -> None:
    first = part("a", "integer", 7)
    working = part("w", "text", "", settings={"work_of": "a"})
    one = variant(first, working)
    assert judged(one, working, "", {"a": "7"})[0].status == "waiting"
    for earlier in ({"a": " "}, {}):
        assert judged(one, working, " ", earlier)[0].status == "blank"
        assert judged(one, first, "", earlier)[0].feedback == "No answer was given."


def test_what_was_graded_is_read_again(tmp_path: Path) -> None:
    of = graded("best", Late(0, Fraction(1, 4)))
    name, content = record_file(of)
    (tmp_path / "private").mkdir()
    (tmp_path / name).write_bytes(b"".join(content))
    found, own = read_record(tmp_path), record_of(of)
    assert [list(one.marks) for one in found.graded] == [list(one.marks) for one in own.graded]
    assert [one.given for one in found.graded] == [one.given for one in own.graded]
    assert [one.key for one in read_record(tmp_path, "gates·aaaa").graded] == [one.key for one in own.graded]  # fmt: skip
    assert (found.unmatched, found.notes, found.attempts) == (own.unmatched, own.notes, "best")
