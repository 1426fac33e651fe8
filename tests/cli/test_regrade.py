"""A class graded, reviewed, graded again with a mended bank, and reported."""

import csv
import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

BANK = """
[[exercise]]
id = "my-sum"
text = "Numbers $a = {{ a }}$ and $b = {{ b }}$."
draw = { a = "integer(2, 9)", b = "integer(11, 19)" }
[[exercise.part]]
ask = "What is their sum?"
answer = "a + b"
[[exercise.part]]
ask = "What is their product?"
answer = "a * b + 1"
"""


@pytest.fixture
def hw(run: Run, tmp_path: Path) -> Path:
    """Three students; everybody answers the true product where the bank has a wrong one."""
    (tmp_path / "mine.toml").write_text(BANK, encoding="utf-8")
    (tmp_path / "mended.toml").write_text(BANK.replace("b + 1", "b"), encoding="utf-8")
    (tmp_path / "other.toml").write_text(BANK.replace("(2, 9)", "(3, 8)"), encoding="utf-8")
    roster = "Name,ID,Email\nAda,a1,ada@x.org\nAda,a2,ada2@x.org\nCid,c,cid@x.org\n"
    (tmp_path / "class.csv").write_text(roster, encoding="utf-8")
    made = run("homework", "my-sum", "--bank", "mine.toml", "--roster", "class.csv", "-o", "hw")
    assert made.exit_code == 0, made.output
    lines = ["id,question,answer"]
    for line in (tmp_path / "hw/private/variants.jsonl").read_text(encoding="utf-8").splitlines():
        sheet = json.loads(line)
        values = sheet["questions"][0]["values"]
        lines.append(f"{sheet['id']},1a,{values['a'] + values['b']}")
        wrong = 1 if sheet["id"] == "c" else 0
        lines.append(f"{sheet['id']},1b,{values['a'] * values['b'] + wrong}")
    (tmp_path / "answers.csv").write_text("\n".join(lines), encoding="utf-8")
    assert run("grade", "hw", "answers.csv").exit_code == 0
    return tmp_path / "hw"


def grades(hw: Path) -> dict[str, tuple[str, str]]:
    with (hw / "marks/grades.csv").open(encoding="utf-8-sig") as file:
        return {row["id"]: (row["email"], row["total"]) for row in csv.DictReader(file)}


BEFORE = {"a1": ("ada@x.org", "1"), "a2": ("ada2@x.org", "1"), "c": ("cid@x.org", "2")}
AFTER = {"a1": ("ada@x.org", "2"), "a2": ("ada2@x.org", "2"), "c": ("cid@x.org", "1")}


def test_who_gains_and_loses_is_shown_before_anything_is_written(run: Run, hw: Path) -> None:
    assert grades(hw) == BEFORE
    told = "Cid: 2 → 1 (1b: 1 → 0)\nAda (a1): 1 → 2 (1b: 0 → 1)\nAda (a2): 1 → 2 (1b: 0 → 1)\n2 gain, 1 lose\n"
    for more in (["--dry-run"], []):
        result = run("regrade", "hw", "--bank", "mended.toml", *more)
        assert result.stdout == told
        assert grades(hw) == BEFORE
    assert run("regrade", "hw", "--bank", "mended.toml", "--yes").stdout == told
    assert grades(hw) == AFTER
    # The mended keys stay when answers are graded again, and regrading again changes nothing.
    assert run("grade", "hw", "answers.csv").exit_code == 0
    assert grades(hw) == AFTER
    assert run("regrade", "hw", "--bank", "mended.toml", "--dry-run").stdout == "0 gain, 0 lose\n"


@pytest.mark.usefixtures("hw")
def test_other_numbers_are_refused_for_that_question(run: Run) -> None:
    assert run("regrade", "hw", "--bank", "mended.toml", "--yes").exit_code == 0
    result = run("regrade", "hw", "--bank", "other.toml", "--dry-run")
    assert "my-sum keeps its keys: the bank draws other numbers now" in result.stderr
    assert result.stdout == "0 gain, 0 lose\n"


