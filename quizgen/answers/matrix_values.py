"""The value of a formula in matrices at one point: sizes drawn, and every entry drawn."""

from collections.abc import Callable, Iterator, Mapping
from decimal import localcontext
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from quizgen.answers.digits import Undefined
from quizgen.answers.matrix_declared import Declared
from quizgen.answers.matrix_numbers import BENT, CONSTANTS, DIGITS, KNOWN, Digits, Numbers
from quizgen.answers.matrix_tree import Node, Op, Size

Rows = list[list[Any]]
_ORDERED = frozenset({Op.MAX, Op.MIN, Op.POSITIVE, Op.AT_LEAST})


def needs_digits(node: Node, declared: Declared) -> bool:
    """Whether a formula has a function of which more is known than that it is one, a root or an order."""
    if node.op is Op.NAME:
        defined = declared.defined.get(node.word)
        return defined is not None and needs_digits(defined, declared)
    if node.op in _ORDERED or (node.op is Op.ENTRY_POWER and node.number.denominator != 1):
        return True
    if node.op is Op.CALL:
        word = declared.meant.get(node.word, node.word)
        if word in KNOWN or word in ("softmax", "norm") or not node.parts:
            return True
    return any(needs_digits(part, declared) for part in node.parts)


def has_order(node: Node, declared: Declared) -> bool:
    """Whether it matters where a value lies beside another: such formulas differ in a part of all entries only."""
    if node.op is Op.NAME:
        defined = declared.defined.get(node.word)
        return defined is not None and has_order(defined, declared)
    if node.op in _ORDERED or declared.meant.get(node.word, node.word) in BENT:
        return True
    return any(has_order(part, declared) for part in node.parts)


def names_of(node: Node, declared: Declared) -> set[str]:
    """The names that a formula is made of, those inside defined names too."""
    if node.op is Op.NAME:
        defined = declared.defined.get(node.word)
        return {node.word} if defined is None else names_of(defined, declared)
    return set().union(*(names_of(part, declared) for part in node.parts))


def random_bits(text: str, count: int) -> Iterator[int]:
    """As many numbers of 64 bits that depend on the text only.

    >>> len(set(random_bits("W", 20))), list(random_bits("W", 2)) == list(random_bits("W", 20))[:2]
    (20, True)
    """
    for start in range(0, count, 8):
        digest = blake2b(f"{text}|{start}".encode()).digest()
        for at in range(0, 8 * min(8, count - start), 8):
            yield int.from_bytes(digest[at : at + 8], "big")


