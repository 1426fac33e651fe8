"""`grade` and `regrade`, killed at any moment or out of space: the next run gives the bytes of an undisturbed one."""

import csv
import io
import os
import re
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.cli.group import group
from quizgen.course import results
from tests.cli.conftest import Run
from tests.cli.test_regrade import BANK

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="the child is a fork of this process"
)
COMMANDS = {
    "grade": ("grade", "hw", "later.csv"),
    "regrade": ("regrade", "hw", "--bank", "mended.toml", "--yes"),
}


@pytest.fixture
def graded(run: Run, tmp_path: Path) -> Path:
    """A class that was graded once; two answers wait, and an instructor has entered the mark of one."""
    (tmp_path / "mine.toml").write_text(BANK, encoding="utf-8")
    (tmp_path / "mended.toml").write_text(BANK.replace("b + 1", "b"), encoding="utf-8")
    made = run("homework", "my-sum", "--bank", "mine.toml", "--student", "Ada", "--student", "Bob", "-o", "hw")  # fmt: skip
    assert made.exit_code == 0, made.output
    text = "student,question,answer\nAda,1a,7 or 8\nAda,1b,36\nBob,1a,9 or 10\n"
    (tmp_path / "first.csv").write_text(text, encoding="utf-8")
    (tmp_path / "later.csv").write_text(text + "Bob,1b,40\n", encoding="utf-8")
    assert run("grade", "hw", "first.csv").exit_code == 0
    enter(tmp_path / "hw", "Ada", "1")
    return tmp_path


def enter(hw: Path, student: str, mark: str) -> None:
    """What an instructor does with review.csv."""
    path = hw / "marks/review.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    next(row for row in rows if row["student"] == student)["mark"] = mark
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), "utf-8-sig")


def entered(hw: Path) -> dict[str, str]:
    text = (hw / "marks/review.csv").read_text("utf-8-sig")
    return {row["student"]: row["mark"] for row in csv.DictReader(io.StringIO(text)) if row["mark"]}


def contents(hw: Path) -> dict[str, bytes]:
    return {
        p.relative_to(hw).as_posix(): p.read_bytes()
        for p in hw.rglob("*")
        if p.is_file() and p.name != "lock"
    }


def forked(work: Callable[[], None]) -> int:
    """The exit code of a child that does the work; minus the signal where it was killed."""
    child = os.fork()
    if not child:
        code = 70
        try:
            sys.stderr = sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - the child's own
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_at(number: int, words: Sequence[str]) -> None:
    """Run a command that is killed before it touches the disk for the time of a number."""
    steps = count(1)

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **more: object) -> object:
            if next(steps) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **more)

        return call

    os.replace = counted(os.replace)  # type: ignore[assignment]
    os.fsync = counted(os.fsync)  # type: ignore[assignment]
    results._stage = counted(results._stage)  # type: ignore[assignment]
    shutil.rmtree = counted(shutil.rmtree)  # type: ignore[assignment]
    command(*words)


def unnamed(data: bytes) -> bytes:
    """The bytes of a file without the folder's own name; of a file of digests nothing."""
    if data.startswith(b"{\n") and b"grades.csv" in data:
        return b""
    return re.sub(rb"\b(?:hw|run|whole|both)(?=/)", b"X", data)


def command(*arguments: str) -> int:
    return CliRunner().invoke(group, list(arguments)).exit_code


@pytest.mark.parametrize("name", COMMANDS)
def test_killed(name: str, graded: Path) -> None:
    """Also with a mark that is entered between the kill and the next run: none is ever lost."""
    begin, whole, both = graded / "hw", graded / "whole", graded / "both"
    for place in (whole, both):
        shutil.copytree(begin, place)
    enter(both, "Bob", "0.5")
    own = {p: tuple(str(p.name) if w == "hw" else w for w in COMMANDS[name]) for p in (whole, both)}
    for place, words in own.items():
        assert command(*words) == 0, place
    wanted = {"": contents(whole), "0.5": contents(both)}
    killed = 0
    for number in range(1, 60, 6):
        place = graded / "run"
        shutil.copytree(begin, place)
        words = tuple(place.name if w == "hw" else w for w in COMMANDS[name])
        ended = forked(partial(kill_at, number, words))
        killed += ended == -signal.SIGKILL
        assert entered(place)["Ada"] == "1"
        mark = "0.5" if number % 12 == 1 else ""
        if mark:
            enter(place, "Bob", mark)
        assert command(*words) == 0
        found = contents(place)
        assert found.keys() == wanted[mark].keys()
        assert [n for n, data in found.items() if unnamed(data) != unnamed(wanted[mark][n])] == []
        shutil.rmtree(place)
        if ended == 0:
            break
    assert killed >= 4


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk(name: str, graded: Path) -> None:
    """No file gets longer than so many bytes: nothing is half replaced, and with space all is as it would be."""
    before = contents(graded / "hw")

    def work(most: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        if command(*COMMANDS[name]) != 1:
            raise AssertionError

    for most in (0, 300, 2000):
        code = forked(partial(work, most))
        assert code == 0, most
        assert contents(graded / "hw") == before
    whole = graded / "whole"
    shutil.copytree(graded / "hw", whole)
    assert command(*COMMANDS[name]) == 0
    words = [whole.name if w == "hw" else w for w in COMMANDS[name]]
    assert command(*words) == 0
    assert contents(graded / "hw").keys() == contents(whole).keys()


def test_what_is_entered_while_answers_are_graded(
    graded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = results.replace_results

    def meanwhile(*args: object, **more: object) -> object:
        enter(graded / "hw", "Bob", "0.5")
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(results, "replace_results", meanwhile)
    result = CliRunner().invoke(group, ["grade", "hw", "later.csv", "--force"])
    assert result.exit_code == 1
    assert "review.csv: was changed while the answers were graded" in " ".join(
        result.output.split()
    )
    assert entered(graded / "hw") == {"Ada": "1", "Bob": "0.5"}