@pytest.mark.parametrize(
    ("bank", "said"),
    [
        ("[[exercise]\n", "bad.toml:1"),
        (BANK.replace("my-sum", "another"), "none of its exercises is asked in this homework"),
        ("id,question\n", "bad.toml:1"),
    ],
)
@pytest.mark.usefixtures("hw")
def test_a_bank_that_mends_nothing_is_refused(
    bank: str, said: str, run: Run, tmp_path: Path
) -> None:
    """A key that silently stays wrong is worse than a refusal."""
    (tmp_path / "bad.toml").write_text(bank, encoding="utf-8")
    result = run("regrade", "hw", "--bank", "bad.toml", "--dry-run")
    assert result.exit_code == 1
    assert said in " ".join(result.stderr.split())
    assert "gain" not in result.output


def test_overrides_are_read_anew(run: Run, hw: Path) -> None:
    (hw / "overrides.toml").write_text('[[override]]\nquestion = "1b"\nkey = "a * b"\n', "utf-8")
    result = run("regrade", "hw", "--bank", "mine.toml", "--yes")
    assert result.stdout.endswith("2 gain, 1 lose\n")
    assert grades(hw) == AFTER


def test_the_report(run: Run, hw: Path) -> None:
    result = run("report", "hw", "--json")
    found = json.loads(result.stdout)
    assert (found["students"], found["whole"]["mean"]) == (3, pytest.approx(4 / 3))
    assert [item["facility"] for item in found["parts"]] == [100, pytest.approx(100 / 3)]
    page = (hw / "marks/report.html").read_text(encoding="utf-8")
    assert "3 of 3 students handed something in" in page
    sections = dict(re.findall(r"<section><h2>(.*?)</h2>(.*?)</section>", page, re.DOTALL))
    assert {"Points", "Questions", "Parts", "Answers to each part"} <= set(sections)
    assert all(body.strip() for body in sections.values())
    assert "Handed nothing in" not in sections  # everybody did
    assert "1b" in sections["Parts"]
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    with (hw / "marks/report.csv").open(encoding="utf-8-sig") as file:
        rows = {row[0]: row for row in csv.reader(file) if row}
    assert rows["1b"][3] == "33.3333333333"


def test_nothing_was_graded(run: Run, tmp_path: Path) -> None:
    run("homework", "conv1d-arch", "--student", "Ada", "-o", "new")
    for command in ("report", "regrade"):
        result = run(command, "new")
        assert result.exit_code == 1
        assert "nothing was graded here" in result.output
    assert not (tmp_path / "new/marks").exists()


def test_a_mark_is_explained_from_the_record(run: Run, hw: Path) -> None:
    by_hand = '[[override]]\nquestion = "1a"\nstudent = "c"\nmark = 0.5\n'
    (hw / "overrides.toml").write_text(by_hand, "utf-8")
    assert run("grade", "hw", "answers.csv").exit_code == 0
    lines = (hw / "private/marks.jsonl").read_text(encoding="utf-8").splitlines()
    code = json.loads(lines[3])["questions"][0][2]
    result = run("explain", f"{code}/a", "--dir", "hw")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Cid, 1a (my-sum/a)\n  handed in: ")
    assert "(answers.csv:6) <- counts" in result.stdout
    assert "decided: hw/overrides.toml:4: a mark by hand\n  points: 0.5 of 1" in result.stdout
    assert len(json.loads(run("explain", code, "--dir", "hw", "--json").stdout)["marks"]) == 2


def test_answers_are_explained_by_the_mended_key(run: Run, hw: Path) -> None:
    assert run("regrade", "hw", "--bank", "mended.toml", "--yes").exit_code == 0
    sheet = json.loads((hw / "private/variants.jsonl").read_text(encoding="utf-8").splitlines()[0])
    question = sheet["questions"][0]
    product = question["values"]["a"] * question["values"]["b"]
    result = run("explain", f"{question['code']}/b", str(product), "--dir", "hw", "--json")
    assert json.loads(result.stdout)["status"] == "correct"


