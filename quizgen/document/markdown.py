"""Markdown with `$LaTeX$` to the tree of nodes: paragraphs, lists, tables, code, formulas.

CommonMark with tables; HTML is text, images are refused (figures are data of the variant).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from quizgen.document import tree
from quizgen.document.apart import lying, sentences, stripped
from quizgen.errors import UserError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# A class of 300 with 10 questions repeats most of its texts; what differs is used once.
CACHED_TEXTS = 1024
# A sign in front of a number among words; a hyphen or a dash stands elsewhere.
_MINUS = re.compile(r"(?<=[\s(\[„“‘])-(?=\d)")


@lru_cache(maxsize=CACHED_TEXTS)
def parse(text: str) -> tuple[tree.Block, ...]:
    """The blocks of a Markdown text, tall formulas set apart; `UserError` for an image.

    >>> parse("Find $U$.")
    (Paragraph(content=(Text(text='Find '), Math(latex='U'), Text(text='.'))),)
    """
    return _apart(_read(text))


@lru_cache(maxsize=CACHED_TEXTS)
def _read(text: str) -> tuple[tree.Block, ...]:
    return tuple(_blocks(_Tokens(_parser().parse(text))))


def _apart(blocks: tuple[tree.Block, ...]) -> tuple[tree.Block, ...]:
    """Blocks whose paragraphs, in lists and quotes too, have no tall formula among the words."""
    made: list[tree.Block] = []
    for block in blocks:
        match block:
            case tree.Paragraph(content):
                made.extend(sentences(content))
            case tree.List(items, start):
                made.append(tree.List(tuple(map(_apart, items)), start))
            case tree.Quote(inner):
                made.append(tree.Quote(_apart(inner)))
            case _:
                made.append(block)
    return tuple(made)


def inline(text: str) -> tuple[tree.Inline, ...]:
    """The inlines of a text that is one paragraph: an option, a hint, a title.

    Text of several blocks is run together, blocks that have no words are left out.

    >>> inline("stride *2*")
    (Text(text='stride '), Emphasis(content=(Text(text='2'),)))
    >>> inline("it is -1 there, in the 1-d case on pages 3-5")
    (Text(text='it is −1 there, in the 1-d case on pages 3-5'),)
    """
    found: list[tree.Inline] = []
    for block in _read(text):
        if found:
            found.append(tree.Break())
        match block:
            case tree.Paragraph(content) | tree.Heading(_, content):
                found.extend(
                    tree.Math(lying(n.latex)) if isinstance(n, tree.Math) else n for n in content
                )
            case tree.Display(latex):
                found.append(tree.Math(latex))
            case tree.CodeBlock(code):
                found.append(tree.Code(code))
            case _:
                raise UserError(
                    f"{text!r} is a {type(block).__name__.lower()}", "write one paragraph here"
                )
    return tuple(found)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark", {"html": False, "typographer": True})
    parser.enable(["table", "smartquotes"])
    # HTML would be shown as its source by some printers and as nothing by others: always text.
    parser.disable(["html_block", "html_inline"])
    return parser.use(dollarmath_plugin, double_inline=True, allow_digits=False)


class _Tokens:
    """The flat tokens of the parser, read one after the other."""

    def __init__(self, tokens: "Sequence[Token]") -> None:
        self._tokens = tokens
        self._next = 0

    def take(self) -> "Token":
        self._next += 1
        return self._tokens[self._next - 1]

    def until(self, closing: str) -> "Iterator[Token]":
        """Tokens up to the one of type `closing`, which is taken too."""
        while (token := self.take()).type != closing:
            yield token

    def rest(self) -> "Iterator[Token]":
        while self._next < len(self._tokens):
            yield self.take()


def _blocks(tokens: _Tokens, closing: str = "") -> Iterator[tree.Block]:
    for token in tokens.until(closing) if closing else tokens.rest():
        match token.type:
            case "paragraph_open":
                yield from _paragraph(_one_inline(tokens))
                tokens.take()
            case "heading_open":
                yield tree.Heading(int(token.tag[1:]), _one_inline(tokens))
                tokens.take()
            case "math_block" | "math_block_label":
                yield tree.Display(_one_line(token.content))
            case "fence" | "code_block":
                yield tree.CodeBlock(token.content.rstrip("\n"), token.info.strip())
            case "bullet_list_open":
                yield tree.List(tuple(_items(tokens, "bullet_list_close")))
            case "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                yield tree.List(tuple(_items(tokens, "ordered_list_close")), start)
            case "blockquote_open":
                yield tree.Quote(tuple(_blocks(tokens, "blockquote_close")))
            case "table_open":
                yield _table(tokens)
            case "hr":
                yield tree.Rule()
            case _:  # pragma: no cover - a block type the parser is not set up to make
                raise UserError(f"Markdown {token.type!r} is not supported")


def _items(tokens: _Tokens, closing: str) -> Iterator[tuple[tree.Block, ...]]:
    for _ in tokens.until(closing):
        yield tuple(_blocks(tokens, "list_item_close"))


def _table(tokens: _Tokens) -> tree.Table:
    rows: list[list[tuple[tree.Inline, ...]]] = []
    align: list[str] = []
    for token in tokens.until("table_close"):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            if token.type == "th_open":
                style = str(token.attrs.get("style", "text-align:left"))
                align.append(style.removeprefix("text-align:"))
            rows[-1].append(_one_inline(tokens))
    head, *body = map(tuple, rows)
    return tree.Table(head, tuple(body), tuple(align))


def _one_inline(tokens: _Tokens) -> tuple[tree.Inline, ...]:
    return tuple(_inlines(_Tokens(tokens.take().children or ())))


def _paragraph(content: tuple[tree.Inline, ...]) -> Iterator[tree.Block]:
    """A paragraph; `$$…$$` in the middle of one stands on a line of its own."""
    words: list[tree.Inline] = []
    for node in content:
        if isinstance(node, _DisplayInline):
            if words := stripped(words):
                yield tree.Paragraph(tuple(words))
            yield tree.Display(node.latex)
            words = []
        else:
            words.append(node)
    if words := stripped(words):
        yield tree.Paragraph(tuple(words))


class _DisplayInline(tree.Math):
    """A `$$…$$` met inside a paragraph, until the paragraph is cut there."""

    __slots__ = ()


def _inlines(tokens: _Tokens, closing: str = "") -> Iterator[tree.Inline]:
    for token in tokens.until(closing) if closing else tokens.rest():
        match token.type:
            case "text" | "text_special":
                if token.content:
                    yield tree.Text(_MINUS.sub("−", token.content))
            case "math_inline":
                yield tree.Math(_one_line(token.content))
            case "math_inline_double":
                yield _DisplayInline(_one_line(token.content))
            case "code_inline":
                yield tree.Code(token.content)
            case "em_open" | "strong_open" | "link_open":
                yield _wrapped(token, tokens)
            case "softbreak":
                yield tree.Text(" ")
            case "hardbreak":
                yield tree.Break()
            case "image":
                raise UserError(
                    f"Markdown image {token.attrs.get('src')!r}",
                    'figures are data: figure = "network([2, 3, 1])"',
                )
            case _:  # pragma: no cover - an inline type the parser is not set up to make
                raise UserError(f"Markdown {token.type!r} is not supported")


def _wrapped(opening: "Token", tokens: _Tokens) -> tree.Inline:
    content = tuple(_inlines(tokens, opening.type.replace("open", "close")))
    match opening.type:
        case "em_open":
            return tree.Emphasis(content)
        case "strong_open":
            return tree.Strong(content)
        case _:
            return tree.Link(content, str(opening.attrs["href"]))


def _one_line(latex: str) -> str:
    """A formula's source with single blanks: an empty line inside would end it for TeX."""
    return " ".join(latex.split())
