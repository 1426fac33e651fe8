"""Answers of all kinds with all that is said of them, word for word as it stands in `whole/`.

`verdicts.jsonl` has a judge a line (kind, key, mistakes, settings) and answers to it: status, score,
reading, remark and slip; `refused.jsonl` keys and settings with the reason why there is no judge.
Somebody who did not write the code read every verdict as a teacher would, and what was wrong was mended.
QUIZGEN_WHOLE=write writes what is said anew: read the difference.
"""

import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from quizgen.answers import AnswerKind, Unreadable, answer_kind

FOLDER = Path(__file__).parent / "whole"
KINDS = (
    "boolean", "choice", "code", "expression", "fraction", "integer", "interval", "matrix", "matrix_expression",
    "multi", "order", "real", "shape", "snippet", "symbolic_matrix", "table", "terms", "vector", "words",
)  # fmt: skip


@cache
def lines(name: str) -> list[dict[str, Any]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def made(judge: list[Any]) -> AnswerKind:
    kind, key, mistakes, settings = judge
    return answer_kind(kind, key, mistakes, **settings)


def verdicts(line: dict[str, Any]) -> dict[str, Any]:
    kind, said = made(line["judge"]), []
    for text, *_ in line["answers"]:
        found = kind.judge(text)
        more = [str(found.score), found.reading, found.feedback, found.mistake]
        said.append([text, str(found.status), *more])
    return {"judge": line["judge"], "answers": said}


def tried(what: Callable[[], object]) -> str:
    try:
        return repr(what())
    except (ValueError, Unreadable) as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001 - a key that is none of the settings, a kind without it
        return type(error).__name__


def refused(line: dict[str, Any]) -> dict[str, Any]:
    return {"judge": line["judge"], "why": tried(lambda: made(line["judge"]))}


def differences(name: str, say: Callable[[dict[str, Any]], dict[str, Any]], kind: str) -> Iterator[object]:  # fmt: skip
    for line in lines(name):
        if line["judge"][0] == kind and (now := say(line)) != line:
            yield now, line


FILES = {"verdicts.jsonl": verdicts, "refused.jsonl": refused}


@pytest.fixture(autouse=True, scope="module")
def _anew() -> None:
    if os.environ.get("QUIZGEN_WHOLE") == "write":
        for name, say in FILES.items():
            now = [json.dumps(say(line), ensure_ascii=True) + "\n" for line in lines(name)]
            (FOLDER / name).write_text("".join(now), encoding="utf-8", newline="\n")
        lines.cache_clear()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FILES)
def test_every_word(name: str, kind: str) -> None:
    assert next(differences(name, FILES[name], kind), None) is None


def test_every_kind_is_there() -> None:
    assert {line["judge"][0] for line in lines("verdicts.jsonl")} == set(KINDS)
