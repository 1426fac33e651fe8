"""Every printer prints every node, every answer kind, and nothing a text could smuggle in."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from quizgen.answers import KINDS
from quizgen.document import markdown, tree
from quizgen.document.grid import columns
from quizgen.document.math import mathml_source
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import Sheet, question
from quizgen.resources import shipped
from quizgen.variant import Part, Variant

PRINTERS = [html, latex, text, typst]
WORDS = (tree.Text("w"),)
NODES: list[tree.Block] = [
    tree.Heading(1, WORDS),
    tree.Display("x"),
    tree.CodeBlock("x"),
    tree.List(((tree.Paragraph(WORDS),),), 2),
    tree.List(((tree.Paragraph(WORDS),),)),
    tree.Table((WORDS,), ((WORDS,),), ("left",)),
    tree.Quote((tree.Paragraph(WORDS),)),
    tree.Rule(),
    *(
        tree.Paragraph((node,))
        for node in (
            tree.Text("w"),
            tree.Math("x"),
            tree.Code("x"),
            tree.Emphasis(WORDS),
            tree.Strong(WORDS),
            tree.Link(WORDS, "https://x.y"),
            tree.Break(),
        )
    ),
]


def printed(printer: object, page: Sheet) -> str:
    return str(printer.sheet(page, key=True))  # type: ignore[attr-defined]  # a module


@pytest.mark.parametrize("printer", PRINTERS, ids=lambda p: p.__name__.rpartition(".")[2])
@pytest.mark.parametrize("node", NODES, ids=repr)
def test_total_on_the_tree(printer: object, node: tree.Block) -> None:
    empty = printed(printer, Sheet("t", "", "", (), (), ()))
    assert printed(printer, Sheet("t", "", "", (node,), (), ())) != empty or node == tree.Paragraph(
        (tree.Break(),)
    )


def test_every_node_type_is_tried() -> None:
    tried = {type(node).__name__ for node in NODES} | {
        type(child).__name__
        for node in NODES
        if isinstance(node, tree.Paragraph)
        for child in node.content
    }
    defined = {name for name, value in vars(tree).items() if hasattr(value, "__dataclass_fields__")}
    assert tried == defined


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("printer", PRINTERS, ids=lambda p: p.__name__.rpartition(".")[2])
def test_every_answer_kind_has_a_box_or_options(printer: object, kind: str) -> None:
    choices = {"choices": ["A", "B"], "choice_texts": ["one", "two"], "items": ["one", "two"]}
    key = {
        "choice": "A",
        "multi": ["A"],
        "order": ["A", "B"],
        "boolean": True,
        "vector": [1, 2],
        "shape": [1, 2],
        "table": [[7]],
        "interval": "(0, 1]",
    }.get(kind, 7)
    own: dict[str, dict[str, Any]] = dict.fromkeys(("choice", "multi", "order"), choices)
    own |= {"table": {"rows": ["a"], "columns": [["n", "integer"]]}}
    part = Part("p", "What?", kind, key, settings=own.get(kind, {}))
    variant = Variant("x", 1, "b", "X", "M", "", "1", "0", {}, {}, "", (part,))
    asked = question(variant, 1)
    assert asked.parts[0].box or asked.parts[0].options
    assert printed(printer, Sheet("t", "", "", (), (), (asked,)))


@pytest.mark.parametrize("key", [False, True])
def test_golden_text(page: Sheet, golden: Callable[[str, str], None], *, key: bool) -> None:
    golden("key.txt" if key else "sheet.txt", text.sheet(page, key=key))


@pytest.mark.parametrize("key", [False, True])
def test_golden_typst(page: Sheet, golden: Callable[[str, str], None], *, key: bool) -> None:
    golden("key.typ" if key else "sheet.typ", typst.sheet(page, key=key))


class TestTerminal:
    """Text for a terminal: within the width, no escape byte unless colour is asked for."""

    @pytest.mark.parametrize("width", [50, 80, 120])
    def test_lines_keep_to_the_width(self, page: Sheet, width: int) -> None:
        lines = text.sheet(page, key=False, width=width).split("\n")
        assert max(map(columns, lines)) <= width

    def test_colour_changes_no_letter(self, page: Sheet) -> None:
        for asked in page.questions:
            plain = text.question(asked, key=True)
            colourful = text.question(asked, key=True, colour=True)
            assert "\x1b" not in plain
            assert "\x1b[1m" in colourful
            assert re.sub(r"\x1b\[\d*m", "", colourful).split() == plain.replace("`", "").split()

    def test_text_cannot_steer_the_terminal(self) -> None:
        shown = text.text((tree.Text("a\x1b[2Jb\x07\u202e"), tree.Code("\x9b1m")))
        assert not set(shown) & set("\x1b\x07\x9b\u202e")

    def test_practice_helpers(self, page: Sheet) -> None:
        stride = next(part for q in page.questions for part in q.parts if part.id == "stride")
        assert (
            text.part_prompt(stride)
            == "(d) With stride 2 it has (choose one)\n\n      ○ A. two outputs\n      ○ B. one output\n"
        )
        first = page.questions[0].parts[0]
        assert (
            text.solution(first)
            == "The kernel fits U times.\n\n    P = D − U + 1 = 10 − 5 + 1 = 6\n"
        )
        assert text.statement(page.questions[0]).startswith("1. Conv1d arch")


class TestHtml:
    """A page that is well-formed, labelled, and fetches nothing."""

    @pytest.mark.parametrize("key", [False, True])
    def test_well_formed_and_local(self, page: Sheet, *, key: bool) -> None:
        source = html.sheet(page, key=key)
        stack: list[str] = []
        fetched: list[str] = []

        class Checker(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                fetched.extend(
                    str(value) for name, value in attrs if name in {"src", "srcset", "data"}
                )
                assert tag not in {"script", "link", "iframe", "object"}
                if tag not in {"meta", "input", "br", "hr"}:
                    stack.append(tag)

            def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                """Closed at once."""

            def handle_endtag(self, tag: str) -> None:
                assert stack.pop() == tag

        Checker().feed(source)
        assert not stack
        assert not fetched
        assert "url(" not in source

    def test_text_is_text(self) -> None:
        nasty = tree.Paragraph(
            (tree.Text("<script>"), tree.Link(WORDS, "javascript:alert(1)"), tree.Code("</code>&"))
        )
        assert html.blocks((nasty,)) == (
            '<p>&lt;script&gt;<a href="#">w</a><code>&lt;/code&gt;&amp;</code></p>'
        )

    def test_every_field_has_a_name(self, page: Sheet) -> None:
        source = html.sheet(page, key=False)
        fields = re.findall(r"<(?:input|textarea) [^>]*>", source)
        assert all("aria-label=" in field or 'type="' in field for field in fields)
        for label in re.findall(r"<label>.*?</label>", source):
            assert "<input" in label

    def test_formulas_are_mathml(self, page: Sheet) -> None:
        for formula in re.findall(r"<math.*?</math>", html.sheet(page, key=True)):
            ET.fromstring(formula)  # noqa: S314 - our own output


def test_no_line_of_html_begins_with_the_sign_behind_a_formula() -> None:
    """Browsers take MathML for a picture, and break before the comma behind it."""
    given = "Give $h_1$, ($h_2$) and $h_3$: **$a$, $b$** of [$c$] or $d$-th; $e$ and so on ($f$"
    for node in ("$h_1$,", "($h_2$)", "$h_3$:", "$a$,", "[$c$]", "($f$"):
        before, latex, behind = node.split("$")
        formula = mathml_source(latex)
        assert f'<span class="together">{before}{formula}{behind}</span>' in html.inlines(
            markdown.inline(given)
        )
    as_text = re.sub(r"<[^>]*>", "", html.inlines(markdown.inline(given)))
    assert as_text == "Give h1, (h2) and h3: a, b of [c] or d-th; e and so on (f"
    # The rule that keeps them together, wherever our pages have formulas.
    for page in ("look.css.j2", "feedback.html.j2"):
        rules = (shipped("templates") / "html" / page).read_text(encoding="utf-8")
        assert ".together { white-space: nowrap; }" in rules
