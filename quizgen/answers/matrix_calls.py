"""Functions, sums and methods in formulas in matrices: what follows their names."""

from fractions import Fraction

from quizgen.answers.matrix_stream import (
    CLOSING,
    ENTRIES,
    POWER,
    RAISED,
    Stream,
    size_of,
    transposed,
)
from quizgen.answers.matrix_tokens import ENTRYWISE, FUNCTIONS, Token
from quizgen.answers.matrix_tree import ZERO, Node, Op, number

_AXES = {"0": 0, "1": 1, "-1": 1, "-2": 0}
# Functions of two arguments and the product they are.
_TWO = {
    "dot": Op.AT,
    "matmul": Op.AT,
    "hadamard": Op.HADAMARD,
    "outer": Op.OUTER,
    "inner": Op.INNER,
}
# Functions whose argument may stand without brackets.
_BARE = frozenset({"trace", "diag", "exp", "sqrt", "cbrt", "ln", "det"})
# Roots by name, and the index where none is given.
_ROOTS = {"cbrt": 3, "root": 2}
# A comparison, and the one with its sides exchanged that holds wherever it does not.
_OTHERWISE = {Op.POSITIVE: Op.AT_LEAST, Op.AT_LEAST: Op.POSITIVE}
_PLAIN_FUNCTIONS = frozenset(
    {
        *_TWO,
        "max",
        "min",
        "sum",
        "mean",
        "trace",
        "det",
        "diag",
        "norm",
        "softmax",
        "transpose",
        "inv",
        "solve",
        "where",
        *_ROOTS,
    }
)


