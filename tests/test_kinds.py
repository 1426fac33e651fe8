"""What is said of an answer kind is said in its class: a kind from outside, and no switch on names."""

import ast
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import quizgen
from quizgen.answers import KINDS, AnswerKind, Unreadable, answer_kind, kind_names, register
from quizgen.answers import table as kinds_table
from quizgen.answers.description import Box, Piece, Words
from quizgen.answers.kind import wrong
from quizgen.answers.verdict import RIGHT, Comparison, Status
from quizgen.cli.group import group
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import sheet
from quizgen.practice.messages import Ask
from quizgen.practice.typed import command, keys, marked, read_so_far
from quizgen.practice.words import Page, say

PACKAGE = Path(quizgen.__file__).parent
NAME = "date"


class Date(AnswerKind):
    """A day, as 2024-03-01; half the credit where only the day of the month is off."""

    name = NAME
    allowed = AnswerKind.allowed | {"partial"}
    usual_partial = "per_entry"
    follows = True

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        del settings
        return "a day as 2024-03-01"

    @classmethod
    def box(cls, encoded: Any) -> Box:
        del encoded
        return Box(37, 13)

    @classmethod
    def typeset(cls, encoded: Any, settings: Mapping[str, Any]) -> tuple[Piece, ...]:
        del settings
        return (Words(f"{dt.date.fromisoformat(encoded):%d %B %Y}"),)

    @classmethod
    def letters(cls, settings: Mapping[str, Any]) -> frozenset[str]:
        del settings
        return frozenset({"s"})  # so that `s` could be an answer

    def read(self, text: str) -> dt.date:
        try:
            return dt.date.fromisoformat(text.strip())
        except ValueError:
            raise Unreadable(f"{text.strip()!r} is no day; write 2024-03-01") from None

    def compare(self, value: dt.date) -> Comparison:
        if value == self.key:
            return RIGHT
        near = (value.year, value.month) == (self.key.year, self.key.month)
        if near and self.settings.get("partial") == "per_entry":
            return Comparison(Fraction(1, 2), "The month is right.")
        return wrong("Another month.")


DAYS = [[f"2024-03-{day}", f"2025-03-{day}", day] for day in range(10, 29)]
BANK = f"""
[[exercise]]
id    = "released-on"
title = "A day"
text  = "Release {{{{ n }}}} of a library came out on day {{{{ days[2] }}}} of March 2024, the next in a year."
draw  = {{ n = "integer(2, 90)", days = "choice({DAYS})" }}
[[exercise.part]]
id       = "first"
ask      = "When did it come out?"
kind     = "date"
answer   = "days[0]"
mistakes = {{ off = {{ value = "days[1]", hint = "That is the next one." }} }}
hint     = "The year comes first."
[[exercise.part]]
id       = "next"
ask      = "When does the next one come out?"
kind     = "date"
answer   = "days[1]"
hint     = "The year comes first."
"""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    file = tmp_path_factory.mktemp("banks") / "days.toml"
    file.write_text(BANK, encoding="utf-8")
    register(Date)
    yield file
    kinds_table._registered.clear()


