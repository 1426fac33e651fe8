"""Wrong input to grade, homework and explain: a clear message, exit code 1, nothing lost or half-written."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
HEADER = "student,question,answer\n"


@pytest.fixture
def hw(run: Run, tmp_path: Path) -> Path:
    """The folder of a class of two."""
    students = ["--student", "Ada", "--student", "Bob"]
    result = run("homework", "conv1d-strided-arch", *students, "--open", "--seed", "1", "-o", "hw")
    assert result.exit_code == 0, result.output
    return tmp_path / "hw"


def question(hw: Path, student: int = 0) -> dict[str, object]:
    line = (hw / "private/variants.jsonl").read_text(encoding="utf-8").splitlines()[student]
    found: dict[str, object] = json.loads(line)["questions"][0]
    return found


def refused(result: Result, said: str) -> None:
    assert result.exit_code == 1, result.output
    assert said in result.output
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output


class TestGradeFolder:
    """DIR is a homework folder, whole and readable."""

    def test_a_file_instead(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text(HEADER, encoding="utf-8")
        refused(
            run("grade", "a.csv", "a.csv"),
            "a.csv: no private/variants.jsonl, so this is no homework",
        )

    def test_a_folder_alone(self, run: Run, hw: Path) -> None:
        refused(run("grade", str(hw)), "is a folder, and no answers are named")

    @pytest.mark.parametrize(
        ("damage", "said"),
        [
            (b"", "variants.jsonl: holds no sheets"),
            (b"\xff\xfe{}", "variants.jsonl: is not UTF-8"),
            (b"{}\n", "variants.jsonl:1: is damaged or from another version"),
            (b'{"student": "Ada", "code": "x", "questions": [{"format": 9}]}', "made by another"),
        ],
    )
    def test_damaged(self, damage: bytes, said: str, run: Run, hw: Path) -> None:
        (hw / "private/variants.jsonl").write_bytes(damage)
        refused(run("grade", str(hw), "-", text=HEADER + "Ada,1a,1\n"), said)
        assert not (hw / "marks").exists()

    def test_a_line_cut_in_the_middle(self, run: Run, hw: Path) -> None:
        data = (hw / "private/variants.jsonl").read_bytes()
        (hw / "private/variants.jsonl").write_bytes(data[: len(data) - 200])
        refused(
            run("grade", str(hw), "-", text=HEADER + "Ada,1a,1\n"), "variants.jsonl:2: is damaged"
        )

    def test_errors_as_json(self, hw: Path) -> None:
        (hw / "private/variants.jsonl").write_text("", encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "quizgen", "grade", str(hw), "-", "--json"],
            input=b"",
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1
        assert done.stdout == b""
        assert "holds no sheets" in json.loads(done.stderr)["error"]


TABLES = {
    "grades.csv", "marks.csv", "review.csv", "report.txt",
    "gradebook-moodle.csv", "gradebook-moodle-others.csv",
}  # fmt: skip
FEEDBACK = {f"feedback/{name}.{suffix}" for name in ("Ada", "Bob") for suffix in ("html", "txt")}


def written(folder: Path) -> dict[str, bytes]:
    """Every file of grading below a folder."""
    found = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return {name: data for name, data in found.items() if not name.startswith(("sheets", "keys"))}


class TestGradeOutput:
    """Marks are written whole or not at all."""

    def test_below_a_file(self, run: Run, hw: Path, tmp_path: Path) -> None:
        (tmp_path / "mine").write_text("mine", encoding="utf-8")
        text = HEADER + "Ada,1a,1\n"
        for place in ("mine", "mine/marks"):
            refused(run("grade", str(hw), "-", "-o", place, text=text), "cannot be")
        assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"

    def test_a_folder_in_the_way(self, run: Run, hw: Path) -> None:
        (hw / "marks/report.txt").mkdir(parents=True)
        text = HEADER + "Ada,1a,1\n"
        refused(run("grade", str(hw), "-", "--force", text=text), "is a folder")
        assert [path.name for path in (hw / "marks").iterdir()] == ["report.txt"]

    def test_marks_of_another_run(self, run: Run, hw: Path) -> None:
        """Its own files are replaced; a file that somebody changed since is not, without --force."""
        assert run("grade", str(hw), "-", text=HEADER + "Ada,1a,1\n").exit_code == 0
        assert run("grade", str(hw), "-", text=HEADER + "Ada,1a,2\n").exit_code == 0
        with (hw / "marks/grades.csv").open("a", encoding="utf-8") as file:
            file.write("mine\n")
        before = written(hw)
        refused(run("grade", str(hw), "-", text=HEADER + "Ada,1a,3\n"), "--force")
        assert written(hw) == before
        assert run("grade", str(hw), "-", "--force", text=HEADER + "Ada,1a,3\n").exit_code == 0
        assert b"mine" not in written(hw)["marks/grades.csv"]
        assert not (hw / "private/marks-new").exists()

    def test_a_bad_line_is_said_and_the_rest_graded(self, run: Run, hw: Path) -> None:
        text = HEADER + "Ada,1a,1\n" * 500 + "Bob,1a\nBob,1b,2\n"
        refused(run("grade", str(hw), "-", text=text), "stdin:502: 2 cells, the header has 3")
        assert "1b" in (hw / "feedback/Bob.txt").read_text(encoding="utf-8")

    def test_unknown_students_do_not_stop_the_others(self, run: Run, hw: Path) -> None:
        text = HEADER + "Adda,1a,1\nBob,7,1\n\x1b[31mEve,1a,1\n"
        result = run("grade", str(hw), "-", text=text)
        refused(result, "unknown student 'Adda'; did you mean 'Ada'?")
        assert "stdin:3: unknown question '7'" in result.output
        assert (hw / "feedback/Ada.txt").exists()

    def test_the_same_bytes_from_any_number_of_processes(self, hw: Path) -> None:
        answers = "".join(f"{s},1{q},{n}\n" for s in ("Ada", "Bob") for n, q in enumerate("abcd"))
        (hw / "answers.csv").write_text(HEADER + answers, encoding="utf-8")
        outputs = []
        for jobs, seed in (("1", "1"), ("2", "2")):
            done = subprocess.run(
                [sys.executable, "-m", "quizgen", "grade", "hw", "hw/answers.csv",
                 "-o", f"marks{jobs}", "--jobs", jobs],
                capture_output=True, cwd=hw.parent, check=True,
                env=os.environ | {"PYTHONHASHSEED": seed},
            )  # fmt: skip
            outputs.append((done.stdout, written(hw.parent / f"marks{jobs}")))
        assert outputs[0] == outputs[1]
        assert set(outputs[0][1]) == {
            *TABLES,
            *FEEDBACK,
            "private/marks.json",
            "private/marks.jsonl",
        }


class TestOneSheetForAll:
    """A homework without names is everybody's; names come from the submissions, and may be hostile."""

    def test_marks_for_each(self, run: Run, tmp_path: Path) -> None:
        run("homework", "lecture-verbatim", "--seed", "1", "-o", "hw")
        text = HEADER + "Ada,1,1100\nBob,1,111\nada,2,2000\n../../x,1,1100\n\x1b[31mEve,1,1\n"
        result = run("grade", "hw", "-", text=text)
        assert result.exit_code == 0, result.output
        assert "\x1b" not in result.output
        assert "Ada                            2 of 21" in result.stdout
        names = {path.name for path in (tmp_path / "hw/feedback").iterdir()}
        assert names == {f"{n}.{e}" for n in ("Ada", "Bob", "x", "31mEve") for e in ("html", "txt")}
        for name, data in written(tmp_path / "hw").items():
            assert b"\x1b" not in data, name
        assert {path.name for path in tmp_path.iterdir()} == {"hw"}

    def test_nobody(self, run: Run) -> None:
        run("homework", "lecture-verbatim", "--seed", "1", "-o", "hw")
        refused(run("grade", "hw", "-", text=HEADER), "there are no answers")


