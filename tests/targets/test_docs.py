"""`docs/learning-systems.md`: each target has its place there, its commands and examples run."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from quizgen.cli.group import group
from quizgen.targets.table import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = (Path(__file__).parents[2] / "docs" / "learning-systems.md").read_text(encoding="utf-8")


def test_every_target_has_a_row_and_is_told() -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", DOCS, re.MULTILINE)
    assert sorted(name for row in rows for name in re.findall(r"`(\w+)`", row)) == sorted(TARGETS)


def commands() -> Iterator[str]:
    yield from re.findall(r"^(quizgen export .*)$", DOCS, re.MULTILINE)
    yield from re.findall(r"`(quizgen export [^`]*)`", DOCS)


@pytest.mark.parametrize("line", list(commands()))
def test_commands_run(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    few = re.sub(r"--variants \d+", "--variants 1", line)
    result = CliRunner().invoke(group, [*shlex.split(few)[1:], "--seed", "1"])
    assert result.exit_code == 0, result.output
    assert any(path.stat().st_size for path in tmp_path.iterdir())


def test_examples_run() -> None:
    (block,) = re.findall(r"^```pycon\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)
    example = doctest.DocTestParser().get_doctest(block, {}, "learning-systems.md", None, 0)
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("target", TARGETS)
def test_losses_are_told_and_strict_refuses_them(target: str, tmp_path: Path) -> None:
    out = tmp_path / "file"
    words = ["export", target, "conv1d-matrix", "--seed", "1", "-o", str(out)]
    result = CliRunner().invoke(group, [*words, "--json"])
    assert result.exit_code == 0, result.output
    lossless = '"losses": []' in result.output
    assert lossless == (target == "jsonl")
    again = CliRunner().invoke(group, [*words, "--strict", "--force"])
    assert again.exit_code == (0 if lossless else 1)
    there = CliRunner().invoke(group, words)
    assert there.exit_code == 1
    assert "is there already" in there.output


def test_what_was_there_stays_where_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "file.xml"
    out.write_text("mine")
    result = CliRunner().invoke(
        group, ["export", "moodle", "conv1d-matrix", "-o", str(out), "--strict", "--force"]
    )
    assert result.exit_code == 1
    assert out.read_text() == "mine"
    assert "nothing was written" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["moodel", "conv1d-arch"], "did you mean 'moodle'"),
        (["moodle", "conv1d-arhc"], "conv1d-arch"),
        (["moodle", "conv1d-arch", "--env"], "--env is for jsonl"),
        (["moodle", "conv1d-arch", "--variants", "0"], "1<=x<=1000"),
    ],
)
def test_wrong_words_are_told(words: list[str], said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["export", *words, "-o", str(tmp_path / "f")])
    assert result.exit_code in {1, 2}
    assert said in result.output
    assert not list(tmp_path.iterdir())
