"""A class graded from what Moodle and Canvas write about exported questions."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from quizgen.answers import kind_class
from quizgen.answers.blank import Numeric, Pick, Spelled, decimal
from quizgen.cli.group import group
from quizgen.course.responses import read_record
from quizgen.targets.question import Asked, Question, Slot, question_of, split

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "week-4-convolution"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the record of a sheet in three variants."""
    folder = tmp_path_factory.mktemp("exported")
    words = [
        "export",
        "moodle",
        SHEET,
        "-o",
        str(folder / "w.xml"),
        "--variants",
        "3",
        "--seed",
        "1",
    ]
    assert CliRunner().invoke(group, words).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def pools(exported: Path) -> list[list[Question]]:
    """The variants of each question, in order."""
    found: dict[int, list[Question]] = {}
    for kept in read_record(exported / "w.record.jsonl").values():
        found.setdefault(kept.number, []).append(question_of(kept.variant))
    return [found[number] for number in sorted(found)]


def key(slot: Slot) -> str:
    match slot.blank.asks:
        case Numeric(value, within):
            return decimal(value, within)
        case Spelled(accepted):
            return accepted[0]
        case Pick(options):
            return ", ".join(o.letter or o.text for o in options if o.right)


def moodle(questions: list[tuple[str, list[str]]]) -> list[str]:
    """Pairs of question and response, as the report of responses has them; several values are a cloze's."""
    cells = []
    for text, values in questions:
        response = (
            "; ".join(f"part {i}: {v}" for i, v in enumerate(values, 1))
            if len(values) > 1
            else "".join(values)
        )
        cells += [text, response or "-"]
    return cells


def asked_of(question: Question, *, wrong: bool = False) -> list[tuple[str, list[str]]]:
    """What Moodle shows of a question, and right responses; with `wrong` slips where there are any."""
    together, alone = split(question)
    found = []

    def value(slot: Slot) -> str:
        slip = slot.wrong[0].value if slot.wrong and wrong else None
        return key(slot) if slip is None else decimal(slip) if isinstance(slip, Fraction) else slip

    if together:
        found.append(
            (
                f"Some text [qg {question.code}] and _____",
                [value(s) for a in together for s in a.slots],
            )
        )
    for asked in alone:
        letter = f"/{asked.letter}" if len(question.asked) > 1 else ""
        found.append(
            (
                f"Some text [qg {question.code}{letter}]",
                [value(s) for s in asked.slots] or [typed(asked)],
            )
        )
    return found


def typed(asked: Asked) -> str:
    return kind_class(asked.drawn.kind).typed(asked.drawn.key)


