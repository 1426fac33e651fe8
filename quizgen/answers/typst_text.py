"""Typst source as our sheets hold it, written out as a person types it."""

import re
from collections.abc import Callable, Mapping

from quizgen.answers.typed_math import fraction, joined, root, scripts, table
from quizgen.answers.verdict import Unreadable

# What a Typst source has at the beginning of an answer: a formula with its spoken form, a string, code.
_STARTS = re.compile(r"(?:#tall\[)?#(?:box\()?m\(\"|#\"|#raw\(\"|\$display\(")
_TOKEN = re.compile(
    r"\s+|\\(?P<escaped>.)|\"(?P<string>(?:[^\"\\]|\\.)*)\"|#h\([^()]*\)|#(?P<tuple>\([^()]*\)|none)"
    r"|(?P<call>[a-z]+)\(|(?P<argument>[a-z]+):(?=\s)|(?P<word>[0-9.]+|[A-Za-z]+)|(?P<sign>.)",
    re.DOTALL,
)
DEPTH = 60


def without_typst(text: str) -> str:
    r"""The text of a Typst source that is an answer; other texts as they are.

    >>> without_typst('#m("3 over 2", $display(frac(3, 2))$)'), without_typst('#"A: ";#raw("nn.ReLU()")')
    ('3/2', 'A: nn.ReLU()')
    """
    if not _STARTS.match(text):
        return text
    pieces: list[str] = []
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            raise Unreadable("this Typst source is not understood")
        if found["math"] is not None:
            pieces.append(_Math(found["math"]).line())
        else:
            pieces.append(_unescaped(found["text"] or found["raw"] or ""))
        at = found.end()
    return "".join(pieces).strip()


_PIECE = re.compile(
    r"(?:#(?:box\()?m\(\"(?:[^\"\\]|\\.)*\", )?\$(?P<math>(?:[^$\\]|\\.)*)\$(?:\)\)?)?;?"
    r"|#(?:emph|strong|tall)\[|\]|#\"(?P<text>(?:[^\"\\]|\\.)*)\";?|#raw\(\"(?P<raw>(?:[^\"\\]|\\.)*)\"\);?|\s+",
    re.DOTALL,
)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


class _Math:
    """One formula, token by token."""

    def __init__(self, source: str) -> None:
        self.tokens = [found for found in _TOKEN.finditer(source) if not found[0].isspace()]
        self.at = 0
        self.depth = 0

    def line(self) -> str:
        """All of it; `Unreadable` where a parenthesis too many closes."""
        pieces = self._pieces("")
        if self.at < len(self.tokens):
            raise Unreadable("a parenthesis of the Typst source closes nothing")
        return pieces

    def _pieces(self, ends: str) -> str:
        """Tokens side by side, up to one of `ends`, which is left."""
        pieces: list[str] = []
        while self.at < len(self.tokens) and (self.tokens[self.at]["sign"] or "\0") not in ends:
            if self.tokens[self.at]["sign"] == ")":
                break
            token = self.tokens[self.at]
            self.at += 1
            pieces.append(self._piece(token))
        return joined(pieces)

    def _piece(self, token: re.Match[str]) -> str:
        if token["call"]:
            return self._call(token["call"])
        if token["escaped"]:
            return token["escaped"]
        if token["string"] is not None:
            return _unescaped(token["string"])
        if token["tuple"] or token["argument"]:
            raise Unreadable("this Typst source is not understood", token.start())
        return token["word"] or token["sign"] or " "

    def _call(self, name: str) -> str:
        self.depth += 1
        if self.depth > DEPTH:
            raise Unreadable("the formula is nested too deeply")
        rows, named = self._arguments()
        self.depth -= 1
        if name == "mat":
            return table(rows)
        arguments = rows[0] if len(rows) == 1 else []
        if name == "attach" and len(arguments) == 1:
            return scripts(arguments[0], named.get("b", ""), named.get("t", ""))
        if name == "root" and len(arguments) == 2:
            return root(arguments[1], arguments[0])
        count, write = _CALLS.get(name, (0, _same))
        if not count or len(arguments) != count:
            raise Unreadable(f"{name}(…) of this Typst source is not understood")
        return write(*arguments)

    def _arguments(self) -> tuple[list[list[str]], dict[str, str]]:
        """Arguments, in rows where semicolons part them, and those with a name."""
        rows: list[list[str]] = [[]]
        named: dict[str, str] = {}
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            name = token["argument"] or ""
            self.at += bool(name)
            if name and self.tokens[self.at : self.at + 1] and self.tokens[self.at]["tuple"]:
                self.at += 1
                self._pieces(",;")
            elif name:
                named[name] = self._pieces(",;")
            else:
                rows[-1].append(self._pieces(",;"))
            end = self.tokens[self.at]["sign"] if self.at < len(self.tokens) else None
            self.at += 1
            if end == ")":
                return rows, named
            if end == ";":
                rows.append([])
        raise Unreadable("a parenthesis of the Typst source is not closed")


def _same(inner: str) -> str:
    return inner


_CALLS: Mapping[str, tuple[int, Callable[..., str]]] = {
    "frac": (2, fraction),
    "sqrt": (1, root),
    "class": (2, lambda _kind, inner: inner),
    **dict.fromkeys(
        ("display", "inline", "upright", "bold", "italic", "mono", "lr", "limits"), (1, _same)
    ),
}
