"""Markdown to the tree: what an author may write, and what is refused."""

import pytest

from quizgen.document import tree
from quizgen.document.markdown import inline, parse
from quizgen.errors import UserError

T, M, P = tree.Text, tree.Math, tree.Paragraph


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("one *two*", (P((T("one "), tree.Emphasis((T("two"),)))),), id="emphasis"),
        pytest.param(
            "**a** `b_c`", (P((tree.Strong((T("a"),)), T(" "), tree.Code("b_c"))),), id="code"
        ),
        pytest.param("costs $5 and $6", (P((T("costs $5 and $6"),)),), id="prices are no formulas"),
        pytest.param("$5$, $-2$", (P((M("5"), T(", "), M("-2"))),), id="numbers as formulas"),
        pytest.param("$x$ is $y$", (P((M("x"), T(" is "), M("y"))),), id="formulas"),
        pytest.param("$$\na\n\nb\n$$", (tree.Display("a b"),), id="empty lines leave a display"),
        pytest.param(
            "so $$x$$ holds",
            (P((T("so"),)), tree.Display("x"), P((T("holds"),))),
            id="display inside",
        ),
        pytest.param('it\'s "so"', (P((T("it’s “so”"),)),), id="quotation marks"),
        pytest.param("<b>x</b>", (P((T("<b>x</b>"),)),), id="HTML is text"),
        pytest.param(
            "a\nb  \nc", (P((T("a"), T(" "), T("b"), tree.Break(), T("c"))),), id="line ends"
        ),
        pytest.param("v_1 * w_1 * x", (P((T("v_1 * w_1 * x"),)),), id="no emphasis inside words"),
        pytest.param(
            "3. a\n4. b", (tree.List(((P((T("a"),)),), (P((T("b"),)),)), 3),), id="numbers"
        ),
        pytest.param("---", (tree.Rule(),), id="rule"),
        pytest.param("> q", (tree.Quote((P((T("q"),)),)),), id="quote"),
        pytest.param(
            "```python\nx = 1\n```", (tree.CodeBlock("x = 1", "python"),), id="code block"
        ),
        pytest.param("", (), id="nothing"),
    ],
)
def test_blocks(text: str, blocks: tuple[tree.Block, ...]) -> None:
    assert parse(text) == blocks


def test_tables() -> None:
    (table,) = parse("| a | b | c |\n|:--|--:|:-:|\n| 1 | $x$ | |")
    assert table == tree.Table(
        ((T("a"),), (T("b"),), (T("c"),)),
        (((T("1"),), (M("x"),), ()),),
        ("left", "right", "center"),
    )


def test_images_are_refused_with_a_remedy() -> None:
    with pytest.raises(UserError, match=r"Markdown image 'x.png'"):
        parse("![alt](x.png)")


def test_inline_takes_one_paragraph() -> None:
    assert inline("a $b$") == (T("a "), M("b"))
    with pytest.raises(UserError, match="is a list"):
        inline("- a")
