"""The grammar of formulas: a Pratt parser that makes a tree of tokens."""

from fractions import Fraction
from typing import NamedTuple, TypeAlias, final

from quizgen.answers.tree import (
    Call,
    Constant,
    Equation,
    Leaf,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Tree,
)
from quizgen.answers.verdict import Unreadable

DEPTH = 60


@final
class Function(NamedTuple):
    """The name of a function, before what it is of."""

    name: str


# A number or a name is what it will be in the tree; a sign is its text, and the end has none.
Word: TypeAlias = Leaf | Function | str
# And where it stands in the text.
Token: TypeAlias = tuple[Word, int]
FRACTION = Function("frac")  # of the two groups behind it
_BINDING = {"+": 10, "-": 10, "*": 20, "/": 20, "//": 20, "^": 40}
_END: Token = ("", -1)
_LEAVES = (Number, Name, Constant)
_BRACKET_FUNCTIONS = {"⌊": "floor", "⌈": "ceil", "|": "abs"}
_OPENING = frozenset("([{⌊⌈√|")
_CLOSING = {"(": ")", "{": "}", "[": "]", "⌊": "⌋", "⌈": "⌉", "|": "|"}
_CLOSERS = frozenset(")}]⌋⌉")
_SEVERAL = frozenset({"max", "min"})
# Roots by name, and the index where none is given.
_ROOTS = {"cbrt": 3, "root": 2}


