"""A plain table of answers, each with its own key: no homework folder is needed.

Columns are kind, key and answer; `settings` and `mistakes` may hold JSON; other columns are kept.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.answers.escape import for_csv
from quizgen.answers.verdict import Verdict
from quizgen.errors import UserError
from quizgen.grading.judging import UNANSWERED
from quizgen.language.judges import cached_kind
from quizgen.parallel import chunks, where_it_pays
from quizgen.tables.named import Row
from quizgen.tables.reading import cell_text

if TYPE_CHECKING:
    # Only named here: grading in one process does not wait for it.
    from concurrent.futures import Executor

COLUMNS = ("kind", "key", "answer")
# Answers that go to another process at a time.
ANSWERS = 2_000
# Seconds for so many that it takes to send them; for less work one process is faster.
WORTH = 0.2


def verdict_lines(
    rows: Iterable[Row], name: str, *, as_json: bool, executor: "Executor | None" = None
) -> Iterator[tuple[int, str]]:
    r"""The verdicts as lines of CSV (escaped for spreadsheets) or JSON, some at a time, in order.

    Each item has its number of lines; no more of the table is held than is worked on. `UserError`
    names the line of a key, kind or setting that cannot be used.

    >>> rows = [Row(2, {"kind": "integer", "key": "15", "answer": "16"})]
    >>> [(count, text)] = verdict_lines(rows, "table", as_json=False)
    >>> print(text)
    kind,key,answer,status,score,read_as,mistake,feedback
    integer,15,16,wrong,0,16,,Very close: one off.
    <BLANKLINE>
    """
    work = ((chunk, name, as_json, i == 0) for i, chunk in enumerate(chunks(rows, ANSWERS)))
    yield from where_it_pays(_chunk_lines, work, executor, WORTH)


def _chunk_lines(work: tuple[list[Row], str, bool, bool]) -> tuple[int, str]:
    # Other processes send back text: it takes less time than to send the verdicts.
    rows, name, as_json, header = work
    judged = [_cells(row, judge_row(row, name)) for row in rows]
    return len(rows), _json_lines(judged) if as_json else _csv_lines(judged, header=header)


def _cells(row: Row, verdict: Verdict) -> dict[str, Any]:
    """The line's own columns, then the verdict's."""
    score = float(verdict.score)
    own = {
        "status": verdict.status,
        "score": int(score) if score.is_integer() else score,
        "read_as": verdict.reading,
        "mistake": verdict.mistake or "",
        "feedback": verdict.feedback,
    }
    return {**row.cells, **own}


def judge_row(row: Row, name: str = "table") -> Verdict:
    """The verdict of one line.

    >>> judge_row(Row(2, {"kind": "vector", "key": "[3, 4]", "answer": "(3, 4)"})).status
    'correct'
    """
    cells = row.cells
    settings = _settings(cells, row, name)
    key = cells["key"]
    encoded = _encoded(key)
    mistakes = json.dumps(_json(cells, "mistakes", list, row, name))
    try:
        kind = cached_kind(str(cells["kind"]).strip(), encoded, mistakes, settings)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(f"{name}:{row.line}: {error}", _fix(cells)) from None
    answer = cell_text(cells["answer"])
    return kind.judge(answer) if answer else UNANSWERED


def _encoded(key: object) -> str:
    """A key as JSON; text that is a JSON object is one, such as what comes before each item."""
    if isinstance(key, str) and key.strip().startswith("{"):
        try:
            return json.dumps(json.loads(key), sort_keys=True)
        except ValueError:
            pass
    return json.dumps(key.strip() if isinstance(key, str) else key, sort_keys=True)


def _settings(cells: Mapping[str, object], row: Row, name: str) -> str:
    return json.dumps(_json(cells, "settings", dict, row, name), sort_keys=True)


def _json(cells: Mapping[str, object], column: str, wanted: type, row: Row, name: str) -> Any:
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


def _fix(cells: Mapping[str, object]) -> str:
    return f"kind {cells['kind']!r} with key {cells['key']!r} must be what answer_kind takes"


def _csv_lines(judged: Iterable[Mapping[str, object]], *, header: bool) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for i, cells in enumerate(judged):
        if header and i == 0:
            writer.writerow([for_csv(column) for column in cells])
        writer.writerow([for_csv(cell_text(value)) for value in cells.values()])
    return out.getvalue()


def _json_lines(judged: Iterable[Mapping[str, object]]) -> str:
    return "".join(
        json.dumps({n: _sound(v) for n, v in cells.items()}, ensure_ascii=False) + "\n"
        for cells in judged
    )


def _sound(value: object) -> Any:
    return cell_text(value) if isinstance(value, str) else value
