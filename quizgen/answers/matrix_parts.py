"""Formulas in matrices put together without what changes nothing: (Aᵀ)ᵀ, 1 a, − −a; and typed, as a bank does."""

from fractions import Fraction

from quizgen.answers.matrix_tree import SCALAR, Node, Op, Shape, Size, number

_ONE = number(1)


def ones(size: Size) -> Node:
    """The column of so many ones; of one, the number."""
    return _ONE if size == 1 else Node(Op.ONES, sizes=(size,))


def transposed(node: Node, shape: Shape) -> Node:
    """The transpose of a formula of this shape; of a product the product of both, in the other order.

    >>> from quizgen.answers.matrix_tree import name
    >>> typed(transposed(product(transposed(name("W"), ("m", "n")), name("g")), ("n", 1)))
    '(g^T @ W)'
    """
    if shape == SCALAR:
        return node
    if node.op is Op.TRANSPOSE:
        return node.parts[0]
    if node.op is Op.MATMUL:
        left, right = node.parts
        # Of which shape the factors are does not matter: neither is a number.
        return product(transposed(right, ("", "")), transposed(left, ("", "")))
    if node.op is Op.NEGATIVE:
        return minus(transposed(node.parts[0], shape))
    if node.op is Op.SCALE and _is_number(node.parts[0]):
        return scaled(node.parts[0], transposed(node.parts[1], shape))
    if node.op is Op.DIVIDE and _is_number(node.parts[1]):
        return node.of(transposed(node.parts[0], shape), node.parts[1])
    return Node(Op.TRANSPOSE, (node,))


def _is_number(node: Node) -> bool:
    """Whether a formula is made of numbers and sizes alone."""
    if node.op in (Op.NUMBER, Op.SIZE):
        return True
    return node.op in _OF_NUMBERS and bool(node.parts) and all(map(_is_number, node.parts))


_OF_NUMBERS = frozenset({Op.CALL, Op.DIVIDE, Op.SCALE, Op.ENTRY_POWER, Op.PLUS, Op.NEGATIVE})


def product(left: Node, right: Node) -> Node:
    """A product of matrices; a minus, and numbers, stand in front."""
    if left.op is Op.NEGATIVE:
        return minus(product(left.parts[0], right))
    if right.op is Op.NEGATIVE:
        return minus(product(left, right.parts[0]))
    if left.op is Op.SCALE and _is_number(left.parts[0]):
        return scaled(left.parts[0], product(left.parts[1], right))
    if right.op is Op.SCALE and _is_number(right.parts[0]):
        return scaled(right.parts[0], product(left, right.parts[1]))
    if left.op is Op.DIVIDE and _is_number(left.parts[1]):
        return over(product(left.parts[0], right), left.parts[1], SCALAR)
    if right.op is Op.DIVIDE and _is_number(right.parts[1]):
        return over(product(left, right.parts[0]), right.parts[1], SCALAR)
    return Node(Op.MATMUL, (left, right))


def scaled(factor: Node, node: Node) -> Node:
    """A number times a formula.

    >>> from quizgen.answers.matrix_tree import name
    >>> typed(scaled(number(2), scaled(number(Fraction(1, 2)), name("x"))))
    'x'
    """
    if factor == _ONE:
        return node
    if node == _ONE:
        return factor
    if factor.op is Op.NEGATIVE:
        return minus(scaled(factor.parts[0], node))
    if node.op is Op.NEGATIVE:
        return minus(scaled(factor, node.parts[0]))
    if factor.op is Op.NUMBER and factor.number < 0 and node.op is not Op.NUMBER:
        return minus(scaled(number(-factor.number), node))
    if factor.op is Op.NUMBER and node.op is Op.NUMBER:
        return number(factor.number * node.number)
    if factor.op is Op.NUMBER and node.op is Op.SCALE and node.parts[0].op is Op.NUMBER:
        return scaled(scaled(factor, node.parts[0]), node.parts[1])
    if factor.op is Op.NUMBER and node.op is Op.DIVIDE:
        shape = ("", "") if node.word == "./" else SCALAR
        return over(scaled(factor, node.parts[0]), node.parts[1], shape)
    if node.op is Op.SCALE and node.parts[0].op is Op.NUMBER:
        return scaled(node.parts[0], scaled(factor, node.parts[1]))
    if factor.op is Op.SCALE and factor.parts[0].op is Op.NUMBER:
        return scaled(factor.parts[0], scaled(factor.parts[1], node))
    return with_powers(Node(Op.SCALE, (factor, node)))


def with_powers(node: Node) -> Node:
    """A number times the same number, or powers of it, as one power; everything else as it is.

    >>> from quizgen.answers.matrix_tree import name
    >>> s = name("s")
    >>> typed(with_powers(Node(Op.SCALE, (with_powers(Node(Op.SCALE, (s, s))), s))))
    's^3'
    """
    if node.op is not Op.SCALE:
        return node
    (base, times), (other, more) = map(_as_power, node.parts)
    if base.op is not Op.NAME or base != other:
        return node
    return Node(Op.ENTRY_POWER, (base,), word="^", number=times + more)


def _as_power(node: Node) -> tuple[Node, Fraction]:
    """What a power is of, and its exponent, which is 1 of everything else."""
    if node.op is Op.ENTRY_POWER and node.word == "^":
        return node.parts[0], node.number
    return node, Fraction(1)


