"""Tables as they come back: every encoding, separator and line end that can be read, and what cannot."""

import contextlib
import io
import itertools
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.errors import UserError
from quizgen.grading.reading import read_answers
from quizgen.grading.submissions import Submission, Unmatched
from quizgen.tables.lines import LINE
from quizgen.tables.named import read_table

COLUMNS = ["student", "question", "answer"]


def read(data: bytes) -> list[tuple[str, str, str]]:
    found = read_answers(io.BytesIO(data), "f", [], lambda _: None)
    return [(s.student, s.question, s.answer) for s in found if isinstance(s, Submission)]


def bad(data: bytes) -> list[str]:
    """What is said of lines that are no answers."""
    found = read_answers(io.BytesIO(data), "f", [], lambda _: None)
    return [str(one) for one in found if isinstance(one, Unmatched)]


ROWS = [("Ada", "1a", "[3, 4]"), ("Zoë", "2", "=1")]
CSV = 'student,question,answer\r\nAda,1a,"[3, 4]"\r\nZoë,2,=1\r\n'


class TestForms:
    @pytest.mark.parametrize(
        "text",
        [
            CSV,
            CSV.replace("\r\n", "\n"),
            CSV.replace("\r\n", "\r"),
            "\ufeff" + CSV,
            "\n\n" + CSV,
            CSV.replace("student,", "STUDENT ,"),
            'answer,x,question,student\n"[3, 4]",,1a,Ada\n=1,,2,Zoë\n\n,,,\n',
            "student;question;answer\nAda;1a;[3, 4]\nZoë;2;=1",
            "student\tquestion\tanswer\nAda\t1a\t[3, 4]\nZoë\t2\t=1",
            json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in ROWS]),
            json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in ROWS], indent=1),
            "\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in ROWS),
            '{"student":"Ada","question":"1a","answer":[3, 4]}\n\n{"student":"Zoë","question":2,"answer":"=1"}',
        ],
    )
    def test_read(self, text: str) -> None:
        assert read(text.encode()) == ROWS

    def test_an_answer_of_several_lines(self) -> None:
        data = b'student,question,answer\nAda,1,"1 2\n3 4"\nBob,1,5\n'
        found = list(read_answers(io.BytesIO(data), "f", [], print))
        assert found == [
            Submission("Ada", "1", "1 2\n3 4", 2, "f"),
            Submission("Bob", "1", "5", 4, "f"),
        ]

    def test_half_a_surrogate_pair(self) -> None:
        data = b'{"student":"Ada","question":"1","answer":"\\ud800"}'
        assert read(data) == [("Ada", "1", "\N{REPLACEMENT CHARACTER}")]

    @settings(max_examples=50, deadline=None)
    @given(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip),
            min_size=1,
        )
    )
    def test_any_answer_comes_back(self, answers: list[str]) -> None:
        import csv

        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows([("s", "1", answer) for answer in answers])
        assert [answer for _, _, answer in read(out.getvalue().encode())] == answers


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "f: the file is empty"),
            (b"\n \n", "f: the file is empty"),
            (b"student,answer\nAda,1\n", "f:1: there is a column answer and no column question"),
            (b"question,answer\n1,5\n", "f:1: no header says what the columns are: question"),
            (b"student,x\n", "f:1: no column is a question's; the header is student, x"),
            (b"student,question,answer,response\n", "f:1: the answer may stand in the columns"),
            (b"student,question,answer\n", "f: there are no answers after the header"),
            (b"Ada,1,5\nBob,1,6\n", "f:1: no header says what the columns are: Ada, 1, 5"),
            (b"[1, 2]", "f:1: no object with the names of its cells"),
            (b"[" * 100_000, "f:1: JSON nested too deeply"),
            (b'{"student": "A", "question": "1", "answer": ' + b"9" * 5000 + b"}", "too long"),
            (b'{"student": "Ada",}', "f:1: "),
            (b'{\n"student": "Ada"\n}', "f:1: no column is a question's"),
            (b"\x89PNG\r\n\x1a\n", "f: the file is a picture, no table"),
            (b"PK\x03\x04\x14\x00\x06\x00", "f: the workbook cannot be read"),
            (b"\xd0\xcf\x11\xe0", "f: the file is a workbook of an old Excel (.xls)"),
        ],
    )
    def test_said(self, data: bytes, said: str) -> None:
        with pytest.raises(UserError) as error:
            read(data)
        assert said in str(error.value)

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            (b"Ada,1,3,4", "f:3: 4 cells, the header has 3; quote answers that hold a comma"),
            (b"Ada,1", "f:3: 2 cells, the header has 3"),
            (b'Ada,1,"5', "f:3: a quote is opened and never closed"),
            (b'Ada,1,"5"6', "f:3: ',' expected after"),
            (b'Ada,1,"' + b"5\n" * 300, "f:3: a quote is opened and never closed"),
            (b"Ada,1," + b"5" * (LINE + 1), "f:3: the line has more than"),
            (b"Ada,1,\x9d", "f:3: the line is neither UTF-8 nor Windows-1252"),
        ],
    )
    def test_a_bad_line_costs_no_other(self, lines: bytes, said: str) -> None:
        data = b"student,question,answer\nAda,1,4\n" + lines + b"\nBob,2,5\nCy,1,6\n"
        assert bad(data)[0].startswith(said)
        good = read(data)
        assert good[0] == ("Ada", "1", "4")
        assert good[-2:] == [("Bob", "2", "5"), ("Cy", "1", "6")]

    def test_bad_lines_of_json(self) -> None:
        lines = '{"student":"A","question":1,"answer":2}\n{"student":\n[3]\n{"student":"B","question":1,"answer":3}\n'
        assert [who for who, _, _ in read(lines.encode())] == ["A", "B"]
        assert [one.split(": ")[0] for one in bad(lines.encode())] == ["f:2", "f:3"]

    def test_random_bytes_end_in_an_answer_or_a_message(self) -> None:
        @settings(max_examples=200, deadline=None)
        @given(st.one_of(st.binary(), st.binary().map(lambda b: CSV.encode() + b)))
        def check(data: bytes) -> None:
            with contextlib.suppress(UserError):
                read(data)

        check()


def test_memory_does_not_grow_with_the_table() -> None:
    class Endless(io.RawIOBase):
        """A CSV of 20,000 lines that are never all there."""

        def __init__(self) -> None:
            self.lines = itertools.chain(
                [b"student,question,answer\n"], itertools.repeat(b"Ada,1,5\n", 20_000)
            )

        def read(self, size: int = -1, /) -> bytes:
            del size
            return next(self.lines, b"")

    stream: Any = Endless()
    tracemalloc.start()
    count = sum(1 for _ in read_table(stream, "f", COLUMNS, print))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 400_000
