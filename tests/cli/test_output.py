"""Every command with every kind of stdout: narrow encodings, a full disk, nobody who reads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.cli import output
from quizgen.cli.group import COMMANDS, group

# A run of each command that prints signs no old encoding has.
RUNS = {
    "new": ["new", "homework", "begun", "--force"],
    "list": ["list"],
    "show": ["show", "conv1d-arch", "--instance", "slide", "--key"],
    "homework": ["homework", "conv1d-arch", "--open", "--seed", "1", "-o", "hw"],
    "grade": ["grade", "nowhere·", "answers.csv"],
    "regrade": ["regrade", "nowhere·", "--dry-run"],
    "report": ["report", "nowhere·"],
    "export": ["export", "moodle", "conv1d-arch", "--seed", "1", "-o", "·.xml", "--force"],
    "practice": ["practice", "conv1d-arch", "--seed", "1"],
    "solve": ["solve", "lenet5", "--explain", "1"],
    "quiz": ["quiz", "lenet5", "--seed", "1", "--key"],
    "check": ["check", "bank·.toml"],
    "gallery": ["gallery", "conv1d-arch", "-o", "gallery·", "--draws", "2"],
    "explain": ["explain", "conv1d-arch·aaaa", "é≈5"],
}
ENCODINGS = ["ascii", "cp1252", "cp437", "latin-1", "koi8-r", "utf-8"]


def test_every_command_is_run() -> None:
    assert set(RUNS) == set(COMMANDS)


def started(name: str, folder: Path, **changed: str) -> "subprocess.CompletedProcess[bytes]":
    return done(RUNS[name], folder, **changed)


def done(
    arguments: list[str], folder: Path, *, redirect: str = "", **changed: str
) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, "QUIZGEN_HOME": str(folder / "home"), **changed}
    command = [sys.executable, "-m", "quizgen", *arguments]
    if redirect:
        command = ["sh", "-c", f'exec "$@" {redirect}', "sh", *command]
    return subprocess.run(
        command, cwd=folder, input=b"0\nh\n", env=environment, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def within(name: str, folder: Path, encoding: str) -> tuple[int, bytes, bytes]:
    """The same in this process, with streams of an encoding: exit code, stdout and stderr."""
    result = CliRunner(charset=encoding, env={"QUIZGEN_HOME": str(folder / "home")}).invoke(
        group, RUNS[name], input=b"0\nh\n"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout_bytes, result.stderr_bytes


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", [name for name in RUNS if name != "homework"])
def test_every_encoding_takes_every_command(
    name: str, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The narrowest encoding in a process of its own, as a person starts it."""
    if encoding == "ascii":
        result = started(name, tmp_path, PYTHONIOENCODING=encoding)
        code, out, err = result.returncode, result.stdout, result.stderr
    else:
        monkeypatch.chdir(tmp_path)
        code, out, err = within(name, tmp_path, encoding)
    said = err.decode(encoding)
    assert "Traceback" not in said
    assert "Exception" not in said
    assert code == (1 if name in {"grade", "regrade", "report", "check", "explain"} else 0), said
    assert len(out.decode(encoding) + said) > 20


def test_the_streams_of_this_process_have_the_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for encoding in ENCODINGS:
        _, out, _ = within("show", tmp_path, encoding)
        assert ("·" in out.decode(encoding)) == (encoding != "ascii")


def test_signs_are_told_plainly(tmp_path: Path) -> None:
    result = started("show", tmp_path, PYTHONIOENCODING="ascii").stdout.decode("ascii")
    assert "U * D = 5 * 10 = 50" in result
    assert "?" not in result.replace("learn?", "").split("(b)")[0]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_loses_nothing(encoding: str, tmp_path: Path) -> None:
    command = ["show", "conv1d-arch", "--instance", "slide", "--json"]
    result = done(command, tmp_path, PYTHONIOENCODING=encoding)
    expected = CliRunner().invoke(group, command)
    assert json.loads(result.stdout) == json.loads(expected.stdout)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("name", ["list", "show", "homework", "practice", "solve", "quiz"])
def test_a_full_disk_is_said(name: str, tmp_path: Path) -> None:
    result = done(RUNS[name], tmp_path, redirect=">/dev/full")
    assert result.returncode == 1
    said = result.stderr.decode()
    assert "quizgen: the output cannot be written: No space left on device" in said
    assert "Traceback" not in said
    assert "Exception" not in said


@pytest.mark.skipif(os.name == "nt", reason="the shell's redirections")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-", "2>/dev/full"])
@pytest.mark.parametrize("name", ["list", "show", "practice", "solve", "explain"])
def test_closed_streams_are_silent(name: str, closed: str, tmp_path: Path) -> None:
    result = done(RUNS[name], tmp_path, redirect=closed)
    assert result.returncode in {0, 1}
    assert "Traceback" not in (result.stdout + result.stderr).decode()
    assert "Exception" not in (result.stdout + result.stderr).decode()


def test_help_in_every_encoding() -> None:
    for name in COMMANDS:
        result = CliRunner(charset="cp437").invoke(group, [name, "--help"])
        assert result.exit_code == 0
        assert name in result.stdout_bytes.decode("cp437")


@pytest.mark.parametrize("terminal", [True, False])
def test_a_sentence_is_cut_between_words_in_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, terminal: bool
) -> None:
    monkeypatch.setattr(output, "width", lambda: 40)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    output.tell("Saved; `quizgen practice week-4-convolution` goes on from here.")
    lines = capsys.readouterr().err.splitlines()
    assert " ".join(lines) == "Saved; `quizgen practice week-4-convolution` goes on from here."
    assert [len(line) <= 40 for line in lines] == ([True, True] if terminal else [False])
