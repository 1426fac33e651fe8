"""Gradients of formulas in matrices, as formulas: backward through any values that are defined one after the other.

Every gradient has the shape of what it is the gradient in. Source: Magnus and Neudecker (2019), chapter 9;
Goodfellow, Bengio and Courville (2016), section 6.5.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from quizgen.answers.matrix_declared import Declared, declared
from quizgen.answers.matrix_indexed import without_indices
from quizgen.answers.matrix_misfit import Misfit, shown
from quizgen.answers.matrix_parts import (
    added,
    entrywise,
    minus,
    ones,
    over,
    product,
    scaled,
    transposed,
    typed,
    with_powers,
)
from quizgen.answers.matrix_shapes import Notation, readings
from quizgen.answers.matrix_syntax import parsed
from quizgen.answers.matrix_tokens import Tokenizer
from quizgen.answers.matrix_tree import SCALAR, Node, Op, Shape, changed, name, number
from quizgen.answers.verdict import Unreadable

# Signs of a gradient: a longer one nobody writes down; and on the way, before values have names.
MOST, WORK = 300, 3_000
# Powers of a matrix have so many terms.
POWER = 6


def matrix_gradient(
    wanted: str,
    shapes: str | Mapping[str, str],
    defined: str | Mapping[str, str],
    gradient: str = "",
    functions: list[str] | tuple[str, ...] = (),
) -> str:
    """The gradient in one name of what is defined last, as a key of the kind `matrix_expression`.

    `gradient` is the gradient in the value that is defined last, in the shape of that value; it is left
    out where that is a number, the loss itself. `shapes`, `defined` and `functions` are the settings of
    the kind. `ValueError` for a name or shape that does not fit, and for a sum whose products have three indices.

    >>> matrix_gradient("W", "W: m, n; x: n; g: m", "z = W x", "g")
    'g @ x^T'
    >>> matrix_gradient("w", "X: n, d; w: d; y: n", "e = X w - y; J = 1/2 norm(e)^2")
    'X^T @ e'
    >>> matrix_gradient("W", "u: m; W: m, n; x: n", "J = sum_i sum_j u_i W_ij x_j")
    'u @ x^T'
    >>> matrix_gradient("z", "z: n; g: n", "p = softmax(z)", "g")
    'p .* (g - ((p^T @ g) * ones(n)))'
    """
    known = declared({"shapes": shapes, "defined": defined, "functions": list(functions)})
    if wanted not in known.shapes:
        raise ValueError(f"there is no {wanted!r}; there are {', '.join(known.shapes)}")
    if not known.defined:
        raise ValueError("nothing is defined: write how the values follow, 'z = W x + b'")
    found = _backward(known, gradient).get(wanted)
    if found is None:
        raise ValueError(f"{wanted} has no part in {list(known.defined)[-1]}")
    tree = _named(found, known)
    _bounded(tree, MOST)
    return typed(tree, bare=True)


def _backward(known: Declared, gradient: str) -> dict[str, Node]:
    """The gradients of what is defined last in all that it is made of."""
    *_, last = known.defined
    found = {last: _given(known, last, gradient)}
    rules = Rules(known)
    for value in reversed(tuple(known.defined)):
        if value in found:
            rules.back(known.defined[value], found[value], found)
    return found


def _given(known: Declared, last: str, gradient: str) -> Node:
    shape = known.shapes[last]
    if not gradient:
        if shape != SCALAR:
            raise ValueError(f"{last} is {shown(shape)}, no number: say the gradient in it")
        return number(1)
    try:
        (tree, own), *others = readings(
            parsed(Tokenizer(known.words).tokens(gradient)), known.shapes, Notation()
        )
    except (Unreadable, Misfit) as error:
        raise ValueError(f"the gradient {gradient!r}: {error}") from None
    if others or own != shape:
        raise ValueError(f"the gradient {gradient!r} is {shown(own)}, and {last} is {shown(shape)}")
    return tree


def _bounded(tree: Node, most: int) -> Node:
    """The tree; `ValueError` where it has more signs. Its parts may be shared, so that they are not simply counted."""
    left = [tree]
    for _ in range(most):
        left.extend(left.pop().parts)
        if not left:
            return tree
    raise ValueError(f"a gradient has more than {most} signs: define values between")


def _named(tree: Node, known: Declared) -> Node:
    """The tree with names for what is defined; a product of one with itself is a power then."""
    names: dict[Node, Node] = {}
    for word, formula in known.defined.items():
        names[formula] = name(word)
        if formula.op is Op.TRANSPOSE:
            names[formula.parts[0]] = transposed(name(word), known.shapes[word])
    return changed(changed(tree, lambda node: names.get(node, node)), with_powers)


def _squared_norm(node: Node) -> Node | None:
    """What a squared length is of."""
    (base, *_) = (*node.parts, node)
    squared = node.op is Op.ENTRY_POWER and node.number == 2
    if squared and base.op is Op.CALL and base.word == "norm" and base.indices[:1] != ("1",):
        return base.parts[0]
    return None


def _are_ones(node: Node) -> bool:
    if node.op is Op.MATMUL:
        column, row = node.parts
        return _are_ones(column) and row.op is Op.TRANSPOSE and _are_ones(row.parts[0])
    return node.op is Op.ONES


def _matrix_power_of(base: Node, exponent: int) -> Node | None:
    if exponent < 2:
        return base if exponent else None
    return Node(Op.MATRIX_POWER, (base,), word="^", number=Fraction(exponent))


class Rules:
    """What each sign of a formula does to the gradient in its value."""

    def __init__(self, known: Declared) -> None:
        self.known = known
        self.back_through: Mapping[Op, Callable[[Node, Node], Sequence[Node | None]]] = {
            Op.PLUS: lambda _, g: [g, g],
            Op.NEGATIVE: lambda _, g: [minus(g)],
            Op.TRANSPOSE: lambda _, g: [transposed(g, self.shape(g))],
            Op.SCALE: self._product_of_entries,
            Op.HADAMARD: self._product_of_entries,
            Op.MATMUL: self._product,
            Op.INNER: self._vectors,
            Op.OUTER: self._vectors,
            Op.DIVIDE: self._quotient,
            Op.INVERSE: self._inverse,
            Op.MATRIX_POWER: self._matrix_power,
            Op.ENTRY_POWER: self._power,
            Op.MAX: self._larger,
            Op.MIN: self._larger,
            Op.CALL: self._call,
        }

    def back(self, node: Node, gradient: Node, found: dict[str, Node]) -> None:
        """Add to the gradients in all names what comes to them through a formula."""
        _bounded(gradient, WORK)
        if node.op is Op.NAME:
            before = found.get(node.word)
            found[node.word] = gradient if before is None else added(before, gradient)
            return
        if not self._has_names(node):
            return
        if squared := _squared_norm(node):
            self.back(squared, scaled(scaled(number(2), gradient), squared), found)
            return
        if node.op is Op.TOTAL:
            self.back(without_indices(node, self.shape), gradient, found)
            return
        if node.op not in self.back_through:
            raise ValueError(f"no gradient goes back through {typed(node)}: write it with products")
        for part, own in zip(node.parts, self.back_through[node.op](node, gradient), strict=True):
            if own is not None:
                self.back(part, self._reduced(own, part), found)

    def _has_names(self, node: Node) -> bool:
        return node.op is Op.NAME or any(map(self._has_names, node.parts))

    def _reduced(self, gradient: Node, part: Node) -> Node:
        """The gradient summed along what the part was repeated."""
        (rows, columns), (own_rows, own_columns) = self.shape(gradient), self.shape(part)
        if (own_rows, own_columns) == SCALAR and (rows, columns) != SCALAR:
            return self._total(gradient)
        if own_rows == 1 != rows:
            gradient = product(transposed(ones(rows), (rows, 1)), gradient)
        return product(gradient, ones(columns)) if own_columns == 1 != columns else gradient

    def _total(self, node: Node) -> Node:
        """The sum of all entries; of an entrywise product of two columns their inner product."""
        if node.op is Op.HADAMARD and self.shape(node)[1] == 1:
            left, right = node.parts
            return product(transposed(left, self.shape(left)), right)
        return Node(Op.CALL, (node,), word="sum")

    def _entries(self, left: Node, right: Node) -> Node:
        one, other = self.shape(left), self.shape(right)
        if one == other and (_are_ones(left) or _are_ones(right)):
            return right if _are_ones(left) else left
        return entrywise(left, right, one, other)

    # Products

    def _product_of_entries(self, node: Node, g: Node) -> list[Node | None]:
        left, right = node.parts
        if left == right:  # a square
            return [scaled(number(2), self._entries(g, left)), None]
        return [self._entries(g, right), self._entries(g, left)]

    def _product(self, node: Node, g: Node) -> list[Node | None]:
        left, right = node.parts
        turned = transposed(left, self.shape(left)), transposed(right, self.shape(right))
        if turned[0] == right and self.shape(right)[1] == 1:  # the square of a length
            return [None, scaled(scaled(number(2), g), right)]
        return [self._joined(g, turned[1]), self._joined(turned[0], g)]

    def _joined(self, left: Node, right: Node) -> Node:
        """A product of matrices, one of which may be a number."""
        one, other = self.shape(left), self.shape(right)
        if SCALAR in (one, other):
            return scaled(left, right) if one == SCALAR else scaled(right, left)
        return product(left, right)

    def _vectors(self, node: Node, g: Node) -> Sequence[Node | None]:
        left, right = (self._column(part) for part in node.parts)
        if node.op is Op.INNER:
            found = [scaled(g, right), scaled(g, left)]
        else:
            found = [self._joined(g, right), self._joined(transposed(g, self.shape(g)), left)]
        return [
            own if self.shape(part)[1] == 1 else transposed(own, self.shape(own))
            for own, part in zip(found, node.parts, strict=True)
        ]

    def _column(self, node: Node) -> Node:
        shape = self.shape(node)
        return node if shape[1] == 1 else transposed(node, shape)

    def _quotient(self, node: Node, g: Node) -> list[Node | None]:
        top, bottom = node.parts
        below = self._power_of(bottom, Fraction(2))
        shape, both = self.shape(bottom), self._entries(g, top)
        if shape == SCALAR != self.shape(both):
            both = self._total(both)
        return [over(g, bottom, shape), minus(over(both, below, shape))]

    def _inverse(self, node: Node, g: Node) -> list[Node | None]:
        turned = transposed(node, self.shape(node))
        return [minus(product(product(turned, g), turned))]

    def _matrix_power(self, node: Node, g: Node) -> list[Node | None]:
        """Of A^n the sum of (Aᵀ)^i G (Aᵀ)^j with i + j = n − 1."""
        (base,) = node.parts
        if not 1 < node.number <= POWER:
            raise ValueError(f"no gradient goes back through {typed(node)}: write it with products")
        turned, n = transposed(base, self.shape(base)), int(node.number)
        terms = []
        for i in range(n):
            before, after = (_matrix_power_of(turned, k) for k in (i, n - 1 - i))
            term = g if before is None else product(before, g)
            terms.append(term if after is None else product(term, after))
        found = terms[0]
        for term in terms[1:]:
            found = added(found, term)
        return [found]

    # Entry by entry

    def _power_of(self, base: Node, exponent: Fraction) -> Node:
        if exponent == 1:
            return base
        word = "^" if self.shape(base) == SCALAR else ".^"
        return Node(Op.ENTRY_POWER, (base,), word=word, number=exponent)

    def _power(self, node: Node, g: Node) -> list[Node | None]:
        (base,) = node.parts
        slope = scaled(number(node.number), self._power_of(base, node.number - 1))
        return [self._entries(g, slope)]

    def _larger(self, node: Node, g: Node) -> list[Node | None]:
        left, right = node.parts if node.op is Op.MAX else node.parts[::-1]
        first = Node(Op.POSITIVE, (left, right))
        second = Node(Op.AT_LEAST, (right, left))
        both: list[Node | None] = [self._entries(g, first), self._entries(g, second)]
        return both if node.op is Op.MAX else both[::-1]

    @staticmethod
    def _check_norm(node: Node) -> None:
        if node.indices and node.indices[0] == "1":
            raise ValueError(
                "no gradient goes back through a sum of absolute values: write sum(abs(x))"
            )

    # Functions

    def _call(self, node: Node, g: Node) -> list[Node | None]:
        (inner,) = node.parts
        rows, columns = self.shape(inner)
        match node.word:
            case "sum" | "mean":
                return [self._spread(node, g, inner)]
            case "trace":
                return [scaled(g, Node(Op.IDENTITY, sizes=(rows,)))]
            case "diag":
                return [Node(Op.CALL, (g,), word="diag")]
            case "norm":
                self._check_norm(node)
                return [over(scaled(g, inner), node, SCALAR)]
            case "softmax":
                return [self._softmax(node, g)]
            case "det":  # Jacobi's formula
                turned = transposed(inner, (rows, columns))
                return [scaled(g, scaled(node, Node(Op.INVERSE, (turned,))))]
            case "exp":
                slope = node
            case "ln":
                return [over(g, inner, (rows, columns))]
            case "sqrt":
                return [over(g, scaled(number(2), node), (rows, columns))]
            case "abs":
                slope = Node(Op.CALL, (inner,), word="sign")
            case word:
                slope = Node(Op.CALL, (inner,), word=word, primes=node.primes + 1)
        return [self._entries(g, slope)]

    def _spread(self, node: Node, g: Node, inner: Node) -> Node:
        rows, columns = self.shape(inner)
        one, other = ones(rows), transposed(ones(columns), (columns, 1))
        if node.along is None:
            whole = one if columns == 1 else other if rows == 1 else product(one, other)
            found, size = scaled(g, whole), [size for size in (rows, columns) if size != 1]
        else:
            found = self._joined(one, g) if node.along == 0 else self._joined(g, other)
            size = [rows if node.along == 0 else columns]
        if node.word == "mean":
            for own in size:
                count_ = number(own) if isinstance(own, int) else Node(Op.SIZE, word=own)
                found = over(found, count_, SCALAR)
        return found

    def _softmax(self, node: Node, g: Node) -> Node:
        """Of a column p ⊙ (g − pᵀg 1); of every row, or a row, with its own sum."""
        shape = rows, columns = self.shape(node)
        if columns == 1:
            mean = scaled(product(transposed(node, shape), g), ones(rows))
        else:
            each = product(self._entries(g, node), ones(columns))
            mean = self._joined(each, transposed(ones(columns), (columns, 1)))
        return self._entries(node, added(g, minus(mean)))

    # Shapes

    def shape(self, node: Node) -> Shape:
        """Rows and columns of a formula whose sizes fit."""
        match node.op:
            case Op.NAME:
                return self.known.shapes[node.word]
            case Op.NUMBER | Op.SIZE | Op.INNER | Op.ENTRY:
                return SCALAR
            case Op.ONES:
                return (node.sizes[0], (*node.sizes, 1)[1])
            case Op.IDENTITY:
                return (node.sizes[0], node.sizes[0])
            case Op.TRANSPOSE:
                return self.shape(node.parts[0])[::-1]
            case Op.MATMUL:
                return (self.shape(node.parts[0])[0], self.shape(node.parts[1])[1])
            case Op.OUTER:
                left, right = (self.shape(self._column(part)) for part in node.parts)
                return (left[0], right[0])
            case Op.CALL:
                return self._shape_of_call(node)
        shapes = [self.shape(part) for part in node.parts]
        rows, columns = (
            next((size for size in sizes if size != 1), 1) for sizes in zip(*shapes, strict=True)
        )
        return (rows, columns)

    def _shape_of_call(self, node: Node) -> Shape:
        if not node.parts or node.word in ("trace", "det", "norm"):
            return SCALAR
        rows, columns = inner = self.shape(node.parts[0])
        if node.word in ("sum", "mean"):
            return {None: SCALAR, 0: (1, columns), 1: (rows, 1)}[node.along]
        if node.word == "diag":
            size = rows if columns == 1 else columns
            return (size, size) if 1 in inner else (rows, 1)
        return inner