class Calls(Stream):
    """Reads what belongs to a function, a sum or a method."""

    def method(self, node: Node, token: Token, depth: int) -> Node:
        """What `.T`, `.sum(axis=0)` and the like make of what stands before them."""
        word = token.text
        if word in ("T", "mT"):
            return transposed(node)
        if not self.takes("("):
            raise self.fail(f"brackets are missing behind .{word}")
        if word in ("t", "transpose"):
            while self.peek().kind in ("num", "size") or self.takes(",") or self.takes("-"):
                self.at += self.peek().kind in ("num", "size")
            self.expect(")", "(")
            return transposed(node)
        return self.called(FUNCTIONS[word], [node], 0, depth, opened=True)

    def function(self, token: Token, depth: int) -> Node:
        """A function of its arguments, with its primes and power."""
        word = token.text
        primes, power = self.marks(word)
        opening = self.peek().text if self.peek().kind == "op" else ""
        root = self.indexed_root(depth) if word == "sqrt" and opening == "[" else None
        if root is not None:
            found = root
        elif opening in ("(", "[", "{"):
            self.at += 1
            found = self.called(word, [], primes, depth, opened=True, closing=CLOSING[opening])
        elif word in _BARE and self.peek().kind in ("name", "frac"):
            arguments = [self.expression(RAISED, depth + 1)]
            found = self.called(word, arguments, primes, depth, opened=False)
        else:
            raise self.fail(f"write brackets around what {word} is of")
        return found if power is None else Node(Op.POWER, (found,), word=".^", number=power)

    def marks(self, word: str) -> tuple[int, Fraction | None]:
        """The primes behind a function, and the power to which its values are raised."""
        primes, power = 0, None
        while True:
            if self.takes("'"):
                primes += 1
                continue
            if not self.takes("^"):
                return primes, power
            braced = self.takes("{") or self.takes("(")
            closing = CLOSING[self.tokens[self.at - 1].text] if braced else ""
            before = primes
            while self.takes("'"):
                primes += 1
            if self.peek().kind == "num":
                power = self.next().number
            elif primes == before:
                raise self.fail(f"what is raised behind {word} is no number")
            if power is not None and abs(power) > POWER:
                raise self.fail(f"an exponent beyond {POWER}")
            if braced:
                self.expect(closing, "(")

    def called(
        self,
        word: str,
        arguments: list[Node],
        primes: int,
        depth: int,
        *,
        opened: bool,
        closing: str = ")",
    ) -> Node:
        """A function of arguments that stand behind it, in brackets where they are opened."""
        along: int | None = None
        kept, self.bars = self.bars, []
        if opened and not self.takes(closing):
            while True:
                if self.peek().kind == "keyword":
                    along = self.keyword(along)
                elif word in ("sum", "mean") and arguments and self.axis() is not None:
                    along = self.axis()
                    self.at += 1 + (self.peek().text == "-")
                else:
                    arguments.append(self.compared(depth + 1))
                if not self.takes(","):
                    break
            self.expect(closing, "(")
        self.bars = kept
        return self.of_arguments(word, arguments, primes, along)

    def axis(self) -> int | None:
        """The axis that a number names, which is left; None for another token."""
        token, after = self.peek(), self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        text = token.text + (after.text if token.text == "-" else "")
        return _AXES.get(text)

    def keyword(self, along: int | None) -> int | None:
        """An argument with a name; the axis, if it is one."""
        word = self.next().text
        if not self.takes("="):
            raise self.fail(f"= is missing behind {word}")
        if word in ("axis", "dim"):
            axis = self.axis()
            if axis is None:
                raise self.fail("an axis is 0 or 1")
            self.at += 1 + (self.peek().text == "-")
            return axis
        self.at += self.peek().kind in ("keyword", "num")
        return along

    def of_arguments(
        self, word: str, arguments: list[Node], primes: int, along: int | None
    ) -> Node:
        """The node of a function and its arguments; `Unreadable` where they are too many or too few."""
        if primes and word not in ENTRYWISE and word in _PLAIN_FUNCTIONS:
            raise self.fail(f"{word} has no derivative here")
        if word in _TWO or word in ("max", "min", "solve"):
            if len(arguments) != 2:
                raise self.fail(f"{word} takes two arguments")
            if word == "solve":  # of A z = b
                return Node(Op.AT, (Node(Op.INVERSE, (arguments[0],)), arguments[1]))
            op = _TWO.get(word) or (Op.MAX if word == "max" else Op.MIN)
            return Node(op, tuple(arguments))
        if word in _ROOTS:
            return self.root_of(word, arguments)
        if word == "where":
            return self.chosen(arguments)
        if len(arguments) != 1:
            raise self.fail(f"{word} takes one argument")
        (argument,) = arguments
        if word == "transpose":
            return transposed(argument)
        if word == "inv":
            return Node(Op.INVERSE, (argument,))
        if word == "square":
            return Node(Op.POWER, (argument,), word=".^", number=Fraction(2))
        if word == "norm":
            return self.norm(argument)
        return Node(Op.CALL, (argument,), word=word, primes=primes, along=along)

    def chosen(self, arguments: list[Node]) -> Node:
        """`where(z > 0, a, b)`: entry by entry the one where the comparison holds, else the other."""
        if len(arguments) != 3 or arguments[0].op not in _OTHERWISE:
            raise self.fail("where takes a comparison and two values: where(z > 0, a, 0)")
        holds, one, other = arguments
        left, right = holds.parts
        fails = Node(_OTHERWISE[holds.op], (right, left))
        kept = [
            Node(Op.HADAMARD, (condition, value))
            for condition, value in ((holds, one), (fails, other))
            if value != number(ZERO)
        ]
        if len(kept) == 2:
            return Node(Op.PLUS, (kept[0], kept[1]))
        return kept[0] if kept else Node(Op.HADAMARD, (holds, one))

    def root_of(self, word: str, arguments: list[Node]) -> Node:
        """`cbrt(x)`, `root(x, 3)` or `root(3, x)`: entry by entry, the index is the whole number of the two."""
        indices = [one for one in arguments if one.op is Op.NUMBER and one.number.denominator == 1]
        if len(arguments) == 1:
            return _root(arguments[0], Fraction(_ROOTS[word]))
        if word == "cbrt" or len(arguments) > 2 or len(indices) != 1 or not indices[0].number:
            raise self.fail(f"{word} of what? write a power: x.^(1/3)")
        (inside,) = (one for one in arguments if one is not indices[0])
        return _root(inside, indices[0].number)

    def indexed_root(self, depth: int) -> Node | None:
        r"""`\sqrt[3]{x}`; None where the brackets hold what the root is of."""
        start = self.at
        after = self.tokens[min(start + 3, len(self.tokens) - 1)].text
        if not self.takes("[") or self.peek().kind != "num" or after not in ("{", "("):
            self.at = start
            return None
        index = self.next().number
        if not self.takes("]") or index.denominator > 1 or not index:
            self.at = start
            return None
        self.at += 1
        inside = self.expression(ENTRIES, depth + 1)
        self.expect(CLOSING[after], after)
        return _root(inside, index)

    def total(self, token: Token, depth: int) -> Node:
        """`sum_i x_i y_i`: the sum reaches over the product behind it."""
        if any(word in self.indices for word in token.words):
            raise self.fail(f"two sums over {token.text or token.words[0]!r}, one in the other")
        self.indices += token.words
        body = self.expression(ENTRIES, depth + 1)
        del self.indices[len(self.indices) - len(token.words) :]
        sizes = (size_of(token.text),) if token.text else ()
        if sizes and len(token.words) > 1:
            sizes = ()
        for word in reversed(token.words):
            body = Node(Op.TOTAL, (body,), word=word, sizes=sizes)
        return body


def _root(inside: Node, index: Fraction) -> Node:
    if index == 2:
        return Node(Op.CALL, (inside,), word="sqrt")
    return Node(Op.POWER, (inside,), word=".^", number=1 / index)