@pytest.mark.usefixtures("hw")
def test_marks_in_another_folder(run: Run, tmp_path: Path) -> None:
    """`grade -o` says where the report is made of them, and the report stands beside them."""
    graded = run("grade", "hw", "answers.csv", "-o", "m4")
    assert "next: quizgen report m4" in graded.stderr
    assert run("report", "m4").stdout.split() == ["m4/report.html", "m4/report.csv"]
    assert run("report", "hw").stdout.split() == ["hw/marks/report.html", "hw/marks/report.csv"]
    (tmp_path / "hw/private/marks.jsonl").unlink()
    result = run("report", "hw")
    assert result.exit_code == 1
    assert "quizgen report FOLDER" in " ".join(result.stderr.split())


def test_marks_in_another_folder_are_explained_and_graded_again(run: Run, hw: Path) -> None:
    """Each folder of marks has mended keys of its own; by its name the homework is found, wherever both stand."""
    assert run("grade", "hw", "answers.csv", "-o", "out/m4").exit_code == 0
    hw.joinpath("marks").rename(hw.with_name("marks-of-hw"))
    line = (hw / "private/variants.jsonl").read_text(encoding="utf-8").splitlines()[0]
    question = json.loads(line)["questions"][0]
    told = run("explain", f"{question['code']}/b", "--dir", "out/m4")
    assert "judged: wrong" in told.stdout, told.output
    assert run("regrade", "out/m4", "--bank", "mended.toml", "--yes").exit_code == 0
    assert not (hw / "marks").exists()
    assert not (hw / "private/mended.jsonl").exists()
    for command in (
        ["regrade", "out/m4", "--dry-run"],
        ["grade", "hw", "answers.csv", "-o", "out/m4"],
    ):
        assert run(*command).exit_code == 0
        with (hw.parent / "out/m4/grades.csv").open(encoding="utf-8-sig") as file:
            assert [row["total"] for row in csv.DictReader(file)] == ["2", "2", "1"]
    product = question["values"]["a"] * question["values"]["b"]
    for folder, status in (("out/m4", "correct"), ("hw", "wrong")):
        result = run("explain", f"{question['code']}/b", str(product), "--dir", folder, "--json")
        assert json.loads(result.stdout)["status"] == status


