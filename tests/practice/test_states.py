"""Broken state folders, a full disk and odd environments: told, never a traceback, nothing lost that was said to be saved."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner, Result

from quizgen.cli.group import group
from quizgen.practice.history import History
from quizgen.variant import Part

if os.name == "nt":
    pytest.skip("modes, links and limits of POSIX", allow_module_level=True)

BANK = """
[[exercise]]
id = "sum"
title = "Sum"
draw = { a = "integer(2, 9)", b = "integer(2, 9)" }
text = "Add {{ a }} and {{ b }} — à la 漢."
[[exercise.part]]
ask = "What is the sum?"
answer = "a + b"
"""
# Root may write anywhere: the tests' processes give that up.
HUMBLE = (
    ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    if os.geteuid() == 0 and shutil.which("setpriv")
    else []
)
needs_modes = pytest.mark.skipif(os.geteuid() == 0 and not HUMBLE, reason="root may write anywhere")
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
TYPED = ["0", "1", "-7", "-8"]


@dataclass(frozen=True)
class Place:
    folder: Path
    bytecode: Path

    def environment(self) -> dict[str, str]:
        """Its own state folder; what one process has compiled the next need not."""
        kept = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE}
        cache = {"PYTHONPYCACHEPREFIX": str(self.bytecode)}
        return {**kept, **cache, "QUIZGEN_HOME": str(self.home), "TERM": "dumb"}

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def log(self) -> Path:
        return self.home / "practice.sqlite"

    def made(self) -> Path:
        """A log in which something was kept."""
        assert practise_here(self).exit_code == 0
        return self.log


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    (tmp_path / "demo.toml").write_text(BANK, encoding="utf-8")
    return Place(tmp_path, tmp_path_factory.getbasetemp() / "bytecode")


def practise(
    place: Place,
    typed: list[str] = TYPED,
    *,
    redirect: str = "",
    variables: Mapping[str, str] = MappingProxyType({}),
) -> "subprocess.CompletedProcess[str]":
    environment = {**place.environment(), **variables}
    command = [*HUMBLE, sys.executable, "-m", "quizgen", "practice", "sum", "--seed", "1"]
    command += ["--bank", str(place.folder / "demo.toml")]
    if redirect:
        command = ["sh", "-c", f'exec "$@" {redirect}', "sh", *command]
    done = subprocess.run(
        command, input="".join(f"{line}\n" for line in typed), cwd=place.folder, env=environment, capture_output=True,
        text=True, encoding="utf-8", errors="replace", check=False, timeout=60,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    assert "Exception" not in said, said
    return done


def practise_here(
    place: Place,
    typed: list[str] = TYPED,
    *,
    seed: tuple[str, ...] = ("--seed", "1"),
    variables: Mapping[str, str | None] = MappingProxyType({}),
) -> Result:
    """The same in this process, which is several times as fast, but may write anywhere."""
    arguments = ["practice", "sum", *seed, "--bank", str(place.folder / "demo.toml")]
    runner = CliRunner(env={"QUIZGEN_HOME": str(place.home), **variables})
    result = runner.invoke(group, arguments, input="".join(f"{line}\n" for line in typed))
    assert result.exception is None, result.output
    return result


def kept(path: Path) -> list[str]:
    return [text for (text,) in sqlite3.connect(path).execute("SELECT text FROM line ORDER BY id")]


def changed(log: Path, statement: str) -> None:
    connection = sqlite3.connect(log)
    connection.execute(statement)
    connection.commit()
    connection.close()


# -- state folders -------------------------------------------------------------------------------


def a_file(place: Place) -> None:
    place.home.write_text("a file")


def not_to_be_written(place: Place) -> None:
    place.home.mkdir(mode=0o500)


def not_to_be_entered(place: Place) -> None:
    place.home.mkdir(mode=0o000)


def garbage(place: Place) -> None:
    place.home.mkdir()
    place.log.write_bytes(os.urandom(9_000))


def a_folder(place: Place) -> None:
    place.log.mkdir(parents=True)


def a_loop(place: Place) -> None:
    place.home.symlink_to(place.home)


def a_link_to_nowhere(place: Place) -> None:
    place.home.mkdir()
    place.log.symlink_to(place.folder / "no" / "where")


def a_pipe(place: Place) -> None:
    place.home.mkdir()
    os.mkfifo(place.log)


def a_device(place: Place) -> None:
    place.home.mkdir()
    place.log.symlink_to("/dev/full")


def of_the_future(place: Place) -> None:
    changed(place.made(), "PRAGMA user_version = 3")


def of_another_program(place: Place) -> None:
    place.home.mkdir()
    changed(place.log, "CREATE TABLE song (title TEXT)")


def without_a_table(place: Place) -> None:
    changed(place.made(), "DROP TABLE exercise")


def cut_within_a_page(place: Place) -> None:
    with place.made().open("r+b") as file:
        file.truncate(4096 * 3 + 1000)


def with_a_page_of_garbage(place: Place) -> None:
    with place.made().open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * 2)


def with_a_folder_for_a_journal(place: Place) -> None:
    (place.made().parent / "practice.sqlite-wal").mkdir()


def to_be_read_only(place: Place) -> None:
    place.made().chmod(0o400)


def to_be_read_only_in_its_folder(place: Place) -> None:
    place.made().chmod(0o400)
    place.home.chmod(0o500)


TELLING: dict[Callable[[Place], None], str] = {
    a_file: "File exists|Not a directory",
    not_to_be_written: "cannot be opened",
    not_to_be_entered: "Permission denied|cannot be opened",
    garbage: "is no review log",
    a_folder: "is no file",
    a_loop: "Too many levels of symbolic links|File exists",
    a_link_to_nowhere: "cannot be opened",
    a_pipe: "is no file",
    a_device: "is no file",
    of_the_future: "written by a newer quizgen",
    of_another_program: "is another program's database",
    without_a_table: "is damaged",
    cut_within_a_page: "is damaged",
    with_a_page_of_garbage: "is damaged",
    with_a_folder_for_a_journal: "cannot be opened|cannot be read or written",
    to_be_read_only: "may not be written",
    to_be_read_only_in_its_folder: "may not be written|cannot be opened",
}

MODES = {not_to_be_written, not_to_be_entered, to_be_read_only, to_be_read_only_in_its_folder}


@needs_modes
@pytest.mark.parametrize("broken", TELLING, ids=lambda broken: broken.__name__)
def test_a_broken_state_is_told_and_practice_goes_on(
    broken: Callable[[Place], None], place: Place
) -> None:
    broken(place)
    before = place.log.read_bytes() if place.home.is_dir() and place.log.is_file() else b""
    try:
        done = practise(place) if broken in MODES else practise_here(place)
        assert "read as -8" in done.stdout
        assert re.search(TELLING[broken], done.stderr), done.stderr
        assert "    fix: " in done.stderr
        assert "nothing of it is saved" in done.stderr
        assert "Saved" not in done.stderr
        assert not before or place.log.read_bytes() == before
    finally:
        if place.home.is_dir():
            place.home.chmod(0o700)


def test_a_locked_log_is_told(place: Place) -> None:
    other = sqlite3.connect(place.made())
    other.execute("BEGIN EXCLUSIVE")
    done = practise_here(place)
    other.close()
    assert "is locked by another program" in done.stderr
    assert "is saved as soon as the log is free" in done.stderr
    assert "4 lines could not be saved" in done.stdout
    assert "Saved" not in done.stderr
    assert kept(place.log) == TYPED


def test_a_log_that_was_locked_is_tried_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other program lets go of it while the second answer is typed."""
    from quizgen.practice import prompt

    other = sqlite3.connect(place.made())
    other.execute("BEGIN EXCLUSIVE")
    typed: list[object] = []
    asker = prompt.asker

    def asking() -> Callable[[Part], str]:
        ask = asker()

        def asked(part: Part) -> str:
            typed.append(part)
            if len(typed) == 2:
                other.close()
            return ask(part)

        return asked

    monkeypatch.setattr(prompt, "asker", asking)
    done = practise_here(place)
    assert "Saved now, with what could not be saved before." in done.stdout
    assert kept(place.log) == TYPED * 2
    assert "Saved" in done.stderr


