"""The parser of formulas in matrices: from tokens to a tree, products left as they were typed."""

from dataclasses import replace

from quizgen.answers.matrix_calls import Calls
from quizgen.answers.matrix_stream import (
    BESIDE,
    CLOSING,
    DEPTH,
    ENTRIES,
    POWER,
    PRODUCT,
    RAISED,
    SUM,
    constant,
    negative,
    one_or_ones,
    size_of,
    transposed,
)
from quizgen.answers.matrix_tokens import Token
from quizgen.answers.matrix_tree import BRACKETED, PRODUCTS, Node, Op, number
from quizgen.answers.verdict import Unreadable

_SIGNS = {"*": Op.STAR, "@": Op.AT, "·": Op.DOT}
_OPENING = frozenset({"(", "[", "{", "⟨", "√"})
_OPERANDS = frozenset({"name", "size", "ones", "eye", "function", "frac", "const", "sum"})
_COMPARISONS = {
    ">": (Op.POSITIVE, False), "<": (Op.POSITIVE, True), ">=": (Op.AT_LEAST, False), "<=": (Op.AT_LEAST, True),
}  # fmt: skip


def parsed(tokens: list[Token]) -> Node:
    """The tree of a formula's tokens; `Unreadable` with the reason and position."""
    return _Parser(tokens).whole()


