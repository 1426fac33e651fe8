"""The instructor's guide: its files are written and its commands run, from the first to the last."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.cli.group import COMMANDS, group

GUIDE = Path(__file__).parent.parent / "docs" / "instructors-guide.md"
TEXT = GUIDE.read_text(encoding="utf-8")
# Language, what a file is called, and the content of each block.
BLOCKS = re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_it_runs_from_the_first_command_to_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = set()
    for language, name, content in BLOCKS:
        if name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(content, encoding="utf-8")
        elif language == "console":
            for line in content.splitlines():
                program, *arguments = shlex.split(line.removeprefix("$ "), comments=True)
                assert program == "quizgen"
                result = CliRunner().invoke(group, arguments)
                assert result.exit_code == 0, f"{line}\n{result.output}\n{result.exception!r}"
                ran.add(arguments[0])
    assert ran >= {"new", "homework", "grade", "regrade", "report"}


def test_every_path_and_command_it_names_is_there() -> None:
    """What it says in running text is not out of date."""
    for command in re.findall(r"`quizgen (\w+)", TEXT):
        assert command in COMMANDS
    for option in set(re.findall(r"`(--[\w-]+)", TEXT)):
        assert any(option in help_of(name) for name in ("homework", "grade", "explain")), option


def help_of(name: str) -> str:
    return CliRunner().invoke(group, [name, "--help"]).output