def test_a_session_is_taken_up_by_one_terminal_only(place: Place) -> None:
    """The first is at its prompt while the second runs; afterwards nothing of the lock is left."""
    made = ["practice", "sum", "--bank", str(place.folder / "demo.toml")]
    environment = place.environment()

    def started() -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-u", "-m", "quizgen", *made], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def told(process: "subprocess.Popen[str]", words: str) -> str:
        assert process.stderr is not None
        for line in process.stderr:
            if words in line:
                return line
        raise AssertionError(words)

    assert practise_here(place, ["0"], seed=()).exit_code == 0
    first = started()
    seed = told(first, "seed: ")
    # The claim is made before the seed is told.
    second = started()
    assert told(second, "going on in another terminal; a new one begins here")
    assert told(second, "seed: ") != seed
    second.communicate("1\n", timeout=60)
    first.communicate("2\n", timeout=60)
    sessions = "SELECT e.session, l.text FROM line l JOIN exercise e ON e.attempt = l.attempt"
    rows = sqlite3.connect(place.log).execute(sessions).fetchall()
    whose: dict[str, set[str]] = {}
    for session, text in rows:
        whose.setdefault(session, set()).add(text)
    assert sorted(map(sorted, whose.values())) == [["0", "2"], ["1"]]
    assert not list(place.home.glob("*.lock"))


def test_an_empty_file_becomes_a_log(place: Place) -> None:
    place.home.mkdir()
    place.log.touch()
    assert "Saved" in practise_here(place).stderr
    assert kept(place.log) == TYPED


def test_a_session_that_cannot_be_read_is_told(place: Place) -> None:
    # A session without a seed of its own is taken up.
    assert practise_here(place, ["0"], seed=()).exit_code == 0
    changed(place.log, "UPDATE exercise SET variant = 'nonsense'")
    done = practise_here(place, ["0"], seed=())
    assert done.exit_code == 0, done.stderr
    assert "cannot be taken up; a new one begins" in done.stderr
    assert "read as 0" in done.stdout


