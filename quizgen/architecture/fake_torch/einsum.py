"""`torch.einsum`: products of two tensors as matrix products, with the axes moved before and after."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.dots import without_dots
from quizgen.architecture.fake_torch.axes import permute, transpose
from quizgen.architecture.fake_torch.joining import joined, matrix_product
from quizgen.architecture.fake_torch.sizes import Batch
from quizgen.architecture.fake_torch.tensors import Parameter, Tensor
from quizgen.architecture.fake_torch.viewing import view
from quizgen.architecture.minipython.values import Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def einsum(machine: "TorchMachine", equation: Any, *given: Any) -> Any:
    """`einsum('bid,bjd->bij', q, k)`."""
    if not isinstance(equation, str) or len(equation) > 200:
        raise Stop("einsum needs an equation", "write torch.einsum('bid,bjd->bij', q, k)")
    operands = (
        list(given[0]) if len(given) == 1 and isinstance(given[0], list | tuple) else list(given)
    )
    ranks = [len(machine.tensor(value).known()) for value in operands if "..." in equation]
    equation = without_dots(equation, ranks) or equation
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if not re.fullmatch(r"[A-Za-z,]+", left) or len(terms) != len(operands):
        raise Stop(
            f"einsum {equation[:40]!r} is not understood", "write letters for axes and an arrow"
        )
    if not arrow:
        once = [letter for letter in sorted(set("".join(terms))) if left.count(letter) == 1]
        right = "".join(once)
    if any(len(set(term)) < len(term) for term in terms) or len(set(right)) < len(right):
        raise Stop(f"einsum {equation[:40]!r} takes a diagonal", "write it with other functions")
    if not set(right) <= set("".join(terms)):
        raise Stop(f"einsum {equation[:40]!r}: an axis comes from nowhere")
    tensors = [machine.tensor(operand) for operand in operands]
    if len(tensors) > 1 and tensors[0].batch is None and tensors[1].batch is not None:
        # Observations are rows of a product, not its columns.
        terms[:2], operands[:2], tensors[:2] = terms[1::-1], operands[1::-1], tensors[1::-1]
    term, found = terms[0], tensors[0]
    for place in range(1, len(terms)):
        later = set(right).union(*terms[place + 1 :])
        kept = [x for x in dict.fromkeys(term + terms[place]) if x in later]
        term, found = _summed(machine, term, found, {*terms[place], *kept})
        right_side = _summed(machine, terms[place], tensors[place], {*term, *kept})
        held = operands[place] if right_side[0] == terms[place] else right_side[1]
        learned = _by_matrix(machine, (term, found), (right_side[0], held), kept)
        found, term = learned or _product(machine, (term, found), right_side, kept)
    term, found = _summed(machine, term, found, set(right))
    return _ordered(machine, found, term, right)


def _summed(machine: "TorchMachine", term: str, tensor: Any, needed: set[str]) -> tuple[str, Any]:
    """A tensor summed over the axes that nobody needs, as PyTorch does before it multiplies."""
    gone = [place for place, letter in enumerate(term) if letter not in needed]
    if not gone:
        return term, tensor
    from quizgen.architecture.fake_torch.reducing import total

    return "".join(letter for letter in term if letter in needed), total(machine, tensor, gone)


def tensordot(machine: "TorchMachine", left: Any, right: Any, dims: Any = 2) -> Any:
    """`torch.tensordot(x, w, dims=1)`, or with the axes of both: a product that einsum writes too."""
    many = [len(machine.tensor(value).known()) for value in (left, right)]
    if isinstance(dims, list | tuple):
        if len(dims) != 2:
            raise Stop("tensordot by axes of both tensors", "write dims=([1], [0])")
        along = [[machine.whole(d) for d in one] for one in dims]
    else:
        count = machine.whole(dims)
        along = [list(range(many[0] - count, many[0])), list(range(count))]
    if len(along[0]) != len(along[1]) or not all(
        -rank <= d < rank for rank, one in zip(many, along, strict=True) for d in one
    ):
        raise Stop(f"tensordot of {many[0]} and {many[1]} axes by {along}"[:100])
    letters = "abcdefghijklmnopqrstuvwxyz"
    first, second = list(letters[: many[0]]), list(letters[many[0] : sum(many)])
    for one, other in zip(*along, strict=True):
        second[other] = first[one]
    summed = {first[one] for one in along[0]}
    kept = [letter for letter in (*first, *second) if letter not in summed]
    equation = f"{''.join(first)},{''.join(second)}->{''.join(kept)}"
    return einsum(machine, equation, left, right)


def _by_matrix(
    machine: "TorchMachine", left: tuple[str, Any], right: tuple[str, Any], kept: Sequence[str]
) -> tuple[Any, str] | None:
    """A product with a learned matrix, which is a layer; None for any other."""
    (a, tensor), (b, matrix) = left, right
    if not isinstance(matrix, Parameter) or len(b) != 2 or len(matrix.sizes) != 2:
        return None
    inner = [x for x in b if x in a and x not in kept]
    columns = [x for x in b if x not in a]
    if len(inner) != 1 or len(columns) != 1:
        return None
    rows = [x for x in a if x != inner[0]]
    turned = matrix if b[0] == inner[0] else transpose(machine, matrix, 0, 1)
    one = _ordered(machine, tensor, a, [*rows, inner[0]])
    return matrix_product(machine, one, turned), "".join([*rows, *columns])


def _ordered(machine: "TorchMachine", tensor: Any, term: str, wanted: Sequence[str]) -> Any:
    order = [term.index(letter) for letter in wanted]
    return tensor if order == list(range(len(order))) else permute(machine, tensor, *order)


def _times(machine: "TorchMachine", sizes: Sequence[Any]) -> Any:
    found: Any = 1
    for size in sizes:
        found = machine.binary("*", found, size)
    return found


def _product(
    machine: "TorchMachine",
    left: tuple[str, Tensor],
    right: tuple[str, Tensor],
    kept: Sequence[str],
) -> tuple[Any, str]:
    """Two tensors multiplied, and summed over the axes both have and nobody needs again."""
    (a, first), (b, second) = left, right
    if len(a) != len(first.known()) or len(b) != len(second.known()):
        raise Stop("einsum: as many letters as axes", exception="RuntimeError")
    sizes = dict(zip(a, first.known(), strict=True))
    for letter, size in zip(b, second.known(), strict=True):
        if sizes.get(letter, 1) == 1:
            sizes[letter] = size
    for letter, size in zip(a + b, first.known() + second.known(), strict=True):
        if sizes[letter] != size and 1 not in (size, sizes[letter]):
            raise Stop(
                f"einsum: axis {letter} has {size} and {sizes[letter]} entries",
                exception="RuntimeError",
            )
    both = [x for x in a if x in b and x in kept]
    inner = [x for x in a if x in b and x not in kept]
    rows = [x for x in a if x not in b]
    columns = [x for x in b if x not in a]
    in_front = first.batch is None or a[first.batch] == (*both, *rows)[0]
    if not inner and not (rows and columns and in_front):
        return _without_sum(machine, (a, first), (b, second), sizes)
    own = _of_batch(a, first, rows) if both and second.batch is None else []
    if own:
        return _of_stacks(machine, left, right, sizes, (own, both, inner))
    one = _ordered(machine, first, a, [*both, *rows, *inner])
    other = _ordered(machine, second, b, [*both, *inner, *columns])
    stack = [sizes[x] for x in both]
    shapes = [_times(machine, [sizes[x] for x in group]) for group in (rows, inner, columns)]
    # A stack of rows times one matrix stays a stack.
    whole = bool(rows) and not both
    if whole and len(inner) != 1:
        one = view(machine, one, *[sizes[x] for x in rows], shapes[1])
    whole = whole or (len(inner) == 1 and len(rows) == 1)
    if not whole:
        one = view(machine, one, *stack, shapes[0], shapes[1])
    if len(inner) != 1 or len(columns) != 1:
        other = view(machine, other, *stack, shapes[1], shapes[2])
    found = matrix_product(machine, one, _as_given(second, other, b, [*both, *inner, *columns]))
    letters = [*both, *rows, *columns]
    if not whole or len(columns) != 1:
        found = view(machine, found, *[sizes[x] for x in letters])
    return found, "".join(letters)


def _of_batch(term: str, tensor: Tensor, rows: Sequence[str]) -> list[str]:
    """The letter of the batch, where it is one of these."""
    if tensor.batch is None or not isinstance(tensor.count, Batch):
        return []
    return [letter for letter in rows if letter == term[tensor.batch]]


def _of_stacks(
    machine: "TorchMachine",
    left: tuple[str, Tensor],
    right: tuple[str, Tensor],
    sizes: dict[str, Any],
    groups: tuple[list[str], list[str], list[str]],
) -> tuple[Any, str]:
    """Observations times a stack of matrices that is the same for all: the batch stays in front of the stack."""
    (a, first), (b, second) = left, right
    own, both, inner = groups
    rows = [x for x in a if x not in b and x not in own]
    columns = [x for x in b if x not in a]
    one = _ordered(machine, first, a, [*own, *both, *rows, *inner])
    other = _ordered(machine, second, b, [*both, *inner, *columns])
    shapes = [_times(machine, [sizes[x] for x in group]) for group in (rows, inner, columns)]
    stack = [sizes[x] for x in both]
    one = view(machine, one, *[sizes[x] for x in own], *stack, shapes[0], shapes[1])
    other = view(machine, machine.flat(machine.tensor(other)), *stack, shapes[1], shapes[2])
    found = matrix_product(machine, one, other)
    letters = [*own, *both, *rows, *columns]
    return view(machine, found, *[sizes[x] for x in letters]), "".join(letters)


def _without_sum(
    machine: "TorchMachine",
    left: tuple[str, Tensor],
    right: tuple[str, Tensor],
    sizes: dict[str, Any],
) -> tuple[Any, str]:
    """Two tensors multiplied entry by entry: the axes as the first one has them, then those it has not."""
    (a, first), (b, second) = left, right
    columns = [x for x in b if x not in a]
    other = _ordered(machine, second, b, [*(x for x in a if x in b), *columns])
    if any(x not in b for x in a):
        widened = [sizes[x] if x in b else 1 for x in a]
        other = view(machine, other, *widened, *[sizes[x] for x in columns])
    one = first
    if columns:
        one = view(machine, first, *[sizes[x] for x in a], *[1] * len(columns))
    return joined(machine, "Multiply", [one, other]), "".join([*a, *columns])


def _as_given(second: Any, other: Any, term: str, wanted: Sequence[str]) -> Any:
    return second if list(term) == list(wanted) and other is second else other
