"""What students and the instructor read, and what hostile answers cannot make of it."""

import csv
import io
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.digits import TOO_MUCH
from quizgen.answers.verdict import Status
from quizgen.document.frame import Frame
from quizgen.document.messages import english, shipped_messages, translated
from quizgen.grading.class_report import class_report
from quizgen.grading.counting import Unread
from quizgen.grading.feedback import student_feedback
from quizgen.grading.feedback_page import feedback_page
from quizgen.grading.grades import marks_rows
from quizgen.grading.marked import Marked
from quizgen.grading.marks import grade
from quizgen.grading.submissions import Submission
from quizgen.grading.told import told
from quizgen.tables.writing import csv_text
from tests.grading.test_no_english_reason import reasons as written_reasons
from tests.grading.test_no_english_reason import returned

Build = Callable[..., Any]


def marked(part: Build, variant: Build, sheet: Build, answer: str, **more: Any) -> Marked:
    mistakes = {"adds": 14}
    one = sheet("Ada", variant(part("a", "integer", 45, mistakes=mistakes, **more)))
    other = sheet("Bob", variant(part("a", "integer", 54, **more)))
    return grade([one, other], [Submission("Ada", "1", answer, 2)])


def one_sheet(part: Build, variant: Build, sheet: Build) -> Any:
    return sheet("Ada", variant(part("a", "integer", 45, mistakes={"adds": 14})))


def test_feedback_by_hand(part: Build, variant: Build, sheet: Build) -> None:
    found = marked(part, variant, sheet, " 1.4e1 ")
    one = one_sheet(part, variant, sheet)
    lines = student_feedback(one, found.marks[:1]).splitlines()
    assert lines[:2] == ["Ada: 0 of 1 points", "By hand"]
    assert lines[lines.index("What is a?") + 2 :] == [
        "✗ 1  0 of 1 points: wrong",
        "    your answer:  1.4e1   (read as 14)",
        "    slip: added instead of multiplied",
        "    Hint of adds.",
        "    right: 45",
    ]
    other = student_feedback(sheet("Bob", variant(part("a", "integer", 54))), found.marks[1:])
    assert other.splitlines()[-3:] == [
        "– 1  0 of 1 points: no answer",
        "    No answer was given.",
        "    right: 54",
    ]


def test_the_page_has_the_same_and_no_more(part: Build, variant: Build, sheet: Build) -> None:
    hostile = "<script>alert(1)</script>"
    one = one_sheet(part, variant, sheet)
    page = feedback_page(one, marked(part, variant, sheet, hostile).marks[:1])
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for said in ("What is a?", "0 of 1 points: could not be read", "Right:", "45", "Ada"):
        assert said in page
    assert "54" not in page.partition("</style>")[2]
    assert not re.search(r"(?:src|href)=.http|url\(", page)


def test_what_a_person_decided_is_told_without_files(
    part: Build, variant: Build, sheet: Build
) -> None:
    [mark, _] = marked(part, variant, sheet, "44").marks
    by_hand = replace(mark, points=Fraction(1, 2), decided="review.csv:2: a mark by hand", by_hand=True, note="Half.")  # fmt: skip
    one = one_sheet(part, variant, sheet)
    for said in (student_feedback(one, [by_hand]), feedback_page(one, [by_hand])):
        assert "Marked by your instructor." in said
        assert (
            "Your instructor&#x27;s note: Half." in said or "Your instructor's note: Half." in said
        )
        assert "review.csv" not in said
    late = replace(mark, late=Fraction(1, 10))
    assert "Handed in late: 10% of the points are lost." in student_feedback(one, [late])


def test_an_answer_cannot_look_like_a_mark(part: Build, variant: Build, sheet: Build) -> None:
    hostile = "5\n✓ 1  1 of 1\r✓ 1  1 of 1\x1b[2K"
    found = marked(part, variant, sheet, hostile).marks[:1]
    lines = student_feedback(one_sheet(part, variant, sheet), found).splitlines()
    assert [line for line in lines if line.startswith("✓")] == []
    assert not any("\x1b" in line for line in lines)


@pytest.mark.parametrize("where", ["student", "title"])
def test_nor_can_a_name_or_a_title(part: Build, variant: Build, sheet: Build, where: str) -> None:
    """What a roster or a file of homework calls somebody is one line, without commands to a terminal."""
    hostile = "Ada\x1b[2K\n✓ 1  1 of 1\rBob"
    one = replace(one_sheet(part, variant, sheet), **{where: hostile})
    found = marked(part, variant, sheet, "5").marks[:1]
    said = student_feedback(one, found)
    assert "\x1b" not in said
    assert "\r" not in said
    assert not any(line.startswith("✓") for line in said.splitlines())
    (line,) = [line for line in said.splitlines() if "Ada" in line and "Bob" in line]
    assert line in said.splitlines()[:2]
    page = feedback_page(one, found)
    assert "Ada" in page
    assert "\x1b" not in page


