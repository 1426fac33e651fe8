"""Whole sessions: with a scripted student, and as a process on a pipe and on a terminal."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self

import pytest

from quizgen.bank import load_banks
from quizgen.errors import UserError
from quizgen.practice.course import Course
from quizgen.practice.history import History
from quizgen.practice.keeper import Keeper
from quizgen.practice.messages import Ask, Goodbye, Message, Note, Solution, Statement
from quizgen.practice.outcome import Tally
from quizgen.practice.rows import Session
from quizgen.practice.run import Edge, Run
from quizgen.practice.session import State
from quizgen.practice.words import Page, say
from quizgen.variant import Part

BANK = """
[[exercise]]
id = "sum"
title = "Sum"
draw = { a = "integer(2, 9)", b = "integer(2, 9)" }
text = "Add {{ a }} and {{ b }}."
[[exercise.part]]
ask = "What is the sum?"
answer = "a + b"
mistakes = { multiplies = { value = "a * b", hint = "Add, do not multiply." } }

[[exercise]]
id = "product"
title = "Product"
draw = { a = "integer(12, 19)" }
text = "Given {{ a }}."
[[exercise.part]]
ask = "What is $2 a$?"
answer = "2 * a"
[[exercise.part]]
ask = "And $3 a$?"
answer = "3 * a"

[[exercise]]
id = "broken"
title = "Cannot be drawn"
draw = { a = "integer(1, 2)" }
require = ["a > 5"]
ask = "What is a?"
answer = "a"
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "demo.toml"
    path.write_text(BANK)
    return path


def course(bank: Path, *families: str, seed: str = "1", adaptive: bool = False) -> Course:
    library = load_banks([bank], shipped_too=False)
    return Course([library.exercise(family) for family in families], seed, adaptive=adaptive)


def practise(
    found: Course,
    history: History,
    *,
    ask: Callable[[Part], str],
    say: Callable[[Message], None],
    clock: Callable[[], float],
    count: int = 0,
    last: str = "",
    paused: Iterable[str] = (),
) -> Tally:
    at_pauses = iter(paused)
    edge = Edge(ask, say, clock, line=lambda _: last, pause=lambda _: next(at_pauses, ""))
    begun = Session("s", 0.0, "", found.seed, found.adaptive, count)
    return Run(found, begun, Keeper(history, say), edge, State(), count).to_the_end()


def session(
    found: Course, *lines: str, count: int = 0, last: str = "", paused: Iterable[str] = ()
) -> tuple[Tally, list[Message], History]:
    """A session in which the student types these lines; KEY types the right answer."""
    waiting = iter(lines)
    messages: list[Message] = []
    history = History(None)
    clock = iter(float(second) for second in range(10_000))

    def ask(part: Part) -> str:
        line = next(waiting, None)
        if line is None:
            raise EOFError
        return str(part.key) if line == "KEY" else line

    tally = practise(
        found,
        history,
        ask=ask,
        say=messages.append,
        clock=lambda: next(clock),
        count=count,
        last=last,
        paused=paused,
    )
    return tally, messages, history


