"""Every table that a class's week leaves: opened in a spreadsheet it computes nothing and shows every letter."""

import csv
import io
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

NAMES = ("=HYPERLINK(http)", "+Ada Lovelace", "@Bob", "-Cy+1", "Zoë Müller", "'t Hooft")
# Moodle's own import is no spreadsheet.
FOR_SYSTEMS = {"gradebook-moodle.csv"}


@pytest.fixture
def hw(run: Run, tmp_path: Path) -> Path:
    people = "".join(f'"{name}",id{i},,=1+{i}\n' for i, name in enumerate(NAMES))
    (tmp_path / "class.csv").write_text(f"name,id,email,remark\n{people}", encoding="utf-8")
    spec = 'title = "=Week"\nroster = "class.csv"\nvariants = "per version"\n[[question]]\nid = "conv1d-arch"\n'
    (tmp_path / "homework.toml").write_text(spec, encoding="utf-8")
    made = run("homework", "homework.toml", "-o", "hw")
    assert made.exit_code == 0, made.output
    answers = [f'"{name}",1a,"=1+{i} or so"\n' for i, name in enumerate(NAMES)]
    (tmp_path / "a.csv").write_text(
        "student,question,answer\n" + "".join(answers) + "@Nobody,1a,@1\n", encoding="utf-8"
    )
    assert run("grade", "hw", "a.csv").exit_code == 1
    assert run("report", "hw").exit_code == 0
    return tmp_path / "hw"


def test_a_spreadsheet_computes_nothing_and_shows_every_letter(hw: Path) -> None:
    found = sorted(hw.rglob("*.csv"))
    assert {p.name for p in found} >= {
        "all.csv", "answers.csv", "mailmerge.csv", "roster.csv", "versions.csv",
        "grades.csv", "marks.csv", "review.csv", "report.csv",
    }  # fmt: skip
    for path in found:
        data = path.read_bytes()
        marked = data.startswith(b"\xef\xbb\xbf")
        assert marked == (path.name not in FOR_SYSTEMS), path
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        formulas = [c for row in rows for c in row if re.match(r"\s*[=+@]|\s*-(?![\d.]+$)", c)]
        assert not formulas, path


def test_what_was_written_is_read_back(run: Run, hw: Path) -> None:
    """The roster kept in the folder, the marks of the last run and a marker's table name the same people."""
    before = (hw / "marks/grades.csv").read_bytes()
    made = run("homework", "homework.toml", "-o", "hw")
    assert "0 of 6 sheets made now" in made.stderr
    made = run("homework", "homework.toml", "--roster", "hw/private/roster.csv", "-o", "hw")
    assert "0 of 6 sheets made now" in made.stderr, made.output
    review = (hw / "marks/review.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(review)))
    rows[0]["mark"] = "1"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    # As Excel saves it again: with its mark, and its ends of lines.
    (hw / "marks/review.csv").write_bytes(out.getvalue().encode("utf-8-sig"))
    assert run("grade", "hw", "a.csv").exit_code == 1
    after = (hw / "marks/grades.csv").read_bytes()
    assert before != after
    table = list(csv.reader(io.StringIO(after.decode("utf-8-sig"))))
    assert [row[3] for row in table[1:]].count("1") == 1


def test_whose_answer_it_is_may_be_a_formula(run: Run, hw: Path) -> None:
    """A name that would be computed, entered in the review as another table shows it."""
    review = (hw / "marks/review.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(review)))
    [nobody] = [row for row in rows if "Nobody" in row["student"]]
    nobody["student"], nobody["mark"] = "'@Bob", "1"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    (hw / "marks/review.csv").write_bytes(out.getvalue().encode("utf-8-sig"))
    assert run("grade", "hw", "a.csv").exit_code == 1
    with (hw / "marks/grades.csv").open(encoding="utf-8-sig") as file:
        assert {row["id"]: row["total"] for row in csv.DictReader(file)}["id2"] == "1"