HOMES = ["", "a/b", "~", "~nobody-of-that-name/x", "a\nb", "x" * 5_000, "/proc/quizgen", "\udcff\udcfe"]  # fmt: skip


@pytest.mark.parametrize("home", HOMES, ids=lambda home: ascii(home)[:12])
def test_odd_homes(home: str, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place.folder)
    own = place.folder / "own"
    variables = {"QUIZGEN_HOME": home, "HOME": str(own), "XDG_CONFIG_HOME": None}
    done = practise_here(place, variables=variables)
    assert done.exit_code == 0
    assert "read as -8" in done.stdout
    logs = list(place.folder.rglob("practice.sqlite"))
    if "Saved" in done.stderr:
        (log,) = logs
        assert kept(log) == TYPED
    else:
        assert "nothing of it is saved" in done.stderr
        assert logs == []


def test_a_folder_that_is_gone(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = place.folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert practise_here(place).exit_code == 0


# -- a disk that fills -----------------------------------------------------------------------------


@contextmanager
def files_of(size: int) -> Iterator[None]:
    """No file may become longer; Python ignores the signal that would end the process."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [4_096, 50_000, 140_000])
def test_a_full_disk(size: int, place: Place) -> None:
    typed = [str(-number) for number in range(60)]
    with files_of(size):
        done = practise_here(place, typed)
    assert done.exit_code == 0
    assert "read as -59" in done.stdout
    if "nothing of it is saved" in done.stderr:
        assert size < 50_000
        return
    lost = re.search(r"^  (\d+) lines could not be saved", done.stdout, re.MULTILINE)
    assert "Saved" not in done.stderr or not lost
    saved = kept(place.log)
    assert saved == typed[: len(saved)]
    assert lost or saved == typed
    if lost:
        assert "not saved:" in done.stdout
        assert len(saved) == len(typed) - int(lost[1])


# -- environments ----------------------------------------------------------------------------------

# Variables that have nothing to do with each other share a process.
ENVIRONMENTS: list[dict[str, str]] = [
    {"LANG": "C", "PYTHONIOENCODING": "shift_jis", "TERM": "", "NO_COLOR": "", "COLUMNS": "0", "TZ": "nonsense", "QUIZGEN_PRACTICE_COUNT": "2"},
    {"LC_ALL": "POSIX", "TERM": "unknown", "NO_COLOR": "1", "COLUMNS": "abc", "TMPDIR": "/nowhere"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "COLUMNS": "20", "SHELL": ""},
    {"PYTHONIOENCODING": "ascii", "CLICOLOR_FORCE": "1", "COLUMNS": "", "USER": "", "LOGNAME": "", "QUIZGEN_SEED": "3"},
    {"PYTHONIOENCODING": "cp1252", "TERM": "linux", "PYTHONUNBUFFERED": "1", "LANG": "xx_YY.nonsense", "COLUMNS": "-5"},
    {"PYTHONIOENCODING": "cp437", "PYTHONDEVMODE": "1", "PYTHONWARNINGS": "error::ResourceWarning"},
    {"PYTHONIOENCODING": "koi8-r", "PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "0", "TERM": "nonsense\n", "FORCE_COLOR": "1"},
    {"PYTHONIOENCODING": "ascii:strict", "LANG": "", "TERM": "vt52", "COLUMNS": "1"},
    {"PYTHONIOENCODING": ":ignore", "LC_ALL": "de_DE.ISO-8859-1", "TERM": "xterm-256color", "COLUMNS": "9" * 20, "LINES": "x"},
]  # fmt: skip


def test_there_are_forty() -> None:
    assert sum(map(len, ENVIRONMENTS)) >= 40


@pytest.mark.parametrize("variables", ENVIRONMENTS, ids=lambda v: ascii(v)[1:40])
def test_odd_environments(variables: dict[str, str], place: Place) -> None:
    done = practise(place, variables=variables)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert kept(place.log) == TYPED


@pytest.mark.parametrize("without", [("HOME", "TERM", "LANG"), ("HOME", "QUIZGEN_HOME", "USER")])
def test_without(without: tuple[str, ...], place: Place) -> None:
    home = {"XDG_CONFIG_HOME": str(place.folder / "config")} if "QUIZGEN_HOME" in without else {}
    done = practise_here(place, variables={**dict.fromkeys(without), **home})
    assert done.exit_code == 0, done.stderr
    (log,) = place.folder.rglob("practice.sqlite")
    assert kept(log) == TYPED


@pytest.mark.parametrize("redirect", ["<&-", "<&- >&- 2>&-", "</"])
def test_closed_and_full_streams(redirect: str, place: Place) -> None:
    done = practise(place, redirect=redirect)
    assert done.returncode in {0, 1}
    typed = kept(place.log) if place.log.exists() else []
    assert typed == TYPED[: len(typed)]
    assert History(place.log).session('["sum",null,["nowhere"]]') is None
