"""What a table consists of: records, and what could not be read as one."""

from typing import Any, NamedTuple


class Record(NamedTuple):
    """One line of a table. JSON objects bring the `names` of their cells along, and keep types."""

    line: int
    cells: tuple[Any, ...]
    names: tuple[str, ...] = ()


class Bad(NamedTuple):
    """A line that is no record: where, how it looks, and what is wrong with it."""

    line: int
    text: str
    reason: str
