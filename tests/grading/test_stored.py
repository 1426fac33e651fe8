"""The sheets of a class are read as they are asked for, and are what they would be if all were read at once."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from quizgen.assignment import read_assignments
from quizgen.course.mended import Questions, with_mended
from quizgen.errors import UserError
from quizgen.grading.marks import grade
from quizgen.grading.overrides import read_overrides
from quizgen.grading.roster import Roster, places
from quizgen.grading.rulings import rulings
from quizgen.grading.stored import HELD, Stored, asked, briefs, open_class, shape
from quizgen.grading.submissions import Submission

Build = Callable[..., Any]
STUDENTS = 3 * HELD


@pytest.fixture
def lines(part: Build, variant: Build, sheet: Build) -> list[str]:
    return [
        sheet(f"s{i}", variant(part("a", "integer", i), part("b", "vector", [i, 1]))).to_line()
        for i in range(STUDENTS)
    ]


def test_the_same_sheets_and_marks(lines: list[str]) -> None:
    found = open_class(io.BytesIO("\n".join(lines).encode()), "v.jsonl")
    whole = read_assignments(lines)
    assert [one.to_line() for one in reversed(found)] == lines[::-1]
    assert found == whole
    rows = [Submission(f"s{i}", "1a", str(i - i % 3), i) for i in range(STUDENTS)]
    assert grade(found, rows) == grade(whole, rows)


def test_few_are_held(lines: list[str]) -> None:
    found = open_class(io.BytesIO("\n".join(lines).encode()), "v.jsonl")
    first = found[0].questions
    assert isinstance(first, Stored)
    assert first[0] is first[0]
    before = first[0]
    for one in found[1 : HELD + 1]:
        assert one.questions[0].parts
    assert first[0] is not before


def test_a_key_is_corrected_after_other_sheets_were_read(lines: list[str]) -> None:
    found = open_class(io.BytesIO("\n".join(lines).encode()), "v.jsonl")
    decided = rulings(read_overrides("[[override]]\nquestion = '1a'\nkey = '7'"), Roster(found))
    assert places(found[0])
    for one in found[1 : HELD + 1]:
        assert one.questions[0].parts
    assert decided.ruled(found[0])[0].questions[0].parts[0].key == 7


def test_a_line_that_is_damaged_within(lines: list[str]) -> None:
    lines[5] = lines[5].replace('"kind":"vector"', '"kand":"vector"')
    found = open_class(io.BytesIO("\n".join(lines).encode()), "v.jsonl")
    with pytest.raises(UserError, match=r"v\.jsonl:6: is damaged or from another version"):
        grade(found, [Submission("s1", "1a", "5", 2)])


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"id":"a"', '"id":["a"]', 'id = ["a"] is no text'),
        ('"code":"by-hand·aaaa"', '"code":2', "code = 2 is no text"),
        ('"points":"1"', '"points":"one"', "Invalid literal for Fraction: 'one'"),
        ('"format":1', '"format":9', "format 9 is not 1"),
    ],
)
def test_what_is_asked_is_looked_at_when_the_class_is_opened(
    lines: list[str], before: str, after: str, said: str
) -> None:
    assert before in lines[5]
    lines[5] = lines[5].replace(before, after)
    text = re.escape("v:6: is damaged or from another version: ") + ".*" + re.escape(said)
    with pytest.raises(UserError, match=text):
        read_assignments(lines, "v")
    with pytest.raises(UserError, match=text):
        open_class(io.BytesIO("\n".join(lines).encode()), "v")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"key":5', '"key":"five"'),
        ('"key":5', '"key":[5]'),
        ('"key":5', '"key":null'),
        ('"key":[5,1]', '"key":{"a":1}'),
        ('"kind":"integer"', '"kind":"integre"'),
        ('"settings":{}', '"settings":{"colour":1}'),
        ('"settings":{}', '"settings":{"rounding":"x"}'),
        ('"mistakes":[]', '"mistakes":[{"name":"n","value":"x","hint":"h","credit":"half"}]'),
    ],
)
def test_a_part_that_cannot_be_judged_is_told(lines: list[str], before: str, after: str) -> None:
    assert before in lines[5], lines[5]
    lines[5] = lines[5].replace(before, after)
    rows = [Submission("s5", "1a", "5", 2), Submission("s5", "1b", "[5, 1]", 3)]
    with pytest.raises(UserError, match=r"^by-hand·\w+: what is stored of part .* is damaged"):
        grade(open_class(io.BytesIO("\n".join(lines).encode()), "v.jsonl"), rows)


def test_mended_questions_stand_in_the_place_of_others_and_nothing_is_read_for_it(
    lines: list[str], part: Build, variant: Build
) -> None:
    file = io.BytesIO("\n".join(lines).encode())
    found = open_class(file, "v.jsonl")
    new = variant(part("a", "integer", 70), part("b", "vector", [7, 1]))
    questions = Questions()
    questions.add("s7", 0, new)
    file.close()  # what is not asked for is not looked at
    mended = with_mended(found, questions)
    own = mended[7].questions
    assert [one.questions is was.questions for one, was in zip(mended, found, strict=True)] == [
        i != 7 for i in range(STUDENTS)
    ]
    assert own[0] == own[-1] == new
    assert tuple(own) == own[:] == (new,)
    assert len(own) == 1
    with pytest.raises(IndexError):
        own[1]
    assert (shape(own), briefs(own)) == (shape(found[7].questions), briefs(found[7].questions))


def test_mended_questions_are_lines(part: Build, variant: Build) -> None:
    one, other = (variant(part("a", "integer", key)) for key in (1, 2))
    first, second = Questions(), Questions()
    first.add("x", 0, one)
    first.add("y", 1, one)
    second.add("x", 0, one)
    second.add("y", 1, other)
    assert dict(first | second) == {("x", 0): one, ("y", 1): other}
    assert dict(first.but(second)) == {("y", 1): one}
    (line,) = first.but(second).lines()
    assert json.loads(line) == {"key": "y", "place": 1, "question": one.to_json()}


def test_a_question_is_found_by_its_code(lines: list[str]) -> None:
    file = io.BytesIO("\n".join(lines).encode())
    found = open_class(file, "v.jsonl")
    code = found[5].questions[0].code
    file.close()
    same = [one.key for one in found for brief in briefs(one.questions) if brief.code == code]
    assert [(one.key, at) for one, at in asked(found, code)] == [(key, 0) for key in same]
    assert "s5" in same
    assert list(asked(found, "another")) == []