class TestExplainedAsGraded:
    """`explain CODE ANSWER` says of an answer what grading says of it."""

    def explained(
        self, run: Run, hw: Path, part: str, answer: str, sheet: int = 0
    ) -> dict[str, object]:
        line = (hw / "private/variants.jsonl").read_text(encoding="utf-8").splitlines()[sheet]
        code = json.loads(line)["questions"][0]["code"]
        result = run("explain", f"{code}/{part}", answer, "--dir", str(hw), "--json")
        assert result.exit_code == 0, result.output
        found: dict[str, object] = json.loads(result.stdout)
        return found

    @pytest.mark.parametrize(
        ("override", "status", "decided"),
        [
            ("", "wrong", ""),
            ('accept = ["999"]', "correct", ""),
            ('key = "999"', "correct", ""),
            ('accept = ["999"]\nstudent = "a1"', "correct", ""),
            ('accept = ["999"]\nstudent = "c"', "wrong", ""),
            ("void = true", "wrong", "overrides.toml:3: the question is void"),
            ('mark = 0.5\nstudent = "a1"', "wrong", "overrides.toml:3: a mark by hand"),
        ],
    )
    def test_by_overrides(
        self, override: str, status: str, decided: str, run: Run, hw: Path
    ) -> None:
        if override:
            text = f'[[override]]\nquestion = "1b"\n{override}\n'
            (hw / "overrides.toml").write_text(text, encoding="utf-8")
        found = self.explained(run, hw, "b", "999")
        assert found["status"] == status
        assert str(found["decided"]).endswith(decided)
        assert bool(found["decided"]) == bool(decided)

    def test_by_earlier_answers(self, run: Run, hw: Path, tmp_path: Path) -> None:
        bank = BANK.replace(
            'answer = "a * b + 1"', 'answer = "(a + b) * 2"\nfollow = "sum * 2"'
        ).replace(
            '[[exercise.part]]\nask = "What is their sum?"',
            '[[exercise.part]]\nid = "sum"\nask = "What is their sum?"',
        )
        (tmp_path / "chain.toml").write_text(bank, encoding="utf-8")
        made = run(
            "homework", "my-sum", "--bank", "chain.toml", "--roster", "class.csv", "-o", "hw2"
        )
        assert made.exit_code == 0, made.output
        answers = "id,question,answer\na1,1a,40\na1,1b,80\n"
        assert run("grade", "hw2", "-", text=answers).exit_code == 0
        hw = tmp_path / "hw2"
        with (hw / "marks/marks.csv").open(encoding="utf-8-sig") as file:
            graded = next(row["status"] for row in csv.DictReader(file) if row["question"] == "1b")
        found = self.explained(run, hw, "b", "80")
        assert found["status"] == graded == "correct"
        assert found["said"] == ["Earlier answers of Ada: (a) 40"]
        assert self.explained(run, hw, "b", "80", sheet=2)["status"] == "wrong"

    def test_a_sheet_of_several(self, run: Run, tmp_path: Path) -> None:
        text = 'title = "T"\nvariants = "for all"\nbanks = "mine.toml"\nroster = "class.csv"\nquestions = ["my-sum"]\n'
        (tmp_path / "mine.toml").write_text(BANK, encoding="utf-8")
        (tmp_path / "class.csv").write_text("name,id\nAda,a1\nCid,c\n", encoding="utf-8")
        (tmp_path / "homework.toml").write_text(text, encoding="utf-8")
        assert run("homework", "homework.toml", "-o", "all").exit_code == 0
        by_one = '[[override]]\nquestion = "1b"\nstudent = "c"\naccept = ["999"]\n'
        (tmp_path / "all/overrides.toml").write_text(by_one, encoding="utf-8")
        line = (tmp_path / "all/private/variants.jsonl").read_text(encoding="utf-8").splitlines()[0]
        code = json.loads(line)["questions"][0]["code"]
        found = json.loads(run("explain", f"{code}/b", "999", "--dir", "all", "--json").stdout)
        assert found["status"] == "wrong"
        assert "single students are left out" in found["said"][0]


def as_an_editor_saves(path: Path) -> None:
    """With a byte-order mark, and the ends of lines as on Windows."""
    text = path.read_bytes().decode().removeprefix("\ufeff").replace("\r\n", "\n")
    path.write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())


def test_own_files_saved_by_an_editor_are_read(run: Run, hw: Path) -> None:
    """Everything of a homework that is text, before each command that reads it."""

    def save() -> None:
        found = [p for end in ("jsonl", "json", "toml", "csv") for p in hw.rglob(f"*.{end}")]
        assert {"variants.jsonl", "marks.jsonl", "manifest.json"} <= {p.name for p in found}
        for path in found:
            as_an_editor_saves(path)

    save()
    assert run("regrade", "hw", "--bank", "mended.toml", "--yes", "--force").exit_code == 0
    assert grades(hw) == AFTER
    assert (hw / "private/mended.jsonl").exists()
    save()
    assert run("grade", "hw", "answers.csv", "--force").exit_code == 0
    assert grades(hw) == AFTER
    save()
    code = json.loads((hw / "private/variants.jsonl").read_bytes().splitlines()[0])["questions"][0]
    for command in (["explain", code["code"], "--dir", "hw"], ["report", "hw"]):
        assert (result := run(*command)).exit_code == 0, result.output
