"""Where answers are typed: a line with a reading below it on a terminal, plain lines elsewhere."""

import os
import sys
from typing import TYPE_CHECKING

from quizgen.errors import UserError
from quizgen.language.judges import kind_of
from quizgen.practice.typed import keys, read_so_far

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.variant import Part

PROMPT = "> "


def is_plain() -> bool:
    """Whether nothing may be sent but text: a pipe, or a terminal that cannot do more."""
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return not on_terminal or os.environ.get("TERM", "dumb") in {"", "dumb"}


def is_coloured() -> bool:
    """Whether text may be coloured; NO_COLOR switches nothing else off."""
    return not is_plain() and not os.environ.get("NO_COLOR")


def asker() -> "Callable[[Part], str]":
    """The function that asks for a line: it raises EOFError or KeyboardInterrupt when there is none."""
    return plain_line if is_plain() else _toolbar_line()


def plain_line(part: "Part") -> str:
    """A line from standard input, repeated where nobody sees it being typed."""
    del part
    return typed_after(PROMPT)


def typed_after(text: str) -> str:
    """A line typed after a text, whatever is behind standard input."""
    sys.stdout.write(text)
    sys.stdout.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeError as error:
        fix = "give it that encoding, or unset PYTHONIOENCODING"
        raise UserError(
            f"standard input is no text in {sys.stdin.encoding}: {error}", fix
        ) from None
    if not line:
        sys.stdout.write("\n")
        raise EOFError
    if not sys.stdin.isatty():
        shown = "".join(
            c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line.rstrip("\n")
        )
        sys.stdout.write(shown + "\n")
    return line.rstrip("\n")


def pause(text: str) -> str:
    """The line typed where somebody sits in front, mostly none; a pipe is never waited for."""
    return typed_after(text) if sys.stdin.isatty() and sys.stdout.isatty() else ""


def _toolbar_line() -> "Callable[[Part], str]":
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession()

    def ask(part: "Part") -> str:
        from prompt_toolkit.application import get_app

        kind = kind_of(part)

        def toolbar() -> str:
            width = get_app().output.get_size().columns
            return _fitted(read_so_far(kind, session.default_buffer.text), keys(part), width)

        return session.prompt(PROMPT, bottom_toolbar=toolbar)

    return ask


def _fitted(reading: str, commands: str, width: int) -> str:
    r"""Reading on the left and keys on the right, or below where one line does not hold both.

    >>> _fitted("2 read of 2", "q quit", 24)
    '2 read of 2       q quit'
    >>> _fitted("2 read of 2", "q quit", 12)
    '2 read of 2\nq quit'
    """
    clean = "".join(c if c.isprintable() else " " for c in reading)
    room = width - len(clean) - len(commands)
    if room >= 2:
        return clean + " " * room + commands
    shown = clean if len(clean) <= width else clean[: width - 1] + "…"
    return f"{shown}\n{commands}"
