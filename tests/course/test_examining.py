"""`quizgen check homework.toml`: what would stop the homework is told with its line, before anything is made."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen.cli.group import group

SOUND = 'title = "T"\nroster = "class.csv"\n[[question]]\nid = "conv1d-arch"\n[[question]]\ntag = "pooling"\npick = 1\n'
ROSTER = "name,id\nAda,1\nBob,2\n"


def check(folder: Path, text: str = SOUND, roster: str = ROSTER, *more: str) -> Result:
    folder.mkdir(exist_ok=True)
    (folder / "homework.toml").write_text(text, encoding="utf-8")
    (folder / "class.csv").write_text(roster, encoding="utf-8")
    return CliRunner().invoke(group, ["check", str(folder / "homework.toml"), *more])


def test_a_sound_one(tmp_path: Path) -> None:
    result = check(tmp_path / "hw")
    assert result.exit_code == 0, result.output
    assert "2 questions, 2 students: no problems" in result.stderr
    assert sorted(p.name for p in (tmp_path / "hw").iterdir()) == ["class.csv", "homework.toml"]
    assert CliRunner().invoke(group, ["check", str(tmp_path / "hw")]).exit_code == 0


@pytest.mark.parametrize(
    ("text", "roster", "line", "found"),
    [
        (SOUND.replace("conv1d-arch", "conv1d-arhc"), ROSTER, 4, "did you mean 'conv1d-arch'?"),
        (SOUND.replace("pick = 1", "pick = 99"), ROSTER, 7, "pick = "),
        ('paper = "a5"\n' + SOUND, ROSTER, 1, "'a4'"),
        ('instructions = "$\\\\nosuch$"\n' + SOUND, ROSTER, 1, "nosuch"),
        ('variants = "per group"\n' + SOUND, ROSTER, 1, "add a column `group`"),
        (SOUND, "name\nAda\nAda\n", 2, "'Ada' is also in line 2"),
        (SOUND, "", 2, "is empty"),
        (SOUND.replace("class.csv", "clas.csv"), ROSTER, 2, "did you mean 'class.csv'?"),
        ('templates = "/etc"\n' + SOUND, ROSTER, 1, "next to"),
        (SOUND.replace("[[q", '[conventions]\nnosuch = "on"\n[[q', 1), ROSTER, 4, "nosuch"),
        ("title = [", ROSTER, 1, "TOML"),
        (SOUND, "name,id\n\U0001f4a9,1\n", 2, "cannot be printed"),
    ],
)
def test_what_would_stop_it(text: str, roster: str, line: int, found: str, tmp_path: Path) -> None:
    result = check(tmp_path / "hw", text, roster, "--json")
    assert result.exit_code == 1, result.output
    problems = json.loads(result.stdout)["problems"]
    here = [p for p in problems if p["line"] == line]
    assert here, problems
    assert found in here[0]["message"] + here[0]["fix"]
    assert here[0]["file"] == str(tmp_path / "hw/homework.toml")
    assert "hw/homework.toml:" in check(tmp_path / "hw", text, roster).stdout


def test_all_at_once(tmp_path: Path) -> None:
    text = 'variants = "per group"\ninstructions = "$\\\\nosuch$"\n' + SOUND
    lines = check(tmp_path / "hw", text).stdout.splitlines()
    assert [line.split(":")[2].strip() for line in lines if "homework.toml" in line] == ["instructions", "variants"]  # fmt: skip
