"""Trees of formulas, and the Pratt parser that makes them of tokens.

A tree is nested tuples: ("num", Fraction), ("var", name), ("+"|"*"|"/"|"^", left, right),
("neg", inner), ("call", function, inner).
"""

from fractions import Fraction
from typing import Any

from quizgen.answers.verdict import Unreadable

DEPTH = 60
Tree = tuple[Any, ...]
# Its kind, its value, and where it stands in the text.
Token = tuple[str, Any, int]
_BINDING = {"+": 10, "-": 10, "*": 20, "/": 20, "//": 20, "^": 40}
_END = ("end", None, -1)
_ATOMS = frozenset({"num", "var", "const"})
_OPERANDS = frozenset({"num", "var", "const", "function", "frac"})
_BRACKET_FUNCTIONS = {"⌊": "floor", "⌈": "ceil", "|": "abs"}
_OPENING = frozenset("([{⌊⌈√|")
_CLOSING = {"(": ")", "{": "}", "[": "]", "⌊": "⌋", "⌈": "⌉", "|": "|"}


def tree_of(tokens: list[Token]) -> Tree:
    """The tree of a formula's tokens; `Unreadable` with the reason and position.

    >>> tree_of([("num", 2, 0), ("var", "x", 1)])
    ('*', ('num', 2), ('var', 'x'))
    """
    return _Parser(tokens).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = [*tokens, _END]
        self.at = 0
        self.bars = 0

    def peek(self) -> Token:
        return self.tokens[self.at]

    def fail(self, reason: str) -> Unreadable:
        return Unreadable(reason, max(self.peek()[2], 0))

    def whole(self) -> Tree:
        if len(self.tokens) == 1:
            raise Unreadable("nothing was written")
        tree = self.expression(0, 0)
        if self.peek()[:2] == ("op", "="):
            self.at += 1
            tree = ("=", tree, self.expression(0, 0))
        kind, value, _ = self.peek()
        if kind != "end":
            if value in (")", "}", "]", "⌋", "⌉"):
                raise self.fail(f"{value!r} closes nothing")
            raise self.fail(f"{value!r} is not understood here")
        return tree

    def expression(self, power: int, depth: int) -> Tree:
        if depth > DEPTH:
            raise self.fail(f"the formula is nested more than {DEPTH} deep")
        left = self.prefix(depth)
        tokens = self.tokens
        while True:
            kind, value, _ = tokens[self.at]
            binding = _BINDING.get(value) if kind == "op" else None
            if binding:
                if binding < power or (binding == power and value != "^"):
                    return left
                self.at += 1
                if value == "^":
                    left = ("^", left, self.exponent(depth))
                elif value == "//":
                    left = ("call", "floor", ("/", left, self.expression(binding, depth + 1)))
                elif value == "-":
                    left = ("+", left, ("neg", self.expression(binding, depth + 1)))
                else:
                    left = (value, left, self.expression(binding, depth + 1))
            elif kind in _OPERANDS or (kind == "op" and value in _OPENING and self.opens(value)):
                if power >= 20:
                    return left
                left = self.beside(left, depth)
            else:
                return left

    def beside(self, left: Tree, depth: int) -> Tree:
        """The product of what stands beside each other without a sign; a number never stands behind."""
        kind, value, _ = self.peek()
        if kind == "num":
            raise self.behind(value, left)
        right = self.expression(20, depth + 1)
        if kind == "frac" and left[0] == right[1][0] == right[2][0] == "num":
            raise self.fail("a mixed number; write it as one fraction")
        return ("*", left, right)

    def behind(self, number: Fraction, left: Tree) -> Unreadable:
        """What a number behind a name may be: an index, a lost superscript, a factor."""
        if left[0] == "num":
            return self.fail("two numbers beside each other; write * between them")
        kind, name, _ = self.tokens[self.at - 1]
        n = number if number.denominator > 1 else number.numerator
        if kind in ("var", "const"):
            return self.fail(f"a number behind {name}: {name}_{n}, {name}^{n} or {n}{name}?")
        return self.fail(f"a number behind a bracket: ^{n} or *{n}?")

    def opens(self, value: str) -> bool:
        return value in _OPENING and (value != "|" or not self.bars)

    def exponent(self, depth: int) -> Tree:
        if self.peek()[:2] == ("op", "-"):
            self.at += 1
            return ("neg", self.exponent(depth + 1))
        return self.expression(39, depth + 1)

    def prefix(self, depth: int) -> Tree:
        kind, value, _ = self.tokens[self.at]
        if kind in _ATOMS:
            self.at += 1
            return (kind, value)
        if kind == "end":
            raise self.fail("the formula ends too early")
        self.at += 1
        if kind == "frac":
            return ("/", self.group(depth), self.group(depth))
        if kind == "function":
            return self.call(value, depth)
        if value == "-":
            if self.peek()[:2] == ("op", "-"):
                raise self.fail("two signs in a row; write one")
            return ("neg", self.expression(20, depth + 1))
        if value == "+":
            return self.expression(20, depth + 1)
        if value == "√":
            return ("call", "sqrt", self.expression(30, depth + 1))
        if value in _CLOSING:
            return self.bracket(value, depth)
        self.at -= 1
        raise self.fail(f"{value!r} is not expected here")

    def bracket(self, opening: str, depth: int) -> Tree:
        self.bars += opening == "|"
        inner = self.expression(0, depth + 1)
        self.bars -= opening == "|"
        if self.peek()[:2] != ("op", _CLOSING[opening]):
            raise self.fail(f"{opening!r} is not closed")
        self.at += 1
        function = _BRACKET_FUNCTIONS.get(opening)
        return ("call", function, inner) if function else inner

    def group(self, depth: int) -> Tree:
        if self.peek()[:2] == ("op", "{"):
            self.at += 1
            return self.bracket("{", depth)
        kind, value, _ = self.peek()
        if kind == "num" and value.denominator == 1 and 0 <= value <= 9:
            self.at += 1
            return ("num", value)
        if kind == "var":
            self.at += 1
            return ("var", value)
        raise self.fail("\\frac needs two groups in braces")

    def bare(self, depth: int) -> Tree:
        """The argument of a function without brackets: `ln 2x`, up to the next sign or function.

        `ln x · y` is ln(x)·y, `sin x cos x` a product; what `ln x (y + 1)` means nobody knows.
        """
        found = self.expression(30, depth)
        while self.peek()[0] in ("num", "var", "const", "frac"):
            if self.peek()[0] == "num":
                raise self.behind(self.peek()[1], found)
            found = ("*", found, self.expression(30, depth))
        kind, value, _ = self.peek()
        if kind == "op" and self.opens(value):
            raise self.fail("write brackets around what the function is of")
        return found

    def root(self, depth: int) -> Tree:
        r"""`\sqrt[3]{x}`."""
        self.at += 1
        index = self.expression(0, depth + 1)
        if self.peek()[:2] != ("op", "]"):
            raise self.fail("'[' is not closed")
        self.at += 1
        inside = self.group(depth + 1) if self.peek()[1] != "(" else self.prefix(depth + 1)
        if index == ("num", Fraction(2)):
            return ("call", "sqrt", inside)
        return ("^", inside, ("/", ("num", Fraction(1)), index))

    def call(self, function: str, depth: int) -> Tree:
        kind, value, _ = self.peek()
        power: Tree | None = None
        if (kind, value) == ("op", "^"):
            self.at += 1
            power = self.expression(39, depth + 1)
            kind, value, _ = self.peek()
        if function == "sqrt" and (kind, value) == ("op", "["):
            return self.root(depth)
        if (kind, value) in (("op", "("), ("op", "{"), ("op", "[")):
            self.at += 1
            arguments = [self.expression(0, depth + 1)]
            while self.peek()[:2] == ("op", ","):
                self.at += 1
                arguments.append(self.expression(0, depth + 1))
            if self.peek()[:2] != ("op", _CLOSING[value]):
                raise self.fail(f"{value!r} is not closed")
            self.at += 1
        elif function in ("floor", "ceil"):
            raise self.fail(f"write brackets around what {function} is of")
        else:
            arguments = [self.bare(depth + 1)]
        if (len(arguments) > 1) != (function in ("max", "min")):
            raise self.fail(
                f"{function} takes {'several numbers' if function in ('max', 'min') else 'one number'}"
            )
        tree = ("call", function, *arguments)
        return tree if power is None else ("^", tree, power)
