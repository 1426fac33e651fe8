"""The progress bar: on a terminal, after a second, and nowhere else."""

import io
import sys

import pytest

from quizgen.cli import progress as module


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, patience: float, **plain: str
) -> str:
    """What three units of work print on a terminal."""
    # Set in the test itself: pytest puts its own stderr in place after the fixtures.
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(module, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in plain.items():
        monkeypatch.setenv(name, value)
    with module.progress("Grading", 3) as done:
        for _ in range(3):
            done(1)
    return stream.getvalue()


def test_long_work_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    found = shown(monkeypatch, Terminal(), -1.0)
    assert "Grading" in found
    assert "3/3" in found


def test_short_work_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, Terminal(), 60.0) == ""


@pytest.mark.parametrize("plain", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
def test_a_plain_terminal_shows_none(
    monkeypatch: pytest.MonkeyPatch, plain: dict[str, str]
) -> None:
    assert shown(monkeypatch, Terminal(), -1.0, **plain) == ""


def test_no_terminal_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), -1.0) == ""