class TestSession:
    """Questions go on until the student leaves; each answer is in the log."""

    def test_a_scripted_student(self, bank: Path) -> None:
        tally, messages, history = session(
            course(bank, "sum", "product"), "KEY", "KEY", "0", "h", "KEY", "s", "q"
        )
        assert tally == Tally(right=2, helped=1, skipped=1)
        assert [(o.family, o.part, o.result) for o in history.outcomes()] == [
            ("sum", "a", "right"), ("product", "a", "right"), ("product", "b", "helped"), ("sum", "a", "skipped"),
        ]  # fmt: skip
        assert sum(isinstance(m, Solution) for m in messages) == 1

    def test_count(self, bank: Path) -> None:
        tally, messages, _ = session(course(bank, "sum"), *["KEY"] * 9, count=3)
        assert tally == Tally(right=3)
        assert [m.number for m in messages if isinstance(m, Statement)] == [1, 2, 3]

    def test_what_was_right_last_is_explained_at_the_end(self, bank: Path) -> None:
        _, messages, _ = session(course(bank, "sum"), "KEY", count=1, last="w")
        assert sum(isinstance(m, Solution) for m in messages) == 1

    def test_what_is_typed_where_nothing_is_asked_is_said(self, bank: Path) -> None:
        tally, messages, _ = session(
            course(bank, "sum"), "s", "s", "KEY", count=3, last="8", paused=["7", " "]
        )
        notes = [m.text for m in messages if isinstance(m, Note) and m.kind == "unasked"]
        assert (notes, tally) == (["7", "8"], Tally(right=1, skipped=2))

    def test_a_session_is_left_where_nothing_is_asked(self, bank: Path) -> None:
        for word in ("q", ":q", "finish"):
            tally, messages, _ = session(course(bank, "product"), "s", "KEY", paused=[word])
            assert tally == Tally(skipped=1)
            assert isinstance(messages[-1], Goodbye)  # no part is asked any more
            assert sum(isinstance(m, Ask) for m in messages) == 1

    def test_end_of_input_keeps_the_tally(self, bank: Path) -> None:
        tally, _, _ = session(course(bank, "sum"), "KEY")
        assert tally == Tally(right=1)

    def test_interrupt_keeps_the_tally(self, bank: Path) -> None:
        def interrupted(_: Part) -> str:
            raise KeyboardInterrupt

        tally = practise(
            course(bank, "sum"), History(None), ask=interrupted, say=print, clock=lambda: 0.0
        )
        assert tally == Tally()

    def test_fresh_variants(self, bank: Path) -> None:
        _, messages, _ = session(course(bank, "sum"), *["KEY"] * 8, count=8)
        values = [str(m.variant.values) for m in messages if isinstance(m, Statement)]
        assert len(set(values)) == 8

    def test_the_same_seed_asks_the_same(self, bank: Path) -> None:
        def codes(seed: str) -> list[str]:
            _, messages, _ = session(
                course(bank, "sum", "product", seed=seed), *["KEY"] * 9, count=4
            )
            return [m.variant.code for m in messages if isinstance(m, Statement)]

        assert codes("1") == codes("1")
        assert codes("1") != codes("2")

    def test_what_cannot_be_drawn_is_left_out(self, bank: Path) -> None:
        found = course(bank, "broken", "sum")
        tally, _, _ = session(found, "KEY", "KEY", count=2)
        assert tally == Tally(right=2)
        assert list(found.broken) == ["broken"]

    def test_nothing_can_be_drawn(self, bank: Path) -> None:
        with pytest.raises(UserError, match=r"broken.* cannot be drawn"):
            session(course(bank, "broken"))

    def test_what_went_wrong_comes_back_before_new_ones(self, bank: Path) -> None:
        """By the schedule: a minute after a wrong answer the family is due."""
        found = course(bank, "sum", "product", adaptive=True)
        history, seconds = History(None), iter(range(0, 10_000, 100))
        lines = iter(["0", "1", "KEY", "KEY"])
        asked: list[str] = []

        def ask(part: Part) -> str:
            line = next(lines, None)
            if line is None:
                raise EOFError
            return str(part.key) if line == "KEY" else line

        def note(message: Message) -> None:
            if isinstance(message, Statement):
                asked.append(message.variant.id)

        practise(found, history, ask=ask, say=note, clock=lambda: float(next(seconds)))
        assert asked == ["sum", "product", "sum"]


def test_every_message_has_words(bank: Path) -> None:
    """Narrow and wide pages, with colour and without; a student's control characters never get through."""
    _, messages, _ = session(
        course(bank, "sum", "product"), "99", "h", "\x1b[31m1", "100", "KEY", "s", "q"
    )
    for page in (Page(40), Page(100, colour=True)):
        text = "\n".join(say(message, page) for message in messages)
        assert "\x1b[31m1" not in text
        assert ("\x1b" in text) is page.colour
        if not page.colour:
            assert max(map(len, text.split("\n"))) <= page.width
    plain = "\n".join(say(message, Page()) for message in messages)
    assert "read as 99" in plain
    assert "✗ Not right." in plain
    assert "Try once more; h is a hint." in plain
    assert "Answer: " in plain
    assert "(b)" in plain


# -- as a process ----------------------------------------------------------------------------------

COMMAND = [sys.executable, "-m", "quizgen", "practice", "sum", "--seed", "1"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "QUIZGEN_HOME": str(tmp_path / "home"), "TERM": "xterm-256color"}