class TestTable:
    """Answers with their own keys, without a homework."""

    TABLE = 'id,kind,key,settings,answer\n1,integer,5,,5\n2,vector,"[3, 4]",,=SUM(1)\n'

    def test_csv_out(self, run: Run) -> None:
        result = run("grade", "-", text=self.TABLE)
        assert result.exit_code == 0, result.output
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        assert [(row["id"], row["status"]) for row in rows] == [
            ("1", "correct"),
            ("2", "unreadable"),
        ]
        assert rows[1]["answer"] == "'=SUM(1)"

    def test_json_in_and_out(self, run: Run) -> None:
        text = '{"kind": "shape", "key": [3, 4], "answer": "3x4", "who": "Ada"}\n'
        result = run("grade", "-", "--json", text=text)
        found = json.loads(result.stdout)
        assert (found["status"], found["score"], found["who"]) == ("correct", 1, "Ada")

    def test_into_a_file(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "t.csv").write_text(self.TABLE, encoding="utf-8")
        assert run("grade", "t.csv", "-o", "out/v.csv").exit_code == 0
        first = (tmp_path / "out/v.csv").read_bytes()
        assert first.count(b"\n") == 3
        refused(run("grade", "t.csv", "-o", "out/v.csv"), "--force")
        refused(run("grade", "t.csv", "-o", "out"), "out is a folder")
        assert run("grade", "t.csv", "-o", "out/v.csv", "--force", "--jobs", "2").exit_code == 0
        assert (tmp_path / "out/v.csv").read_bytes() == first

    def test_a_bad_key_late_in_the_table_leaves_nothing(self, run: Run, tmp_path: Path) -> None:
        text = "kind,key,answer\n" + "integer,5,5\n" * 3000 + "intger,5,5\n"
        (tmp_path / "t.csv").write_text(text, encoding="utf-8")
        result = run("grade", "t.csv")
        refused(result, "t.csv:3002: unknown answer kind 'intger'; did you mean 'integer'?")
        assert result.stdout == ""
        refused(run("grade", "t.csv", "-o", "v.csv"), "t.csv:3002")
        assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["t.csv"]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "stdin: the file is empty"),
            ("kind,key\n", "stdin:1: no column answer"),
            (HEADER + "Ada,1,1\n", "stdin:1: no column kind, key"),
            ("kind,key,answer\n", "there are no answers"),
        ],
    )
    def test_refused(self, text: str, said: str, run: Run) -> None:
        refused(run("grade", "-", text=text), said)

    def test_a_file_that_is_not_there(self, run: Run) -> None:
        refused(run("grade", "nowhere.csv"), "nowhere.csv: cannot be read: No such file")