def test_classmates_keys_are_the_instructors_business(
    part: Build, variant: Build, sheet: Build
) -> None:
    """Several answers of one classmate are told; what a slip explains, and one answer alone, are not."""
    names = [f"s{i:02}" for i in range(20)]
    one = [
        sheet(
            n,
            *(
                variant(part("a", "integer", 100 * q + 7 * i, mistakes={"adds": 577}), name=f"e{q}")
                for q in range(6)
            ),
        )
        for i, n in enumerate(names)
    ]
    answers = [("s03", str(q + 1), str(100 * q + 77)) for q in range(6)] + [("s05", "1", "77")]
    found = grade(one, [Submission(*answer, 2) for answer in answers])
    own = [mark for mark in found.marks if mark.student == "s03"]
    assert own[5].verdict.mistake == "adds"
    for said in (student_feedback(one[3], own), feedback_page(one[3], own)):
        assert "s11" not in said
    report = class_report(found)
    lines = report[report.index("Wrong answers that") :].splitlines()
    assert lines[1:] == ["  s03: 1, 2, 3, 4, 5 equal the keys of s11"]
    table = list(csv.DictReader(io.StringIO(csv_text(marks_rows(found)))))
    assert [row["equals_key_of"] for row in table if row["student"] == "s03"][:6] == ["s11"] * 5 + [
        ""
    ]


def test_the_class_report(part: Build, variant: Build, sheet: Build) -> None:
    report = class_report(marked(part, variant, sheet, "14"))
    assert "Ada                            0 of 1" in report
    assert "   1 × by-hand: adds" in report


def test_names_and_answers_are_cells(part: Build, variant: Build, sheet: Build) -> None:
    one = sheet("=cmd|' /C calc'!A0", variant(part("a", "integer", 45)))
    marked = grade([one], [Submission("=cmd|' /C calc'!A0", "1", "@SUM(1)", 2)])
    text = csv_text(marks_rows(marked))
    (row, total) = csv.DictReader(io.StringIO(text))
    assert row["student"].startswith("'=")
    assert total["student"].startswith("'=")
    assert row["answer"] == "'@SUM(1)"


FRAME_WORDS = (
    "points", "Your answer", "your answer", "Read as", "read as", "Slip", "slip:", "Not read", "not read", "Right", "right:", "wrong",
    "could not", "no answer", "instructor", "void", "Handed in", "late", "A person", "Full marks", "feedback", "Question ", "No answer",
)  # fmt: skip


def test_every_word_of_the_frame_is_in_its_language(
    part: Build, variant: Build, sheet: Build
) -> None:
    """Whatever happened to a mark; only what the exercise itself says stays as it is."""
    one = sheet("Ada", variant(part("a", "integer", 54, mistakes={"adds": 15})))
    [right, slip, unread, blank] = [
        grade([one], [Submission("Ada", "1", text, 2)]).marks[0]
        for text in ("54", "15", "5 or 6", "")
    ]
    marks = [
        right, slip, unread, blank,
        replace(right, late=Fraction(1, 10)), replace(right, decided="x", by_hand=True),
        replace(right, decided="x", is_void=True), replace(right, decided="x"), replace(right, note="NOTE"),
        replace(right, verdict=right.verdict._replace(feedback="Follows from your answer to (a).")),
        *(replace(right, verdict=right.verdict._replace(status=status)) for status in Status),
    ]  # fmt: skip
    german = Frame(shipped_messages("de"))
    for mark in marks:
        plain = student_feedback(one, [mark], german)
        page = feedback_page(one, [mark], german)
        body = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert '<html lang="de">' in page
        for said in (plain, body):
            own = said.replace("What is a?", "").replace(mark.verdict.feedback, "")
            assert not [word for word in FRAME_WORDS if word in own], own


