"""The rules every command keeps."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from quizgen.bank import load_banks
from quizgen.cli.group import COMMANDS
from quizgen.course.assignment import assign
from quizgen.course.folder import VARIANTS, put
from quizgen.grading.roster import places

Run = Callable[..., Result]
EVERY = sorted(COMMANDS)


@pytest.mark.parametrize("name", EVERY)
class TestEveryCommand:
    def test_help_starts_with_examples(self, name: str, run: Run) -> None:
        result = run(name, "--help")
        assert result.exit_code == 0
        text = result.output
        assert "Examples:" in text
        assert text.index("Examples:") < text.index("Options:")
        # Each on a line of its own.
        assert f"\n    quizgen {name}" in text

    def test_unknown_options_are_usage_errors(self, name: str, run: Run) -> None:
        result = run(name, "--no-such-option")
        assert result.exit_code == 2
        assert "Traceback" not in result.output

    def test_no_escape_bytes_when_piped(self, name: str, run: Run) -> None:
        assert "\x1b" not in run(name, "--help").output


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], [f"{EVERY[0]}", "--help"]])
def test_help_waits_for_no_heavy_import(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "quizgen", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not imported & {"numpy", "sympy", "jinja2", "rich", "typst", "prompt_toolkit", "fsrs"}


def test_grading_loads_nothing_that_a_class_does_not_need(tmp_path: Path) -> None:
    """What unpacks workbooks, prints feedback and has the names of HTML's signs; arrays, where no key is one."""
    library = load_banks()
    sheet = assign(library, library.sheet_or_exercise("dense-params"), "a seed", "Ada")
    put(tmp_path / "hw", VARIANTS, f"{sheet.to_line()}\n".encode())
    keys = [f"Ada,{place.label},{place.part.key}" for place in places(sheet)]
    answers = "\n".join(["student,question,answer", *keys])
    (tmp_path / "a.csv").write_text(answers, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "quizgen", "grade", tmp_path / "hw", tmp_path / "a.csv", "--no-feedback"],
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "quizgen.grading.marks" in imported
    assert not imported & {
        "numpy", "sympy", "html", "zipfile", "openpyxl", "quizgen.tables.workbook", "quizgen.grading.feedback_page",
    }  # fmt: skip


def test_completion_waits_for_no_heavy_import() -> None:
    environment = os.environ | {
        "_QUIZGEN_COMPLETE": "bash_complete",
        "COMP_WORDS": "quizgen ",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-c",
            "from quizgen.cli.group import group; group(prog_name='quizgen')",
        ],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert "homework" in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not imported & {"numpy", "sympy", "jinja2"}


def test_the_table_lists_every_command_module() -> None:
    import quizgen.cli

    folder = Path(quizgen.cli.__file__).parent
    with_command = {
        p.stem
        for p in folder.glob("*.py")
        if re.search(
            r"^@click\.\w+\(.*\n(@.*\n|[ )].*\n)*def command\(", p.read_text("utf-8"), re.MULTILINE
        )
    }
    assert with_command == set(COMMANDS)