def piped(bank: Path, environment: dict[str, str], typed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--bank", str(bank)], input=typed, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


class TestProcess:
    """`quizgen practice` on a pipe and on a terminal."""

    def test_piped(self, bank: Path, environment: dict[str, str], tmp_path: Path) -> None:
        done = piped(bank, environment, "x\n0\n1\n0\n")
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout + done.stderr
        assert "not read: " in done.stdout
        assert done.stdout.rstrip().endswith(
            "1 answered: 1 wrong; 1 wrong try at a part that is open."
        )
        log = History(tmp_path / "home" / "practice.sqlite")
        assert [outcome.result for outcome in log.outcomes()] == ["wrong"]

    def test_the_same_bytes(self, bank: Path, environment: dict[str, str]) -> None:
        typed = "0\n1\nh\ns\nq\n"
        assert piped(bank, environment, typed).stdout == piped(bank, environment, typed).stdout

    def test_on_a_terminal(self, bank: Path, environment: dict[str, str]) -> None:
        with terminal([*COMMAND, "--bank", str(bank)], environment) as screen:
            screen.until("What is the sum?")
            screen.type("[1, 2")
            screen.until("not yet: ")
            screen.type("\x15" + "0")
            screen.until("read as 0 — Enter")  # the rest is redrawn where it changed
            screen.type("\r")
            screen.until("Not right.")
            screen.type("\x03")
            screen.until("1 wrong try")
            assert screen.exit_code() == 0
            assert "h hint · s skip" in screen.seen.decode()

    def test_no_color_keeps_the_editing_of_a_line(
        self, bank: Path, environment: dict[str, str]
    ) -> None:
        with terminal([*COMMAND, "--bank", str(bank)], {**environment, "NO_COLOR": "1"}) as screen:
            screen.until("What is the sum?")
            screen.type("99\x15" + "0")  # Ctrl-U takes the line back
            screen.until("read as 0")
            screen.type("\r")
            screen.until("Not right.")
            screen.interrupt("1 wrong try")
            assert screen.exit_code() == 0
            assert not re.search(rb"\x1b\[(?:\d+;)*(?:3|4|9|10)[0-7](?:;\d+)*m", screen.seen)

    def test_no_escape_bytes_on_a_dumb_terminal(
        self, bank: Path, environment: dict[str, str]
    ) -> None:
        with terminal([*COMMAND, "--bank", str(bank)], {**environment, "TERM": "dumb"}) as screen:
            screen.until("What is the sum?")
            screen.type("0\n")
            screen.until("h is a hint.\r\n> ")
            screen.interrupt("1 wrong try")
            assert screen.exit_code() == 0
            assert b"\x1b" not in screen.seen


TWO = [sys.executable, "-m", "quizgen", "practice", "product", "--seed", "1"]


class TestPause:
    """Where somebody sits, a solution can be read before more comes; a pipe is never waited for."""

    @pytest.mark.parametrize("term", ["dumb", "xterm-256color", "unknown"])
    def test_on_a_terminal(self, term: str, bank: Path, environment: dict[str, str]) -> None:
        with terminal([*TWO, "--bank", str(bank)], {**environment, "TERM": term}) as screen:
            screen.until("What is 2a?")
            screen.settled()
            screen.type("s\r")
            screen.until("Enter goes on")
            assert "(b)" not in screen.seen.decode()
            screen.type("\r")
            screen.until("And 3a?")
            screen.settled()
            found = re.search(r"Given (\d+)", screen.seen.decode())
            assert found
            screen.type(f"{3 * int(found[1])}\r")
            screen.until("w shows why the answer before was right.")
            screen.settled()
            screen.type("w\r")
            screen.until("Enter goes on")
            assert f"Answer: {3 * int(found[1])}" in screen.seen.decode()
            screen.interrupt("1 answered: 1 right; 1 skipped.")
            assert screen.exit_code() == 0

    def test_not_on_a_pipe(self, bank: Path, environment: dict[str, str]) -> None:
        done = subprocess.run(
            [*TWO, "--bank", str(bank)], input="s\ns\ns\n", env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert "Enter goes on" not in done.stdout
        assert "nothing answered; 3 skipped." in done.stdout

    def test_a_right_answer_on_a_pipe(self, bank: Path, environment: dict[str, str]) -> None:
        done = subprocess.run(
            [*TWO, "--bank", str(bank)], input="", env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        found = re.search(r"Given (\d+)", done.stdout)
        assert found
        double = 2 * int(found[1])
        done = subprocess.run(
            [*TWO, "--bank", str(bank)], input=f"{double}\nw\n", env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert "w shows why the answer before was right." in done.stdout
        assert f"Answer: {double}" in done.stdout.split("> w")[1]


class terminal:  # noqa: N801 - reads as a place
    """A process on a pseudo-terminal."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.seen = b""
        self.main, side = pty.openpty()
        self.process = subprocess.Popen(
            command, stdin=side, stdout=side, stderr=side, env=environment, start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - Ctrl-C reaches only the terminal's own session
        )  # fmt: skip
        os.close(side)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.main)

    def type(self, text: str) -> None:
        os.write(self.main, text.encode())

    def settled(self) -> None:
        """Wait until nothing more comes: the prompt stands."""
        for chunk in self._chunks(time.monotonic() + 0.5):
            self.seen += chunk

    def interrupt(self, text: str) -> None:
        """Ctrl-C, again where it came between Python's last look for signals and the read that waits."""
        for _ in range(9):
            self.type("\x03")
            try:
                self.until(text, 2.0)
            except AssertionError:
                continue
            return
        self.until(text, 2.0)

    def until(self, text: str, seconds: float = 20.0) -> None:
        """Read the screen until the text has come since the last call."""
        start, limit = len(self.seen), time.monotonic() + seconds
        for chunk in self._chunks(limit):
            self.seen += chunk
            if text.encode() in self.seen[max(0, start - len(text)) :]:
                return
        raise AssertionError(f"{text!r} did not come; the screen says {self.seen.decode()!r}")

    def _chunks(self, limit: float) -> Iterator[bytes]:
        while time.monotonic() < limit:
            if select.select([self.main], [], [], 0.1)[0]:
                try:
                    chunk = os.read(self.main, 65_536)
                except OSError:
                    return
                # A terminal answers the question where its cursor is; prompt_toolkit asks it.
                if b"\x1b[6n" in chunk:
                    os.write(self.main, b"\x1b[1;1R")
                yield chunk

    def exit_code(self) -> int:
        limit = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < limit:
            for chunk in self._chunks(time.monotonic() + 0.1):
                self.seen += chunk
        return self.process.wait(timeout=5)


def _take_terminal() -> None:
    import fcntl
    import signal
    import termios

    # Shells start what runs in the background with interrupts ignored.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