# What students write that cannot be read, by kind and key; each reason of the message files comes up.
UNREADABLE = [
    ("integer", 6, ("x", "3..4", "7 or 8", "5 6", "about 5", "1/0", "1,2,3", "(1,2", "12/05/2026", "--", "-", "6!", "5%", "five apples", "3 1/2", "6 = 7", "3*2 = 7", "1 = 2 = 3", "6 =", "sqrt(2)")),
    ("vector", [1, 2, 3], ("(1,2", "6 = 7", "1,040", "[[1,2],[3]]", "|3|", "1 2; 3 4", "[]", "1e999", "2 - 3")),
    ("shape", [3, 16, 16], ("[1,2,...]", "x")),
    ("boolean", True, ("about 5",)),
    ("choice", "3", ("about 5", "3 and 4")),
    ("fraction", "8/15", (r"\\frac{1}{2", "[]", "5 apples", "1e999", "|3|")),
    ("real", 6.598, ("|3|", "1/0", "1e999")),
    ("interval", "(0, 1/8]", ("7 or 8", "3*2 = 7", "[[1,2],[3]]", "0 < x < ", "x > 3 and", "()", "(1, 0)")),
    ("matrix_expression", "g @ x^T", ("[]", "(1,2", "1e99", "1111111111111111", "I", "ReLU", "V3", "x_1^2", "5 apples")),
    ("order", ["A", "B", "C"], ("7 or 8", "A, B", "A")),
    ("multi", ["A", "C"], ("A..C",)),
    ("table", [[1, 2], [3, 4]], ("[[1,2]]", "[[1,2],[3,4],[5,6]]", "(1,2")),
    ("words", "overfitting", ("1,2,3", "7 or 8")),
    ("code", "nn.Conv2d(3, 4, 3)", ("7 or 8", "sqrt(2)", "1;2;3", "(1,2")),
    ("snippet", "opt.step()", ("7 or 8", "1;2;3")),
    ("expression", "2*x", ("2x3x", "5 6", "about 5", "12 z 4", "[1,2,...]", "1,2,3", "(1,2", "--", "-", "6 = 7", "none", "X + q", "5%")),
]  # fmt: skip
SETTINGS: dict[str, dict[str, Any]] = {
    "expression": {"names": ["x"]},
    "choice": {"choices": ["3", "4", "5"]},
    "fraction": {"arithmetic": True},
    "real": {"arithmetic": True},
    "interval": {"variables": ["x"]},
    "matrix_expression": {"shapes": "V: k, r; x: r; g: k"},
    "order": {"choices": ["A", "B", "C"]},
    "multi": {"choices": ["A", "B", "C"]},
    "table": {"rows": ["P", "Q"], "columns": [["one", "integer"], ["two", "integer"]]},
}
# Words of reasons in English that no German one has.
REASON_WORDS = re.compile(
    r"\b(?:the|is|are|asked|write|understood|number|not|answer|bracket|value|missing|too|one|with)\b"
)


@pytest.mark.parametrize(("kind", "key", "texts"), UNREADABLE, ids=lambda one: str(one)[:20])
def test_reasons_are_in_the_language_of_the_frame(
    kind: str, key: object, texts: tuple[str, ...], part: Build, variant: Build, sheet: Build
) -> None:
    one = sheet("Ada", variant(part("a", kind, key, settings=SETTINGS.get(kind, {}))))
    for text in texts:
        mark = grade([one], [Submission("Ada", "1", text, 2)]).marks[0]
        assert mark.status == Status.UNREADABLE, text
        said = told(mark, shipped_messages("de")).said
        assert not REASON_WORDS.search(re.sub(r"'[^']*'", "", said)), (mark.verdict.feedback, said)
        # One that might count beside another answer is told, too.
        beside = replace(mark, answer="54", unread=(Unread(text, mark.verdict.feedback),))
        assert told(beside, shipped_messages("de")).unread == ((text, said),)


def test_what_a_student_wrote_is_not_translated(part: Build, variant: Build, sheet: Build) -> None:
    """Nor half of a remark that the file has not."""
    one = sheet("Ada", variant(part("a", "integer", 6)))
    mark = grade([one], [Submission("Ada", "1", "wrong", 2)]).marks[0]
    quoted = "'Wahl or Qual' is not understood here"
    for feedback, wanted in [
        (quoted, "'Wahl or Qual' wird hier nicht verstanden"),
        ("no such remark or reason", "no such remark or reason"),
    ]:
        verdict = mark.verdict._replace(feedback=feedback)
        assert told(replace(mark, verdict=verdict), shipped_messages("de")).said == wanted


def test_each_reason_of_the_file_is_given() -> None:
    """A reason that nobody gives any more, or gives otherwise, is none of the file."""
    given = set()
    for kind, key, texts in UNREADABLE:
        asked = answer_kind(kind, key, **SETTINGS.get(kind, {}))
        judged = {text: asked.judge(text) for text in texts}
        whole = {verdict.feedback for verdict in judged.values()}
        whole |= {asked.doubt(t) for t, verdict in judged.items() if verdict.status != "unreadable"}
        given |= whole | {reason.partition(" (understood")[0] for reason in whole}
    given |= {text for _, texts in written_reasons() for text in texts} | {*returned(), TOO_MUCH}
    given |= {sentence for text in given for sentence in re.split(r"(?<=\?) (?=W)", text)}
    text = Path("templates/messages/en.toml").read_text(encoding="utf-8")
    after = text.partition("# Why an answer could not be read.\n")[2]
    reasons = tomllib.loads(after.partition("# What Python and PyTorch say of code.\n")[0])
    assert len(reasons) > 200
    for reason in reasons:
        assert any(translated({reason: "known"}, one) == "known" for one in given), reason


def test_each_phrase_is_said_somewhere() -> None:
    """A phrase that nobody says any more, or says otherwise, is no phrase of the file."""
    sources = "".join(
        Path(f"quizgen/{place}.py").read_text(encoding="utf-8")
        for place in ("grading/told", "grading/feedback", "grading/feedback_page", "grading/rulings", "grading/judging")
    )  # fmt: skip
    for english_phrase in english().feedback:
        assert f'"{english_phrase}"' in sources, english_phrase