class Point:
    """Drawn sizes and values; the values of a name are drawn, or computed, when it is first asked for.

    >>> from quizgen.answers.digits import Budget
    >>> from quizgen.answers.matrix_declared import declared
    >>> from quizgen.answers.matrix_numbers import Modular
    >>> from quizgen.answers.matrix_tree import name
    >>> point = Point(Modular(97, "", Budget(1000)), {"n": 3}, declared({"shapes": {"x": "n"}}), "")
    >>> len(point.value(name("x")))
    3
    """

    def __init__(
        self,
        numbers: Numbers,
        sizes: Mapping[str, int],
        declared: Declared,
        place: str,
        *,
        changed: bool = False,
        moved: tuple[str, Any] | None = None,
    ) -> None:
        # All drawn values are positive, those of the moved name so many times as large.
        self.moved = moved
        # Of a tree that was changed the sizes have to be looked at.
        self.changed = changed
        self.numbers, self.sizes, self.declared, self.place = numbers, sizes, declared, place
        self._names: dict[str, Rows] = {}
        self._indices: dict[str, int] = {}
        # Trees that differ in one place share all others.
        self._known: dict[int, tuple[Node, Rows]] = {}
        self._zero, self._one = numbers.number(Fraction(0)), numbers.number(Fraction(1))

    def value(self, node: Node) -> Rows:
        """The rows of a formula's value; `Undefined` where it has none."""
        try:
            return self._in_context(node)
        except (ValueError, IndexError):
            if self.changed:  # no size of it was looked at before
                raise Undefined from None
            raise

    def _in_context(self, node: Node) -> Rows:
        if isinstance(self.numbers, Digits):
            self.numbers.edges.clear()
            with localcontext(prec=DIGITS, Emax=100_000, Emin=-100_000):
                try:
                    return self._value(node)
                except ArithmeticError:
                    raise Undefined from None
        return self._value(node)

    def forget(self, kept: int) -> None:
        """Forget the values of parts where there are more than `kept`."""
        if len(self._known) > kept:
            self._known.clear()

    def size(self, size: Size) -> int:
        """A size as a number."""
        return size if isinstance(size, int) else self.sizes[size]

    def _drawn(self, word: str) -> Rows:
        found = self._names.get(word)
        if found is None and (defined := self.declared.defined.get(word)):
            found = self._names[word] = self._value(defined)
        elif found is None:
            rows, columns = map(self.size, self.declared.shapes[word])
            bits = iter(random_bits(f"{self.numbers.seed}|{self.place}|{word}", rows * columns))
            found = self._names[word] = [
                [self.numbers.of_bits(next(bits)) for _ in range(columns)] for _ in range(rows)
            ]
            if self.moved:
                factor = self.moved[1] if word == self.moved[0] else self._one
                found = self._names[word] = self._map(lambda x: abs(x) * factor, found)
        return found

    def _value(self, node: Node) -> Rows:
        if not self.changed or self._indices:
            return self._computed(node)
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = node, self._computed(node)
        return known[1]

    def _computed(self, node: Node) -> Rows:
        op, numbers = node.op, self.numbers
        match op:
            case Op.NAME:
                return self._drawn(node.word)
            case Op.NUMBER:
                return [[numbers.number(node.number)]]
            case Op.SIZE:
                return [[numbers.number(Fraction(self.size(node.word)))]]
            case Op.ONES:
                rows, columns = self.size(node.sizes[0]), self.size((*node.sizes, 1)[1])
                return [[self._one] * columns for _ in range(rows)]
            case Op.IDENTITY:
                size = self.size(node.sizes[0])
                return [
                    [self._one if i == j else self._zero for j in range(size)] for i in range(size)
                ]
            case Op.TOTAL:
                return self._total(node)
            case Op.CALL if not node.parts:
                return [[CONSTANTS[node.word]]]
            case Op.ENTRY:
                return self._entry(node)
        values = [self._value(part) for part in node.parts]
        if len(values) == 2:
            return self._joined(op, *values)
        return self._of_one(node, values[0])

    # Two parts

    def _joined(self, op: Op, left: Rows, right: Rows) -> Rows:
        numbers = self.numbers
        if self.changed:
            op = self._fitting(op, left, right)
        if op is Op.MATMUL:
            return self.product(left, right)
        if op is Op.PLUS:
            return self._by_entry(lambda x, y: numbers.settled(x + y), left, right)
        if op in (Op.SCALE, Op.HADAMARD):
            return self._by_entry(lambda x, y: numbers.settled(x * y), left, right)
        if op is Op.DIVIDE:
            inverse = self._map(numbers.inverse, right)
            return self._by_entry(lambda x, y: numbers.settled(x * y), left, inverse)
        if op in (Op.INNER, Op.OUTER):
            one, other = ([x for row in rows for x in row] for rows in (left, right))
            if op is Op.INNER:
                return self.product([one], [[x] for x in other])
            return self.product([[x] for x in one], [other])
        if op is Op.POSITIVE:
            return self._by_entry(
                lambda x, y: self._one if numbers.larger(x, y) else self._zero, left, right
            )
        if op is Op.AT_LEAST:
            return self._by_entry(
                lambda x, y: self._zero if numbers.larger(y, x) else self._one, left, right
            )
        return self._by_entry(
            lambda x, y: x if numbers.larger(x, y) == (op is Op.MAX) else y, left, right
        )

    @staticmethod
    def _fitting(op: Op, left: Rows, right: Rows) -> Op:
        """The product that the sizes of a changed tree allow; `Undefined` where they do not fit."""
        one, other = (len(left), len(left[0])), (len(right), len(right[0]))
        if op in (Op.INNER, Op.OUTER):
            return op
        number = (1, 1) in (one, other)
        if op in (Op.MATMUL, Op.SCALE) and not number:
            if one[1] != other[0]:
                raise Undefined
            return Op.MATMUL
        if not number and one != other:
            raise Undefined
        return Op.SCALE if op is Op.MATMUL else op

    def product(self, left: Rows, right: Rows) -> Rows:
        """The matrix product."""
        settled = self.numbers.settled
        columns = list(zip(*right, strict=True))
        self.numbers.budget.spend(1 + len(left) * len(columns) * len(right) // 8)
        return [
            [settled(sum([x * y for x, y in zip(row, column, strict=True)])) for column in columns]
            for row in left
        ]

    def _by_entry(self, join: Callable[[Any, Any], Any], left: Rows, right: Rows) -> Rows:
        """Entry by entry; a side with one row or one column is repeated."""
        rows, columns = max(len(left), len(right)), max(len(left[0]), len(right[0]))
        self.numbers.budget.spend(1 + rows * columns // 8)
        if len(left) == len(right) and len(left[0]) == len(right[0]):
            return [
                [join(x, y) for x, y in zip(one, other, strict=True)]
                for one, other in zip(left, right, strict=True)
            ]
        one_row, other_row = len(left) == 1, len(right) == 1
        one_column, other_column = len(left[0]) == 1, len(right[0]) == 1
        return [
            [
                join(
                    left[0 if one_row else i][0 if one_column else j],
                    right[0 if other_row else i][0 if other_column else j],
                )
                for j in range(columns)
            ]
            for i in range(rows)
        ]

    def _map(self, function: Callable[[Any], Any], rows: Rows) -> Rows:
        return [[function(x) for x in row] for row in rows]

    # One part

    def _of_one(self, node: Node, value: Rows) -> Rows:
        numbers, op = self.numbers, node.op
        if op is Op.TRANSPOSE:
            return [list(column) for column in zip(*value, strict=True)]
        if op is Op.NEGATIVE:
            return self._map(lambda x: numbers.settled(-x), value)
        if op is Op.INVERSE:
            return self.inverse(value)[0]
        if op is Op.ENTRY_POWER:
            return self._map(lambda x: numbers.power(x, node.number), value)
        if op is Op.MATRIX_POWER:
            return self._power(value, int(node.number))
        return self._call(node, value)

    def _power(self, value: Rows, exponent: int) -> Rows:
        if exponent < 0:
            value, exponent = self.inverse(value)[0], -exponent
        size = len(value)
        found = [[self._one if i == j else self._zero for j in range(size)] for i in range(size)]
        for _ in range(exponent):
            found = self.product(found, value)
        return found

    def inverse(self, value: Rows) -> tuple[Rows, Any]:
        """The inverse and the determinant, by elimination; `Undefined` where there is no inverse."""
        numbers, size = self.numbers, len(value)
        if size != len(value[0]):
            raise Undefined
        numbers.budget.spend(1 + size**3 // 4)
        rows = [
            [*row, *(self._one if i == j else self._zero for j in range(size))]
            for i, row in enumerate(value)
        ]
        determinant = self._one
        for column in range(size):
            usable = [i for i in range(column, size) if not numbers.is_zero(rows[i][column])]
            if not usable:
                raise Undefined
            pivot = max(usable, key=lambda i: abs(rows[i][column]))
            if pivot != column:
                rows[column], rows[pivot] = rows[pivot], rows[column]
                determinant = numbers.settled(-determinant)
            determinant = numbers.settled(determinant * rows[column][column])
            factor = numbers.inverse(rows[column][column])
            rows[column] = [numbers.settled(x * factor) for x in rows[column]]
            for i in range(size):
                if i != column and not numbers.is_zero(rows[i][column]):
                    times = rows[i][column]
                    rows[i] = [
                        numbers.settled(x - times * y)
                        for x, y in zip(rows[i], rows[column], strict=True)
                    ]
        return [row[size:] for row in rows], determinant

    def _call(self, node: Node, value: Rows) -> Rows:
        numbers, word = self.numbers, node.word
        match word:
            case "sum":
                return self._sum(value, node.along)
            case "mean":
                total = self._sum(value, node.along)
                size = {None: len(value) * len(value[0]), 0: len(value), 1: len(value[0])}[
                    node.along
                ]
                share = numbers.inverse(numbers.number(Fraction(size)))
                return self._map(lambda x: numbers.settled(x * share), total)
            case "trace":
                return [[numbers.settled(sum(row[i] for i, row in enumerate(value)))]]
            case "det":
                return [[self._determinant(value)]]
            case "diag":
                return self._diag(value)
            case "norm":
                return self._norm(node, value)
            case "softmax":
                return self._softmax(value)
        return self._map(lambda x: numbers.function(word, node.primes, x), value)

    def _determinant(self, value: Rows) -> Any:
        if len(value) != len(value[0]):
            raise Undefined
        try:
            return self.inverse(value)[1]
        except Undefined:
            return self._zero

    def _sum(self, value: Rows, along: int | None) -> Rows:
        settled = self.numbers.settled
        if along is None:
            return [[settled(sum(x for row in value for x in row))]]
        if along == 0:
            return [[settled(sum(column)) for column in zip(*value, strict=True)]]
        return [[settled(sum(row))] for row in value]

    def _diag(self, value: Rows) -> Rows:
        if len(value) == 1 or len(value[0]) == 1:
            entries = [x for row in value for x in row]
            return [
                [x if i == j else self._zero for j in range(len(entries))]
                for i, x in enumerate(entries)
            ]
        return [[row[i]] for i, row in enumerate(value)]

    def _norm(self, node: Node, value: Rows) -> Rows:
        numbers = self.numbers
        if node.indices and node.indices[0] == "1":
            return [[sum(abs(x) for row in value for x in row)]]
        squares = numbers.settled(sum(x * x for row in value for x in row))
        return [[numbers.power(squares, Fraction(1, 2))]]

    def _softmax(self, value: Rows) -> Rows:
        """Of a vector, or of every row of a matrix."""
        column = len(value[0]) == 1
        rows = [[row[0] for row in value]] if column else value
        found = []
        for row in rows:
            powers = [self.numbers.function("exp", 0, x) for x in row]
            share = self.numbers.inverse(sum(powers))
            found.append([x * share for x in powers])
        return [[x] for x in found[0]] if column else found

    # Indices

    def _total(self, node: Node) -> Rows:
        found: Rows | None = None
        kept = self._indices.get(node.word)
        for i in range(self.size(node.sizes[0])):
            self.numbers.budget.spend(1)
            self._indices[node.word] = i
            term = self._value(node.parts[0])
            found = term if found is None else self._joined(Op.PLUS, found, term)
        del self._indices[node.word]
        if kept is not None:
            self._indices[node.word] = kept
        return found or [[self._zero]]

    def _entry(self, node: Node) -> Rows:
        value = self._value(node.parts[0])
        places = [self._indices[index] for index in node.indices]
        if len(places) == 2:
            return [[value[places[0]][places[1]]]]
        row = value[0] if len(value) == 1 else [row[0] for row in value]
        return [[row[places[0]]]]