@pytest.fixture(scope="module")
def variant(bank: Path) -> quizgen.Variant:
    return quizgen.draw("released-on", seed=3, banks=[bank])


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(group, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


class TestAKindFromOutside:
    """It goes through the whole house, and only its class says how."""

    def test_it_is_known_behind_ours(self, bank: Path) -> None:
        del bank
        assert kind_names() == (*KINDS, NAME)

    def test_check_draws_and_judges_it(self, bank: Path) -> None:
        assert "1 exercise" in run("check", bank)

    def test_a_variant_has_its_key_settings_and_mistakes(self, variant: quizgen.Variant) -> None:
        first, later = variant.parts
        day = variant.values["days"][2]
        assert (first.kind, first.key, later.key) == (NAME, f"2024-03-{day}", f"2025-03-{day}")
        assert first.settings == {"partial": "per_entry"}
        assert [(m.name, m.value) for m in first.mistakes] == [("off", later.key)]
        assert quizgen.Variant.from_json(json.loads(variant.to_line())) == variant

    @pytest.mark.parametrize("printer", [text, html, latex, typst])
    def test_printers_have_box_and_answer(self, variant: quizgen.Variant, printer: Any) -> None:
        page = sheet([variant], title="Days", code="c")
        key = printer.sheet(page, key=True)
        said = f"{variant.values['days'][2]} March 2024"
        assert said in str(key).replace("~", " ")
        blank = str(printer.sheet(page, key=False))
        assert said not in blank
        assert "a day as 2024-03-01" in blank
        if printer in (latex, typst):
            assert "37mm" in blank
            assert "13mm" in blank

    def test_a_pdf(self, variant: quizgen.Variant) -> None:
        page = sheet([variant], title="Days", code="c")
        assert typst_pdf(typst.sheet(page, key=True)).startswith(b"%PDF")

    def test_a_class_is_graded_with_part_of_the_credit(
        self, bank: Path, tmp_path: Path, variant: quizgen.Variant
    ) -> None:
        made = quizgen.homework("released-on", ["Ada", "Bob"], output=tmp_path / "hw", banks=[bank])
        assert {path.suffix for path in made.files} >= {".pdf", ".tex"}
        lines = (tmp_path / "hw/private/variants.jsonl").read_text(encoding="utf-8").splitlines()
        questions = {d["student"]: d["questions"][0] for d in map(json.loads, lines)}
        ada, bob = questions["Ada"]["parts"], questions["Bob"]["parts"]
        answers = [
            ("Ada", "1a", ada[0]["key"]),
            ("Ada", "1b", "2025-03-01"),
            ("Bob", "1a", bob[1]["key"]),
            ("Bob", "1b", "next year"),
        ]
        marks = quizgen.grade(tmp_path / "hw", answers).marks
        assert [m.verdict.status for m in marks] == ["correct", "partial", "wrong", "unreadable"]
        assert [m.points for m in marks] == [1, Fraction(1, 2), 0, 0]
        assert marks[2].verdict.mistake == "off"
        del variant

    def test_explain_and_practice(self, variant: quizgen.Variant) -> None:
        part = variant.parts[0]
        told = quizgen.explain(variant, "2024-03-01", "first")
        assert "Judged: partial" in told
        assert f"Key: {part.key}" in told
        kind = answer_kind(part.kind, part.key, **part.settings)
        assert read_so_far(kind, part.key) == f"read as {part.key} — Enter to check"
        assert read_so_far(kind, "2024-") == "not yet: '2024-' is no day; write 2024-03-01"
        assert marked(kind, "2024-03-01") == "2024-03-01"
        assert command("s", part) is None
        assert ":s skip" in keys(part)
        assert "How to type it: a day as 2024-03-01." in say(Ask(variant, 0), Page())


class TestRegister:
    def test_names_that_are_taken(self) -> None:
        class Mine(AnswerKind):
            name = "vector"

        with pytest.raises(ValueError, match="there is an answer kind 'vector' already"):
            register(Mine)

    def test_no_name(self) -> None:
        class Nameless(AnswerKind):
            pass

        with pytest.raises(ValueError, match=r"Nameless\.name = '' is no name of an answer kind"):
            register(Nameless)


# Words of other things too: the style of a label in a figure, what a practice note is about, the form of a
# page, a token of Markdown, a cell of a notebook.
OTHER_THINGS = {"style", "message", "form", "token", "cell_type"}
# Rooms of layers, whose arrays have a `shape`; what is asked of a student they do not know.
LAYERS = {"architecture", "solver", "slips", "figure", "language"}
NAMES = frozenset(KINDS)
STATUSES = frozenset(Status) - {"partial"}  # which is a setting too


def _constants(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}  # fmt: skip


def _names(node: ast.AST) -> set[str]:
    return {n.attr if isinstance(n, ast.Attribute) else n.id for n in ast.walk(node) if isinstance(n, ast.Attribute | ast.Name)}  # fmt: skip


def _looks_up(node: ast.Call | ast.Subscript, words: frozenset[str]) -> bool:
    """Whether something is taken from a dictionary with a word as key, a class by its word, or a word by its beginning."""
    called = node.func if isinstance(node, ast.Call) else node.value
    method = called.attr if isinstance(called, ast.Attribute) else ""
    owner = called.value if isinstance(called, ast.Attribute) else called
    if isinstance(owner, ast.Dict) and (method == "get" or isinstance(node, ast.Subscript)):
        return bool({k.value for k in owner.keys if isinstance(k, ast.Constant)} & words)
    said = {a.value for a in getattr(node, "args", ()) if isinstance(a, ast.Constant)}
    if method in {"startswith", "endswith", "removeprefix", "removesuffix"}:
        return bool(_names(owner) & {"kind", "status"}) and bool(said)
    return isinstance(called, ast.Name) and called.id == "kind_class" and bool(said & words)


def switches(source: str, words: frozenset[str]) -> list[int]:
    """Lines that compare with a word, match it, or list two and nothing else.

    >>> switches('if kind == "vector": x', NAMES), switches('A = {"choice", "multi"}', NAMES)
    ([1], [1])
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            hit = (
                any(_constants(side) & words for side in sides) and not _names(node) & OTHER_THINGS
            )
        elif isinstance(node, ast.Match):
            patterns = {word for case in node.cases for word in _constants(case.pattern)}
            hit = bool(patterns & words) and not _names(node.subject) & OTHER_THINGS
        elif isinstance(node, ast.Call | ast.Subscript):
            hit = _looks_up(node, words)
        elif isinstance(node, ast.Set | ast.Tuple | ast.List | ast.Dict):
            entries = node.keys if isinstance(node, ast.Dict) else node.elts
            said = [e.value for e in entries if isinstance(e, ast.Constant)]
            hit = len(entries) > 1 and len(said) == len(entries) and set(map(str, said)) <= words
        else:
            continue
        if hit:
            found.append(node.lineno)
    return found


OUTSIDE = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.relative_to(PACKAGE).parts[0] not in {"answers", *LAYERS}
]


@pytest.mark.again
@pytest.mark.parametrize("words", [NAMES, STATUSES], ids=["kinds", "statuses"])
def test_nobody_outside_switches_on_the_name_of_a_kind_or_on_a_bare_status(
    words: frozenset[str],
) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in OUTSIDE
        for line in switches(path.read_text(encoding="utf-8"), words)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'if part.kind == "vector": x',
        'x = part.kind in ("choice", "multi")',
        'x = kind not in {"code"}',
        'match kind:\n    case "choice" | "multi":\n        x',
        'LISTS = frozenset({"vector", "matrix"})',
        'BOXES = {"integer": 1, "real": 2}',
        'x = {"vector": 1, other: 2}[part.kind]',
        'x = {"vector": 1}.get(part.kind, 0)',
        'x = part.kind.startswith("symbolic")',
        'x = kind_class(part.kind) is kind_class("vector")',
        'x = "vector" != part.kind',
        'x = {"multi": 1} if kind in {"multi"} else {}',
    ],
)
def test_a_switch_is_found(source: str) -> None:
    assert switches(source, NAMES)


@pytest.mark.again
def test_nobody_outside_asks_for_the_class_of_a_kind() -> None:
    """`isinstance(judge, vector.Kind)` is a switch too; the classes are found by `kind_class`."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] != "answers"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
        and any(
            name.startswith("quizgen.answers.kinds")
            for name in (getattr(node, "module", None) or "", *(alias.name for alias in node.names))
        )
    ]
    assert found == []
