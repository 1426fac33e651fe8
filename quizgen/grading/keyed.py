"""A plain table of answers, each with its own key: no homework folder is needed.

Columns are kind, key and answer; `settings` and `mistakes` may hold JSON; other columns are kept.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from quizgen.answers.escape import for_csv
from quizgen.answers.verdict import Verdict
from quizgen.errors import UserError
from quizgen.grading.judging import UNANSWERED, cached_kind
from quizgen.grading.parallel import chunks, in_order
from quizgen.grading.tables import Row, cell_text

COLUMNS = ("kind", "key", "answer")
OWN = ("status", "score", "read_as", "mistake", "feedback")
# Answers that go to another process at a time.
ANSWERS = 2_000


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the table and its verdict."""

    row: Row
    verdict: Verdict

    def cells(self) -> dict[str, Any]:
        """The line's own columns, then the verdict's."""
        verdict = self.verdict
        found = (verdict.status, float(verdict.score), verdict.reading)
        own = (*found, verdict.mistake or "", verdict.feedback)
        return {**self.row.cells, **dict(zip(OWN, own, strict=True))}


def judge_rows(
    rows: Iterable[Row], name: str, executor: Executor | None = None
) -> Iterator[list[Judged]]:
    """The verdicts in the order of the lines, some at a time; no more lines are held than that.

    `UserError` names the line of a key, kind or setting that cannot be used.
    """
    work = ((chunk, name) for chunk in chunks(rows, ANSWERS))
    yield from in_order(_judge_chunk, work, executor)


def _judge_chunk(work: tuple[list[Row], str]) -> list[Judged]:
    rows, name = work
    return [Judged(row, judge_row(row, name)) for row in rows]


def judge_row(row: Row, name: str = "table") -> Verdict:
    """The verdict of one line.

    >>> judge_row(Row(2, {"kind": "vector", "key": "[3, 4]", "answer": "(3, 4)"})).status
    'correct'
    """
    cells = row.cells
    settings = _settings(cells, row, name)
    key = cells["key"]
    encoded = json.dumps(key.strip() if isinstance(key, str) else key, sort_keys=True)
    mistakes = json.dumps(_json(cells, "mistakes", list, row, name))
    try:
        kind = cached_kind(str(cells["kind"]).strip(), encoded, mistakes, settings)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(f"{name}:{row.line}: {error}", _fix(cells)) from None
    answer = cell_text(cells["answer"])
    return kind.judge(answer) if answer else UNANSWERED


def _settings(cells: Mapping[str, Any], row: Row, name: str) -> str:
    return json.dumps(_json(cells, "settings", dict, row, name), sort_keys=True)


def _json(cells: Mapping[str, Any], column: str, wanted: type, row: Row, name: str) -> Any:
    value = cells.get(column) or wanted()
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = None
    if not isinstance(value, wanted):
        example = '{"rtol": 0.01}' if wanted is dict else '[{"name": "adds", "value": 14}]'
        raise UserError(
            f"{name}:{row.line}: {column} is no JSON {'object' if wanted is dict else 'list'}",
            f"write it as {example}",
        )
    return value


def _fix(cells: Mapping[str, Any]) -> str:
    return f"kind {cells['kind']!r} with key {cells['key']!r} must be what answer_kind takes"


def csv_lines(judged: Iterable[Judged], *, header: bool) -> str:
    """Verdicts as lines of CSV, escaped for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for i, found in enumerate(judged):
        cells = found.cells()
        if header and i == 0:
            writer.writerow([for_csv(column) for column in cells])
        writer.writerow([for_csv(cell_text(value)) for value in cells.values()])
    return out.getvalue()


def json_lines(judged: Iterable[Judged]) -> str:
    """Verdicts as JSON lines."""
    return "".join(
        json.dumps({n: _sound(v) for n, v in found.cells().items()}, ensure_ascii=False) + "\n"
        for found in judged
    )


def _sound(value: Any) -> Any:
    return cell_text(value) if isinstance(value, str) else value
