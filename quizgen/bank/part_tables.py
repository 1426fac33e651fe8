"""The tables of an exercise's parts: a list of them, or tables by the ids of the parts."""

from collections.abc import Callable, Mapping
from typing import Any


def part_tables(
    written: list[Mapping[str, Any]] | Mapping[str, Mapping[str, Any]],
    path: str,
    problem: Callable[[str, str, str], None],
) -> dict[str, Mapping[str, Any]]:
    """The parts in their order, by the path of each; `problem` is told a field, what is wrong and what would be right.

    >>> part_tables({"P": {"ask": "How large?"}}, "exercise.0", print)
    {'exercise.0.part.P': {'ask': 'How large?', 'id': 'P'}}
    """
    if isinstance(written, list):
        return {f"{path}.part.{j}": table for j, table in enumerate(written)}
    found: dict[str, Mapping[str, Any]] = {}
    for name, table in written.items():
        if "id" in table:
            problem(f"{path}.part.{name}.id", "stands beside an id in the header", "leave it out")
        found[f"{path}.part.{name}"] = {**table, "id": name}
    return found
