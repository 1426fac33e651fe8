"""MathML as web pages hold it, written out as a person types it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from quizgen.answers.typed_math import fraction, joined, root, scripts, table
from quizgen.answers.verdict import Unreadable

_BEGINS, _ENDS = "<math", "</math>"
# A formula has few levels; a text of opening tags has many.
DEPTH = 60
_FENCES = {"[": "]", "(": ")"}


def without_mathml(text: str) -> str:
    """The text with its `<math>` elements typed out; `Unreadable` where one holds what is no formula.

    >>> without_mathml("x: <math><mfrac><mn>56</mn><mn>3</mn></mfrac></math>")
    'x: 56/3'
    """
    pieces: list[str] = []
    at = 0
    while (start := text.find(_BEGINS, at)) >= 0 and (end := text.find(_ENDS, start)) >= 0:
        pieces += [text[at:start], _typed_out(text[start : end + len(_ENDS)])]
        at = end + len(_ENDS)
    return "".join([*pieces, text[at:]])


@dataclass(slots=True)
class _Node:
    tag: str
    text: str = ""
    children: list["_Node"] = field(default_factory=list)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Node("math")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if len(self.open) > DEPTH:
            raise Unreadable("the formula is nested too deeply")
        node = _Node(tag)
        self.open[-1].children.append(node)
        self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) < 2 or self.open[-1].tag != tag:
            raise Unreadable(f"</{tag[:20]}> closes nothing")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data


def _typed_out(source: str) -> str:
    tree = _Tree()
    tree.feed(source)
    tree.close()
    return _typed(tree.open[0])


def _typed(node: _Node) -> str:
    if node.tag in ("mi", "mn", "mo", "mtext", "ms"):
        inner = "".join(map(_typed, node.children))
        return f"{node.text.strip()}{inner}"
    if node.tag == "mtable":
        return table([[_row(cell) for cell in row.children] for row in node.children])
    if node.tag == "mspace":
        return " "
    if node.tag in ("math", "mrow", "mstyle", "mtd", "semantics", "mpadded", "b", "i"):
        return _row(node)
    if node.tag in _SCHEMES:
        parts = [_typed(child) for child in node.children]
        count, write = _SCHEMES[node.tag]
        if len(parts) == count:
            return write(*parts)
        if node.tag == "msqrt":
            return root(_row(node))
    if node.tag == "annotation":
        return ""
    raise Unreadable(f"<{node.tag[:20]}> is not understood in a formula")


def _row(node: _Node) -> str:
    """Children side by side; brackets around a table are its own."""
    parts = [_typed(child) for child in node.children if child.tag != "annotation"]
    if len(node.children) == 3 and node.children[1].tag == "mtable":
        left, body, right = parts
        if _FENCES.get(left) == right:
            return body
    return joined(parts)


_SCHEMES: Mapping[str, tuple[int, Callable[..., str]]] = {
    "mfrac": (2, fraction),
    "msub": (2, scripts),
    "msup": (2, lambda base, above: scripts(base, "", above)),
    "msubsup": (3, scripts),
    "munder": (2, scripts),
    "munderover": (3, scripts),
    "msqrt": (1, root),
    "mroot": (2, root),
}
