"""A piece of code for a blank in a listing: one Python expression, however it is spaced."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quizgen.answers.description import Box, Code, Form, Piece
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.torch_code import calculated
from quizgen.answers.torch_source import one_expression, without_print
from quizgen.answers.verdict import CORRECT, RIGHT, UNREADABLE, Comparison, Unreadable, Verdict

# Prefixes that name the same thing.
_SHORT = {"torch.nn.functional": "F", "nn.functional": "F", "torch.nn": "nn"}
_LAST = frozenset(name.rpartition(".")[2] for name in _SHORT)
NOT_DECLARED = "code that the exercise declares neither right nor wrong"


@dataclass(frozen=True, slots=True)
class Snippet:
    """An expression as it is written on one line, and its form: equal for texts that say the same."""

    code: str
    form: str


class Kind(AnswerKind):
    """The expression of the key, or one of those `accepted`; blanks, quotes and order of names are free.

    Other code may be right as well: a person decides, or a property where the part has one.

    >>> kind = Kind("x.flatten(1)", accepted=["x.view(len(x), -1)"])
    >>> [kind.judge(text).status for text in ("x . flatten( 1 )", "x = x.view(len(x),-1)", "x.flatten(")]
    ['correct', 'correct', 'unreadable']
    """

    name = "snippet"
    form = Form.CODE
    allowed = frozenset({"accepted"})

    @classmethod
    def check(cls, key: Any, mistakes: Iterable[Any], settings: Mapping[str, Any]) -> None:
        """Whether it can be judged: texts differ from draw to draw."""
        cls(key, mistakes, **settings)

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """Code for the blank alone."""
        del settings
        return "the code for the blank alone, as x.sum(0)"

    @classmethod
    def box(cls, encoded: object) -> Box:
        """One line."""
        del encoded
        return Box(90, 9)

    @classmethod
    def typeset(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """Code."""
        del settings
        return (Code(str(encoded)),)

    @classmethod
    def suits(cls, encoded: Any, key: Any) -> bool:
        """Code is not computed."""
        del encoded, key
        return False

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        super().__init__(key, mistakes, **settings)
        accepted = settings.get("accepted") or ()
        if not isinstance(accepted, list | tuple) or not all(
            isinstance(text, str) for text in accepted
        ):
            raise ValueError(
                f'snippet: accepted = {accepted!r} is no list of texts; write ["…", "…"]'
            )
        self._right = {self.key.form, *(self.known(text).form for text in accepted)}
        for name, value, _, _ in self.mistakes:
            if value is not None and value.form in self._right:
                raise ValueError(f"snippet: the mistake {name!r} is right; leave it out")

    def known(self, encoded: object) -> Snippet:
        """The code of a key or mistake."""
        if not isinstance(encoded, str):
            raise ValueError(
                f"snippet: the key {encoded!r} is no text; write answer = \"'x.sum(0)'\""
            )
        found: Snippet = super().known(encoded)
        return found

    def read(self, text: str) -> Snippet:
        """One expression; what a listing has before it, `x = `, may be written too."""
        found = _expression(without_print(text))
        return Snippet(ast.unparse(found), ast.dump(_Plain().visit(found)))

    def compare(self, value: Snippet) -> Comparison:
        """One of those declared or not."""
        return RIGHT if value.form in self._right else wrong()

    def _judge(self, text: str) -> Verdict:
        """What is declared needs no property to decide."""
        if self.is_decided:
            try:
                value = self.read(text)
            except (Unreadable, RecursionError):
                return super()._judge(text)
            declared = {m[1].form for m in self.mistakes if m[1] is not None}
            if value.form in self._right:
                return Verdict(CORRECT, RIGHT.score, self.echo(value))
            if value.form in declared:
                return self._explained(value, wrong(), wrong().status, self.echo(value))
        return super()._judge(text)

    def same(self, left: Snippet, right: Snippet) -> bool:
        """Equal but for spacing."""
        return left.form == right.form

    def exact(self, value: Snippet) -> str:
        """The code on one line."""
        return value.code

    def echo(self, value: Snippet) -> str:
        """The code on one line."""
        return value.code

    def doubt(self, text: str) -> str:
        """Code that nobody declared, right or wrong, may say the same in another way."""
        if self.is_decided:
            return ""
        verdict = self.judge(text)
        return "" if verdict.mistake or verdict.status == UNREADABLE else NOT_DECLARED


def _expression(text: str) -> ast.expr:
    """One expression, also where a narrow page has broken its line."""
    try:
        return one_expression(text)
    except Unreadable:
        if "\n" not in text.strip():
            raise
        return one_expression(" ".join(text.split()))


class _Plain(ast.NodeTransformer):
    """Another way of writing the same: numbers worked out, short prefixes, arguments by name in one order."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        found = calculated(node)
        return self.generic_visit(node) if found is None else ast.Constant(found)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        short = _SHORT.get(ast.unparse(node)) if node.attr in _LAST else None
        return self.generic_visit(node) if short is None else ast.Name(short, ast.Load())

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        names = [word.arg for word in node.keywords]
        if None not in names:
            node.keywords.sort(key=lambda word: str(word.arg))
        return node