def table(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def graded(exported: Path, text: str, tmp_path: Path) -> tuple[dict[str, Any], Path]:
    file, out = tmp_path / "responses.csv", tmp_path / "class"
    file.write_text(text, encoding="utf-8-sig")
    words = [
        "grade",
        str(exported / "w.record.jsonl"),
        str(file),
        "-o",
        str(out),
        "--json",
        "--no-feedback",
    ]
    result = CliRunner().invoke(group, words)
    assert result.exception is None or result.exit_code in {0, 1}, result.output
    assert result.stdout, result.output
    return json.loads(result.stdout), out


def test_right_answers_of_moodle_are_right(
    exported: Path, pools: list[list[Question]], tmp_path: Path
) -> None:
    """Each student has other variants; slips are named as ever."""
    most = max(len(asked_of(own[0])) for own in pools) * len(pools)
    head = ["Last name", "First name", "Email address", "Status"]
    rows = []
    for n, wrong in enumerate([False, False, True]):
        shown = [pair for own in pools for pair in asked_of(own[n], wrong=wrong)]
        rows.append([f"Last{n}", f"First{n}", f"s{n}@x.org", "Finished", *moodle(shown)])
    header = head + [c for i in range(1, most + 1) for c in (f"Question {i}", f"Response {i}")]
    found, out = graded(exported, table([header, *rows]), tmp_path)
    totals = found["totals"]
    maximum = float(sum(a.points for own in pools for a in own[0].asked))
    assert totals["s0@x.org"] == totals["s1@x.org"] == {"points": maximum, "maximum": maximum}
    assert 0 <= totals["s2@x.org"]["points"] < maximum
    named = [m for m in found["marks"] if m["student"] == "First2 Last2" and m.get("mistake")]
    assert len(named) >= 8
    assert (out / "private" / "variants.jsonl").exists()
    explained = CliRunner().invoke(group, ["explain", "s0@x.org", "1", "--dir", str(out)])
    assert "Traceback" not in explained.output


@pytest.mark.parametrize("place", range(8))
def test_canvas_has_a_column_for_each_variant(
    place: int, exported: Path, pools: list[list[Question]], tmp_path: Path
) -> None:
    """Blanks are joined by commas; one that nobody filled in is left out, so a person looks at all."""
    own = pools[place]
    header = ["name", "id", "sis_id", "section", "submitted"]
    rows = [[f"Student {n}", f"{n}", f"a{n}", "S", "2026-01-02 10:00:00 UTC"] for n in range(3)]
    for question in own[:2]:
        for text, values in asked_of(question):
            header += [f"4711: {text}", "1.0"]
            cells = [
                ",".join(value.replace(",", "\\,") for value in values),
                "",
                ",".join(values[1:]),
            ]
            for row, cell in zip(
                rows, cells if question is own[0] else ["", cells[0], ""], strict=True
            ):
                row.extend((cell, "1.0" if cell else ""))
    found, _ = graded(exported, table([header, *rows]), tmp_path)
    marks = [m for m in found["marks"] if m["question"].rstrip("abcdefgh") == str(place + 1)]
    judged = [m for m in marks if m["student"] != "Student 2"]
    assert {m["status"] for m in judged} == {"correct"}
    left_out = [m for m in marks if m["student"] == "Student 2" and m["answer"].startswith("?")]
    assert all(m["status"] == "unreadable" for m in left_out)
    assert len(left_out) >= (len(split(own[0])[0]) > 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name,Question 1,Response 1\nAda,[qg nothing-22222222],5\n", "no response has the code"),
        ("a,b\n1,2\n", "no line says who the students are"),
        ("Name,Question 1,Response 1\n", "no response has the code"),
    ],
)
def test_what_cannot_be_read_is_said(exported: Path, text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(text)
    result = CliRunner().invoke(
        group, ["grade", str(exported / "w.record.jsonl"), str(file), "-o", str(tmp_path / "c")]
    )
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[1]\n", '{"code": "x"}\n', '{"code": "x", "question": 1, "variant": {}}\n']
)
def test_a_record_that_is_none(text: str, tmp_path: Path) -> None:
    record, file = tmp_path / "r.jsonl", tmp_path / "r.csv"
    record.write_text(text)
    file.write_text("Name,Question 1,Response 1\nAda,[qg conv1d-arch-22222222],5\n")
    result = CliRunner().invoke(group, ["grade", str(record), str(file)])
    assert result.exit_code == 1
    assert "name the record that `quizgen export` wrote" in result.output


def test_the_later_attempt_counts_and_nobody_is_left_out_in_silence(
    exported: Path, pools: list[list[Question]], tmp_path: Path
) -> None:
    (text, values), *_ = asked_of(pools[0][0])
    (cell, response), (_, nothing) = (moodle([(text, values)]), moodle([(text, [])]))
    rows = [
        ["Name", "Email", "Question 1", "Response 1"],
        ["Ada", "a@x", cell, nothing],
        ["Ada", "a@x", cell, response],
        ["", "", cell, response],
        ["Bob", "b@x", "[qg conv1d-arch-22222222]", "1"],
    ]
    file = tmp_path / "r.csv"
    file.write_text(table(rows))
    words = [
        "grade",
        str(exported / "w.record.jsonl"),
        str(file),
        "-o",
        str(tmp_path / "c"),
        "--json",
    ]
    result = CliRunner().invoke(group, words)
    first = pools[0][0]
    assert json.loads(result.stdout)["totals"]["a@x"]["points"] == float(
        sum(a.points for a in first.asked)
    )
    assert "a second attempt of Ada" in result.stderr
    assert "r.csv:4: left out: nobody is named" in result.stderr
    assert "conv1d-arch-22222222 is not in the record" in result.stderr