def entrywise(left: Node, right: Node, one: Shape, other: Shape) -> Node:
    """A product entry by entry, of formulas of these shapes; a number may be on either side."""
    if one == SCALAR:
        return scaled(left, right)
    if other == SCALAR:
        return scaled(right, left)
    if left.op is Op.NEGATIVE:
        return minus(entrywise(left.parts[0], right, one, other))
    if right.op is Op.NEGATIVE:
        return minus(entrywise(left, right.parts[0], one, other))
    if right.op is Op.SCALE and _is_number(right.parts[0]):
        return scaled(right.parts[0], entrywise(left, right.parts[1], one, other))
    return Node(Op.HADAMARD, (left, right))


def over(top: Node, bottom: Node, shape: Shape) -> Node:
    """A quotient, entry by entry where what is below is no number but of this shape."""
    if bottom == _ONE:
        return top
    if top.op is Op.NEGATIVE:
        return minus(over(top.parts[0], bottom, shape))
    if shape == SCALAR and top.op is Op.DIVIDE and top.word != "./":
        return over(top.parts[0], scaled(top.parts[1], bottom), SCALAR)
    times, rest = _split(top)
    below, base = _split(bottom)
    if below != _ONE and (times != _ONE or base == _ONE):
        share = number(times.number / below.number)
        return scaled(share, rest) if base == _ONE else over(scaled(share, rest), base, shape)
    return Node(Op.DIVIDE, (top, bottom), word="/" if shape == SCALAR else "./")


def _split(node: Node) -> tuple[Node, Node]:
    """The number in front of a formula, and the rest."""
    if node.op is Op.NUMBER:
        return node, _ONE
    if node.op is Op.SCALE and node.parts[0].op is Op.NUMBER:
        return node.parts[0], node.parts[1]
    return _ONE, node


def minus(node: Node) -> Node:
    """Minus a formula."""
    if node.op is Op.NUMBER:
        return number(-node.number)
    return node.parts[0] if node.op is Op.NEGATIVE else Node(Op.NEGATIVE, (node,))


def added(left: Node, right: Node) -> Node:
    """A sum; what is positive comes first."""
    if left.op is Op.NEGATIVE and right.op is not Op.NEGATIVE:
        left, right = right, left
    return Node(Op.PLUS, (left, right))


_SIGNS = {Op.MATMUL: "@", Op.SCALE: "*", Op.HADAMARD: ".*", Op.POSITIVE: ">", Op.AT_LEAST: ">="}
_CALLED = {Op.INNER: "dot", Op.OUTER: "outer", Op.MAX: "max", Op.MIN: "min"}


def typed(node: Node, *, bare: bool = False) -> str:
    """A formula as it may be typed, with every bracket, so that no rank of signs matters; `bare` without the outer ones.

    >>> from quizgen.answers.matrix_tree import name
    >>> typed(product(name("g"), transposed(name("x"), ("n", 1))), bare=True)
    'g @ x^T'
    """
    text = _typed(node)
    return text[1:-1] if bare and node.op in _BRACKETED else text


_BRACKETED = frozenset({Op.MATMUL, Op.SCALE, Op.HADAMARD, Op.PLUS, Op.NEGATIVE, Op.DIVIDE})


def _typed(node: Node) -> str:  # noqa: C901, PLR0911, PLR0912 - one case for each sign
    op, parts = node.op, [_typed(part) for part in node.parts]
    match op:
        case Op.NAME | Op.SIZE:
            return node.word
        case Op.NUMBER:
            return _number(node.number)
        case Op.ONES:
            return f"ones({', '.join(map(str, node.sizes))})"
        case Op.IDENTITY:
            return f"eye({node.sizes[0]})"
        case Op.PLUS if node.parts[1].op is Op.NEGATIVE:
            return f"({parts[0]} - {_typed(node.parts[1].parts[0])})"
        case Op.PLUS:
            return f"({parts[0]} + {parts[1]})"
        case Op.NEGATIVE:
            return f"(-{parts[0]})"
        case Op.DIVIDE:
            return f"({parts[0]} {node.word or '/'} {parts[1]})"
        case Op.TRANSPOSE:
            raised = node.parts[0].op in (Op.ENTRY_POWER, Op.MATRIX_POWER, Op.INVERSE)
            return f"({parts[0]})^T" if raised else f"{parts[0]}^T"
        case Op.INVERSE:
            return f"({parts[0]})^-1"
        case Op.ENTRY_POWER | Op.MATRIX_POWER:
            base = parts[0] if node.parts[0].op is Op.NAME else f"({parts[0]})"
            return f"{base}{'.^' if node.word == '.^' else '^'}{_number(node.number)}"
        case Op.POSITIVE | Op.AT_LEAST:
            return f"1[{parts[0]} {_SIGNS[op]} {parts[1]}]"
        case Op.INNER | Op.OUTER | Op.MAX | Op.MIN:
            return f"{_CALLED[op]}({parts[0]}, {parts[1]})"
        case Op.ENTRY:
            return f"{parts[0]}_{{{','.join(node.indices)}}}"
        case Op.TOTAL:
            return f"(sum_{node.word} {parts[0]})"
        case Op.CALL:
            return _call(node, parts)
    return f"({parts[0]} {_SIGNS[op]} {parts[1]})"


def _number(value: Fraction) -> str:
    text = str(value)
    return text if value.denominator == 1 and value >= 0 else f"({text})"


def _call(node: Node, parts: list[str]) -> str:
    if not parts:
        return node.word
    arguments = parts[0][1:-1] if node.parts[0].op in _BRACKETED else parts[0]
    if node.along is not None:
        arguments += f", axis={node.along}"
    index = f"_{node.indices[0]}" if node.word == "norm" and any(node.indices) else ""
    return f"{node.word}{chr(39) * node.primes}({arguments}){index}"