HOSTILE = ["../x", "/etc/passwd", "CON", "con.pdf", "Ada", "ada", "report", "a/b", "a\\b", "...",
           "x-key", "Имя", "\\input{x} $#%", '#panic("x")', "<b>", "=1+1", "N" * 300]  # fmt: skip


class TestNames:
    """A student may be called anything; files stay in the folder and apart, sheets show the name."""

    def test_hostile_names(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "class.txt").write_text("\n".join(HOSTILE), encoding="utf-8")
        result = run("homework", "dense-params", "--roster", "class.txt", "-o", "d/hw")
        assert result.exit_code == 0, result.output
        assert {p.name for p in tmp_path.iterdir()} <= {"class.txt", "d", "home"}
        names = [
            path.name
            for place in ("sheets", "keys")
            for path in (tmp_path / "d/hw" / place).iterdir()
        ]
        assert "left out a remark" in result.output
        people = [name for name in HOSTILE if not name.startswith("#")]
        assert len(names) == 6 * len(people) + 1  # and the keys of all
        assert len({name.casefold() for name in names}) == len(names)
        assert all(len(name.encode()) < 255 for name in names)
        answers = "".join(f'"{name}",1,{i}\n' for i, name in enumerate(people) if '"' not in name)
        graded = run("grade", "d/hw", "-", text=HEADER + answers)
        assert graded.exit_code == 0, graded.output
        assert len(list((tmp_path / "d/hw/feedback").iterdir())) == 2 * len(people)
        assert (
            (tmp_path / "d/hw/marks/report.txt").read_text(encoding="utf-8").startswith("student ")
        )

    @pytest.mark.parametrize("name", ["A\x1b[31m", "A\x07", "A\u202eB", "\ue000"])
    def test_names_that_cannot_be_printed(self, name: str, run: Run, tmp_path: Path) -> None:
        result = run("homework", "dense-params", "--student", name, "-o", "hw")
        refused(result, "in the name")
        assert not (tmp_path / "hw").exists()

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "class.txt: the file is empty"),
            (b"Points Possible\n", "class.txt: there are no students in it"),
            (b"Name\nAda\x9d\n", "class.txt:2: the line is neither UTF-8 nor Windows-1252"),
            (b"Ada\nBob\nAda\n", "class.txt:3: 'Ada' is also in line 1"),
        ],
    )
    def test_rosters(self, data: bytes, said: str, run: Run, tmp_path: Path) -> None:
        (tmp_path / "class.txt").write_bytes(data)
        result = run("homework", "dense-params", "--roster", "class.txt", "-o", "hw")
        refused(result, said)
        assert not (tmp_path / "hw").exists()

    def test_who_is_left_out_is_said(self, run: Run, tmp_path: Path) -> None:
        text = "Student;ID\nLovelace, Ada;7\nStudent, Test;9\nPoints Possible;\n"
        (tmp_path / "class.csv").write_bytes(text.encode("utf-16"))
        result = run("homework", "dense-params", "--roster", "class.csv", "-o", "hw")
        assert result.exit_code == 0, result.output
        assert "class.csv:3: left out the test student 'Test Student'" in result.output
        assert "class.csv:4: left out 'Points Possible', which is no student" in result.output
        lines = (tmp_path / "hw/private/variants.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["student"] for line in lines] == ["Ada Lovelace"]


class TestExplain:
    """Reading, verdict and diagnosis of one answer."""

    def test_reading_verdict_and_slip(self, run: Run, hw: Path) -> None:
        code = question(hw)["code"]
        parts = question(hw)["parts"]
        assert isinstance(parts, list)
        wrong = next(m["value"] for m in parts[1]["mistakes"] if m["name"] == "forgets-plus-1")
        result = run("explain", f"{code}/b", f" {wrong}.0", "--dir", "hw")
        assert result.exit_code == 0, result.output
        for line in (f"Key: {parts[1]['key']}", f"Answer:  {wrong}.0", f"Read as: {wrong}",
                     "Judged: wrong, mistake forgets-plus-1"):  # fmt: skip
            assert line in result.output

    def test_two_slips(self, run: Run, hw: Path) -> None:
        own = question(hw)
        values = own["values"]
        assert isinstance(values, dict)
        both = str(values["D"] - values["P"])
        result = run("explain", f"{own['code']}/b", both, "--dir", "hw")
        assert "mistake forgets-plus-1 + ignores-stride" in result.output

    def test_unreadable_and_hostile(self, run: Run, hw: Path) -> None:
        code = question(hw)["code"]
        result = run("explain", f"{code}/a", "5\x1b[31m\u202e", "--dir", "hw")
        assert result.exit_code == 0
        assert "Judged: unreadable" in result.output
        assert "\x1b" not in result.output
        assert "\u202e" not in result.output
        as_json = run("explain", f"{code}/a", "\udcff5", "--dir", "hw", "--json")
        assert json.loads(as_json.stdout)["status"] == "unreadable"

    @pytest.mark.parametrize("part", ["a", "P"])
    def test_parts_by_letter_and_name(self, part: str, run: Run, hw: Path) -> None:
        code = str(question(hw)["code"]).replace("·", ".")
        assert run("explain", code, "5", "--part", part, "--dir", "hw").exit_code == 0

    def test_unknown(self, run: Run, hw: Path) -> None:
        code = str(question(hw)["code"])
        refused(run("explain", code[:-1] + "?/a", "5", "--dir", "hw"), f"did you mean '{code}'?")
        refused(run("explain", f"{code}/z", "5", "--dir", "hw"), "has no part 'z'")
        refused(run("explain", code, "5", "--dir", "hw"), "has several parts")
        refused(run("explain", code, "5", "--dir", "nowhere"), "no homework folder")
