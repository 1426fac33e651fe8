"""The tables of a ready-made sheet: which exercises it asks, of which course and week it is."""

from collections.abc import Mapping
from pathlib import Path

from quizgen.bank.exercise import (
    Sheet,
    SheetQuestion,
)
from quizgen.bank.field_types import is_amount
from quizgen.bank.table_problems import Tables
from quizgen.language.repairs import nearest

SHEET_KEYS = frozenset("id title intro questions partial part_of week".split())


def sheet_of(tables: Tables, data: Mapping[str, object]) -> Sheet | None:
    """The sheet that the tables of a file describe; None where a problem was told."""
    tables.sizes(data, "")
    tables.known_keys(data, SHEET_KEYS, "")
    data = tables.typed(data, "")
    identifier = data.get("id", Path(tables.file).stem)
    questions = []
    for i, entry in enumerate(data.get("questions", [])):
        table = {"id": entry} if isinstance(entry, str) else entry
        if not isinstance(table, dict) or not isinstance(table.get("id"), str):
            tables.problem(
                "questions",
                f"entry {i + 1} names no exercise",
                '{ id = "conv1d-arch", level = "M" }',
            )
            continue
        for key in ("level", "instance"):
            if not isinstance(table.get(key, ""), str):
                tables.problem("questions", f"entry {i + 1}: {key} is not text", f'{key} = "…"')
        if not is_amount(table.get("points", 1)):
            tables.problem(
                "questions", f"entry {i + 1}: points are not a number", 'points = 2, or "1/2"'
            )
        unknown = set(table) - {"id", "level", "instance", "points"}
        for key in sorted(unknown):
            tables.problem(
                "questions",
                f"entry {i + 1}: unknown key {key!r}",
                nearest(key, ("level", "instance", "points")),
            )
        questions.append(
            SheetQuestion(
                table["id"],
                table.get("level", ""),
                table.get("instance", ""),
                str(table.get("points", "")),
            )
        )
    part_of, week = data.get("part_of", ""), data.get("week", 0)
    if not tables.problems and (bool(part_of) != bool(week) or week < 0):
        tables.problem(
            "week" if "week" in data else "part_of",
            "a course and its week stand together",
            'part_of = "first-course" and week = 3, counted from 1',
        )
    if tables.problems:
        return None
    title = data.get("title", identifier)
    return Sheet(
        identifier,
        tables.file,
        title,
        tuple(questions),
        data.get("intro", ""),
        data.get("partial", ""),
        part_of,
        week,
        tables.lines,
    )