class _Parser(Calls):
    def __init__(self, tokens: list[Token]) -> None:
        super().__init__(tokens)
        # Where no comparison stands behind a one: brackets in brackets are not read twice each.
        self.no_indicators: set[int] = set()

    def whole(self) -> Node:
        if len(self.tokens) == 1:
            raise Unreadable("nothing was written")
        tree = self.expression(SUM, 0)
        token = self.peek()
        if token.kind != "end":
            closes = token.text in CLOSING.values()
            raise self.fail(
                f"{token.text!r} {'closes nothing' if closes else 'is not understood here'}"
            )
        return tree

    def expression(self, power: int, depth: int) -> Node:
        if depth > DEPTH:
            raise self.fail(f"the formula is nested more than {DEPTH} deep")
        left = self.prefix(depth)
        while True:
            token = self.peek()
            sign = token.text if token.kind == "op" else ""
            if sign in ("+", "-") and power <= SUM:
                self.at += 1
                right = self.expression(ENTRIES, depth + 1)
                left = Node(Op.PLUS, (left, negative(right) if sign == "-" else right))
            elif sign == "⊙" and power <= ENTRIES:
                self.at += 1
                left = Node(Op.HADAMARD, (left, self.expression(PRODUCT, depth + 1)))
            elif sign in _SIGNS and power <= PRODUCT:
                self.at += 1
                left = Node(_SIGNS[sign], (left, self.expression(BESIDE, depth + 1)))
            elif sign == "⊗" and power <= PRODUCT:
                self.at += 1
                left = Node(Op.OUTER, (left, self.expression(BESIDE, depth + 1)))
            elif sign in ("/", "./") and power <= BESIDE:
                self.at += 1
                left = Node(Op.DIVIDE, (left, self.divisor(depth)), word=sign)
            elif power <= BESIDE and self.stands_beside(token):
                left = Node(Op.BESIDE, self.beside(left, depth))
            else:
                return left

    def divisor(self, depth: int) -> Node:
        divisor = self.expression(RAISED, depth + 1)
        after = self.peek()
        if after.glued:
            bottom = self.tokens[self.at - 1].text
            raise self.fail(
                f"/{bottom}{after.text} may be /({bottom} {after.text}) or a factor {after.text}; write brackets"
            )
        return divisor

    def stands_beside(self, token: Token) -> bool:
        if token.kind in _OPERANDS or token.kind == "num":
            return True
        if token.kind != "op":
            return False
        return token.text in _OPENING or (token.text in ("|", "||") and token.text not in self.bars)

    def beside(self, left: Node, depth: int) -> tuple[Node, Node]:
        """Two factors without a sign between them; a 1 may be the vector of ones."""
        token = self.peek()
        before = self.tokens[self.at - 1]
        if token.kind == "num" and token.glued and before.kind == "name":
            raise self.fail(
                f"{before.text}{token.text} is no name of this question, and a number never stands behind a factor"
            )
        if token.kind == "num" and (token.text != "1" or left == number(1)):
            right = self.raised(self.atom(depth), depth) if token.text == "1" else None
            if right is None or right.op is Op.NUMBER:
                what = (
                    "two numbers beside each other"
                    if left.op is Op.NUMBER
                    else "a number behind a factor"
                )
                raise Unreadable(f"{what}; write * between them")
        else:
            right = self.expression(RAISED, depth + 1)
        return one_or_ones(left), one_or_ones(right)

    def prefix(self, depth: int) -> Node:
        token = self.peek()
        if token.kind == "op" and token.text in "+-" and token.text:
            self.at += 1
            if self.peek().kind == "op" and self.peek().text in ("+", "-"):
                raise self.fail("two signs in a row; write one")
            inner = self.expression(ENTRIES, depth + 1)
            return negative(inner) if token.text == "-" else inner
        return self.raised(self.atom(depth), depth)

    def atom(self, depth: int) -> Node:
        token = self.next()
        match token.kind:
            case "num":
                return self.one_or_number(token, depth)
            case "name" | "size":
                return Node(Op.NAME if token.kind == "name" else Op.SIZE, word=token.text)
            case "ones":
                return self.ones(token, depth)
            case "eye":
                return self.sized(Op.IDENTITY, token)
            case "const":
                return Node(Op.CALL, word=token.text)
            case "function":
                return self.function(token, depth)
            case "frac":
                return Node(Op.DIVIDE, (self.group(depth), self.group(depth)), word="/")
            case "sum":
                return self.total(token, depth)
            case "op" if token.text in CLOSING and token.text not in self.bars:
                return self.bracket(token, depth)
            case "op" if token.text == "√":
                return Node(Op.CALL, (self.expression(RAISED, depth + 1),), word="sqrt")
            case "end":
                raise self.fail("the formula ends too early")
        self.at -= 1
        raise self.fail(f"{token.text!r} is not expected here")

    def one_or_number(self, token: Token, depth: int) -> Node:
        """A number; `1^T` and `1_n` are the vector of ones, `1[z > 0]` is an indicator."""
        after, second = self.peek(), self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if token.text == "1":
            turned = after.text in ("'", "'T") or (after.text == "^" and second.text in ("T", "{"))
            third = self.tokens[min(self.at + 2, len(self.tokens) - 1)]
            if turned and (second.text != "{" or after.text != "^" or third.text == "T"):
                return Node(Op.ONES)
            if after.kind == "index" and len(after.words) == 1:
                self.at += 1
                return Node(Op.ONES, sizes=(size_of(after.words[0]),))
            indicator = self.indicator(depth)
            if indicator:
                return indicator
        return number(token.number)

    def indicator(self, depth: int) -> Node | None:
        start = self.at
        if start in self.no_indicators:
            return None
        try:
            found = self.comparison(depth)
        except Unreadable:
            self.at, found = start, None
        if found is None:
            self.no_indicators.add(start)
        return found

    def comparison(self, depth: int) -> Node | None:
        """The comparison in brackets behind a one, if there is one."""
        if self.peek().text not in ("(", "[", "{") or self.peek().kind != "op":
            return None
        start = self.at
        inner = self.bracket(self.next(), depth)
        if inner.op in (Op.POSITIVE, Op.AT_LEAST):
            return inner
        self.at = start
        return None

    def ones(self, token: Token, depth: int) -> Node:
        if not token.words:
            indicator = self.indicator(depth) if self.peek().text in ("(", "[", "{") else None
            if indicator:
                return indicator
        return self.sized(Op.ONES, token)

    def sized(self, op: Op, token: Token) -> Node:
        """Ones or an identity with its sizes: `1_n`, `ones(n)`, `ones((n, 1))`, `eye(n)`."""
        sizes = [size_of(word) for word in token.words]
        if not sizes and token.text != "I" and self.takes("("):
            inner = self.takes("(")
            while self.peek().kind in ("size", "num"):
                sizes.append(size_of(self.next().text))
                if not self.takes(","):
                    break
            if inner:
                self.expect(")", "(")
            self.expect(")", "(")
            if not sizes:
                raise self.fail("a size is missing")
        if len(sizes) > 2 or (op is Op.IDENTITY and len(set(sizes)) > 1):
            raise self.fail("more sizes than a matrix has")
        if op is Op.ONES and len(sizes) == 2 and sizes[1] == 1:
            sizes = sizes[:1]
        return Node(op, sizes=tuple(sizes[:1] if op is Op.IDENTITY else sizes))

    def bracket(self, token: Token, depth: int) -> Node:
        opening = token.text
        if opening not in CLOSING:
            self.at -= 1
            raise self.fail(f"{opening!r} is not expected here")
        kept, self.bars = self.bars, [opening] if opening in ("|", "||") else []
        inner = self.compared(depth + 1)
        if opening in ("⟨", "<"):
            if not (self.takes(",") or self.takes("|")):
                raise self.fail("⟨ ⟩ holds two vectors and a comma between them")
            inner = Node(Op.INNER, (inner, self.expression(SUM, depth + 1)))
        self.expect(CLOSING[opening], opening)
        self.bars = kept
        if opening == "|":
            return Node(Op.CALL, (inner,), word="abs")
        if opening == "||":
            return self.norm(inner)
        return replace(inner, word=BRACKETED) if inner.op in PRODUCTS else inner

    def compared(self, depth: int) -> Node:
        left = self.expression(SUM, depth)
        sign = self.peek().text if self.peek().kind == "op" else ""
        if sign not in _COMPARISONS:
            return left
        self.at += 1
        right = self.expression(SUM, depth)
        op, turned = _COMPARISONS[sign]
        return Node(op, (right, left) if turned else (left, right))

    def group(self, depth: int) -> Node:
        if self.peek().text == "{":
            return self.bracket(self.next(), depth)
        token = self.peek()
        if token.kind in ("name", "size", "num"):
            return self.atom(depth)
        raise self.fail("\\frac needs two groups in braces")

    # Behind an operand

    def raised(self, node: Node, depth: int) -> Node:
        """Transposes, powers, indices and methods behind an operand."""
        while True:
            token = self.peek()
            if token.kind == "op" and token.text in ("'", "'T"):
                self.at += 1
                node = transposed(node)
            elif token.kind == "method":
                self.at += 1
                node = self.method(node, token, depth)
            elif token.kind == "op" and token.text in ("^", "**", ".^"):
                self.at += 1
                node = self.power(node, token.text, depth)
            elif token.kind == "index":
                self.at += 1
                node = self.entry(node, token.words)
            elif token.kind == "op" and token.text == "[" and self.is_index():
                node = self.square_index(node)
            else:
                return node

    def is_index(self) -> bool:
        """Whether brackets behind a name hold indices of a sum alone."""
        inside = self.tokens[self.at + 1 : self.at + 5]
        letters = [token for token in inside if token.text not in (",", "]", "[")]
        return bool(self.indices) and bool(letters) and letters[0].text in self.indices

    def square_index(self, node: Node) -> Node:
        words: list[str] = []
        while self.takes("["):
            while self.peek().text in self.indices:
                words.append(self.next().text)
                if not self.takes(","):
                    break
            self.expect("]", "[")
        return self.entry(node, tuple(words))

    def entry(self, node: Node, words: tuple[str, ...]) -> Node:
        for word in words:
            if word not in self.indices:
                written = (
                    f"{node.word}_{''.join(words)}" if node.op is Op.NAME else "_" + "".join(words)
                )
                raise self.fail(
                    f"{written!r}: the index {''.join(words)!r} belongs to no name and to no sum"
                )
        if len(words) > 2:
            raise self.fail("more than two indices")
        return Node(Op.ENTRY, (node,), indices=words)

    def power(self, node: Node, sign: str, depth: int) -> Node:
        braced = self.takes("{") or (self.peek().text == "(" and self.is_special())
        closing = "}" if braced and self.tokens[self.at - 1].text == "{" else ")"
        if braced and closing == ")":
            self.at += 1
        entrywise = braced and self.takes("⊙")
        minus = self.takes("-")
        if self.peek().kind == "word" and self.peek().text == "T":
            self.at += 1
            found = transposed(Node(Op.INVERSE, (node,)) if minus else node)
        elif self.peek().text in ("'", "'T") and not minus:
            self.at += 1
            found = transposed(node)
        else:
            exponent = self.expression(SUM if braced else RAISED, depth + 1)
            exponent = negative(exponent) if minus else exponent
            found = self.raised_to(node, exponent, ".^" if entrywise else sign)
        if braced:
            self.expect(closing, "{" if closing == "}" else "(")
        return found

    def is_special(self) -> bool:
        """Whether the bracket behind ^ holds a transpose or an entrywise sign."""
        inside = [token.text for token in self.tokens[self.at + 1 : self.at + 3]]
        return inside[:1] in (["T"], ["'T"], ["⊙"], ["'"]) or inside == ["-", "T"]

    def raised_to(self, node: Node, exponent: Node, sign: str) -> Node:
        if node.op is Op.CALL and not node.parts and node.word == "e":
            return Node(Op.CALL, (exponent,), word="exp")
        value = constant(exponent)
        if value is None:
            raise self.fail("an exponent that is no number")
        if abs(value) > POWER or value.denominator > 4:
            raise self.fail(f"an exponent beyond {POWER}, or a root beyond the fourth")
        return Node(Op.POWER, (node,), word=sign, number=value)
