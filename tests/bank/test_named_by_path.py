"""Sheets and exercises named by the path of their file, wherever their id would do."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import quizgen
from quizgen.bank.check import find_problems
from quizgen.bank.library import load_banks
from quizgen.cli.group import group

BANK = '[[exercise]]\nid = "{0}"\ndraw = {{ a = "integer(2, 999999)" }}\nask = "Half of {{{{ a }}}}?"\nanswer = "a / 2"\n'
SHEET = 'id = "mine-sheet"\ntitle = "Mine"\nquestions = ["own-exercise-a"]\n'
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A folder of banks that no command finds by itself."""
    monkeypatch.setenv("QUIZGEN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine" / "sheets").mkdir(parents=True)
    (tmp_path / "mine/one.toml").write_text(BANK.format("own-exercise-a"), encoding="utf-8")
    two = BANK.format("mine-b") + BANK.format("mine-c")
    (tmp_path / "mine/two.toml").write_text(two, encoding="utf-8")
    (tmp_path / "mine/sheets/s.toml").write_text(SHEET, encoding="utf-8")
    (tmp_path / "apart.toml").write_text(SHEET.replace("mine-s", "apart-s"), encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(group, list(arguments))


PATH = "mine/sheets/s.toml"


class TestASheet:
    def test_is_made(self, run: Run) -> None:
        result = run("homework", PATH, "--student", "Ada", "-o", "hw")
        assert result.exit_code == 0, result.output
        assert Path("hw/sheets/Ada.pdf").is_file()

    def test_from_its_own_folder(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir("mine/sheets")
        result = run("homework", "s.toml", "--student", "Ada", "-o", "../../hw")
        assert result.exit_code == 0, result.output

    def test_is_checked_and_listed(self, run: Run) -> None:
        assert find_problems([Path(PATH)]) == []
        listed = json.loads(run("list", PATH, "--json").stdout)
        assert [each["id"] for each in listed["exercises"]] == ["own-exercise-a"]

    def test_is_practised(self, run: Run) -> None:
        result = run("practice", PATH, "--count", "1")
        assert "Half of" in result.output

    @pytest.mark.parametrize("folder", ["mine", "mine/sheets/..", "{}/mine"])
    def test_a_folder_as_it_was_named(self, folder: str, run: Run) -> None:
        """One of those given as banks, from here, by a detour or from the root."""
        del run
        known = load_banks([Path("mine")], shipped_too=False)
        found = known.find(folder.format(Path.cwd()))
        assert [each.id for each in found] == ["own-exercise-a", "mine-b", "mine-c"]

    def test_in_python(self, run: Run) -> None:
        del run
        assert [v.id for v in quizgen.sheet(PATH, seed=1).questions] == ["own-exercise-a"]
        assert [e.id for e in quizgen.exercises(PATH)] == ["own-exercise-a"]

    @pytest.mark.parametrize("name", [PATH, "week-4-convolution"])
    def test_is_no_exercise(self, run: Run, name: str) -> None:
        result = run("show", name)
        assert result.exit_code == 1
        assert f"{name} is a sheet, not an exercise" in result.output
        assert f"quizgen homework {name}" in result.output

    def test_apart_from_its_bank_it_says_where_sheets_belong(self, run: Run) -> None:
        result = run("homework", "apart.toml", "--student", "Ada")
        assert result.exit_code == 1
        assert "apart.toml:3: question" in result.output
        assert "folder `sheets`" in " ".join(result.output.split())
        (problem,) = find_problems([Path("apart.toml")])
        assert "folder `sheets`" in problem.fix
        made = run("homework", "apart.toml", "--student", "Ada", "--bank", "mine", "-o", "hw")
        assert made.exit_code == 0, made.output


class TestAnExercise:
    def test_alone_in_its_file_is_shown(self, run: Run) -> None:
        assert "Half of" in run("show", "mine/one.toml", "--seed", "1").output
        assert quizgen.draw("mine/one.toml", seed=1).id == "own-exercise-a"

    def test_of_several_is_named_by_its_id(self, run: Run) -> None:
        result = run("show", "mine/two.toml")
        assert result.exit_code == 1
        assert "with --bank mine/two.toml: mine-b, mine-c" in result.output
        assert len(quizgen.exercises("mine/two.toml")) == 2


@pytest.mark.parametrize("command", ["show", "homework", "list", "practice"])
class TestAFileThatIsNotThere:
    def test_says_how_things_are_named(self, command: str, run: Run) -> None:
        result = run(command, "nowhere.toml")
        assert result.exit_code == 1
        assert "nowhere.toml: there is no such file" in result.output

    def test_an_id_with_an_ending(self, command: str, run: Run) -> None:
        result = run(command, "conv1d-arch.toml")
        assert result.exit_code == 1
        assert "its id is conv1d-arch, without .toml" in result.output

    def test_a_mistake_in_it_is_told(self, command: str, run: Run) -> None:
        Path("bad.toml").write_text('[[exercise]]\nid = "x"\nasks = "1"\n', encoding="utf-8")
        if command == "homework":
            Path("bad.toml").write_text('id = "x"\nquestions = 3\n', encoding="utf-8")
        result = run(command, "bad.toml")
        assert result.exit_code == 1
        assert "bad.toml:" in result.output