def test_an_unknown_command_is_answered_with_the_nearest(run: Run) -> None:
    result = run("homewrok")
    assert result.exit_code == 2
    assert "did you mean 'homework'?" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "conv1d-arhc"], "did you mean 'conv1d-arch'?"),
        (["homework", "week-4-convolutoin"], "did you mean 'week-4-convolution'?"),
        (["show", "conv1d-arch", "--level", "X"], "its levels are"),
        (["show", "conv1d-arch", "--instance", "X"], "its instances are"),
        (["list", "convoltuion"], "did you mean 'convolution'?"),
        (
            ["homework", "conv1d-arch", "--student", "Ada", "--student", "Ada"],
            "named twice",
        ),
        (["homework", "conv1d-arch", "--roster", "nobody.csv"], "cannot be read"),
        (["grade", "nowhere", "answers.csv"], "no homework folder"),
        (["check", "nowhere.toml"], "no such file"),
        (["explain", "conv1d-arch·aaaa", "5", "--dir", "nowhere"], "no homework folder"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_with_1(
    arguments: list[str], said: str, run: Run
) -> None:
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert said in result.output
    assert "Traceback" not in result.output


def test_list_as_json(run: Run) -> None:
    data = json.loads(run("list", "--json").stdout)
    assert data["format"] == 1
    assert {"conv1d-arch", "dense-params"} <= {e["id"] for e in data["exercises"]}
    assert "lecture-verbatim" in {s["id"] for s in data["sheets"]}


def test_show_prints_the_variant_for_machines(run: Run) -> None:
    data = json.loads(run("show", "conv1d-arch", "--instance", "slide", "--json").stdout)
    assert [part["key"] for part in data["parts"]] == [50, 6, 30, 20]
    assert {"id", "kind", "key", "points", "settings", "mistakes"} <= set(data["parts"][0])
    assert {"name", "value", "hint"} <= set(data["parts"][0]["mistakes"][0])


def test_show_with_a_seed_is_the_same_twice(run: Run) -> None:
    first, again = (run("show", "conv1d-arch", "--seed", "5", "--key").stdout for _ in range(2))
    assert first == again
    assert first != run("show", "conv1d-arch", "--seed", "6", "--key").stdout


def test_show_says_how_to_type_the_answer(run: Run) -> None:
    typed = "numbers as [3, -4, 5]; fractions as 1/2; a point for decimals"
    assert typed in " ".join(run("show", "dense-matvec", "--seed", "5").stdout.split())
    assert typed not in " ".join(run("show", "dense-matvec", "--seed", "5", "--key").stdout.split())


@pytest.mark.parametrize("form", ["text", "latex", "typst", "html"])
def test_show_in_every_form(form: str, run: Run) -> None:
    result = run("show", "conv1d-arch", "--instance", "slide", "--format", form, "--key")
    assert result.exit_code == 0, result.output
    assert "50" in result.stdout


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


PAPERS = (("sheets", ""), ("keys", "-key"), ("keys", "-key-short"))


class TestHomework:
    """Sheets and keys for a class."""

    def test_files_and_paths(self, run: Run, tmp_path: Path) -> None:
        result = run(
            "homework",
            "conv1d-arch",
            "--student",
            "Ada",
            "--student",
            "Zoë",
            "--open",
            "--seed",
            "1",
            "-o",
            "hw",
        )
        assert result.exit_code == 0, result.output
        assert sorted(result.stdout.split()) == sorted(
            str(Path("hw", place, f"{student}{paper}.pdf"))
            for student in ("Ada", "Zoë")
            for place, paper in PAPERS
        )
        assert {p.name for p in (tmp_path / "hw").iterdir() if p.is_dir()} == {
            "sheets",
            "keys",
            "private",
        }
        for folder in ("sheets", "keys"):
            assert {p.name for p in (tmp_path / "hw" / folder).iterdir()} - {"all.csv"} == {
                f"{student}{paper}.{suffix}"
                for student in ("Ada", "Zoë")
                for place, paper in PAPERS
                for suffix in ("pdf", "tex")
                if place == folder
            }
        lines = [
            json.loads(line)
            for line in (tmp_path / "hw/private/variants.jsonl")
            .read_text(encoding="utf-8")
            .splitlines()
        ]
        assert [line["student"] for line in lines] == ["Ada", "Zoë"]
        assert lines[0]["questions"][0]["values"] != lines[1]["questions"][0]["values"]

    def test_the_same_seed_gives_the_same_bytes_in_another_process(
        self, run: Run, tmp_path: Path
    ) -> None:
        run(
            "homework",
            "conv1d-strided-arch",
            "--student",
            "Ada",
            "--open",
            "--seed",
            "9",
            "-o",
            "one",
        )
        subprocess.run(
            [
                sys.executable,
                "-m",
                "quizgen",
                "homework",
                "conv1d-strided-arch",
                "--student",
                "Ada",
                "--open",
                "--seed",
                "9",
                "-o",
                "two",
            ],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": "77"},
        )
        names = [
            f"{place}/Ada{paper}.{suffix}" for place, paper in PAPERS for suffix in ("pdf", "tex")
        ]
        names.append("private/variants.jsonl")
        for name in names:
            assert (tmp_path / "one" / name).read_bytes() == (
                tmp_path / "two" / name
            ).read_bytes(), name

    def test_nothing_is_replaced_without_force(self, run: Run, tmp_path: Path) -> None:
        run("homework", "conv1d-arch", "--seed", "1", "-o", "hw")
        before = contents(tmp_path / "hw")
        assert run("homework", "conv1d-arch", "--seed", "1", "-o", "hw").exit_code == 0
        refused = run("homework", "conv1d-arch", "--seed", "2", "-o", "hw")
        assert refused.exit_code == 1
        assert "--force" in refused.output
        assert contents(tmp_path / "hw") == before
        assert run("homework", "conv1d-arch", "--seed", "2", "-o", "hw", "--force").exit_code == 0

    def test_a_seed_is_drawn_and_printed(self, run: Run) -> None:
        result = run("homework", "conv1d-arch", "-o", "hw")
        assert "seed: " in result.stderr

    def test_a_roster(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "class.csv").write_text("id,student\n1,Ada\n2,Bob\n", encoding="utf-8")
        from_file = run("homework", "conv1d-arch", "--roster", "class.csv", "-o", "a")
        assert len(from_file.stdout.split()) == 6
        piped = run("homework", "conv1d-arch", "--roster", "-", "-o", "b", text="Ada\nBob\n")
        assert len(piped.stdout.split()) == 6

    def test_a_file_where_the_folder_should_be(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "hw").write_text("mine", encoding="utf-8")
        result = run("homework", "conv1d-arch", "--seed", "1", "-o", "hw/in")
        assert result.exit_code == 1
        assert (tmp_path / "hw").read_text(encoding="utf-8") == "mine"


class TestGrade:
    """Answers in, marks out; nothing is lost."""

    @pytest.fixture
    def hw(self, run: Run) -> None:
        run(
            "homework",
            "conv1d-arch",
            "--student",
            "Ada",
            "--student",
            "Bob",
            "--open",
            "--seed",
            "1",
            "-o",
            "hw",
        )

    def keys(self, student: int = 0) -> list[int]:
        line = Path("hw/private/variants.jsonl").read_text(encoding="utf-8").splitlines()[student]
        return [part["key"] for part in json.loads(line)["questions"][0]["parts"]]

    @pytest.mark.usefixtures("hw")
    def test_marks_totals_and_feedback(self, run: Run, tmp_path: Path) -> None:
        a, b, c, d = self.keys()
        (tmp_path / "answers.csv").write_text(
            f"student,question,answer\nAda,1a,{a}\nada , 1(b),{b}\nAda,conv1d-arch/connections,{c}\nAda,1.d,{d}\nBob,1a,seven\n",
            encoding="utf-8",
        )
        result = run("grade", "hw", "answers.csv", "--json")
        assert result.exit_code == 0, result.output
        data = json.loads(result.stdout)
        assert data["totals"]["Ada"] == {"points": 4.0, "maximum": 4.0}
        assert data["totals"]["Bob"]["points"] == 0
        assert [m["status"] for m in data["marks"][4:]] == ["unreadable"] + ["blank"] * 3
        assert (
            (tmp_path / "hw/feedback/Ada.txt")
            .read_text(encoding="utf-8")
            .startswith("Ada: 4 of 4 points")
        )
        assert "\nAda,,,total," in (tmp_path / "hw/marks/marks.csv").read_text(encoding="utf-8")

    @pytest.mark.usefixtures("hw")
    def test_follow_through(self, run: Run) -> None:
        line = json.loads(
            Path("hw/private/variants.jsonl").read_text(encoding="utf-8").splitlines()[0]
        )
        values = line["questions"][0]["values"]
        wrong = values["D"] - values["U"] * values["S"]
        text = f"student,question,answer\nAda,1b,{wrong}\nAda,1c,{wrong * values['U']}\n"
        data = json.loads(run("grade", "hw", "-", "--json", text=text).stdout)
        b, c = data["marks"][1:3]
        assert (b["status"], b["mistake"]) == ("wrong", "off-by-one")
        assert (c["status"], c["feedback"]) == ("correct", "Follows from your answer to (b).")

    @pytest.mark.usefixtures("hw")
    def test_unknown_students_and_questions_are_reported_and_the_rest_is_graded(
        self, run: Run
    ) -> None:
        a = self.keys()[0]
        result = run(
            "grade",
            "hw",
            "-",
            "--json",
            text=f"student,question,answer\nAdda,1a,1\nAda,9z,1\nAda,1a,{a}\n",
        )
        assert result.exit_code == 1
        assert ":2: unknown student 'Adda'; did you mean 'Ada'?" in result.stderr
        assert ":3: unknown question '9z'" in result.stderr
        assert json.loads(result.stdout)["totals"]["Ada"]["points"] == 1

    @pytest.mark.usefixtures("hw")
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "is empty"),
            (b"student,answer\nAda,1\n", "no column question"),
            (b"student,question,answer\n", "no answers"),
            (b'[{"student": "Ada"}]', "no column is a question's"),
            (b'{"student": "Ada",}', "write a JSON list"),
        ],
    )
    def test_files_that_cannot_be_read(
        self, data: bytes, said: str, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "answers").write_bytes(data)
        result = run("grade", "hw", "answers")
        assert result.exit_code == 1
        assert said in result.output
        assert not (tmp_path / "hw/marks").exists()

    @pytest.mark.usefixtures("hw")
    @pytest.mark.parametrize(
        ("data", "said", "code"),
        [
            (
                "student,question,answer\nAda,1a,1\nZo\xeb,1a,1\n".encode("latin-1"),
                "Windows-1252",
                1,
            ),
            ("student,question,answer\nAda,1a,1\n".encode("utf-16"), "Ada", 0),
            (b"student,question,answer\nAda,1a,1\nAda,1b,3,4\n", "quote answers", 1),
        ],
    )
    def test_old_encodings_and_bad_lines_leave_the_rest_to_be_graded(
        self, data: bytes, said: str, code: int, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "answers").write_bytes(data)
        result = run("grade", "hw", "answers")
        assert result.exit_code == code, result.output
        assert said in result.output
        assert ",1a," in (tmp_path / "hw/marks/marks.csv").read_text(encoding="utf-8")

    @pytest.mark.usefixtures("hw")
    def test_formulas_in_cells_stay_text(self, run: Run, tmp_path: Path) -> None:
        run("grade", "hw", "-", text='student,question,answer\nAda,1a,"=HYPERLINK(""x"")"\n')
        assert "'=HYPERLINK" in (tmp_path / "hw/marks/marks.csv").read_text(encoding="utf-8")

    @pytest.mark.usefixtures("hw")
    def test_a_damaged_folder(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "hw/private/variants.jsonl").write_text("{", encoding="utf-8")
        result = run("grade", "hw", "-", text="student,question,answer\nAda,1a,1\n")
        assert result.exit_code == 1
        assert "is damaged" in result.output

    @pytest.mark.usefixtures("hw")
    def test_explain(self, run: Run) -> None:
        line = json.loads(
            Path("hw/private/variants.jsonl").read_text(encoding="utf-8").splitlines()[0]
        )
        question = line["questions"][0]
        values = question["values"]
        wrong = values["D"] - values["U"] * values["S"]
        result = run("explain", f"{question['code']}/P", str(wrong), "--dir", "hw")
        assert result.exit_code == 0
        assert "mistake off-by-one" in result.output
        assert f"Key: {question['parts'][1]['key']}" in result.output
        as_json = json.loads(
            run("explain", f"{question['code']}/b", str(wrong), "--dir", "hw", "--json").stdout
        )
        assert as_json["mistake"] == "off-by-one"


def test_check_of_a_broken_bank(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[exercise]]\nid = "a"\nask = "?"\nanswer = "x"\n', encoding="utf-8"
    )
    result = run("check", "mine.toml", "--draws", "2", "--jobs", "1")
    assert result.exit_code == 1
    assert "mine.toml:4: a.answer: unknown name 'x'" in result.stdout
    data = json.loads(run("check", "mine.toml", "--draws", "2", "--jobs", "1", "--json").stdout)
    assert data["problems"][0]["line"] == 4