def tree_of(tokens: list[Token]) -> Tree:
    """The tree of a formula's tokens; `Unreadable` with the reason and position.

    >>> tree_of([(Number(Fraction(2)), 0), (Name("x"), 1)])
    Product(left=Number(value=Fraction(2, 1)), right=Name(name='x'))
    """
    return _Parser(tokens).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = [*tokens, _END]
        self.at = 0
        self.bars = 0

    def peek(self) -> Word:
        return self.tokens[self.at][0]

    def fail(self, reason: str) -> Unreadable:
        return Unreadable(reason, max(self.tokens[self.at][1], 0))

    def whole(self) -> Tree:
        if len(self.tokens) == 1:
            raise Unreadable("nothing was written")
        tree = self.expression(0, 0)
        if self.peek() == "=":
            self.at += 1
            tree = Equation(tree, self.expression(0, 0))
        word = self.peek()
        if word != "":
            if word in _CLOSERS:
                raise self.fail(f"{word!r} closes nothing")
            raise self.fail(f"{word!r} is not understood here")
        return tree

    def expression(self, power: int, depth: int) -> Tree:
        if depth > DEPTH:
            raise self.fail(f"the formula is nested more than {DEPTH} deep")
        left = self.prefix(depth)
        tokens = self.tokens
        while True:
            word = tokens[self.at][0]
            if isinstance(word, str):
                binding = _BINDING.get(word)
                if binding:
                    if binding < power or (binding == power and word != "^"):
                        return left
                    self.at += 1
                    left = self.joined(left, word, binding, depth)
                    continue
                if not self.opens(word):
                    return left
            if power >= 20:
                return left
            left = self.beside(left, depth)

    def joined(self, left: Tree, sign: str, binding: int, depth: int) -> Tree:
        """Left and what stands behind the sign."""
        if sign == "^":
            return Power(left, self.exponent(depth))
        right = self.expression(binding, depth + 1)
        if sign == "//":
            return Call("floor", (Quotient(left, right),))
        if sign == "-":
            return Sum(left, Negative(right))
        if sign == "+":
            return Sum(left, right)
        return Product(left, right) if sign == "*" else Quotient(left, right)

    def beside(self, left: Tree, depth: int) -> Tree:
        """The product of what stands beside each other without a sign; a number never stands behind."""
        word = self.peek()
        if isinstance(word, Number):
            raise self.behind(word.value, left)
        right = self.expression(20, depth + 1)
        if word is FRACTION and isinstance(left, Number) and _is_of_numbers(right):
            raise self.fail("a mixed number; write it as one fraction")
        return Product(left, right)

    def behind(self, number: Fraction, left: Tree) -> Unreadable:
        """What a number behind a name may be: an index, a lost superscript, a factor."""
        if isinstance(left, Number):
            return self.fail("two numbers beside each other; write * between them")
        before = self.tokens[self.at - 1][0]
        n = number if number.denominator > 1 else number.numerator
        if isinstance(before, Name | Constant):
            name = before.name
            return self.fail(f"a number behind {name}: {name}_{n}, {name}^{n} or {n}{name}?")
        return self.fail(f"a number behind a bracket: ^{n} or *{n}?")

    def opens(self, word: str) -> bool:
        return word in _OPENING and (word != "|" or not self.bars)

    def exponent(self, depth: int) -> Tree:
        if self.peek() == "-":
            self.at += 1
            return Negative(self.exponent(depth + 1))
        return self.expression(39, depth + 1)

    def prefix(self, depth: int) -> Tree:
        word = self.tokens[self.at][0]
        if isinstance(word, _LEAVES):
            self.at += 1
            return word
        if word == "":
            raise self.fail("the formula ends too early")
        self.at += 1
        if isinstance(word, Function):
            if word is FRACTION:
                return Quotient(self.group(depth), self.group(depth))
            return self.call(word.name, depth)
        if word == "-":
            if self.peek() == "-":
                raise self.fail("two signs in a row; write one")
            return Negative(self.expression(20, depth + 1))
        if word == "+":
            return self.expression(20, depth + 1)
        if word == "√":
            return Call("sqrt", (self.expression(30, depth + 1),))
        if word in _CLOSING:
            return self.bracket(word, depth)
        self.at -= 1
        raise self.fail(f"{word!r} is not expected here")

    def bracket(self, opening: str, depth: int) -> Tree:
        self.bars += opening == "|"
        inner = self.expression(0, depth + 1)
        self.bars -= opening == "|"
        self.close(opening)
        function = _BRACKET_FUNCTIONS.get(opening)
        return Call(function, (inner,)) if function else inner

    def close(self, opening: str) -> None:
        if self.peek() in (",", ";"):
            raise self.fail("several values in brackets, and one is asked for here")
        if self.peek() != _CLOSING[opening]:
            raise self.fail(f"{opening!r} is not closed")
        self.at += 1

    def group(self, depth: int) -> Tree:
        word = self.peek()
        if word == "{":
            self.at += 1
            return self.bracket("{", depth)
        if isinstance(word, Name) or (isinstance(word, Number) and _is_digit(word.value)):
            self.at += 1
            return word
        raise self.fail("\\frac needs two groups in braces")

    def bare(self, depth: int) -> Tree:
        """The argument of a function without brackets: `ln 2x`, up to the next sign or function.

        `ln x · y` is ln(x)·y, `sin x cos x` a product; what `ln x (y + 1)` means nobody knows.
        """
        found = self.expression(30, depth)
        while isinstance(word := self.peek(), _LEAVES) or word is FRACTION:
            if isinstance(word, Number):
                raise self.behind(word.value, found)
            found = Product(found, self.expression(30, depth))
        if isinstance(word, str) and self.opens(word):
            raise self.fail("write brackets around what the function is of")
        return found

    def root(self, depth: int) -> Tree:
        r"""`\sqrt[3]{x}`, `∛x`."""
        self.at += 1
        index = self.expression(0, depth + 1)
        self.close("[")
        return _root(self.prefix(depth + 1), index)

    def call(self, function: str, depth: int) -> Tree:
        power: Tree | None = None
        if self.peek() == "^":
            self.at += 1
            power = self.expression(39, depth + 1)
        is_root = function == "sqrt" and self.peek() == "["
        tree = self.root(depth) if is_root else self.applied(function, depth)
        return tree if power is None else Power(tree, power)

    def applied(self, function: str, depth: int) -> Tree:
        """The function of what stands behind it, with or without brackets."""
        opening = self.peek()
        if isinstance(opening, str) and opening in {"(", "{", "["}:
            arguments = self.arguments(opening, depth)
        elif function in ("floor", "ceil"):
            raise self.fail(f"write brackets around what {function} is of")
        else:
            arguments = [self.bare(depth + 1)]
        if function in _ROOTS:
            return self.root_of(function, arguments)
        if (len(arguments) > 1) != (function in _SEVERAL):
            raise self.fail(
                f"{function} takes {'several numbers' if function in _SEVERAL else 'one number'}"
            )
        return Call(function, tuple(arguments))

    def root_of(self, function: str, arguments: list[Tree]) -> Tree:
        """`cbrt(x)`, `root(x, 3)` or `root(3, x)`: the index is the whole number of the two."""
        if len(arguments) == 1:
            return _root(arguments[0], Number(Fraction(_ROOTS[function])))
        indices = [one for one in arguments if _is_index(one)]
        if function == "cbrt" or len(arguments) > 2 or len(indices) != 1:
            raise self.fail(f"{function} of what? write a power: x^(1/3)")
        (inside,) = (one for one in arguments if one is not indices[0])
        return _root(inside, indices[0])

    def arguments(self, opening: str, depth: int) -> list[Tree]:
        """What stands in brackets behind a function, between commas."""
        self.at += 1
        found = [self.expression(0, depth + 1)]
        while self.peek() == ",":
            self.at += 1
            found.append(self.expression(0, depth + 1))
        self.close(opening)
        return found


def _root(inside: Tree, index: Tree) -> Tree:
    """A root as it is computed: a power, a square root by its name."""
    if index == Number(Fraction(2)):
        return Call("sqrt", (inside,))
    return Power(inside, Quotient(Number(Fraction(1)), index))


def _is_index(tree: Tree) -> bool:
    return isinstance(tree, Number) and tree.value.denominator == 1


def _is_digit(number: Fraction) -> bool:
    return number.denominator == 1 and number <= 9


def _is_of_numbers(tree: Tree) -> bool:
    """Whether a tree is a fraction of two numbers as they stand."""
    return (
        isinstance(tree, Quotient)
        and isinstance(tree.left, Number)
        and isinstance(tree.right, Number)
    )
