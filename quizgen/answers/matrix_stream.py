"""The tokens of a formula in matrices, one after the other, and the nodes that are made of them."""

from fractions import Fraction

from quizgen.answers.matrix_tokens import Token
from quizgen.answers.matrix_tree import Node, Op, Size, number
from quizgen.answers.verdict import Unreadable

DEPTH = 40
# The largest exponent.
POWER = 12
# How tightly signs bind; what stands beside each other binds tighter than a sign between.
SUM, ENTRIES, PRODUCT, BESIDE, RAISED = 10, 15, 20, 25, 40
CLOSING = {"(": ")", "{": "}", "[": "]", "|": "|", "||": "||", "⟨": "⟩", "<": ">"}
_END = Token("end", "", -1)


class Stream:
    """Tokens that are taken one by one; a parser adds how a formula is made of them."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = [*tokens, _END]
        self.at = 0
        self.bars: list[str] = []
        self.indices: list[str] = []

    def peek(self) -> Token:
        """The next token, which is left."""
        return self.tokens[self.at]

    def next(self) -> Token:
        """The next token."""
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def takes(self, sign: str) -> bool:
        """Whether the next token is this sign; then it is taken."""
        token = self.peek()
        here = token.kind in ("op", "word") and token.text == sign
        self.at += here
        return here

    def expect(self, sign: str, opened: str) -> None:
        """Take the sign that closes what was opened; `Unreadable` where it is missing."""
        if not self.takes(sign):
            raise self.fail(f"{opened!r} is not closed")

    def fail(self, reason: str) -> Unreadable:
        """The reason, and where the parser is."""
        return Unreadable(reason, max(self.peek().at, 0))

    def expression(self, power: int, depth: int) -> Node:
        """A formula of signs that bind at least so tightly."""
        raise NotImplementedError

    def compared(self, depth: int) -> Node:
        """A formula, or a comparison of two."""
        raise NotImplementedError

    def norm(self, inner: Node) -> Node:
        """A norm with the index behind it."""
        index = self.next().words if self.peek().kind == "index" else ()
        kind = "".join(index)
        if kind not in ("", "2", "F", "1"):
            raise self.fail(f"a norm with the index {kind!r} is not known; write _2, _1 or _F")
        return Node(Op.CALL, (inner,), word="norm", indices=(kind,))


def size_of(word: str) -> Size:
    """A size from its letter or number."""
    return int(word) if word.isdigit() else word


def one_or_ones(node: Node) -> Node:
    """A factor; a 1 may be the number or the vector of ones."""
    return Node(Op.ONE) if node.op is Op.NUMBER and node.number == 1 else node


def negative(node: Node) -> Node:
    """Minus a formula."""
    return number(-node.number) if node.op is Op.NUMBER else Node(Op.NEGATIVE, (node,))


def transposed(node: Node) -> Node:
    """A formula transposed."""
    return Node(Op.TRANSPOSE, (node,))


def constant(node: Node) -> Fraction | None:
    """The value of a tree of numbers alone; None for another.

    >>> constant(Node(Op.NEGATIVE, (number(1),)))
    Fraction(-1, 1)
    """
    if node.op is Op.NUMBER:
        return node.number
    if node.op is Op.NEGATIVE:
        inner = constant(node.parts[0])
        return None if inner is None else -inner
    if node.op is Op.DIVIDE:
        top, bottom = map(constant, node.parts)
        return None if top is None or not bottom else top / bottom
    return None
