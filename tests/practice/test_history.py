"""The review log on the disk."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from quizgen.errors import UserError
from quizgen.practice.history import History
from quizgen.practice.outcome import Outcome

OUTCOME = Outcome(
    at=1.5, attempt="7/1.5", family="relu", level="M", seed="7/0", code="relu·7k3f", part="z", place=0,
    parts=1, result="helped", hinted=True, tries=2, mistake="absolute", seconds=12.25,
)  # fmt: skip


def test_every_outcome_is_on_the_disk_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "practice.sqlite"
    log = History(path)
    log.add(OUTCOME)
    # A second reader sees it while the first has not even closed the file.
    assert list(History(path).outcomes()) == [OUTCOME]
    log.add(replace(OUTCOME, at=2.0, hinted=False))
    assert [o.at for o in History(path).outcomes()] == [1.5, 2.0]


def test_a_file_that_is_no_log(tmp_path: Path) -> None:
    path = tmp_path / "practice.sqlite"
    path.write_text("not a database, but a text of some length " * 30)
    with pytest.raises(UserError) as error:
        History(path)
    assert (
        str(error.value)
        == f"{path}: is no review log\n    fix: move that file away, and a new one is begun; nothing in it is changed"
    )


def test_a_newer_log_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "practice.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UserError, match="written by a newer quizgen"):
        History(path)


def test_without_a_file_nothing_is_kept() -> None:
    log = History(None)
    log.add(OUTCOME)
    assert list(log.outcomes()) == [OUTCOME]
    assert list(History(None).outcomes()) == []


def test_practice_goes_on_without_saving(tmp_path: Path) -> None:
    # A log in a folder that is a file can't be made; the learner is told, answers are judged.
    home = tmp_path / "home"
    home.write_text("a file", encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "quizgen",
            "practice",
            "activation-eval",
            "--count",
            "1",
            "--seed",
            "1",
        ],
        input="0\n0\n0\ns\ns\ns\ns\ns\nq\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "QUIZGEN_HOME": str(home)},
    )
    assert "Traceback" not in done.stderr
    assert str(home) in done.stderr + done.stdout
