"""Handing out and collecting: who gets which file, Moodle's zip, tables to type answers into."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from quizgen.cli.group import group
from quizgen.course.folder import load_assignments
from quizgen.course.handout import class_tables
from quizgen.course.manifest import read_manifest

ROSTER = "name,id,email\nAda Lovelace,7,ada@example.org\n=1+1,8,\nAda Lovelace,9,al@example.org\n"


@pytest.fixture
def hw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("class.csv").write_text(ROSTER, encoding="utf-8")
    assert make().exit_code == 0
    return Path("hw")


def make(*more: str) -> Result:
    words = ["homework", "conv1d-arch", "--roster", "class.csv", "-o", "hw", "--jobs", "1", *more]
    return CliRunner().invoke(group, words)


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_mailmerge_names_each_file(hw: Path) -> None:
    head, *own = rows(hw / "mailmerge.csv")
    assert head == ["name", "email", "file"]
    assert [row[0] for row in own] == ["Ada Lovelace", "'=1+1", "Ada Lovelace"]
    assert len({row[2] for row in own}) == 3
    assert all((hw / row[2]).is_file() for row in own)


@pytest.mark.parametrize(
    ("by", "files"), [("id", "7 8 9"), ("email", "8 ada-example.org al-example.org")]
)
def test_files_are_called_by_what_is_asked(by: str, files: str, hw: Path) -> None:
    assert make("--names", by, "--force").exit_code == 0
    assert sorted(path.stem for path in (hw / "sheets").glob("*.pdf")) == files.split()


def test_the_answers_of_all_are_right(hw: Path) -> None:
    """The markers' table, handed in, has full marks."""
    table = [row[:3] + row[4:] for row in rows(hw / "keys/all.csv")]
    with Path("in.csv").open("w", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    graded = CliRunner().invoke(group, ["grade", "hw", "in.csv", "-o", "marks"])
    assert "12 parts: 12 right" in graded.output


def test_what_is_typed_into_the_empty_table_is_graded(hw: Path) -> None:
    book = load_workbook(hw / "answers.xlsx")
    (page,) = book
    key = {row[1]: row[4:] for row in rows(hw / "keys/all.csv")}
    for row in page.iter_rows(min_row=2):
        for cell, text in zip(row[3:], key[str(row[1].value)], strict=True):
            cell.value = text
    book.save(hw / "answers.xlsx")
    graded = CliRunner().invoke(group, ["grade", "hw", "hw/answers.xlsx", "-o", "marks"])
    assert "12 parts: 12 right" in graded.output
    typed = (hw / "answers.xlsx").read_bytes()
    Path("class.csv").write_text(ROSTER + "Cy,10,\n", encoding="utf-8")
    again = make()
    assert "answers.xlsx stays as it is" in again.stderr
    assert (hw / "answers.xlsx").read_bytes() == typed
    assert len(rows(hw / "answers.csv")) == 5


def test_titles_for_a_form_are_read_as_columns(hw: Path) -> None:
    titles = (hw / "form-titles.txt").read_text(encoding="utf-8").splitlines()
    table = [["Timestamp", "Email Address", *titles]]
    table += [
        ["2026/01/01 10:00", row[2], *row[4:]] for row in rows(hw / "keys/all.csv")[1:] if row[2]
    ]
    with Path("form.csv").open("w", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    graded = CliRunner().invoke(group, ["grade", "hw", "form.csv", "-o", "marks"])
    assert "12 parts: 8 right" in graded.output


def test_the_same_bytes_each_time(hw: Path) -> None:
    manifest = read_manifest(hw)
    assert manifest is not None
    first, again = (class_tables(manifest.entries, load_assignments(hw)) for _ in range(2))
    assert first == again
    assert all((hw / name).read_bytes() == data for name, data in first.items())


def test_a_zip_for_moodle(hw: Path) -> None:
    """Folder and number as `assignfeedback_file` looks for them: name_NUMBER_assignfeedback_file_."""
    Path("work.csv").write_text(
        "Identifier,Full name,Email address,Status,Grade\n"
        "Participant 12,Ada L_ovelace,al@example.org,No submission,\n"
        "Participant 13,Ada Lovelace,ADA@example.org,No submission,\n"
        "Participant 14,Zoe,zoe@example.org,No submission,\n",
        encoding="utf-8",
    )
    result = make("--moodle", "work.csv")
    assert result.exit_code == 0, result.output
    assert "not in the worksheet: =1+1" in result.stderr
    assert "without a sheet: Zoe" in result.stderr
    files = {row[1]: row[2] for row in rows(hw / "mailmerge.csv")}
    with zipfile.ZipFile(hw / "moodle-feedback.zip") as made:
        found = {name.split("_")[1]: made.read(name) for name in made.namelist()}
        assert all(
            name.split("_", 4)[2:4] == ["assignfeedback", "file"] for name in made.namelist()
        )
    assert found == {
        "12": (hw / files["al@example.org"]).read_bytes(),
        "13": (hw / files["ada@example.org"]).read_bytes(),
    }
    assert not (hw / "private/new").exists()
