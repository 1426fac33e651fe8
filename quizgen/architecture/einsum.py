"""`einsum`: products summed over indices, as permutations, one product of matrices, and permutations."""

import math
from collections.abc import Sequence

from quizgen.architecture.batched import Batched
from quizgen.architecture.constructors import scaled
from quizgen.architecture.dots import without_dots
from quizgen.architecture.traced import Tensor, Weight
from quizgen.errors import UserError


def einsum(builder: Batched, equation: str, values: Sequence[Tensor | Weight], name: str) -> Tensor:
    """`einsum(equation, *values)` from the left on; a learned second one makes a fully connected layer."""
    plain = without_dots(equation, [len(value.shape) for value in values]) or equation
    left, _, result = plain.partition("->")
    terms = left.split(",")
    if "." in plain or "->" not in plain or len(terms) != len(values):
        raise UserError(
            f"{name}: einsum {equation!r}", "write it with -> and letters, one term for each tensor"
        )
    if any(len(set(term)) != len(term) for term in (*terms, result)):
        raise UserError(f"{name}: einsum {equation!r} takes a diagonal", "no layer does")
    if len(values) > 2:
        needed = set(result).union(*terms[2:])
        kept = "".join(x for x in dict.fromkeys(terms[0] + terms[1]) if x in needed)
        both = einsum(builder, f"{terms[0]},{terms[1]}->{kept}", values[:2], name)
        rest = ",".join((kept, *terms[2:]))
        return einsum(builder, f"{rest}->{result}", [both, *values[2:]], name)
    pairs = list(zip(terms, values, strict=True))
    terms, values = map(
        list, zip(*(_summed(builder, *pair, plain, name) for pair in pairs), strict=True)
    )
    if len(values) == 1:
        return _of_one(builder, terms[0], result, values[0], name)
    first, second = values
    if isinstance(first, Weight) and not isinstance(second, Weight):
        return einsum(builder, f"{terms[1]},{terms[0]}->{result}", [second, first], name)
    if isinstance(first, Weight):
        first = builder.parameter(first, first.sources[0])
    if isinstance(second, Weight) and not set(terms[0]) & set(terms[1]) & set(result):
        return _linear(builder, terms, result, first, second, name)
    if isinstance(second, Weight):
        second = builder.parameter(second, second.sources[0])
    return _product(builder, terms, result, first, second, name)


def _summed(
    builder: Batched, term: str, value: Tensor | Weight, equation: str, name: str
) -> tuple[str, Tensor | Weight]:
    """A term without the indices that no other term and not the result has: they are summed over first."""
    alone = [place for place, letter in enumerate(term) if equation.count(letter) == 1]
    if not alone or isinstance(value, Weight):
        return term, value
    many = math.prod(value.shape[place] for place in alone)
    total = scaled(builder, name, builder.reduced(value, alone, name, keepdim=False), many)
    return "".join(letter for letter in term if equation.count(letter) > 1), total


def _of_one(builder: Batched, term: str, result: str, value: Tensor | Weight, name: str) -> Tensor:
    if isinstance(value, Weight):
        value = builder.parameter(value, value.sources[0])
    if set(term) != set(result):
        raise UserError(f"{name}: einsum {term}->{result} sums", "write x.sum")
    return builder.permuted(value, [term.index(letter) for letter in result], name)


def _linear(
    builder: Batched, terms: Sequence[str], result: str, x: Tensor, weight: Weight, name: str
) -> Tensor:
    """Indices of both are summed over, those of the weight alone are units."""
    summed = [letter for letter in terms[0] if letter in terms[1]]
    kept = [letter for letter in terms[0] if letter not in summed]
    units = [letter for letter in terms[1] if letter not in summed]
    if set(result) != {*kept, *units} or not summed:
        raise UserError(f"{name}: einsum {','.join(terms)}->{result} sums one alone", "write x.sum")
    sizes = dict(zip(terms[1], weight.shape, strict=True))
    turned = builder.permuted(x, [terms[0].index(letter) for letter in (*kept, *summed)], name)
    into, out = (math.prod(sizes[letter] for letter in letters) for letters in (summed, units))
    flat = builder.reshaped(turned, (*turned.shape[: len(kept)], into), name)
    found = builder.learned(
        name, "Linear", [weight], flat, in_features=into, out_features=out, bias=False
    )
    shape = (*found.shape[:-1], *(sizes[letter] for letter in units))
    spread = builder.reshaped(found, shape, name)
    order = [*kept, *units]
    return builder.permuted(spread, [order.index(letter) for letter in result], name)


def _product(
    builder: Batched, terms: Sequence[str], result: str, left: Tensor, right: Tensor, name: str
) -> Tensor:
    """Stacks of matrices: indices of all three are the stack, those of both sides are summed over."""
    both = [letter for letter in terms[0] if letter in terms[1]]
    if left.batch is None and right.batch is not None and terms[1][right.batch] not in both:
        # Observations are rows, not columns.
        left, right, terms = right, left, terms[::-1]
    stack = [letter for letter in both if letter in result]
    summed = [letter for letter in both if letter not in result]
    rows = [letter for letter in terms[0] if letter not in both]
    columns = [letter for letter in terms[1] if letter not in both]
    if set(result) != {*stack, *rows, *columns}:
        raise UserError(f"{name}: einsum {','.join(terms)}->{result} sums one alone", "write x.sum")
    sizes = {
        letter: size
        for term, value in zip(terms, (left, right), strict=True)
        for letter, size in zip(term, value.shape, strict=True)
    }

    def matrices(value: Tensor, term: str, groups: Sequence[Sequence[str]]) -> Tensor:
        turned = builder.permuted(
            value, [term.index(letter) for group in groups for letter in group], name
        )
        shape = [sizes[letter] for letter in groups[0]]
        shape += [math.prod(sizes[letter] for letter in group) for group in groups[1:]]
        return builder.reshaped(turned, shape, name)

    found = builder.product(
        name,
        matrices(left, terms[0], (stack, rows, summed)),
        matrices(right, terms[1], (stack, summed, columns)),
    )
    order = [*stack, *rows, *columns]
    spread = builder.reshaped(found, [sizes[letter] for letter in order], name)
    return builder.permuted(spread, [order.index(letter) for letter in result], name)
