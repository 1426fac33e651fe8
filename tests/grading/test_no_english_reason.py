"""Every reason and remark that is written in the code is in the file of messages.

One that is not there would stand in English in the feedback of a German homework.
"""

import ast
import importlib
import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.verdict import UNREADABLE, Verdict
from quizgen.document.frame import Frame
from quizgen.document.messages import shipped_messages
from quizgen.grading.feedback import student_feedback
from quizgen.grading.mark import Mark
from quizgen.grading.marks import grade
from quizgen.grading.overrides import read_overrides
from quizgen.grading.submissions import Submission
from quizgen.grading.told import told
from quizgen.slips.conventions import OTHERS
from tests.grading.conftest import Build

# What stands for a student's words, a number or a name.
HOLE = "‹x›"
# What is handed to the functions that write a reason, by the name of the parameter.
GIVEN = {
    "what": ["one layer", "one expression"], "strict": ["row", "column"], "told": ["write it exactly, as a fraction a/b"],
    "where": ["line 2: ", "", "Layer 2, Linear"],
}  # fmt: skip
# Combinations that no answer brings about.
NEVER = re.compile(
    r"a (row|column) is written; a \1 is asked|row ‹x› has 1 cell, and ‹x› (is|are asked; what) .*"
    r"|row ‹x› has 7 cells, and ‹x› is asked; put .*|: .*"
)
# Remarks made of several texts: `JUDGED` has them whole.
COMPOSED = re.compile(
    r"‹x› but .*|The shape has ‹x›, yours was read as .*|(line 2|Layer 2|one layer).*: ‹x›\.|Besides, ‹x›\.|.* cannot be computed‹x›\."
)
# Function words of English that no German sentence has.
ENGLISH = re.compile(
    r"\b(?:the|is|are|of|not|right|and|or|with|your|answer|entries|give|write|it|that|missing|has|have|by|to)\b",
    re.IGNORECASE,
)


@cache
def german(text: str) -> str:
    """What a student reads of a verdict on a German homework."""
    verdict = Verdict(UNREADABLE, Fraction(0), "", text)
    mark = Mark("Ada", "1", "e", HOLE, verdict, Fraction(0), Fraction(1))
    return told(mark, shipped_messages("de")).said


@dataclass(frozen=True)
class Texts:
    """The texts that an expression of a module may be, with a hole for what is not written there."""

    names: Mapping[str, object]
    own: Mapping[str, list[ast.expr]]

    def of(self, node: ast.expr) -> list[str]:
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=parts):
                return ["".join(one) for one in itertools.product(*map(self.of, parts))]
            case ast.FormattedValue(value=value, conversion=-1):
                return self.of(value)
            case ast.IfExp(body=body, orelse=orelse):
                return self.of(body) + self.of(orelse)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return [a + b for a in self.of(left) for b in self.of(right)]
            case ast.Name(id=name):
                return self._named(name)
            case ast.Call(
                func=ast.Name(id="how_many" | "_count"),
                args=[_, ast.Constant(value=str(noun)), *more],
            ):
                many = ast.literal_eval(more[0]) if more else f"{noun}s"
                return [f"1 {noun}", f"7 {many}"]
        return [HOLE]

    def _named(self, name: str) -> list[str]:
        if isinstance(known := self.names.get(name), str):
            return [known]
        # A name that is set to something with itself is read once.
        inside = Texts(self.names, {other: own for other, own in self.own.items() if other != name})
        found = [text for value in self.own.get(name, []) for text in inside.of(value)]
        return found or GIVEN.get(name, [HOLE])


def assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    """What the names of a function are set to."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


@cache
def functions(folder: str) -> list[tuple[Path, list[ast.AST], Texts]]:
    """The functions of a folder: the file, what is written in it, and the texts of its names."""
    found: list[tuple[Path, list[ast.AST], Texts]] = []
    for path in sorted(Path("quizgen", folder).rglob("*.py")):
        names = vars(importlib.import_module(".".join(path.with_suffix("").parts)))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        found += [(path, list(ast.walk(f)), Texts(names, assigned(f))) for f in inside]
    return found


def reasons() -> Iterator[tuple[str, list[str]]]:
    """Where the code says why an answer cannot be read, and the texts this may be."""
    for folder in ("answers", "language"):
        for path, function, texts in functions(folder):
            for node in function:
                if isinstance(node, ast.Call) and node.args:
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if name in ("Unreadable", "fail"):
                        yield f"{path}:{node.lineno}", texts.of(node.args[0])


def returned() -> Iterator[str]:
    """What functions that say why return: a reason that is refused, or doubted, elsewhere."""
    for _, function, texts in functions("answers"):
        for node in function:
            if isinstance(node, ast.Return) and isinstance(
                node.value, ast.Constant | ast.JoinedStr | ast.IfExp
            ):
                yield from texts.of(node.value)


def remarks() -> Iterator[tuple[str, list[str]]]:
    """Where the code says a sentence with something in it."""
    for folder in ("answers", "language"):
        for path, function, texts in functions(folder):
            for node in function:
                # What is said of a bank's own expressions is told to its author.
                if not isinstance(node, ast.JoinedStr) or path.name == "evaluation.py":
                    continue
                if ast.unparse(node)[-2] == ".":
                    yield f"{path}:{node.lineno}", [text.strip() for text in texts.of(node)]


def in_english(text: str) -> bool:
    """Whether a text is English still, outside what is quoted."""
    said = german(text)
    return said == text or bool(ENGLISH.search(re.sub(r"'.*?'|\b(or|and), |, not\b", "", said)))


def test_every_reason_that_is_written() -> None:
    found = dict(reasons())
    assert len(found) > 200
    several = {text for texts in found.values() for text in texts if re.search("[a-z]{2}", text)}
    assert sorted(text for text in several if not NEVER.fullmatch(text) and in_english(text)) == []


def test_every_remark_that_is_written() -> None:
    found = [texts for _, texts in remarks()]
    assert len(found) > 20
    assert [
        texts for texts in found if not COMPOSED.fullmatch(texts[0]) and all(map(in_english, texts))
    ] == []


def test_every_other_convention() -> None:
    assert [one.said for one in OTHERS if in_english(one.said)] == []


def bank_hints(value: Any, name: str = "") -> Iterator[str]:
    """What a bank says of answers: hints, what is said of mistakes by their names, and those in short behind a value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from bank_hints(inner, "mistakes" if name == "mistakes" else key)
    elif isinstance(value, list) and name == "mistakes" and len(value) == 2:
        yield str(value[1])
    elif isinstance(value, list):
        for inner in value:
            yield from bank_hints(inner, name)
    elif name in ("hint", "says", "mistakes"):
        yield str(value)


def test_hints_stay_as_the_bank_has_them() -> None:
    hints = {
        hint
        for path in Path("banks").glob("*.toml")
        for hint in bank_hints(tomllib.loads(path.read_text(encoding="utf-8")))
    }
    assert len(hints) > 300
    assert sorted(hint for hint in hints if german(hint) != hint) == []


