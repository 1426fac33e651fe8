"""What a typed line is: an answer or a command, and how far an answer can be read."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from quizgen.answers import Unreadable, kind_class
from quizgen.practice.events import FINISH, HELP, HINT, QUIT, SKIP, WHY

if TYPE_CHECKING:
    from quizgen.variant import Part

COMMANDS = {
    "h": HINT, "hint": HINT, "?": HELP, "help": HELP,
    "s": SKIP, "skip": SKIP, "w": WHY, "why": WHY,
    "q": QUIT, "quit": QUIT, "exit": QUIT, "finish": FINISH,
}  # fmt: skip
KEYS = "h hint · s skip · q quit · ? help"
ALL_KEYS = "h hint · s skip (shows the solution) · q quit · ? help"
# What each command does, as `?` tells it.
COMMAND_HELP = {
    "h": "a hint",
    "s": "skip: shows the solution",
    "w": "the steps of the last solution",
    "q": "stop; the same command goes on",
    "finish": "stop for good",
}


def command(text: str, part: "Part") -> str | None:
    """The command a line is, None for an answer.

    A letter that could be an answer, such as option H or a variable s, is one; `:s` is always
    the command.

    >>> from quizgen.variant import Part
    >>> command("s", Part("a", "?", "integer", 3)), command(" 3", Part("a", "?", "integer", 3))
    ('skip', None)
    >>> command("s", Part("a", "?", "expression", "s+1", settings={"variables": ["s"]}))
    """
    word = text.strip().lower()
    if word.startswith(":"):
        return COMMANDS.get(word[1:].strip())
    if word not in COMMANDS or word in _letters(part):
        return None
    return COMMANDS[word]


def _letters(part: "Part") -> frozenset[str]:
    """Single letters that an answer to this part could consist of."""
    return kind_class(part.kind).letters(part.settings)


def shortened(text: str, most: int = 40) -> str:
    """A text that was typed, as a message names it.

    >>> shortened("a long answer", 8)
    'a long …'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def keys(part: "Part", words: str = KEYS) -> str:
    """The commands as they can be typed at this part."""
    taken = _letters(part)
    return " · ".join(f":{word}" if word[0] in taken else word for word in words.split(" · "))


def key_help(part: "Part") -> list[str]:
    """Every command as it can be typed at this part, and what it does.

    >>> from quizgen.variant import Part
    >>> key_help(Part("a", "?", "integer", 3))[1]
    's       skip: shows the solution'
    """
    return [f"{keys(part, word):7} {said}" for word, said in COMMAND_HELP.items()]


def read_so_far(kind: Any, text: str) -> str:
    """What has been read of a line that is still being typed.

    >>> from quizgen.answers import answer_kind
    >>> read_so_far(answer_kind("vector", key=[3, 4]), "[3, 4")
    'not yet: a bracket is not closed'
    >>> read_so_far(answer_kind("vector", key=[3, 4]), "3, 4")
    '2 read of 2: [3, 4] — Enter to check'
    """
    if not text.strip():
        return "type your answer"
    try:
        value = kind.read(text)
        echo = kind.echo(value)
    except Unreadable as error:
        return f"not yet: {error.reason}"
    except RecursionError:
        return "not yet: nested too deeply"
    return f"{_sizes(kind, value)}{_without_size(echo)} — Enter to check"


def _sizes(kind: Any, value: Any) -> str:
    """How many entries have been read, beside how many there are."""
    if not kind.by_entry:
        return "read as "
    return f"{_size(value)} read of {_size(kind.key)}: "


def _without_size(echo: str) -> str:
    return re.sub(r"^an? \d+ × \d+ matrix ", "", echo)


def _size(value: object) -> str:
    if isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple):
        return f"{len(value)} × {len(value[0])}"
    return str(len(value)) if isinstance(value, list | tuple) else "1"


def marked(kind: Any, text: str) -> str:
    """The reading, with ✓, ✗ or ≈ (rounded) after every entry of a vector or matrix of the right size.

    Where a property decides, no entry is right or wrong by itself.

    >>> from quizgen.answers import answer_kind
    >>> marked(answer_kind("vector", key=[3, 4]), "[3, 5]")
    '[3 ✓, 5 ✗]'
    >>> marked(answer_kind("vector", key=["2/3", 4]), "[0.67, 4]")
    '[0.67 ≈, 4 ✓]'
    """
    value = kind.read(text)
    if kind.is_decided or not kind.by_entry or _size(value) != _size(kind.key):
        return str(kind.echo(value))
    if not value or not isinstance(value[0], list):
        return _row(value, lambda i, entry: kind.compare(_put(kind.key, i, entry)))
    rows = [_row(row, partial(_compared, kind, number)) for number, row in enumerate(value)]
    return "[" + ", ".join(rows) + "]"


def _compared(kind: Any, row: int, column: int, entry: Any) -> Any:
    return kind.compare(_put(kind.key, row, _put(kind.key[row], column, entry)))


def _row(values: Sequence[object], compare: Callable[[int, object], object]) -> str:
    signs = (_sign(compare(i, entry)) for i, entry in enumerate(values))
    return "[" + ", ".join(f"{_entry(v)} {s}" for v, s in zip(values, signs, strict=True)) + "]"


def _sign(found: Any) -> str:
    return "≈" if found.rounded else "✓" if found.score == 1 else "✗"


def _put(row: Sequence[object], place: int, entry: object) -> list[Any]:
    """The key with one entry as the student has it: right only if that entry is."""
    return [*row[:place], entry, *row[place + 1 :]]


def _entry(value: Any) -> str:
    from quizgen.answers.scalar import shown
    from quizgen.answers.written import written

    return shown(value) if isinstance(value, Fraction) else written(value)
