"""What a student reads of an answer, in the language of the homework: remarks of every kind of answer."""

import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.verdict import WRONG, Verdict
from quizgen.document.messages import english, shipped_messages
from quizgen.grading.mark import Mark
from quizgen.grading.told import told

# Words that no German remark has; "in", "was" and "die" are of both languages.
ENGLISH = re.compile(
    r"\b(?:the|is|are|of|not|right|wrong|and|or|with|your|answer|entries|give|write|it|that|missing|none|order|digits?)\b",
    re.IGNORECASE,
)
LETTERS = {"choices": ["A", "B", "C"], "choice_texts": ["one", "two", "three"]}
SAID: list[tuple[str, Any, dict[str, Any], str]] = [
    ("integer", 45, {}, "46"),
    ("integer", 45, {}, "-45"),
    ("integer", 45, {}, "4.5"),
    ("integer", 1400, {}, "140"),
    ("fraction", "2/3", {}, "3/2"),
    ("fraction", "2/3", {}, "0.667"),
    ("fraction", "2/3", {"lowest_terms": True}, "4/6"),
    ("real", 0.123456, {"rtol": 0.0001}, "1.23456"),
    ("vector", [3, -4, 5], {}, "5, -4, 3"),
    ("vector", [3, -4, 5], {}, "-3, 4, -5"),
    ("vector", [3, -4, 5], {}, "3, 4"),
    ("vector", [3, -4, 5], {"partial": "per_entry"}, "3, -4, 9"),
    ("vector", [3, -4, 5], {"partial": "per_entry"}, "3, 8, 9"),
    ("matrix", [[1, 2], [3, 4]], {}, "1 3; 2 4"),
    ("matrix", [[1, 2], [3, 4]], {}, "1 2 3; 4 5 6"),
    ("matrix", [[1, 2], [3, 4]], {}, "3 4; 1 2"),
    ("shape", [8, 3, 5], {}, "(3, 5, 8)"),
    ("shape", [8, 3, 5], {}, "(8, 3, 6)"),
    ("shape", [8, 3, 5], {}, "(1, 8, 3, 5)"),
    ("shape", [8, 3, 5], {}, "120"),
    ("shape", [8, 3, 5], {}, "(8, 3)"),
    ("multi", ["A", "C"], LETTERS, "A, B"),
    ("multi", [], LETTERS, "B"),
    ("multi", [], LETTERS, "A, B"),
    ("order", ["A", "B", "C"], {"items": ["A", "B", "C"]}, "C, B, A"),
    ("order", ["A", "B", "C"], {"items": ["A", "B", "C"]}, "A, C, B"),
    ("expression", "a + b", {"variables": ["a", "b"]}, "-a - b"),
    ("expression", "a + b", {"variables": ["a", "b"]}, "7"),
]


@pytest.mark.parametrize(("kind", "key", "settings", "answer"), SAID)
def test_remarks_are_in_the_language(
    kind: str, key: object, settings: dict[str, Any], answer: str
) -> None:
    judge = answer_kind(kind, key, **settings)
    verdict = judge.judge(answer)
    assert verdict.feedback, (answer, verdict)
    mark = Mark("Ada", "1", "e", answer, verdict, verdict.score, verdict.score)
    said = told(mark, shipped_messages("de")).said
    assert not ENGLISH.search(re.sub(r"\(.*?\)", "", said)), said
    assert told(mark).said == verdict.feedback


def test_what_an_exercise_says_stays() -> None:
    said = "Add the bias, and multiply. The sign is wrong."
    verdict = Verdict(WRONG, Fraction(0), "15", said, "adds")
    mark = Mark("Ada", "1", "e", "15", verdict, verdict.score, Fraction(1))
    german = told(mark, shipped_messages("de")).said
    assert german == "Add the bias, and multiply. Das Vorzeichen ist falsch."


def sentences(path: Path) -> Iterator[str]:
    """The plain texts of a module that are whole sentences, but for its docstrings."""
    found = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(n) for one in ast.walk(found) if isinstance(one, ast.JoinedStr) for n in ast.walk(one)
    }
    told = {id(one.value) for one in ast.walk(found) if isinstance(one, ast.Expr)}
    for node in ast.walk(found):
        if isinstance(node, ast.Constant) and id(node) not in inside | told:
            text = node.value
            if isinstance(text, str) and re.fullmatch(r"[A-Z][^\n]* [^\n]*[a-z]\.", text):
                yield text


def test_every_sentence_of_the_kinds_is_a_message() -> None:
    """A remark that the file of messages does not have would be English in a German feedback."""
    known = {**english().remarks, **english().feedback}
    found = {text for path in Path("quizgen/answers").rglob("*.py") for text in sentences(path)}
    assert len(found) > 40
    assert {text for text in found if text not in known} == set()


def test_no_remark_stayed_english() -> None:
    german = shipped_messages("de")
    same = [text for text, own in german.remarks.items() if text == own]
    assert [text for text in same if re.search("[a-z]", re.sub(r"\{\w+\}", "", text))] == []
    assert [
        own for own in german.remarks.values() if ENGLISH.search(re.sub(r"\{\w+\}|'or'", "", own))
    ] == []
