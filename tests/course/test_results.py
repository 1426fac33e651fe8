"""What grading writes is replaced together, whatever happens on the way."""

import json
import os
import shutil
from pathlib import Path

import pytest

from quizgen.course import results
from quizgen.course.manifest import file_digest
from quizgen.course.results import NEW, finish, replace_results
from quizgen.errors import UserError

FIRST = [("marks/a.csv", b"1"), ("feedback/x.txt", b"x"), ("private/marks.jsonl", b"{}")]
SECOND = [("marks/a.csv", b"2"), ("feedback/y.txt", b"y"), ("private/marks.jsonl", b"[]")]


def found(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_files_of_the_earlier_run_are_replaced_and_go(tmp_path: Path) -> None:
    replace_results(tmp_path, FIRST)
    replace_results(tmp_path, SECOND)
    own = found(tmp_path)
    assert {name: own[name] for name, _ in SECOND} == dict(SECOND)
    assert set(own) == {*dict(SECOND), "private/marks.json"}


class _KilledError(BaseException):
    """As if the process had ended here."""


@pytest.mark.parametrize("step", range(1, 24))
def test_killed_at_any_step(tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """After every step that touches the disk: either all old or, after the next call, all new."""
    replace_results(tmp_path / "expected", FIRST)
    replace_results(tmp_path / "expected", SECOND)
    root = tmp_path / "killed"
    replace_results(root, FIRST)
    before = found(root)
    count = 0

    def counted(real: object) -> object:
        def call(*args: object, **more: object) -> object:
            nonlocal count
            count += 1
            if count == step:
                raise _KilledError
            return real(*args, **more)  # type: ignore[operator]

        return call

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", counted(os.replace))
        patched.setattr(results, "_stage", counted(results._stage))
        patched.setattr(shutil, "rmtree", counted(shutil.rmtree))
        patched.setattr(Path, "unlink", counted(Path.unlink))
        try:
            replace_results(root, SECOND)
        except _KilledError:
            pass
        else:
            assert count < step
    committed = (root / NEW / "commit.json").exists()
    finish(root)
    kept = {name: data for name, data in found(root).items() if not name.startswith(NEW)}
    assert kept in (before, found(tmp_path / "expected"))
    assert not committed or kept == found(tmp_path / "expected")
    replace_results(root, SECOND)
    assert found(root) == found(tmp_path / "expected")


def test_a_file_that_was_changed_is_not_replaced(tmp_path: Path) -> None:
    replace_results(tmp_path, FIRST)
    (tmp_path / "marks/a.csv").write_bytes(b"mine")
    before = found(tmp_path)
    with pytest.raises(UserError, match=r"a\.csv: there already, and not as this command wrote it"):
        replace_results(tmp_path, SECOND)
    assert found(tmp_path) == before
    replace_results(
        tmp_path, SECOND, entered={"marks/a.csv": file_digest(tmp_path / "marks/a.csv")}
    )
    assert (tmp_path / "marks/a.csv").read_bytes() == b"2"


def test_a_changed_file_that_would_go(tmp_path: Path) -> None:
    replace_results(tmp_path, FIRST)
    (tmp_path / "feedback/x.txt").write_bytes(b"mine")
    with pytest.raises(UserError, match=r"x\.txt"):
        replace_results(tmp_path, SECOND)
    replace_results(tmp_path, SECOND, force=True)
    assert not (tmp_path / "feedback/x.txt").exists()
    assert "feedback/y.txt" in json.loads((tmp_path / "private/marks.json").read_bytes())