CONV, DEEP = "nn.Conv2d(3, 8, 5, stride=2)", "nn.Sequential(nn.Linear(4, 3), nn.ReLU())"
CELLS = {"rows": ["one", "two"], "columns": {"a": "integer", "b": "shape"}}
TWO = [[4, [3, 3]], [5, [4, 4]]]
# A kind, its key and settings, an answer, and what is said of it in German: remarks made of several texts.
JUDGED: list[tuple[str, Any, dict[str, Any], str, str]] = [
    ("shape", [8, 3, 5], {}, "(8, 3)", "Die Form hat 3 Achsen, Ihre wurde als 2 gelesen, (8, 3)."),
    ("shape", [8, 3], {}, "(8, 3, 5)",
     "Die Form hat 2 Achsen, Ihre wurde als 3 gelesen, (8, 3, 5): Die letzte ist zu viel."),
    ("code", CONV, {}, "nn.Conv2d(8, 3, 5, stride=2)", "Conv2d: in_channels und out_channels sind vertauscht."),
    ("code", CONV, {}, "nn.Conv2d(3, 8, 2, stride=5, padding=1)", "Conv2d: kernel_size, padding und stride stimmen nicht."),
    ("code", CONV, {}, "nn.Conv2d(3, 8, 5)", "Conv2d: stride stimmt nicht."),
    ("code", CONV, {}, "nn.Conv2d(3, 8, 5, strid=2)",
     "PyTorch weist das zurück: Conv2d hat kein Argument strid; war stride gemeint?"),
    ("code", CONV, {}, "nn.Conv2d(3, 8", "das ist kein Python: '(' wurde nicht geschlossen"),
    ("code", DEEP, {}, "nn.Sequential(nn.Linear(3, 4, bias=False), nn.ReLU())",
     "Schicht 1, Linear: in_features und out_features sind vertauscht. Außerdem stimmt bias nicht."),
    ("code", DEEP, {}, "nn.Linear(4, 3)", "1 Schicht, gefragt: 2; sie unterscheiden sich ab Schicht 2."),
    ("vector", ["2/7", "1/3"], {}, "0.2857, 1/3", "Eintrag 1 stimmt, aber gerundet: bitte genau schreiben, als Bruch a/b."),
    ("vector", ["2/7", "1/3"], {}, "2/7 - 3",
     "'7 - 3' kann ein Eintrag sein oder zwei; bitte 7 -3 oder 7, -3 für zwei schreiben, 7-3 für einen"),
    ("table", TWO, CELLS, "4 | (3, 4)\n6 | ",
     "Nicht richtig: one, b (Größe 2 stimmt nicht); two, a. Nicht beantwortet: two, b."),
    ("table", TWO, CELLS, "4 | (3, y)\n5 | (4, 4)",
     "one, b: 'y' ist keine Zahl; bitte nur Zahlen schreiben"),
    ("terms", [["ReLU"], ["tanh"], ["sigmoid"]], {"count": 2}, "2 layers, ReLU", "1 von 2 stimmt. Nicht richtig: 2 layers."),
    ("expression", "a*b", {"variables": ["a", "b"]}, "a b )",
     "')' schließt nichts (bis dahin verstanden: 'a b')"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "settings", "answer", "said"), JUDGED)
def test_remarks_of_several_texts(
    kind: str, key: object, settings: dict[str, Any], answer: str, said: str
) -> None:
    assert german(answer_kind(kind, key, **settings).judge(answer).feedback) == said


READ = [
    ("matrix", [[1, 2], [3, 4]], "1 3; 2 4", "eine Matrix 2 × 2 [[1, 3], [2, 4]]"),
    ("integer", 7, "1" + 30 * "0" + "*10^300", "eine Zahl mit 331 Ziffern"),
    ("code", CONV, "nn.Conv2d(3, 0, 5)", "Code, den PyTorch zurückweist"),
    ("words", "entry", "2 entries", ""),
]


@pytest.mark.parametrize(("kind", "key", "answer", "read"), READ)
def test_readings(kind: str, key: object, answer: str, read: str) -> None:
    verdict = answer_kind(kind, key).judge(answer)
    mark = Mark("Ada", "1", "e", answer, verdict, Fraction(0), Fraction(1))
    assert told(mark, shipped_messages("de")).reading == read
    assert told(mark).reading in ("", verdict.reading)


def test_a_class(part: Build, variant: Build, sheet: Build) -> None:
    """What is said of marks beside other parts: what follows, what is measured, what a person decides."""
    one = variant(
        part("P", "integer", 6),
        part("n", "integer", 30, follow="P * U", uses=["P"]),
        part("v", "vector", [6, 12], follow="[P, 2 * P]", uses=["P"], settings={"partial": "per_entry"}),
        part("why", "text", "because", settings={"work_of": "n"}),
        part("x", "integer", 1),
        values={"U": 5},
    )  # fmt: skip
    texts = {"1a": "7", "1b": "35", "1c": "7, 9", "1e": "2"}
    answers = [Submission("Ada", question, text, 2) for question, text in texts.items()]
    accepted = read_overrides("[[override]]\nquestion = '1e'\naccept = ['2']\n")
    ada = sheet("Ada", one)
    marks = grade([ada], answers, overrides=accepted).marks
    words = shipped_messages("de")
    assert [told(mark, words).said for mark in marks] == [
        "",
        "Folgt aus Ihrer Antwort zu (a).",
        "Gemessen an Ihrer Antwort zu (a): 1 von 2 Einträgen stimmt. Eintrag 2 stimmt nicht.",
        "Es wurde kein Rechenweg eingegeben; vielleicht steht er auf Papier.",
        "Diese Antwort wird als richtig anerkannt.",
    ]
    feedback = student_feedback(ada, marks, Frame(words))
    for said in ("What is ", "By hand", "by-hand·aaaa"):  # the bank's own
        feedback = feedback.replace(said, "")
    assert ENGLISH.findall(feedback) == []
