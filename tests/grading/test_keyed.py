"""A table of answers with their keys: verdicts in order, whatever the settings and workers."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from quizgen.errors import UserError
from quizgen.grading.keyed import judge_row, verdict_lines
from quizgen.parallel import in_order
from quizgen.tables.named import Row


def judge(**cells: Any) -> tuple[str, float]:
    verdict = judge_row(Row(1, cells))
    return verdict.status, float(verdict.score)


class TestRows:
    @pytest.mark.parametrize(
        ("cells", "status"),
        [
            ({"kind": "integer", "key": "5", "answer": "5"}, "correct"),
            ({"kind": " integer ", "key": " 5 ", "answer": "6"}, "wrong"),
            ({"kind": "integer", "key": 5, "answer": 5}, "correct"),
            ({"kind": "vector", "key": [3, "1/2"], "answer": "(3, 0.5)"}, "correct"),
            ({"kind": "vector", "key": "[3, 1/2]", "answer": [3, 0.5]}, "correct"),
            ({"kind": "real", "key": "0.5", "answer": "0.6", "settings": '{"atol": 0.1}'}, "correct"),
            ({"kind": "real", "key": 0.5, "answer": "0.6", "settings": {"atol": 0.1}}, "correct"),
            ({"kind": "choice", "key": "B", "answer": "b)", "settings": {"choices": ["A", "B"]}}, "correct"),
            ({"kind": "integer", "key": "5", "answer": ""}, "blank"),
            ({"kind": "integer", "key": "5", "answer": None}, "blank"),
        ],
    )  # fmt: skip
    def test_statuses(self, cells: dict[str, Any], status: str) -> None:
        assert judge(**cells)[0] == status

    def test_mistakes_of_the_table(self) -> None:
        mistakes = [{"name": "adds", "value": 14, "hint": "Multiply.", "credit": "1/2"}]
        row = Row(1, {"kind": "integer", "key": 45, "answer": "14", "mistakes": mistakes})
        verdict = judge_row(row)
        assert (verdict.status, verdict.mistake, verdict.feedback) == (
            "partial",
            "adds",
            "Multiply.",
        )

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ({"kind": "intger", "key": "5"}, "t:7: unknown answer kind 'intger'; did you mean 'integer'?"),
            ({"kind": "integer", "key": "five"}, "t:7: 'five' is no number"),
            ({"kind": "integer", "key": [1]}, "t:7: "),
            ({"kind": "integer", "key": {}}, "t:7: "),
            ({"kind": "vector", "key": "5 or 6"}, "t:7: "),
            ({"kind": "real", "key": "5", "settings": "atol"}, "t:7: settings is no JSON object"),
            ({"kind": "real", "key": "5", "settings": '{"tolerance": 1}'}, "unknown setting 'tolerance'"),
            ({"kind": "real", "key": "5", "mistakes": "{}"}, "t:7: mistakes is no JSON list"),
        ],
    )  # fmt: skip
    def test_keys_that_cannot_be_used(self, cells: dict[str, Any], said: str) -> None:
        with pytest.raises(UserError) as error:
            judge_row(Row(7, {**cells, "answer": "5"}), "t")
        assert said in str(error.value)


class TestLines:
    ROWS = tuple(
        Row(i, {"id": i, "kind": "integer", "key": 1, "answer": "=1" if i % 3 else "1"})
        for i in range(5000)
    )

    def test_csv(self) -> None:
        text = "".join(t for _, t in verdict_lines(self.ROWS, "t", as_json=False))
        found = list(csv.DictReader(io.StringIO(text)))
        assert [int(row["id"]) for row in found] == list(range(5000))
        assert found[0]["status"] == "correct"
        assert found[1]["answer"] == "'=1"

    def test_json(self) -> None:
        text = "".join(t for _, t in verdict_lines(self.ROWS, "t", as_json=True))
        found = [json.loads(line) for line in text.splitlines()]
        assert len(found) == 5000
        assert found[1]["answer"] == "=1"
        assert found[0]["score"] == 1

    @pytest.mark.parametrize("as_json", [True, False])
    def test_the_same_with_workers(self, as_json: bool) -> None:  # noqa: FBT001 - pytest passes it
        alone = list(verdict_lines(self.ROWS, "t", as_json=as_json))
        with ThreadPoolExecutor(3) as executor:
            assert list(verdict_lines(self.ROWS, "t", as_json=as_json, executor=executor)) == alone


class TestInOrder:
    """No more is read than is worked on; the first error ends it."""

    def test_lazily(self) -> None:
        read = 0

        def items() -> Any:
            nonlocal read
            for i in range(1000):
                read += 1
                yield i

        with ThreadPoolExecutor(2) as executor:
            results = in_order(abs, items(), executor, ahead=4)
            assert next(results) == 0
            assert read <= 4
            assert list(results) == list(range(1, 1000))

    def test_errors_come_through(self) -> None:
        with ThreadPoolExecutor(2) as executor, pytest.raises(ZeroDivisionError):
            list(in_order(lambda x: 1 // x, [1, 0, 1], executor))
