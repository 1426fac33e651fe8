"""How much a text may compute: steps, depth, and the size of numbers, texts and lists."""

from typing import Any

from quizgen.errors import UserError

# Nodes of the syntax tree that are evaluated; a large network takes some ten thousand, a table of sines
# written out in Python two million. So many take about two seconds.
STEPS = 3_000_000
# Steps of one loop, those of loops in it among them.
LOOP_STEPS = 100_000
# Calls inside calls.
DEPTH = 45
# Entries of a list, a dictionary or a range that is gone through.
ENTRIES = 20_000
# All entries that containers are filled with, together: what stays in memory.
ALL_ENTRIES = 2_000_000
# Characters of a text.
LENGTH = 20_000
BITS = 2_048
# Rounds of a loop; what runs longer trains, and no network is made of so many layers.
ROUNDS = 5_000
# Entries of containers in containers that are compared, printed or hashed at once.
WEIGHT = 20_000


class BoundError(UserError):
    """The text computes more than any description of a network does."""


def too_much(what: str) -> BoundError:
    """The refusal of something that grows without end."""
    return BoundError(what, "describe a smaller network")


def entries(count: int) -> int:
    """A number of entries that is not too large; `BoundError` for another one.

    >>> entries(3)
    3
    """
    if count > ENTRIES:
        raise too_much(f"a list of {count} entries is too long")
    return count


def text(value: str) -> str:
    """A text that is not too long."""
    if len(value) > LENGTH:
        raise too_much(f"a text of {len(value)} characters is too long")
    return value


def number(value: Any) -> Any:
    """A whole number that is not too large; any other value as it is."""
    if type(value) is int and value.bit_length() > BITS:
        raise too_much("a number is too large")
    return value


def weighed(*values: Any) -> None:
    """`BoundError` where containers inside containers hold too much to be compared or printed.

    A few nested tuples can stand for more entries than there is memory: `t = (t, t)`, forty times.
    """
    waiting = [
        value for value in values if isinstance(value, list | tuple | dict | set | frozenset)
    ]
    seen = 0
    while waiting:
        value = waiting.pop()
        seen += len(value) + 1
        if seen > WEIGHT:
            raise too_much("containers inside containers hold too much")
        inner = list(value.values()) + list(value) if isinstance(value, dict) else value
        waiting += [
            entry for entry in inner if isinstance(entry, list | tuple | dict | set | frozenset)
        ]
