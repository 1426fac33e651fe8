"""The review log on the disk."""

import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from quizgen.errors import UserError
from quizgen.practice import schema
from quizgen.practice.history import History
from quizgen.practice.outcome import Outcome
from quizgen.practice.rows import End, Exercise, Line, Session

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


# A log as the first version wrote it.
FIRST = """
CREATE TABLE outcome (id INTEGER PRIMARY KEY, at REAL NOT NULL, attempt TEXT NOT NULL, family TEXT NOT NULL, level TEXT NOT NULL, seed TEXT NOT NULL, code TEXT NOT NULL, part TEXT NOT NULL, place INTEGER NOT NULL, parts INTEGER NOT NULL, result TEXT NOT NULL, hinted INTEGER NOT NULL, tries INTEGER NOT NULL, mistake TEXT NOT NULL, seconds REAL NOT NULL);
INSERT INTO outcome VALUES (1, 1.5, '7/1.5', 'relu', 'M', '7/0', 'relu·7k3f', 'z', 0, 1, 'helped', 1, 2, 'absolute', 12.25);
INSERT INTO outcome VALUES (2, 9, '7/9', 'relu', 'M', '7/0', 'relu·7k3f', 'z', 0, 1, 'right', 0, 1, '', 3);
PRAGMA user_version = 1;
"""


def first_version(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(FIRST)
    connection.close()


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(found)


SESSION = Session("s1", 2.0, '["relu",null,[]]', "7", True, 0)  # noqa: FBT003 - a row of the log
POSED = Exercise("s1", "s1/1", 2.0, 1, "relu", "M", "7/0", "relu·7k3f", '{"format": 1}')
LINE = Line("s1/1", 0, 3.0, "answer", "-3\x00\U0001f600")


class TestVersions:
    """Every older log goes on; nothing in it is lost."""

    def test_from_the_first(self, tmp_path: Path) -> None:
        path = tmp_path / "practice.sqlite"
        first_version(path)
        log = History(path)
        assert version(path) == 2
        later = replace(OUTCOME, at=9.0, attempt="7/9", result="right", hinted=False, tries=1)
        assert list(log.outcomes()) == [OUTCOME, replace(later, mistake="", seconds=3.0)]
        log.add(SESSION, POSED)
        log.add(LINE, OUTCOME)
        log.close()
        again = History(path)
        assert again.session(SESSION.request) == SESSION
        assert again.exercises(SESSION) == [POSED]
        assert again.lines("s1/1") == [LINE]
        assert len(list(again.outcomes())) == 3

    def test_a_step_that_fails_leaves_the_old_log(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "practice.sqlite"
        first_version(path)
        broken = (*schema.STEPS[:1], (*schema.STEPS[1], "CREATE NONSENSE"))
        monkeypatch.setattr("quizgen.practice.history.STEPS", broken)
        with pytest.raises(UserError):
            History(path)
        monkeypatch.undo()
        assert version(path) == 1
        assert len(list(History(path).outcomes())) == 2

    def test_the_steps_make_the_tables_that_are_written(self) -> None:
        for row in (SESSION, POSED, LINE, End("s1", 4.0), OUTCOME):
            History(None).add(row)

    def test_a_table_that_is_gone(self, tmp_path: Path) -> None:
        path = tmp_path / "practice.sqlite"
        History(path).close()
        with sqlite3.connect(path) as connection:
            connection.execute("DROP TABLE line")
        connection.close()
        with pytest.raises(UserError, match="is damaged: line has no column attempt"):
            History(path)


class TestSessions:
    """Which session waits to be taken up."""

    def test_one_in_which_something_was_typed(self) -> None:
        log = History(None)
        log.add(SESSION, POSED)
        assert log.session(SESSION.request) is None
        log.add(LINE)
        assert log.session(SESSION.request) == SESSION
        assert log.session('["mse",null,[]]') is None

    def test_none_that_was_finished_nor_one_before_it(self) -> None:
        log = History(None)
        log.add(SESSION, POSED, LINE)
        later = replace(SESSION, key="s2")
        log.add(later, replace(POSED, session="s2", attempt="s2/1"), replace(LINE, attempt="s2/1"))
        assert log.session(SESSION.request) == later
        log.add(End("s2", 9.0))
        assert log.session(SESSION.request) is None

    def test_a_row_of_no_sense_is_passed_over_and_counted(self) -> None:
        log = History(None)
        log.add(SESSION, POSED, LINE)
        log.connection.execute("UPDATE line SET at = 'yesterday'")
        assert log.lines("s1/1") == []
        assert log.unreadable == 1

    def test_lines_of_one_transaction_or_none(self) -> None:
        log = History(None)
        log.connection.execute("DROP TABLE outcome")
        with pytest.raises(UserError):
            log.add(SESSION, POSED, LINE, OUTCOME)
        assert log.lines("s1/1") == []


def test_a_lock_that_goes_away_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "practice.sqlite"
    first_version(path)
    other = sqlite3.connect(path, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.7, other.rollback).start()
    assert len(list(History(path).outcomes())) == 2


def test_a_lock_that_stays_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizgen.practice.history.PATIENCE", 0.3)
    path = tmp_path / "practice.sqlite"
    first_version(path)
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(UserError, match="is locked by another program"):
        History(path)
    other.close()
